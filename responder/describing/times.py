"""Hours, dates and lengths of time in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from responder.core.calendar.dates import DAY_NAMES, MONTHS, DateRange
from responder.core.calendar.daytimes import ALL_DAY, DAY, Times
from responder.core.calendar.duration import say_duration
from responder.core.calendar.hours import Hours, Week, Window
from responder.core.wording import Language, say_time
from responder.describing.page import listed, quoted, tidy

_NOON = {0: "midnight", DAY // 2: "noon", DAY: "midnight"}


def clock(minutes: int, country: str) -> str:
    """The time of day, given in minutes after midnight: ``9:00 AM``, ``noon``, ``17:30``."""
    if minutes in _NOON:
        return _NOON[minutes]
    moment = datetime(2000, 1, 1, minutes // 60 % 24, minutes % 60)
    return say_time(moment, Language("en", country))


def times(spans: Times, country: str) -> str:
    """``9:00 AM to noon and 1:00 PM to 5:00 PM``, ``closed``, ``all day``."""
    if not spans:
        return "closed"
    if spans == ALL_DAY:
        return "all day"
    return listed([f"{clock(begin, country)} to {clock(end, country)}" for begin, end in spans])


def week(days: Week, country: str) -> Iterator[str]:
    """The open days in groups: ``Monday to Friday: 9:00 AM to 5:00 PM``."""
    for spans, group in groupby(enumerate(days), key=lambda entry: entry[1]):
        numbers = [number for number, _ in group]
        yield f"{_days(numbers)}: {times(spans, country)}"


def _days(numbers: Sequence[int]) -> str:
    names = [DAY_NAMES[number].capitalize() for number in numbers]
    if len(names) == len(DAY_NAMES):
        return "Every day"
    return f"{names[0]} to {names[-1]}" if len(names) > 2 else listed(names)


def hours(opening: Hours, country: str) -> Iterator[str]:
    """The week, and the dates that differ."""
    yield from week(opening.week, country)
    closed = [dates for dates, spans in opening.special if not spans]
    if closed:
        yield f"Closed on {listed([on(dates) for dates in _in_calendar(closed)])}"
    for dates, spans in opening.special:
        if spans:
            yield f"{on(dates)}: {times(spans, country)}"


def _in_calendar(ranges: Sequence[DateRange]) -> list[DateRange]:
    return sorted(ranges, key=lambda dates: (not dates.yearly, dates.first))


def on(dates: DateRange) -> str:
    """``25 December`` (every year), ``24 to 26 December 2026``, ``24 December to 2 January``."""
    first, last, yearly = dates.first, dates.last, dates.yearly
    if first == last:
        return _date(first, yearly)
    if (first.month, first.year) == (last.month, last.year):
        return f"{first.day} to {_date(last, yearly)}"
    if first.year == last.year:
        return f"{_date(first, True)} to {_date(last, yearly)}"
    return f"{_date(first, yearly)} to {_date(last, yearly)}"


def _date(day: date, yearly: bool) -> str:
    return f"{day.day} {MONTHS[day.month - 1].capitalize()}" + ("" if yearly else f" {day.year}")


def window(one: Window, country: str) -> str:
    """Hours of a condition: ``opening hours``, or days and times with their name if they have one."""
    if one.name == "hours":
        return "opening hours"
    said = "; ".join(_open_only(one.hours, country)) or tidy(one.written)
    return f"{quoted(one.name.replace('_', ' '))} ({said})" if one.name else said


def _open_only(opening: Hours, country: str) -> list[str]:
    """The days and times on which it holds."""
    groups = [
        (_days([number for number, _ in group]), spans)
        for spans, several in groupby(enumerate(opening.week), key=lambda entry: entry[1])
        if (group := list(several)) and spans
    ]
    return [days if spans == ALL_DAY else f"{days}, {times(spans, country)}" for days, spans in groups]


def during(windows: Sequence[Window], inside: bool, country: str) -> str:
    """``during opening hours``, ``outside “walk ins” (…)``, ``while we are closed``."""
    if len(windows) == 1 and windows[0].inverted:
        return "while we are closed" if inside else "while we are open"
    names = ["times when we are closed" if one.inverted else window(one, country) for one in windows]
    return f"during {listed(names, 'or')}" if inside else f"outside {listed(names, 'and')}"


def length(time: timedelta) -> str:
    """``2 days``, ``90 minutes`` as ``1 hour 30 minutes``."""
    return say_duration(time)
