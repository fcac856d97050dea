"""A clock that ran ahead and was put right holds nobody up: not who sends, not what was put off meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from responder.broadcasting.feeding import Feeder
from responder.store import Broadcast, Recipient
from responder.working.clock import Clock

OTHERS = [f"+1202555{n:04d}" for n in range(200, 206)]
AHEAD = timedelta(days=2)
SECOND = timedelta(seconds=1)


def at_one_a_second(desk: Any) -> None:
    desk.settings = replace(desk.settings, rate=0.0)


def test_a_sender_isn_t_busy_for_two_days(desk: Any) -> None:
    at_one_a_second(desk)
    desk.text("bye")
    good, desk.now = desk.now, desk.now + AHEAD
    desk.work()
    desk.now = good
    desk.text("bye", from_=OTHERS[0])
    desk.wait(days=1)
    desk.work()
    assert len(desk.sent(OTHERS[0])) == 1


def test_a_queue_stays_as_long_as_it_was(desk: Any) -> None:
    number, now = desk.twilio.number.phone_number, desk.now

    def turns(at: Any, count: int) -> list[Any]:
        return [desk.store.write(lambda unit: unit.doing.turn(number, at, SECOND)) - at for _ in range(count)]

    assert turns(now + AHEAD, 3) == [0 * SECOND, SECOND, 2 * SECOND]
    assert desk.store.write(lambda unit: unit.doing.free_at(number, now)) == now + 3 * SECOND
    assert turns(now, 2) == [3 * SECOND, 4 * SECOND]
    assert turns(now + 2 * SECOND, 1) == [3 * SECOND]
    # A machine whose clock is a little off waits for its turn like all others.
    assert turns(now - 90 * SECOND, 1) == [96 * SECOND]


def test_a_turn_that_a_wrong_clock_gave_is_given_anew(desk: Any) -> None:
    at_one_a_second(desk)
    for person in OTHERS:
        desk.text("bye", from_=person)
    desk.wait(days=1)
    good, desk.now = desk.now, desk.now + AHEAD
    desk.work()
    assert [state for state, _ in desk.states] == ["sent"] * 2 + ["due"] * 4
    desk.now = good
    row = desk.rows[-1]
    # Somebody tries it anyway.
    desk.outbound.attempt(row.id, row.job)
    assert desk.rows[-1].due.at - good < 10 * SECOND


def test_what_was_put_off_by_a_wrong_clock_is_asked_again(desk: Any) -> None:
    at_one_a_second(desk)
    for person in OTHERS:
        desk.text("bye", from_=person)
    desk.text("price")
    desk.wait(days=1)
    good, desk.now = desk.now, desk.now + timedelta(hours=23)
    desk.work()
    desk.now = good
    assert desk.store.write(lambda unit: unit.doing.clock_went_back(good, timedelta(hours=23))) == 4
    for _ in range(15):
        desk.work()
        desk.wait(seconds=1)
    assert [state for state, _ in desk.states] == ["sent"] * 6 + ["due"]
    assert all(len(desk.sent(person)) == 1 for person in OTHERS)
    # What was planned for later comes later.
    assert desk.rows[-1].due.at - good > timedelta(hours=23)


def test_what_is_being_sent_when_the_clock_goes_back_is_left_alone(desk: Any) -> None:
    desk.text("bye")
    good, desk.now = desk.now, desk.now + AHEAD
    found: list[int] = []

    class Meanwhile:
        def __init__(self, gateway: Any) -> None:
            self.find = gateway.find
            self._send = gateway.send

        def send(self, outbound: Any) -> Any:
            found.append(desk.store.write(lambda unit: unit.doing.clock_went_back(good, AHEAD)))
            return self._send(outbound)

    outbound = desk.outbound
    world = replace(outbound._world, gateway=Meanwhile(outbound._world.gateway))
    type(outbound)(desk.store, desk.settings, world).attempt(desk.rows[0].id, 0)
    assert (found, desk.states) == ([0], [("sent", None)])


def test_a_broadcast_goes_on(desk: Any) -> None:
    ours, now, later = desk.twilio.number.phone_number, desk.now, desk.now + AHEAD
    new = Broadcast(
        0, "Tip", "Floss.", "list:tips", "tips", (), (), ours, SECOND, 1, 1, {}, now, now, "running",
        None, later, "digest"
    )  # fmt: skip
    new = replace(new, id=desk.store.write(lambda unit: unit.broadcasts.begin(new)))
    desk.store.write(lambda unit: unit.broadcasts.keep(new, [Recipient(OTHERS[0], now)]))
    feeder = Feeder(desk.store, desk.settings, lambda: desk.ruleset, lambda: desk.now)
    assert feeder.look() == 0
    desk.store.write(lambda unit: unit.doing.clock_went_back(now, AHEAD))
    assert feeder.look() == 1


def test_no_halt_is_as_long_as_one_that_a_wrong_clock_set(desk: Any) -> None:
    desk.store.write(
        lambda unit: unit.doing.halt("twilio", desk.now + AHEAD, timedelta(minutes=1), "The token is wrong.")
    )
    (halt,) = desk.store.halts()
    assert halt.holds(desk.now + AHEAD)
    assert not halt.holds(desk.now)
    desk.text("bye")
    desk.wait(days=1)
    desk.work()
    assert (len(desk.sent()), desk.store.halts()) == (1, [])


def test_a_clock_that_goes_back_is_noticed_once() -> None:
    clock = Clock(1000.0, 0.0)
    assert clock.back(1005.0, 5.0) == timedelta()
    # It runs ahead, and nothing is put off to the past.
    assert clock.back(90_000.0, 10.0) == timedelta()
    clock.noted(90_000.0, 10.0)
    assert clock.back(89_970.0, 40.0) == timedelta(minutes=1)
    assert clock.back(1020.0, 20.0) == timedelta(seconds=88_990)
    clock.noted(1020.0, 20.0)
    assert clock.back(1025.0, 25.0) == timedelta()


def test_a_machine_that_slept_has_a_clock_that_is_right() -> None:
    clock = Clock(1000.0, 0.0)
    assert clock.back(5000.0, 1.0) == timedelta()
