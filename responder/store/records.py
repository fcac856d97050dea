"""What one reads from a store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from responder.core.decision import Effect, Outcome, Trace
from responder.core.message import NOTHING, Channel, Media

Direction = Literal["in", "out"]
Consent = Literal["opted_out", "opted_in", "joined", "left"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message that we sent: Twilio's status, and its error code where there is one."""

    status: str
    error_code: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """One message, in or out. ``responder.store.rows.inbound`` makes an InboundMessage of one that came in."""

    id: int
    """Later messages have higher ids."""
    sid: str | None
    """None for an answer in TwiML, which Twilio names only to itself."""
    direction: Direction
    contact: str
    ours: str
    """The number, short code or service of ours at the other end."""
    channel: Channel
    at: datetime
    body: str
    media: tuple[Media, ...] = ()
    segments: int = 1
    reply_to: int | None = None
    """The id of the message that this one answers."""
    details: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    """The rest of what Twilio told, by the names of InboundMessage's fields."""
    delivery: Delivery | None = None


@dataclass(frozen=True, slots=True)
class KeptDecision:
    """What was decided about a message, why, and the bytes that it was answered with."""

    message_id: int
    at: datetime
    outcome: Outcome
    rule: str | None
    answer: str
    """The TwiML."""
    trace: Trace
    effects: tuple[Effect, ...]
    problems: tuple[str, ...]
    ruleset: str


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line of the consent ledger: what they agreed to or stopped, and the words that they did it with."""

    contact: str
    at: datetime
    what: Consent
    scope: str
    """For opted_out and opted_in: a number or service of ours, or ``*`` for everything. Else the list."""
    words: str
    """What they texted; empty where no text of theirs was the reason."""
    rule: str | None
    source: str
    ruleset: str
    message_sid: str | None


@dataclass(frozen=True, slots=True)
class Contents:
    """How much a store holds."""

    messages: int
    contacts: int
    ledger: int
    """Lines of the consent ledger."""
    last_message: datetime | None
