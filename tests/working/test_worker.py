"""Real processes: `responder serve` with its worker, and workers on their own."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from responder import rules
from responder.core.message import InboundMessage
from responder.inbound import handle
from responder.jobs import Jobs
from responder.store import Store
from responder.testing import StandInTwilio

ANA, MARIA = "+12025550123", "+13125550177"
RULES = """
business: Clinic
timezone: UTC
staff: {maria: +1 312 555 0177}
rules:
  - {name: Tell, when: {contains: tell}, reply: OK., notify: {to: maria, text: "{{ body }}"}}
  - {name: Soon, when: {says: soon}, reply: OK., follow_up: {after: 1 hour, text: "For {{ from }}.", urgent: yes}}
"""
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals")


class House:
    """A folder with rules, a database, a Twilio, and the programs that run there."""

    def __init__(self, folder: Path, database_url: str, twilio: StandInTwilio) -> None:
        self.folder = folder
        self.database_url = database_url
        self.twilio = twilio
        self.processes: list[subprocess.Popen[bytes]] = []
        (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        twilio.point(f"http://127.0.0.1:{self.port}/sms")

    def start(self, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        ours = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("TWILIO", "RESPONDER"))},
            **self.twilio.environment(),
            "DATABASE_URL": self.database_url,
            "RESPONDER_RATE": "1000",
            "RESPONDER_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "PYTHONPATH": str(Path(__file__).parent.parent.parent),
            **environment,
        }
        with (self.folder / "log").open("ab") as log:
            command = tuple(part.replace("PORT", str(self.port)) for part in command)
            started = subprocess.Popen(
                [sys.executable, "-m", "responder", *command], env=ours, cwd=self.folder, stdout=log, stderr=log
            )
        self.processes.append(started)
        return started

    def serve(self, *options: str) -> subprocess.Popen[bytes]:
        started = self.start("serve", "--port", "PORT", *options)
        assert soon(self._answers), self.log
        return started

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    def planned(self, seconds: float = 0.0, people: int = 1) -> None:
        """They texted "soon" so that their follow-ups are due in so many seconds."""
        ruleset, now = rules.loads(RULES), datetime.now(UTC)
        with Store.open(self.database_url) as store, contextlib.closing(Jobs.open(self.database_url)) as jobs:
            store.schedule_by(jobs)
            for n in range(people):
                message = InboundMessage(f"SM{n:032x}", f"+1202555{n:04d}", self.twilio.number.phone_number, "soon")
                handle(store, ruleset, message, now - timedelta(hours=1) + timedelta(seconds=seconds))

    def sent(self) -> list[str]:
        return sorted(message.to for message in self.twilio.messages if message.body.startswith("For "))

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()

    def _answers(self) -> bool:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            return True
        return False


def soon(holds: Callable[[], Any], seconds: float = 40.0) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return bool(holds())


@pytest.fixture
def twilio() -> Iterator[StandInTwilio]:
    with StandInTwilio(pace="at once") as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, database_url: str, twilio: StandInTwilio) -> Iterator[House]:
    made = House(tmp_path, database_url, twilio)
    yield made
    made.stop()


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    """Its children that are no servers: whoever took a name in the log."""
    tasks = Path(f"/proc/{process.pid}/task")
    return [int(pid) for task in tasks.iterdir() for pid in (task / "children").read_text().split()]


def test_serve_sends_what_is_due_and_news_of_it_comes_back(house: House) -> None:
    server = house.serve()
    assert house.twilio.text(ANA, body="tell her").error is None
    assert soon(lambda: house.twilio.sent_to(MARIA)), house.log
    (note,) = house.twilio.sent_to(MARIA)
    (answer,) = house.twilio.sent_to(ANA)
    assert (note.body, answer.body) == ("tell her", "OK.")
    with Store.open(house.database_url) as store:
        assert soon(lambda: (found := store.delivery(note.sid)) is not None and found.status == "delivered")
        # News of the answer in TwiML, too, and by it the sid that Twilio gave it.
        assert soon(lambda: (kept := store.message(answer.sid)) is not None and kept.delivery is not None)
        kept = store.message(answer.sid)
        assert kept is not None and (kept.body, kept.direction) == ("OK.", "out")
    server.terminate()
    assert server.wait(30) == 0
    assert "Traceback" not in house.log


def test_without_a_worker_it_waits_for_one(house: House) -> None:
    house.serve("--no-worker")
    house.twilio.text(ANA, body="tell her")
    time.sleep(1.5)
    assert house.twilio.sent_to(MARIA) == []
    worker = house.start("worker")
    assert soon(lambda: house.twilio.sent_to(MARIA)), house.log
    worker.send_signal(signal.SIGINT if sys.platform != "win32" else signal.SIGTERM)
    assert worker.wait(30) == 0
    with Store.open(house.database_url) as store:
        assert store.write(lambda unit: unit.doing.workers()) == []


@POSIX
def test_a_worker_beside_the_server_that_dies_is_replaced(house: House) -> None:
    server = house.serve()
    assert soon(lambda: "worker-1 does what is due" in house.log), house.log
    with Store.open(house.database_url) as store:
        ((_, _, pid, _),) = store.write(lambda unit: unit.doing.workers())
    os.kill(pid, signal.SIGKILL)
    house.twilio.text(ANA, body="tell her")
    assert soon(lambda: house.twilio.sent_to(MARIA)), house.log
    assert house.log.count("worker-1 does what is due") == 2
    server.terminate()
    server.wait(30)


@POSIX
def test_what_is_under_way_is_finished_before_a_worker_stops(house: House) -> None:
    house.planned(people=8)
    house.twilio.fail_next(delay=1.5, times=99, on="POST")
    worker = house.start("worker")
    assert soon(lambda: len(house.sent()) == 8), house.log
    worker.terminate()
    assert worker.wait(30) == 0
    with Store.open(house.database_url) as store:
        assert store.states_of_due() == {"sent": 8}


def test_twilio_may_be_down_slow_and_busy_and_everything_goes_out_once(house: House) -> None:
    house.planned(people=40)
    for fault in ({"drop": True}, {"status": 503}, {"status": 429}, {"drop": True, "done": True}, {"delay": 1.0}):
        house.twilio.fail_next(**fault, times=6, on="POST")
    house.start("worker")
    assert soon(lambda: len(house.sent()) >= 40, 120), house.log
    with Store.open(house.database_url) as store:
        assert soon(lambda: store.states_of_due() == {"sent": 40}, 60), store.states_of_due()
    assert house.sent() == [f"+1202555{n:04d}" for n in range(40)]


def test_a_database_that_is_restarted_costs_only_time(tmp_path: Path, twilio: StandInTwilio, postgres: Any) -> None:
    house = House(tmp_path, postgres.database(), twilio)
    house.planned(seconds=4, people=30)
    try:
        house.start("worker")
        assert soon(lambda: "does what is due" in house.log), house.log
        postgres.stop_server()
        time.sleep(3)
        postgres.start()
        assert soon(lambda: len(house.sent()) >= 30, 90), house.log
        with Store.open(house.database_url) as store:
            assert soon(lambda: store.states_of_due() == {"sent": 30}, 60), store.states_of_due()
        assert house.sent() == [f"+1202555{n:04d}" for n in range(30)]
    finally:
        house.stop()


def test_a_second_worker_on_a_sqlite_file_says_so_and_ends(
    tmp_path: Path, sqlite_url: str, twilio: StandInTwilio
) -> None:
    house = House(tmp_path, sqlite_url, twilio)
    try:
        house.start("worker")
        assert soon(lambda: "does what is due" in house.log), house.log
        second = house.start("worker")
        assert second.wait(30) == 2
        assert "A SQLite file has one worker" in house.log
    finally:
        house.stop()


@POSIX
def test_others_take_up_what_a_worker_on_a_lost_machine_had_begun(
    tmp_path: Path, twilio: StandInTwilio, postgres: Any
) -> None:
    house = House(tmp_path, postgres.database(), twilio)
    house.planned(people=6)
    twilio.fail_next(delay=60.0, times=6, on="POST")
    try:
        lost = house.start("worker")
        with Store.open(house.database_url) as store:
            assert soon(lambda: len(house.sent()) == 6), house.log
            lost.kill()
            # As if it had run on another machine, a minute ago.
            store.write(lambda unit: unit.doing.leave("worker-1"))
            now = datetime.now(UTC)
            store.write(lambda unit: unit.doing.seen("worker-0", "elsewhere", 1, now - timedelta(minutes=1)))
            twilio.fail_next(delay=0.0)
            _renamed(house)
            house.start("worker")
            assert soon(lambda: store.states_of_due() == {"sent": 6}, 60), (store.states_of_due(), house.log)
        assert len(house.sent()) == 6
        assert "of workers that are gone" in house.log
    finally:
        house.stop()


def _renamed(house: House) -> None:
    """The jobs of worker-1 belong to a worker whose name nobody takes again."""
    import psycopg

    url = house.database_url
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("UPDATE dbos.workflow_status SET executor_id = 'worker-0' WHERE executor_id = 'worker-1'")


def test_the_same_text_to_two_servers_has_one_answer_and_one_effect(
    tmp_path: Path, twilio: StandInTwilio, postgres: Any
) -> None:
    first, second = (House(tmp_path, postgres.database(), twilio) for _ in range(2))
    second.database_url = first.database_url
    try:
        for house in (first, second):
            house.serve("--no-worker")
            house.start("worker")
        assert soon(lambda: first.log.count("does what is due") == 2), first.log
        assert {line.split()[-5] for line in first.log.splitlines() if "does what" in line} == {"worker-1", "worker-2"}
        for n in range(10):
            twilio.point(f"http://127.0.0.1:{first.port}/sms")
            once = twilio.text(f"+1202555{n:04d}", body=f"tell {n}")
            twilio.point(f"http://127.0.0.1:{second.port}/sms")
            again = twilio.redeliver(once)
            assert again.attempts[-1].body == once.attempts[-1].body
        assert soon(lambda: len(twilio.sent_to(MARIA)) >= 10), first.log
        time.sleep(1)
        assert sorted(note.body for note in twilio.sent_to(MARIA)) == [f"tell {n}" for n in range(10)]
        with Store.open(first.database_url) as store:
            assert store.states_of_due() == {"sent": 10}
            assert store.contents().messages == 30
    finally:
        first.stop()
        second.stop()
