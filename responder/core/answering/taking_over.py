"""A person has taken over a contact: their texts are passed on to that person, and nothing is answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from responder.core.answering.outgoing.notices import notice, stop_notice
from responder.core.answering.outgoing.outbound import notices
from responder.core.answering.safety import Ruling
from responder.core.conditions.fact_matchers import DAY_NAMES, MONTH_NAMES
from responder.core.conditions.situation import Situation
from responder.core.decision import Due, Effect, Left, OptedOut, Step

HANDED_OVER = "handed over"
"""The step of the trace, and in whose name the staff is told what they text."""


def taken_over(until: datetime, situation: Situation, instead_of: Ruling | None) -> Ruling | None:
    """The ruling while a person answers; None where that is over. ``until`` is aware. ``instead_of``: what the limits
    say, which may be that a machine texts us: nobody is told of that.

    Rules are still looked at for opt-outs and lists that the contact leaves, as over the limits: who asks to be left
    alone is, whoever answers.
    """
    if until <= situation.now:
        return None
    because = f"a person has taken over until {_in_words(until, situation)}: their texts are kept for that person"
    machine = instead_of is not None and instead_of.rules == "muted"
    reasons = (because, *instead_of.step.because) if machine and instead_of is not None else (because,)
    return Ruling(Step("safety", HANDED_OVER, "yes", reasons), rules="muted" if machine else "handed over")


def passed_on(situation: Situation, effects: Sequence[Effect], always: Collection[str]) -> list[Effect]:
    """What is done while a person answers, of what the rules would do: opt-outs, lists that the contact leaves, and
    all that rules with ``always`` do. And the text goes to those who took over, unless they are told of it."""
    kept: list[Effect] = [effect for effect in effects if isinstance(effect, OptedOut | Left) or effect.rule in always]
    told = {effect.to for effect in kept if isinstance(effect, Due) and effect.kind == "notify"}
    out = any(isinstance(effect, OptedOut) for effect in kept)
    staff, names = situation.business.staff, situation.contact.handed_over_to
    # Somebody may have left the staff since.
    names = tuple(name for name in names if name in staff)
    text = stop_notice(situation) if out else notice(situation)
    kept += [due for due in notices(names, text, HANDED_OVER, situation) if due.to not in told]
    return kept


def _in_words(until: datetime, situation: Situation) -> str:
    try:
        local = until.astimezone(situation.now.tzinfo)
    except OverflowError:
        return "they hand back"
    return f"{DAY_NAMES[local.weekday()]} {local.day} {MONTH_NAMES[local.month - 1]} {local.hour}:{local.minute:02}"
