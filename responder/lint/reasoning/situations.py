"""Situations in which a case can be tried out with the real engine: who texts, when, with what, and which words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any

from responder.core.business import Business
from responder.core.conditions.contact_matchers import ContactIs, InLanguage
from responder.core.conditions.question_matchers import Answering
from responder.core.contact import Contact, contact_address
from responder.core.message import Channel, InboundMessage, Location, Media
from responder.core.question import OpenQuestion
from responder.lint.reasoning.cases import Case, Fact, Fits, Other, Words
from responder.lint.reasoning.pattern_texts import samples

_STRANGERS = ("+12025550143", "+12025550147", "+12025550186", "+442079460143", "+13235550143")
_OWN = "+12025550100"
_TYPES = {
    "picture": "image/jpeg",
    "video": "video/mp4",
    "voice note": "audio/ogg",
    "file": "application/pdf",
    "contact card": "text/vcard",
}
_HOURS = (10, 13, 7, 17, 20, 23, 2)
_HOURS_OF_OTHER_DAYS = 4
_MOST_MOMENTS = 120
_ANY_TEXT = "hello"
_TAIL = "0143555012"


@dataclass(frozen=True, slots=True)
class Trial:
    """What one text comes with. ``now`` is aware and in UTC."""

    sender: str
    to: str
    now: datetime
    contact: Contact
    kinds: tuple[str, ...]
    channel: Channel

    def message(self, body: str) -> InboundMessage:
        media = tuple(Media("https://media.example.com/1", _TYPES[kind]) for kind in self.kinds if kind in _TYPES)
        return InboundMessage(
            sid="SM0",
            from_=self.sender,
            to=self.to,
            body=body,
            channel="mms" if media and self.channel == "sms" else self.channel,
            media=media,
            location=Location(41.8781, -87.6298) if "location" in self.kinds else None,
        )


def trials(case: Case, business: Business, today: date) -> Iterator[Trial]:
    """Situations that most likely fit the facts of a case, the most ordinary first. Whoever uses one checks that."""
    facts = [atom for atom in case if isinstance(atom, Fact)]
    sender = _sender(facts, business)
    to = next((fact.value for fact in facts if fact.kind == "to"), None)
    to = to or next((number for number in (business.phone, *business.numbers.values(), _OWN) if number), _OWN)
    kinds = tuple(fact.value for fact in facts if fact.kind == "has")
    wanted = {value for fact in facts if fact.kind == "from" for value in [fact.value]}
    lists = frozenset(value for kind, value in wanted if kind == "list")
    channel: Channel = next((fact.value for fact in facts if fact.kind == "channel"), "sms")
    fields = dict(_fields(case))
    is_new = Fact("first_time", True) in facts or ("unknown", "") in wanted
    for moment in islice(_moments(facts, business, today), _MOST_MOMENTS):
        seen = None if is_new else moment - timedelta(days=30)
        asked = tuple(_questions(case, moment))
        contact = Contact(contact_address(sender, channel), seen, seen, fields, lists=lists, questions=asked)
        yield Trial(sender, to, moment, contact, kinds, channel)


def _questions(case: Case, moment: datetime) -> Iterator[OpenQuestion]:
    """What they were just asked. A conversation's, too, are as a rule's: what its step can't read goes to the rules."""
    for atom in case:
        if isinstance(atom, Other) and isinstance(atom.condition, Answering):
            yield OpenQuestion(atom.condition.names[0], "rule", moment, moment + timedelta(hours=1))


def _fields(case: Case) -> Iterator[tuple[str, str]]:
    """What has to be saved about the contact, as far as that is plain."""
    for atom in case:
        match atom:
            case Other(InLanguage((tag, *_))):
                yield "language", tag
            case Other(ContactIs(tests)):
                yield from ((test.name, str(test.values[0].wanted)) for test in tests if test.values[0].sign == "=")


def texts(case: Case) -> list[str]:
    """Texts that the words of a case ask for, the most ordinary first; whoever uses one checks that. "hello" where
    it asks for none."""
    words = [atom for atom in case if isinstance(atom, Words)]
    if whole := [_typed(atom) for atom in words if atom.kind == "says"]:
        return whole[:1]
    parts = [_typed(atom) for kind in ("starts_with", "contains") for atom in words if atom.kind == kind]
    fits = [atom for atom in case if isinstance(atom, Fits)]
    found = [[atom.fragment] if atom.fragment else list(samples(atom.pattern)) for atom in fits]
    if not found:
        return [" ".join(parts) or _ANY_TEXT]
    if not all(found):
        return []
    longest = max(map(len, found))
    rows = [[some[min(n, len(some) - 1)] for some in found] for n in range(longest)]
    return list(dict.fromkeys(" ".join([*parts, *row]) for row in rows))


def _typed(words: Words) -> str:
    """The phrase as someone types it, with a letter left out of its longest word where there is to be a slip."""
    if not words.nearly:
        return words.phrase.written
    longest = max(words.phrase.words, key=len)
    middle = len(longest) // 2
    return words.phrase.folded.replace(longest, longest[:middle] + longest[middle + 1 :], 1)


def _sender(facts: list[Fact], business: Business) -> str:
    own = {business.phone, *business.numbers.values(), *business.staff.values()}
    free = next(number for number in _STRANGERS if number not in own or number == _STRANGERS[-1])
    for kind, value in [fact.value for fact in facts if fact.kind == "from"]:
        if kind == "number":
            return str(value)
        if kind == "prefix":
            return str(value + _TAIL[: max(0, 12 - len(value))])
        if kind == "staff":
            return business.staff.get(value) or next(iter(business.staff.values()), free)
        if kind == "country" and value == "GB":
            return _STRANGERS[3]
    return free


def _moments(facts: list[Fact], business: Business, today: date) -> Iterator[datetime]:
    """Moments in UTC: at the beginning and the end of all hours that the case names, on its dates, and all around."""
    days = [today]
    for first, last, yearly in [fact.value for fact in facts if fact.kind == "date"]:
        days = [first.replace(year=today.year + 1) if yearly and first.day < 29 else first, last]
    clocks: dict[tuple[int, int], None] = {}
    for week, special, _ in [fact.value for fact in facts if fact.kind == "within"]:
        clocks |= dict.fromkeys(_edges(week, special))
        days += [dates.first for dates, _ in special if not dates.yearly][:2]
    clocks |= dict.fromkeys((hour, 30) for hour in _HOURS)
    for ahead in range(7):
        for day in days:
            # The hours of one day, then some of every other.
            for hour, minute in list(clocks)[: None if ahead == 0 else _HOURS_OF_OTHER_DAYS]:
                local = datetime.combine(day + timedelta(days=ahead), time(hour, minute), business.timezone)
                yield local.astimezone(UTC)


def _edges(week: Any, special: Any) -> Iterator[tuple[int, int]]:
    for times in (*week, *(times for _, times in special)):
        for begin, end in times:
            for minute in (begin, (begin + end) // 2, end):
                yield (minute // 60) % 24, minute % 60
