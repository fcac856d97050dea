"""Days and dates as people write them: ``mon-fri``, ``2026-12-24 to 2027-01-02``, ``dec 25`` every year."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from responder.core.suggest import nearest, quoted

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)

_DAY_GROUPS = {
    "daily": EVERY_DAY,
    "every day": EVERY_DAY,
    "everyday": EVERY_DAY,
    "all days": EVERY_DAY,
    "all week": EVERY_DAY,
    "weekday": (0, 1, 2, 3, 4),
    "weekdays": (0, 1, 2, 3, 4),
    "workdays": (0, 1, 2, 3, 4),
    "weekend": (5, 6),
    "weekends": (5, 6),
}
_EXTRA_SHORT = {
    "mo": 0,
    "tu": 1,
    "tues": 1,
    "we": 2,
    "weds": 2,
    "th": 3,
    "thur": 3,
    "thurs": 3,
    "fr": 4,
    "sa": 5,
    "su": 6,
}
_DAY_INDEX = (
    {short: i for i, short in enumerate(DAYS)}
    | {name: i for i, name in enumerate(DAY_NAMES)}
    | {name + "s": i for i, name in enumerate(DAY_NAMES)}
    | _EXTRA_SHORT
)
_MONTH_INDEX = {name: i + 1 for i, name in enumerate(MONTHS)} | {name[:3]: i + 1 for i, name in enumerate(MONTHS)}
_MONTH_INDEX["sept"] = 9

DAYS_REMEDY = "Write days like `mon-fri`, `sat, sun` or `daily`."
DATES_REMEDY = "Write a date like `2026-12-25` or `dec 25` (every year), and a range like `2026-12-24 to 2027-01-02`."

# A year that has a 29 February, for dates that come back every year.
_ANY_YEAR = 2000


def plain(written: str) -> str:
    """The text in lower case with every kind of dash a hyphen and every kind of space one space."""
    text = unicodedata.normalize("NFKC", written).strip().lower()
    return re.sub(r"\s+", " ", re.sub("[\u2010-\u2015\u2212\u00ad\ufe58]", "-", text))


def parse_days(written: str) -> tuple[int, ...]:
    """The days of the week in ``written`` (``mon-fri, sun``), in order, Monday 0.

    Raises ValueError with a sentence that says what to write instead.
    """
    text = re.sub(r"\s*-\s*|\s+(?:to|through|thru|until)\s+", "-", plain(written))
    parts = [part.strip(" .:") for part in re.split(r",|;|&|\+|/|\band\b", text)]
    days: set[int] = set()
    for part in parts:
        if not part:
            raise ValueError(f"there is no day here. {DAYS_REMEDY}" if not text else f"a day is missing. {DAYS_REMEDY}")
        days.update(_days(part))
    return tuple(sorted(days))


def _days(part: str) -> tuple[int, ...]:
    group = _DAY_GROUPS.get(part)
    if group:
        return group
    first, _, last = part.partition("-")
    if "-" in last:
        raise ValueError(f"{quoted(part)} has two dashes. {DAYS_REMEDY}")
    begin = _day(first)
    end = _day(last) if last or part.endswith("-") else begin
    # A range may run over the weekend: fri-mon.
    return tuple((begin + i) % 7 for i in range((end - begin) % 7 + 1))


def _day(word: str) -> int:
    word = word.strip(" .")
    index = _DAY_INDEX.get(word)
    if index is not None:
        return index
    # A word of three spaced days ("mon wed fri") is a list without its commas.
    if len(split := word.split()) > 1 and all(one in _DAY_INDEX for one in split):
        raise ValueError(f"put commas between the days: `{', '.join(split)}`.")
    if not word:
        raise ValueError(f"a day is missing beside the dash. {DAYS_REMEDY}")
    if word.startswith("holiday"):
        raise ValueError("holidays are dates: list them under `closed`, such as `closed: [dec 25, jan 1]`.")
    near = nearest(word, _DAY_INDEX.keys() - _EXTRA_SHORT.keys() | _DAY_GROUPS.keys())
    meant = f"Did you mean `{near}`?" if near else DAYS_REMEDY
    raise ValueError(f"{quoted(word)} isn't a day of the week. {meant}")


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days from ``first`` to ``last``, both inside. ``yearly``: month and day count, every year, and the range may
    run over New Year."""

    written: str
    first: date
    last: date
    yearly: bool = False

    def contains(self, day: date) -> bool:
        """Whether ``day`` is one of them."""
        if not self.yearly:
            return self.first <= day <= self.last
        here, first, last = (day.month, day.day), (self.first.month, self.first.day), (self.last.month, self.last.day)
        return first <= here <= last if first <= last else here >= first or here <= last

    @property
    def days(self) -> int:
        """How many days long it is."""
        length = (self.last - self.first).days + 1
        return length if length > 0 else length + 366

    def is_over(self, today: date) -> bool:
        """Whether it will never come again."""
        return not self.yearly and self.last < today


