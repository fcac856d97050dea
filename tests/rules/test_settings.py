"""Settings that aren't known, are missing, or contradict each other, and values of the wrong kind."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from responder.rules import Problem
from responder.rules.file_keys import LANGUAGE
from responder.rules.keys import Key, Table

OneProblem = Callable[[str], Problem]
Problems = Callable[[str], list[Problem]]

HEAD = "timezone: America/Chicago\nlists: {tips: A tip}\n"


@pytest.mark.parametrize(
    ("settings", "wrong", "meant"),
    [
        ("when: {keyword: hi}\nreply: x", "keyword", "says"),
        ("when: {keywords: [hi, ho]}\nreply: x", "keywords", "says"),
        ("when: {any_words: hi}\nreply: x", "any_words", "contains"),
        ("when: {Contains: hi}\nreply: x", "Contains", "contains"),
        ("when: {starts-with: hi}\nreply: x", "starts-with", "starts_with"),
        ("when: {begins_with: hi}\nreply: x", "begins_with", "starts_with"),
        ("when: {regex: hi}\nreply: x", "regex", "matches"),
        ("when: {pattern: hi}\nreply: x", "pattern", "matches"),
        ("when: {number: +1 555 010 0001}\nreply: x", "number", "from"),
        ("when: {sender: +1 555 010 0001}\nreply: x", "sender", "from"),
        ("when: {if_text: body}\nreply: x", "if_text", "if"),
        ("when: {or: [{says: a}]}\nreply: x", "or", "any"),
        ("response: x", "response", "reply"),
        ("answer: x", "answer", "reply"),
        ("replly: x", "replly", "reply"),
        ("reply: x\ncooldown: 1 day", "cooldown", "once_per"),
        ("reply: x\nonce per: 1 day", "once per", "once_per"),
        ("reply: x\nsubscribe: tips", "subscribe", "join"),
        ("ignore: yes", "ignore", "silent"),
        ("reply: x\ntests: [hi]", "tests", "examples"),
        ("reply: x\nexamples:\n  - {they_say: hi}", "they_say", "they_text"),
        ("reply: {text: x, image: https://x.com/a.png}", "image", "media"),
    ],
)
def test_a_setting_that_isnt_known_comes_with_the_one_that_is_meant(
    problem: OneProblem, settings: str, wrong: str, meant: str
) -> None:
    body = "\n".join(f"    {line}" for line in settings.splitlines())
    found = problem(f"{HEAD}rules:\n  - name: A\n{body}\n")
    assert (found.code, found.message) == ("unknown-key", f'"{wrong}" isn\'t a setting here')
    assert found.remedy == f"Did you mean `{meant}`?"


@pytest.mark.parametrize(
    ("settings", "home"),
    [
        ("says: hi\nreply: x", "`when`"),
        ("reply: x\notherwise: y", "the top of the file"),
        ("reply: x\nwhen: {says: a, reply: y}", "a rule"),
    ],
)
def test_a_setting_in_the_wrong_place_comes_with_where_it_belongs(
    problem: OneProblem, settings: str, home: str
) -> None:
    body = "\n".join(f"    {line}" for line in settings.splitlines())
    found = problem(f"rules:\n  - name: A\n{body}\n")
    assert found.code == "unknown-key" and f"belongs in {home}" in found.remedy


def test_a_setting_that_is_like_no_other_comes_with_those_that_are_known(problem: OneProblem) -> None:
    found = problem("rules:\n  - name: A\n    reply: x\n    zzz: 1\n")
    assert found.remedy.startswith("A rule knows these: name, when, reply, silent")


def test_what_is_wrong_in_a_misspelled_setting_is_told_too(problems: Problems) -> None:
    found = problems("rules:\n  - name: A\n    respond: Hi {{ frist_name }}\n")
    assert [p.code for p in found] == ["unknown-key", "unknown-variable"]


def test_all_problems_of_a_file_are_told_from_top_to_bottom(problems: Problems) -> None:
    found = problems(
        """
        businss: x
        rules:
          - name: A
            when: {says: <nope>}
            replly: x
          - name: a
            tag: [x, y, ]
            once_per: soon
          - reply: y
        """
    )
    assert [(p.place.line, p.code) for p in found] == [
        (1, "unknown-key"), (4, "unknown-list"), (5, "unknown-key"), (6, "duplicate-name"), (8, "not-a-time"),
        (9, "missing-setting"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ("when: {says: hi}", "does-nothing"),
        ("continue: yes", "does-nothing"),
        ("silent: no", "does-nothing"),
        ("reply: x\nsilent: yes", "reply-and-silent"),
        ("silent: yes\nor_reply: x\nonce_per: 1 day", "reply-and-silent"),
        ("reply: x\nor_reply: y", "missing-setting"),
        ("tag: a\nuntag: [b, a]", "opposites"),
        ("join: tips\nleave: tips", "opposites"),
        ("opt_out: yes\nopt_in: yes", "opposites"),
        ("reply: x\nreply: y", "duplicate-key"),
    ],
)
def test_a_rule_that_does_nothing_or_contradicts_itself_is_told(problem: OneProblem, settings: str, code: str) -> None:
    body = "\n".join(f"    {line}" for line in settings.splitlines())
    assert problem(f"{HEAD}rules:\n  - name: A\n{body}\n").code == code


@pytest.mark.parametrize("settings", ["tag: a", "join: tips", "opt_out: yes", "remember: {plan: gold}", "silent: yes"])
def test_a_rule_needs_no_reply_where_it_does_something(load: Callable[[str], object], settings: str) -> None:
    load(f"{HEAD}rules:\n  - name: A\n    {settings}\n")


def test_a_rule_needs_a_name(problem: OneProblem) -> None:
    found = problem("rules:\n  - reply: x\n")
    assert found.message == 'a rule needs "name", and there is none'


@pytest.mark.parametrize("second", ["Prices", "prices", "PRICES"])
def test_a_name_that_stands_twice_is_told_at_the_second(problem: OneProblem, second: str) -> None:
    found = problem(f"rules:\n  - name: Prices\n    reply: x\n  - name: {second}\n    reply: y\n")
    assert (found.code, found.place.line) == ("duplicate-name", 4) and "line 2" in found.message


@pytest.mark.parametrize("name", ["otherwise", "None", "nothing"])
def test_names_with_a_meaning_of_their_own_are_refused(problem: OneProblem, name: str) -> None:
    assert problem(f"rules:\n  - name: {name}\n    reply: x\n").code == "taken-name"


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("rules: Hours\n", "wrong-type", "a list of rules"),
        ("rules:\n  name: A\n  reply: x\n", "wrong-type", "a list of rules"),
        ("rules:\n  - Hours\n", "wrong-type", "rules with a dash"),
        ("rules:\n", "empty", "no value"),
        ("staff: maria\n", "wrong-type", "names with phone numbers"),
        ("staff:\n  - maria: +1 555 010 0002\n", "wrong-type", "a list"),
        ("about: [x]\n", "wrong-type", "names with texts"),
        ("limits: 5\n", "wrong-type", "settings such as"),
        ("business: [a, b]\n", "wrong-type", "a list"),
        ("business:\n", "empty", "no value"),
        ("otherwise: {when: {says: x}, reply: y}\n", "unknown-key", "when"),
        ("stories: x\n", "wrong-type", "a list of stories"),
    ],
)
def test_values_of_the_wrong_kind_are_told_in_plain_words(
    problem: OneProblem, text: str, code: str, words: str
) -> None:
    found = problem(text)
    assert found.code == code and words in found.message


@pytest.mark.parametrize("value", ["yes", "Yes", "TRUE", "on"])
def test_yes_comes_in_every_spelling(load: Callable[[str], object], value: str) -> None:
    load(f"rules:\n  - name: A\n    silent: {value}\n")


def test_what_is_neither_yes_nor_no_is_told(problem: OneProblem) -> None:
    found = problem("rules:\n  - name: A\n    reply: x\n    always: maybe\n")
    assert found.message == '"maybe" is neither yes nor no'


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("when: {contains: price, cost}", "contains: [price, cost]"),
        ("when:\n      contains: price, cost", "contains: [price, cost]"),
        ("when:\n      says: yes,no", "says: [yes,no]"),
        ("tag: a, b", "tag: [a, b]"),
        ("when: {date: 'dec 25, jan 1'}".replace("'", ""), "date: [dec 25, jan 1]"),
    ],
)
def test_several_words_without_brackets_are_told_with_their_brackets(
    problem: OneProblem, line: str, whole: str
) -> None:
    found = problem(f"{HEAD}rules:\n  - name: A\n    {line}\n    reply: x\n")
    assert found.code == "list-without-brackets" and whole in found.remedy


def test_a_text_with_a_comma_in_quotes_is_one_text(load: Callable[[str], object]) -> None:
    load('rules:\n  - name: A\n    when: {says: "yes, please"}\n    reply: x\n')


KEYS = [(table, key) for table in LANGUAGE for key in table.keys]


@pytest.mark.parametrize(("table", "key"), KEYS, ids=[f"{table.name}.{key.name}" for table, key in KEYS])
def test_every_setting_says_what_it_does_and_shows_examples(table: Table, key: Key) -> None:
    assert key.about.endswith(".") and key.about[0].isalpha() and key.examples
    assert set(key.instead.split()).isdisjoint(table.by_name)


@pytest.mark.parametrize("table", LANGUAGE, ids=[table.name for table in LANGUAGE])
def test_no_wrong_name_stands_for_two_settings(table: Table) -> None:
    names = [name for key in table.keys for name in key.instead.split()]
    assert sorted(names) == sorted(set(names))
