"""Follow-ups that are planned: when one is due, and which of them are still waiting after the next text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from responder.core.calendar.moment import later_by, next_moment
from responder.core.conditions.languages import spoken_language
from responder.core.conditions.situation import Situation
from responder.core.decision import Cancelled, Due, Effect, OptedOut
from responder.core.rule import FollowUp

THEY_REPLY = "they reply"
THEY_OPT_OUT = "they opt out"


def due_of(follow_up: FollowUp, rule: str, situation: Situation, groups: Mapping[str, str]) -> Due | None:
    """When this follow-up is due for this contact, who has just texted; None where its date has passed.

    ``groups``: what the rule's match found. Quiet hours don't count here: they are asked when it is due, as they may
    have changed by then.
    """
    at = _moment(follow_up, situation.now)
    if at is None:
        return None
    return Due(
        kind="follow-up",
        to=situation.contact.address,
        at=at,
        rule=rule,
        name=follow_up.name or rule,
        position=follow_up.position,
        unless=(THEY_REPLY, THEY_OPT_OUT) if follow_up.unless_reply else (THEY_OPT_OUT,),
        groups=tuple(part for pair in groups.items() for part in pair),
        language=spoken_language(situation),
    )


def _moment(follow_up: FollowUp, now: datetime) -> datetime | None:
    """The moment in UTC. ``now`` is aware, in the business's time zone, which is the zone of ``at``."""
    try:
        if follow_up.after is not None:
            return later_by(now, follow_up.after).astimezone(UTC)
        at = next_moment(follow_up.at or "", now).astimezone(UTC)
    except OverflowError:
        # Beyond the last year that there is a calendar for.
        return None
    return at if at > now.astimezone(UTC) else None


def next_of(follow_up: FollowUp, due: Due, now: datetime) -> Due | None:
    """The next of a follow-up that repeats, later than ``now`` (aware, in the business's time zone); None after the
    last. Times that passed while nothing could be sent are left out, but count."""
    if follow_up.repeat is None:
        return None
    at, repeated = due.at.astimezone(now.tzinfo), due.repeated
    try:
        while at.astimezone(UTC) <= now.astimezone(UTC):
            at, repeated = later_by(at, follow_up.repeat), repeated + 1
    except OverflowError:
        return None
    if repeated == due.repeated:
        at, repeated = later_by(at, follow_up.repeat), repeated + 1
    if follow_up.times and repeated >= follow_up.times:
        return None
    return Due(
        kind="follow-up",
        to=due.to,
        at=at.astimezone(UTC),
        rule=due.rule,
        name=due.name,
        position=due.position,
        unless=due.unless,
        groups=due.groups,
        repeated=repeated,
        language=due.language,
    )


def waiting_after(waiting: Iterable[Due], effects: Sequence[Effect]) -> list[Due]:
    """The follow-ups that still wait for a contact after a text of theirs that had these effects.

    Any text takes back those with ``unless: they reply``; an opt-out all of them; ``cancel`` those that it names. The
    same follow-up planned once more takes the place of the one before.
    """
    kept = [due for due in waiting if THEY_REPLY not in due.unless]
    for effect in effects:
        match effect:
            case Cancelled(names):
                kept = [due for due in kept if names and due.name not in names]
            case OptedOut():
                kept = []
            case Due(kind="follow-up"):
                kept = [due for due in kept if _what(due) != _what(effect)]
                kept.append(effect)
    return kept


def _what(due: Due) -> tuple[str, str, int]:
    return due.rule, due.name, due.position
