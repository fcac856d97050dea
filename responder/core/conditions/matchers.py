"""The conditions of ``when``. Each answers with a Match or a Miss, and says why in the writer's words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from responder.core.conditions.asked import first_asked, needs_of_all, needs_of_any
from responder.core.conditions.fact_matchers import During, FirstTime, From, Has, If, OnDate, Sender, To, kinds_of
from responder.core.conditions.reasons import unique
from responder.core.conditions.situation import Condition, Match, Miss, Needs, Situation
from responder.core.conditions.text_matchers import Contains, ContainsAll, Matches, Says, StartsWith
from responder.core.message import NOTHING

__all__ = [
    "AllOf",
    "AnyOf",
    "Condition",
    "Contains",
    "ContainsAll",
    "During",
    "FirstTime",
    "From",
    "Has",
    "If",
    "Match",
    "Matches",
    "Miss",
    "Needs",
    "Not",
    "OnDate",
    "Says",
    "Sender",
    "Situation",
    "StartsWith",
    "To",
    "kinds_of",
]

# AllOf asks the cheap conditions first, whatever their order in the file.
_WORDS, _FACT, _IF = range(3)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of the conditions holds. Words are looked at first and ``if`` last, so that ``if`` may use what the
    others found."""

    conditions: tuple[Condition, ...]
    needs: Needs | None = field(init=False, repr=False, compare=False)
    _ordered: tuple[Condition, ...] = field(init=False, repr=False, compare=False)
    _hands_on: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # What the index asks for is tested first, so that the reason is the same with and without it.
        key = first_asked(self.conditions)
        ordered = sorted(self.conditions, key=lambda c: (c is not key, _cost(c)))
        object.__setattr__(self, "_ordered", tuple(ordered))
        object.__setattr__(self, "_hands_on", any(_cost(c) == _IF for c in self.conditions))
        object.__setattr__(self, "needs", needs_of_all(self.conditions, key))

    def test(self, situation: Situation) -> Match | Miss:
        matches: list[Match] = []
        for condition in self._ordered:
            result = condition.test(situation)
            if isinstance(result, Miss):
                return _but(matches, result) if matches else result
            matches.append(result)
            if self._hands_on and result.groups:
                situation = replace(situation, groups={**situation.groups, **result.groups})
        if len(matches) == 1:
            return matches[0]
        groups = {name: value for match in matches for name, value in match.groups.items()}
        language = next((match.language for match in matches if match.language), None)
        reasons = tuple(reason for match in matches for reason in match.reasons)
        return Match("; ".join(reasons) or "there is nothing in `all`", groups or NOTHING, language, reasons)


def _but(matches: list[Match], miss: Miss) -> Miss:
    """What held so far, and what didn't."""
    held = tuple(reason for match in matches for reason in match.reasons)
    first, *others = miss.reasons
    reasons = (*held, f"but {first}", *others)
    return Miss("; ".join(reasons), reasons)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of the conditions holds; the first that does gives the reason."""

    conditions: tuple[Condition, ...]
    needs: Needs | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        needs = [condition.needs for condition in self.conditions if condition.needs is not None]
        union = needs_of_any(needs, _none([need.miss for need in needs]))
        object.__setattr__(self, "needs", union if len(needs) == len(self.conditions) else None)

    def test(self, situation: Situation) -> Match | Miss:
        misses: list[Miss] = []
        for condition in self.conditions:
            result = condition.test(situation)
            if isinstance(result, Match):
                return result
            misses.append(result)
        return _none(misses)


def _none(misses: list[Miss]) -> Miss:
    if len(misses) == 1:
        return misses[0]
    reasons = unique(reason for miss in misses for reason in miss.reasons)
    return Miss("; ".join(reasons) or "there is nothing in `any`", reasons)


@dataclass(frozen=True, slots=True)
class Not:
    """The condition doesn't hold."""

    condition: Condition
    needs: Needs | None = field(init=False, repr=False, compare=False, default=None)

    def test(self, situation: Situation) -> Match | Miss:
        result = self.condition.test(situation)
        if isinstance(result, Match):
            return Miss(result.because, result.parts)
        return Match(result.because, NOTHING, None, result.parts)


def _cost(condition: Condition) -> int:
    if isinstance(condition, (AllOf, AnyOf)):
        return max(map(_cost, condition.conditions), default=_WORDS)
    if isinstance(condition, Not):
        return _cost(condition.condition)
    if isinstance(condition, (Says, StartsWith, Contains, ContainsAll)):
        return _WORDS
    return _IF if isinstance(condition, If) else _FACT
