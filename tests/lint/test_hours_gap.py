"""``hours-gap``: opening hours with a gap that looks like a slip."""

from __future__ import annotations

import pytest

OTHERWISE = "otherwise: {reply: We will read this soon.}\n"


def file(hours: str, more: str = "") -> str:
    return f"timezone: UTC\n{more}hours: {{{hours}}}\n{OTHERWISE}"


@pytest.mark.parametrize(
    ("hours", "remedy"),
    [
        ("mon-wed: 9-17, fri: 9-17", "Write its hours, or `thu: closed` if that is meant."),
        ("mon: 9-17, wed-fri: 9-17, sat: 10-14", "Write its hours, or `tue: closed` if that is meant."),
    ],
)
def test_a_day_that_is_missing_in_the_week_is_noted(lint, hours: str, remedy: str) -> None:
    (problem,) = lint(file(hours), "hours-gap")

    assert (problem.place.line, problem.level, problem.remedy) == (2, "note", remedy)


@pytest.mark.parametrize(
    ("hours", "remedy"),
    [
        ("mon-fri: '9:00-12:00, 12:01-17:00'", "Write `9:00-17:00`."),
        ("mon-sun: '0:00-23:59'", "Write `24 hours`."),
    ],
)
def test_a_minute_that_nobody_means_is_told(lint, hours: str, remedy: str) -> None:
    (problem,) = lint(file(hours), "hours-gap")

    assert (problem.level, problem.remedy) == ("warning", remedy)


@pytest.mark.parametrize(
    "hours",
    [
        "mon-fri: 9-17",
        "mon-wed: 9-17, thu: closed, fri: 9-17",
        "mon-wed: 9-17, fri: 9-17, thursday: closed",
        "tue-sat: 9-17",
        "mon-thu: 9-17, sat: 10-14",
        "mon: 9-17, wed: 9-17, fri: 9-17",
        "mon-fri: 9-17, sun: 10-12",
        "mon-fri: '9-12, 13-17'",
        "mon-sun: 24 hours",
    ],
)
def test_hours_as_shops_have_them_are_no_problem(lint, hours: str) -> None:
    assert lint(file(hours), "hours-gap") == []


def test_a_named_window_has_its_minutes_looked_at_and_not_its_days(lint) -> None:
    windows = "windows:\n  lunch: mon-wed 11:00-12:00, fri 11:00-12:00\n  split: mon-fri 9:00-12:00, 12:01-17:00\n"

    assert [p.place.line for p in lint(file("mon-fri: 9-17", windows), "hours-gap")] == [4]


def test_a_comment_silences_it(lint) -> None:
    text = file("mon-wed: 9-17, fri: 9-17").replace("hours:", "# responder: ignore=hours-gap\nhours:")
    assert lint(text, "hours-gap") == []
