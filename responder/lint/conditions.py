"""Walk the conditions of a rule."""

from __future__ import annotations

from collections.abc import Iterator

from responder.core.conditions.matchers import AllOf, AnyOf, Condition, Not
from responder.core.rule import Rule


def conditions(rule: Rule) -> Iterator[Condition]:
    """Every single condition that may make the rule fit; what stands under ``not`` is left out."""
    if rule.when is not None:
        yield from _inside(rule.when)


def _inside(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, (AllOf, AnyOf)):
        for part in condition.conditions:
            yield from _inside(part)
    elif not isinstance(condition, Not):
        yield condition


def answers_everything(rule: Rule) -> bool:
    """Whether nothing ever gets past this rule: it has no ``when``, doesn't go on and doesn't tire."""
    open_to_all = rule.when is None or (isinstance(rule.when, AllOf) and not rule.when.conditions)
    return open_to_all and not rule.goes_on and (rule.once_per is None or rule.once_per.or_reply is not None)
