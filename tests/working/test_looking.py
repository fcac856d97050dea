"""What is overdue has a job: in however bad a state one of the rows is, however many they are, whatever halts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from house import person
from sqlalchemy import text

from responder import rules
from responder.core.message import InboundMessage
from responder.inbound import handle
from responder.jobs import Jobs
from responder.outbound import Outbound, World
from responder.posting import Poster
from responder.settings import Settings
from responder.sms.gateway import TwilioGateway
from responder.store import Store
from responder.testing import StandInTwilio
from responder.working.care import Care
from responder.working.looking import AT_ONCE, Looking
from responder.working.names import Name

RULES = """
business: Clinic
timezone: UTC
limits: {replies: 1000 in 10 seconds, same_words: 1000 in 10 minutes, rounds: 1000}
rules:
  - {name: Soon, when: {says: soon}, reply: OK., follow_up: {after: 1 hour, text: "For {{ from }}.", urgent: yes}}
  - {name: Push, when: {says: push}, reply: OK., webhook: "http://localhost:9/hook"}
"""
MINUTE = timedelta(minutes=1)
LONG_AGO = (datetime(1970, 1, 1, tzinfo=UTC), 0)


@dataclass
class Watched:
    """A database with its engine, the look for what was forgotten, and a worker that does what has a job."""

    store: Store
    jobs: Jobs
    twilio: StandInTwilio
    looking: Looking
    settings: Settings
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def planned(self, people: int, body: str = "soon", first: int = 0) -> None:
        """They texted that, an hour and a minute ago."""
        ruleset = rules.loads(RULES)
        for n in range(first, first + people):
            message = InboundMessage(f"SM{n:032x}", person(n), self.twilio.number.phone_number, body)
            handle(self.store, ruleset, message, self.now - timedelta(minutes=61))

    def lose(self) -> None:
        """No job is left, as where a program without the engine kept the rows."""
        names = [one.workflow_id for one in self.jobs.client.list_workflows(load_input=False, load_output=False)]
        for start in range(0, len(names), AT_ONCE):
            self.jobs.client.delete_workflows(names[start : start + AT_ONCE])

    def of_engine(self) -> Counter[str]:
        """All rows in the engine's table, by status."""
        return Counter(one.status for one in self.jobs.client.list_workflows(load_input=False, load_output=False))

    @property
    def outbound(self) -> Outbound:
        world = World(
            TwilioGateway(self.settings, timeout=1.0),
            Poster(self.settings.webhook_secret),
            lambda: rules.loads(RULES),
            lambda: self.now,
            lambda: 0.5,
            lambda: True,
        )
        return Outbound(self.store, self.settings, world)

    def work(self) -> int:
        """Do every job whose time has come, as a runner would. Returns how many."""
        done, due = 0, {job.id: job for job in self.store.overdue(self.now, LONG_AGO, 10**4)}
        for one in self.jobs.client.list_workflows(status=["ENQUEUED", "DELAYED"], load_output=False):
            id_, number = (int(part) for part in one.workflow_id.split("-")[1:])
            if id_ in due or one.status == "ENQUEUED":
                self.outbound.attempt(id_, number)
                self.over(one.workflow_id)
                done += 1
        return done

    def over(self, name: str) -> None:
        with self.jobs.engine.begin() as connection:
            table = "workflow_status" if self.store.file is not None else "dbos.workflow_status"
            connection.execute(
                text(f"UPDATE {table} SET status = 'SUCCESS' WHERE workflow_uuid = :name"), {"name": name}
            )

    def spoil(self, id_: int, change: Callable[[str], str]) -> None:
        """What stands in the row is something else now."""
        with self.store._engine.begin() as connection:
            what = connection.execute(text("SELECT what FROM due WHERE id = :id"), {"id": id_}).scalar_one()
            connection.execute(text("UPDATE due SET what = :what WHERE id = :id"), {"what": change(what), "id": id_})


@pytest.fixture
def watched(store: Store, database_url: str, twilio: StandInTwilio) -> Iterator[Watched]:
    jobs = Jobs.open(database_url)
    store.schedule_by(jobs)
    settings = Settings.from_environment({**twilio.environment(), "RESPONDER_RATE": "1000"})
    yield Watched(store, jobs, twilio, Looking(store, jobs), settings)
    jobs.close()


