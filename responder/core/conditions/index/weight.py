"""What the worst text can make of a file's regular expressions: how many of them it calls for at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from responder.core.conditions.index.choosing import Frequencies
from responder.core.conditions.matchers import AllOf, AnyOf, Condition, Matches, Not
from responder.core.conditions.situation import Needs
from responder.core.patterns import Pattern
from responder.core.rule import Rule
from responder.core.text.segments import LONGEST

MOST = 20_000
"""The most microseconds, about, that the regular expressions of a file may take for one text."""

EACH, EACH_WITH_SIGNS = 4, 25
"""What one pattern takes for the longest text, however small it is."""

ALWAYS, CALLED_FOR = 5, 2
"""What each unit of ``Pattern.weight`` takes besides: where every text may do the worst with it, and where it also has
to hold the literals of all the others, which nobody's text does who doesn't know the file."""


@dataclass(frozen=True, slots=True)
class Weight:
    """``total``: what the worst text takes, in microseconds, about. ``heaviest``: the position of a rule that has the
    largest part in it."""

    total: int
    heaviest: int


def weight_of(rules: Sequence[Rule]) -> Weight | None:
    """The weight of a file's regular expressions where it may be more than MOST, else None."""
    own = {position: _cost(rule.when, ALWAYS) for position, rule in enumerate(rules)}
    if sum(own.values()) <= MOST:
        return None
    frequencies = Frequencies(rule.when.needs if rule.when is not None else None for rule in rules)
    always = 0
    by_key: defaultdict[str, int] = defaultdict(int)
    for position, weight in own.items():
        condition = rules[position].when
        key = _key(condition.needs, frequencies) if weight and condition is not None else ""
        if key:
            by_key[key] += _cost(condition, CALLED_FOR)
        else:
            always += weight
    return Weight(always + _packed(by_key), max(own, key=own.__getitem__))


def _cost(condition: Condition | None, unit: int) -> int:
    return sum(
        (EACH_WITH_SIGNS if pattern.has_signs else EACH) + unit * pattern.weight for pattern in _patterns(condition)
    )


def _key(needs: Needs | None, frequencies: Frequencies) -> str:
    """The shortest of the texts that call for a rule; empty where every text may."""
    if needs is None:
        return ""
    needs = frequencies.best(needs)
    clauses = [frequencies.clause_of(pattern) for pattern in needs.patterns]
    if None in clauses:
        return ""
    keys = [*needs.whole, *needs.first, *needs.inside]
    keys += [literal for clause in clauses if clause is not None for literal in clause]
    return min(keys, key=len, default="")


def _packed(by_key: dict[str, int]) -> int:
    """About the most weight that the longest text can call for: the keys that weigh the most for their length."""
    room, total = LONGEST, 0
    for key, weight in sorted(by_key.items(), key=lambda pair: -pair[1] / len(pair[0])):
        room -= len(key)
        total += weight
        if room <= 0:
            break
    return total


def _patterns(condition: Condition | None) -> Iterator[Pattern]:
    if isinstance(condition, Matches):
        yield from condition.patterns
    elif isinstance(condition, (AllOf, AnyOf)):
        for part in condition.conditions:
            yield from _patterns(part)
    elif isinstance(condition, Not):
        yield from _patterns(condition.condition)
