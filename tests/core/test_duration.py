"""Lengths of time as people write them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.core.calendar.duration import LONGEST, parse_duration, say_duration


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2 days", timedelta(days=2)),
        ("12 hours", timedelta(hours=12)),
        ("90 minutes", timedelta(minutes=90)),
        ("1 week", timedelta(weeks=1)),
        ("1h 30m", timedelta(minutes=90)),
        ("1h30m", timedelta(minutes=90)),
        ("2days", timedelta(days=2)),
        ("1 day and 12 hours", timedelta(hours=36)),
        ("1 day, 2 hours", timedelta(hours=26)),
        ("10 sec", timedelta(seconds=10)),
        ("3 hrs.", timedelta(hours=3)),
        ("an hour", timedelta(hours=1)),
        ("a week", timedelta(weeks=1)),
        ("half an hour", timedelta(minutes=30)),
        ("half a day", timedelta(hours=12)),
        ("1.5 hours", timedelta(minutes=90)),
        ("  2   DAYS ", timedelta(days=2)),
        ("２ days", timedelta(days=2)),
        ("3650 days", LONGEST),
    ],
)
def test_reads_what_people_write(written: str, expected: timedelta) -> None:
    assert parse_duration(written) == expected


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "there is no length of time here. Write a number and a unit, such as `90 minutes`"),
        ("90", "90 of what? Write the unit too, such as `90 minutes` or `90 hours`."),
        ("2 dyas", '"dyas" isn\'t a unit of time. Did you mean `2 days`?'),
        ("2 fortnights", '"fortnights" isn\'t a unit of time. Write a number and a unit'),
        ("1 month", "a month isn't always equally long. Write it in days, such as `30 days`."),
        ("2 years", "a year isn't always equally long. Write it in days, such as `365 days`."),
        ("-2 days", "a length of time can't be less than nothing."),
        ("0 minutes", '"0 minutes" is no time at all.'),
        ("1:30", "1:30 is a time of day here. For a length of time write it with units, such as `1h 30m`."),
        ("soon", '"soon" isn\'t a length of time: I can\'t read "soon".'),
        ("2 days later on", '"2 days later on" isn\'t a length of time: I can\'t read "later".'),
        ("999 weeks", '"999 weeks" is longer than ten years.'),
        ("99999999999 days", "isn't a length of time"),
    ],
)
def test_says_what_to_write_instead(written: str, sentence: str) -> None:
    with pytest.raises(ValueError) as raised:
        parse_duration(written)
    assert sentence in str(raised.value)


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (timedelta(days=2, hours=3, minutes=5), "2 days 3 hours"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(weeks=2), "2 weeks"),
        (timedelta(days=8), "8 days"),
        (timedelta(), "0 seconds"),
        (timedelta(minutes=10, seconds=1), "10 minutes 1 second"),
    ],
)
def test_says_a_length_in_its_two_largest_units(length: timedelta, expected: str) -> None:
    assert say_duration(length) == expected


@given(st.integers(1, int(LONGEST.total_seconds()) // 60))
def test_reads_back_whole_minutes(minutes: int) -> None:
    assert parse_duration(f"{minutes} minutes") == timedelta(minutes=minutes)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_sentence(written: str) -> None:
    try:
        assert timedelta() < parse_duration(written) <= LONGEST
    except ValueError as error:
        assert str(error).endswith(".")
