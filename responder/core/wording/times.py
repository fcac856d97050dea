"""Moments, dates and times of day in words: ``tomorrow at 9:00 AM``, ``Tue 2 June``, ``mañana a las 9:00``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from responder.core.wording.languages import locale_of

if TYPE_CHECKING:
    from babel.core import Locale


@dataclass(frozen=True, slots=True)
class _Phrases:
    """How a language joins a day and a time. ``at_one`` is for times that begin with one o'clock."""

    yesterday: str
    today: str
    tomorrow: str
    at: str
    at_one: str = ""
    on: str = "{}"
    """Before the name of a day, or a date."""
    date: str = "EEE d MMMM"
    year: str = " y"


_PHRASES = {
    "en": _Phrases("yesterday", "today", "tomorrow", "{} at {}"),
    "es": _Phrases(
        "ayer", "hoy", "mañana", "{} a las {}", "{} a la {}", "el {}", date="EEE d 'de' MMMM", year=" 'de' y"
    ),
    "fr": _Phrases("hier", "aujourd'hui", "demain", "{} à {}"),
    "de": _Phrases("gestern", "heute", "morgen", "{} um {} Uhr", on="am {}", date="EEE d. MMMM"),
    "pt": _Phrases("ontem", "hoje", "amanhã", "{} às {}", "{} à {}", date="EEE d 'de' MMMM", year=" 'de' y"),
    "it": _Phrases("ieri", "oggi", "domani", "{} alle {}"),
    "nl": _Phrases("gisteren", "vandaag", "morgen", "{} om {}"),
}


def say_when(moment: datetime, now: datetime, language: str = "en") -> str:
    """When ``moment`` is, seen from ``now`` (both aware): ``today at 2:00 PM``, ``tomorrow at 9:00 AM``,
    ``Monday at 9:00 AM``, ``Tue 2 June at 10:00 AM``. The time zone of ``moment`` counts."""
    here = now.astimezone(moment.tzinfo).date()
    return _join(_say_day_from(moment.date(), here, language), moment, language)


def say_moment(moment: datetime, now: datetime, language: str = "en") -> str:
    """Date and time, which stay true when they are read later: ``Tue 2 June at 10:00 AM``, with the year where it
    isn't this one."""
    here = now.astimezone(moment.tzinfo).date()
    return _join(_on(say_date(moment.date(), language, here), language), moment, language)


def say_date(day: date, language: str = "en", today: date | None = None) -> str:
    """The date: ``Tue 2 June``, with the year where that isn't the year of ``today``."""
    locale = locale_of(language)
    with_year = today is None or day.year != today.year
    phrases = _PHRASES.get(locale.language)
    if phrases is None:
        return _in_skeleton(day, "yMMMEd" if with_year else "MMMEd", locale)
    return _format(day, phrases.date + (phrases.year if with_year else ""), locale)


def say_day(day: date, language: str = "en") -> str:
    """The day of the week: ``Tuesday``."""
    return _format(day, "EEEE", locale_of(language))


def say_time(moment: datetime, language: str = "en") -> str:
    """The time of day, on the clock of the language's country: ``2:00 PM``, ``14:00``."""
    from babel.dates import format_time

    # Babel would look the zone up by name for a time zone that the short format doesn't show.
    return in_plain_spaces(format_time(moment.replace(tzinfo=None), "short", locale=locale_of(language)))


def _say_day_from(day: date, today: date, language: str) -> str:
    ahead = (day - today).days
    phrases = _PHRASES.get(locale_of(language).language)
    if phrases and -1 <= ahead <= 1:
        return (phrases.today, phrases.tomorrow, phrases.yesterday)[ahead]
    return _on(say_day(day, language) if 0 <= ahead < 7 else say_date(day, language, today), language)


def _on(day: str, language: str) -> str:
    phrases = _PHRASES.get(locale_of(language).language)
    return phrases.on.format(day) if phrases else day


def _join(day: str, moment: datetime, language: str) -> str:
    phrases, time = _PHRASES.get(locale_of(language).language), say_time(moment, language)
    if phrases is None:
        return f"{day} {time}"
    at = phrases.at_one if phrases.at_one and time.lstrip("0").startswith("1:") else phrases.at
    return at.format(day, time)


def _format(day: date, pattern: str, locale: Locale) -> str:
    from babel.dates import format_date

    return in_plain_spaces(format_date(day, pattern, locale=locale))


def _in_skeleton(day: date, skeleton: str, locale: Locale) -> str:
    from babel.dates import format_date, format_skeleton

    if skeleton in locale.datetime_skeletons:
        return in_plain_spaces(format_skeleton(skeleton, day, locale=locale))
    return in_plain_spaces(format_date(day, "medium", locale=locale))


def in_plain_spaces(text: str) -> str:
    """The text with usual spaces: the narrow and no-break spaces that locales use would make every text that holds
    one UCS-2, which costs more than twice as much, and the marks of direction likewise."""
    return text.replace("\u202f", " ").replace("\xa0", " ").replace("\u200e", "").replace("\u200f", "")
