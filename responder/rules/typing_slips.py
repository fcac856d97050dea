"""``typos: yes``, once all rules are known: a slip is never what another rule wants to the letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from responder.core.answering.consent.carrier_words import ALSO_STOP, HELP_WORDS, START_WORDS, STOP_WORDS
from responder.core.conditions.matchers import AllOf, AnyOf, Condition, Not, Says, StartsWith
from responder.core.conditions.slips import Slips
from responder.core.rule import Rule
from responder.core.ruleset import OptOutPolicy


def with_slips(rules: Sequence[Rule], everywhere: bool | None, policy: OptOutPolicy) -> tuple[Rule, ...]:
    """The rules, those with ``typos: yes`` allowing slips. ``everywhere``: what the top of the file says of ``typos``,
    which a rule may say differently."""
    allowing = [bool(everywhere) if rule.typos is None else rule.typos for rule in rules]
    if not any(allowing):
        return tuple(rules)
    exact = [condition for rule in rules for condition in _wanted(rule.when)]
    slips = Slips(
        whole=_folded(condition for condition in exact if isinstance(condition, Says)),
        first=_folded(condition for condition in exact if isinstance(condition, StartsWith)),
        never=frozenset().union(
            STOP_WORDS, ALSO_STOP, START_WORDS, HELP_WORDS, policy.stop_words, policy.start_words, policy.help_words
        ),
    )
    return tuple(
        replace(rule, when=_allowing(rule.when, slips)) if allows and rule.when is not None else rule
        for rule, allows in zip(rules, allowing, strict=True)
    )


def _wanted(condition: Condition | None) -> Iterator[Says | StartsWith]:
    """The conditions on whole texts and beginnings that must hold. What stands under ``not`` nobody wants."""
    if isinstance(condition, (Says, StartsWith)):
        yield condition
    elif isinstance(condition, (AllOf, AnyOf)):
        for part in condition.conditions:
            yield from _wanted(part)


def _folded(conditions: Iterable[Says | StartsWith]) -> frozenset[str]:
    return frozenset(phrase.folded for condition in conditions for phrase in condition.phrases if phrase.folded)


def _allowing(condition: Condition, slips: Slips) -> Condition:
    """The condition with slips allowed, wherever it looks at whole texts or beginnings."""
    if isinstance(condition, (Says, StartsWith)):
        return replace(condition, slips=slips)
    if isinstance(condition, (AllOf, AnyOf)):
        return replace(condition, conditions=tuple(_allowing(part, slips) for part in condition.conditions))
    if isinstance(condition, Not):
        return Not(_allowing(condition.condition, slips))
    return condition