def waiting(watched: Watched) -> set[int]:
    """The rows that have a job which waits."""
    jobs = [(id_, number) for id_ in range(1, 30) for number in range(5)]
    return {job[0] for job, state in watched.jobs.states(jobs).items() if state == "waiting"}


BROKEN = {
    "no JSON": lambda _: "{",
    "not an object": lambda _: "[1]",
    "of nobody": lambda _: "{}",
    "of something else": lambda what: what.replace('"to":"', '"to":5,"of":"'),
}


@pytest.mark.parametrize("spoilt", BROKEN.values(), ids=BROKEN.keys())
def test_a_row_that_can_t_be_read_keeps_nobody_from_the_others(watched: Watched, spoilt: Callable[[str], str]) -> None:
    watched.planned(3)
    watched.spoil(2, spoilt)
    watched.lose()
    assert watched.looking.look(watched.now) == 3
    assert waiting(watched) == {1, 2, 3}
    watched.work()
    assert sorted(message.to for message in watched.twilio.messages) == [person(0), person(2)]
    assert watched.store.states_of_due() == {"due": 1, "sent": 2}


def test_what_a_newer_responder_added_to_a_row_is_no_reason_not_to_do_it(watched: Watched) -> None:
    watched.planned(1)
    watched.spoil(1, lambda what: what.removesuffix("}") + ',"colour":"red","kind":"x"}')
    watched.work()
    assert watched.store.states_of_due() == {"sent": 1}


def test_a_row_that_can_t_be_done_is_tried_later_and_later_and_at_last_withheld(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    watched.planned(1)
    watched.spoil(1, BROKEN["of nobody"])
    waits, tries = [], 0
    while watched.store.states_of_due() == {"due": 1}:
        (at, job), before = column(watched, "at", "job"), watched.now
        watched.now = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)
        waits.append(watched.now - before)
        watched.outbound.attempt(1, job)
        tries += 1
    assert [round(wait / MINUTE) for wait in waits[1:8]] == [1, 2, 4, 8, 16, 30, 30]
    assert tries == 60
    assert watched.store.states_of_due() == {"withheld": 1}
    assert column(watched, "reason") == ("responder met an error of its own with it: TypeError",)
    assert column(watched, "ended_at") != (None,)
    assert len([record for record in caplog.records if "it is withheld" in record.message]) == 1


def column(watched: Watched, *names: str) -> tuple[Any, ...]:
    with watched.store._engine.connect() as connection:
        return tuple(connection.execute(text(f"SELECT {', '.join(names)} FROM due WHERE id = 1")).one())


def test_a_row_whose_job_ended_and_that_can_t_be_read_is_put_off_alone(watched: Watched) -> None:
    watched.planned(3)
    watched.spoil(2, BROKEN["no JSON"])
    for id_ in (1, 2, 3):
        watched.over(f"due-{id_}-0")
    assert watched.looking.look(watched.now) == 3
    assert waiting(watched) == {1, 2, 3}
    rows = {job.id: job.at - watched.now for job in watched.store.overdue(watched.now + 9 * MINUTE, LONG_AGO, 9)}
    assert {id_: round(wait / MINUTE) for id_, wait in rows.items()} == {1: 0, 2: 1, 3: 0}


def test_what_goes_to_somebody_before_a_row_that_can_t_be_read_isn_t_put_down_to_it(watched: Watched) -> None:
    watched.planned(1)
    watched.planned(1, "push")
    ruleset = rules.loads(RULES.replace("Soon,", "Later,"))
    message = InboundMessage(f"SM{99:032x}", person(0), watched.twilio.number.phone_number, "soon")
    handle(watched.store, ruleset, message, watched.now - timedelta(minutes=60))
    watched.spoil(1, lambda what: what.replace('"rule":', '"rool":'))
    second = watched.store.overdue(watched.now, LONG_AGO, 9)[-1]
    watched.outbound.attempt(second.id, second.number)
    assert column(watched, "state", "failures") == ("due", 1)
    after = watched.store.due_by_id(second.id)
    assert after is not None and after.failures == 0


def test_many_rows_of_old_have_their_jobs_after_one_look(watched: Watched) -> None:
    people = 2 * AT_ONCE + 3
    watched.planned(people)
    watched.lose()
    name = Name.take(watched.store, only=False)
    care, rounds, pause = Care(watched.store, watched.jobs, name), 0, 0.0
    while pause == 0.0:
        # Each round with a sign of life, and none of them waits for the next look.
        pause, rounds = care._round(), rounds + 1
    name.leave()
    assert (rounds, watched.of_engine()) == (3, {"ENQUEUED": people})


