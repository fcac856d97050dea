"""What is due is sent once, if it is still wanted, from the facts of that moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from responder.core.contact import contact_address
from responder.sms.rates import rate_of
from responder.store import Outgoing

ANA, MARIA = "+12025550123", "+13125550177"


def test_a_follow_up_is_sent_from_the_number_that_they_texted(desk: Any) -> None:
    desk.text("price")
    desk.wait(days=2)
    desk.work()
    assert desk.sent() == ["Hi there, shall we find a time?"]
    (row,) = desk.rows
    assert (row.state, row.reason, row.ended_at) == ("sent", None, desk.now)
    (sent,) = desk.twilio.sent_to(ANA)
    kept = desk.store.message(sent.sid)
    assert (kept.direction, kept.body, kept.ours) == ("out", sent.body, desk.twilio.number.phone_number)
    assert (kept.details["due"], kept.details["rule"]) == (row.id, "Prices")


def test_it_is_worded_when_it_is_sent(desk: Any) -> None:
    desk.text("i am zoe")
    desk.text("price")
    desk.wait(days=2)
    desk.work()
    assert desk.sent() == ["Hi zoe, shall we find a time?"]


def test_a_second_job_for_it_does_nothing(desk: Any) -> None:
    desk.text("price")
    desk.wait(days=2)
    desk.work()
    (row,) = desk.rows
    desk.outbound.attempt(row.id, row.job)
    desk.outbound.attempt(row.id, 77)
    desk.outbound.attempt(9999, 0)
    assert len(desk.sent()) == 1


def test_who_replied_or_opted_out_gets_none(desk: Any) -> None:
    desk.text("price")
    desk.wait(days=1)
    desk.text("hello again")
    desk.text("bye", from_="+12025550124")
    desk.text("STOP", from_="+12025550124")
    desk.wait(days=1)
    desk.work()
    assert desk.sent() == desk.sent("+12025550124") == []
    assert desk.states == [("cancelled", "they replied"), ("cancelled", "they opted out")]


def test_an_opt_out_that_cancels_nothing_is_asked_all_the_same(desk: Any) -> None:
    desk.store.record_opt_out(MARIA, (desk.twilio.number.phone_number,), "carrier", "she texted STOP", desk.now)
    desk.text("tooth")
    desk.work()
    assert desk.sent(MARIA) == []
    assert desk.states == [("withheld", "they opted out")]


def test_quiet_hours_and_a_person_in_charge_put_it_off(desk: Any) -> None:
    desk.text("night")
    desk.wait(hours=12)
    desk.work()
    assert (desk.sent(), desk.states) == ([], [("due", "quiet hours where they are")])
    (row,) = desk.rows
    assert row.job == 1
    desk.now = row.due.at
    desk.text("person")
    desk.work()
    assert desk.states == [("due", "a person answers them until then")]
    desk.wait(days=3, seconds=1)
    desk.work()
    assert desk.sent() == ["Good morning."]


def test_the_question_of_a_follow_up_is_open_when_they_have_it(desk: Any) -> None:
    desk.text("bye")
    desk.wait(days=1)
    desk.work()
    assert desk.sent() == ["How was it, 1 to 5?"]
    assert [question.name for question in desk.store.contact(ANA).questions] == ["rating"]
    assert "Thanks for 4." in desk.text("4")


def test_one_that_repeats_is_planned_again_when_it_is_sent(desk: Any) -> None:
    desk.text("weekly")
    for _ in range(3):
        desk.wait(weeks=1)
        desk.work()
    assert desk.sent() == ["A new week."] * 2
    assert [state for state, _ in desk.states] == ["sent", "sent"]


def test_a_repetition_that_a_reply_takes_back_is_known_to_wait(desk: Any, of_clinic: Any) -> None:
    again = "{after: 1 day, unless: they reply, text: Still there?, repeat: 1 day}"
    desk.ruleset = of_clinic(
        f"timezone: America/Chicago\nrules: [{{name: A, when: {{says: a}}, reply: B, follow_up: {again}}}]"
    )
    desk.text("a")
    desk.wait(days=1)
    desk.work()
    assert [state for state, _ in desk.states] == ["sent", "due"]
    desk.text("yes")
    assert [state for state, _ in desk.states] == ["sent", "cancelled"]


def test_staff_are_told_at_once(desk: Any) -> None:
    desk.text("my tooth")
    desk.work()
    (told,) = desk.sent(MARIA)
    assert 'texted: "my tooth"' in told


def test_a_follow_up_goes_on_where_the_talk_was(desk: Any) -> None:
    desk.twilio.add_number(f"whatsapp:{desk.twilio.number.phone_number}")
    desk.text("price", channel="whatsapp")
    desk.wait(days=2)
    desk.work()
    (sent,) = desk.twilio.sent_to(f"whatsapp:{ANA}")
    assert sent.from_ == f"whatsapp:{desk.twilio.number.phone_number}"
    assert desk.store.message(sent.sid).contact == contact_address(ANA, "whatsapp")


def test_several_texts_of_one_follow_up_go_out_in_order(desk: Any) -> None:
    desk.text("long")
    desk.wait(days=1)
    desk.work()
    assert desk.sent() == ["One.", "Two.", "Three."]


def test_what_nobody_did_for_days_is_let_go(desk: Any) -> None:
    desk.text("price")
    desk.wait(days=6)
    desk.work()
    assert desk.sent() == []
    assert desk.states == [("withheld", "it was due more than three days ago, and nothing was sent since")]


# Trouble.


@pytest.mark.parametrize("fault", [{"status": 429}, {"status": 503}, {"code": 21611}, {"drop": True}, {"status": 500}])
def test_what_will_pass_is_tried_again_until_it_goes_out_once(desk: Any, fault: dict[str, Any]) -> None:
    desk.text("price")
    desk.wait(days=2)
    desk.twilio.fail_next(**fault, times=4, on="POST")
    desk.work()
    assert desk.sent() == []
    for _ in range(6):
        desk.wait(minutes=30)
        desk.work()
    assert desk.sent() == ["Hi there, shall we find a time?"]
    assert desk.states == [("sent", None)]


def test_waits_grow_and_are_spread(desk: Any) -> None:
    desk.text("price")
    desk.wait(days=2)
    desk.twilio.fail_next(code=21611, times=99)
    waits = []
    for _ in range(3):
        desk.work()
        (row,) = desk.rows
        waits.append(row.due.at - desk.now)
        desk.now = row.due.at
    assert waits == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert row.failures == 3
    assert "Too many texts" in (row.reason or "")


@pytest.mark.parametrize("fault", [{"drop": True}, {"delay": 1.5}, {"status": 500}])
def test_what_twilio_took_without_our_knowing_is_found_there_and_not_sent_twice(desk: Any, fault: Any) -> None:
    desk.text("price")
    desk.wait(days=2)
    desk.twilio.fail_next(**fault, done=True, on="POST")
    # The stand-in's clock is the real one.
    desk.outbound.attempt(desk.rows[0].id, 0)
    assert desk.rows[0].state == "sending"
    _as_of_today(desk)
    desk.wait(minutes=5)
    desk.work()
    assert len(desk.sent()) == 1
    (sent,) = desk.twilio.sent_to(ANA)
    assert desk.states == [("sent", None)]
    assert desk.store.message(sent.sid) is not None


def _as_of_today(desk: Any) -> None:
    """The texts of the stand-in were made when the desk's clock says so."""
    for message in desk.twilio.messages:
        message.created = desk.now


