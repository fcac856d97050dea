"""A broadcast goes to everybody who still wants it, once each, behind what else is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from responder import rules
from responder.broadcasting.audience import audience_of
from responder.broadcasting.feeding import AHEAD, UNDER_WAY, Feeder
from responder.broadcasting.keeping import NotNow, begin, keep, resume, stop
from responder.broadcasting.planning import Pace, plan
from responder.store import Broadcast, Recipient, Store

OURS = "+12025550100"
FILE = """
business: Clinic
timezone: America/Chicago
lists: {tips: Tips, offers: Offers}
limits: {replies: 1000 in 10 seconds, same_words: 1000 in 10 minutes, rounds: 1000}
rules:
  - {name: Join, when: {says: tips}, join: tips, reply: On., examples: [tips]}
  - {name: Leave, when: {says: no tips}, leave: tips, reply: Off.}
  - {name: Name, when: {matches: "i am (?P<who>[a-z]+)"}, remember: {first_name: "{{ who }}"}, reply: Hi!}
  - {name: Remind, when: {says: remind}, reply: OK., follow_up: {after: 1 minute, text: Reminder.}}
otherwise: Hm.
"""
HI = "Hi {{ first_name or 'there' }}, floss. Reply STOP to end."


def number(n: int) -> str:
    return f"+1312555{n:04d}"


class Sender:
    """Broadcasts of one desk, and the turns that a worker gives them."""

    def __init__(self, desk: Any, rate: float = 1000.0) -> None:
        self.desk = desk
        desk.ruleset = rules.loads(FILE)
        desk.settings = replace(desk.settings, rate=rate)
        self.ours = desk.twilio.number.phone_number

    def joined(self, count: int) -> list[str]:
        for n in range(count):
            self.desk.text("tips", from_=number(n))
        return [number(n) for n in range(count)]

    def planned(
        self, text: str = HI, every: float = 0, at: datetime | None = None
    ) -> tuple[Broadcast, list[Recipient]]:
        desk = self.desk
        audience = audience_of(desk.store, desk.ruleset, "list:tips")
        pace = Pace(at or desk.now, desk.settings.rate, timedelta(seconds=every))
        made = plan(desk.ruleset, text, audience.lists, audience.people(desk.store)[1], pace, desk.now)
        new = Broadcast(
            0, "Tip", text, audience.source, audience.key, audience.lists, (), self.ours, pace.every, made.usual,
            len(made.getting), made.reasons(), desk.now, pace.at, "keeping", None, pace.at, desk.ruleset.digest,
        )  # fmt: skip
        return new, [Recipient(one.address, one.at, one.groups) for one in made.getting]

    def begin(self, text: str = HI, **more: Any) -> Broadcast:
        new, people = self.planned(text, **more)
        return begin(self.desk.store, new, people, lambda _: None, lambda _: None)

    def feed(self) -> int:
        desk = self.desk
        return Feeder(desk.store, desk.settings, lambda: desk.ruleset, lambda: desk.now).look()

    def run(self, seconds: int, step: int = 1) -> None:
        """So many seconds of a worker."""
        for _ in range(0, seconds, step):
            self.feed()
            self.desk.work()
            self.desk.wait(seconds=step)

    def got(self, people: Sequence[str]) -> list[int]:
        return [sum("floss" in body for body in self.desk.sent(one)) for one in people]


@pytest.fixture
def sender(desk: Any) -> Sender:
    return Sender(desk)


def progress(store: Store, broadcast: Broadcast) -> dict[str, int]:
    return dict(store.progress(broadcast.id).states)


def test_everybody_on_the_list_gets_it_once_worded_for_them(sender: Sender) -> None:
    people = sender.joined(5)
    sender.desk.text("i am zoe", from_=people[1])
    broadcast = sender.begin()
    sender.run(10)
    assert sender.got(people) == [1] * 5
    assert sender.desk.sent(people[1])[-1] == "Hi zoe, floss. Reply STOP to end."
    found = sender.desk.store.broadcast(broadcast.id)
    assert (found.state, progress(sender.desk.store, broadcast)) == ("done", {"sent": 5})


def test_who_opts_out_or_leaves_the_list_meanwhile_gets_nothing(sender: Sender) -> None:
    people = sender.joined(4)
    broadcast = sender.begin()
    sender.desk.text("STOP", from_=people[0])
    sender.desk.text("no tips", from_=people[1])
    sender.run(10)
    assert sender.got(people) == [0, 0, 1, 1]
    told = sender.desk.store.progress(broadcast.id)
    assert told.reasons == {
        ("withheld", "they opted out"): 1,
        ("withheld", "they aren't on the list 'tips'"): 1,
    }


def test_what_is_known_of_people_is_never_a_template(sender: Sender) -> None:
    (person,) = sender.joined(1)
    new, _ = sender.planned()
    recipient = Recipient(person, sender.desk.now, ("first_name", "{{ 7*7 }}{% for a in b %}"))
    begin(sender.desk.store, new, [recipient], lambda _: None, lambda _: None)
    sender.run(5)
    assert sender.desk.sent(person) == ["Hi {{ 7*7 }}{% for a in b %}, floss. Reply STOP to end."]


def test_nobody_has_two_rows_in_a_broadcast(sender: Sender) -> None:
    people = sender.joined(3)
    new, recipients = sender.planned()
    broadcast = begin(sender.desk.store, new, recipients[:2], lambda _: None, lambda _: None)
    keep(sender.desk.store, broadcast, recipients, lambda _: None)
    keep(sender.desk.store, broadcast, recipients, lambda _: None)
    sender.run(10)
    assert sender.got(people) == [1, 1, 1]


def test_one_that_is_not_kept_whole_sends_nothing_until_it_is(sender: Sender) -> None:
    people = sender.joined(3)
    new, recipients = sender.planned()
    id_ = sender.desk.store.write(lambda unit: unit.broadcasts.begin(new))
    broadcast = sender.desk.store.broadcast(id_)
    sender.desk.store.write(lambda unit: unit.broadcasts.keep(broadcast, recipients[:1]))
    sender.run(5)
    assert sender.got(people) == [0, 0, 0]
    keep(sender.desk.store, broadcast, recipients, lambda _: None)
    sender.run(5)
    assert sender.got(people) == [1, 1, 1]


def test_stopped_in_the_middle_the_rest_gets_nothing_and_resumed_everybody_gets_it_once(sender: Sender) -> None:
    people = sender.joined(20)
    broadcast = sender.begin(every=1)
    sender.run(5)
    before = sum(sender.got(people))
    assert 0 < before < 20
    stop(sender.desk.store, broadcast.id, sender.desk.now, lambda _: None)
    sender.run(10)
    assert sum(sender.got(people)) == before
    assert progress(sender.desk.store, broadcast) == {"sent": before, "cancelled": 20 - before}
    resume(sender.desk.store, broadcast.id, sender.desk.now, lambda _: None)
    sender.run(40)
    assert sender.got(people) == [1] * 20
    with pytest.raises(NotNow):
        stop(sender.desk.store, broadcast.id, sender.desk.now, lambda _: None)


def test_a_text_that_has_its_turn_is_not_sent_after_a_stop(sender: Sender) -> None:
    people = sender.joined(3)
    broadcast = sender.begin()
    sender.feed()
    # Only the broadcast's own row says so yet, as when the one who stops it is killed right then.
    sender.desk.store.write(lambda unit: unit.broadcasts.move_to(broadcast.id, "stopped"))
    sender.desk.wait(seconds=5)
    sender.desk.work()
    assert sender.got(people) == [0, 0, 0]
    resume(sender.desk.store, broadcast.id, sender.desk.now, lambda _: None)
    sender.run(10)
    assert sender.got(people) == [1, 1, 1]


def test_a_reminder_waits_for_seconds_not_for_the_whole_broadcast(desk: Any) -> None:
    sender = Sender(desk, rate=1.0)
    people = sender.joined(120)
    desk.text("remind", from_=number(999))
    sender.begin()
    sender.run(59)
    assert 40 < sum(sender.got(people)) < 70
    sender.run(10)
    assert desk.sent(number(999)) == ["Reminder."]
    (row,) = desk.store.due(number(999), state=None)
    assert row.ended_at - row.due.at <= AHEAD + timedelta(seconds=3)


def test_only_a_few_have_their_turn_at_once_and_each_has_one_job(sender: Sender) -> None:
    sender.joined(UNDER_WAY * 2)
    broadcast = sender.begin()
    sender.feed()
    sender.feed()
    states = progress(sender.desk.store, broadcast)
    assert states == {"waiting": UNDER_WAY, "due": UNDER_WAY}
    sender.run(30)
    assert progress(sender.desk.store, broadcast) == {"sent": UNDER_WAY * 2}
    assert {row.job for row in sender.desk.store.due(state="sent", limit=1000)} == {0}


def test_its_own_rate_is_kept(sender: Sender) -> None:
    people = sender.joined(10)
    sender.begin(every=2)
    sender.run(10)
    assert 4 <= sum(sender.got(people)) <= 7


def test_it_waits_for_the_end_of_quiet_hours_without_taking_turns(sender: Sender) -> None:
    people = sender.joined(3)
    # Ten in the evening where they are.
    sender.desk.now += timedelta(hours=11)
    new, recipients = sender.planned()
    now = sender.desk.now
    broadcast = begin(
        sender.desk.store, new, [replace(one, at=now) for one in recipients], lambda _: None, lambda _: None
    )
    assert {one.at for one in recipients} == {now.replace(hour=13, minute=0)}
    sender.run(5)
    assert sender.got(people) == [0, 0, 0]
    assert progress(sender.desk.store, broadcast) == {"waiting": 3}
    sender.desk.now = now.replace(hour=13, minute=0, second=1)
    sender.run(5)
    assert sender.got(people) == [1, 1, 1]


def test_it_begins_when_it_was_said_to(sender: Sender) -> None:
    people = sender.joined(2)
    sender.begin(at=sender.desk.now + timedelta(hours=1))
    sender.run(20)
    assert sender.got(people) == [0, 0]
    sender.desk.wait(hours=1)
    sender.run(5)
    assert sender.got(people) == [1, 1]


def test_twilio_refuses_some_for_a_while_and_everybody_gets_it_once(sender: Sender) -> None:
    people = sender.joined(6)
    sender.desk.twilio.fail_next(status=429, times=4, on="POST")
    sender.begin()
    sender.run(120, step=4)
    assert sender.got(people) == [1] * 6


def test_an_answer_of_twilio_that_is_lost_costs_no_second_text(sender: Sender) -> None:
    people = sender.joined(6)
    sender.desk.twilio.fail_next(drop=True, done=True, times=3, on="POST")
    sender.begin()
    sender.run(200, step=4)
    assert sender.got(people) == [1] * 6


def test_where_no_worker_ran_for_days_it_is_stopped_and_can_be_resumed(sender: Sender) -> None:
    people = sender.joined(2)
    broadcast = sender.begin()
    sender.desk.wait(days=4)
    sender.run(5)
    found = sender.desk.store.broadcast(broadcast.id)
    assert (found.state, found.reason) == ("stopped", "no worker ran for more than three days")
    resume(sender.desk.store, broadcast.id, sender.desk.now, lambda _: None)
    sender.run(5)
    assert sender.got(people) == [1, 1]
