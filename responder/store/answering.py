"""The question that each text asks of the store: seen before? who is it? and what is kept of the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from responder.core.contact import Contact, contact_address
from responder.core.decision import Decision, Step
from responder.core.message import InboundMessage
from responder.store.traces import shared
from responder.store.unit import Unit

Decide = Callable[[Contact], tuple[Decision, str]]
"""What to do about the text, given what is known of its sender: the decision, and the TwiML that says it."""


@dataclass(frozen=True, slots=True)
class Question:
    """One text that came in. ``decide`` is asked once, unless the text was answered before; it must not have effects
    of its own, since it may run in another thread, and again if the database asks for it."""

    message: InboundMessage
    now: datetime
    decide: Decide
    token: str | None = None
    """The idempotency token, by which a copy is known too."""
    passed: Sequence[Step] = ()
    """Steps that the traces of many texts have in common (the index's ``passed``): kept once for all of them."""

    @property
    def address(self) -> str:
        return contact_address(self.message.from_, self.message.channel)


@dataclass(frozen=True, slots=True)
class Answered:
    """The TwiML to answer with. ``decision`` is None for a copy of a text that was answered before: then it is what
    was answered then, byte for byte."""

    twiml: str
    decision: Decision | None


def answer_alone(unit: Unit, question: Question) -> Answered:
    """Answer one text in the unit's transaction: claim it, recall its sender, decide, record."""
    message, now = question.message, question.now
    claim = unit.claim(message, now, question.token)
    if claim.answer is not None:
        return Answered(claim.answer, None)
    contact, waiting = unit.recall(question.address)
    decision, twiml = question.decide(contact)
    unit.record(claim, message, decision, twiml, now, shared(question.passed), waiting)
    return Answered(twiml, decision)
