"""A moment as people write it: ``10:00``, ``mon 9am``, ``2026-06-01 10:00``. For clocks that tests and people turn."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MORNING = time(10)
"""The time of a day that is written without one."""

REMEDY = "Write a time (10:00), a day and a time (mon 9:00), or a date and a time (2026-06-01 10:00)"

_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?", re.ASCII)
_DATE = re.compile(r"([12]\d{3})-(\d{1,2})-(\d{1,2})", re.ASCII)
_ISO_T = re.compile(r"(?<=\d)t(?=\d)")


def next_moment(written: str, after: datetime, *, inclusive: bool = False) -> datetime:
    """The next moment that ``written`` names, later than ``after`` (aware; its zone is the zone of what is written).

    ``inclusive`` lets it be ``after`` itself. A date names one moment only, also where it is past.
    A day without a time is at 10:00. Raises ValueError with a sentence that says how to write it.
    """
    day, clock = _parts(_ISO_T.sub(" ", written.lower()))
    if isinstance(day, date):
        return datetime.combine(day, clock, after.tzinfo)
    since = after.astimezone(UTC)
    start = after.date() + timedelta(days=day if isinstance(day, int) else 0)
    for ahead in range(8):
        moment = datetime.combine(start + timedelta(days=ahead), clock, after.tzinfo)
        if isinstance(day, int) and ahead == 0:
            return moment
        if day is not None and DAYS[moment.weekday()] != day:
            continue
        # An hour that comes twice, as the clock is put back, has each of its times twice.
        for one in (moment, moment.replace(fold=1)):
            there = one.astimezone(UTC)
            if there > since or (inclusive and there == since):
                return one
    raise AssertionError("every day of the week comes within eight days")


def later_by(moment: datetime, length: timedelta) -> datetime:
    """So much later than ``moment``, which is aware, by the clock on the wall there: whole days keep the time of day
    across a clock change, as people mean it; hours and minutes are counted."""
    days = timedelta(days=length.days)
    there = moment + days if days else moment
    return (there.astimezone(UTC) + (length - days)).astimezone(moment.tzinfo)


def _parts(written: str) -> tuple[date | str | int | None, time]:
    """The day (a date, a weekday's name, days from today, or None for any) and the time of day."""
    words = written.replace(",", " ").split()
    if not words:
        raise ValueError(f"there is no time in it. {REMEDY}")
    day = _day(words[0])
    rest = " ".join(words if day is None else words[1:]).removeprefix("at ").strip()
    if day is not None and not rest:
        return day, MORNING
    return day, _time(rest, written)


def _day(word: str) -> date | str | int | None:
    if found := _DATE.fullmatch(word):
        try:
            return date(*map(int, found.groups()))
        except ValueError:
            raise ValueError(f"there is no {word} in the calendar. Write the date as year-month-day") from None
    if word in ("today", "tomorrow"):
        return ("today", "tomorrow").index(word)
    names = [name for name in DAYS if len(word) >= 3 and name.startswith(word)]
    return names[0] if names else None


def _time(word: str, written: str) -> time:
    found = _TIME.fullmatch(word)
    if word in ("noon", "midnight"):
        return time(12 if word == "noon" else 0)
    if found is None or not (found[2] or found[3]):
        raise ValueError(f"{written.strip()!r} isn't a time. {REMEDY}")
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            raise ValueError(f"there is no {word!r} on the clock. {REMEDY}")
        hour = hour % 12 + (12 if found[3].startswith("p") else 0)
    if hour > 23 or minute > 59:
        raise ValueError(f"there is no {word!r} on the clock. {REMEDY}")
    return time(hour, minute)
