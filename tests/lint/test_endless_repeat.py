"""``endless-repeat``: follow-ups that are sent again and again, without an end."""

from __future__ import annotations

import pytest

OTHERWISE = "otherwise: {reply: We will read this soon.}\n"


FILE = """timezone: UTC
rules:
  - name: A
    when: {{says: a}}
    reply: Well
    follow_up:
      - after: 2 days
        repeat: 1 week{ignore}
        text: Are you there?
        {more}
"""


def test_a_repeat_without_an_end_is_told_at_its_line(lint) -> None:
    (problem,) = lint(FILE.format(more="name: hello", ignore="") + OTHERWISE, "endless-repeat")

    assert (problem.place.line, problem.level) == (8, "warning")
    assert problem.remedy == "Add `times: 3` to say how often, or `unless: they reply` to say what ends it."


@pytest.mark.parametrize("more", ["times: 3", "unless: they reply", "unless: {contact: {plan: gold}}"])
def test_a_repeat_with_an_end_is_no_problem(lint, more: str) -> None:
    saved = "  - {name: B, when: {says: b}, remember: {plan: gold}, reply: B}\n"
    assert lint(FILE.format(more=more, ignore="") + saved + OTHERWISE, "endless-repeat") == []


@pytest.mark.parametrize(("cancel", "found"), [("all", 0), ("hello", 0), ("other", 1)])
def test_a_rule_that_takes_it_back_is_an_end(lint, cancel: str, found: int) -> None:
    other = "{after: 1 day, name: other, text: x}"
    rule = f"  - {{name: B, when: {{says: b}}, cancel: {cancel}, reply: B, follow_up: {other}}}\n"
    assert len(lint(FILE.format(more="name: hello", ignore="") + rule + OTHERWISE, "endless-repeat")) == found


def test_a_comment_silences_it(lint) -> None:
    text = FILE.format(more="", ignore="  # responder: ignore=endless-repeat").rstrip() + "\n" + OTHERWISE
    assert lint(text, "endless-repeat") == []
