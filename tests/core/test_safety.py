"""Before any rule: who is never answered, who opted out, who got enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from responder.core.conditions.matchers import Contains, Says, Sender
from responder.core.contact import EVERYTHING, Contact, Exchange
from responder.core.message import Reply
from responder.core.rule import Leave, OptIn, OptOut, Tag
from responder.core.ruleset import Limits, Ruleset

SHORT_CODE = "24725"


@pytest.fixture(scope="module")
def rules(make: Any) -> Ruleset:
    return make.ruleset(make.rule("All", None, "An answer"))  # type: ignore[no-any-return]


# Who is never answered.


@pytest.mark.parametrize("from_", ["+12025550100", "+12025550199", "24725"])
def test_our_own_numbers_are_never_answered(make: Any, rules: Ruleset, from_: str) -> None:
    for body in ("hello", "STOP", "HELP"):
        decision = make.decide(rules, body, from_=from_)
        assert make.safety(decision)[0] == "own number"
        assert (decision.replies, decision.effects) == ((), ())


def test_a_text_from_the_number_it_came_to_is_our_own(make: Any, rules: Ruleset) -> None:
    decision = make.decide(rules, "hello", from_="+1777", to="+1777")
    assert make.safety(decision) == ("own number", ("+1777 is one of our own numbers, and we don't answer ourselves",))


@pytest.mark.parametrize(
    ("from_", "because"),
    [
        ("72345", "72345 is a short code: a machine sends from it"),
        ("MYBANK", "'MYBANK' is no phone number: a machine sends from it"),
        ("", "'' is no phone number: a machine sends from it"),
        ("a\u202eb\nc", "'a�b c' is no phone number: a machine sends from it"),
    ],
)
def test_short_codes_and_letter_senders_are_not_answered_unless_wanted(
    make: Any, rules: Ruleset, from_: str, because: str
) -> None:
    assert make.safety(make.decide(rules, "hello", from_=from_)) == ("short code", (because,))
    wanted = replace(rules, limits=Limits(answer_short_codes=True))
    assert make.decide(wanted, "hello", from_=from_).outcome == "answered"


def test_whatsapp_users_without_a_number_are_people(make: Any, rules: Ruleset) -> None:
    assert make.decide(rules, "hello", from_="US.1234", channel="whatsapp").outcome == "answered"


def test_blocked_senders_are_not_answered_but_their_stop_counts(make: Any, rules: Ruleset) -> None:
    blocked = replace(rules, blocked=(Sender("prefix", "+1202", "+1202*"),))
    decision = make.decide(blocked, "hello")
    assert make.safety(decision) == ("blocked", ("+12025550123 is blocked: +1202*",))
    stopped = make.decide(blocked, "STOP", to=SHORT_CODE)
    assert make.safety(stopped)[0] == "blocked"
    assert (stopped.replies, stopped.contact.opted_out) == ((), {SHORT_CODE: "rule"})
    assert make.decide(blocked, "hello", from_="+447700900123").outcome == "answered"


# Opted out.


@pytest.mark.parametrize("by", ["carrier", "rule"])
def test_someone_who_opted_out_gets_nothing(make: Any, by: str) -> None:
    rules = make.ruleset(make.rule("Join", Says(make.phrases("join")), "Welcome", OptIn()), otherwise="Hello")
    for body in ("hello", "join", "", "yes please"):
        decision = make.decide(rules, body, contact=make.opted_out(by))
        assert make.safety(decision) == ("opted out", (f"they opted out of texts from {make.us}",))
        assert (decision.replies, decision.effects, decision.contact.opted_out) == ((), (), {make.us: by})


def test_what_a_rule_stopped_a_rule_may_lift(make: Any) -> None:
    rules = make.ruleset(
        make.rule("All", None, "Hello", goes_on=True),
        make.rule("No more", Says(make.phrases("no more")), "Bye", OptOut()),
        make.rule("Join", Says(make.phrases("join")), "Welcome", OptIn()),
    )
    stopped, silent, joined, back = make.talk(rules, ["no more", "price", "join", "price"])
    assert [reply.text for reply in stopped.replies] == ["Hello", "Bye"]
    assert stopped.contact.opted_out == {EVERYTHING: "rule"}
    assert (silent.outcome, silent.replies) == ("safety", ())
    assert silent.trace.steps[0].because == ("they opted out of everything",)
    assert (joined.outcome, joined.rule, joined.replies) == ("answered", "Join", (Reply("Welcome"),))
    assert joined.contact.opted_out == {}
    assert [(step.kind, step.name, step.verdict) for step in joined.trace.steps] == [
        ("safety", "opted out", "yes"),
        ("rule", "Join", "yes"),
    ]
    assert back.outcome == "answered"


def test_no_rule_lifts_a_stop(make: Any) -> None:
    rules = make.ruleset(make.rule("Join", None, "Welcome", OptIn()))
    both = make.opted_out("rule", make.us, EVERYTHING)
    assert make.decide(rules, "join", contact=both).contact.opted_out == both.opted_out
    held = make.opted_out("carrier", EVERYTHING)
    assert make.decide(rules, "join", contact=held).replies == ()


def test_a_rule_that_opts_in_and_out_at_once_says_nothing_to_someone_opted_out(make: Any) -> None:
    rules = make.ruleset(make.rule("Both", None, "Hello", OptIn(), OptOut()))
    decision = make.decide(rules, "x", contact=make.opted_out("rule", EVERYTHING))
    assert (decision.outcome, decision.replies, decision.effects) == ("safety", (), ())


# Limits.


def test_over_the_limit_nothing_is_said(make: Any, rules: Ruleset) -> None:
    decision = make.decide(rules, "hello", contact=Contact(make.them, history=make.busy()))
    because = "they got 5 answers already, and the limit is 5 in 10 seconds"
    assert make.safety(decision) == ("limits", (because,))
    assert decision.replies == ()


def test_over_the_limit_who_asks_to_be_left_alone_still_is(make: Any) -> None:
    rules = make.ruleset(
        make.rule("Leave", Contains(make.phrases("enough")), "Bye", OptOut(), Leave(("tips",)), Tag(("gone",))),
        make.rule("All", None, "Hello", Tag(("seen",))),
    )
    contact = Contact(make.them, history=make.busy(), lists=frozenset({"tips"}))
    decision = make.decide(rules, "enough of this!", contact=contact)
    assert (decision.outcome, decision.rule, decision.replies) == ("safety", "Leave", ())
    assert decision.contact.opted_out == {EVERYTHING: "rule"}
    assert (decision.contact.lists, decision.contact.tags) == (frozenset(), frozenset())
    assert [step.name for step in decision.trace.steps] == ["limits", "Leave"]
    other = make.decide(rules, "hello", contact=contact)
    assert (other.effects, other.contact.tags) == ((), frozenset())


def test_a_stop_is_kept_and_confirmed_over_every_limit(make: Any, rules: Ruleset) -> None:
    decision = make.decide(rules, "Stop.", contact=Contact(make.them, history=make.busy()))
    assert (len(decision.replies), decision.contact.opted_out) == (1, {make.us: "rule"})


def test_two_machines_stop_within_five_rounds(make: Any) -> None:
    rules = make.ruleset(make.rule("Echo", None, "You said {{ body }}"))
    bodies = [f"I'm out of office. Ticket {n}." for n in range(12)]
    decisions = make.talk(rules, bodies, every=timedelta(seconds=20))
    assert [len(one.replies) for one in decisions] == [1] * 5 + [0] * 7
    assert decisions[-1].trace.steps[0].name == "limits"


def test_the_limits_count_time_and_not_what_the_clock_on_the_wall_shows(make: Any, rules: Ruleset) -> None:
    # Clocks in Chicago go back an hour at 7:00 UTC on that day.
    now = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    history = tuple(Exchange(now - timedelta(minutes=n), f"{n}", ("x",)) for n in range(89, 62, -1))
    assert make.decide(rules, "hello", now=now, contact=Contact(make.them, history=history)).outcome == "answered"
