"""The conditions of a rule taken apart: the cases in which it fits, each a handful of simple facts that all hold.

``when: {says: [hours, open], during: lunch}`` has two cases: the text is "hours" at lunch, or "open" at lunch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Literal

from responder.core.calendar.dates import DateRange
from responder.core.calendar.hours import Window
from responder.core.conditions.contact_matchers import Channel, OnList
from responder.core.conditions.matchers import (
    AllOf,
    AnyOf,
    Condition,
    Contains,
    ContainsAll,
    During,
    FirstTime,
    From,
    Has,
    Matches,
    Not,
    OnDate,
    Says,
    StartsWith,
    To,
)
from responder.core.conditions.slips import Slips, tolerant
from responder.core.patterns import Pattern
from responder.core.text.emoji import may_be_dressed
from responder.core.text.folding import Phrase
from responder.lint.reasoning.pattern_texts import fragments, is_whole

MOST_CASES = 5000
"""A rule with more cases than that isn't reasoned about."""


WordsKind = Literal["says", "starts_with", "contains"]


@dataclass(frozen=True, slots=True)
class Words:
    """The text is (``says``), begins with or contains this phrase. ``nearly``: with a slip in it, as ``typos: yes``
    allows, and not to the letter. ``dressed``: or it is so without the emoji at its ends, as ``says`` allows."""

    kind: WordsKind
    phrase: Phrase
    nearly: bool = False
    dressed: bool = False


@dataclass(frozen=True, slots=True)
class Fits:
    """The regular expression is found in the text. ``fragment``: it finds this, in capitals or not, and nothing else,
    where it is so simple that all it can find is known."""

    pattern: Pattern
    fragment: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """Something about everything but the words: ``("has", "picture")``. Equal facts hold at the same time."""

    kind: Literal["from", "to", "channel", "within", "date", "has", "first_time"]
    value: Any


@dataclass(frozen=True, slots=True)
class Without:
    """This doesn't hold."""

    atom: Words | Fits | Fact


@dataclass(frozen=True, slots=True)
class Other:
    """A condition that only an equal one is sure to hold with: ``if``, and all that this room doesn't know."""

    condition: Condition


Atom = Words | Fits | Fact | Without | Other
Case = tuple[Atom, ...]
"""All of these hold."""


def cases(condition: Condition | None) -> list[Case] | None:
    """Every case in which a condition holds (no condition: one case, of which nothing is known); None where there are
    too many."""
    if condition is None:
        return [()]
    found = list(islice(_cases(condition, wanted=True), MOST_CASES + 1))
    return None if len(found) > MOST_CASES else found


def plainly(case: Case) -> Case:
    """The case for texts without emoji around their words."""
    if not any(isinstance(atom, Words) and atom.dressed for atom in case):
        return case
    return tuple(replace(atom, dressed=False) if isinstance(atom, Words) else atom for atom in case)


def _cases(condition: Condition, *, wanted: bool) -> Iterator[Case]:
    if isinstance(condition, Not):
        yield from _cases(condition.condition, wanted=not wanted)
    elif isinstance(condition, (AllOf, AnyOf)):
        if isinstance(condition, AllOf) is wanted:
            yield from _together(condition.conditions, wanted)
        else:
            for part in condition.conditions:
                yield from _cases(part, wanted=wanted)
    elif isinstance(condition, ContainsAll):
        parts = [Contains(group) for group in condition.groups]
        yield from _cases(AllOf(tuple(parts)), wanted=wanted)
    elif isinstance(condition, During) and not condition.inside:
        # Outside several hours is outside each of them.
        yield from _cases(Not(During(condition.windows, True)), wanted=wanted)
    elif isinstance(condition, OnList) and not condition.joined:
        yield from _cases(Not(OnList(condition.lists, True)), wanted=wanted)
    elif (alternatives := atoms(condition)) is None:
        yield (Other(condition if wanted else Not(condition)),)
    elif wanted:
        yield from alternatives
    else:
        yield tuple(opposite(atom) for case in alternatives for atom in case[:1])


def _together(conditions: Sequence[Condition], wanted: bool) -> Iterator[Case]:
    if not conditions:
        yield ()
        return
    for first in _cases(conditions[0], wanted=wanted):
        for rest in _together(conditions[1:], wanted):
            yield first + rest


def atoms(condition: Condition) -> list[Case] | None:
    """The alternatives of a single condition, the first atom of each being all that it says; None for a condition
    that can't be taken apart."""
    match condition:
        case Says(phrases, slips):
            return list(_phrases("says", phrases, slips))
        case StartsWith(phrases, slips):
            return list(_phrases("starts_with", phrases, slips))
        case Contains(phrases):
            return list(_phrases("contains", phrases, None))
        case Matches(patterns):
            return [case for pattern in patterns for case in _found_by(pattern)]
        case From(senders):
            return [(Fact("from", (sender.kind, sender.value)),) for sender in senders]
        case To(numbers):
            return [(Fact("to", number),) for number in numbers]
        case Channel(channels):
            return [(Fact("channel", channel),) for channel in channels]
        case OnList(lists, True):
            # To be on a list is the same as `from:` that list.
            return [(Fact("from", ("list", name)),) for name in lists]
        case During(windows, True):
            return [(within(window),) for window in windows]
        case OnDate(ranges):
            return [(Fact("date", _dates(dates)),) for dates in ranges]
        case Has(kinds):
            return [(Fact("has", kind),) for kind in kinds]
        case FirstTime(expected):
            return [(Fact("first_time", expected),)]
        case _:
            return None


def _phrases(kind: WordsKind, phrases: Sequence[Phrase], slips: Slips | None) -> Iterator[Case]:
    for phrase in phrases:
        if phrase.folded:
            yield (Words(kind, phrase, dressed=kind == "says" and may_be_dressed(phrase.words)),)
    for near in tolerant(phrases, slips):
        yield (Words(kind, near.phrase, nearly=True),)


def _found_by(pattern: Pattern) -> Iterator[Case]:
    """One case for each text that a simple regular expression finds, one for any other."""
    found = fragments(pattern)
    if found is None:
        yield (Fits(pattern),)
        return
    whole = is_whole(pattern)
    for fragment in found:
        fits = Fits(pattern, fragment)
        phrase = Phrase.of(fragment) if whole else None
        # The whole text is known to be this one, which `says` would answer too.
        yield (fits, Words("says", phrase)) if phrase is not None and phrase.letters else (fits,)


def opposite(atom: Atom) -> Atom:
    """What holds where this atom doesn't."""
    match atom:
        case Without(inner):
            return inner
        case Other(condition):
            return Other(condition.condition if isinstance(condition, Not) else Not(condition))
        case Fact("within", (week, special, inverted)):
            return Fact("within", (week, special, not inverted))
        case Fact("first_time", expected):
            return Fact("first_time", not expected)
        case Fits(pattern):
            return Without(Fits(pattern))
        case _:
            return Without(atom)


def within(window: Window) -> Fact:
    """That now is in a window, whatever its name: ``outside: hours`` is ``during: closed``."""
    return Fact("within", (window.hours.week, window.hours.special, window.inverted))


def _dates(dates: DateRange) -> tuple[Any, ...]:
    return dates.first, dates.last, dates.yearly
