"""Days and dates in an answer: "tues", "tomorrow", "the 5th", "12 Dec", "4 March 1990", "pasado mañana"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from responder.core.answers.finding_days import Customs, Found, days_in
from responder.core.answers.fit import Fit, Misfit
from responder.core.answers.numbers import digits_for_words
from responder.core.answers.small_words import NOT_JUST_THEN, is_turned_round
from responder.core.answers.typed import LANGUAGES, LONGEST, TOO_LONG, every_language, languages_of, plain, words_of
from responder.core.calendar.dates import DAY_NAMES, DAYS, MONTHS
from responder.core.conditions.reasons import typed
from responder.core.conditions.situation import Situation

FURTHEST: Final = 2
"""Years ahead that a coming day may lie."""

_MOST_WORDS: Final = 8
_HOURS_OF_A_CLOCK: Final = 12
_MOST_WORDS_OF_A_QUESTION: Final = 5
_MONTH_FIRST: Final = frozenset({"US", "PH", "FM", "MH", "PW", "GU", "AS", "MP", "PR", "VI"})
_SOMETHING_ELSE: Final = re.compile(
    r"\b(?:how (?:much|many|long)|what time|when|where|why|who|cuant[oa]s?|cuando|donde|a que hora|combien|quand"
    r"|quelle heure|wie ?viel|wann|wo|wie lange|quant[oa]s?|quando|onde|months?|mes|meses|mois|monats?|monat|monate)\b"
)
"""A question of theirs, or a month away."""
_ANOTHER_WEEK: Final = re.compile(
    r"\bafter next\b|\bnext but one\b|\bfollowing week\b|\b(?:a|one) week (?:on|from|today|tomorrow)\b"
    r"|\b(?:[a-z]+day|tomorrow) week\b|\b(?:last|previous) (?:[a-z]+day|week|mon|tue|wed|thu|fri|sat|sun)\b"
    r"|\b(?:otra|outra) semana\b|\bpasado\b(?! manana)|\bpassad[oa]\b|\ben (?:huit|quinze)\b|\bderniere?\b"
    r"|\b(?:ubernachste|uebernaechste|letzte|vorige)[nrms]?\b"
)
"""A day of another week than the coming one: "friday after next", "a week on friday", "last friday"."""
_LATEST: Final = date(2200, 12, 31)


def read_day(situation: Situation) -> Fit | Misfit:
    """A coming day, as an ISO date. A day of the week is the next such day, never today; today counts as "today" or by
    its date."""
    day = _read(situation)
    if isinstance(day, Misfit):
        return day
    today = situation.now.date()
    if day < today:
        return Misfit(f"{_in_words(day)} has passed")
    if (day.year, day.month, day.day) > (today.year + FURTHEST, today.month, today.day):
        return Misfit(f"{_in_words(day)} is more than {FURTHEST} years ahead")
    return Fit(day.isoformat(), _in_words(day))


def read_date(situation: Situation) -> Fit | Misfit:
    """Any date, as an ISO date: with a year (a birthday) that one; without, the next such date."""
    day = _read(situation)
    return day if isinstance(day, Misfit) else Fit(day.isoformat(), _in_words(day))


def _read(situation: Situation) -> date | Misfit:
    if len(situation.clean) > LONGEST:
        return Misfit(TOO_LONG)
    today = situation.now.date()
    if today.year > _LATEST.year:
        return Misfit("no calendar goes that far")
    languages = languages_of(situation)
    customs = Customs(today, situation.business.country.upper() in _MONTH_FIRST, languages)
    text = plain(situation.clean)
    found = days_in(text, customs)
    if not (found.dates or found.days_of_month or found.impossible):
        # "march fourth", "le premier juillet": with digits they read like any other date.
        for language in every_language(situation):
            again = _with_digits(text, language, customs)
            if again is not None:
                found = again
                break
    meant = _meant(found, today)
    return meant if isinstance(meant, Misfit) else _why_unclear(found, situation) or meant


def _with_digits(text: str, language: str, customs: Customs) -> Found | None:
    if language == "pt" or language not in LANGUAGES:
        # The names of days are numbers in Portuguese.
        return None
    found = days_in(digits_for_words(text, language), customs)
    return found if found.dates or found.days_of_month else None


def _why_unclear(found: Found, situation: Situation) -> Misfit | None:
    """What around the days makes them no answer."""
    pieces = found.rest.split("\x00")
    for piece, after in pairwise(pieces):
        before = words_of(piece)
        if is_turned_round(piece, after, languages_of(situation)):
            return Misfit("it says which day doesn't suit")
        if stretch := [word for word in before[-2:] if word in NOT_JUST_THEN]:
            return Misfit(f"'{stretch[0]}' before the day means more than one day")
    if week := _ANOTHER_WEEK.search(plain(situation.clean)):
        return Misfit(f"'{week[0]}' is about another week")
    if elsewhere := _SOMETHING_ELSE.search(found.rest):
        return Misfit(f"'{elsewhere[0]}' makes something else of it")
    others = sum(len(words_of(piece)) for piece in pieces)
    asks = "?" in situation.clean
    if others > (_MOST_WORDS_OF_A_QUESTION if asks else _MOST_WORDS):
        return Misfit("it asks something else" if asks else "it says much more than a day")
    return None


def _meant(found: Found, today: date) -> date | Misfit:
    """The one day that all that was found agrees on."""
    weekdays, of_month = set(found.weekdays), set(found.days_of_month)
    if len(weekdays) > 1 or len(of_month) > 1 or len({readings[0] for readings in found.dates}) > 1:
        return Misfit("it names several days")
    if found.impossible and not found.dates:
        return Misfit(f"there is no {typed(found.impossible)} in the calendar")
    weekday = next(iter(weekdays), None)
    if found.dates:
        return _agreeing(found.dates[0], weekday, next(iter(of_month), None))
    if of_month:
        return _next_of_month(next(iter(of_month)), weekday, today)
    if weekday is None:
        return Misfit("it names a week, not a day" if found.next_week else "there is no day in it")
    if found.next_week:
        return today - timedelta(days=today.weekday()) + timedelta(days=7 + weekday)
    coming = today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return _with_number(coming, found.number_behind, today) if found.number_behind else coming


def _with_number(coming: date, number: int, today: date) -> date | Misfit:
    """The day of "friday 12": the date where there is such a one, unless that may as well be the hour."""
    of_month = _next_of_month(number, coming.weekday(), today)
    if isinstance(of_month, Misfit) or of_month == coming:
        return coming
    if number > _HOURS_OF_A_CLOCK:
        return of_month
    return Misfit(f"the {number} can be the date or the time")


def _agreeing(readings: tuple[date, ...], weekday: int | None, of_month: int | None) -> date | Misfit:
    """The reading of a date that is the day of the week which stands beside it, where one does."""
    for day in readings:
        if weekday in (None, day.weekday()) and of_month in (None, day.day):
            return day
    return Misfit(f"{_in_words(readings[0])} isn't the {DAY_NAMES[weekday] if weekday is not None else of_month}")


def _next_of_month(day: int, weekday: int | None, today: date) -> date | Misfit:
    for ahead in range(62):
        candidate = today + timedelta(days=ahead)
        if candidate.day == day and weekday in (None, candidate.weekday()):
            return candidate
    return Misfit(f"the {day} isn't a {DAY_NAMES[weekday or 0]} soon")


def _in_words(day: date) -> str:
    return f"{DAYS[day.weekday()].title()} {day.day} {MONTHS[day.month - 1].title()} {day.year}"