def test_a_text_of_the_same_words_that_was_sent_before_isn_t_taken_for_it(desk: Any) -> None:
    desk.text("price")
    desk.wait(days=2)
    desk.twilio.fail_next(drop=True, on="POST")
    gateway_text = "Hi there, shall we find a time?"
    desk.work()
    desk.store.record_sent(Outgoing("SM" + "0" * 32, ANA, "+1", gateway_text), desk.now)
    desk.wait(minutes=5)
    desk.work()
    assert desk.sent() == [gateway_text]


def test_after_a_crash_in_between_it_is_looked_for_before_it_is_sent(desk: Any) -> None:
    desk.text("long")
    desk.wait(days=1)

    class Crash(BaseException):
        pass

    outbound = desk.outbound
    settling = outbound._texts._settling
    kept, calls = settling.kept, []

    def crashing(unit: Any, ready: Any, taken: Any) -> Any:
        calls.append(taken.sid)
        if len(calls) == 2:
            raise Crash
        return kept(unit, ready, taken)

    settling.kept = crashing
    with pytest.raises(BaseException):  # noqa: B017 - a crash is no exception
        outbound.attempt(desk.rows[0].id, 0)
    assert desk.sent() == ["One.", "Two."]
    _as_of_today(desk)
    desk.work()
    assert desk.sent() == ["One.", "Two.", "Three."]
    assert desk.states == [("sent", None)]


