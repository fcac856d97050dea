"""``past-date``: dates that never come again."""

from __future__ import annotations

from datetime import date

import pytest

OTHERWISE = "otherwise: {reply: We will read this soon.}\n"


def places(problems):
    return [(problem.place.line, problem.level) for problem in problems]


@pytest.mark.parametrize(
    ("dates", "found"),
    [
        ("2025-12-25", True),
        ("2025-12-24 to 2026-06-01", True),
        ("[2026-12-25, 2024-12-25]", True),
        ("2026-06-02", False),
        ("2025-12-24 to 2026-06-02", False),
        ("12-25", False),
    ],
)
def test_dates_that_never_come_again_are_told(lint, dates: str, found: bool) -> None:
    text = f"timezone: UTC\nrules:\n  - name: A\n    when: {{date: {dates}}}\n    reply: Well\n{OTHERWISE}"

    assert places(lint(text, "past-date", date(2026, 6, 2))) == ([(4, "warning")] if found else [])


def test_closed_days_that_are_all_past_are_told_at_the_last(lint) -> None:
    text = f"timezone: UTC\nhours: {{mon-fri: 9-17}}\nclosed: [2024-12-25, 2025-12-25]\n{OTHERWISE}"

    (problem,) = lint(text, "past-date")

    assert (problem.place.line, problem.source_line[problem.place.column - 1 :]) == (3, "2025-12-25]")


def test_old_closed_days_beside_coming_ones_do_no_harm(lint) -> None:
    text = f"timezone: UTC\nhours: {{mon-fri: 9-17}}\nclosed: [2024-12-25, 2026-12-25]\n{OTHERWISE}"

    assert lint(text, "past-date") == []


@pytest.mark.parametrize(("at", "found"), [("2026-06-01 10:00", True), ("2026-06-02 10:00", False), ("10:00", False)])
def test_a_follow_up_for_a_day_that_is_past_is_told(lint, at: str, found: bool) -> None:
    text = f"""
    timezone: UTC
    rules:
      - name: A
        when: {{says: a}}
        reply: Well
        follow_up:
          - at: {at}
            text: We open next week
    {OTHERWISE}"""

    assert places(lint(text, "past-date", date(2026, 6, 2))) == ([(7, "warning")] if found else [])
