"""The frozen meaning of rules.yaml. The loader (``responder.rules``) builds it, the engine walks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from responder.core.hours import Hours, Window
from responder.core.matchers import Condition, Sender
from responder.core.message import NOTHING

if TYPE_CHECKING:
    from responder.core.index import Index
    from responder.core.templates import Template


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file of rules. Lines and columns count from 1."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


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


@dataclass(frozen=True, slots=True)
class Story:
    """A conversation that is a test. A rule's example is a story of one step that expects the rule."""

    name: str
    given: Given
    steps: tuple[Said | Later, ...]
    place: Place
    rule: str | None = None
    """For an example: the rule that it stands under."""


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
    """Gets through an open question."""
    examples: tuple[Story, ...] = ()


OTHERWISE = "otherwise"


@dataclass(frozen=True, slots=True)
class OptOutPolicy:
    """``opt_out:``. The carriers' own words always count; these add to them. Words are stored folded."""

    answered_by: Literal["twilio", "us"] | None = None
    """None: whoever answers for the kind of number (us for short codes and WhatsApp, else Twilio)."""
    stop_words: frozenset[str] = frozenset()
    start_words: frozenset[str] = frozenset()
    help_words: frozenset[str] = frozenset()
    stop_reply: ReplySpec | None = None
    start_reply: ReplySpec | None = None
    help_reply: ReplySpec | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``count`` in ``within``."""

    count: int
    within: timedelta
    written: str


@dataclass(frozen=True, slots=True)
class Limits:
    """``limits:``, for answers. Defaults as in the language reference."""

    replies: tuple[Rate, ...] = (
        Rate(5, timedelta(seconds=10), "5 in 10 seconds"),
        Rate(20, timedelta(hours=1), "20 in 1 hour"),
    )
    same_words: Rate = Rate(2, timedelta(minutes=10), "2 in 10 minutes")
    rounds: int = 5
    """Two machines answering each other stop within so many rounds."""
    answer_short_codes: bool = False


@dataclass(frozen=True, slots=True)
class Business:
    """The facts at the top of the file."""

    name: str = ""
    phone: str = ""
    """E.164, or empty."""
    phone_written: str = ""
    """As the writer put it, which is how replies show it."""
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    language: str = "en"
    country: str = "US"
    """For numbers written without a country code: the country of ``phone``, else of the time zone, else US."""
    hours: Hours | None = None
    windows: Mapping[str, Window] = field(default_factory=dict)
    staff: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """Name to E.164."""
    numbers: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """Names of our own receiving numbers, name to E.164 or short code."""
    lists: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """List name to what it is, in words."""
    about: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    blocked: tuple[Sender, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A whole file (with what it includes), ready to decide. Build it with ``responder.rules.load``."""

    digest: str
    """SHA-256 of every file's bytes in order, hex, first 16 digits: what traces and the ledger name."""
    business: Business
    rules: tuple[Rule, ...]
    otherwise: Rule | None
    opt_out: OptOutPolicy
    limits: Limits
    index: Index
    stories: tuple[Story, ...] = ()
    files: tuple[str, ...] = ()
    """Every file read, for the watcher."""
    fields: frozenset[str] = frozenset()
    """Names of contact fields that some rule remembers."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The writer's own word lists, as written."""
