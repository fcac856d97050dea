"""What fields hold that conversations saved as a day, a time or a number: a reply prints them in words, and an ``if``
compares them as what they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from responder.core.wording.amounts import as_decimal
from responder.core.wording.times import say_date, say_time

WORDED = frozenset({"day", "date", "time", "number"})
"""The kinds that are more than their letters."""

_LONGEST_NUMBER = 30


class SavedMoment(str):
    """A day ("2026-06-09") or a time of day ("15:30") as it is saved, which is how it is compared.

    ``said`` is how it is printed: "Tue 9 June", with the year where that isn't the one of ``today``; "3:30 PM".
    """

    __slots__ = ("language", "today")

    language: str
    today: date

    def __new__(cls, value: str, language: str, today: date) -> SavedMoment:
        made = super().__new__(cls, value)
        made.language, made.today = language, today
        return made

    @property
    def saved(self) -> str:
        """The plain text."""
        return str.__str__(self)

    @property
    def said(self) -> str:
        """The words; the text itself where a rule has saved something else in the field."""
        plain = self.saved
        try:
            if len(plain) == 10:
                return say_date(date.fromisoformat(plain), self.language, self.today)
            if len(plain) == 5:
                return say_time(datetime.combine(date(2000, 1, 1), time.fromisoformat(plain)), self.language)
        except ValueError:
            pass
        return plain


def _equals(number: int | float, other: object) -> bool:
    if isinstance(other, str):
        meant = as_decimal(other)
        return meant is not None and meant == number
    return bool(number == other)


class SavedWhole(int):
    """A saved whole number, which also equals its text: ``guests == "3"``."""

    def __eq__(self, other: object) -> bool:
        return _equals(int(self), other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = int.__hash__


class SavedFraction(float):
    """A saved number with decimals, which also equals its text."""

    def __eq__(self, other: object) -> bool:
        return _equals(float(self), other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = float.__hash__


def _never(_: NoNumber, other: object) -> bool:  # noqa: ARG001 - Python calls it so
    return False


class NoNumber(str):
    """A number that nobody has given yet: prints nothing, and is neither more nor less than any."""

    __slots__ = ()

    __lt__: Callable[[Any, Any], bool] = _never
    __le__: Callable[[Any, Any], bool] = _never
    __gt__: Callable[[Any, Any], bool] = _never
    __ge__: Callable[[Any, Any], bool] = _never


NO_NUMBER = NoNumber()


def as_saved(value: str, kind: str, language: str, today: date) -> str | int | float:
    """The value of a field that conversations fill with this kind (``WORDED``), for templates."""
    if kind != "number":
        return SavedMoment(value, language, today) if value else ""
    if not value:
        return NO_NUMBER
    number = as_decimal(value) if len(value) <= _LONGEST_NUMBER else None
    if number is None:
        return value
    return SavedWhole(number) if number == number.to_integral_value() else SavedFraction(number)
