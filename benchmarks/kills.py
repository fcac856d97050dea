"""`python -m benchmarks.kills`: processes are killed at random moments while follow-ups are due; what was lost, what
came twice?

People text, some text STOP, and after a while each of the others is due one follow-up. All the while the server or a
worker is ended with SIGKILL and started again. The stand-in Twilio takes its time, after it has taken a text, so that
kills meet sends that are under way.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from responder import rules
from responder.core.message import InboundMessage
from responder.inbound import handle
from responder.jobs import Jobs
from responder.store import Store
from responder.testing import StandInTwilio

RULES = """
business: Clinic
timezone: UTC
staff: {maria: +1 312 555 0177}
limits: {replies: 1000 in 10 seconds, same_words: 1000 in 10 minutes, rounds: 1000}
rules:
  - {name: Soon, when: {says: soon}, reply: OK., follow_up: {after: 1 hour, text: "For {{ from }}.", urgent: yes}}
  - {name: Tell, when: {contains: tell}, reply: OK., notify: {to: maria, text: "{{ body }}"}}
otherwise: Hm.
"""
MARIA = "+13125550177"


@dataclass(frozen=True)
class Plan:
    kills: int
    follow_ups: int
    workers: int
    seed: int = 0
    pause: tuple[float, float] = (0.3, 2.0)
    """Seconds between two kills."""
    slow: float = 0.05
    """Seconds that Twilio's answers take."""
    patience: float = 180.0


@dataclass
class Outcome:
    """Of the people who should have one: how many have none, how many have more. Of those who opted out: how many have
    one all the same."""

    expected: int
    lost: list[str]
    twice: list[str]
    opted_out: list[str]
    told_lost: list[str]
    told_twice: list[str]
    seconds: float
    states: dict[str, int]

    def __str__(self) -> str:
        return (
            f"{self.expected} follow-ups and notes: {len(self.lost) + len(self.told_lost)} lost, "
            f"{len(self.twice) + len(self.told_twice)} sent twice, {len(self.opted_out)} to people who opted out; "
            f"{self.seconds:.0f} s; rows: {self.states}"
        )


