"""Two servers and two workers on one PostgreSQL database: what reaches both is answered once, and done once."""

from __future__ import annotations

import threading
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from house import MARIA, House, person, soon

from responder.store import Store
from responder.testing import StandInTwilio, sign

PUBLIC = "https://texts.example.com"
TIMES = 40
"""Texts of each kind, each of which reaches both servers at the same moment, twice."""


@pytest.fixture
def houses(tmp_path: Path, postgres: Any, twilio: StandInTwilio) -> Iterator[tuple[House, House]]:
    """On one database, each with a server of two processes, and with a worker."""
    url = postgres.database()
    folders = [tmp_path / name for name in ("here", "there")]
    for folder in folders:
        folder.mkdir()
    with House(folders[0], url, twilio, PUBLIC) as first, House(folders[1], url, twilio, PUBLIC) as second:
        # News of what was sent goes to one of them.
        twilio.reach(PUBLIC, f"http://127.0.0.1:{first.port}")
        for house in (first, second):
            house.serve("--no-worker", "--workers", "2")
        for house in (first, second):
            house.worker()
        yield first, second


def test_a_text_that_reaches_both_at_the_same_moment_has_one_answer_and_one_effect(
    houses: tuple[House, House], twilio: StandInTwilio
) -> None:
    first, second = houses
    assert {name_in(house) for house in houses} == {"worker-1", "worker-2"}
    ports = (first.port, second.port, first.port, second.port)
    answers: list[set[bytes]] = []
    with ThreadPoolExecutor(len(ports)) as pool:
        for n in range(TIMES):
            for sid, body in ((f"SM{2 * n:032x}", "quick"), (f"SM{2 * n + 1:032x}", f"tell {n}")):
                form = text(twilio, sid, person(n), body)
                at_once = threading.Barrier(len(ports))
                answers.append(set(pool.map(lambda port, form=form, at=at_once: posted(port, form, at), ports)))
    assert [len(each) for each in answers] == [1] * 2 * TIMES
    assert all(b"<Message" in one for each in answers for one in each)
    logs = first.log + second.log
    with Store.open(first.database_url) as store:
        assert soon(lambda: store.states_of_due() == {"sent": 2 * TIMES}), (store.states_of_due(), logs)
        assert Counter(message.direction for message in store.messages(limit=10**4)) == {"in": 80, "out": 160}
        assert soon(lambda: len(twilio.webhooks) and twilio.settle())
    assert first.sent() == [person(n) for n in range(TIMES)]
    assert sorted(note.body for note in twilio.sent_to(MARIA)) == sorted(f"tell {n}" for n in range(TIMES))
    # Both workers had a part in it.
    assert all("sent as SM" in house.log for house in houses)
    assert "Traceback" not in logs


def name_in(house: House) -> str:
    (line,) = (line for line in house.log.splitlines() if "does what is due" in line)
    return line.split()[-5]


def text(twilio: StandInTwilio, sid: str, from_: str, body: str) -> list[tuple[str, str]]:
    """The fields of a webhook."""
    fields = {
        "MessageSid": sid,
        "SmsSid": sid,
        "SmsMessageSid": sid,
        "AccountSid": twilio.account.sid,
        "From": from_,
        "To": twilio.number.phone_number,
        "Body": body,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsStatus": "received",
        "ApiVersion": "2010-04-01",
    }
    return list(fields.items())


def posted(port: int, form: list[tuple[str, str]], at_once: threading.Barrier) -> bytes:
    """The answer of the server on this port."""
    signature = sign(f"{PUBLIC}/sms", form, "0123456789abcdef0123456789abcdef")
    headers = {"X-Twilio-Signature": signature, "I-Twilio-Idempotency-Token": f"token-{form[0][1]}"}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/sms", urllib.parse.urlencode(form).encode(), headers, method="POST"
    )
    at_once.wait(60)
    with urllib.request.urlopen(request, timeout=30) as answer:
        body: bytes = answer.read()
    return body
