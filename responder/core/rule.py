"""One rule, as the loader (``responder.rules``) means it: when it answers, and what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from responder.core.conditions.situation import Condition
from responder.core.place import Place
from responder.core.story import Story

if TYPE_CHECKING:
    from responder.core.templates import Template


@dataclass(frozen=True, slots=True)
class ReplyPart:
    """One message of a reply: its text and the URLs of its media, each a template."""

    text: Template
    media: tuple[Template, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplySpec:
    """What ``reply:`` says, by language. A reply in one language only stands under ``""``. The first language of
    the file is the one for contacts whose language isn't there."""

    by_language: Mapping[str, tuple[ReplyPart, ...]]


@dataclass(frozen=True, slots=True)
class Remember:
    fields: tuple[tuple[str, Template], ...]


@dataclass(frozen=True, slots=True)
class Tag:
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Untag:
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Join:
    lists: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leave:
    lists: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OptOut:
    """Stops everything for the contact."""


@dataclass(frozen=True, slots=True)
class OptIn:
    """Resumes what an ``opt_out`` rule stopped. What the carrier blocks stays blocked until they text START."""


@dataclass(frozen=True, slots=True)
class Start:
    """Begins a conversation. Its first question comes with the rule's reply."""

    conversation: str


@dataclass(frozen=True, slots=True)
class Notify:
    """Texts members of staff. ``text`` None: who, what they texted, and how to answer."""

    staff: tuple[str, ...]
    """Names under ``staff``; none given: all of them."""
    text: Template | None = None


@dataclass(frozen=True, slots=True)
class Forward:
    """Passes the text on, with who sent it."""

    to: str
    """E.164."""
    written: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """Pauses automatic answers to the contact."""

    time: timedelta
    written: str


@dataclass(frozen=True, slots=True)
class Webhook:
    """Posts an event as JSON."""

    url: str


@dataclass(frozen=True, slots=True)
class Call:
    """Calls somebody up, and says a text."""

    say: ReplySpec
    """One text for each language."""
    to: str = ""
    """E.164; empty: the contact."""
    written: str = ""
    """The name or the number as the writer put it."""


@dataclass(frozen=True, slots=True)
class CancelFollowUps:
    """Takes back follow-ups that weren't sent yet."""

    names: tuple[str, ...]
    """None given: all of them."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A text that is sent later. Exactly one of ``after`` and ``at``, of ``text`` and ``ask``."""

    position: int
    """Among the rule's follow-ups, from 0."""
    name: str
    """What ``cancel`` and ``answering`` call it; empty where it has none of its own: then that is the rule's."""
    place: Place
    after: timedelta | None = None
    at: str | None = None
    """A local date, time or both as written: the next such moment."""
    written: str = ""
    """``after`` or ``at`` as the writer put it."""
    unless_reply: bool = False
    unless: Condition | None = None
    """Asked when it is due, about the contact and the moment as they are then."""
    text: ReplySpec | None = None
    ask: ReplySpec | None = None
    within: timedelta = timedelta(days=1)
    """For ``ask``: how long an answer counts."""
    repeat: timedelta | None = None
    times: int = 0
    """For ``repeat``: how often in all; 0 for without end."""
    urgent: bool = False
    """Sent in quiet hours, too."""


Action = (
    Remember
    | Tag
    | Untag
    | Join
    | Leave
    | OptOut
    | OptIn
    | Start
    | Notify
    | Forward
    | HandOver
    | Webhook
    | Call
    | CancelFollowUps
    | FollowUp
)


@dataclass(frozen=True, slots=True)
class Ask:
    """``ask``: a question that is answered by rules with ``answering``."""

    spec: ReplySpec
    name: str
    """The rule's name, or ``as:``."""
    within: timedelta


@dataclass(frozen=True, slots=True)
class OncePer:
    """``once_per``: within this time after it answered a contact the rule doesn't fit that contact again, unless
    ``or_reply`` says what to send instead."""

    time: timedelta
    written: str
    """As the writer put it ("12 hours"), for reasons in traces."""
    or_reply: ReplySpec | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``when`` is None where the rule is always true."""

    name: str
    place: Place
    when: Condition | None = None
    reply: ReplySpec | None = None
    silent: bool = False
    actions: tuple[Action, ...] = ()
    once_per: OncePer | None = None
    goes_on: bool = False
    """``continue: yes``: the next rules are looked at too."""
    always: bool = False
    """Answered although the limits on answers and on the same words would hold it back."""
    examples: tuple[Story, ...] = ()
    ask: Ask | None = None
    """Sent after the reply."""
    typos: bool | None = None
    """What the rule says of ``typos``; None: nothing, so that the top of the file holds."""


OTHERWISE = "otherwise"
