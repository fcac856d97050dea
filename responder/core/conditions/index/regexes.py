"""Finds the regular expressions that could be in a text: by literals that they require, else by sets of RE2's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from responder.core.conditions.index.choosing import Frequencies
from responder.core.conditions.index.literals import Literals, Positions
from responder.core.patterns import Pattern
from responder.core.patterns.caseless import UNKNOWN, caseless, may_be_one_of
from responder.core.patterns.sets import MOST, PatternSet

FEWEST = 3
"""So few patterns are searched one by one as fast as in a set."""

LARGEST = 300
"""Patterns that need more instructions, or repeat so much, are searched alone: in a set they would slow all others."""

MOST_INSTRUCTIONS = 20_000
"""So many instructions all sets of a file may have, which bounds what the worst text of SHORT bytes costs."""

SHORT = 200
"""In longer texts patterns are searched one by one. A set is faster for what people write, but what nobody expects
makes RE2 walk through all of its patterns at each character."""


@dataclass(frozen=True, slots=True)
class Regexes:
    """Positions of rules by what their patterns need."""

    literals: Literals | None
    unsure: Positions
    """Rules with a literal that isn't ASCII, of which RE2 may know more than this Python."""
    alphabet: frozenset[str]
    """The characters of these literals."""
    sets: tuple[tuple[PatternSet, tuple[Positions, ...]], ...]
    in_sets: Positions
    """All rules in the sets."""

    @classmethod
    def of(
        cls, wanted: Mapping[Pattern, Positions], frequencies: Frequencies, before: Regexes | None
    ) -> tuple[Regexes | None, Positions]:
        """For these patterns; and the rules that must always be looked at."""
        by_literal: defaultdict[str, set[int]] = defaultdict(set)
        others: list[Pattern] = []
        for pattern, positions in wanted.items():
            clause = frequencies.clause_of(pattern)
            if clause is None:
                others.append(pattern)
            for literal in clause or ():
                by_literal[literal].update(positions)
        sets, alone = _sets(others, before.sets if before is not None else ())
        always = _joined(wanted[pattern] for pattern in alone)
        if not by_literal and not sets:
            return None, always
        literals = Literals.of(
            {literal: tuple(sorted(found)) for literal, found in by_literal.items()},
            before.literals if before is not None else None,
        )
        unsure = [literal for literal in by_literal if not literal.isascii()]
        made = tuple((one, tuple(wanted.get(pattern, ()) for pattern in one.patterns)) for one in sets)
        return cls(
            literals,
            _joined(by_literal[literal] for literal in unsure),
            frozenset().union(*unsure) | SEVERAL if unsure else frozenset(),
            made,
            _joined(positions for _, each in made for positions in each),
        ), always

    def find(self, clean: str, hits: list[int]) -> None:
        """Add the positions that a clean text calls for."""
        if self.literals is not None:
            plain = caseless(clean)
            if UNKNOWN in plain and self.unsure and may_be_one_of(plain, self.alphabet):
                hits += self.unsure
            self.literals.find(plain, hits)
        if self.sets:
            text = clean.encode("utf-8", "ignore")
            if len(text) > SHORT:
                hits += self.in_sets
                return
            for one, positions in self.sets:
                for number in one.search(text):
                    hits += positions[number]


SEVERAL = frozenset(char for char in map(chr, range(0x80, 0x20000)) if len(char.casefold()) > 1)
"""Characters that are several without case: the alphabet of literals doesn't show them."""


def _sets(
    patterns: Sequence[Pattern], before: Iterable[tuple[PatternSet, object]]
) -> tuple[list[PatternSet], list[Pattern]]:
    """The patterns in sets, and those that are searched alone."""
    calm = [pattern for pattern in patterns if pattern.size <= LARGEST and pattern.weight <= LARGEST]
    room, fitting = MOST_INSTRUCTIONS, dict[Pattern, None]()
    for pattern in calm:
        room -= pattern.size
        if room >= 0:
            fitting[pattern] = None
    if len(fitting) < FEWEST:
        return [], list(patterns)
    sets, left = [], dict(fitting)
    for one, _ in before:
        # A set stays as it is while most of it is still wanted; what it finds besides calls for no rule.
        size = len(one.patterns)
        if size * 2 > MOST and sum(pattern in left for pattern in one.patterns) * 4 >= size * 3:
            sets.append(one)
            for pattern in one.patterns:
                left.pop(pattern, None)
    rest = list(left)
    alone = [pattern for pattern in patterns if pattern not in fitting]
    for start in range(0, len(rest), MOST):
        chunk = rest[start : start + MOST]
        made = next((one for one, _ in before if list(one.patterns) == chunk), None) or PatternSet.of(chunk)
        if made is None:
            alone += chunk
        else:
            sets.append(made)
    return sets, alone


def _joined(positions: Iterable[Iterable[int]]) -> Positions:
    return tuple(sorted({position for each in positions for position in each}))