@dataclass(frozen=True, slots=True)
class _Point:
    """One end of a range: year 0 means every year, day 0 the whole month."""

    year: int
    month: int
    day: int

    def first(self) -> date:
        return date(self.year or _ANY_YEAR, self.month, self.day or 1)

    def last(self) -> date:
        if self.day:
            return self.first()
        return (date(self.year or _ANY_YEAR, self.month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def parse_date_range(written: str) -> DateRange:
    """The day, month or range in ``written``; without a year it holds every year.

    Takes ``2026-12-25``, ``2026-12-24 to 2027-01-02``, ``12-25``, ``dec 25``, ``25 december 2026``, ``dec 24-26``,
    ``august``, ``2026-08``. Raises ValueError with a sentence that says what to write instead.
    """
    # A single dot shortens a month or makes a German ordinal; two stand between the ends of a range.
    text = re.sub(r"(?<!\.)\.(?!\.)", " ", plain(written))
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|\bof\b|\bthe\b|\bevery year\b", "", text)
    text = re.sub(r"\s+", " ", text.replace(",", " ")).strip(" ")
    if not text:
        raise ValueError(f"there is no date here. {DATES_REMEDY}")
    begin, end = _ends(text)
    first = _point(begin)
    last = _point(_borrow(end, first)) if end else first
    if not first.year and last.year:
        year = last.year - ((first.month, first.day) > (last.month, last.day or 31))
        first = _checked(begin, year, first.month, first.day)
    if first.year and not last.year:
        raise ValueError(f"write the year in both dates: `{first.first()} to {first.year}-{last.last():%m-%d}`.")
    if first.year and last.last() < first.first():
        raise ValueError(f"{quoted(written)} ends before it begins. {DATES_REMEDY}")
    return DateRange(written.strip(), first.first(), last.last(), yearly=not first.year)


_BETWEEN = re.compile(r"\s+(?:to|until|till|through|thru|-+)\s+|\s*\.\.+\s*")
_ISO_PAIR = re.compile(r"(\d{4}-\d{1,2}-\d{1,2}) ?- ?(\d{4}-\d{1,2}-\d{1,2})", re.ASCII)


def _ends(text: str) -> tuple[str, str]:
    """The two ends of a range as written; the second is empty for one date."""
    text = text.removeprefix("from ")
    if pair := _ISO_PAIR.fullmatch(text):
        return pair[1], pair[2]
    parts = _BETWEEN.split(text)
    if len(parts) > 2:
        raise ValueError(f"{quoted(text)} has more than two dates in one range. {DATES_REMEDY}")
    if len(parts) == 2:
        return parts[0], parts[1]
    # With a month's name in it, a hyphen can only stand between the ends: dec 24-26, 24-26 dec, dec 24-jan 2.
    if re.search(r"[a-z]", text) and text.count("-") == 1:
        begin, _, end = text.partition("-")
        month = re.search(r"[a-z]+", end)
        if begin.strip().isdigit() and month:
            begin += f" {month[0]}"
        return begin.strip(), end.strip()
    return text, ""


def _borrow(end: str, first: _Point) -> str:
    """The end of ``dec 24-26`` with the month it shares."""
    return f"{MONTHS[first.month - 1]} {end}" if re.fullmatch(r"\d{1,2}( \d{4})?", end, re.ASCII) else end


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_MONTH_OF_YEAR = re.compile(r"(\d{4})-(\d{1,2})", re.ASCII)
_MONTH_DAY = re.compile(r"(\d{1,2})-(\d{1,2})", re.ASCII)
_NAMED = re.compile(
    r"(?:(?P<before>\d{1,2}) )?(?P<month>[a-z]+)(?: (?P<after>\d{1,2}))?(?: (?P<year>\d{4}))?", re.ASCII
)


def _point(text: str) -> _Point:
    if found := _ISO.fullmatch(text):
        return _checked(text, int(found[1]), int(found[2]), int(found[3]))
    if found := _MONTH_OF_YEAR.fullmatch(text):
        return _checked(text, int(found[1]), int(found[2]), 0)
    if found := _MONTH_DAY.fullmatch(text):
        return _checked(text, 0, int(found[1]), int(found[2]))
    found = _NAMED.fullmatch(text)
    if found and not (found["before"] and found["after"]) and (month := _MONTH_INDEX.get(found["month"])):
        return _checked(text, int(found["year"] or 0), month, int(found["before"] or found["after"] or 0))
    raise ValueError(_explain(text))


def _checked(text: str, year: int, month: int, day: int) -> _Point:
    if year and not 1900 <= year <= 2200:
        raise ValueError(f"{year} isn't a year that this can be about. {DATES_REMEDY}")
    try:
        date(year or _ANY_YEAR, month, day or 1)
    except ValueError:
        hint = " Write the month first: `12-25`, or `dec 25`." if not year and month > 12 else f" {DATES_REMEDY}"
        raise ValueError(f"there is no {quoted(text)} in the calendar.{hint}") from None
    return _Point(year, month, day)


def _explain(text: str) -> str:
    if re.search(r"\d/\d", text):
        return f"{quoted(text)} can mean two dates. Write it as `2026-12-25`, or `dec 25` for every year."
    words = re.findall(r"[a-z]+", text)
    for word in words:
        if word in _DAY_INDEX or word in _DAY_GROUPS:
            return f"{quoted(text)} is a day of the week, not a date. Use `during: {word}` for days of the week."
        if word not in _MONTH_INDEX and (near := nearest(word, _MONTH_INDEX)):
            return f"{quoted(word)} isn't a month. Did you mean `{near}`?"
    return f"{quoted(text)} isn't a date. {DATES_REMEDY}"