@dataclass
class Processes:
    """The server and its workers, which come back when they are killed."""

    environment: dict[str, str]
    folder: Path
    port: int
    workers: int
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        serve = ["serve", "--no-worker", "--port", str(self.port)]
        self.running = [self._started(serve)]
        self.start_workers()

    def start_workers(self) -> None:
        self.running += [self._started(["worker"]) for _ in range(self.workers)]

    def kill(self, which: int) -> None:
        process = self.running[which]
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.running[which] = self._started(process.args[3:])  # type: ignore[index]

    def stop(self) -> None:
        for process in self.running:
            process.terminate()
        for process in self.running:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _started(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        with (self.folder / f"{command[0]}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "responder", *command],
                env=self.environment,
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )


def environment_of(twilio: StandInTwilio, database_url: str) -> dict[str, str]:
    """What our programs are told. The rate is no number's, so that it is ours that is measured."""
    return {
        **os.environ,
        **twilio.environment(),
        "DATABASE_URL": database_url,
        "RESPONDER_RATE": "9999",
        "PYTHONPATH": str(Path(__file__).parent.parent),
    }


def play(plan: Plan, database_url: str, folder: Path) -> Outcome:
    """Run it all, and count."""
    chance = random.Random(plan.seed)
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    port = _free_port()
    with StandInTwilio(pace="at once") as twilio:
        twilio.point(f"http://127.0.0.1:{port}/sms")
        environment = {
            **environment_of(twilio, database_url),
            "RESPONDER_PUBLIC_URL": f"http://127.0.0.1:{port}",
        }
        people = [f"+1202{5550000 + n:07d}" for n in range(plan.follow_ups)]
        stopped = set(chance.sample(people, plan.follow_ups // 20))
        processes = Processes(environment, folder, port, plan.workers)
        with Store.open(database_url) as store:
            _plan_follow_ups(store, database_url, twilio, people, stopped)
            twilio.fail_next(delay=plan.slow, times=10**9, on="POST")
            begun = time.monotonic()
            processes.start()
            try:
                told = _kill(processes, twilio, plan, chance)
                _wait(store, begun + plan.patience)
            finally:
                processes.stop()
            return _count(store, twilio, people, stopped, told, time.monotonic() - begun)


def _plan_follow_ups(store: Store, url: str, twilio: StandInTwilio, people: Sequence[str], stopped: set[str]) -> None:
    """They texted an hour ago, less some seconds; some have texted STOP since."""
    ruleset, jobs = rules.loads(RULES), Jobs.open(url)
    store.schedule_by(jobs)
    before = datetime.now(UTC) - timedelta(hours=1) + timedelta(seconds=3)
    for place, person in enumerate(people):
        message = InboundMessage(f"SM{place:032x}", person, twilio.number.phone_number, "soon")
        handle(store, ruleset, message, before + timedelta(seconds=place / 100))
    for place, person in enumerate(sorted(stopped)):
        message = InboundMessage(f"SM{place + 10**9:032x}", person, twilio.number.phone_number, "STOP")
        handle(store, ruleset, message, before)
    jobs.close()


def _kill(processes: Processes, twilio: StandInTwilio, plan: Plan, chance: random.Random) -> list[str]:
    """Kill, and text in between. Returns the notes that staff must have got once each."""
    told: list[str] = []
    for _ in range(plan.kills):
        end = time.monotonic() + chance.uniform(*plan.pause)
        while time.monotonic() < end:
            note = f"tell {len(told)}"
            told.append(note)
            # Not all from one, whom the limits would hold back in the end.
            _text(twilio, f"+1202556{len(told) // 100:04d}", note)
            time.sleep(0.05)
        processes.kill(chance.randrange(len(processes.running)))
    return told


def _text(twilio: StandInTwilio, person: str, body: str) -> None:
    """Text until it is answered, as Twilio does by its fallback and people by hand."""
    exchange = twilio.text(person, body=body)
    for _ in range(600):
        if exchange.attempts and exchange.attempts[-1].status == 200:
            return
        time.sleep(0.05)
        exchange = twilio.redeliver(exchange)
    raise AssertionError("the server doesn't come back")


def _wait(store: Store, deadline: float) -> None:
    while time.monotonic() < deadline:
        states = store.states_of_due()
        if not states.get("due", 0) + states.get("sending", 0):
            return
        time.sleep(0.2)


def _count(
    store: Store, twilio: StandInTwilio, people: Sequence[str], stopped: set[str], told: Sequence[str], seconds: float
) -> Outcome:
    sent = Counter(message.to for message in twilio.messages if message.body.startswith("For "))
    notes = Counter(message.body for message in twilio.sent_to(MARIA))
    wanted = [person for person in people if person not in stopped]
    return Outcome(
        expected=len(wanted) + len(told),
        lost=[person for person in wanted if not sent[person]],
        twice=[person for person in wanted if sent[person] > 1],
        opted_out=[person for person in stopped if sent[person]],
        told_lost=[note for note in told if not notes[note]],
        told_twice=[note for note in told if notes[note] > 1],
        seconds=seconds,
        states=store.states_of_due(),
    )


def postgresql(at_the_end: ExitStack) -> str:
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    from postgres import Postgres

    server = Postgres()
    at_the_end.callback(server.stop)
    return server.database()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 where something was lost, sent twice, or sent to somebody who opted out."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--follow-ups", type=int, default=2000)
    parser.add_argument("--postgresql", action="store_true", help="with the PostgreSQL of the tests, and two workers")
    parser.add_argument("--database", default="", help="the URL of an empty PostgreSQL database instead")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args(arguments)
    with ExitStack() as at_the_end:
        folder = Path(at_the_end.enter_context(tempfile.TemporaryDirectory(prefix="kills-")))
        url = options.database or f"sqlite:///{folder / 'responder.sqlite3'}"
        if options.postgresql:
            url = postgresql(at_the_end)
        workers = 1 if url.startswith("sqlite") else 2
        plan = Plan(options.kills, options.follow_ups, workers, options.seed, patience=1800.0)
        outcome = play(plan, url, folder)
        print(f"{plan.kills} kills with seed {plan.seed}, {workers} workers: {outcome}")
    bad = outcome.lost or outcome.twice or outcome.opted_out or outcome.told_lost or outcome.told_twice
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
