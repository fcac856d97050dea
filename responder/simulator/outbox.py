"""What is sent apart from the answers: notes to the staff at once, follow-ups when they are due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from responder.core.answering.outgoing.before_sending import BEGUN_BY_US, Used
from responder.core.answering.outgoing.later import NotSent, NotYet, Sent, send_due
from responder.core.answering.outgoing.planned import waiting_after
from responder.core.contact import Contact
from responder.core.decision import Decision, Due, Effect
from responder.core.message import InboundMessage, Reply
from responder.core.ruleset import Ruleset

MOST_AT_ONCE = 1000
"""Texts that go out while the clock turns once. More is a mistake, and would take long."""


class TooManyTexts(ValueError):
    """So many follow-ups would be sent in this time that the clock was stopped."""


@dataclass(frozen=True, slots=True)
class SentText:
    """One text that went out apart from an answer. ``at`` in UTC, ``to`` the address of who got it."""

    at: datetime
    to: str
    text: str
    media: tuple[str, ...]
    kind: str
    """notify, forward, call or follow-up."""
    rule: str
    name: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """A follow-up that was due and wasn't sent, and why."""

    at: datetime
    due: Due
    because: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that is due, and the text that it follows. ``planned``: the moment that it was planned for, if it was
    put off since."""

    due: Due
    message: InboundMessage
    planned: datetime | None = None


@dataclass(slots=True)
class Outbox:
    """What waits, what was sent, and what was kept back. ``webhooks`` are kept, not posted."""

    waiting: list[Waiting] = field(default_factory=list)
    sent: list[SentText] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)
    webhooks: list[Due] = field(default_factory=list)

    def take(self, decision: Decision, message: InboundMessage) -> None:
        """What a text that was decided changes: follow-ups are planned and taken back."""
        address = decision.contact.address
        theirs = {id(one.due): one for one in self.waiting if _is_follow_up_to(one.due, address)}
        left = waiting_after([one.due for one in theirs.values()], decision.effects)
        self.waiting = [one for one in self.waiting if not _is_follow_up_to(one.due, address)]
        self.waiting += [theirs.get(id(due)) or Waiting(due, message) for due in left]
        self._add([effect for effect in decision.effects if not _is_follow_up(effect)], message)

    def _add(self, effects: Sequence[Effect], message: InboundMessage) -> None:
        for effect in effects:
            if isinstance(effect, Due) and effect.kind == "webhook":
                self.webhooks.append(effect)
            elif isinstance(effect, Due):
                self.waiting.append(Waiting(effect, message))

    def pass_to(self, moment: datetime, ruleset: Ruleset, contacts: dict[str, Contact]) -> None:
        """Send what is due by ``moment`` (UTC), in the order of time, each at its own moment, to the contacts as they
        are then. Raises TooManyTexts."""
        begun = len(self.sent) + len(self.withheld)
        while (first := min(self.waiting, key=lambda one: one.due.at, default=None)) and first.due.at <= moment:
            if len(self.sent) + len(self.withheld) - begun >= MOST_AT_ONCE:
                raise TooManyTexts(f"more than {MOST_AT_ONCE:,} texts would be sent in this time; let less time pass")
            self.waiting.remove(first)
            self._send(first, ruleset, contacts)

    def _send(self, waiting: Waiting, ruleset: Ruleset, contacts: dict[str, Contact]) -> None:
        due, message = waiting.due, waiting.message
        contact = contacts.get(due.to) or Contact(due.to)
        begun = [one.at for one in self.sent if one.to == due.to and one.kind in BEGUN_BY_US]
        planned = waiting.planned or due.at
        result = send_due(ruleset, replace(due, at=planned), message, contact, due.at, Used(begun))
        match result:
            case NotYet(until):
                self.waiting.append(Waiting(replace(due, at=until), message, planned))
            case NotSent(because, effects):
                self.withheld.append(Withheld(due.at, due, because))
                self._add(effects, message)
            case Sent(replies, effects, after):
                if after is not contact:
                    contacts[due.to] = after
                self.sent += [_sent(due, reply) for reply in replies]
                self._add(effects, message)

    @property
    def latest(self) -> datetime | None:
        """When the last text went out, or was kept back."""
        moments = [one.at for one in self.sent[-1:]] + [one.at for one in self.withheld[-1:]]
        return max(moments, default=None)

    def forget(self, address: str) -> None:
        """Nothing that waits for this contact is sent any more."""
        self.waiting = [one for one in self.waiting if not _is_follow_up_to(one.due, address)]


def _is_follow_up(effect: Effect) -> bool:
    return isinstance(effect, Due) and effect.kind == "follow-up"


def _is_follow_up_to(due: Due, address: str) -> bool:
    return due.kind == "follow-up" and due.to == address


def _sent(due: Due, reply: Reply) -> SentText:
    return SentText(due.at, due.to, reply.text, reply.media, due.kind, due.rule, due.name)