def test_permanent_errors_end_it_with_the_reason_in_words(desk: Any) -> None:
    desk.text("bye")
    desk.wait(days=1)
    desk.twilio.fail_next(code=21614)
    desk.work()
    (row,) = desk.rows
    assert row.state == "failed"
    assert "landline" in (row.reason or "")
    assert desk.store.contact(ANA).questions == (), "nobody waits for an answer to what wasn't sent"


def test_an_opt_out_that_only_the_carrier_knew_of_is_kept(desk: Any) -> None:
    desk.text("price")
    desk.text("bye")
    desk.twilio.block(ANA)
    desk.wait(days=1)
    desk.work()
    assert desk.sent() == []
    number = desk.twilio.number.phone_number
    assert desk.store.contact(ANA).opted_out == {number: "carrier"}
    assert [state for state, _ in desk.states] == ["cancelled", "failed"]


def test_credentials_that_twilio_refuses_stop_everything_until_it_takes_them(
    desk: Any, caplog: pytest.LogCaptureFixture
) -> None:
    desk.text("bye")
    desk.text("long", from_="+12025550124")
    desk.wait(days=1)
    desk.twilio.fail_next(status=401, on="POST")
    desk.work()
    assert desk.sent() == desk.sent("+12025550124") == []
    (halt,) = desk.store.halts()
    assert (halt.what, halt.since) == ("twilio", desk.now)
    assert "TWILIO_AUTH_TOKEN" in halt.reason
    assert [r.levelname for r in caplog.records if "put right" in r.message] == ["CRITICAL"]
    assert [row.failures for row in desk.rows] == [0, 0]
    desk.wait(minutes=5)
    desk.work()
    assert desk.store.halts() == []
    assert desk.sent() == ["How was it, 1 to 5?"]
    assert desk.sent("+12025550124") == ["One.", "Two.", "Three."]


def test_while_it_waits_for_another_try_a_reply_takes_it_back(desk: Any) -> None:
    desk.text("price")
    desk.wait(days=2)
    desk.twilio.fail_next(status=429)
    desk.work()
    desk.text("hello")
    desk.wait(minutes=30)
    desk.work()
    assert desk.sent() == []
    assert desk.states == [("cancelled", "they replied")]


def test_who_replied_while_nobody_knew_whether_it_was_sent_isn_t_sent_it_again(desk: Any) -> None:
    desk.text("price")
    desk.wait(days=2)
    desk.twilio.fail_next(drop=True, on="POST")
    desk.work()
    desk.wait(seconds=1)
    desk.text("hello")
    desk.wait(minutes=30)
    desk.work()
    assert desk.sent() == []
    assert desk.states == [("withheld", "they replied")]


def test_a_worker_that_others_take_for_dead_sends_nothing(desk: Any) -> None:
    desk.text("price")
    desk.wait(days=2)
    desk.alive = False
    desk.outbound.attempt(desk.rows[0].id, 0)
    assert desk.sent() == []
    desk.alive = True
    desk.wait(seconds=15)
    desk.work()
    assert len(desk.sent()) == 1


# Rates.


def test_a_number_sends_no_faster_than_its_kind_may(desk: Any) -> None:
    desk.settings = replace(desk.settings, rate=0.0)
    for n in range(5):
        desk.text("bye", from_=f"+1202555012{n}")
    desk.wait(days=1)
    begun, gone = desk.now, []
    while len(gone) < 5 and desk.now - begun < timedelta(seconds=20):
        desk.work()
        new = len([m for m in desk.twilio.messages if m.body.startswith("How was")]) - len(gone)
        gone += [desk.now - begun] * new
        desk.wait(seconds=1)
    # The second comes somewhat early, and then one a second.
    assert gone == [timedelta(seconds=n) for n in (0, 0, 2, 3, 4)]
    assert {row.job for row in desk.rows} == {0, 1}


def test_staff_don_t_wait_for_the_turn_of_a_number(desk: Any) -> None:
    desk.settings = replace(desk.settings, rate=0.01)
    desk.text("bye")
    desk.wait(days=1)
    desk.work()
    desk.text("my tooth")
    desk.work()
    assert len(desk.sent(MARIA)) == 1


@pytest.mark.parametrize(
    ("sender", "rate"),
    [("+12025550100", 1), ("+18005550100", 3), ("24725", 30), ("+493012345678", 10), ("MG1", 10), ("whatsapp:+1", 80)],
)
def test_rates_by_kind_of_sender(sender: str, rate: float) -> None:
    assert rate_of(sender) == rate
