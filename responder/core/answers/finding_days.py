"""The days that a text names, before it is decided which one is meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from responder.core.answers.day_words import (
    COUNTS,
    DAYS_LONG,
    FROM_TODAY,
    MONTHS,
    NEXT_WEEK,
    SHORT_WEEKDAYS,
    WEEKDAYS,
    WEEKS_LONG,
)

_TAKEN: Final = "\x00"
"""Stands in the text where a day was found."""


@dataclass(slots=True)
class Found:
    """What a text names. ``rest``: the text with a mark in place of each day."""

    rest: str
    dates: list[tuple[date, ...]] = field(default_factory=list)
    """Each with its other readings ("5/12"), the likeliest first."""
    weekdays: list[int] = field(default_factory=list)
    days_of_month: list[int] = field(default_factory=list)
    next_week: bool = False
    number_behind: int = 0
    """A bare number behind the day of the week: its date, or the hour."""
    impossible: str = ""
    """A date that isn't in the calendar, as typed."""


@dataclass(frozen=True, slots=True)
class Customs:
    """How dates are written here. ``month_first``: 12/5 is 5 December. ``languages``: those of the text, likely."""

    today: date
    month_first: bool
    languages: tuple[str, ...]


def _any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


_MONTH: Final = _any_of(MONTHS)
_COUNT: Final = rf"\d{{1,2}}|{_any_of(COUNTS)}"
_ORDINAL: Final = "st|nd|rd|th|er|re|o|a"
_CLOCK_BEHIND: Final = r"\s*(?:am\b|pm\b|a\.m|p\.m|h\b|hs\b|hrs?\b|:|uhr|oclock|o clock|heures?\b|horas?\b)"

_ISO: Final = re.compile(r"(?<![\d/.-])([12]\d{3})([-/.])(\d{1,2})\2(\d{1,2})(?![\d/-])")
_NUMERIC: Final = re.compile(
    r"(?<![\d/.:-])(\d{1,2})([-/.])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?:(?<=\.\d)|(?<=\.\d\d))?\.?(?![\d/:-])"
)
_DAY_MONTH: Final = re.compile(
    rf"(?<![\d/.:-])(\d{{1,2}})\s?(?:{_ORDINAL})?\.?\s*(?:of |de |do |del |/|-)?(?:{_TAKEN} )?({_MONTH})\b\.?"
    rf"(?:,?\s*(?:de |del |do |of )?('?\d{{4}}|'?\d{{2}}(?!\d|{_CLOCK_BEHIND})))?(?![\d:])"
)
_MONTH_DAY: Final = re.compile(
    rf"\b({_MONTH})\b\.?\s*(?:the )?(\d{{1,2}})\s?(?:{_ORDINAL})?\b(?!{_CLOCK_BEHIND})"
    r"\.?(?:,?\s*(?:of )?(\d{4}))?(?!\d)"
)
_DAY_OF_MONTH: Final = re.compile(
    rf"(?:\b(?:the|el|le|den|dia|the day)\s+(\d{{1,2}})(?:{_ORDINAL})?|(?<![\d/.:-])(\d{{1,2}})\s?(?:st|nd|rd|th))\b"
    rf"(?!{_CLOCK_BEHIND})(?![\d:/.-]\d)\.?"
)
_GERMAN_DAY: Final = re.compile(r"(?<![\d.:/-])(?:(?:am|den|der|dem)\s+)?(\d{1,2})\.(?=\s|$)")
_AHEAD: Final = re.compile(
    rf"\b(?:in|en|dans|em|within|daqui a|dentro de)\s+(?:about )?({_COUNT})(?: of)?\s+"
    rf"(?:({'|'.join(DAYS_LONG)})|{'|'.join(WEEKS_LONG)})\b"
)
_FROM_TODAY: Final = re.compile(rf"(?<![^\W_])({_any_of(FROM_TODAY)})(?![^\W_])")
_NEXT_WEEK: Final = re.compile(rf"\b(?:{_any_of(NEXT_WEEK)})\b")
_NOT_TOMORROW: Final = re.compile(
    r"\b(?:por|de|en|a) la manana\b|\b(?:guten|am|jeden) morgen\b|\bbuenos dias\b"
    r"|(?<=tag )morgen\b|(?<=mittwoch )morgen\b|(?<=sonnabend )morgen\b"
)
_WORD: Final = re.compile(r"[^\W\d_]+\.?")
_NUMBER_BEHIND: Final = re.compile(rf"{_TAKEN},? +(\d{{1,2}})(?![\d:/.-])(?!{_CLOCK_BEHIND})")
_SHORT_TEXT: Final = 3
"""Words of a text in which short names of days count as such."""


