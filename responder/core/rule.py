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


Action = Remember | Tag | Untag | Join | Leave | OptOut | OptIn


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


OTHERWISE = "otherwise"
