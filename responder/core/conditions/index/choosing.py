"""Which of the things that a text must have a rule is kept under: the one that the fewest rules of the file need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from responder.core.conditions.situation import Needs
from responder.core.patterns import Pattern
from responder.core.patterns.shape import Clause

EVERY_TEXT = 1 << 30


class Frequencies:
    """How many needs of a file's rules name each text."""

    __slots__ = ("_first", "_inside", "_literals", "_whole")

    def __init__(self, asked: Iterable[Needs | None]) -> None:
        needs = list(_every(asked))
        self._whole = Counter(text for need in needs for text in need.whole)
        self._first = Counter(text for need in needs for text in need.first)
        self._inside = Counter(text for need in needs for text in need.inside)
        patterns = [pattern for need in needs for pattern in need.patterns]
        self._literals = Counter(text for pattern in patterns for clause in pattern.clauses for text in clause)

    def best(self, needs: Needs) -> Needs:
        """Those of the needs by which a text calls for the fewest other rules."""
        return min((needs, *needs.also), key=self._others)

    def clause_of(self, pattern: Pattern) -> Clause | None:
        """The literals under which a pattern is kept; None where there are none."""
        return min(pattern.clauses, key=self._shared, default=None)

    def _others(self, needs: Needs) -> int:
        counts = [
            *map(self._whole.__getitem__, needs.whole),
            *map(self._first.__getitem__, needs.first),
            *map(self._inside.__getitem__, needs.inside),
        ]
        for pattern in needs.patterns:
            clause = self.clause_of(pattern)
            counts.append(EVERY_TEXT if clause is None else self._shared(clause)[0])
        return max(counts, default=0)

    def _shared(self, clause: Clause) -> tuple[int, int]:
        """How many patterns share its commonest literal; and the longer its shortest, the better."""
        return max(map(self._literals.__getitem__, clause)), -min(map(len, clause))


def _every(asked: Iterable[Needs | None]) -> Iterator[Needs]:
    for needs in asked:
        if needs is not None:
            yield needs
            yield from needs.also
