"""YAML slips, explained: the code, the place, and the line as it should be."""

from __future__ import annotations

import pytest

from responder.rules.file_keys import KNOWN_NAMES
from responder.rules.syntax.parse import parse
from responder.rules.syntax.parsed import Parsed
from responder.rules.syntax.source import Source
from responder.rules.syntax.tree import Settings


def parsed(text: str) -> Parsed:
    return parse(Source.of("rules.yaml", text), KNOWN_NAMES)


def rule(*lines: str) -> str:
    return "\n".join(["rules:", "  - name: A", *(f"    {line}" for line in lines), ""])


IN_A_TEXT = [
    ("{{ first_name }}, hello", "text-start", '"{{ first_name }}, hello"'),
    ("{% if name %}Hi{% endif %} there", "text-start", '"{% if name %}Hi{% endif %} there"'),
    ("*Important* news", "text-start", '"*Important* news"'),
    ("* Important", "text-start", '"* Important"'),
    ("& more", "text-start", '"& more"'),
    ("&more words", "text-start", '"&more words"'),
    ("!important news", "text-start", '"!important news"'),
    ("@ 12 Mill Lane", "text-start", '"@ 12 Mill Lane"'),
    ("% off today", "text-start", '"% off today"'),
    ("`quoted`", "text-start", '"`quoted`"'),
    (", and hello", "text-start", '", and hello"'),
    ("? who is it", "text-start", '"? who is it"'),
    ("[Closed] today", "text-start", '"[Closed] today"'),
    ("{Closed} today", "text-start", '"{Closed} today"'),
    ("Hi: there", "colon-in-text", '"Hi: there"'),
    ("Hours:", "colon-in-text", '"Hours:"'),
    ('It\'s "now": or never', "colon-in-text", "'It''s \"now\": or never'"),
    ("- first", "dash-in-text", '"- first"'),
    ("> 5 people", "text-after-bar", '"> 5 people"'),
    ("'It's here'", "quote-inside", '"It\'s here"'),
    ("'tis the season", "quote-not-closed", '"\'tis the season"'),
    ('"Hello', "quote-not-closed", '"Hello"'),
    ('"He said "hi" to me"', "quote-inside", "'He said \"hi\" to me'"),
    ('"Hi" there', "quote-inside", "'\"Hi\" there'"),
    ('"C:\\dir"', "backslash", "'C:\\dir'"),
    ("[one, two", "bracket-not-closed", '"[one, two"'),
]


@pytest.mark.parametrize(("value", "code", "safe"), IN_A_TEXT)
def test_a_text_that_yaml_misreads_is_shown_as_it_should_be_written(value: str, code: str, safe: str) -> None:
    found = parsed(rule(f"reply: {value}", "tag: x"))
    assert [(p.code, p.place.line) for p in found.problems] == [(code, 3)]
    assert f"reply: {safe}" in found.problems[0].remedy


@pytest.mark.parametrize("safe", [safe for _, _, safe in IN_A_TEXT])
def test_the_line_as_shown_is_read_as_the_text_that_was_meant(safe: str) -> None:
    found = parsed(rule(f"reply: {safe}", "tag: x"))
    assert found.problems == []


@pytest.mark.parametrize(
    ("line", "code", "column", "remedy"),
    [
        ("when: {says: [#1, two]}", "hash-in-text", 19, '"#1"'),
        ("when: {says: [one, #2]}", "hash-in-text", 24, '"#2"'),
        ("when: {says: [what, ?]}", "text-start", 25, '"?"'),
        ("when: {says: [*, star]}", "text-start", 19, '"*"'),
        ("when: {matches: (a|b){2}}", "text-start", 26, '"(a|b){2}"'),
        ("when: {matches: \"\\d+\"}", "backslash", 22, "'\\d+'"),
        ("when: {says: at 5: pm}", "colon-in-text", 22, '"at 5: pm"'),
        ("when: {says: [don't, 'it's]}", "quote-inside", 29, "it's"),
        ("when: {says: ['open, closed]}", "quote-not-closed", 19, "'open"),
        ("when: {says: [a, b}", "bracket-not-closed", 23, "[ ]"),
        ("when: {says: [a, b]", "bracket-not-closed", 11, "when: {says: [a, b]}"),
        ("when: {says: [a]]}", "bracket-not-closed", 21, "other kind"),
        ("when: says: hi", "missing-braces", 11, "when: {says: hi}"),
        ("reply: | Check-up $60", "text-after-bar", 14, "reply: |\n    Check-up $60"),
    ],
)  # fmt: skip
def test_slips_in_brackets_and_settings_have_their_place(line: str, code: str, column: int, remedy: str) -> None:
    found = parsed(rule(line, "tag: x")).problems
    assert [(p.code, p.place.line, p.place.column) for p in found] == [(code, 3, column)]
    assert remedy in f"{found[0].remedy} {found[0].message}"


