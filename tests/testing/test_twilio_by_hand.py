"""The stand-in from outside its process: its control routes, and `python -m responder.testing.twilio`."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from typing import Any

import pytest

from responder.testing import StandInTwilio

PERSON = "+15558675310"


def ask(url: str, told: object = None, kind: str = "application/json") -> tuple[int, Any]:
    data = None if told is None else json.dumps(told).encode()
    request = urllib.request.Request(url, data, {"Content-Type": kind})
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def test_a_text_can_be_sent_in_by_http(twilio: StandInTwilio, hook: Any) -> None:
    ask(f"{twilio.url}/stand-in/point", {"url": f"{hook.url}/sms"})
    hook.says("<Response><Message>9 to 5</Message></Response>")
    status, exchange = ask(f"{twilio.url}/stand-in/text", {"from": PERSON, "body": "hours", "media": ["image/png"]})
    assert (status, exchange["replies"], exchange["error"]) == (200, ["9 to 5"], None)
    assert exchange["attempts"][0]["headers"]["User-Agent"] == "TwilioProxy/1.1"
    twilio.settle()
    _, messages = ask(f"{twilio.url}/stand-in/messages")
    assert [(m["direction"], m["body"]) for m in messages] == [("inbound", "hours"), ("outbound-reply", "9 to 5")]
    assert ask(f"{twilio.url}/stand-in/webhooks")[1][0]["params"]


def test_trouble_can_be_ordered_by_http(twilio: StandInTwilio, client: Any) -> None:
    from twilio.base.exceptions import TwilioRestException

    assert ask(f"{twilio.url}/stand-in/fail", {"status": 429}) == (200, None)
    with pytest.raises(TwilioRestException, match="Too Many Requests"):
        client.messages("SM" + "0" * 32).fetch()
    assert len(ask(f"{twilio.url}/stand-in/requests")[1]) == 1


def test_statuses_blocks_and_endings_can_be_moved_by_http(serve: Any, connect: Any) -> None:
    twilio = serve(pace="on demand")
    ask(f"{twilio.url}/stand-in/ends", {"to": PERSON, "status": "failed", "code": 30001})
    connect(twilio).messages.create(to=PERSON, from_=twilio.number.phone_number, body="hi")
    _, moved = ask(f"{twilio.url}/stand-in/advance", {"steps": 2})
    assert [(m["status"], m["error_code"]) for m in moved] == [("failed", 30001)]
    ask(f"{twilio.url}/stand-in/block", {"contact": PERSON})
    assert twilio.account.is_blocked(twilio.number.phone_number, PERSON)
    ask(f"{twilio.url}/stand-in/unblock", {"contact": PERSON})
    assert not twilio.account.is_blocked(twilio.number.phone_number, PERSON)
    ask(f"{twilio.url}/stand-in/reset", {})
    assert twilio.messages == []


@pytest.mark.parametrize(
    ("path", "told", "kind", "status"),
    [
        ("nothing", {}, "application/json", 404),
        ("text", {"from": PERSON}, "text/plain", 415),
        ("text", {"sender": PERSON}, "application/json", 400),
        ("text", {"from": PERSON, "to": "+15550000000"}, "application/json", 404),
        ("block", {"contact": PERSON, "number": "+15550000000"}, "application/json", 400),
        ("fail", [], "application/json", 400),
    ],
)
def test_a_wrong_order_is_explained(twilio: StandInTwilio, path: str, told: object, kind: str, status: int) -> None:
    got, answer = ask(f"{twilio.url}/stand-in/{path}", told, kind)
    assert got == status
    assert answer.get("error") or answer.get("message")


@pytest.mark.parametrize("pace", ["at once", "on demand", "0.01"])
def test_the_command_serves_until_ctrl_c(pace: str) -> None:
    command = [sys.executable, "-m", "responder.testing.twilio", "--port", "0", "--pace", pace]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ}) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", first)
        assert address is not None
        assert ask(f"{address[0]}/stand-in/messages") == (200, [])
        process.send_signal(signal.SIGINT)
        output = process.stdout.read()
        process.wait(10)
    assert process.returncode == 0
    assert "export TWILIO_API_BASE=http://127.0.0.1:" in output
    assert output.endswith("Stopped.\n")


@pytest.mark.parametrize("arguments", [["--pace", "never"], ["--pace", "-1"], ["--number", "555"]])
def test_the_command_refuses_what_it_cannot_do(arguments: list[str]) -> None:
    from responder.testing.twilio import main

    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


def test_the_command_names_a_port_that_is_taken(twilio: StandInTwilio, capsys: pytest.CaptureFixture[str]) -> None:
    from responder.testing.twilio import main

    port = twilio.url.rpartition(":")[2]
    assert main(["--port", port]) == 2
    assert capsys.readouterr().err.startswith(f"Port {port} can't be used:")
