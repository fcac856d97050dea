"""What the reader of a problem is told to write can be written: followed literally it works, or the next error does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from responder.core.ruleset import Ruleset
from responder.rules import Problem

Load = Callable[[str], Ruleset]
OneProblem = Callable[[str], Problem]
Problems = Callable[[str], list[Problem]]

RULE = "rules:\n  - name: A\n"
ZONE = "timezone: America/Chicago\n"


@pytest.mark.parametrize(
    ("time", "span"),
    [("5pm", "9am-5pm"), ("8am", "8am-5pm"), ("18:00", "9:00-18:00"), ("9:00", "9:00-17:00"), ("9", "9-17:00")],
)
def test_one_time_comes_with_both_ends(problem: OneProblem, load: Load, time: str, span: str) -> None:
    found = problem(f"{ZONE}hours: {{tue: {time}}}\n")
    assert found.remedy == f"Write when it begins and ends, such as `{span}`."
    load(f"{ZONE}hours: {{tue: {span}}}\n")


@pytest.mark.parametrize(
    ("written", "message", "remedy"),
    [
        ("25/12/2026", '"25/12/2026" isn\'t how dates are written here', "`2026-12-25`"),
        ("12/25/2026", '"12/25/2026" isn\'t how dates are written here', "`2026-12-25`"),
        ("25/12", '"25/12" isn\'t how dates are written here', "`12-25`"),
        ("5/5/2026", '"5/5/2026" isn\'t how dates are written here', "`2026-05-05`"),
        ("12/11/2026", '"12/11/2026" can mean two dates', "`2026-12-25`"),
        ("31/2/2026", 'there is no "31/2/2026" in the calendar', "`2026-12-25`"),
        ("25/13/2026", 'there is no "25/13/2026" in the calendar', "`2026-12-25`"),
    ],
)
def test_a_date_that_can_be_only_one_is_written_out(
    problem: OneProblem, written: str, message: str, remedy: str
) -> None:
    found = problem(f"{ZONE}hours: {{mon: 9-17:00}}\nclosed: {written}\n")
    assert found.message == message and remedy in found.remedy


@pytest.mark.parametrize(
    ("text", "bar", "line"),
    [
        ("reply: We are at\n      Main street: 5\n    tag: x", "`reply: |` in line 3", 4),
        ("reply:\n      We are at\n      Main street: 5\n      and more\n    tag: x", "`reply: |` in line 3", 5),
        ("reply:\n      - We are at\n        Main street: 5\n    tag: x", "`- |` in line 4", 5),
    ],
)
def test_a_colon_in_a_text_of_several_lines_calls_for_a_bar(
    problem: OneProblem, text: str, bar: str, line: int
) -> None:
    found = problem(f"{RULE}    {text}\n")
    assert (found.code, found.place.line) == ("colon-in-text", line) and bar in found.remedy


def test_settings_that_dont_line_up_are_still_told_as_such(problem: OneProblem) -> None:
    assert problem(f"{RULE}    reply: x\n      tag: y\n").code == "indentation"


@pytest.mark.parametrize(
    ("when", "remedy"),
    [
        ("when: says hi", "when: {says: hi}"),
        ("when: says:hi", "when: {says: hi}"),
        ("when:\n      says:hi", "when: {says: hi}"),
        ("when: keyword price, cost", "when: {says: [price, cost]}"),
        ("when: from +1 555 010 0002", "when: {from: +1 555 010 0002}"),
        ("when: price", "`when: {says: price}` or `when: {contains: price}`"),
        ("when: '#1'", '`when: {says: "#1"}`'),
        ("when: {any: [says hi, {has: picture}]}", "\n  {says: hi}"),
    ],
)
def test_words_in_the_place_of_conditions_come_with_their_braces(problem: OneProblem, when: str, remedy: str) -> None:
    found = problem(f"{RULE}    {when}\n    reply: x\n")
    assert found.code == "wrong-type" and remedy in found.remedy


def test_a_comma_that_is_missing_between_settings_is_told_where_it_is_missing(problem: OneProblem) -> None:
    found = problem(f"{RULE}    when: {{says: hi contains: yo}}\n    reply: x\n")
    assert (found.code, found.place.column) == ("missing-comma", 21)
    assert "\n  {says: hi, contains: yo}\n" in found.remedy and '"hi contains: yo"' in found.remedy


@pytest.mark.parametrize(
    ("settings", "line", "whole"),
    [
        ("when: {says:hi}\n    reply: x", 3, "says: hi"),
        ("when: {contains: x, says:hi}\n    reply: x", 3, "says: hi"),
        ("reply: x\n    remember: {plan: x}\n    examples:\n      - {they_text:hi}", 6, "they_text: hi"),
    ],
)
def test_a_space_that_is_missing_behind_a_colon_in_braces_is_told(
    problem: OneProblem, settings: str, line: int, whole: str
) -> None:
    found = problem(f"{RULE}    {settings}\n")
    assert (found.code, found.place.line, found.remedy) == ("missing-space", line, f"Write it as\n  {whole}")


def test_a_step_that_is_a_text_comes_with_its_setting(problem: OneProblem) -> None:
    found = problem("stories:\n  - name: S\n    steps: [hi]\n")
    assert found.code == "wrong-type" and found.remedy.endswith("\n  - they_text: hi")


def test_steps_that_are_empty_are_told_so(problem: OneProblem) -> None:
    found = problem("stories:\n  - name: S\n    steps: []\n")
    assert (found.code, found.message) == ("empty", '"steps" has an empty list')


@pytest.mark.parametrize("text", ["Hi: how are you", "Hours: when are you open"])
def test_an_example_with_a_colon_is_a_text_that_lacks_its_quotes(problem: OneProblem, text: str) -> None:
    found = problem(f"{RULE}    reply: x\n    examples:\n      - {text}\n")
    assert found.code == "colon-in-text" and f'"{text}"' in found.remedy


def test_an_unknown_name_is_never_proposed_for_another(problems: Problems) -> None:
    found = problems(f"{RULE}    reply: Hi {{{{ frist_name }}}} and {{{{ frist_nam }}}} {{{{ zzz }}}}\n")
    assert [p.code for p in found] == ["unknown-variable"] * 3
    assert not any("frist" in p.remedy for p in found) and "`first_name`" in found[1].remedy


@pytest.mark.parametrize("name", ["reminders", "appointments"])
@pytest.mark.parametrize("before", ["", f"{RULE}    reply: x\n    "])
def test_names_of_what_there_isnt_yet_have_no_hint(problem: OneProblem, before: str, name: str) -> None:
    found = problem(f"{before}{name}: x\n")
    assert found.code == "unknown-key" and "Did you mean" not in found.remedy


@pytest.mark.parametrize("sign", ["!important", "&important"])
def test_a_text_whose_only_word_is_dropped_is_told_once(problem: OneProblem, sign: str) -> None:
    assert problem(f"{RULE}    reply: {sign}\n").code == "text-start"
