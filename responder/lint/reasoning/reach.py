"""Which rules take the texts of the rules below them: all of them, so that a rule can never answer, or some."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from responder.core.answering.consent.carrier_words import ALSO_STOP, HELP_WORDS, START_WORDS, STOP_WORDS
from responder.core.conditions.matchers import (
    AllOf,
    AnyOf,
    Condition,
    During,
    FirstTime,
    Matches,
    Not,
    StartsWith,
)
from responder.core.rule import Rule
from responder.core.ruleset import OptOutPolicy, Ruleset
from responder.lint.reasoning.cases import Case, Fact, Fits, Other, Words, cases, opposite, plainly, within
from responder.lint.reasoning.certainty import Certainty, is_impossible, may_go_wrong, unknown_parts
from responder.lint.reasoning.enders import Enders, goes_first
from responder.lint.reasoning.failing import may_fail
from responder.lint.reasoning.situations import Trial, trials
from responder.lint.reasoning.trying import Laboratory, between_excluded, spellings

_CONFIRMED = 3
"""So many texts that the same rule takes from another are tried with the engine, and may be shown."""

_FEWEST_TRIED = 6
"""A claim about texts that can't all be listed needs so many that fit."""

_MOST_TRIED = 100_000
"""How many conditions of rules above are asked about single texts, in a whole file."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A case of a rule whose texts another rule answers before; two, where either does (during hours, outside them).

    ``sample`` is a text that the engine answers so, or empty where more of the same weren't tried. ``sure``: it is
    so for every text of the case, not only for all that were tried."""

    case: Case
    by: tuple[Rule, ...]
    sample: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Reach:
    """What became of the cases of a rule. Those that are only a carrier's word (STOP) are left out."""

    rule: Rule
    taken: tuple[Taken, ...] = ()
    impossible: tuple[Case, ...] = ()
    """Those that contradict themselves."""
    open: tuple[Case, ...] = ()
    """Those whose texts reach the rule, as far as can be told."""
    gets_through: bool = True

    @property
    def never_answers(self) -> bool:
        return not self.gets_through and bool(self.taken or self.impossible)


