"""Opening hours: weekly times, days that differ, closed days, the next opening. All by the clock on the wall.

A clock change does what it does to a shop: it opens when the clock on the wall says so. A time that the clock jumps
over is when the clock lands beyond it; a time that comes twice holds twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from responder.core.calendar.dates import DATES_REMEDY, DAYS, EVERY_DAY, DateRange, parse_date_range, parse_days, plain
from responder.core.calendar.daytimes import ALL_DAY, CLOSED, DAY, Span, Times, join_touching, parse_times, say_times
from responder.core.suggest import quoted

__all__ = [
    "CLOSED",
    "DateRange",
    "Hours",
    "Times",
    "Window",
    "parse_date_range",
    "parse_days",
    "parse_hours_key",
    "parse_times",
    "parse_window",
]

SEARCHED = 400
"""How many days ahead the next opening is looked for."""

Week = tuple[Times, Times, Times, Times, Times, Times, Times]

_ONE_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """When the doors are open: the week, and the dates that differ. Times belong to the day they begin on, so a bar's
    ``18:00-2:00`` on Thursday lasts into a closed Friday.

    Build it with ``Hours.of``. Every moment given must be aware and in the business's time zone.
    """

    week: Week
    special: tuple[tuple[DateRange, Times], ...] = ()
    """Dates with times of their own (none: closed); the first that holds a date wins."""
    written: str = ""

    @classmethod
    def of(
        cls,
        entries: Iterable[tuple[str, str]],
        closed: Iterable[DateRange] = (),
    ) -> Hours:
        """Hours from what stands in a file: day or date and its times, in order, and the closed days.

        A date beats a range of dates, and one with its year beats one of every year. Raises ValueError with a
        sentence, also where two entries name the same day of the week.
        """
        week: dict[int, Times] = {}
        special = [(dates, CLOSED) for dates in closed]
        written = []
        for key, value in entries:
            days, times = parse_hours_key(key), parse_times(value)
            written.append(f"{' '.join(key.split())} {' '.join(value.split())}")
            if isinstance(days, DateRange):
                special.append((days, times))
                continue
            if twice := [DAYS[day] for day in days if day in week]:
                raise ValueError(f"{', '.join(twice)} already has its hours above. Name each day once.")
            week.update(dict.fromkeys(days, times))
        return cls(_week(week), _in_order(special), ", ".join(written))

    def times_on(self, day: date) -> Times:
        """The times that begin on this day."""
        for dates, times in self.special:
            if dates.contains(day):
                return times
        return self.week[day.weekday()]

    def is_open(self, now: datetime) -> bool:
        """Whether the doors are open at this moment."""
        minute, today = now.hour * 60 + now.minute, now.date()
        if any(begin <= minute < end for begin, end in self.times_on(today)):
            return True
        return any(minute < end - DAY for _, end in self._times_before(today))

    def explain(self, now: datetime) -> str:
        """The times that decide at ``now``: ``tue 9:00-12:00``, or ``dec 25 closed``."""
        day, minute = now.date(), now.hour * 60 + now.minute
        # In the small hours it may be the evening before that is still going on.
        if any(minute < end - DAY for _, end in self._times_before(day)):
            day -= _ONE_DAY
        names = [dates.written for dates, _ in self.special if dates.contains(day)]
        return f"{names[0] if names else DAYS[day.weekday()]} {say_times(self.times_on(day))}"

    def _times_before(self, day: date) -> Times:
        return self.times_on(day - _ONE_DAY) if day > date.min else CLOSED

    def next_opening(self, now: datetime) -> datetime | None:
        """The next moment after ``now`` at which closed becomes open, in the time zone of ``now``. None where there
        is none within the next 400 days (always open, never open)."""
        if self._never_changes():
            return None
        for ahead in range(SEARCHED):
            if (date.max - now.date()).days <= ahead + 1:
                return None
            for moment in sorted(self._openings(now.date() + timedelta(days=ahead), now)):
                if moment > now.astimezone(UTC):
                    return moment.astimezone(now.tzinfo)
        return None

    def _never_changes(self) -> bool:
        every = [*self.week, *(times for _, times in self.special)]
        return not any(every) or all(times == ALL_DAY for times in every)

    def _openings(self, day: date, now: datetime) -> Iterator[datetime]:
        """The moments in this local day, in UTC, at which closed becomes open."""
        for moment in _starts(day, self.times_on(day), now):
            here, before = moment.astimezone(now.tzinfo), (moment - _INSTANT).astimezone(now.tzinfo)
            if self.is_open(here) and not self.is_open(before):
                yield moment

    def closed_on(self, dates: Iterable[DateRange]) -> Hours:
        """The same hours with more closed days."""
        return Hours(self.week, _in_order([*self.special, *((one, CLOSED) for one in dates)]), self.written)

    def as_window(self, name: str = "hours") -> Window:
        """These hours for ``during: hours``."""
        return Window(name, self.written, self)

    def as_closed(self, name: str = "closed") -> Window:
        """The opposite of these hours, for ``during: closed``: outside hours, and on closed days."""
        return Window(name, self.written, self, inverted=True)


@dataclass(frozen=True, slots=True)
class Window:
    """Hours that a condition looks at: ``hours``, ``closed``, a named window, or ``mon-fri 9:00-12:00``."""

    name: str
    """Empty where the hours stand in the rule itself."""
    written: str
    hours: Hours
    inverted: bool = False

    def contains(self, now: datetime) -> bool:
        """Whether ``now`` (aware, in the business's time zone) is in it."""
        return self.hours.is_open(now) is not self.inverted

    def describe(self, now: datetime) -> str:
        """Where ``now`` lies, for a reason in a trace: ``now is Tue 14:05, outside hours (tue 9:00-12:00)``. Of
        ``closed`` it says what it means: ``now is Tue 14:05, closed: outside hours (tue 9:00-12:00)``."""
        is_open = self.hours.is_open(now)
        word = "within" if is_open else "outside"
        moment = f"now is {DAYS[now.weekday()].capitalize()} {now.hour}:{now.minute:02}"
        if self.inverted:
            return f"{moment}, {'open' if is_open else 'closed'}: {word} hours ({self.hours.explain(now)})"
        return f"{moment}, {word} {f'{self.name} ({self.hours.explain(now)})' if self.name else self.written}"


def parse_hours_key(written: str) -> tuple[int, ...] | DateRange:
    """What stands before the times in ``hours:``: days of the week (Monday 0), or a date or range of dates.

    Raises ValueError with a sentence that says what to write instead.
    """
    try:
        return parse_days(written)
    except ValueError as not_days:
        text = plain(written)
        if not re.search(r"\d", text):
            try:
                return parse_date_range(written)
            except ValueError:
                raise not_days from None
        return parse_date_range(written)


def parse_window(written: str, name: str = "") -> Window:
    """A window from one line: ``mon-fri 9:00-12:00, 13:00-17:00``, ``sat, sun``, ``9am-5pm``; parts joined by commas
    or semicolons, each days, times or both. Days alone hold all day, times alone every day.

    Raises ValueError with a sentence that says what to write instead.
    """
    week: dict[int, Times] = {}
    for days, times in _groups(written):
        for day in days:
            week[day] = join_touching([*week.get(day, ()), *times])
    text = " ".join(written.split())
    return Window(name, text, Hours(_week(week), (), text))


# Where the days end and the times begin, in a part such as "mon-fri 9:00-12:00" or "sat closed".
_PART = re.compile(
    r"(?P<days>[a-z][a-z .\-]*?)??[\s:]*(?P<times>(?:from )?\d.*|(?:noon|midday|midnight)\b.*|closed|all day|open)?",
)


def _groups(written: str) -> Iterator[tuple[tuple[int, ...], Times]]:
    """The days and their times, one pair after the other."""
    text = plain(written)
    if not text:
        raise ValueError("there are no hours here. Write days and times like `mon-fri 9:00-12:00`.")
    if re.search(r"\d{4}-\d|\d+/\d", text) and "24/7" not in text:
        raise ValueError(f"{quoted(written)} has a date in it. Use `date:` for dates. {DATES_REMEDY}")
    days: list[str] = []
    times: list[str] = []
    for part in re.split(r"\s*(?:,|;|&|\+|\band\b)\s*", text):
        found = _PART.fullmatch(part)
        if found is None or not part:
            raise ValueError(f"I can't read {quoted(part or written)}. Write days and times like `mon-fri 9:00-12:00`.")
        if found["days"] and times:
            yield _group(days, times)
            days, times = [], []
        days += [found["days"]] if found["days"] else []
        times += [found["times"]] if found["times"] else []
    yield _group(days, times)


def _group(days: list[str], times: list[str]) -> tuple[tuple[int, ...], Times]:
    return (
        parse_days(", ".join(days)) if days else EVERY_DAY,
        parse_times(", ".join(times)) if times else ALL_DAY,
    )


def _week(days: dict[int, Times]) -> Week:
    mon, tue, wed, thu, fri, sat, sun = (days.get(day, CLOSED) for day in range(7))
    return (mon, tue, wed, thu, fri, sat, sun)


def _in_order(special: list[tuple[DateRange, Times]]) -> tuple[tuple[DateRange, Times], ...]:
    """The most particular first: a day before a range, a year's before every year's, closed before open."""
    return tuple(sorted(special, key=lambda entry: (entry[0].days, entry[0].yearly, entry[1] != CLOSED)))


def _starts(day: date, times: tuple[Span, ...], now: datetime) -> Iterator[datetime]:
    """The moments of this local day, in UTC, at which something may open."""
    midnight = datetime.combine(day, time(), now.tzinfo)
    next_midnight = datetime.combine(day + _ONE_DAY, time(), now.tzinfo)
    changes = midnight.utcoffset() != next_midnight.replace(fold=1).utcoffset()
    for begin, _ in times:
        moment = datetime.combine(day, time(begin // 60, begin % 60), now.tzinfo)
        yield moment.astimezone(UTC)
        if changes:
            yield moment.replace(fold=1).astimezone(UTC)
    if changes:
        # At the change itself the clock may land inside opening times, of this day or of the evening before.
        yield _change(midnight.astimezone(UTC), next_midnight.replace(fold=1).astimezone(UTC) + _ONE_DAY, now)


def _change(early: datetime, late: datetime, now: datetime) -> datetime:
    """The first moment, in UTC and to the second, after ``early`` from which the clock goes differently."""
    before = early.astimezone(now.tzinfo).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if middle.astimezone(now.tzinfo).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late
