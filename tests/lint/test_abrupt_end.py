"""``abrupt-end``: conversations that say nothing to the last answer."""

from __future__ import annotations

import pytest

FILE = """rules:
  - name: A
    when: {{says: a}}
    start: first
conversations:
  first:
    - reply: Hello
    - save: day
      ask: Which day?
{last}
otherwise: {{reply: We will read this soon.}}
"""


def test_a_question_as_the_last_step_is_told_where_it_stands(lint) -> None:
    (problem,) = lint(FILE.format(last=""), "abrupt-end")

    assert (problem.place.line, problem.place.column, problem.level) == (9, 7, "note")
    assert problem.message == 'the conversation "first" ends with this question: whoever answers it gets no text back'


def test_a_question_that_is_asked_of_some_only_is_told_too(lint) -> None:
    last = "    - {when: {contact: {day: mon}}, ask: 'At what time?', save: clock}"

    assert [p.place.line for p in lint(FILE.format(last=last), "abrupt-end")] == [10]


@pytest.mark.parametrize("last", ["- reply: Thank you", "- {tag: x}", "- {when: {contact: {day: mon}}, reply: x}"])
def test_any_step_behind_it_will_do(lint, last: str) -> None:
    assert lint(FILE.format(last=f"    {last}"), "abrupt-end") == []


def test_a_comment_silences_it(lint) -> None:
    text = FILE.format(last="").replace("Which day?", "Which day? # responder: ignore=abrupt-end")
    assert lint(text, "abrupt-end") == []