def days_in(text: str, customs: Customs) -> Found:
    """All days of a plain text."""
    found = Found(_NOT_TOMORROW.sub(" ", text))
    _take(found, _ISO, lambda m: _dates(found, m[0], [(int(m[1]), int(m[3]), int(m[4]))], customs))
    _take(found, _AHEAD, lambda m: _add(found, customs.today + _length(m)))
    _take(found, _DAY_MONTH, lambda m: _named(found, m[0], m[1], m[2], m[3], customs))
    _take(found, _MONTH_DAY, lambda m: _named(found, m[0], m[2], m[1], m[3], customs))
    _take(found, _NUMERIC, lambda m: _numeric(found, m, customs))
    found.next_week = _NEXT_WEEK.search(found.rest) is not None
    found.rest = _NEXT_WEEK.sub(" ", found.rest)
    _take(found, _FROM_TODAY, lambda m: _add(found, customs.today + timedelta(days=FROM_TODAY[m[1]])))
    _take(found, _DAY_OF_MONTH, lambda m: _of_month(found, m[1] or m[2]))
    if "de" in customs.languages or _GERMAN_DAY.fullmatch(found.rest.strip()):
        _take(found, _GERMAN_DAY, lambda m: _of_month(found, m[1]))
    _weekdays(found, customs.languages)
    return found


def _take(found: Found, pattern: re.Pattern[str], put: Callable[[re.Match[str]], None]) -> None:
    for match in pattern.finditer(found.rest):
        put(match)
    found.rest = pattern.sub(f" {_TAKEN} ", found.rest)


def _add(found: Found, day: date) -> None:
    found.dates.append((day,))


def _length(match: re.Match[str]) -> timedelta:
    count = int(match[1]) if match[1].isdigit() else COUNTS[match[1]]
    return timedelta(days=count if match[2] else 7 * count)


def _of_month(found: Found, day: str) -> None:
    if 1 <= int(day) <= 31:
        found.days_of_month.append(int(day))
    else:
        found.impossible = found.impossible or day


def _named(found: Found, typed: str, day: str, month: str, year: str | None, customs: Customs) -> None:
    _dates(found, typed, [(_year(year, customs.today), MONTHS[month], int(day))], customs)


def _numeric(found: Found, match: re.Match[str], customs: Customs) -> None:
    first, second, year = int(match[1]), int(match[3]), _year(match[4], customs.today)
    orders = [(year, first, second), (year, second, first)]
    # With dots the day always comes first, wherever one is.
    _dates(found, match[0], orders if customs.month_first and match[2] != "." else orders[::-1], customs)


def _year(written: str | None, today: date) -> int:
    """The year, 0 where there is none. Two digits mean the nearest such year that isn't more than ten years ahead."""
    if not written:
        return 0
    year = int(written.strip("'"))
    if year > 99:
        return year
    century = today.year // 100 * 100
    return century + year if century + year <= today.year + 10 else century + year - 100


def _dates(found: Found, typed: str, readings: list[tuple[int, int, int]], customs: Customs) -> None:
    made = [day for reading in readings if (day := _date(*reading, customs.today)) is not None]
    if made:
        found.dates.append(tuple(dict.fromkeys(made)))
    else:
        found.impossible = found.impossible or typed.strip()


def _date(year: int, month: int, day: int, today: date) -> date | None:
    """The date; without a year, the next one from today on. Today itself counts: nobody names it to mean next year."""
    for candidate in [year] if year else range(today.year, min(today.year + 9, date.max.year)):
        try:
            made = date(candidate, month, day)
        except ValueError:
            continue
        if year or made >= today:
            return made if 1900 <= made.year <= 2200 else None
    return None


def _weekdays(found: Found, languages: tuple[str, ...]) -> None:
    words = _WORD.findall(found.rest)
    brief = len(words) <= _SHORT_TEXT
    short: dict[str, int] = {}
    for language in languages if brief else ():
        # "we" and "so" are words of English sentences; alone they can still be days.
        short = {**(SHORT_WEEKDAYS.get(language, {}) if language != "en" else {}), **short}
    if len(words) == 1:
        for table in SHORT_WEEKDAYS.values():
            short = {**table, **short}
    elif "feira" in words or "pt" in languages:
        short = {**{name: i for name, i in SHORT_WEEKDAYS["pt"].items() if len(name) > 3}, **short}

    def mark(match: re.Match[str]) -> str:
        word = match[0].rstrip(".")
        index = WEEKDAYS.get(word, short.get(word))
        if index is None:
            return match[0]
        found.weekdays.append(index)
        return f" {_TAKEN} "

    found.rest = _WORD.sub(mark, found.rest)
    if found.weekdays and (behind := _NUMBER_BEHIND.search(found.rest)):
        found.number_behind = int(behind[1])
