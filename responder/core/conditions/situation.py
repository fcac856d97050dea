"""What a condition looks at, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from responder.core.contact import Contact
from responder.core.message import NOTHING, InboundMessage
from responder.core.question import OpenQuestion
from responder.core.text.folding import Folded, clean, fold
from responder.core.text.tapbacks import Tapback, read_tapback

if TYPE_CHECKING:
    from responder.core.business import Business
    from responder.core.patterns import Pattern


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that a condition may look at. ``now`` is aware, in the business's time zone."""

    message: InboundMessage
    folded: Folded
    clean: str
    """The body for regular expressions: see ``responder.core.text.folding.clean``."""
    contact: Contact
    now: datetime
    business: Business
    groups: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """What the conditions before this one found, for ``if``."""
    language: str | None = None
    """The language of the reply that is being made, where a map of languages chose one."""
    meant: OpenQuestion | None = None
    """The question that the text answers, where that is known; it counts as open to the end of the decision."""
    elsewhere: bool = False
    """The text is a reaction to a text of ours that is none of the open questions."""
    tapback: Tapback | None = None
    """The text is a reaction to one of ours; ``folded`` and ``clean`` are then its emoji alone."""


def situation_of(message: InboundMessage, contact: Contact, now: datetime, business: Business) -> Situation:
    """What the conditions look at when this text comes. ``now`` is aware, in any time zone."""
    tapback = read_tapback(message.body)
    said = message.body if tapback is None else tapback.emoji
    local = now.astimezone(business.timezone)
    return Situation(message, fold(said), clean(said), contact, local, business, tapback=tapback)


@dataclass(frozen=True, slots=True)
class Match:
    """The condition holds. ``parts`` are the single reasons where ``because`` joins several."""

    because: str
    groups: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """What the match found: a regex's named groups, ``rest`` after starts_with."""
    language: str | None = None
    """The language of the built-in word that fitted, where it tells one."""
    parts: tuple[str, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """One sentence for each condition that was looked at."""
        return self.parts or (self.because,)


@dataclass(frozen=True, slots=True)
class Miss:
    """The condition doesn't hold. ``parts`` are the single reasons where ``because`` joins several."""

    because: str
    parts: tuple[str, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """One sentence for each condition that was looked at."""
        return self.parts or (self.because,)


@dataclass(frozen=True, slots=True)
class Needs:
    """What a text must have for a condition to hold, so that the index can pass over the rule: one of ``whole``,
    ``first``, ``inside``, ``patterns``, ``nearly_whole`` or ``nearly_first``. ``miss`` is what the condition answers
    where none of that is so."""

    miss: Miss
    whole: tuple[str, ...] = ()
    """It is this, folded, or is without the emoji at its ends."""
    first: tuple[str, ...] = ()
    """It begins with these folded words."""
    inside: tuple[str, ...] = ()
    """This stands in ``Folded.padded`` (or ``elided``)."""
    patterns: tuple[Pattern, ...] = ()
    """This is found in the clean text."""
    nearly_whole: tuple[str, ...] = ()
    """It is this but for one slip in one word."""
    nearly_first: tuple[str, ...] = ()
    """It begins with these words but for one slip in one of them."""
    also: tuple[Needs, ...] = ()
    """Other needs of the same condition, which must be met too: an index may ask for any of them instead, where nobody
    is told the reason."""

    @property
    def cost(self) -> tuple[int, int]:
        """The lower, the better a text can be told by it: a whole text or a beginning fits fewer texts than a word
        somewhere, a word fewer than a regular expression; and fewer alternatives are better."""
        if self.patterns:
            kind = 2 if all(pattern.clauses for pattern in self.patterns) else 3
        else:
            kind = 1 if self.inside else 0
        return kind, len(self.whole) + len(self.first) + len(self.inside) + len(self.patterns)


class Condition(Protocol):
    """``test`` never raises for any message, contact or time, but for ``If``, whose template may."""

    def test(self, situation: Situation) -> Match | Miss: ...

    @property
    def needs(self) -> Needs | None:
        """What the text must have; None where the words of the text alone can't tell."""