def test_nobody_goes_on_looking_where_everything_has_its_job(watched: Watched) -> None:
    watched.planned(AT_ONCE + 1)
    assert (watched.looking.look(watched.now), watched.looking.more) == (0, False)
    # The next look is at what comes after.
    watched.lose()
    assert watched.looking.look(watched.now) == 1


# Halts.


def halted(watched: Watched, people: int, minutes: int) -> None:
    """Twilio refuses our credentials for so long, while these people's texts are due."""
    watched.planned(people)
    watched.twilio.account.auth_token = "another since a moment ago"
    for _ in range(minutes * 6):
        watched.work()
        watched.looking.look(watched.now)
        watched.now += timedelta(seconds=10)


def takes_them_again(watched: Watched) -> None:
    watched.twilio.account.auth_token = watched.settings.auth_tokens[0].reveal()


def tries(watched: Watched) -> int:
    return sum(request.method == "POST" and "/Messages" in request.path for request in watched.twilio.requests)


def test_while_twilio_takes_nothing_one_text_is_tried_a_minute_and_the_others_have_no_jobs(watched: Watched) -> None:
    halted(watched, 60, minutes=10)
    assert 9 <= tries(watched) <= 12
    # One for each row, and one for each try; it was one for each row and minute.
    assert sum(watched.of_engine().values()) <= 60 + 12
    assert watched.store.states_of_due() == {"due": 60}


@pytest.mark.parametrize("minutes", [1, 5])
def test_when_it_takes_texts_again_all_goes_out_at_the_next_look(watched: Watched, minutes: int) -> None:
    halted(watched, 60, minutes)
    takes_them_again(watched)
    began = watched.now
    while watched.store.halts():
        watched.now += timedelta(seconds=10)
        watched.work()
    assert watched.now - began <= MINUTE
    # From there on it takes no longer than a look, whenever each of them was to be tried again.
    watched.looking.look(watched.now)
    watched.work()
    assert watched.store.states_of_due() == {"sent": 60}
    assert sorted(message.to for message in watched.twilio.messages) == [person(n) for n in range(60)]
    assert watched.store.halts() == []
    assert sum(watched.of_engine().values()) <= 2 * 60 + 9


def test_where_the_text_that_is_tried_is_gone_another_takes_its_place(watched: Watched) -> None:
    halted(watched, 5, minutes=2)
    watched.lose()
    before = tries(watched)
    for _ in range(12):
        watched.now += timedelta(seconds=10)
        watched.looking.look(watched.now)
        watched.work()
    assert 1 <= tries(watched) - before <= 3


def test_what_twilio_has_no_part_in_goes_on_in_a_halt(watched: Watched) -> None:
    halted(watched, 3, minutes=1)
    watched.planned(1, "push", first=9)
    watched.lose()
    watched.looking.look(watched.now)
    (event,) = watched.store.overdue(watched.now, LONG_AGO, 9, posts=True)
    assert watched.jobs.states([(event.id, event.number)]) == {(event.id, event.number): "waiting"}


def test_a_halt_that_a_wrong_clock_set_is_over(watched: Watched) -> None:
    watched.planned(2)
    watched.store.write(
        lambda unit: unit.doing.halt("twilio", watched.now + timedelta(days=2), MINUTE, "The token is wrong.")
    )
    watched.work()
    assert watched.store.states_of_due()["sent"] >= 1
    assert watched.store.halts() == []


def test_what_isn_t_due_yet_isn_t_done_early_after_a_halt(watched: Watched) -> None:
    halted(watched, 1, minutes=2)
    watched.now += timedelta(seconds=1)
    there = replace(watched, now=watched.now + timedelta(seconds=90) + MINUTE)
    there.planned(1, first=7)
    watched.lose()
    takes_them_again(watched)
    watched.store.write(lambda unit: unit.doing.go_on("twilio"))
    watched.looking.look(watched.now)
    due = next(job for job in watched.store.overdue(watched.now + 2 * MINUTE, LONG_AGO, 9) if job.id == 2)
    (job,) = watched.jobs.client.list_workflows(workflow_ids=["due-2-0"])
    assert job.delay_until_epoch_ms is not None
    assert abs(job.delay_until_epoch_ms / 1000 - due.at.timestamp()) < 10
