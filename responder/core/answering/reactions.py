"""Reactions to our texts: what the trace says of those that nothing answers."""

from __future__ import annotations

from responder.core.conditions.reasons import typed
from responder.core.conditions.situation import Situation
from responder.core.decision import Step
from responder.core.rule import OTHERWISE
from responder.core.text.tapbacks import Tapback


def taken_back(situation: Situation) -> Step | None:
    """The step for a reaction that was taken back, which goes to no rule; None for any other text."""
    tapback = situation.tapback
    if tapback is None or not tapback.removed:
        return None
    return _step(f"they took back a reaction ({_shown(tapback)}), which is nothing to answer")


def without_otherwise(situation: Situation) -> Step | None:
    """The step for a reaction that no rule took, in place of ``otherwise``; None for any other text."""
    tapback = situation.tapback
    return None if tapback is None else _step(f"it is a reaction ({_shown(tapback)}), and those get no `otherwise`")


def _step(because: str) -> Step:
    return Step("otherwise", OTHERWISE, "no", (because,))


def _shown(tapback: Tapback) -> str:
    what = tapback.emoji or f"a {tapback.kind}"
    return f"{what} to {typed(tapback.quoted)}" if tapback.quoted else what
