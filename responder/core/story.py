"""Examples and stories as values: what is sent, what should come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from responder.core.message import NOTHING
from responder.core.place import Place


@dataclass(frozen=True, slots=True)
class Sending:
    """A text that should go out apart from the answers."""

    to: str | None = None
    """E.164; None: the person who texts in the story."""
    text: str | None = None
    """The whole text."""
    contains: tuple[str, ...] = ()
    """Parts of the text."""
    call: bool = False
    """A phone call, and ``text`` is what is said."""


@dataclass(frozen=True, slots=True)
class Expect:
    """What an example or a step of a story expects. None: not checked."""

    replies: tuple[str, ...] | None = None
    """The whole texts, in order; ``()`` expects silence."""
    contains: tuple[str, ...] = ()
    rule: str | None = None
    """A rule's name, "otherwise", or "none"."""
    saved: Mapping[str, str] | None = None
    tags: frozenset[str] | None = None
    lists: frozenset[str] | None = None
    opted_out: bool | None = None
    question: str | None = None
    """The name of a question that is open afterwards, or "none"."""
    handed_over: bool | None = None
    """Whether a person answers them from then on."""
    sends: tuple[Sending, ...] | None = None
    """All that goes out apart from the answer, in the step with this text; ``()`` expects nothing."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text in an example or a story: what they send, from and to where, and what we should make of it."""

    body: str
    expect: Expect
    place: Place
    from_: str | None = None
    to: str | None = None
    channel: str = "sms"
    has: tuple[str, ...] = ()
    """Kinds of attachments that come along: picture, video, voice note, file, contact card, location."""


@dataclass(frozen=True, slots=True)
class Later:
    """``later: 2 days``, or ``at:`` a time: the story's clock turns forward."""

    place: Place
    by: timedelta | None = None
    until: str | None = None
    """A local date, time or both as written ("2026-06-01 10:00", "10:00", "mon 9:00"): the next such moment."""
    sends: tuple[Sending, ...] | None = None
    """All that goes out on the way, and since the text before where no step between says so; ``()`` expects nothing."""
    goes_on: bool = False
    """More of the same step follows, which says what is sent in all of it."""


@dataclass(frozen=True, slots=True)
class Given:
    """How a story begins: the local moment (as ``Later.until``), who texts, and what we know of them."""

    at: str | None = None
    from_: str | None = None
    to: str | None = None
    channel: str = "sms"
    fields: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    tags: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    known: bool | None = None
    """Whether they texted before; None: only if anything is known of them."""
    questions: tuple[str, ...] = ()
    """Questions that they were just asked, by their names."""


@dataclass(frozen=True, slots=True)
class Story:
    """A conversation that is a test. A rule's example is a story of one step that expects the rule."""

    name: str
    given: Given
    steps: tuple[Said | Later, ...]
    place: Place
    rule: str | None = None
    """For an example: the rule that it stands under."""
