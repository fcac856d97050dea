"""The conditions on everything but the words: who sends, to which number, when, with what, and ``if``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from responder.core.calendar.hours import DateRange, Window
from responder.core.conditions.reasons import listed, typed
from responder.core.conditions.scope import values_for
from responder.core.conditions.situation import Match, Miss, Needs, Situation
from responder.core.message import InboundMessage
from responder.core.phone import country_of

if TYPE_CHECKING:
    from responder.core.templates import Expression

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Sender:
    """One entry of ``from:`` or ``blocked:``, decided at load."""

    kind: Literal["number", "prefix", "country", "staff", "list", "known", "unknown"]
    value: str = ""
    """number: E.164 or a short code. prefix: digits with + . country: ISO code. staff: a name, or empty for any of
    them. list: its name."""
    written: str = ""

    @property
    def shown(self) -> str:
        """As the writer put it, for reasons."""
        return self.written or self.value or self.kind

    def holds(self, situation: Situation) -> bool:
        """Whether the message comes from such a sender."""
        return _SENDER_TESTS[self.kind](self.value, situation)


def _is_number(value: str, situation: Situation) -> bool:
    return situation.message.from_ == value


def _has_prefix(value: str, situation: Situation) -> bool:
    return situation.message.from_.startswith(value)


def _is_from_country(value: str, situation: Situation) -> bool:
    sender = situation.message.from_
    return sender.startswith("+") and country_of(sender) == value


def _is_staff(value: str, situation: Situation) -> bool:
    staff = situation.business.staff
    return situation.message.from_ in ((staff.get(value),) if value else staff.values())


def _is_on_list(value: str, situation: Situation) -> bool:
    return value in situation.contact.lists


def _is_known(_: str, situation: Situation) -> bool:
    return situation.contact.first_seen is not None


def _is_unknown(_: str, situation: Situation) -> bool:
    return situation.contact.first_seen is None


_SENDER_TESTS: dict[str, Callable[[str, Situation], bool]] = {
    "number": _is_number,
    "prefix": _has_prefix,
    "country": _is_from_country,
    "staff": _is_staff,
    "list": _is_on_list,
    "known": _is_known,
    "unknown": _is_unknown,
}


def sender_in_words(message: InboundMessage) -> str:
    """The sender for a reason: a number as it is, anything else in quotes."""
    sender = message.from_
    return sender if sender.isascii() and sender[1:].isdigit() else typed(sender)


@dataclass(frozen=True, slots=True)
class From:
    """``from``: the sender is one of these."""

    senders: tuple[Sender, ...]
    needs: Needs | None = field(init=False, repr=False, compare=False, default=None)
    _wanted: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = tuple(sender.shown for sender in self.senders)
        object.__setattr__(self, "_wanted", names[0] if len(names) == 1 else f"one of {listed(names)}")

    def test(self, situation: Situation) -> Match | Miss:
        for sender in self.senders:
            if sender.holds(situation):
                return Match(f"{sender_in_words(situation.message)} is {sender.shown}")
        return Miss(f"{sender_in_words(situation.message)} isn't {self._wanted}")


@dataclass(frozen=True, slots=True)
class To:
    """``to``: the text came to one of these numbers."""

    numbers: tuple[str, ...]
    """E.164 or short codes, names under ``numbers`` resolved."""
    written: tuple[str, ...]
    needs: Needs | None = field(init=False, repr=False, compare=False, default=None)

    def test(self, situation: Situation) -> Match | Miss:
        to = situation.message.to
        for number, written in zip(self.numbers, self.written, strict=True):
            if to == number:
                return Match(f"it came to {written}")
        shown = to if to.isascii() and to[1:].isdigit() else typed(to)
        return Miss(f"it came to {shown}, not to {listed(self.written, 'or')}")


@dataclass(frozen=True, slots=True)
class During:
    """``during`` (inside is True) or ``outside``: any of the windows for during, none of them for outside."""

    windows: tuple[Window, ...]
    inside: bool
    needs: Needs | None = field(init=False, repr=False, compare=False, default=None)

    def test(self, situation: Situation) -> Match | Miss:
        now = situation.now
        for window in self.windows:
            if window.contains(now):
                reason = window.describe(now)
                return Match(reason) if self.inside else Miss(reason)
        if len(self.windows) == 1:
            reason = self.windows[0].describe(now)
        else:
            names = tuple(window.name or window.written for window in self.windows)
            reason = f"now is {DAY_NAMES[now.weekday()]} {now.hour}:{now.minute:02}, outside {listed(names, 'and')}"
        return Miss(reason) if self.inside else Match(reason)


@dataclass(frozen=True, slots=True)
class OnDate:
    """``date``: today is in one of these ranges."""

    ranges: tuple[DateRange, ...]
    needs: Needs | None = field(init=False, repr=False, compare=False, default=None)

    def test(self, situation: Situation) -> Match | Miss:
        day = situation.now.date()
        today = f"today is {DAY_NAMES[day.weekday()]} {day.day} {MONTH_NAMES[day.month - 1]} {day.year}"
        for dates in self.ranges:
            if dates.contains(day):
                return Match(f"{today}, in {dates.written}")
        return Miss(f"{today}, not in {listed(tuple(dates.written for dates in self.ranges), 'or')}")


CONTACT_CARDS = ("text/vcard", "text/x-vcard", "text/directory")
WHAT = {
    "picture": "a picture",
    "video": "a video",
    "voice note": "a voice note",
    "file": "a file",
    "contact card": "a contact card",
    "location": "a location",
}


def kinds_of(message: InboundMessage) -> tuple[str, ...]:
    """What came along with a message, in its order, as ``has:`` names it."""
    kinds = [_kind_of(media.content_type) for media in message.media]
    if message.location is not None:
        kinds.append("location")
    return tuple(kinds)


def _kind_of(content_type: str) -> str:
    mime = content_type.partition(";")[0].strip().lower()
    for beginning, kind in (("image/", "picture"), ("video/", "video"), ("audio/", "voice note")):
        if mime.startswith(beginning):
            return kind
    return "contact card" if mime in CONTACT_CARDS else "file"


@dataclass(frozen=True, slots=True)
class Has:
    """``has``: something of one of these kinds came along."""

    kinds: tuple[str, ...]
    needs: Needs | None = field(init=False, repr=False, compare=False, default=None)

    def test(self, situation: Situation) -> Match | Miss:
        message = situation.message
        if message.media or message.location is not None:
            for kind in kinds_of(message):
                if kind in self.kinds:
                    return Match(f"{WHAT[kind]} came along")
        return Miss(f"no {listed(self.kinds, 'or')} came along")


@dataclass(frozen=True, slots=True)
class FirstTime:
    """``first_time``: whether this contact has never texted before."""

    expected: bool
    needs: Needs | None = field(init=False, repr=False, compare=False, default=None)

    def test(self, situation: Situation) -> Match | Miss:
        first = situation.contact.first_seen is None
        reason = "they have never texted before" if first else "they have texted before"
        return Match(reason) if first is self.expected else Miss(reason)


@dataclass(frozen=True, slots=True)
class If:
    """``if``: the expression holds. Its ``test`` raises TemplateFailed where the expression can't be worked out."""

    expression: Expression
    needs: Needs | None = field(init=False, repr=False, compare=False, default=None)

    def test(self, situation: Situation) -> Match | Miss:
        expression = self.expression
        if expression.evaluate(values_for(expression.variables, situation, situation.groups)):
            return Match(f"`{expression.source}` holds")
        return Miss(f"`{expression.source}` doesn't hold")
