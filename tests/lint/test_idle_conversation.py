"""``idle-conversation``: conversations that nothing begins."""

from __future__ import annotations

import pytest

OTHERWISE = "otherwise: {reply: We will read this soon.}\n"


FILE = """rules:
  - name: A
    when: {{says: a}}
    {does}
conversations:
  first:
    - {{ask: Which day?, save: day}}
    {next}
  second:
    - {{ask: At what time?, save: hour}}
    - {{reply: Thank you, start: first}}
"""


def test_a_conversation_that_no_rule_begins_is_told_where_it_stands(lint) -> None:
    problems = lint(FILE.format(does="start: first", next="- reply: Thank you") + OTHERWISE, "idle-conversation")

    assert [(p.place.line, p.level, p.remedy) for p in problems] == [
        (9, "warning", "Add `start: second` to the rule that should begin it.")
    ]


def test_conversations_that_only_begin_each_other_are_all_told(lint) -> None:
    problems = lint(FILE.format(does="reply: A", next="- start: second") + OTHERWISE, "idle-conversation")

    assert [p.place.line for p in problems] == [6, 9]


@pytest.mark.parametrize("next", ["- start: second", "- {when: {contact: {day: mon}}, start: second}"])
def test_a_conversation_that_another_one_begins_is_no_problem(lint, next: str) -> None:
    assert lint(FILE.format(does="start: first", next=next) + OTHERWISE, "idle-conversation") == []


def test_otherwise_may_begin_one(lint) -> None:
    text = (
        FILE.format(does="start: second", next="- reply: x").replace(", start: first", "")
        + "otherwise: {start: first}\n"
    )
    assert lint(text, "idle-conversation") == []


def test_a_comment_silences_it(lint) -> None:
    text = FILE.format(does="start: first", next="- reply: Thank you") + OTHERWISE
    assert (
        lint(text.replace("  second:", "  second:  # responder: ignore=idle-conversation"), "idle-conversation") == []
    )
