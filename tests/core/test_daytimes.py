"""Times of day as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.core.calendar.daytimes import ALL_DAY, parse_times, say_times


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("9:00-17:00", "9:00-17:00"),
        ("9-17", "9:00-17:00"),
        ("9:00–17:00", "9:00-17:00"),
        ("9:00 — 17:00", "9:00-17:00"),
        ("9 to 17", "9:00-17:00"),
        ("from 9 until 17", "9:00-17:00"),
        ("9am-5pm", "9:00-17:00"),
        ("9 AM - 5 PM", "9:00-17:00"),
        ("9 a.m. - 5 p.m.", "9:00-17:00"),
        ("9-5pm", "9:00-17:00"),
        ("1-5pm", "13:00-17:00"),
        ("11-1pm", "11:00-13:00"),
        ("12-2pm", "12:00-14:00"),
        ("9am-12", "9:00-12:00"),
        ("12am-12pm", "0:00-12:00"),
        ("8.30-12.30", "8:30-12:30"),
        ("8h30-12h", "8:30-12:00"),
        ("0900-1700", "9:00-17:00"),
        ("06:00-11:00", "6:00-11:00"),
        ("6-14", "6:00-14:00"),
        ("7-11", "7:00-11:00"),
        ("noon-5pm", "12:00-17:00"),
        ("9am-midnight", "9:00-24:00"),
        ("9-24", "9:00-24:00"),
        ("18:00-0:00", "18:00-24:00"),
        ("18:00-2:00", "18:00-2:00"),
        ("10pm-6am", "22:00-6:00"),
        ("9:00-12:00, 13-17", "9:00-12:00, 13:00-17:00"),
        ("9-12 and 13-17", "9:00-12:00, 13:00-17:00"),
        ("9-12 / 13-17", "9:00-12:00, 13:00-17:00"),
        ("9-12, 12-17", "9:00-17:00"),
        ("10-14, 18-2", "10:00-14:00, 18:00-2:00"),
        ("closed", "closed"),
        ("Closed.", "closed"),
        ("no", "closed"),
        ("24 hours", "24 hours"),
        ("24h", "24 hours"),
        ("24/7", "24 hours"),
        ("0:00-24:00", "24 hours"),
        ("all day", "24 hours"),
    ],
)
def test_reads_times(written: str, expected: str) -> None:
    assert say_times(parse_times(written)) == expected


def test_times_past_midnight_end_in_the_next_day() -> None:
    assert parse_times("18:00-2:00") == ((18 * 60, 26 * 60),)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("9-5", '"9-5" would go on all night, until the next morning. For the same day write `9:00-17:00`'),
        ("9:00-5:00", "For the same day write `9:00-17:00`, or use am and pm."),
        ("12-5", "For the same day write `12:00-17:00`"),
        ("9am-5", '"9am-5" could end in the morning or the afternoon. Write am or pm at both times.'),
        ("1-5", '"1-5" could be morning or afternoon. Write `13:00-17:00`, or `01:00-5:00` for the morning.'),
        ("9-12, 1-5", '"1-5" could be morning or afternoon. Write `13:00-17:00`'),
        ("13-17, 9-12", "9:00-12:00 is before 13:00-17:00. Put the earlier times first."),
        ("9-12, 11-14", "9:00-12:00 and 11:00-14:00 overlap."),
        ("9", '"9" is only one time. Write when it begins and ends, such as `9-17:00`.'),
        ("9-", '"9-" isn\'t a stretch of time.'),
        ("9-12-15", '"9-12-15" isn\'t a stretch of time.'),
        ("9-12,", "a time is missing."),
        ("25-26", 'there is no "25" on the clock.'),
        ("9:75-10", '"9:75" isn\'t a time.'),
        ("13pm-14pm", '"13pm" mixes the 24-hour clock with am and pm. Write `13:00`.'),
        ("9am-9am", "begins and ends at the same time. For the whole day write `24 hours`."),
        ("24:00-2:00", "begins at the end of the day"),
        ("banana", '"banana" isn\'t a time. Write times like `9:00-17:00`'),
        ("8-12, 20-10", "the last times run into the first of the next day."),
        ("", "there is no time here."),
    ],
)
def test_refuses_what_could_mean_two_things_and_says_what_to_write(written: str, sentence: str) -> None:
    with pytest.raises(ValueError) as raised:
        parse_times(written)
    assert sentence in str(raised.value)


MINUTES = st.integers(0, 24 * 60 - 1)


@given(MINUTES, MINUTES)
def test_reads_back_what_it_says(begin: int, end: int) -> None:
    times = ((begin, end if end > begin else end + 24 * 60),)
    said = f"{begin // 60:02}:{begin % 60:02}-{end // 60:02}:{end % 60:02}"
    try:
        assert parse_times(said) == times
    except ValueError as error:
        assert "all night" in str(error) or "same time" in str(error)


@given(st.text(max_size=40) | st.text("0123456789:-,. apm/to", max_size=20))
def test_any_text_is_read_or_refused_with_a_sentence(written: str) -> None:
    try:
        times = parse_times(written)
    except ValueError as error:
        assert str(error).endswith(".")
        return
    assert times == tuple(sorted(times))
    assert times in ((), ALL_DAY) or all(0 <= begin < 1440 and begin < end <= begin + 1440 for begin, end in times)
