"""The end of a decision: the limits on words, and the contact as they now are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from responder.core.answering.asking.questions import NO_LAPSES, Lapses, closed_by_opting_out
from responder.core.answering.consent.opting import STOP_IN_OTHER_WORDS
from responder.core.answering.effects import applied
from responder.core.answering.limits import AN_ANSWER, remembered, sayable, too_many_notices
from responder.core.answering.replies import MOST_TEXTS
from responder.core.conditions.situation import Situation
from responder.core.contact import Exchange
from responder.core.decision import Answered, Decision, Due, Effect, Outcome, Step, Trace
from responder.core.message import Reply
from responder.core.question import Choosing
from responder.core.ruleset import Ruleset

_ALWAYS_TOLD = (STOP_IN_OTHER_WORDS,)
"""In whose name the staff is told, whatever the limits: it happens once."""


class Result(NamedTuple):
    """What safety, the questions or the rules want, before the limits on words."""

    outcome: Outcome
    rule: str | None
    replies: Sequence[Reply]
    effects: Sequence[Effect]
    steps: list[Step]
    unlisted: int = 0
    problems: Sequence[str] = ()
    stamped: Sequence[str] = ()
    urgent: Sequence[Reply] = ()
    """Those of the replies that the limits don't hold back."""
    choosing: Choosing | None = None
    insistent: Collection[str] = ()
    """Rules with ``always``: the limits don't hold back what they tell the staff."""


def settled(
    result: Result, ruleset: Ruleset, situation: Situation, now: datetime, shape: str, lapses: Lapses = NO_LAPSES
) -> Decision:
    """Apply the limits on words, and everything else, to the contact. ``now`` in UTC."""
    before, limits = situation.contact, ruleset.limits
    said = sayable(limits, before.history, result.replies[:MOST_TEXTS], now, result.urgent)
    outcome = result.outcome
    if said.because is not None:
        result.steps.append(Step("safety", "limits", "yes", (said.because,)))
        outcome = outcome if said.replies else "safety"
    told = _within_limits(result, ruleset, situation, now)
    effects = (*lapses.effects, *told)
    if before.questions or result.effects:
        effects = (*effects, *closed_by_opting_out(before, effects))
    changed = applied(before, effects) if effects else before
    stamps = before.last_answered
    if result.stamped:
        stamps = {**stamps, **dict.fromkeys(result.stamped, now)}
    contact = replace(
        changed,
        first_seen=before.first_seen or now,
        last_seen=now,
        history=remembered(
            limits, before.history, Exchange(now, _shape(shape, effects), said.digests, any(map(_is_notice, told)))
        ),
        last_answered=stamps,
        # An opt-out leaves nothing to choose from.
        choosing=result.choosing if changed.questions else None,
    )
    return Decision(
        outcome,
        result.rule,
        said.replies,
        effects,
        contact,
        Trace(_with_lapses(result.steps, lapses), result.unlisted),
        tuple(result.problems),
        ruleset.digest,
    )


def _within_limits(result: Result, ruleset: Ruleset, situation: Situation, now: datetime) -> Sequence[Effect]:
    """The effects without the notes to staff, and the calls, that would be too many because of one contact."""
    held = [one for one in result.effects if _is_notice(one) and one.rule not in (*result.insistent, *_ALWAYS_TOLD)]
    if not held or (because := too_many_notices(ruleset.limits, situation.contact.history, now)) is None:
        return result.effects
    result.steps.append(Step("safety", "limits", "yes", (because,)))
    return [one for one in result.effects if one not in held]


def _is_notice(effect: Effect) -> bool:
    return isinstance(effect, Due) and effect.kind in ("notify", "call")


def _with_lapses(steps: Sequence[Step], lapses: Lapses) -> tuple[Step, ...]:
    """What safety says comes first, as it was asked first."""
    safety = 1 if steps and steps[0].kind == "safety" else 0
    return (*steps[:safety], *lapses.steps, *steps[safety:]) if lapses.steps else tuple(steps)


def _shape(shape: str, effects: Sequence[Effect]) -> str:
    return AN_ANSWER if any(isinstance(one, Answered) and one.step >= 0 for one in effects) else shape
