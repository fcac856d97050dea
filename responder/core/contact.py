"""What we remember of one sender."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from responder.core.message import NOTHING
from responder.core.question import Choosing, OpenQuestion

EVERYTHING = "*"
"""The opt-out scope of a rule's own ``opt_out``: every number and service of this business."""

OptedOutBy = Literal["carrier", "rule"]
"""Who holds the opt-out. carrier: Twilio or the carrier blocks our texts until the person texts START alone. rule: only
we do, as a rule said so (under EVERYTHING; a rule with ``opt_in: yes`` lifts that), or as they sent a STOP that Twilio
doesn't act on (under the number; START lifts that, and no rule)."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One round with a contact, as the loop guard needs it: when their text came, a digest of its shape (digits and
    punctuation left out), when we answered, and digests of what we answered (empty: we kept silent). ``told``: our
    staff was sent a note of it."""

    at: datetime
    shape: str
    replies: tuple[str, ...] = ()
    told: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """One person, by address: E.164, or ``whatsapp:US.1234`` where WhatsApp hides the number.

    A contact who never texted has ``first_seen`` None. All times are aware and in UTC.
    """

    address: str
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    fields: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    tags: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    opted_out: Mapping[str, OptedOutBy] = field(default_factory=lambda: MappingProxyType({}))
    """Opt-out scopes (see ``InboundMessage.opt_out_scopes`` and EVERYTHING) and who holds each."""
    history: tuple[Exchange, ...] = ()
    """The last rounds, oldest first, no more than the limits need."""
    last_answered: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    """For rules with ``once_per``: rule name to the time it last answered this contact."""
    questions: tuple[OpenQuestion, ...] = ()
    """What they were asked and haven't answered, oldest first; those that lapsed are kept until the next text."""
    choosing: Choosing | None = None
    """They were asked which of several questions their last text answers."""
    handed_over_until: datetime | None = None
    """Until then a person answers them, and the rules keep silent."""
    handed_over_to: tuple[str, ...] = ()
    """The members of staff who are told what they text until then; none named: all of them."""

    @property
    def language(self) -> str | None:
        """The saved language tag (``es``, ``pt-BR``), or None."""
        return self.fields.get("language") or None

    def is_opted_out_of(self, scopes: tuple[str, ...]) -> bool:
        """Whether nothing may be sent from any of these scopes."""
        return EVERYTHING in self.opted_out or any(scope in self.opted_out for scope in scopes)


def contact_address(from_: str, channel: str) -> str:
    """The address that names a contact: a phone number is the same person on every channel, a WhatsApp user id
    without a number is kept apart."""
    return from_ if channel != "whatsapp" or from_.startswith("+") else f"whatsapp:{from_}"
