"""``unasked-question``: rules that wait for what nothing asks yet."""

from __future__ import annotations

import pytest

FILE = """rules:
  - name: Confirmed
    when: {when}
    reply: See you!
otherwise: {{reply: Soon.}}
"""


@pytest.mark.parametrize(
    "when",
    ["{answering: reminder}", "{says: c, answering: Reminder}", "{any: [{answering: reminder}, {says: reminder me}]}"],
)
def test_a_rule_that_waits_for_a_reminder_is_told(lint, when: str) -> None:
    (problem,) = lint(FILE.format(when=when), "unasked-question")

    assert (problem.place.line, problem.level) == (3, "warning")
    assert problem.source_line[problem.place.column - 1 :].lower().startswith("reminder")
    assert "this version sends no reminders" in problem.message


@pytest.mark.parametrize("when", ["{not: {answering: reminder}, says: c}", "{says: reminder}"])
def test_a_rule_that_can_answer_without_one_is_no_problem(lint, when: str) -> None:
    assert lint(FILE.format(when=when), "unasked-question") == []


def test_a_comment_silences_it(lint) -> None:
    text = FILE.format(when="{answering: reminder}  # responder: ignore=unasked-question")
    assert lint(text, "unasked-question") == []
