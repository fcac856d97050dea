"""Finds which of many literals stand in a text, in one pass over it, however many they are (Aho-Corasick)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

import ahocorasick

Positions = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """The automaton of some literals. Costly to make for thousands, so that it is kept as long as they are the same."""

    literals: Set[str]
    _automaton: Any = field(compare=False, repr=False)

    @classmethod
    def of(cls, literals: Set[str]) -> Scan:
        """The automaton of these literals, none of them empty; there is at least one."""
        automaton = ahocorasick.Automaton()
        for literal in literals:
            automaton.add_word(literal, literal)
        automaton.make_automaton()
        return cls(literals, automaton)

    def found(self, text: str) -> Iterator[str]:
        """The literals that stand in the text, in the order of their ends; some may come several times."""
        return (literal for _, literal in self._automaton.iter(text))


@dataclass(frozen=True, slots=True)
class Literals:
    """Positions of rules by literals of which a text must have one."""

    positions: Mapping[str, Positions]
    scan: Scan

    @classmethod
    def of(cls, positions: Mapping[str, Positions], before: Literals | None) -> Literals | None:
        """None where there are no literals. ``before``: whose automaton is taken if it is the same."""
        if not positions:
            return None
        same = before is not None and before.scan.literals == positions.keys()
        return cls(positions, before.scan if same and before is not None else Scan.of(frozenset(positions)))

    def find(self, text: str, hits: list[int]) -> None:
        """Add the positions that the text calls for."""
        positions = self.positions
        for literal in self.scan.found(text):
            hits += positions[literal]
