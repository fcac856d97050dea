"""What becomes of something that is due: it goes out now, it doesn't, or not yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from responder.core.contact import Contact
from responder.core.decision import Effect
from responder.core.message import Reply


@dataclass(frozen=True, slots=True)
class Sent:
    """These texts go out now, from the number that ``message`` came to. ``effects`` hold the question that is open
    from now on, and the next time of a follow-up that repeats; ``contact`` is the contact after them."""

    replies: tuple[Reply, ...]
    effects: tuple[Effect, ...]
    contact: Contact
    because: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """Nothing goes out. ``effects``: the next time of a follow-up that repeats. ``check``: which of
    ``before_sending.CHECKS`` said so; empty where its words can't be made."""

    because: str
    effects: tuple[Effect, ...] = ()
    check: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class NotYet:
    """Ask again at ``until`` (UTC), with the same Due, of the same moment. ``check``: as of NotSent."""

    until: datetime
    because: str
    check: str = field(default="", compare=False)
