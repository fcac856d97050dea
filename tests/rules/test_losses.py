"""What YAML would pass over in silence: every word that the writer typed counts, or is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from responder.core.rule import Rule
from responder.rules import Problem

OneProblem = Callable[[str], Problem]
MakeRule = Callable[[str], Rule]


def reply_of(rule: Rule) -> str:
    assert rule.reply is not None
    return rule.reply.by_language[""][0].text.source


@pytest.mark.parametrize(
    ("line", "lost"),
    [
        ("reply: Park in bay #4 behind the house.", "#4 behind the house."),
        ("reply: Call us # or text", "# or text"),
        ("reply: #1 in town", "#1 in town"),
        ("reply: {text: 'Hi', media: https://x.com/a.png}\n    or_reply: Bay #4\n    once_per: 1 day", "#4"),
        ("reply: {en: Hi, es: Hola #4\n      }", "#4"),
        ("reply:\n      - First\n      - Second #2", "#2"),
        ("reply: x\n    tag: room #4", "#4"),
        ("reply: x\n    when: {says: a}\n    examples:\n      - what's in bay #4", "#4"),
        ("reply: long text\n      over lines #4", "#4"),
    ],
)
def test_a_text_that_a_hash_would_cut_is_told(problem: OneProblem, line: str, lost: str) -> None:
    found = problem(f"rules:\n  - name: A\n    {line}\n")
    assert found.code == "hash-in-text"
    assert f'"{lost}"' in found.message
    assert found.source_line[found.place.column - 1 :].startswith(lost)


@pytest.mark.parametrize(
    "settings",
    [
        "reply: Bay#4",
        'reply: "Bay #4"',
        "reply: 'Bay #4'  # note",
        "reply: |\n  Bay #4\n  # not a note",
        "reply: Hello # responder: ignore=costly-reply",
        "when: {says: [a, b]} # note",
        "when: # note\n  says: a",
        "tag: vip # note\nreply: x",
        "# a note\nreply: Hello",
    ],
)
def test_notes_and_hashes_that_cut_nothing_are_fine(rule: MakeRule, settings: str) -> None:
    rule(settings)


def test_a_hash_under_a_bar_is_part_of_the_text(rule: MakeRule) -> None:
    assert reply_of(rule("reply: |\n  Bay #4\n  # not a note")) == "Bay #4\n# not a note"


@pytest.mark.parametrize(
    "line", ["reply: !important news", "reply: ! news", "reply: &more news", "reply: *x", "tag: !vip x"]
)
def test_a_first_word_that_would_be_dropped_is_told(problem: OneProblem, line: str) -> None:
    assert problem(f"rules:\n  - name: A\n    silent: no\n    {line}\n").code == "text-start"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("rules:\n  - name: A\n    tag: x\n      reply:Hi\n", "missing-space", 4),
        ("rules:\n  - name: A\n    tag: x\n      silent\n", "missing-colon", 4),
        ("rules:\n  - name: A\n     reply:Hi\n", "missing-space", 3),
        ("rules:\n  - name: A\n    reply: Hello\n      once_per:1 day\n", "missing-space", 4),
        ("rules:\n  - name: A\n    reply: Hello\n      once_per = 1 day\n", "missing-space", 4),
    ],
)
def test_a_setting_that_the_line_above_swallowed_is_told(problem: OneProblem, text: str, code: str, line: int) -> None:
    found = problem(text)
    assert (found.code, found.place.line) == (code, line)


def test_a_reply_over_several_lines_may_hold_any_word(rule: MakeRule) -> None:
    assert reply_of(rule("reply: Reply\n  to:\n  silent\n".replace("to:\n  ", ""))) == "Reply silent"


def test_a_text_that_is_all_in_braces_is_told(problem: OneProblem) -> None:
    found = problem("rules:\n  - name: A\n    reply: {{ first_name }}\n")
    assert (found.code, found.place.column) == ("text-start", 12)
    assert 'reply: "{{ first_name }}"' in found.remedy


@pytest.mark.parametrize(
    ("line", "safe"),
    [("reply: {Closed today}", '"{Closed today}"'), ("reply: [Closed today]", '"[Closed today]"')],
)
def test_brackets_that_would_be_lost_are_told(problem: OneProblem, line: str, safe: str) -> None:
    found = problem(f"rules:\n  - name: A\n    {line}\n")
    assert found.code == "text-start" and safe in found.remedy


@pytest.mark.parametrize("line", ["reply: [One, Two]", 'reply: ["One"]', "reply:\n      - One"])
def test_a_list_of_texts_is_a_list_of_texts(load: Callable[[str], object], line: str) -> None:
    load(f"rules:\n  - name: A\n    {line}\n")


def test_a_text_with_a_colon_below_its_name_is_told(problem: OneProblem) -> None:
    found = problem("rules:\n  - name: A\n    reply:\n      Call us: now\n")
    assert (found.code, found.place.line) == ("colon-in-text", 4)
    assert '"Call us: now"' in found.remedy


@pytest.mark.parametrize("quotes", ["“Hello”", "“Hello", "„Hallo“"])
def test_curly_quotes_around_a_text_are_told(problem: OneProblem, quotes: str) -> None:
    assert problem(f"rules:\n  - name: A\n    reply: {quotes}\n").code == "curly-quotes"


def test_curly_quotes_inside_of_a_text_are_sent(rule: MakeRule) -> None:
    assert reply_of(rule("reply: Say “hello”")) == "Say “hello”"


@pytest.mark.parametrize("pattern", [r'"\bfoo\b"', r'"foo\b"', r'"\a"'])
def test_a_backslash_that_double_quotes_take_away_is_told(problem: OneProblem, pattern: str) -> None:
    found = problem(f"rules:\n  - name: A\n    when: {{matches: {pattern}}}\n    reply: x\n")
    assert found.code == "backslash" and "single quotes" in found.remedy


def test_an_empty_file_never_takes_the_place_of_rules(problem: OneProblem) -> None:
    assert problem("# nothing yet\n").code == "empty-file"


@pytest.mark.parametrize("text", ["just words\n", "- name: A\n  reply: x\n"])
def test_a_file_that_isnt_settings_is_told(problem: OneProblem, text: str) -> None:
    found = problem(text)
    assert found.code == "wrong-type" and "`rules:`" in found.remedy
