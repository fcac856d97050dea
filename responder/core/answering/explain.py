"""The steps of a trace that only someone who asks why wants to see."""

from __future__ import annotations

from collections.abc import Iterable

from responder.core.conditions.situation import Match, Situation
from responder.core.decision import Step
from responder.core.rule import OTHERWISE, Rule
from responder.core.ruleset import Ruleset
from responder.core.templates import TemplateFailed

NO_SAFETY = Step(
    "safety",
    "safety",
    "no",
    ("no STOP, START or HELP word, not blocked, not opted out, within the limits",),
)


def rules_not_needed(ruleset: Ruleset, steps: Iterable[Step], situation: Situation | None = None) -> list[Step]:
    """A step for each rule that isn't in the trace. ``situation``: what it would have seen, or None where it ended
    before the rules."""
    seen = {step.name for step in steps if step.kind == "rule"}
    return [
        Step("rule", rule.name, "not needed", _would(rule, situation), (), str(rule.place))
        for rule in ruleset.rules
        if rule.name not in seen
    ]


def otherwise_not_needed(ruleset: Ruleset, steps: Iterable[Step]) -> list[Step]:
    """The step of ``otherwise``, where the file has one and it isn't in the trace."""
    rule = ruleset.otherwise
    if rule is None or any(step.kind == "otherwise" for step in steps):
        return []
    return [Step("otherwise", OTHERWISE, "not needed", (), (), str(rule.place))]


def _would(rule: Rule, situation: Situation | None) -> tuple[str, ...]:
    """Whether the rule would have fitted, had its turn come."""
    if situation is None:
        return ()
    if rule.when is None:
        return ("it would fit, too",)
    try:
        result = rule.when.test(situation)
    except TemplateFailed as failed:
        return (str(failed),)
    return ("it would fit, too", *result.reasons) if isinstance(result, Match) else result.reasons
