"""A question that waits for an answer, and what came of asking which one was meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Asker = Literal["rule", "conversation", "follow-up", "reminder"]


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One question that a contact was asked. ``name`` is what ``answering:`` calls it: the rule's name or ``as:``, the
    conversation's, the follow-up's. Times are aware and in UTC."""

    name: str
    asker: Asker
    asked_at: datetime
    until: datetime
    """An answer that comes later finds the question lapsed."""
    text: str = ""
    """What was asked last, as it was sent: a tapback quotes it, and "which one?" names it."""
    step: int = -1
    """For conversations: the position of the step that asks."""
    tries: int = 0
    """How many answers to this step didn't fit so far."""
    started_at: datetime | None = None
    """For conversations: when it began, which names the run."""
    came_from: tuple[int, ...] = ()
    """For conversations: the positions of the steps that asked before, oldest first, for BACK."""
    language: str | None = None
    """What they write in, as far as their texts told when this was asked; later texts that tell nothing keep to it."""
    bare: str = ""
    """The question alone, where ``text`` has more: a hint, or ``again`` in its place."""
    before: tuple[str, ...] = ()
    """The questions over which they picked this one: what it asks next is answered before them."""
    known_by: tuple[str, ...] = ()
    """For conversations: what tells the steps in ``came_from``, and then the one that asks, from others when the file
    has changed and the positions may be those of other steps. Empty in what older releases kept."""

    def is_open(self, now: datetime) -> bool:
        """Whether an answer at ``now`` is still in time."""
        return now < self.until


@dataclass(frozen=True, slots=True)
class Choosing:
    """A text fitted several open questions, and the contact was asked which one they mean."""

    names: tuple[str, ...]
    """The questions, in the order in which they were numbered from 1."""
    body: str
    """The text that fits them."""
    until: datetime
    times: int = 1
    """How many of their texts in a row left it open which one they mean."""
