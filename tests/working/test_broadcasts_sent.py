"""Real processes: `responder broadcast` keeps it, workers send it; kill any of them, and nothing is lost or doubled."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from responder import rules
from responder.core.decision import Joined
from responder.core.message import InboundMessage
from responder.inbound import handle
from responder.jobs import Jobs
from responder.store import Store
from responder.store.columns import microseconds
from responder.store.effects import Cause
from responder.testing import StandInTwilio

RULES = """
business: Clinic
timezone: UTC
lists: {tips: Tips}
limits: {quiet_hours: none}
rules:
  - {name: Join, when: {says: tips}, join: tips, reply: On., examples: [tips]}
  - {name: Remind, when: {says: remind}, reply: OK., follow_up: {after: 1 second, text: Reminder.}}
otherwise: Hm.
"""
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")


class House:
    """A folder with rules, a database with people on a list, a Twilio, and the programs that run there."""

    def __init__(self, folder: Path, database_url: str, twilio: StandInTwilio, people: int) -> None:
        self.folder, self.database_url, self.twilio = folder, database_url, twilio
        self.people = [f"+1202555{n:04d}" for n in range(people)]
        self.processes: list[subprocess.Popen[bytes]] = []
        (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
        ruleset = rules.loads(RULES)
        with Store.open(database_url) as store:
            for n, address in enumerate(self.people):
                message = InboundMessage(f"SM{n:032x}", address, twilio.number.phone_number, "tips")
                handle(store, ruleset, message, datetime.now(UTC))

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TWILIO", "RESPONDER"))}
        return {
            **kept,
            **self.twilio.environment(),
            "DATABASE_URL": self.database_url,
            "RESPONDER_RATE": "1000",
            "PYTHONPATH": str(Path(__file__).parent.parent.parent),
            **more,
        }

    def start(self, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        with (self.folder / "log").open("ab") as log:
            started = subprocess.Popen(
                [sys.executable, "-m", "responder", *command],
                env=self.environment(**environment),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.processes.append(started)
        return started

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "responder", *command],
            env=self.environment(),
            cwd=self.folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=120,
        )
        return done.stdout + done.stderr

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def sent(self) -> Counter[str]:
        return Counter(message.to for message in self.twilio.messages if "floss" in message.body)

    def states(self) -> dict[str, int]:
        with Store.open(self.database_url) as store:
            return dict(store.progress(1).states)

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


def soon(holds: Callable[[], Any], seconds: float = 60.0) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.1)
    return bool(holds())


@pytest.fixture
def twilio() -> Iterator[StandInTwilio]:
    with StandInTwilio(pace="at once") as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, database_url: str, twilio: StandInTwilio) -> Iterator[House]:
    made = House(tmp_path, database_url, twilio, 60)
    with contextlib.ExitStack() as end:
        end.callback(made.stop)
        yield made


HI = "Hi {{ first_name or 'there' }}, floss. Clinic. Reply STOP to end."


@POSIX
def test_workers_that_are_killed_in_the_middle_send_to_everybody_once_and_not_to_who_opted_out(house: House) -> None:
    told = house.run("broadcast", "--to", "list:tips", HI, "--yes", "--rate", "20")
    assert "To 60 people on tips" in told and "No worker runs" in told, told
    worker = house.start("worker")
    assert soon(lambda: len(house.sent()) >= 10), house.log
    worker.kill()
    worker.wait()
    # Somebody who hasn't got it yet opts out meanwhile.
    late = next(one for one in house.people[::-1] if not house.sent()[one])
    with Store.open(house.database_url) as store:
        store.record_opt_out(late, ("*",), "rule", "at the desk", datetime.now(UTC))
    again = house.start("worker")
    assert soon(lambda: len(house.sent()) >= 30), house.log
    again.send_signal(signal.SIGKILL)
    again.wait()
    house.start("worker")
    assert soon(lambda: house.states() == {"sent": 59, "withheld": 1}, 120), (house.states(), house.log)
    assert house.sent() == Counter({one: 1 for one in house.people if one != late})
    assert soon(lambda: "done" in house.run("broadcast", "list")), house.run("broadcast", "show", "1")


@POSIX
def test_whoever_keeps_it_is_killed_and_resume_keeps_and_sends_the_rest_once(
    tmp_path: Path, database_url: str, twilio: StandInTwilio
) -> None:
    house = House(tmp_path, database_url, twilio, 20)
    lines = [f"+1202556{n:04d},Zoe" for n in range(6000)] + [f"{one},Bob" for one in house.people]
    (tmp_path / "people.csv").write_text("\n".join(["phone,first_name", *lines]), encoding="utf-8")
    ruleset = rules.loads(RULES)
    with Store.open(database_url) as store:

        def join(unit: Any) -> None:
            for n in range(6000):
                address = f"+1202556{n:04d}"
                cause = Cause(address, microseconds(datetime.now(UTC)), "", None, ruleset.digest, None)
                unit.change(unit.contact(address), [Joined("tips", "Join")], cause)

        store.write(join)
    try:
        first = house.start("broadcast", "--to", "people.csv", "--joined", "tips", HI, "--yes")
        assert soon(lambda: sum(house.states().values()) >= 500), house.log
        first.kill()
        first.wait()
        kept = sum(house.states().values())
        assert 500 <= kept < 6020, "it was killed in the middle"
        assert "cut off" in house.run("broadcast", "show", "1")
        told = house.run("broadcast", "resume", "1")
        assert "6020 texts to go" in told, told
        assert house.states() == {"waiting": 6020}
        assert "is stopped" in house.run("broadcast", "stop", "1")
        assert house.states() == {"cancelled": 6020}
        assert "6020 texts to go" in house.run("broadcast", "resume", "1")
        assert house.states() == {"waiting": 6020}
    finally:
        house.stop()


def test_a_reminder_goes_out_in_the_middle_of_a_long_broadcast(house: House) -> None:
    house.run("broadcast", "--to", "list:tips", HI, "--yes")
    ruleset = rules.loads(RULES)
    house.start("worker", RESPONDER_RATE="1")
    assert soon(lambda: len(house.sent()) >= 3), house.log
    with Store.open(house.database_url) as store, contextlib.closing(Jobs.open(house.database_url)) as jobs:
        store.schedule_by(jobs)
        message = InboundMessage("SM" + "f" * 32, "+13125550177", house.twilio.number.phone_number, "remind")
        handle(store, ruleset, message, datetime.now(UTC))
    assert soon(lambda: house.twilio.sent_to("+13125550177"), 30), house.log
    assert len(house.sent()) < 60
