"""What is asked before anything that is due goes out, and which of two reasons is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from responder import rules
from responder.core.answering.outgoing.before_sending import CHECKS, Used
from responder.core.answering.outgoing.budget import cost, left, month_begun, stage
from responder.core.answering.outgoing.later import NotSent, NotYet, Sent, send_due
from responder.core.contact import EVERYTHING, Contact
from responder.core.decision import Due
from responder.core.message import InboundMessage
from responder.core.ruleset import Budget, Limits, Price

THEM, US = "+13125550123", "+13125550199"
DAY, NIGHT = datetime(2026, 6, 4, 16, tzinfo=UTC), datetime(2026, 6, 4, 5, tzinfo=UTC)
RULES = rules.loads("""
timezone: America/Chicago
staff: {maria: +1 312 555 0177}
limits: {unasked: 2 a day, passed_on: 2 an hour, budget: 100 segments a month}
rules:
  - name: Prices
    when: {says: price}
    reply: x
    follow_up: {after: 1 day, unless: {contact: {booked: "yes"}}, text: "Well?"}
  - {name: Other, when: {says: other}, reply: x, remember: {booked: "yes"}}
  - {name: Help, when: {says: help me}, reply: x, always: yes, notify: maria}
""")
REASONS: dict[str, dict[str, Any]] = {
    "still wanted": {"fields": {"booked": "yes"}},
    "opted out": {"opted_out": {EVERYTHING: "rule"}},
    "person in charge": {"handed_over_until": DAY + timedelta(days=9)},
    "quiet hours": {"now": NIGHT},
    "caps": {"begun": 2},
    "budget": {"segments": 100},
}


def asked(*names: str) -> Sent | NotSent | NotYet:
    """What is said where these reasons hold, and no others."""
    facts: dict[str, Any] = {}
    for name in names:
        facts |= REASONS[name]
    now = facts.pop("now", DAY)
    used = Used([now - timedelta(hours=1)] * facts.pop("begun", 0), (), facts.pop("segments", 0))
    due = Due("follow-up", THEM, now, "Prices", "Prices")
    message = InboundMessage("SM1", THEM, US, "price")
    return send_due(RULES, due, message, Contact(THEM, **facts), now, used)


def test_the_checks_have_their_order() -> None:
    assert [name for name, _ in CHECKS] == list(REASONS)


@pytest.mark.parametrize("name", REASONS)
def test_each_reason_alone_holds_it_back(name: str) -> None:
    told = asked(name)
    assert not isinstance(told, Sent)
    assert told.check == name


@pytest.mark.parametrize(("first", "second"), list(combinations(REASONS, 2)))
def test_of_two_reasons_the_earlier_check_is_told(first: str, second: str) -> None:
    for names in ((first, second), (second, first)):
        told = asked(*names)
        assert not isinstance(told, Sent)
        assert told.check == first


def test_without_a_reason_it_goes_out() -> None:
    assert isinstance(asked(), Sent)


def test_the_reasons_are_in_words() -> None:
    caps, budget = asked("caps"), asked("budget")
    assert caps == NotSent("they got 2 texts from us already, and the limit is 2 a day")
    assert budget == NotSent("the month's budget of 100 segments a month is used up")


def passed_on(rule: str, count: int, kind: Any = "notify") -> Sent | NotSent | NotYet:
    due = Due(kind, "+13125550177", DAY, rule, "maria", "Ana texted")
    used = Used((), [DAY - timedelta(minutes=5)] * count, 10**6)
    return send_due(RULES, due, InboundMessage("SM1", THEM, US, "x"), Contact(due.to), DAY, used)


def test_what_one_person_causes_to_be_passed_on_is_limited_but_for_rules_that_always_answer() -> None:
    assert isinstance(passed_on("Prices", 1), Sent)
    assert passed_on("Prices", 2) == NotSent("2 texts of theirs were passed on already, and the limit is 2 an hour")
    assert isinstance(passed_on("Prices", 2, "forward"), NotSent)
    assert isinstance(passed_on("Help", 2), Sent)


def test_a_repeating_one_that_came_too_late_goes_on() -> None:
    weekly = rules.loads(
        "rules: [{name: W, when: {says: w}, reply: x, follow_up: {after: 1 week, text: y, repeat: 1 week}}]"
    )
    due = Due("follow-up", THEM, DAY - timedelta(days=4), "W", "W")
    told = send_due(weekly, due, InboundMessage("SM1", THEM, US, "w"), Contact(THEM), DAY)
    assert isinstance(told, NotSent)
    assert len(told.effects) == 1


def test_the_budget_counts_by_the_month_where_the_business_is() -> None:
    zone = ZoneInfo("America/Chicago")
    assert month_begun(datetime(2026, 6, 1, 4, tzinfo=UTC), zone) == datetime(2026, 5, 1, 5, tzinfo=UTC)
    assert month_begun(datetime(2026, 6, 1, 5, tzinfo=UTC), zone) == datetime(2026, 6, 1, 5, tzinfo=UTC)
    assert month_begun(datetime(2026, 12, 1, 6, tzinfo=UTC), zone) == datetime(2026, 12, 1, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("used", "rest", "told"), [(0, 1000, None), (799, 201, None), (800, 200, 80), (1000, 0, 100), (1200, 0, 100)]
)
def test_what_is_left_of_the_budget(used: int, rest: int, told: int | None) -> None:
    limits = replace(Limits(), budget=Budget(1000, "1,000 segments a month"))
    assert (left(limits, used), stage(limits, used)) == (rest, told)
    assert (left(Limits(), used), stage(Limits(), used)) == (None, None)


def test_what_segments_cost() -> None:
    assert cost(Price(Decimal("0.0083"), "$"), 12_000) == "$99.60"
    assert cost(Price(Decimal("0.07"), "", " EUR"), 3) == "0.21 EUR"
