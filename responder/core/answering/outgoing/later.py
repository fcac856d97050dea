"""What is sent later: whether a text that is due still goes out, when, and in which words.

Whoever keeps the time (the simulator, a job) calls ``send_due`` when something is due, and does what it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from responder.core.answering.asking.questions import opening, until
from responder.core.answering.done import Done
from responder.core.answering.effects import applied
from responder.core.answering.outgoing import broadcasts
from responder.core.answering.outgoing.before_sending import Pending, Used, why_not_now, why_not_the_rest
from responder.core.answering.outgoing.outcome import NotSent, NotYet, Sent
from responder.core.answering.outgoing.planned import next_of
from responder.core.answering.replies import Found, replies_of
from responder.core.conditions.languages import spoken_language
from responder.core.conditions.situation import Situation
from responder.core.contact import Contact
from responder.core.decision import Asked, Due, Effect
from responder.core.message import InboundMessage, Reply
from responder.core.rule import Action, FollowUp
from responder.core.ruleset import Ruleset
from responder.core.templates import TemplateFailed
from responder.core.text.folding import clean, fold

__all__ = [
    "NotSent",
    "NotYet",
    "Sent",
    "Used",
    "actions_of",
    "follow_up_of",
    "is_in_rules",
    "next_due",
    "send_due",
    "send_rest",
]

NOTHING_USED = Used()


def send_due(
    ruleset: Ruleset,
    due: Due,
    message: InboundMessage,
    contact: Contact,
    now: datetime,
    used: Used = NOTHING_USED,
) -> Sent | NotSent | NotYet:
    """What becomes of a text that is due at ``now`` (aware). Pure and total.

    ``message`` is the text that it follows, ``contact`` the receiver as they are now: for notify and forward that is
    the contact of the number that is told, whose opt-out counts as anybody's. ``used``: what went out before, for caps
    and the budget. ``due.at`` is the moment that it was planned for, however often it was put off since: it may be too
    late for it, and one that repeats goes on from there. Raises ValueError for a webhook, which is posted and not sent.
    """
    if due.kind == "webhook":
        raise ValueError("a webhook is posted, not sent")
    pending = _pending(ruleset, due, message, contact, now, used)
    found = pending.follow_up
    try:
        return why_not_now(pending) or _worded(pending)
    except TemplateFailed as failed:
        place = "" if found is None else f"{found.place}: "
        return NotSent(f"{place}{due.name!r}: its text can't be made: {failed}", pending.next)


def send_rest(
    ruleset: Ruleset, due: Due, message: InboundMessage, contact: Contact, now: datetime
) -> NotSent | NotYet | None:
    """What stands in the way of the later texts of something whose first texts they have; None where nothing does. As
    ``send_due`` takes it."""
    return why_not_the_rest(_pending(ruleset, due, message, contact, now, NOTHING_USED))


def next_due(ruleset: Ruleset, due: Due, now: datetime) -> Due | None:
    """The next time of a follow-up that is over, if it repeats and is in the rules still. ``due`` as for
    ``send_due``."""
    found = follow_up_of(ruleset, due) if due.kind == "follow-up" else None
    return None if found is None else next_of(found, due, now.astimezone(ruleset.business.timezone))


def is_in_rules(ruleset: Ruleset, due: Due) -> bool:
    """Whether these rules know of it."""
    return due.kind != "follow-up" or follow_up_of(ruleset, due) is not None


def _pending(
    ruleset: Ruleset, due: Due, message: InboundMessage, contact: Contact, now: datetime, used: Used
) -> Pending:
    found = follow_up_of(ruleset, due) if due.kind == "follow-up" else None
    return Pending(ruleset, due, _situation(ruleset, due, message, contact, now), found, used)


def _worded(pending: Pending) -> Sent | NotSent:
    """The texts as they are worded now. Raises TemplateFailed."""
    due = pending.due
    if pending.follow_up is not None:
        return _sent(pending.follow_up, pending)
    if due.kind == "broadcast":
        replies = broadcasts.worded(pending.ruleset, due, pending.situation.contact, pending.now)
        because = f"broadcast {due.name!r}"
        return Sent(replies, (), pending.situation.contact, because) if replies else NotSent(broadcasts.EMPTY)
    return Sent((Reply(due.text, due.media),), (), pending.situation.contact, f"{due.kind} of {due.rule!r}")


def follow_up_of(ruleset: Ruleset, due: Due) -> FollowUp | None:
    """The follow-up that this was planned by, as the rules have it now: by its name, and by its place where several
    have that name. The first steps of a conversation plan theirs in the name of the rule that started it."""
    in_the_rule: list[FollowUp] = []
    elsewhere: list[FollowUp] = []
    for name, actions in actions_of(ruleset):
        if name == due.rule or name in ruleset.conversations:
            found = in_the_rule if name == due.rule else elsewhere
            found += [one for one in actions if isinstance(one, FollowUp) and (one.name or name) == due.name]
    of_that_name = in_the_rule or elsewhere
    if len(of_that_name) == 1:
        return of_that_name[0]
    return next((one for one in of_that_name if one.position == due.position), None)


def actions_of(ruleset: Ruleset) -> Iterator[tuple[str, tuple[Action, ...]]]:
    """What every rule and every step of a conversation does beside answering, with the name of the rule or the
    conversation."""
    for rule in ruleset.rules:
        yield rule.name, rule.actions
    if ruleset.otherwise is not None:
        yield ruleset.otherwise.name, ruleset.otherwise.actions
    for conversation in ruleset.conversations.values():
        for step in conversation.steps:
            for doing in (step.doing, step.question.give_up if step.question is not None else None):
                if doing is not None:
                    yield conversation.name, doing.actions


def _situation(ruleset: Ruleset, due: Due, message: InboundMessage, contact: Contact, now: datetime) -> Situation:
    business = ruleset.business
    groups = dict(zip(due.groups[::2], due.groups[1::2], strict=False))
    local = now.astimezone(business.timezone)
    return Situation(message, fold(message.body), clean(message.body), contact, local, business, groups)


def _sent(found: FollowUp, pending: Pending) -> Sent | NotSent:
    """The texts as they are worded now. Raises TemplateFailed."""
    due, situation, repeats = pending.due, pending.situation, pending.next
    spec = found.ask or found.text
    replies = replies_of(spec, situation, Found(situation.groups, due.language)) if spec is not None else ()
    if not replies:
        return NotSent("its text is empty", repeats)
    asked = () if found.ask is None else _asked(found, due, situation, "\n".join(one.text for one in replies))
    return Sent(replies, (*asked, *repeats), applied(situation.contact, asked), f"follow-up {due.name!r}")


def _asked(found: FollowUp, due: Due, situation: Situation, text: str) -> tuple[Effect, ...]:
    """The question is open from now on."""
    now = situation.now.astimezone(UTC)
    lapses = until(now, found.within)
    language = spoken_language(situation, due.language)
    asked = Asked(due.name, "follow-up", text, lapses, now, -1, due.rule, language=language)
    return opening(Done(situation), asked).effects