class Survey:
    """Looks at every rule of a file. ``today``: the day at the business."""

    def __init__(self, ruleset: Ruleset, today: date) -> None:
        self._rules: Sequence[Rule] = (*ruleset.rules, *([ruleset.otherwise] if ruleset.otherwise else []))
        self._enders = Enders(ruleset.rules)
        self._otherwise = ruleset.otherwise
        self._may_fail = may_fail(ruleset)
        self._laboratory = Laboratory(ruleset, today)
        self._kept_by_carriers = _kept_by_carriers(ruleset.opt_out)
        self._left_to_try = _MOST_TRIED

    @cached_property
    def reaches(self) -> list[Reach]:
        """One for each rule, ``otherwise`` last."""
        return [self._reach(position) for position in range(len(self._rules))]

    def _reach(self, position: int) -> Reach:
        rule = self._rules[position]
        found = cases(rule.when)
        # Where a rule goes wrong, `otherwise` has its turn.
        if found is None or (rule is self._otherwise and self._may_fail):
            return Reach(rule)
        below = _Below(position, rule, unknown_parts(found))
        confirmed: Counter[tuple[str, ...]] = Counter()
        taken: list[Taken] = []
        impossible: list[Case] = []
        open_cases: list[Case] = []
        for case in found:
            if any(isinstance(atom, Words) and self._is_carriers(atom) for atom in case):
                continue
            if len(case) > 1 and is_impossible(case):
                impossible.append(case)
            elif (by := self._surely_taken(below, plainly(case))) and (
                one := self._confirmed(below, case, by, confirmed)
            ):
                # What `says` takes with emoji before it may pass a rule above that wants the words at the beginning.
                taken.append(one if self._surely_taken(below, case) else replace(one, sure=False))
            else:
                open_cases.append(case)
        tried = self._tried(below, open_cases)
        if len(tried) < len(open_cases):
            return Reach(rule, tuple(taken), tuple(impossible), tuple(open_cases))
        return Reach(rule, (*taken, *tried), tuple(impossible), gets_through=False)

    def _is_carriers(self, words: Words) -> bool:
        return words.kind == "says" and not words.nearly and words.phrase.folded in self._kept_by_carriers

    def _confirmed(
        self, below: _Below, case: Case, by: tuple[Rule, ...], confirmed: Counter[tuple[str, ...]]
    ) -> Taken | None:
        names = tuple(rule.name for rule in by)
        if confirmed[names] >= _CONFIRMED:
            return Taken(case, by)
        sample = self._laboratory.sample(case, below.rule, names)
        if sample is None:
            return None
        confirmed[names] += 1
        return Taken(case, by, sample)

    # Surely

    def _surely_taken(self, below: _Below, case: Case) -> tuple[Rule, ...]:
        """The rule that surely takes a case, the two that share it between them, or none."""
        above = [
            position
            for position in self._enders.before(below.position, case)
            if goes_first(self._rules[position], below.rule, below.unknown)
        ]
        if (taker := self._first_taker(below, case, above)) is not None:
            return (taker,)
        for fact in _two_sides(self._rules[position].when for position in above):
            one = self._first_taker(below, (*case, fact), above)
            other = self._first_taker(below, (*case, opposite(fact)), above) if one is not None else None
            if one is not None and other is not None:
                return (one, other)
        return ()

    def _first_taker(self, below: _Below, case: Case, above: Sequence[int]) -> Rule | None:
        for position in above:
            rule = self._rules[position]
            if self._certainty(below, case, position).holds(rule.when):
                return rule
        return None

    def _certainty(self, below: _Below, case: Case, above: int) -> Certainty:
        lasting = self._enders.lasting(above, below.position)
        if any(isinstance(atom, Other) and may_go_wrong(atom.condition) for atom in case):
            found = _names_found(self._rules[above].when) | _names_found(below.rule.when)
            return Certainty(case, None, lasting, found)
        return Certainty(case, None, lasting)

    # As far as was tried

    def _tried(self, below: _Below, open_cases: Sequence[Case]) -> list[Taken]:
        """Those of the cases of which every text that was tried is taken, up to the first that isn't."""
        found: list[Taken] = []
        for case in open_cases:
            taken = self._try(below, case) if self._is_worth_trying(below, case) else None
            if taken is None:
                break
            found.append(taken)
        return found

    def _is_worth_trying(self, below: _Below, case: Case) -> bool:
        """Where there are words only, on both sides, what can be said is said for sure."""
        words = [atom for atom in case if isinstance(atom, Words)]
        if self._left_to_try <= 0 or any(atom.nearly for atom in words):
            return False
        is_found = any(isinstance(atom, Fits) for atom in case)
        return is_found or (bool(words) and self._enders.has_patterns(below.position))

    def _try(self, below: _Below, case: Case) -> Taken | None:
        takers: dict[str, Rule] = {}
        count = 0
        trial = next(trials(case, self._laboratory.ruleset.business, self._laboratory.today), None)
        bodies: Sequence[str] | None = list(spellings(case)) if trial is not None else []
        whole = any(isinstance(atom, Words) and atom.kind == "says" for atom in case)
        tried: set[str] = set()
        while bodies:
            known = len(takers)
            for body in (one for one in bodies if one not in tried):
                tried.add(body)
                assert trial is not None
                taker = self._tried_with(below, case, trial, body)
                if taker is None:
                    return None
                if taker is not below.rule:
                    count += 1
                    takers[taker.name] = taker
            # Each may let through what it rules out itself, to another that rules out something else.
            excluded = (taker.when for taker in takers.values())
            bodies = between_excluded(case, excluded) if len(takers) > known and not whole else []
        if bodies is None or not takers or (count < _FEWEST_TRIED and not whole):
            return None
        first = tuple(takers.values())[:2]
        sample = self._laboratory.sample(case, below.rule, [rule.name for rule in first])
        return Taken(case, first, sample, sure=False) if sample is not None else None

    def _tried_with(self, below: _Below, case: Case, trial: Trial, body: str) -> Rule | None:
        """The rule above that takes this text; the rule itself where the text isn't for it, None where it gets it."""
        if below.rule.name in self._laboratory.answered(trial, body):
            return None
        situation = self._laboratory.situation(trial, body)
        if not Certainty(case, situation).holds(below.rule.when):
            return below.rule
        for position in self._enders.before(below.position, case, body):
            rule = self._rules[position]
            self._left_to_try -= 1
            if self._left_to_try < 0:
                return None
            certainty = Certainty(case, situation, self._enders.lasting(position, below.position))
            if goes_first(rule, below.rule, below.unknown) and certainty.holds(rule.when):
                return rule
        return None


@dataclass(frozen=True, slots=True)
class _Below:
    """The rule that is looked at."""

    position: int
    rule: Rule
    unknown: list[Condition]


def _kept_by_carriers(policy: OptOutPolicy) -> frozenset[str]:
    own = policy.stop_words | policy.start_words | policy.help_words
    return STOP_WORDS | ALSO_STOP | START_WORDS | HELP_WORDS | own


def _two_sides(conditions: Iterator[Condition | None]) -> dict[Fact, None]:
    """Facts of which one side or the other always holds, which these conditions ask for."""
    return {fact: None for condition in conditions if condition is not None for fact in _facts(condition)}


def _facts(condition: Condition) -> Iterator[Fact]:
    match condition:
        case AllOf(conditions) | AnyOf(conditions):
            for part in conditions:
                yield from _facts(part)
        case Not(inner):
            yield from _facts(inner)
        case During(windows):
            yield from map(within, windows)
        case FirstTime(expected):
            yield Fact("first_time", expected)


def _names_found(condition: Condition | None) -> frozenset[str]:
    """The names of what the words of a rule find, for its ``if``."""
    match condition:
        case AllOf(conditions) | AnyOf(conditions):
            return frozenset().union(*map(_names_found, conditions))
        case StartsWith():
            return frozenset({"rest", "match"})
        case Matches(patterns):
            return frozenset({"match", *(name for pattern in patterns for name in pattern.names)})
        case _:
            return frozenset()
