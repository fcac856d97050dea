"""`python -m benchmarks.kills`: processes are killed at random moments while texts come in and follow-ups are due; what
was lost, what came twice?

People have texted and are due one follow-up each, spread over the time of the kills; some of them texted STOP before,
others do while it goes on. Meanwhile people text, and the staff are due a note of each text. At random moments SIGKILL
ends a worker, the process that answers, the server's main process, or the server and all of its processes; whatever is
gone is started again, as a service manager does. The stand-in Twilio takes its time after it has taken a text, so that
kills meet sends that are under way, and what it took is what is counted.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks.processes import Processes, environment_of, free_port, postgresql
from responder import rules
from responder.core.message import InboundMessage
from responder.inbound import handle
from responder.jobs import Jobs
from responder.store import Store
from responder.testing import StandInTwilio

STAFF = [f"+1312555{n:04d}" for n in range(8)]
"""So many that their notes, of which each gets one after the other, keep up with the texts."""
RULES = (
    f"""
business: Clinic
timezone: UTC
staff: {{{", ".join(f"s{n}: {number!r}" for n, number in enumerate(STAFF))}}}
limits: {{replies: 1000 in 10 seconds, same_words: 1000 in 10 minutes, rounds: 1000}}
rules:
  - {{name: Soon, when: {{says: soon}}, reply: OK.,
     follow_up: {{after: 1 hour, text: "For {{{{ from }}}}.", urgent: yes}}}}
"""
    + "".join(
        f"""
  - {{name: Tell {n}, when: {{contains: tell {n}}}, reply: OK., notify: {{to: s{n}, text: "{{{{ body }}}}"}}}}"""
        for n in range(len(STAFF))
    )
    + """
otherwise: Hm.
"""
)
CROSSED = timedelta(seconds=3)
"""A text that was handed over so shortly after a STOP was answered left before it, on a slow machine."""
READY = "tell 0: everything runs"
"""A text whose note shows that server and worker have started."""


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
    texting: int = 2
    """People who text at the same moment, all the time."""
    patience: float = 180.0

    @property
    def spread(self) -> float:
        """Seconds over which the follow-ups are due: about those of the kills, whose victims take time to die."""
        return self.kills * (sum(self.pause) / 2 + 0.1)


@dataclass
class Outcome:
    """Of the people who should have one: how many have none, how many have more. Of those who opted out: how many have
    one all the same. ``under_way``: sends that were handed over and not settled at the moments of the kills."""

    expected: int
    lost: list[str]
    twice: list[str]
    opted_out: list[str]
    told_lost: list[str]
    told_twice: list[str]
    unsettled: list[str]
    killed: Counter[str]
    under_way: int
    seconds: float
    states: dict[str, int]

    @property
    def wrong(self) -> dict[str, list[str]]:
        """What must not be, by what it is."""
        found = {
            "lost": [*self.lost, *self.told_lost],
            "sent twice": [*self.twice, *self.told_twice],
            "sent to people who opted out": self.opted_out,
            "not settled": self.unsettled,
        }
        return {what: which for what, which in found.items() if which}

    def __str__(self) -> str:
        return (
            f"{self.expected} follow-ups and notes: {len(self.lost) + len(self.told_lost)} lost, "
            f"{len(self.twice) + len(self.told_twice)} sent twice, {len(self.opted_out)} to people who opted out; "
            f"killed {dict(self.killed)}, {self.under_way} sends under way at the kills; "
            f"{self.seconds:.0f} s; rows: {self.states}"
        )


@dataclass
class Crowd:
    """People who text while processes are killed, until they are told to end."""

    twilio: StandInTwilio
    told: list[str] = field(default_factory=list)
    """The notes that staff must have got once each."""
    stopped: dict[str, datetime] = field(default_factory=dict)
    """When somebody's STOP was answered."""
    troubles: list[str] = field(default_factory=list)
    _end: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, texting: int, stopping: Sequence[str], seconds: float) -> None:
        works: list[Callable[[], None]] = [partial(self._tell, lane) for lane in range(texting)]
        works.append(partial(self._stop, stopping, seconds))
        self._threads = [threading.Thread(target=work, daemon=True) for work in works]
        for thread in self._threads:
            thread.start()

    def wait_until_noted(self, note: str, seconds: float = 60.0) -> None:
        """Text this, and wait until the staff have it."""
        self.told.append(note)
        self._text("+12025569999", note)
        deadline = time.monotonic() + seconds
        while not self.twilio.sent_to(STAFF[0]):
            if time.monotonic() > deadline:
                raise AssertionError("no worker does what is due")
            time.sleep(0.05)

    def end(self) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join(90)

    def _tell(self, lane: int) -> None:
        number = 0
        while not self._end.is_set():
            note = f"tell {number % len(STAFF)}: {lane}-{number}"
            self.told.append(note)
            # Not all from one, whom the limits would hold back in the end.
            self._text(f"+1202556{lane}{number // 100:03d}", note)
            number += 1
            self._end.wait(0.1)

    def _stop(self, people: Sequence[str], seconds: float) -> None:
        for person in people:
            self._text(person, "STOP")
            self.stopped[person] = datetime.now(UTC)
            # Twilio would refuse what is sent to them from now on, and nothing would show here.
            self.twilio.unblock(person)
            self._end.wait(seconds / max(1, len(people)))

    def _text(self, person: str, body: str) -> None:
        """Text until it is answered, as Twilio does by its fallback and people by hand."""
        deadline = time.monotonic() + 60
        exchange = self.twilio.text(person, body=body)
        while not (exchange.attempts and exchange.attempts[-1].status == 200):
            if time.monotonic() > deadline:
                self.troubles.append(f"{body!r} of {person} was never answered")
                return
            time.sleep(0.05)
            exchange = self.twilio.redeliver(exchange)


