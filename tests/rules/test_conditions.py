"""What stands under ``when``, and the conditions that the loader makes of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from responder.core.conditions.matchers import (
    AllOf,
    AnyOf,
    Condition,
    Contains,
    ContainsAll,
    During,
    FirstTime,
    From,
    Has,
    If,
    Matches,
    Not,
    OnDate,
    Says,
    Sender,
    StartsWith,
    To,
)
from responder.core.rule import Rule
from responder.rules import Problem

MakeRule = Callable[..., Rule]
OneProblem = Callable[[str], Problem]

TOP = """
timezone: America/Chicago
phone: +1 555 010 9999
hours: {mon-fri: 9:00-17:00}
windows: {Mornings: mon-fri 8:00-12:00}
staff: {Maria: +1 555 010 0002}
numbers: {front desk: +1 555 010 9999}
lists: {tips: A tip}
"""


def when(rule: MakeRule, written: str) -> Condition:
    made = rule(f"when: {written}", TOP).when
    assert made is not None
    return made


@pytest.mark.parametrize(
    "written", ["yes", "[yes, no, off]", "[017, 2026-12-25, '+1 555']", "\n  - a\n  - b: c".replace("b: c", "bc")]
)
def test_words_are_text_whatever_they_look_like(rule: MakeRule, written: str) -> None:
    made = when(
        rule, f"{{says: {written}}}" if "\n" not in written else f"\n  says:{written.replace(chr(10), chr(10) + '  ')}"
    )
    assert isinstance(made, Says) and all(isinstance(phrase.written, str) for phrase in made.phrases)


def test_each_kind_of_words_makes_its_condition(rule: MakeRule) -> None:
    assert isinstance(when(rule, "{says: a}"), Says)
    assert isinstance(when(rule, "{starts_with: a}"), StartsWith)
    assert isinstance(when(rule, "{contains: a}"), Contains)
    assert isinstance(when(rule, "{matches: 'a+'}"), Matches)
    made = when(rule, "{contains_all: [a, <yes>]}")
    assert isinstance(made, ContainsAll)
    assert [group[0].list for group in made.groups] == [None, "yes"]


def test_the_same_word_twice_counts_once(rule: MakeRule) -> None:
    made = when(rule, "{says: [Hello, hello!, HELLO]}")
    assert isinstance(made, Says) and [p.written for p in made.phrases] == ["Hello"]


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        ("+15550100005", Sender("number", "+15550100005", "+15550100005")),
        ("+1 (555) 010-0005", Sender("number", "+15550100005", "+1 (555) 010-0005")),
        ("555-010-0005", Sender("number", "+15550100005", "555-010-0005")),
        ("24725", Sender("number", "24725", "24725")),
        ("+44*", Sender("prefix", "+44", "+44*")),
        ("+1 (415) *", Sender("prefix", "+1415", "+1 (415) *")),
        ("GB", Sender("country", "GB", "GB")),
        ("gb", Sender("country", "GB", "gb")),
        ("NO", Sender("country", "NO", "NO")),
        ("staff", Sender("staff", "", "staff")),
        ("Maria", Sender("staff", "Maria", "Maria")),
        ("maria", Sender("staff", "Maria", "maria")),
        ("tips", Sender("list", "tips", "tips")),
        ("known", Sender("known", "", "known")),
        ("unknown", Sender("unknown", "", "unknown")),
    ],
)
def test_senders_are_told_apart(rule: MakeRule, written: str, sender: Sender) -> None:
    made = when(rule, f"{{from: {written}}}")
    assert made == From((sender,))


def test_to_takes_a_number_or_its_name(rule: MakeRule) -> None:
    made = when(rule, "{to: [Front Desk, 24725]}")
    assert made == To(("+15550109999", "24725"), ("Front Desk", "24725"))


@pytest.mark.parametrize(
    ("written", "names"),
    [("hours", ["hours"]), ("closed", ["closed"]), ("mornings", ["Mornings"]), ("mon-fri 9:00-12:00, 13-15", [""])],
)
def test_during_and_outside_take_hours_of_every_kind(rule: MakeRule, written: str, names: list[str]) -> None:
    for key, inside in (("during", True), ("outside", False)):
        made = when(rule, f"\n  {key}: {written}")
        assert isinstance(made, During) and made.inside is inside
        assert [window.name for window in made.windows] == names


def test_facts_make_their_conditions(rule: MakeRule) -> None:
    made = when(rule, "{date: [2026-12-25, dec 24 to jan 1]}")
    assert isinstance(made, OnDate) and len(made.ranges) == 2
    assert when(rule, "{has: [picture, Voice_note]}") == Has(("picture", "voice note"))
    assert when(rule, "{first_time: no}") == FirstTime(False)
    assert isinstance(when(rule, "{if: body|length > 3}"), If)


def test_all_the_settings_given_must_hold(rule: MakeRule) -> None:
    made = when(rule, "{says: a, first_time: yes}")
    assert isinstance(made, AllOf) and [type(c) for c in made.conditions] == [Says, FirstTime]


def test_any_all_and_not_nest(rule: MakeRule) -> None:
    made = when(rule, "{any: [{says: a}, {all: [{contains: b}, {not: {from: staff}}]}], not: [{says: c}, {says: d}]}")
    assert isinstance(made, AllOf)
    first, second = made.conditions
    assert isinstance(first, AnyOf) and isinstance(second, Not)
    assert isinstance(second.condition, AnyOf) and len(second.condition.conditions) == 2


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("price", "wrong-type"),
        ("[{says: a}]", "wrong-type"),
        ("{}", "empty"),
        ("{any: {says: a, contains: b}}", "wrong-type"),
        ("{any: []}", "empty"),
        ("{not: {says: a, contains: b}}", "unclear-not"),
        ("{says: []}", "empty"),
        ("{says: ''}", "empty"),
        ("{says: \"\\u200b\"}", "empty"),
        ("{says: {a: b}}", "text-start"),
        ("{says: [[a]]}", "wrong-type"),
        ("{says: <nope>}", "unknown-list"),
        ("{from: bob}", "unknown-sender"),
        ("{from: '*'}", "unknown-sender"),
        ("{from: '44*'}", "unknown-sender"),
        ("{from: '+4*4'}", "unknown-sender"),
        ("{from: +1 555}", "not-a-number"),
        ("{to: reception}", "unknown-number"),
        ("{during: mornins}", "unknown-window"),
        ("{during: noonish}", "unknown-window"),
        ("{during: mon-fri 9-5}", "unknown-window"),
        ("{during: mon-fri 6:30-8:15}", "unknown-window"),
        ("{date: 25/12}", "not-a-date"),
        ("{has: photo}", "unknown-word"),
        ("{first_time: maybe}", "not-yes-or-no"),
        ("{if: 'body >'}", "template"),
        ("{if: plan == \"gold\"}", "unknown-variable"),
        ("{matches: '(a'}", "regex"),
        ("{matches: 'a(?=b)'}", "regex"),
        ("{matches: '(?P<body>a)'}", "taken-name"),
        ("{colour: red}", "unknown-key"),
    ],
)  # fmt: skip
def test_what_cant_be_a_condition_is_told(problem: OneProblem, written: str, code: str) -> None:
    assert problem(f"{TOP}rules:\n  - name: A\n    when: {written}\n    reply: x\n").code == code


@pytest.mark.parametrize("written", ["during: mon-fri 9:00-12:00", "outside: [sat, sun]", "date: dec 25"])
def test_times_need_a_time_zone_and_that_is_told_once(problem: OneProblem, written: str) -> None:
    found = problem(
        f"rules:\n  - {{name: A, when: {{{written}}}, reply: x}}\n  - {{name: B, when: {{{written}}}, reply: x}}\n"
    )
    assert (found.code, found.place.line) == ("no-timezone", 2)


def test_hours_that_the_file_doesnt_have_are_told(problem: OneProblem) -> None:
    found = problem("timezone: UTC\nrules:\n  - {name: A, when: {outside: hours}, reply: x}\n")
    assert found.code == "no-hours" and "mon-fri: 9:00-17:00" in found.remedy


def test_hours_that_are_broken_are_told_once(problem: OneProblem) -> None:
    found = problem("timezone: UTC\nhours: {mon: soon}\nrules:\n  - {name: A, when: {outside: hours}, reply: x}\n")
    assert found.place.line == 2


@pytest.mark.parametrize("text", ["rules:\n  - {name: A, when: {from: staff}, reply: x}\n"])
def test_staff_that_the_file_doesnt_have_is_told(problem: OneProblem, text: str) -> None:
    assert problem(text).code == "unknown-staff"


def test_a_regular_expression_is_told_at_the_character(problem: OneProblem) -> None:
    found = problem("rules:\n  - {name: A, when: {matches: 'refill (?=now)'}, reply: x}\n")
    assert found.source_line[found.place.column - 1 :].startswith("(?=now)")
