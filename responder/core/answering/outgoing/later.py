"""What is sent later: whether a text that is due still goes out, when, and in which words.

Whoever keeps the time (the simulator, a job) calls ``send_due`` when something is due, and does what it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from responder.core.answering.asking.questions import opening, until
from responder.core.answering.done import Done
from responder.core.answering.effects import applied
from responder.core.answering.outgoing.planned import next_of
from responder.core.answering.replies import Found, replies_of
from responder.core.calendar.quiet import next_allowed, zones_of
from responder.core.conditions.languages import spoken_language
from responder.core.conditions.situation import Match, Situation
from responder.core.contact import Contact
from responder.core.decision import Asked, Due, Effect
from responder.core.message import InboundMessage, Reply
from responder.core.rule import Action, FollowUp
from responder.core.ruleset import Ruleset
from responder.core.templates import TemplateFailed
from responder.core.text.folding import clean, fold


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
    """Nothing goes out. ``effects``: the next time of a follow-up that repeats."""

    because: str
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class NotYet:
    """Ask again at ``until`` (UTC), with the same Due."""

    until: datetime
    because: str


def send_due(
    ruleset: Ruleset, due: Due, message: InboundMessage, contact: Contact, now: datetime
) -> Sent | NotSent | NotYet:
    """What becomes of a text that is due at ``now`` (aware). Pure and total.

    ``message`` is the text that it follows, ``contact`` the receiver as they are now: for notify and forward that is
    the contact of the number that is told, whose opt-out counts as anybody's. Raises ValueError for a webhook, which
    is posted and not sent.
    """
    if due.kind == "webhook":
        raise ValueError("a webhook is posted, not sent")
    if contact.is_opted_out_of(message.opt_out_scopes):
        return NotSent("they opted out")
    if due.kind != "follow-up":
        return Sent((Reply(due.text, due.media),), (), contact, f"{due.kind} of {due.rule!r}")
    found = follow_up_of(ruleset, due)
    if found is None:
        return NotSent(f"{due.name!r} isn't in the rules any more")
    situation = _situation(ruleset, due, message, contact, now)
    try:
        return _not_now(ruleset, found, situation, due) or _sent(found, due, situation)
    except TemplateFailed as failed:
        return NotSent(f"{found.place}: {due.name!r}: its text can't be made: {failed}", _next(found, due, situation))


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


def _not_now(ruleset: Ruleset, found: FollowUp, situation: Situation, due: Due) -> NotSent | NotYet | None:
    """Why it isn't sent, or not yet. Raises TemplateFailed where ``unless`` can't be worked out."""
    contact, now = situation.contact, situation.now.astimezone(UTC)
    if found.unless is not None and isinstance(holds := found.unless.test(situation), Match):
        return NotSent(f"unless: {holds.because}", _next(found, due, situation))
    if contact.handed_over_until is not None and contact.handed_over_until > now:
        return NotYet(contact.handed_over_until, "a person answers them until then")
    if found.urgent:
        return None
    zones = zones_of(contact.address, now, situation.business.timezone)
    allowed = next_allowed(now, ruleset.limits.quiet_hours, zones)
    return None if allowed <= now else NotYet(allowed, "quiet hours where they are")


def _sent(found: FollowUp, due: Due, situation: Situation) -> Sent | NotSent:
    """The texts as they are worded now. Raises TemplateFailed."""
    spec = found.ask or found.text
    replies = replies_of(spec, situation, Found(situation.groups, due.language)) if spec is not None else ()
    repeats = _next(found, due, situation)
    if not replies:
        return NotSent("its text is empty", repeats)
    asked = () if found.ask is None else _asked(found, due, situation, "\n".join(one.text for one in replies))
    return Sent(replies, (*asked, *repeats), applied(situation.contact, asked), f"follow-up {due.name!r}")


def _next(found: FollowUp, due: Due, situation: Situation) -> tuple[Effect, ...]:
    following = next_of(found, due, situation.now)
    return () if following is None else (following,)


def _asked(found: FollowUp, due: Due, situation: Situation, text: str) -> tuple[Effect, ...]:
    """The question is open from now on."""
    now = situation.now.astimezone(UTC)
    lapses = until(now, found.within)
    language = spoken_language(situation, due.language)
    asked = Asked(due.name, "follow-up", text, lapses, now, -1, due.rule, language=language)
    return opening(Done(situation), asked).effects
