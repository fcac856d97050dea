"""`python -m benchmarks.due`: does what waits slow down what comes? And how much a worker sends.

With nothing and with many follow-ups pending: what a text costs that plans one, and how long after its time one is
sent; then how many a second one and two workers send that are all due at once. The stand-in Twilio answers at once.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.processes import Processes, environment_of, postgresql, started
from responder import rules
from responder.core.decision import Due
from responder.core.message import InboundMessage
from responder.inbound import handle
from responder.jobs import Jobs
from responder.store import Store, Unit
from responder.store.columns import microseconds
from responder.store.effects import Cause
from responder.testing import StandInTwilio

RULES = """
business: Clinic
timezone: UTC
rules:
  - {name: Soon, when: {says: soon}, reply: OK., follow_up: {after: 1 hour, text: "For {{ from }}.", urgent: yes}}
"""
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Figures:
    """Milliseconds of a text that plans a follow-up, and seconds from its time until it is at Twilio: medians."""

    pending: int
    planned: float
    late: float

    def __str__(self) -> str:
        return f"{self.pending:>9,} pending: {self.planned:6.2f} ms to plan one, sent {self.late:5.2f} s after its time"

    def __truediv__(self, other: Figures) -> str:
        """How many times the other's, in words."""
        return f"{self.planned / other.planned:.2f} to plan one, {self.late / other.late:.2f} until it is sent"


class Bench:
    """One database with its rules and a Twilio."""

    def __init__(self, folder: Path, url: str, twilio: StandInTwilio) -> None:
        (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
        self.folder, self.url, self.twilio = folder, url, twilio
        self.ruleset = rules.loads(RULES)
        self._texted = 0

    def pend(self, store: Store, count: int) -> None:
        """So many follow-ups that are due in a month."""
        at = datetime.now(UTC) + timedelta(days=30)
        for begin in range(0, count, 1000):
            store.write(lambda unit, begin=begin: self._keep(unit, range(begin, min(begin + 1000, count)), at))  # type: ignore[misc]

    def _keep(self, unit: Unit, numbers: range, at: datetime) -> None:
        for n in numbers:
            person = f"+1305{n:07d}"
            due = Due("follow-up", person, at, "Soon", "Soon", position=0)
            unit.keep_due(due, Cause(person, microseconds(at), "", None, "", None))

    def text(self, store: Store, due_in: float) -> float:
        """Somebody's text, whose follow-up is due in so many seconds. Returns what it took, in milliseconds."""
        self._texted += 1
        message = InboundMessage(f"SM{self._texted:032x}", self.person(self._texted), self.number, "soon")
        now = datetime.now(UTC) - HOUR + timedelta(seconds=due_in)
        begun = time.perf_counter()
        handle(store, self.ruleset, message, now)
        return (time.perf_counter() - begun) * 1000

    @property
    def number(self) -> str:
        return self.twilio.number.phone_number

    @staticmethod
    def person(n: int) -> str:
        return f"+1202{n:07d}"

    def workers(self, count: int) -> Processes:
        return Processes(environment_of(self.twilio, self.url), self.folder, 0, count)

    def wait_for_worker(self, store: Store) -> None:
        """Until one says that it is alive, so that its start isn't measured."""
        deadline = time.monotonic() + 60
        while not store.write(lambda unit: unit.doing.workers()):
            if time.monotonic() > deadline:
                raise SystemExit("the worker doesn't start")
            time.sleep(0.1)

    def wait(self, count: int, seconds: float = 300.0) -> None:
        deadline = time.monotonic() + seconds
        while len(self.twilio.messages) < count:
            if time.monotonic() > deadline:
                raise SystemExit(f"only {len(self.twilio.messages)} of {count} were sent")
            time.sleep(0.02)


def delays(bench: Bench, store: Store, pending: int, texts: int) -> Figures:
    """With what is pending there already."""
    bench.twilio.reset()
    took = [bench.text(store, 4 + 8 * n / texts) for n in range(texts)]
    bench.wait(texts)
    due = {row.due.to: row.due.at for row in store.due(state="sent", limit=10**6)}
    sent = {message.to: message.created for message in bench.twilio.messages}
    late = [(at - due[to]).total_seconds() for to, at in sent.items() if to in due]
    return Figures(pending, statistics.median(took), statistics.median(late))


def throughput(bench: Bench, store: Store, workers: int, texts: int) -> float:
    """Texts a second of these workers, all due at once."""
    bench.twilio.reset()
    for _ in range(texts):
        bench.text(store, -1.0)
    with bench.workers(workers) as processes:
        processes.start_workers()
        bench.wait(texts // 10)
        begun = time.monotonic()
        bench.wait(texts)
        return (texts - texts // 10) / (time.monotonic() - begun)


def refusal(bench: Bench, store: Store) -> str:
    """What a second worker says on a SQLite file, where the first one runs."""
    with bench.workers(1) as processes:
        processes.start_workers()
        bench.wait_for_worker(store)
        path = bench.folder / "second.log"
        with path.open("wb") as log:
            code = started(["worker"], processes.environment, bench.folder, log.fileno()).wait(60)
        said = next((line for line in path.read_text().splitlines() if "one worker" in line), "it ran")
        return f"refused with exit code {code}: {said.partition('. ')[2] or said}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.due", description=__doc__)
    parser.add_argument("--pending", type=int, default=100_000)
    parser.add_argument("--texts", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=1000)
    parser.add_argument("--postgresql", action="store_true", help="with the PostgreSQL of the tests")
    options = parser.parse_args(arguments)
    with ExitStack() as at_the_end:
        folder = Path(at_the_end.enter_context(tempfile.TemporaryDirectory(prefix="due-")))
        url = postgresql(at_the_end) if options.postgresql else f"sqlite:///{folder / 'responder.sqlite3'}"
        twilio = at_the_end.enter_context(StandInTwilio(pace="on demand"))
        store = at_the_end.enter_context(Store.open(url))
        jobs = at_the_end.enter_context(closing(Jobs.open(url)))
        store.schedule_by(jobs)
        bench = Bench(folder, url, twilio)
        figures = []
        for pending in (0, options.pending):
            bench.pend(store, pending)
            with bench.workers(1) as processes:
                processes.start_workers()
                bench.wait_for_worker(store)
                figures.append(delays(bench, store, pending, options.texts))
                print(figures[-1], flush=True)
        print(f"ratio: {figures[1] / figures[0]}", flush=True)
        for workers in (1, 2) if options.postgresql else (1,):
            rate = throughput(bench, store, workers, options.at_once)
            print(f"{workers} {'workers' if workers > 1 else 'worker'}: {rate:.0f} texts a second", flush=True)
        if not options.postgresql:
            print(f"2 workers: {refusal(bench, store)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