def play(plan: Plan, database_url: str, folder: Path) -> Outcome:
    """Run it all, and count."""
    chance = random.Random(plan.seed)
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    port = free_port()
    people = [f"+1202{5550000 + n:07d}" for n in range(plan.follow_ups)]
    before = set(chance.sample(people, plan.follow_ups // 20))
    # Of those whose follow-up is due late, so that most of them text STOP before it.
    later = [person for person in people[plan.follow_ups // 2 :] if person not in before]
    meanwhile = chance.sample(later, plan.follow_ups // 20)
    with StandInTwilio(pace="at once") as twilio, Store.open(database_url) as store:
        twilio.point(f"http://127.0.0.1:{port}/sms")
        environment = {**environment_of(twilio, database_url), "RESPONDER_PUBLIC_URL": f"http://127.0.0.1:{port}"}
        begun, crowd = time.monotonic(), Crowd(twilio)
        with Processes(environment, folder, port, plan.workers) as processes:
            processes.start()
            crowd.wait_until_noted(READY)
            twilio.fail_next(delay=plan.slow, times=10**9, on="POST")
            _plan_follow_ups(plan, store, database_url, twilio, people, before)
            crowd.start(plan.texting, meanwhile, plan.spread / 2)
            killed, under_way = _kill(processes, store, plan, chance)
            crowd.end()
            _wait(processes, store, begun + plan.patience)
        assert not crowd.troubles, crowd.troubles
        outcome = _count(store, twilio, people, before, crowd)
        outcome.killed, outcome.under_way, outcome.seconds = killed, under_way, time.monotonic() - begun
        return outcome


def _plan_follow_ups(
    plan: Plan, store: Store, url: str, twilio: StandInTwilio, people: Sequence[str], stopped: set[str]
) -> None:
    """They texted an hour ago, less some seconds; some have texted STOP since."""
    ruleset, jobs = rules.loads(RULES), Jobs.open(url)
    store.schedule_by(jobs)
    # Planning takes some milliseconds for each of them.
    first = datetime.now(UTC) - timedelta(hours=1) + timedelta(seconds=len(people) / 250)
    for place, person in enumerate(people):
        message = InboundMessage(f"SM{place:032x}", person, twilio.number.phone_number, "soon")
        handle(store, ruleset, message, first + timedelta(seconds=plan.spread * place / len(people)))
    for place, person in enumerate(sorted(stopped)):
        message = InboundMessage(f"SM{place + 10**9:032x}", person, twilio.number.phone_number, "STOP")
        handle(store, ruleset, message, first)
    jobs.close()


def _kill(processes: Processes, store: Store, plan: Plan, chance: random.Random) -> tuple[Counter[str], int]:
    """Returns what was killed, how often, and how many sends were under way in all."""
    killed: Counter[str] = Counter()
    under_way = 0
    for _ in range(plan.kills):
        end = time.monotonic() + chance.uniform(*plan.pause)
        while (left := end - time.monotonic()) > 0:
            processes.replace_the_dead()
            time.sleep(min(left, 0.1))
        under_way += store.states_of_due().get("sending", 0)
        killed[processes.kill(chance)] += 1
    return killed, under_way


def _wait(processes: Processes, store: Store, deadline: float) -> None:
    """Until nothing is due or under way any more."""
    while time.monotonic() < deadline:
        processes.replace_the_dead()
        states = store.states_of_due()
        if not states.get("due", 0) + states.get("sending", 0):
            return
        time.sleep(0.1)


def _count(store: Store, twilio: StandInTwilio, people: Sequence[str], before: set[str], crowd: Crowd) -> Outcome:
    sent = Counter(message.to for message in twilio.messages if message.body.startswith("For "))
    last = {message.to: message.created for message in twilio.messages if message.body.startswith("For ")}
    notes = Counter(message.body for message in twilio.messages if message.to in STAFF)
    wanted = [person for person in people if person not in before and person not in crowd.stopped]
    # Of those who texted STOP meanwhile, some had theirs by then.
    late = [one for one, at in crowd.stopped.items() if one in last and last[one] > at + CROSSED]
    # Twilio hears of a STOP before we do, so that it may refuse what we send to them just then.
    failed = [row for row in store.due(state="failed", limit=10**6) if row.due.to not in crowd.stopped]
    unsettled = [*store.due(state="due", limit=10**6), *store.due(state="sending", limit=10**6), *failed]
    return Outcome(
        expected=len(wanted) + len(crowd.told),
        lost=[person for person in wanted if not sent[person]],
        twice=[person for person in people if sent[person] > 1],
        opted_out=[*(person for person in before if sent[person]), *late],
        told_lost=[note for note in crowd.told if not notes[note]],
        told_twice=[note for note in crowd.told if notes[note] > 1],
        unsettled=[f"{row.due.kind} to {row.due.to}: {row.state}, {row.reason}" for row in unsettled],
        killed=Counter(),
        under_way=0,
        seconds=0.0,
        states=store.states_of_due(),
    )


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
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
