"""Opening hours: when the doors are open, when they open next, what a window holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.core.calendar.dates import DateRange
from responder.core.calendar.daytimes import CLOSED, say_times
from responder.core.calendar.hours import (
    Hours,
    Window,
    parse_date_range,
    parse_hours_key,
    parse_window,
)

CHICAGO = ZoneInfo("America/Chicago")

CLINIC = Hours.of(
    [("mon-fri", "9:00-12:00, 13:00-17:00"), ("sat", "10:00-14:00"), ("2026-12-24", "9:00-12:00")],
    [parse_date_range("2026-12-25"), parse_date_range("jan 1")],
)
BAR = Hours.of([("tue-sat", "18:00-2:00")], [parse_date_range("2026-12-25")])


def utc(moment: datetime | None) -> str | None:
    """Moments that come twice are never equal to one in another zone, so tests compare in UTC."""
    return None if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"


def at(written: str, zone: ZoneInfo = CHICAGO) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=zone)


# 1 June 2026 is a Monday.
@pytest.mark.parametrize(
    ("hours", "moment", "is_open"),
    [
        (CLINIC, "2026-06-01 08:59:59", False),
        (CLINIC, "2026-06-01 09:00", True),
        (CLINIC, "2026-06-01 11:59:59", True),
        (CLINIC, "2026-06-01 12:00", False),
        (CLINIC, "2026-06-01 13:00", True),
        (CLINIC, "2026-06-01 17:00", False),
        (CLINIC, "2026-06-06 11:00", True),
        (CLINIC, "2026-06-07 11:00", False),
        (CLINIC, "2026-12-24 11:00", True),
        (CLINIC, "2026-12-24 14:00", False),
        (CLINIC, "2026-12-25 11:00", False),
        (CLINIC, "2027-12-25 11:00", True),
        (CLINIC, "2029-01-01 11:00", False),
        (BAR, "2026-06-02 18:00", True),
        (BAR, "2026-06-03 01:59", True),
        (BAR, "2026-06-03 02:00", False),
        (BAR, "2026-06-02 01:00", False),
        (BAR, "2026-06-07 01:00", True),
        (BAR, "2026-06-07 19:00", False),
    ],
)
def test_open_from_the_first_minute_to_just_before_the_last(hours: Hours, moment: str, is_open: bool) -> None:
    assert hours.is_open(at(moment)) is is_open


def test_the_night_before_a_closed_day_lasts_until_its_end() -> None:
    assert BAR.is_open(at("2026-12-25 01:00"))
    assert not BAR.is_open(at("2026-12-25 18:30"))
    assert not BAR.is_open(at("2026-12-26 01:00"))


@pytest.mark.parametrize(
    ("hours", "now", "opening"),
    [
        (CLINIC, "2026-06-01 08:00", "2026-06-01 09:00"),
        (CLINIC, "2026-06-01 09:00", "2026-06-01 13:00"),
        (CLINIC, "2026-06-01 12:30", "2026-06-01 13:00"),
        (CLINIC, "2026-06-05 17:00", "2026-06-06 10:00"),
        (CLINIC, "2026-06-06 14:00", "2026-06-08 09:00"),
        (CLINIC, "2026-12-24 12:00", "2026-12-26 10:00"),
        (CLINIC, "2026-12-31 20:00", "2027-01-02 10:00"),
        (BAR, "2026-06-07 01:00", "2026-06-09 18:00"),
        (BAR, "2026-12-25 12:00", "2026-12-26 18:00"),
    ],
)
def test_the_next_opening_is_the_next_time_the_doors_open(hours: Hours, now: str, opening: str) -> None:
    assert hours.next_opening(at(now)) == at(opening)


def test_the_next_opening_is_in_the_time_zone_of_now() -> None:
    opening = CLINIC.next_opening(at("2026-06-01 08:00"))
    assert opening is not None and opening.tzinfo is CHICAGO


@pytest.mark.parametrize(
    "hours",
    [
        Hours.of([("daily", "24 hours")]),
        Hours.of([("daily", "closed")]),
        Hours.of([]),
        Hours.of([("2020-05-05", "9-17")]),
        Hours.of([("daily", "0:00-12:00, 12:00-24:00")]),
    ],
)
def test_there_is_no_next_opening_where_nothing_ever_opens(hours: Hours) -> None:
    assert hours.next_opening(at("2026-06-01 08:00")) is None


def test_days_that_follow_on_each_other_without_a_gap_open_once() -> None:
    weekend = Hours.of([("sat, sun", "24 hours")])
    assert weekend.next_opening(at("2026-06-05 08:00")) == at("2026-06-06 00:00")
    assert weekend.next_opening(at("2026-06-06 08:00")) == at("2026-06-13 00:00")


class TestClockChanges:
    """Chicago goes from 2:00 to 3:00 on 8 March 2026, and from 2:00 back to 1:00 on 1 November."""

    def test_an_opening_after_the_change_is_at_that_time_on_the_wall(self) -> None:
        daily = Hours.of([("daily", "9-17")])
        opening = daily.next_opening(at("2026-03-07 18:00"))
        assert opening == datetime(2026, 3, 8, 14, 0, tzinfo=UTC)
        assert opening is not None and (opening.hour, opening.utcoffset()) == (9, timedelta(hours=-5))

    def test_an_opening_that_the_clock_jumps_over_is_when_it_lands(self) -> None:
        early = Hours.of([("sun", "02:30-11:00")])
        opening = early.next_opening(at("2026-03-08 00:00"))
        assert opening == datetime(2026, 3, 8, 8, 0, tzinfo=UTC)
        assert opening is not None and (opening.hour, opening.minute) == (3, 0)

    def test_hours_that_the_clock_jumps_over_whole_never_open(self) -> None:
        short = Hours.of([("sun", "02:15-2:45")])
        assert short.next_opening(at("2026-03-08 00:00")) == at("2026-03-15 02:15")

    def test_a_time_that_comes_twice_holds_twice(self) -> None:
        night = Hours.of([("sun", "01:15-1:45")])
        first, second = (at("2026-11-01 01:30").replace(fold=fold) for fold in (0, 1))
        assert night.is_open(first) and night.is_open(second)
        assert utc(night.next_opening(at("2026-11-01 00:00"))) == "2026-11-01 06:15"
        assert utc(night.next_opening(first)) == "2026-11-01 07:15"

    def test_a_clock_put_back_into_opening_times_opens_again(self) -> None:
        bar = Hours.of([("sat", "20:00-1:30")])
        # 1:30 is passed, then the clock lands on 1:00 again.
        assert utc(bar.next_opening(at("2026-11-01 01:40"))) == "2026-11-01 07:00"

    def test_a_day_without_midnight_opens_when_it_begins(self) -> None:
        # Beirut goes from 0:00 to 1:00 on 29 March 2026, a Sunday.
        sundays = Hours.of([("sun", "24 hours")])
        beirut = ZoneInfo("Asia/Beirut")
        assert utc(sundays.next_opening(at("2026-03-28 12:00", beirut))) == "2026-03-28 22:00"


ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("America/Chicago", "Europe/London", "Asia/Beirut", "Australia/Lord_Howe", "UTC")]
)
# Around the clock changes of these zones in 2026.
MOMENTS = st.one_of(
    *(
        st.datetimes(start, start + timedelta(days=3))
        for start in (datetime(2026, 3, 7), datetime(2026, 3, 28), datetime(2026, 4, 4), datetime(2026, 10, 3))
    ),
    st.datetimes(datetime(2026, 10, 24), datetime(2026, 11, 2)),
)
QUARTERS = st.integers(0, 95).map(lambda quarter: quarter * 15)


@st.composite
def weeks(draw: st.DrawFn) -> Hours:
    days = []
    for _ in range(7):
        begin, end = draw(QUARTERS), draw(QUARTERS)
        days.append(draw(st.sampled_from([CLOSED, ((begin, end if end > begin else end + 1440),)])))
    mon, tue, wed, thu, fri, sat, sun = days
    return Hours((mon, tue, wed, thu, fri, sat, sun))


@settings(max_examples=150, deadline=None)
@given(weeks(), ZONES, MOMENTS)
def test_the_next_opening_is_what_a_watchman_would_see(hours: Hours, zone: ZoneInfo, moment: datetime) -> None:
    now = moment.replace(second=0, microsecond=0, tzinfo=UTC).astimezone(zone)
    was_open, seen = hours.is_open(now), None
    for minutes in range(1, 2 * 24 * 60):
        later = (now.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(zone)
        if hours.is_open(later) and not was_open:
            seen = later
            break
        was_open = hours.is_open(later)
    told = hours.next_opening(now)
    if seen is not None:
        assert told is not None and told.astimezone(UTC) == seen.astimezone(UTC)
    elif told is not None:
        assert told.astimezone(UTC) - now.astimezone(UTC) >= timedelta(days=2)


@given(weeks(), st.datetimes(), ZONES)
@settings(deadline=None)
def test_any_moment_gets_an_answer(hours: Hours, moment: datetime, zone: ZoneInfo) -> None:
    now = moment.replace(tzinfo=zone)
    assert hours.is_open(now) in (True, False)
    assert hours.as_window().describe(now)


class TestSpecialDays:
    def test_a_day_beats_a_range_and_its_own_year_beats_every_year(self) -> None:
        hours = Hours.of(
            [("daily", "9-17"), ("2026-12-29", "10-12"), ("2026-12-31", "10-11")],
            [parse_date_range("2026-12-24 to 2027-01-02"), parse_date_range("12-31")],
        )
        assert hours.is_open(at("2026-12-29 11:00"))
        assert not hours.is_open(at("2026-12-28 11:00"))
        assert hours.is_open(at("2026-12-31 10:30"))
        assert not hours.is_open(at("2027-12-31 10:30"))

    def test_closed_wins_where_one_day_is_both(self) -> None:
        hours = Hours.of([("daily", "9-17"), ("2026-12-25", "10-12")], [parse_date_range("2026-12-25")])
        assert not hours.is_open(at("2026-12-25 11:00"))

    def test_closed_days_can_be_added_later(self) -> None:
        hours = parse_window("daily 9-17").hours.closed_on([parse_date_range("dec 25")])
        assert not hours.is_open(at("2026-12-25 11:00"))
        assert hours.is_open(at("2026-12-26 11:00"))

    def test_a_day_of_the_week_has_its_hours_once(self) -> None:
        with pytest.raises(ValueError, match="wed already has its hours above"):
            Hours.of([("mon-fri", "9-17"), ("wed", "9-12")])


class TestKeys:
    def test_days_and_dates_are_told_apart(self) -> None:
        assert parse_hours_key("mon-wed") == (0, 1, 2)
        assert isinstance(parse_hours_key("2026-12-24"), DateRange)
        assert isinstance(parse_hours_key("dec 24-26"), DateRange)
        assert isinstance(parse_hours_key("july"), DateRange)

    @pytest.mark.parametrize(
        ("written", "sentence"),
        [("mondey", "Did you mean `monday`?"), ("decmber 24", "Did you mean `december`?"), ("x", "isn't a day")],
    )
    def test_a_slip_is_explained_as_the_day_or_date_it_looks_like(self, written: str, sentence: str) -> None:
        with pytest.raises(ValueError) as raised:
            parse_hours_key(written)
        assert sentence in str(raised.value)


class TestWindows:
    @pytest.mark.parametrize(
        ("written", "monday", "saturday"),
        [
            ("mon-fri 9:00-12:00", "9:00-12:00", "closed"),
            ("mon-fri: 9:00-12:00", "9:00-12:00", "closed"),
            ("mon-fri 9-12, 13-17, sat 10-12", "9:00-12:00, 13:00-17:00", "10:00-12:00"),
            ("mon-fri 9-12; sat 10-12", "9:00-12:00", "10:00-12:00"),
            ("mon, sat 9-12", "9:00-12:00", "9:00-12:00"),
            ("mon and sat 9-12 and 13-17", "9:00-12:00, 13:00-17:00", "9:00-12:00, 13:00-17:00"),
            ("sat, sun", "closed", "24 hours"),
            ("weekdays from 9 to 17", "9:00-17:00", "closed"),
            ("mon to fri 9am to 5pm", "9:00-17:00", "closed"),
            ("9am-5pm", "9:00-17:00", "9:00-17:00"),
            ("every day noon-5pm", "12:00-17:00", "12:00-17:00"),
            ("mon 9-12, mon 11-14", "9:00-14:00", "closed"),
            ("24/7", "24 hours", "24 hours"),
            ("sat all day", "closed", "24 hours"),
        ],
    )
    def test_one_line_says_days_and_times(self, written: str, monday: str, saturday: str) -> None:
        window = parse_window(written)
        assert (say_times(window.hours.week[0]), say_times(window.hours.week[5])) == (monday, saturday)
        assert window.written == written

    @pytest.mark.parametrize(
        ("written", "sentence"),
        [
            ("mondey 9-12", "Did you mean `monday`?"),
            ("hours", "isn't a day of the week"),
            ("2026-12-25", "has a date in it. Use `date:` for dates."),
            ("mon 9-12 tue", '"12 tue" isn\'t a time.'),
            ("mon-fri 9-5", "For the same day write `9:00-17:00`"),
            ("mon,, tue", "I can't read"),
            ("", "there are no hours here"),
        ],
    )
    def test_a_line_that_cant_be_read_is_explained(self, written: str, sentence: str) -> None:
        with pytest.raises(ValueError) as raised:
            parse_window(written)
        assert sentence in str(raised.value)

    def test_a_map_of_days_makes_a_window_too(self) -> None:
        lunch = Hours.of([("mon-fri", "12-14"), ("sat", "closed")]).as_window("lunch")
        assert lunch.contains(at("2026-06-01 13:00"))
        assert not lunch.contains(at("2026-06-06 13:00"))

    def test_closed_is_the_opposite_of_hours(self) -> None:
        closed = CLINIC.as_closed()
        assert closed.contains(at("2026-12-25 11:00")) and closed.contains(at("2026-06-01 20:00"))
        assert not closed.contains(at("2026-06-01 11:00"))

    @pytest.mark.parametrize(
        ("window", "moment", "sentence"),
        [
            (parse_window("mon-fri 9:00-12:00"), "2026-06-02 14:05", "now is Tue 14:05, outside mon-fri 9:00-12:00"),
            (
                CLINIC.as_window(),
                "2026-06-02 14:05",
                "now is Tue 14:05, within hours (tue 9:00-12:00, 13:00-17:00)",
            ),
            (CLINIC.as_window(), "2026-06-07 14:05", "now is Sun 14:05, outside hours (sun closed)"),
            (CLINIC.as_window(), "2026-12-25 14:05", "now is Fri 14:05, outside hours (2026-12-25 closed)"),
            (CLINIC.as_closed(), "2026-06-07 9:05", "now is Sun 9:05, closed: outside hours (sun closed)"),
            (CLINIC.as_closed(), "2026-12-25 9:05", "now is Fri 9:05, closed: outside hours (2026-12-25 closed)"),
            (
                CLINIC.as_closed(),
                "2026-06-02 9:05",
                "now is Tue 9:05, open: within hours (tue 9:00-12:00, 13:00-17:00)",
            ),
            (BAR.as_window("late"), "2026-06-07 01:05", "now is Sun 1:05, within late (sat 18:00-2:00)"),
        ],
    )
    def test_a_window_says_where_now_lies(self, window: Window, moment: str, sentence: str) -> None:
        when = datetime.strptime(moment, "%Y-%m-%d %H:%M").replace(tzinfo=CHICAGO)
        assert window.describe(when) == sentence

    @given(st.text(max_size=40) | st.text("0123456789:-,. montuefriapm", max_size=25))
    def test_any_line_is_read_or_refused_with_a_sentence(self, written: str) -> None:
        try:
            parse_window(written)
        except ValueError as error:
            assert str(error).endswith((".", "?"))
