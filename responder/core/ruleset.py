"""A whole file of rules, as the engine walks it. The loader (``responder.rules``) builds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from responder.core.business import Business
from responder.core.calendar.hours import Window, parse_window
from responder.core.conditions.index import Index
from responder.core.conditions.matchers import Sender
from responder.core.conversation import Conversation
from responder.core.rule import ReplySpec, Rule
from responder.core.story import Story


@dataclass(frozen=True, slots=True)
class OptOutPolicy:
    """``opt_out:``. The carriers' own words always count; these add to them. Words are stored folded."""

    answered_by: Literal["twilio", "us"] | None = None
    """None: whoever answers for the kind of number (us for short codes and WhatsApp, else Twilio)."""
    stop_words: frozenset[str] = frozenset()
    start_words: frozenset[str] = frozenset()
    help_words: frozenset[str] = frozenset()
    in_other_words: bool = True
    """"lose my number" and the like opt out, too."""
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
class Price:
    """What one segment costs. ``before`` and ``after``: how the currency stands around the amount ("$", " EUR")."""

    amount: Decimal
    before: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class Budget:
    """So many segments in a calendar month. ``written``: as the writer put it, which may be money."""

    segments: int
    written: str


QUIET_HOURS = parse_window("21:00-8:00")


@dataclass(frozen=True, slots=True)
class Limits:
    """``limits:``. Defaults as in the language reference."""

    replies: tuple[Rate, ...] = (
        Rate(5, timedelta(seconds=10), "5 in 10 seconds"),
        Rate(20, timedelta(hours=1), "20 in 1 hour"),
    )
    same_words: Rate = Rate(2, timedelta(minutes=10), "2 in 10 minutes")
    rounds: int = 5
    """Two machines answering each other stop within so many rounds."""
    answer_short_codes: bool = False
    quiet_hours: Window | None = QUIET_HOURS
    """When nobody is texted who hasn't just texted us, by the clock where they are; None: never quiet."""
    unasked: tuple[Rate, ...] = (Rate(10, timedelta(days=1), "10 a day"),)
    """Texts to one person that we begin: follow-ups and broadcasts."""
    passed_on: tuple[Rate, ...] = (Rate(20, timedelta(hours=1), "20 an hour"),)
    """Texts to one member of staff, or one number that is forwarded to, because of one person."""
    budget: Budget | None = None
    """All that goes out in a month counts; when it is used up, what we begin is held back. None: without end. There is
    no amount that suits a salon and a county: one that is too small would hold back reminders unforeseen."""
    segment_price: Price | None = None


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
    blocked: tuple[Sender, ...] = ()
    """Senders that are never answered."""
    stories: tuple[Story, ...] = ()
    files: tuple[str, ...] = ()
    """Every file read, for the watcher."""
    fields: frozenset[str] = frozenset()
    """Names of contact fields that some rule remembers."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The writer's own word lists, as written."""
    conversations: Mapping[str, Conversation] = field(default_factory=dict)
    """By name."""
