from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.core.calendar.moment import next_moment

CHICAGO = ZoneInfo("America/Chicago")
TUESDAY = datetime(2026, 6, 2, 10, 0, tzinfo=CHICAGO)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("11:00", "2026-06-02 11:00"),
        ("9:00", "2026-06-03 09:00"),
        ("10:00", "2026-06-03 10:00"),
        ("9am", "2026-06-03 09:00"),
        ("11:30 pm", "2026-06-02 23:30"),
        ("noon", "2026-06-02 12:00"),
        ("midnight", "2026-06-03 00:00"),
        ("fri midnight", "2026-06-05 00:00"),
        ("12am", "2026-06-03 00:00"),
        ("12 pm", "2026-06-02 12:00"),
        ("mon 9:00", "2026-06-08 09:00"),
        ("Monday at 9 a.m.", "2026-06-08 09:00"),
        ("tue 11:00", "2026-06-02 11:00"),
        ("tue 10:00", "2026-06-09 10:00"),
        ("tues", "2026-06-09 10:00"),
        ("sat, 9:00", "2026-06-06 09:00"),
        ("today 8:00", "2026-06-02 08:00"),
        ("tomorrow 9:00", "2026-06-03 09:00"),
        ("tomorrow", "2026-06-03 10:00"),
        ("2026-12-25", "2026-12-25 10:00"),
        ("2026-12-25 18:30", "2026-12-25 18:30"),
        ("2026-12-25T18:30", "2026-12-25 18:30"),
        ("2020-01-01 9:00", "2020-01-01 09:00"),
    ],
)
def test_the_next_such_moment_is_found_in_the_zone_of_the_clock(written: str, expected: str) -> None:
    moment = next_moment(written, TUESDAY)

    assert (moment.strftime("%Y-%m-%d %H:%M"), moment.tzinfo) == (expected, CHICAGO)


def test_the_moment_itself_counts_where_it_is_asked_for() -> None:
    assert next_moment("tue 10:00", TUESDAY, inclusive=True) == TUESDAY


@pytest.mark.parametrize("written", ["", "soon", "10", "25:00", "9:75", "13pm", "0am", "2026-02-30", "mon tue", "9:0"])
def test_what_is_no_moment_is_refused_with_a_way_to_write_it(written: str) -> None:
    with pytest.raises(ValueError, match=r"Write (a time|the date)"):
        next_moment(written, TUESDAY)


def test_a_time_that_the_clock_skips_in_spring_is_still_a_moment() -> None:
    before = datetime(2026, 3, 8, 1, 0, tzinfo=CHICAGO)

    assert next_moment("2:30", before).astimezone(UTC) == datetime(2026, 3, 8, 8, 30, tzinfo=UTC)


@given(st.text(max_size=40))
def test_any_text_gives_a_moment_or_a_plain_sentence(written: str) -> None:
    try:
        moment = next_moment(written, TUESDAY)
    except ValueError as error:
        assert "Write" in str(error)
    else:
        assert moment.astimezone(UTC)


@given(
    st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)),
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(["", "mon ", "sunday "]),
)
def test_without_a_date_it_comes_within_a_week(now: datetime, hour: int, minute: int, day: str) -> None:
    after = now.replace(tzinfo=UTC)

    ahead = next_moment(f"{day}{hour}:{minute:02}", after) - after

    assert 0 < ahead.total_seconds() <= 7 * 86_400
