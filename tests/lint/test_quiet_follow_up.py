"""``quiet-follow-up``: follow-ups for a time at which nothing is sent."""

from __future__ import annotations

import pytest

OTHERWISE = "otherwise: {reply: We will read this soon.}\n"


FILE = """timezone: America/Chicago
{more}rules:
  - name: A
    when: {{says: a}}
    reply: Well
    follow_up:
      - at: {at}
        text: Are you there?
"""


@pytest.mark.parametrize("at", ["22:00", "sun 7:00", "9:30 pm", "2026-12-01 21:00", "midnight"])
def test_a_time_in_quiet_hours_is_told_with_when_it_will_be(lint, at: str) -> None:
    (problem,) = lint(FILE.format(at=at, more="") + OTHERWISE, "quiet-follow-up")

    assert (problem.place.line, problem.level) == (7, "warning")
    assert problem.message == f"{at} is in quiet hours (21:00-8:00), so this text waits until 8:00"


@pytest.mark.parametrize("at", ["10:00", "sun 8:00", "20:59", "fri", "22:00\n        urgent: yes"])
def test_other_times_and_urgent_texts_are_no_problem(lint, at: str) -> None:
    assert lint(FILE.format(at=at, more="") + OTHERWISE, "quiet-follow-up") == []


def test_the_file_s_own_quiet_hours_count(lint) -> None:
    limits = "limits: {quiet_hours: '18:00-9:30'}\n"

    (problem,) = lint(FILE.format(at="19:00", more=limits) + OTHERWISE, "quiet-follow-up")

    assert problem.remedy == "Write a time from 9:30 on, or add `urgent: yes` if it must not wait."


def test_a_comment_silences_it(lint) -> None:
    text = FILE.format(at="22:00  # responder: ignore=quiet-follow-up", more="") + OTHERWISE
    assert lint(text, "quiet-follow-up") == []
