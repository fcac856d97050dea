"""What was put off keeps the moment that it was planned for, its turn no longer than it lasts, and all checks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from responder import rules
from responder.outbound import Outbound, World
from responder.simulator import Simulator
from responder.sms import gateway as sms
from responder.sms.gateway import Taken, TwilioGateway

ANA = "+12025550123"
PILL = """
timezone: America/Chicago
rules:
  - name: Pill
    when: {says: pill}
    reply: OK.
    follow_up: {name: pill, at: "tomorrow 21:30", text: Your pill., repeat: 1 day}
"""
OTHER = "timezone: America/Chicago\nrules: [{name: Other, when: {says: a}, reply: b}]"


def refused(desk: Any, for_: timedelta) -> None:
    """Twilio takes nothing from us for so long, and a worker tries all the time."""
    desk.twilio.fail_next(401, on="POST", times=10**6)
    end = desk.now + for_
    while desk.now < end:
        desk.work()
        desk.wait(hours=6)
    desk.twilio._faults.clear()
    desk.wait(hours=3)
    desk.work()


def test_what_was_due_while_twilio_took_nothing_for_weeks_doesn_t_go_out_afterwards(desk: Any) -> None:
    desk.text("bye")
    desk.wait(days=1)
    refused(desk, timedelta(weeks=2))
    assert desk.sent() == []
    assert desk.states == [("withheld", "it was due more than three days ago, and nothing was sent since")]
    (row,) = desk.rows
    assert row.planned_at is not None and row.planned.at < row.due.at


def test_what_was_due_for_a_day_does(desk: Any) -> None:
    desk.text("bye")
    desk.wait(days=1)
    refused(desk, timedelta(days=1))
    assert len(desk.sent()) == 1


def test_what_a_person_has_tried_again_is_planned_anew(desk: Any) -> None:
    desk.text("bye")
    desk.wait(days=1)
    refused(desk, timedelta(weeks=1))
    desk.store.write(lambda unit: unit.doing.again(unit.doing.row(1), desk.now, "a person"))
    desk.work()
    assert (len(desk.sent()), desk.states[0][0]) == (1, "sent")


def test_quiet_hours_don_t_move_the_next_time_of_one_that_repeats(desk: Any) -> None:
    desk.ruleset = rules.loads(PILL)
    desk.text("pill")
    planned, sent, begun = desk.rows[0].due.at, [], desk.now
    for _ in range(3):
        for _ in range(2):
            desk.now = next(row.due.at for row in desk.rows if row.state == "due")
            desk.work()
        sent.append(desk.rows[-2].ended_at)
        assert desk.rows[-1].due.at == planned + timedelta(days=len(sent))
    simulator = Simulator(desk.ruleset, begun)
    simulator.text("pill", from_=ANA)
    simulator.advance(timedelta(days=4))
    assert [one.at for one in simulator.sent[:3]] == sent


def test_the_next_time_is_planned_once_however_often_it_is_tried(desk: Any) -> None:
    desk.text("weekly")
    desk.now = first = desk.rows[0].due.at
    desk.twilio.fail_next(429, on="POST", times=5)
    for _ in range(8):
        desk.work()
        desk.wait(minutes=2)
    assert desk.states == [("sent", None), ("due", None)]
    assert desk.rows[1].due.at - first == timedelta(weeks=1)


def test_one_that_fails_for_good_is_planned_again_too(desk: Any) -> None:
    desk.text("weekly")
    desk.now = desk.rows[0].due.at
    desk.twilio.fail_next(code=21614)
    desk.work()
    assert [state for state, _ in desk.states] == ["failed", "due"]


def interrupted(desk: Any, before: Callable[[int], None]) -> Outbound:
    """A worker to whom something happens before each of its texts."""

    class Gateway(TwilioGateway):
        texts = 0

        def send(self, outbound: sms.Outbound) -> Taken:
            self.texts += 1
            before(self.texts)
            return super().send(outbound)

    gateway = Gateway(desk.settings, timeout=5.0)
    world = World(gateway, desk.poster, lambda: desk.ruleset, lambda: desk.now, lambda: 0.5, lambda: True)
    return Outbound(desk.store, desk.settings, world)


@pytest.fixture
def half_sent(desk: Any) -> Any:
    """Of three texts one is sent; the second met a halt."""
    desk.text("long")
    desk.wait(days=1)
    halting = interrupted(desk, lambda text: desk.twilio.fail_next(401, on="POST") if text == 2 else None)
    halting.attempt(desk.rows[0].id, 0)
    assert (desk.sent(), desk.rows[0].state) == (["One."], "sending")
    return desk


def test_later_texts_of_one_follow_up_mind_quiet_hours(half_sent: Any) -> None:
    half_sent.wait(hours=15)  # 2 AM where they are
    half_sent.work()
    assert (half_sent.sent(), half_sent.states) == (["One."], [("sending", "quiet hours where they are")])
    half_sent.wait(hours=6)
    half_sent.work()
    assert half_sent.sent() == ["One.", "Two.", "Three."]


def test_and_a_person_in_charge(half_sent: Any) -> None:
    half_sent.wait(minutes=5)
    half_sent.text("person")
    half_sent.work()
    assert (half_sent.sent(), half_sent.states) == (["One."], [("sending", "a person answers them until then")])


def test_and_are_let_go_when_it_is_too_late_for_them(half_sent: Any) -> None:
    half_sent.wait(days=4)
    half_sent.work()
    assert half_sent.sent() == ["One."]
    ((state, reason),) = half_sent.states
    assert state == "sent" and "without the last text of it: it was due more than three days ago" in str(reason)


def test_and_an_opt_out(half_sent: Any) -> None:
    half_sent.store.record_opt_out(ANA, ("*",), "desk", "she called", half_sent.now)
    half_sent.wait(minutes=5)
    half_sent.work()
    assert half_sent.sent() == ["One."]
    assert half_sent.rows[0].state == "sent" and "opted out" in str(half_sent.rows[0].reason)


@pytest.fixture
def queue(desk: Any) -> Any:
    """Twenty are due at one moment, and one goes out a second."""
    desk.settings = replace(desk.settings, rate=0.0)
    for n in range(20):
        desk.text("bye", from_=f"+131255501{n:02}")
    desk.wait(days=1)
    desk.work()
    return desk


def first(desk: Any) -> Any:
    return min((row for row in desk.rows if row.state == "due"), key=lambda row: row.due.at)


@pytest.mark.parametrize(("early", "state"), [(0.1, "sent"), (0.9, "sent"), (1.5, "due")])
def test_a_job_that_comes_early_doesn_t_lose_its_turn(queue: Any, early: float, state: str) -> None:
    row = first(queue)
    queue.now = row.due.at - timedelta(seconds=early)
    queue.outbound.attempt(row.id, row.job)
    again = queue.store.due_by_id(row.id)
    assert again.state == state
    assert state == "sent" or (again.turn, again.due.at) == (row.turn, row.turn)


def test_those_who_missed_their_turn_don_t_all_go_out_at_one_moment(queue: Any) -> None:
    before = len(queue.twilio.messages)
    queue.wait(hours=1)
    queue.work()
    # One, and the one that may come somewhat early.
    assert len(queue.twilio.messages) - before <= 2


def test_what_was_put_off_to_the_morning_waits_for_a_turn_then(desk: Any) -> None:
    desk.settings = replace(desk.settings, rate=0.01)
    for n in range(8):
        desk.text("bye", from_=f"+1312555012{n}")
    desk.wait(hours=33, minutes=59)  # 20:59 where they are
    for _ in range(10):
        desk.work()
        desk.wait(minutes=3)
    asleep = [row for row in desk.rows if row.state == "due"]
    assert len(asleep) >= 6 and {row.turn for row in asleep} == {None}
    before = len(desk.twilio.messages)
    desk.now = max(row.due.at for row in desk.rows)
    desk.work()
    assert len(desk.twilio.messages) - before <= 1


def test_a_worker_that_hasn_t_read_the_newest_rules_withholds_nothing_for_good(desk: Any) -> None:
    newest = desk.ruleset
    desk.text("price")
    desk.wait(days=2)
    desk.ruleset = rules.loads(OTHER)
    desk.work()
    ((state, reason),) = desk.states
    assert state == "due" and "isn't in the rules of this worker" in str(reason)
    desk.ruleset = newest
    desk.wait(minutes=1)
    desk.work()
    assert desk.states == [("sent", None)]


def test_what_the_rules_let_go_is_withheld_after_half_an_hour(desk: Any) -> None:
    desk.text("price")
    desk.wait(days=2)
    desk.ruleset = rules.loads(OTHER)
    for _ in range(40):
        desk.work()
        desk.wait(minutes=1)
    ((state, reason),) = desk.states
    assert state == "withheld" and "isn't in the rules any more" in str(reason)
