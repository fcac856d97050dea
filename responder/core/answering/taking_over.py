"""A person has taken over a contact: their texts are kept for that person, and nothing is answered."""

from __future__ import annotations

from datetime import datetime

from responder.core.answering.safety import Ruling
from responder.core.conditions.fact_matchers import DAY_NAMES, MONTH_NAMES
from responder.core.conditions.situation import Situation
from responder.core.decision import Step


def taken_over(until: datetime, situation: Situation) -> Ruling | None:
    """The ruling while a person answers; None where that is over. ``until`` is aware.

    Rules are still looked at for opt-outs and lists that the contact leaves, as over the limits: who asks to be left
    alone is, whoever answers.
    """
    if until <= situation.now:
        return None
    because = f"a person has taken over until {_in_words(until, situation)}: their texts are kept for that person"
    return Ruling(Step("safety", "handed over", "yes", (because,)), rules="muted")


def _in_words(until: datetime, situation: Situation) -> str:
    try:
        local = until.astimezone(situation.now.tzinfo)
    except OverflowError:
        return "they hand back"
    return f"{DAY_NAMES[local.weekday()]} {local.day} {MONTH_NAMES[local.month - 1]} {local.hour}:{local.minute:02}"
