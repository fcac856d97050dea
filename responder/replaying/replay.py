"""What rules would have answered to all that one contact ever texted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import merge

from responder.core.answering.effects import applied
from responder.core.answering.engine import decide
from responder.core.contact import EVERYTHING, Contact, OptedOutBy
from responder.core.decision import Asked, Decision, Due
from responder.core.ruleset import Ruleset
from responder.store.histories import History, PastDecision, PastOptOut, PastQuestion, PastText

Event = PastText | PastOptOut | PastQuestion


@dataclass(frozen=True, slots=True)
class Replayed:
    """One text: what was decided about it then, and what these rules decide. ``contact``: its sender as the replay
    left them before it."""

    text: PastText
    then: PastDecision
    contact: Contact
    decision: Decision


def replayed(ruleset: Ruleset, history: History, since: datetime) -> Iterator[Replayed]:
    """The contact's texts from ``since`` on, each at its own moment.

    They begin as a stranger with the first text that is kept, and what is remembered of them (fields, lists, open
    questions, limits) becomes what these rules make of it: as if the rules had been there all along. Nothing is sent
    later, so the questions of follow-ups are those that were really asked. A text without a decision changes nothing
    and isn't given.
    """
    contact = Contact(history.contact)
    languages: dict[str, str | None] = {}
    events: Iterator[Event] = merge(history.opt_outs, history.questions, history.texts, key=_at)
    for event in events:
        if isinstance(event, PastOptOut):
            contact = _opted_out(contact, event)
        elif isinstance(event, PastQuestion):
            contact = _asked(contact, event, languages.get(event.name))
        elif event.decision is not None:
            decision = decide(ruleset, event.message, contact, event.at)
            if event.at >= since:
                yield Replayed(event, event.decision, contact, decision)
            contact = decision.contact
            languages.update((due.name, due.language) for due in decision.effects if isinstance(due, Due))


def _at(event: Event) -> datetime:
    return event.at


def _opted_out(contact: Contact, event: PastOptOut) -> Contact:
    """As ``Unit.record_opt_out``. The ledger doesn't say who holds it: what is for one number, the carrier does."""
    if event.scope in contact.opted_out:
        return contact
    by: OptedOutBy = "rule" if event.scope == EVERYTHING else "carrier"
    return replace(contact, opted_out={**contact.opted_out, event.scope: by}, questions=(), choosing=None)


def _asked(contact: Contact, event: PastQuestion, language: str | None) -> Contact:
    """As ``later.send_due`` leaves them. The words that it was asked in aren't kept with it; ``language`` is that in
    which it was planned."""
    if contact.opted_out:
        return contact
    asked = Asked(event.name, "follow-up", "", event.until, event.at, -1, event.rule, language=language)
    return applied(contact, [asked])
