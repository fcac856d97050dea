"""Days of the week and dates as people write them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.core.calendar.dates import DateRange, parse_date_range, parse_days


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("mon", (0,)),
        ("mon-fri, sun", (0, 1, 2, 3, 4, 6)),
        ("Mon–Fri", (0, 1, 2, 3, 4)),
        ("mon — wed", (0, 1, 2)),
        ("Monday to Thursday & Saturday", (0, 1, 2, 3, 5)),
        ("fri-mon", (0, 4, 5, 6)),
        ("tues and thurs", (1, 3)),
        ("Sa, Su", (5, 6)),
        ("mondays", (0,)),
        ("weekdays", (0, 1, 2, 3, 4)),
        ("weekends", (5, 6)),
        ("every day", (0, 1, 2, 3, 4, 5, 6)),
        ("daily", (0, 1, 2, 3, 4, 5, 6)),
        ("sun-sat", (0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_reads_days(written: str, expected: tuple[int, ...]) -> None:
    assert parse_days(written) == expected


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("mondey", '"mondey" isn\'t a day of the week. Did you mean `monday`?'),
        ("wensday", "Did you mean `wednesday`?"),
        ("xyzzy", "Write days like `mon-fri`"),
        ("mon tue", "put commas between the days: `mon, tue`."),
        ("mon,", "a day is missing."),
        ("mon-", "a day is missing beside the dash."),
        ("mon-wed-fri", '"mon-wed-fri" has two dashes.'),
        ("", "there is no day here."),
        ("holidays", "list them under `closed`"),
    ],
)
def test_says_how_to_write_days(written: str, sentence: str) -> None:
    with pytest.raises(ValueError) as raised:
        parse_days(written)
    assert sentence in str(raised.value)


def fixed(first: str, last: str) -> tuple[date, date, bool]:
    return date.fromisoformat(first), date.fromisoformat(last), False


def yearly(first: str, last: str) -> tuple[date, date, bool]:
    return date.fromisoformat(f"2000-{first}"), date.fromisoformat(f"2000-{last}"), True


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-12-25", fixed("2026-12-25", "2026-12-25")),
        ("2026-12-24 to 2027-01-02", fixed("2026-12-24", "2027-01-02")),
        ("2026-12-24 – 2027-01-02", fixed("2026-12-24", "2027-01-02")),
        ("2026-12-24–2027-01-02", fixed("2026-12-24", "2027-01-02")),
        ("2026-12-24..2026-12-26", fixed("2026-12-24", "2026-12-26")),
        ("25 December 2026", fixed("2026-12-25", "2026-12-25")),
        ("December 25, 2026", fixed("2026-12-25", "2026-12-25")),
        ("dec 24 to jan 2, 2027", fixed("2026-12-24", "2027-01-02")),
        ("dec 20-24, 2026", fixed("2026-12-20", "2026-12-24")),
        ("20-24 dec 2026", fixed("2026-12-20", "2026-12-24")),
        ("2026-08", fixed("2026-08-01", "2026-08-31")),
        ("feb 2027", fixed("2027-02-01", "2027-02-28")),
        ("12-25", yearly("12-25", "12-25")),
        ("dec 25", yearly("12-25", "12-25")),
        ("Dec. 25th", yearly("12-25", "12-25")),
        ("the 4th of July", yearly("07-04", "07-04")),
        ("dec 24-26", yearly("12-24", "12-26")),
        ("24-26 dec", yearly("12-24", "12-26")),
        ("12-24 to 01-02", yearly("12-24", "01-02")),
        ("dec 24 - jan 2", yearly("12-24", "01-02")),
        ("dec 24–jan 2", yearly("12-24", "01-02")),
        ("february", yearly("02-01", "02-29")),
        ("jun to aug", yearly("06-01", "08-31")),
        ("02-29", yearly("02-29", "02-29")),
    ],
)
def test_reads_dates(written: str, expected: tuple[date, date, bool]) -> None:
    dates = parse_date_range(written)
    assert (dates.first, dates.last, dates.yearly) == expected
    assert dates.written == written


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("12/25", '"12/25" can mean two dates. Write it as `2026-12-25`, or `dec 25` for every year.'),
        ("25-12", 'there is no "25-12" in the calendar. Write the month first'),
        ("2026-02-30", 'there is no "2026-02-30" in the calendar.'),
        ("2027-02-29", 'there is no "2027-02-29" in the calendar.'),
        ("feb 29 to mar 2, 2027", 'there is no "feb 29" in the calendar.'),
        ("decmber 5", '"decmber" isn\'t a month. Did you mean `december`?'),
        ("mondays", '"mondays" is a day of the week, not a date. Use `during: mondays`'),
        ("2027-01-02 to 2026-01-01", "ends before it begins"),
        ("2026-12-24 to 12-26", "write the year in both dates: `2026-12-24 to 2026-12-26`."),
        ("2026-12-24 to 28", "write the year in both dates: `2026-12-24 to 2026-12-28`."),
        ("0026-01-01", "26 isn't a year that this can be about."),
        ("dec 1 to dec 3 to dec 5", "more than two dates"),
        ("christmas", '"christmas" isn\'t a date.'),
        ("", "there is no date here."),
    ],
)
def test_says_how_to_write_dates(written: str, sentence: str) -> None:
    with pytest.raises(ValueError) as raised:
        parse_date_range(written)
    assert sentence in str(raised.value)


@pytest.mark.parametrize(
    ("written", "day", "inside"),
    [
        ("2026-12-25", "2026-12-25", True),
        ("2026-12-25", "2027-12-25", False),
        ("12-25", "2031-12-25", True),
        ("12-25", "2031-12-24", False),
        ("12-24 to 01-02", "2026-12-31", True),
        ("12-24 to 01-02", "2027-01-02", True),
        ("12-24 to 01-02", "2027-01-03", False),
        ("12-24 to 01-02", "2026-12-23", False),
        ("feb", "2028-02-29", True),
        ("02-29", "2028-02-29", True),
        ("02-29", "2027-02-28", False),
    ],
)
def test_both_ends_belong_to_a_range(written: str, day: str, inside: bool) -> None:
    assert parse_date_range(written).contains(date.fromisoformat(day)) is inside


@pytest.mark.parametrize(("written", "days"), [("2026-12-25", 1), ("dec 24-26", 3), ("12-24 to 01-02", 10)])
def test_knows_how_many_days_it_is_long(written: str, days: int) -> None:
    assert parse_date_range(written).days == days


def test_only_a_date_with_its_year_is_ever_over() -> None:
    today = date(2026, 12, 26)
    assert [parse_date_range(one).is_over(today) for one in ("2026-12-25", "2026-12-26", "12-25")] == [
        True,
        False,
        False,
    ]


DATES = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@given(DATES, st.integers(0, 400))
def test_reads_back_every_range(first: date, length: int) -> None:
    last = min(first + timedelta(days=length), date(2200, 12, 31))
    dates = parse_date_range(f"{first} to {last}")
    assert dates == DateRange(f"{first} to {last}", first, last)
    assert dates.contains(first) and dates.contains(last)
    assert not dates.contains(last + timedelta(days=1))


@given(DATES, DATES, DATES.filter(lambda day: (day.month, day.day) != (2, 29)), st.integers(1900, 2200))
def test_a_yearly_range_holds_the_same_days_in_every_year(first: date, last: date, day: date, year: int) -> None:
    dates = DateRange("", first.replace(year=2000), last.replace(year=2000), yearly=True)
    assert dates.contains(day) == dates.contains(day.replace(year=year))
    assert dates.contains(first) and dates.contains(last)
    assert 1 <= dates.days <= 366


@given(st.text(max_size=40) | st.text("0123456789-/. toadecmjnfri", max_size=30))
def test_any_text_is_read_or_refused_with_a_sentence(written: str) -> None:
    for read in (parse_date_range, parse_days):
        try:
            read(written)
        except ValueError as error:
            assert str(error).endswith((".", "?"))