@pytest.mark.parametrize(
    ("text", "code", "line", "remedy"),
    [
        ("rules:\n\t- name: A\n", "tab", 2, "spaces"),
        ("rules:\n  - name: A\n\treply: x\n", "tab", 3, "spaces"),
        ("rules:\n  - name: A\n\u00a0\u00a0\u00a0\u00a0reply: x\n", "odd-space", 3, "copies"),
        ("business:Foo\nphone: x\n", "missing-space", 1, "business: Foo"),
        ("business：Foo\nphone: x\n", "missing-colon", 1, "business: Foo"),
        ("business = Foo\nphone: x\n", "missing-colon", 1, "business: Foo"),
        ("rules:\n  - name: A\n    reply:Hi\n    tag: x\n", "missing-space", 3, "reply: Hi"),
        ("rules:\n  -name: A\n", "missing-space", 2, "- name: A"),
        ("rules\n  - name: A\n", "missing-colon", 1, "`rules: …`"),
        ("rules:\n  - name: A\n    silent\n    tag: x\n", "missing-colon", 3, "`silent: …`"),
        ("rules:\n  - name: A\n     reply: x\n", "indentation", 3, "4 spaces (it has 5)"),
        ("rules:\n  - name: A\n   reply: x\n", "indentation", 3, "4 spaces (it has 3)"),
        ("rules:\n  - name: A\n  reply: x\n", "indentation", 3, "4 spaces (it has 2)"),
        ("rules:\n    - name: A\n      reply: x\n  - name: B\n", "indentation", 4, "4 spaces (it has 2)"),
        ("rules:\n- name: A\nreply: x\n- name: B\n", "indentation", 3, "2 spaces (it has none)"),
        ("rules:\n  - name: A\n    reply: |\n    We open at 9.\n    tag: x\n", "indentation", 4, "6 spaces"),
        ("% off\nbusiness: x\n", "not-readable", 1, "reply: |"),
        ("business: x\n---\nphone: y\n", "second-document", 2, "Delete"),
        ("rules:\n  - name: A\n    reply: x\n  some words\n", "not-readable", 4, "spaces"),
    ],
)
def test_slips_of_layout_have_their_place_and_remedy(text: str, code: str, line: int, remedy: str) -> None:
    found = parsed(text).problems
    assert [(p.code, p.place.line) for p in found] == [(code, line)], "\n".join(p.render() for p in found)
    assert remedy in found[0].remedy


def test_a_quote_that_closes_far_below_is_told_where_it_opens() -> None:
    found = parsed(rule("reply: 'tis the season", "tag: x", "untag: 'y'")).problems
    assert [(p.code, p.place.line) for p in found] == [("quote-not-closed", 3)]


def test_all_slips_are_told_at_once_and_reading_goes_on() -> None:
    found = parsed(rule("reply: {{ name }} a: b", "tag: *", "untag: 'it's'", "  silent: yes"))
    assert [p.place.line for p in found.problems] == [3, 4, 5, 6]
    assert isinstance(found.tree, Settings) and not found.whole


def test_a_slip_whose_remedy_calls_for_another_has_both_told() -> None:
    found = parsed("rules:\n  -name: A\n   reply: x\n").problems
    assert [(p.code, p.place.line) for p in found] == [("missing-space", 2), ("indentation", 3)]


def test_no_more_slips_are_told_than_one_reads() -> None:
    found = parsed("\n".join(f"k{n}: a: b" for n in range(100)) + "\n")
    assert len(found.problems) == 20


def test_what_stands_in_a_long_text_is_no_slip() -> None:
    text = "\n".join(["reply: |", "  Hi: there # 4", "  \tTab", "  - *dash* 'tis", "  reply:Hi", "  \u00a0odd", ""])
    assert parsed(text).problems == []


@pytest.mark.parametrize(
    "text",
    [
        "rules:\n  - name: A\n    reply:\n      Long text\n      over lines\n",
        "words:\n  a:\n  - b\n  - c\n",
        "says: [don't, it's, what?, \"a: b\", '#1', x#y, a:b, http://x.y/z]\n",
        "says: [\n  a, # note\n  b\n]\n",
        "a: 'it''s'\nb: \"x \\\" y\"\n",
        "a: x # responder: ignore=y\n",
        "reply: {en: Hi, es: Hola}\n",
    ],
)
def test_sound_yaml_has_no_slips(text: str) -> None:
    found = parsed(text)
    assert found.problems == [] and found.whole
