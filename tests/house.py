"""A folder with rules, a database, a Twilio, and the programs that run there: real processes over real HTTP."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from responder import rules
from responder.core.message import InboundMessage
from responder.inbound import handle
from responder.jobs import Jobs
from responder.store import Store, Unit
from responder.testing import StandInTwilio

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.processes import free_port, kill_all_of, started  # noqa: E402 - from the folder above

ANA, MARIA = "+12025550123", "+13125550177"
RULES = """
business: Clinic
timezone: UTC
staff: {maria: +1 312 555 0177}
rules:
  - {name: Tell, when: {contains: tell}, reply: OK., notify: {to: maria, text: "{{ body }}"}}
  - {name: Soon, when: {says: soon}, reply: OK., follow_up: {after: 1 hour, text: "For {{ from }}.", urgent: yes}}
  - {name: Quick, when: {says: quick}, reply: OK., follow_up: {after: 2 seconds, text: "For {{ from }}.", urgent: yes}}
"""


class House:
    """All of it. What was started ends with the block, and with the process that made it."""

    def __init__(self, folder: Path, database_url: str, twilio: StandInTwilio, public_url: str = "") -> None:
        self.folder = folder
        self.database_url = database_url
        self.twilio = twilio
        self.processes: list[subprocess.Popen[bytes]] = []
        (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
        self.port = free_port()
        self.public_url = public_url or f"http://127.0.0.1:{self.port}"
        twilio.point(f"{self.public_url}/sms")

    def start(self, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        """`responder` with these words; PORT among them is the house's."""
        ours = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("TWILIO", "RESPONDER"))},
            **self.twilio.environment(),
            "DATABASE_URL": self.database_url,
            "RESPONDER_RATE": "1000",
            "RESPONDER_PUBLIC_URL": self.public_url,
            "PYTHONPATH": str(ROOT),
            **environment,
        }
        words = [part.replace("PORT", str(self.port)) for part in command]
        with (self.folder / "log").open("ab") as log:
            process = started(words, ours, self.folder, log.fileno())
        self.processes.append(process)
        return process

    def serve(self, *options: str) -> subprocess.Popen[bytes]:
        """A server that answers by now."""
        process = self.start("serve", "--port", "PORT", *options)
        assert soon(self._answers), self.log
        return process

    def worker(self, **environment: str) -> subprocess.Popen[bytes]:
        """A worker that does what is due by now."""
        before = self.log.count("does what is due")
        process = self.start("worker", **environment)
        assert soon(lambda: self.log.count("does what is due") > before), self.log
        return process

    @property
    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""

    def planned(self, seconds: float = 0.0, people: int = 1, first: int = 0) -> None:
        """They texted "soon" so that their follow-ups are due in so many seconds."""
        ruleset, now = rules.loads(RULES), datetime.now(UTC)
        with Store.open(self.database_url) as store, contextlib.closing(Jobs.open(self.database_url)) as jobs:
            store.schedule_by(jobs)
            for n in range(first, first + people):
                message = InboundMessage(f"SM{n:032x}", person(n), self.twilio.number.phone_number, "soon")
                handle(store, ruleset, message, now - timedelta(hours=1) + timedelta(seconds=seconds))

    def sent(self) -> list[str]:
        """Who got their follow-up, once for each time."""
        return sorted(message.to for message in self.twilio.messages if message.body.startswith("For "))

    def all_went_out(self, people: int, seconds: float = 120.0) -> None:
        """Each of these people got one follow-up, no more, and the rows say so. For what Twilio may still take, the
        minutes pass at once."""
        with Store.open(self.database_url) as store, contextlib.closing(Jobs.open(self.database_url)) as jobs:
            store.schedule_by(jobs)

            def done() -> bool:
                minutes_pass(store)
                return store.states_of_due() == {"sent": people}

            assert soon(done, seconds), (store.states_of_due(), self.log)
        wrong = {one: count for one, count in Counter(self.sent()).items() if count != 1}
        assert wrong == {}, self.log
        assert self.sent() == [person(n) for n in range(people)]

    def tries(self) -> int:
        """Requests to Twilio that would send a text."""
        return sum(request.method == "POST" and "/Messages" in request.path for request in self.twilio.requests)

    def stop(self) -> None:
        """End everything at once, with all that it has started."""
        for process in self.processes:
            kill_all_of(process)
            process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _answers(self) -> bool:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            return True
        return False


def minutes_pass(store: Store) -> None:
    """What waits to be looked for at Twilio was handed over five minutes ago, and is looked for now."""
    now = datetime.now(UTC)
    waiting = [row for row in store.due(state="sending", limit=500) if row.due.at - now > timedelta(seconds=5)]
    ago = timedelta(minutes=5) // timedelta(microseconds=1)

    def put(unit: Unit) -> None:
        for row in waiting:
            if (taken := unit.doing.take(row.id, row.job)) is not None and taken.sending is not None:
                parts = [{**part, "begun": part["begun"] and part["begun"] - ago} for part in taken.sending["parts"]]
                begun = replace(taken, sending={**taken.sending, "parts": parts})
                unit.doing.put_off(begun, now, taken.reason or "")

    if waiting:
        store.write(put)


def person(number: int) -> str:
    return f"+1202555{number:04d}"


def soon(holds: Callable[[], Any], seconds: float = 60.0) -> bool:
    """Whether it holds within so many seconds, on whatever machine this is."""
    deadline = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return bool(held)
