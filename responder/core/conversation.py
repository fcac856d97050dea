"""Conversations: questions asked one after the other, as the loader (``responder.rules``) means them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from responder.core.conditions.situation import Condition
from responder.core.place import Place
from responder.core.rule import Action, ReplySpec

if TYPE_CHECKING:
    from responder.core.patterns import Pattern
    from responder.core.text.folding import Phrase

Kind = Literal[
    "text", "yes or no", "number", "day", "time", "date", "phone", "email", "name", "photo", "choices", "matches"
]


@dataclass(frozen=True, slots=True)
class Expected:
    """What an answer has to be. A field keeps what ``responder.core.answers`` makes of it: "yes" or "no", a plain
    number, an ISO date, "15:30", E.164, the name of the choice, …"""

    kind: Kind = "text"
    choices: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)
    """For choices: its name, which is what is saved, to the words that mean it, the name among them."""
    pattern: Pattern | None = None
    """For matches."""
    group: str = ""
    """For matches: the group of ``pattern`` whose words are saved."""
    yes: tuple[Phrase, ...] = ()
    no: tuple[Phrase, ...] = ()
    """For yes or no: the words of ``<yes>`` and ``<no>``. For a name: words that are none."""


@dataclass(frozen=True, slots=True)
class Question:
    """A step that asks and waits."""

    ask: ReplySpec
    expected: Expected
    save: str | None = None
    """The contact's field that keeps the answer."""
    again: ReplySpec | None = None
    """Said when an answer doesn't fit; None: the question once more, with a word on what is expected."""
    tries: int = 2
    """How often ``again`` is said before giving up."""
    within: timedelta = timedelta(days=1)
    give_up: Doing | None = None
    """None: hand over."""


@dataclass(frozen=True, slots=True)
class Doing:
    """What a step does that doesn't wait."""

    reply: ReplySpec | None = None
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class ConversationStep:
    """One step: a question, something done, or both, in this order of asking: what is done comes first."""

    place: Place
    question: Question | None = None
    doing: Doing | None = None
    when: Condition | None = None
    """The step is skipped unless this holds."""


@dataclass(frozen=True, slots=True)
class Conversation:
    name: str
    place: Place
    steps: tuple[ConversationStep, ...]
