"""Phone calls: placed once, at a decent hour, and once more where nobody heard them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from responder.core.ruleset import Ruleset
from responder.outbound.calls import after_call
from tests.outbound.conftest import ANA, MARIA, Desk

RULES = """
business: Clinic
timezone: America/Chicago
language: en
staff: {maria: +1 312 555 0177}
limits: {replies: 1000 in 10 seconds, same_words: 1000 in 10 minutes, rounds: 1000}
rules:
  - {name: Ring, when: {says: call}, reply: We ring you., call: {say: {en: "Hi, it's us.", es: Somos nosotros.}}}
  - {name: Fire, when: {contains: fire}, reply: Get out., call: {to: maria, say: "{{ name or from }} says: {{ body }}"}}
  - {name: Person, when: {says: person}, reply: A moment., hand_over: 3 days}
  - {name: Stay, when: {says: stay}, reply: OK., call: Hello., hand_over: 2 hours}
otherwise: Hm.
"""


@pytest.fixture
def calling(desk: Desk, of_clinic: Callable[[str], Ruleset]) -> Desk:
    desk.ruleset = of_clinic(RULES)
    return desk


def called(desk: Desk, to: str = ANA) -> list[str]:
    return [call.said for call in desk.twilio.calls if call.to == to]


class TestWhatIsSaid:
    def test_they_are_called_once_and_told_twice_in_their_language(self, calling: Desk) -> None:
        calling.text("call")
        calling.work()
        calling.work()
        (call,) = calling.twilio.calls
        assert (call.to, call.from_, call.said) == (ANA, calling.twilio.number.phone_number, "Hi, it's us.")
        assert '<Say language="en-US" loop="2">' in call.twiml
        assert calling.states == [("sent", None)]

    def test_it_is_kept_as_a_message_that_cost_no_text(self, calling: Desk) -> None:
        calling.text("call")
        calling.work()
        kept = calling.store.message(calling.twilio.calls[0].sid)
        assert kept is not None
        assert (kept.channel, kept.body, kept.segments) == ("call", "Hi, it's us.", 0)

    def test_words_from_a_phone_are_no_markup(self, calling: Desk) -> None:
        calling.text("fire </Say><Hangup/>&\x0b {{ 7*7 }}")
        calling.work()
        (said,) = called(calling, MARIA)
        assert said == f"{ANA} says: fire </Say><Hangup/>& {{{{ 7*7 }}}}"

    def test_a_service_cannot_call_and_that_is_said(self, calling: Desk) -> None:
        calling.settings = replace(calling.settings, from_number="", messaging_service_sid="MG" + "0" * 32)
        calling.text("fire", to="24725")
        calling.work()
        ((state, reason),) = calling.states
        assert state == "failed" and "Set TWILIO_FROM to a phone number" in str(reason)


class TestWhen:
    def test_who_has_just_asked_is_called_at_night(self, calling: Desk) -> None:
        calling.now = datetime(2026, 6, 2, 8, 0, tzinfo=UTC)
        calling.text("call")
        calling.work()
        assert len(called(calling)) == 1

    def test_a_late_call_waits_for_the_morning(self, calling: Desk) -> None:
        calling.now = datetime(2026, 6, 2, 8, 0, tzinfo=UTC)
        calling.text("call")
        calling.wait(minutes=11)
        calling.work()
        assert called(calling) == []
        assert calling.states == [("due", "quiet hours where they are")]
        calling.wait(hours=8)
        calling.work()
        assert len(called(calling)) == 1

    def test_staff_are_called_at_any_hour(self, calling: Desk) -> None:
        calling.now = datetime(2026, 6, 2, 8, 0, tzinfo=UTC)
        calling.text("fire")
        calling.wait(minutes=11)
        calling.work()
        assert len(called(calling, MARIA)) == 1

    def test_who_opts_out_is_not_called(self, calling: Desk) -> None:
        calling.text("call")
        calling.text("STOP")
        calling.work()
        assert called(calling) == []
        assert calling.states == [("withheld", "they opted out")]

    def test_the_call_of_the_rule_that_hands_over_is_placed(self, calling: Desk) -> None:
        calling.text("stay")
        calling.work()
        assert called(calling) == ["Hello."]

    def test_a_number_places_one_call_a_second(self, calling: Desk) -> None:
        for n in range(4):
            calling.text("call", from_=f"+1202555012{n}")
        calling.work()
        first = len(calling.twilio.calls)
        assert first < 4
        calling.wait(seconds=4)
        calling.work()
        assert len(calling.twilio.calls) == 4


class TestTrouble:
    def test_an_answer_that_was_lost_makes_no_second_call(self, calling: Desk) -> None:
        calling.text("call")
        calling.twilio.fail_next(drop=True, done=True)
        calling.work()
        calling.wait(minutes=1)
        calling.work()
        assert len(called(calling)) == 1
        assert [state for state, _ in calling.states] == ["sent"]

    def test_what_never_arrived_is_placed_again(self, calling: Desk) -> None:
        calling.text("call")
        calling.twilio.fail_next(drop=True)
        calling.work()
        assert called(calling) == []
        calling.wait(minutes=3)
        calling.work()
        assert len(called(calling)) == 1

    def test_an_earlier_call_is_not_taken_for_the_lost_one(self, calling: Desk) -> None:
        calling.text("call")
        calling.work()
        calling.wait(seconds=30)
        calling.text("call")
        calling.twilio.fail_next(drop=True)
        calling.work()
        calling.wait(minutes=3)
        calling.work()
        assert len(called(calling)) == 2

    def test_a_number_that_cannot_be_called_is_told_in_words(self, calling: Desk) -> None:
        calling.text("call")
        calling.twilio.fail_next(400, code=21215)
        calling.work()
        ((state, reason),) = calling.states
        assert state == "failed" and "may not call that country" in str(reason)


class TestHowItEnds:
    @pytest.mark.parametrize(("status", "words"), [("busy", "the line was busy"), ("no-answer", "nobody picked up")])
    def test_a_call_that_nobody_heard_is_placed_once_more(self, calling: Desk, status: str, words: str) -> None:
        calling.text("call")
        calling.work()
        self.over(calling, 0, status)
        assert calling.states == [("due", f"{words}: once more in five minutes")]
        calling.wait(minutes=4)
        calling.work()
        assert len(called(calling)) == 1
        calling.wait(minutes=2)
        calling.work()
        assert len(called(calling)) == 2
        self.over(calling, 1, status)
        assert calling.states == [("failed", f"{words}, at the second call")]
        calling.wait(hours=1)
        calling.work()
        assert len(called(calling)) == 2

    def test_one_that_was_heard_is_over(self, calling: Desk) -> None:
        calling.text("call")
        calling.work()
        self.over(calling, 0, "completed")
        # News only move it forward.
        self.over(calling, 0, "ringing")
        self.over(calling, 0, "busy")
        assert calling.states == [("sent", None)]
        kept = calling.store.message(calling.twilio.calls[0].sid)
        assert kept is not None and kept.delivery is not None and kept.delivery.status == "completed"

    def test_one_that_did_not_get_through_is_failed(self, calling: Desk) -> None:
        calling.text("call")
        calling.work()
        self.over(calling, 0, "failed")
        assert calling.states == [("failed", "the call didn't get through: the number may not be in use")]

    def over(self, calling: Desk, place: int, status: str) -> None:
        sid = calling.twilio.calls[place].sid

        def work(unit: Any) -> None:
            if unit.move_status(sid, status, None, calling.now):
                after_call(unit, sid, status, calling.now)

        calling.store.write(work)
