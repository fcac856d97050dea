"""Follow-ups: when they are due, what takes them back, and what is sent when they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.core.answering.asking.questions import MOST_OPEN
from responder.core.answering.effects import effects_of
from responder.core.answering.outgoing.later import NotSent, NotYet, Sent, send_due
from responder.core.answering.outgoing.planned import due_of, waiting_after
from responder.core.calendar.moment import later_by
from responder.core.conditions.matchers import If
from responder.core.conditions.situation import Situation
from responder.core.contact import EVERYTHING, Contact
from responder.core.decision import Asked, Cancelled, Closed, Due, OptedOut
from responder.core.place import Place
from responder.core.rule import CancelFollowUps, FollowUp
from responder.core.ruleset import Limits
from responder.core.templates import compile_expression
from responder.core.text.folding import clean, fold

CHICAGO = ZoneInfo("America/Chicago")
TEXT_OF_CHICAGO = "+13125550123"


def chicago(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=CHICAGO)


def shown(moment: datetime) -> str:
    return f"{moment.astimezone(CHICAGO):%Y-%m-%d %H:%M}"


@pytest.fixture
def follow_up(make) -> Callable[..., FollowUp]:
    def follow_up(text: Any = "Hi {{ first_name }}", **rest: Any) -> FollowUp:
        rest = {"name": "", "after": None if "at" in rest else timedelta(days=2), **rest}
        ask = rest.pop("ask", None)
        return FollowUp(
            position=rest.pop("position", 0),
            place=Place("rules.yaml", 12),
            text=make.reply(text) if ask is None else None,
            ask=None if ask is None else make.reply(ask),
            **rest,
        )

    return follow_up


@pytest.fixture
def situation(make) -> Callable[..., Situation]:
    def situation(now: datetime, body: str = "price") -> Situation:
        message = replace(make.message(body), from_=TEXT_OF_CHICAGO)
        return Situation(message, fold(body), clean(body), Contact(TEXT_OF_CHICAGO), now, make.business)

    return situation


def planned(one: FollowUp, now: str, situation: Callable[..., Situation]) -> str | None:
    due = due_of(one, "Prices", situation(chicago(now)), {})
    return None if due is None else shown(due.at)


@pytest.mark.parametrize(
    ("after", "now", "expected"),
    [
        ({"days": 2}, "2026-06-02 10:00", "2026-06-04 10:00"),
        ({"hours": 12}, "2026-06-02 10:00", "2026-06-02 22:00"),
        # The night to 1 November has 25 hours there, the one to 8 March 23.
        ({"days": 2}, "2026-10-31 10:00", "2026-11-02 10:00"),
        ({"hours": 12}, "2026-10-31 22:00", "2026-11-01 09:00"),
        ({"days": 1}, "2026-03-07 10:00", "2026-03-08 10:00"),
        ({"days": 1, "hours": 3}, "2026-03-07 10:00", "2026-03-08 13:00"),
        ({"hours": 12}, "2026-03-07 22:00", "2026-03-08 11:00"),
        ({"days": 1}, "2026-03-07 02:30", "2026-03-08 03:30"),
    ],
)
def test_whole_days_keep_the_time_of_day_and_hours_are_counted(
    follow_up, situation, after: dict[str, int], now: str, expected: str
) -> None:
    assert planned(follow_up(after=timedelta(**after)), now, situation) == expected


@pytest.mark.parametrize(
    ("at", "now", "expected"),
    [
        ("10:00", "2026-06-02 09:00", "2026-06-02 10:00"),
        ("10:00", "2026-06-02 10:00", "2026-06-03 10:00"),
        ("mon 9:00", "2026-06-02 10:00", "2026-06-08 09:00"),
        ("2026-12-01 10:00", "2026-06-02 10:00", "2026-12-01 10:00"),
        ("10:00", "2026-10-31 11:00", "2026-11-01 10:00"),
        # Once the date has passed there is nothing to plan.
        ("2026-06-01 10:00", "2026-06-02 10:00", None),
        ("today 9:00", "2026-06-02 10:00", None),
    ],
)
def test_a_moment_is_the_next_such_one_by_the_clock_of_the_business(
    follow_up, situation, at: str, now: str, expected: str | None
) -> None:
    assert planned(follow_up(at=at), now, situation) == expected


def test_the_second_of_an_hour_that_comes_twice_comes_after_the_first(follow_up, situation) -> None:
    second = chicago("2026-11-01 01:30").replace(fold=1)

    due = due_of(follow_up(at="1:45"), "Prices", situation(second), {})

    assert due is not None and due.at == second.astimezone(UTC) + timedelta(minutes=15)


def test_a_time_beyond_the_calendar_is_never_due(follow_up, situation) -> None:
    late = datetime(9999, 12, 31, 10, tzinfo=CHICAGO)

    assert due_of(follow_up(after=timedelta(days=3650)), "Prices", situation(late), {}) is None


def test_a_rule_plans_what_it_sends_later_with_what_it_found(make, follow_up, situation) -> None:
    one = follow_up(unless_reply=True, name="reminder", position=1)
    rule = make.rule("Prices", None, "x", CancelFollowUps(("old",)), one)

    effects = effects_of(rule, situation(chicago("2026-06-02 10:00")), {"med": "ibuprofen"})

    assert effects == [
        Cancelled(("old",), "Prices"),
        Due(
            "follow-up",
            TEXT_OF_CHICAGO,
            chicago("2026-06-04 10:00"),
            "Prices",
            "reminder",
            position=1,
            unless=("they reply", "they opt out"),
            groups=("med", "ibuprofen"),
            language="en",
        ),
    ]


def due(name: str = "a", rule: str = "Prices", position: int = 0, *unless: str) -> Due:
    return Due("follow-up", TEXT_OF_CHICAGO, chicago("2026-06-04 10:00"), rule, name, "", (), position, unless)


@pytest.mark.parametrize(
    ("effects", "left"),
    [
        ((), ["a", "b"]),
        ((Cancelled(("a",), "R"),), ["b"]),
        ((Cancelled((), "R"),), []),
        ((OptedOut((EVERYTHING,), "STOP"),), []),
        ((Cancelled((), "R"), due("c")), ["c"]),
        ((due("c"), OptedOut((EVERYTHING,), "STOP")), []),
        # The same one planned again takes the place of the first.
        ((due("a"),), ["b", "a"]),
        ((due("a", position=1),), ["a", "b", "a"]),
        ((due("a", "Other"),), ["a", "b", "a"]),
    ],
)
def test_what_still_waits_after_a_text(effects, left: list[str]) -> None:
    waiting = [due("a"), due("b", "Hours"), due("r", "Replies", 0, "they reply")]

    assert [one.name for one in waiting_after(waiting, effects)] == left


class Sending:
    """One follow-up of one rule, and a way to send it."""

    def __init__(self, make: Any, follow_up: FollowUp, limits: Limits | None = None) -> None:
        self.make = make
        self.follow_up = follow_up
        self.ruleset = make.ruleset(make.rule("Prices", None, "x", follow_up), limits=limits)
        self.due = Due(
            "follow-up",
            TEXT_OF_CHICAGO,
            chicago("2026-06-04 10:00").astimezone(UTC),
            "Prices",
            follow_up.name or "Prices",
            groups=("med", "ibuprofen"),
        )

    def at(self, now: str = "2026-06-04 10:00", contact: Contact | None = None, **due: Any) -> Sent | NotSent | NotYet:
        message = replace(self.make.message("price"), from_=TEXT_OF_CHICAGO)
        who = contact or Contact(TEXT_OF_CHICAGO, fields={"first_name": "Ana"})
        return send_due(self.ruleset, replace(self.due, **due), message, who, chicago(now))


@pytest.fixture
def sending(make, follow_up) -> Callable[..., Sending]:
    return lambda *text, limits=None, **rest: Sending(make, follow_up(*text, **rest), limits)


def texts(result: Sent | NotSent | NotYet) -> list[str]:
    assert isinstance(result, Sent), result
    return [reply.text for reply in result.replies]


def test_the_text_is_made_of_what_is_known_when_it_is_sent_and_of_what_the_rule_found(sending) -> None:
    one = sending("Hi {{ first_name }}, your {{ med }}? It is {{ now.weekday }}, {{ now.hour }}.")
    bo = Contact(TEXT_OF_CHICAGO, fields={"first_name": "Bo"})

    assert texts(one.at()) == ["Hi Ana, your ibuprofen? It is thursday, 10."]
    assert texts(one.at("2026-06-05 11:00", bo)) == ["Hi Bo, your ibuprofen? It is friday, 11."]


def test_nothing_goes_to_who_opted_out_of_our_number_or_of_everything(sending, make) -> None:
    for scope in (EVERYTHING, make.us):
        contact = Contact(TEXT_OF_CHICAGO, opted_out={scope: "carrier"})
        assert sending().at(contact=contact) == NotSent("they opted out")
    assert texts(sending("x").at(contact=Contact(TEXT_OF_CHICAGO, opted_out={"+12025550999": "carrier"}))) == ["x"]


def test_quiet_hours_hold_it_back_until_the_morning_unless_it_is_urgent(sending) -> None:
    assert sending("x").at("2026-06-04 22:00") == NotYet(
        chicago("2026-06-05 08:00").astimezone(UTC), "quiet hours where they are"
    )
    assert texts(sending("x", urgent=True).at("2026-06-04 22:00")) == ["x"]
    assert texts(sending("x", limits=Limits(quiet_hours=None)).at("2026-06-04 22:00")) == ["x"]


def test_quiet_hours_are_those_of_the_phone(sending) -> None:
    one = sending("x")
    los_angeles = Contact("+12135550123")

    assert isinstance(one.at("2026-06-04 08:30", los_angeles), NotYet)
    assert texts(one.at("2026-06-04 22:30", los_angeles)) == ["x"]


def test_it_waits_while_a_person_answers_them(sending) -> None:
    until = chicago("2026-06-04 11:00").astimezone(UTC)

    assert sending("x").at(contact=Contact(TEXT_OF_CHICAGO, handed_over_until=until)) == NotYet(
        until, "a person answers them until then"
    )
    assert texts(sending("x").at("2026-06-04 11:00", Contact(TEXT_OF_CHICAGO, handed_over_until=until))) == ["x"]


def test_a_condition_is_asked_when_it_is_due(sending) -> None:
    unless = If(compile_expression("contact.plan == 'gold'", frozenset({"contact", "contact.", "contact.plan"})))
    one = sending("x", unless=unless)

    assert isinstance(one.at(contact=Contact(TEXT_OF_CHICAGO, fields={"plan": "gold"})), NotSent)
    assert texts(one.at(contact=Contact(TEXT_OF_CHICAGO, fields={"plan": "silver"}))) == ["x"]


def test_what_the_rules_dont_have_any_more_isnt_sent(sending) -> None:
    assert isinstance(sending("x").at(rule="Gone"), NotSent)
    assert isinstance(sending("x", name="a").at(name="b"), NotSent)


def test_a_follow_up_is_found_by_its_name_when_it_moved(make, follow_up) -> None:
    message = make.message("price")
    rule = make.rule("Prices", None, "x", follow_up("new", name="new"), follow_up("old", name="old", position=1))
    twins = make.rule("Prices", None, "x", follow_up("first", name="Prices"), follow_up("second", position=1))

    def sent(rule: Any, name: str, position: int) -> Sent | NotSent | NotYet:
        was = Due("follow-up", make.them, make.now, "Prices", name, position=position)
        return send_due(make.ruleset(rule), was, message, Contact(make.them), make.now)

    assert texts(sent(rule, "old", 0)) == ["old"]
    assert texts(sent(twins, "Prices", 1)) == ["second"]
    assert isinstance(sent(twins, "Prices", 2), NotSent)


def test_a_question_is_open_once_it_is_sent(sending) -> None:
    one = sending(ask="How was it, 1 to 5?", name="rating", within=timedelta(days=3))

    result = one.at()

    assert texts(result) == ["How was it, 1 to 5?"]
    (question,) = result.contact.questions
    assert (question.name, question.asker, question.text) == ("rating", "follow-up", "How was it, 1 to 5?")
    assert question.until - question.asked_at == timedelta(days=3)
    assert [type(effect) for effect in result.effects] == [Asked]
    again = one.at("2026-06-05 10:00", result.contact)
    assert [type(effect) for effect in again.effects] == [Closed, Asked]
    assert len(again.contact.questions) == 1


def test_one_question_more_than_may_be_open_takes_the_place_of_the_oldest(sending, make) -> None:
    ten = chicago("2026-06-04 10:00").astimezone(UTC)
    names = [f"q{n}" for n in range(MOST_OPEN)]
    asked_before = tuple(make.open_question(name, asked_at=ten, started_at=ten) for name in names)
    one = sending(ask="How was it, 1 to 5?", name="rating", within=timedelta(days=3))

    result = one.at("2026-06-04 11:00", Contact(TEXT_OF_CHICAGO, questions=asked_before))

    assert [question.name for question in result.contact.questions] == ["q1", "q2", "q3", "q4", "rating"]
    closed = [effect for effect in result.effects if isinstance(effect, Closed)]
    assert closed == [Closed("q0", "replaced", ten, "Prices")]


def test_one_that_repeats_names_its_next_time_until_the_last(sending) -> None:
    one = sending("x", repeat=timedelta(weeks=1), times=3)

    (second,) = one.at().effects
    assert (shown(second.at), second.repeated) == ("2026-06-11 10:00", 1)
    (third,) = one.at("2026-06-11 10:00", at=second.at, repeated=1).effects
    assert (shown(third.at), third.repeated) == ("2026-06-18 10:00", 2)
    assert one.at("2026-06-18 10:00", at=third.at, repeated=2).effects == ()


def test_times_that_passed_while_nothing_could_be_sent_arent_made_up_for(sending) -> None:
    one = sending("x", repeat=timedelta(weeks=1))

    (following,) = one.at("2026-06-25 12:00").effects

    assert (shown(following.at), following.repeated) == ("2026-07-02 10:00", 4)


def test_a_repeat_keeps_its_time_of_day_across_a_clock_change(sending) -> None:
    one = sending("x", repeat=timedelta(weeks=1))
    before = chicago("2026-10-28 10:00").astimezone(UTC)

    (following,) = one.at("2026-10-28 10:00", at=before).effects

    assert shown(following.at) == "2026-11-04 10:00"


def test_one_that_a_condition_keeps_back_may_come_the_next_time(sending) -> None:
    unless = If(compile_expression("contact.plan", frozenset({"contact", "contact.", "contact.plan"})))
    one = sending("x", unless=unless, repeat=timedelta(weeks=1))

    result = one.at(contact=Contact(TEXT_OF_CHICAGO, fields={"plan": "gold"}))

    assert isinstance(result, NotSent) and len(result.effects) == 1


def test_notes_to_the_staff_go_out_as_they_are_at_any_hour_unless_they_opted_out_themselves(make) -> None:
    night = chicago("2026-06-04 03:00")
    note = Due("notify", "+12025550002", night, "Emergency", "maria", "Ana texted: help")

    def sent(contact: Contact) -> Sent | NotSent | NotYet:
        return send_due(make.ruleset(), note, make.message("help"), contact, night)

    assert texts(sent(Contact("+12025550002"))) == ["Ana texted: help"]
    assert sent(Contact("+12025550002", opted_out={make.us: "carrier"})) == NotSent("they opted out")


def test_a_webhook_isnt_a_text(make) -> None:
    hook = Due("webhook", "https://example.com", make.now, "R", text="{}")

    with pytest.raises(ValueError, match="posted"):
        send_due(make.ruleset(), hook, make.message("x"), Contact(make.them), make.now)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)), st.integers(0, 20), st.integers(0, 60 * 24 - 1))
def test_days_keep_the_time_on_the_wall_and_minutes_are_counted(moment: datetime, days: int, minutes: int) -> None:
    start = moment.replace(tzinfo=CHICAGO)

    by_days = later_by(start, timedelta(days=days))
    both = later_by(start, timedelta(days=days, minutes=minutes))

    assert both.astimezone(UTC) - by_days.astimezone(UTC) == timedelta(minutes=minutes)
    # A time that the clock jumps over is when it lands beyond.
    lost = by_days.replace(tzinfo=None) - (moment + timedelta(days=days))
    assert lost in (timedelta(0), timedelta(hours=1))
