"""What a condition looks at, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from responder.core.contact import Contact
from responder.core.message import NOTHING, InboundMessage
from responder.core.text.folding import Folded

if TYPE_CHECKING:
    from responder.core.business import Business


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
    """What a text must have for a condition to hold, so that the index can pass over the rule: it is one of
    ``whole``, or begins with one of ``first``, or has every word of one of ``words``. ``miss`` is what the condition
    answers where none of that is so."""

    miss: Miss
    whole: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    words: tuple[tuple[str, ...], ...] = ()

    @property
    def size(self) -> int:
        return len(self.whole) + len(self.first) + len(self.words)


class Condition(Protocol):
    """``test`` never raises for any message, contact or time, but for ``If``, whose template may."""

    def test(self, situation: Situation) -> Match | Miss: ...

    @property
    def needs(self) -> Needs | None:
        """What the text must have; None where the words of the text alone can't tell."""
