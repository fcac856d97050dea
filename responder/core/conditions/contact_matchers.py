"""The conditions on who the contact is: their lists, tags, channel, language, and the fields saved about them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from responder.core.conditions.languages import is_language, languages_of
from responder.core.conditions.reasons import listed, typed, unique
from responder.core.conditions.scope import values_for
from responder.core.conditions.situation import Match, Miss, Needs, Situation
from responder.core.phone import country_of
from responder.core.text.folding import fold
from responder.core.wording.amounts import as_decimal


@dataclass(frozen=True, slots=True)
class OnList:
    """``on_list`` (joined is True): they are on one of these lists. ``not_on_list``: on none of them."""

    lists: tuple[str, ...]
    joined: bool
    needs: Needs | None = field(init=False, repr=False, compare=False, default=None)

    def test(self, situation: Situation) -> Match | Miss:
        on = next((name for name in self.lists if name in situation.contact.lists), None)
        if on is not None:
            reason = f"they are on the list '{on}'"
        else:
            names = listed([f"'{name}'" for name in self.lists], "or")
            reason = f"they aren't on the list {names}"
        return Match(reason) if (on is not None) is self.joined else Miss(reason)


@dataclass(frozen=True, slots=True)
class HasTag:
    """``tagged``: the contact has one of these tags."""

    tags: tuple[str, ...]
    needs: Needs | None = field(init=False, repr=False, compare=False, default=None)

    def test(self, situation: Situation) -> Match | Miss:
        for tag in self.tags:
            if tag in situation.contact.tags:
                return Match(f"they have the tag '{tag}'")
        wanted = listed([f"'{tag}'" for tag in self.tags], "or")
        return Miss(f"they don't have the tag {wanted}")


@dataclass(frozen=True, slots=True)
class Channel:
    """``channel``: it came by one of these: sms, mms, whatsapp, rcs."""

    channels: tuple[str, ...]
    needs: Needs | None = field(init=False, repr=False, compare=False, default=None)

    def test(self, situation: Situation) -> Match | Miss:
        channel = situation.message.channel
        if channel in self.channels:
            return Match(f"it came by {channel}")
        return Miss(f"it came by {channel}, not by {listed(self.channels, 'or')}")


@dataclass(frozen=True, slots=True)
class InLanguage:
    """``language``: the contact's language, as far as it is known, is one of these tags."""

    tags: tuple[str, ...]
    needs: Needs | None = field(init=False, repr=False, compare=False, default=None)

    def test(self, situation: Situation) -> Match | Miss:
        wanted = listed(self.tags, "or")
        known = next(languages_of(situation), None)
        if known is None:
            return Miss(f"their language isn't known, so it isn't {wanted}")
        spoken, source = known
        sender = situation.message.from_
        country = country_of(sender) if sender.startswith("+") else None
        shown = spoken if spoken.isascii() and spoken.replace("-", "").isalnum() else typed(spoken)
        if any(is_language(spoken, tag, country) for tag in self.tags):
            return Match(f"their language is {shown} ({source})")
        return Miss(f"their language is {shown} ({source}), not {wanted}")


Sign = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One value of a field under ``contact``, decided at load. ``sign`` "=" with a text compares it folded; numbers,
    money and dates are compared as such. An empty text with "=" means that nothing is saved."""

    sign: Sign
    wanted: str | Decimal | date | None
    """None: today."""
    written: str

    def holds(self, value: str, today: date) -> bool | None:
        """Whether the saved value (empty: none) is so; None where it can't be compared."""
        wanted = self.wanted
        if isinstance(wanted, str):
            return _equal(value, wanted) is (self.sign == "=")
        if not value:
            return True if self.sign == "!=" else False if self.sign == "=" else None
        if isinstance(wanted, Decimal):
            number = number_in(value)
            if number is None:
                return _unequal(self.sign)
            return _compared(number - wanted, self.sign)
        day = date_in(value)
        if day is None:
            return _unequal(self.sign)
        return _compared(Decimal((day - (wanted or today)).days), self.sign)


def number_in(written: str) -> Decimal | None:
    """The number in ``3``, ``1,250.00``, ``$60`` or ``60 €``, or None."""
    return as_decimal(written.strip().strip("$€£¥ \u00a0"))


def date_in(written: str) -> date | None:
    """The day in ``2026-06-02`` (a time may follow), or None."""
    found = _DAY.match(written.strip())
    if found is None:
        return None
    try:
        return date.fromisoformat(found[1])
    except ValueError:
        return None


_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d.{0,20})?$", re.ASCII)


def _unequal(sign: Sign) -> bool | None:
    """What holds of a value that is of another kind altogether: it isn't equal, and can't be compared else."""
    return True if sign == "!=" else False if sign == "=" else None


def _compared(difference: Decimal, sign: Sign) -> bool:
    if sign in ("=", "!="):
        return (difference == 0) is (sign == "=")
    if sign in ("<", "<="):
        return difference < 0 or (difference == 0 and sign == "<=")
    return difference > 0 or (difference == 0 and sign == ">=")


def _equal(value: str, wanted: str) -> bool:
    if not wanted:
        return not value
    if fold(value).text == fold(wanted).text and value:
        return True
    one, other = number_in(value), number_in(wanted)
    return one is not None and one == other


@dataclass(frozen=True, slots=True)
class FieldTest:
    """One field under ``contact``: any of the values holds."""

    name: str
    values: tuple[FieldValue, ...]


@dataclass(frozen=True, slots=True)
class ContactIs:
    """``contact``: every one of these fields, saved about the contact, is as wanted."""

    fields: tuple[FieldTest, ...]
    needs: Needs | None = field(init=False, repr=False, compare=False, default=None)

    def test(self, situation: Situation) -> Match | Miss:
        held = []
        for wanted in self.fields:
            value = _value_of(wanted.name, situation)
            today = situation.now.date()
            found = next((one for one in wanted.values if one.holds(value, today)), None)
            if found is None:
                return Miss(_why_not(wanted, value, today))
            held.append(_why(wanted.name, value, found))
        reasons = unique(held)
        return Match("; ".join(reasons), parts=reasons if len(reasons) > 1 else ())


_AS_IN_REPLIES = ("first_name", "name")
"""These are known from each other, as in replies; the other fields are as saved."""


def _value_of(name: str, situation: Situation) -> str:
    if name in _AS_IN_REPLIES:
        return str(values_for((name,), situation)[name])
    return situation.contact.fields.get(name, "")


def _why(name: str, value: str, found: FieldValue) -> str:
    if not value:
        return f"{name} isn't saved"
    plain = found.sign == "=" and isinstance(found.wanted, str)
    return f"{name} is {typed(value)}" + ("" if plain else f", which is {found.written}")


def _why_not(wanted: FieldTest, value: str, today: date) -> str:
    names = listed([one.written or "not saved" for one in wanted.values], "or")
    if not value:
        return f"{wanted.name} isn't saved, so it isn't {names}"
    if all(one.wanted == "" for one in wanted.values):
        return f"{wanted.name} is saved: it is {typed(value)}"
    uncompared = all(one.holds(value, today) is None for one in wanted.values)
    what = "can't be compared with" if uncompared else "isn't"
    return f"{wanted.name} is {typed(value)}, which {what} {names}"
