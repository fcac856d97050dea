"""What one load leaves to the next, so that a file in which one rule changed isn't read again from top to bottom.

A rule is the same where its text is, and where all that the reading of rules depends on is: the staff, the lists, the
words, the fields that rules save, and what else the desk knows of the whole file. Only a load without any problem
leaves something; and where a load that reuses comes upon a problem, the files are read once more without.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from responder.core.conditions.index import Index
from responder.core.placing import moved
from responder.core.rule import Rule
from responder.rules.desk import Desk
from responder.rules.syntax.pieces import Piece
from responder.rules.syntax.tree import Kept, Node, Settings

Pieces = Mapping[str, Sequence[tuple[Piece, Node]]]
"""The entries of ``rules:`` with their texts, by the file's name."""


@dataclass(slots=True)
class Reuse:
    """The memory of one reader of the same files: hand it to each of its loads, one at a time."""

    index: Index | None = None
    """The index of the last rules."""
    _facts: Mapping[str, Any] = field(default_factory=dict)
    _files: dict[str, dict[str, Kept]] = field(default_factory=dict)

    def of(self, file: str) -> Mapping[str, Kept]:
        """The rules of this file by their texts."""
        return self._files.get(file, {})

    @property
    def holds(self) -> bool:
        """Whether there is anything to take from it."""
        return any(self._files.values())

    def forget(self) -> None:
        """Begin anew."""
        self.index, self._facts, self._files = None, {}, {}

    def fits(self, desk: Desk) -> bool:
        """Whether rules read at this desk mean what they meant at the one of the last load."""
        return self._facts == facts_at(desk)

    def keep(self, reading: RulesRead, pieces: Pieces, index: Index) -> None:
        """Remember the rules of a load without problems."""
        self.forget()
        self.index = index
        if reading.facts is None:
            return
        made = {id(node): rule for node, rule in reading.rules}
        noted = _noted_in(pieces, reading.noted)
        self._facts = reading.facts
        for file, pairs in pieces.items():
            kept = self._files[file] = {}
            for position, (piece, node) in enumerate(pairs):
                if isinstance(node, Kept):
                    kept[piece.text] = node
                elif isinstance(node, Settings) and id(node) in made:
                    kept[piece.text] = Kept(node, made[id(node)], noted.get((file, position), {}))


@dataclass(frozen=True, slots=True)
class RulesRead:
    """The reading of all rules. ``facts``: what it depended on; None where it changed these itself, so that a rule may
    depend on those before it. ``noted``: by the name of a list of facts, what was added to it."""

    rules: Sequence[tuple[Node, Rule]]
    facts: Mapping[str, Any] | None
    noted: Mapping[str, Sequence[tuple[Any, ...]]]


class Watch:
    """Watches what the reading of rules notes at the desk. Begin it before the first rule is read."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._facts = facts_at(desk)
        self._lengths = {name: len(notes) for name, notes in _lists_of(desk)}

    def end(self, rules: Sequence[tuple[Node, Rule]]) -> RulesRead:
        """What was read since the beginning."""
        noted = {name: notes[self._lengths[name] :] for name, notes in _lists_of(self._desk)}
        unchanged = self._facts == facts_at(self._desk)
        return RulesRead(rules, self._facts if unchanged else None, noted)


def again(kept: Kept, desk: Desk) -> Rule:
    """The rule that was made of these settings, at its place of now; and all that was noted, noted again."""
    rule: Rule = kept.made
    if by := kept.line - rule.place.line:
        kept.made = rule = moved(rule, by)
    for name, notes in kept.noted.items():
        getattr(desk.facts, name).extend(notes)
    return rule


def facts_at(desk: Desk) -> dict[str, Any]:
    """All that the reading of a rule may look at beside its own text. Lists are for notes that it leaves there."""
    return {
        f"{type(part).__name__}.{one.name}": tuple(value.items()) if isinstance(value, Mapping) else value
        for part in (desk, desk.facts, desk.facts.business)
        for one in fields(part)
        if one.name not in _NO_FACTS and not isinstance(value := getattr(part, one.name), list)
    }


_NO_FACTS = frozenset({"problems", "facts", "business", "samples"})
"""What ``facts_at`` takes apart instead, and the samples, which are made of other facts."""


def _lists_of(desk: Desk) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    for one in fields(desk.facts):
        value = getattr(desk.facts, one.name)
        if isinstance(value, list):
            yield one.name, value


def _noted_in(
    pieces: Pieces, noted: Mapping[str, Iterable[tuple[Any, ...]]]
) -> dict[tuple[str, int], dict[str, list[tuple[Any, ...]]]]:
    """The notes by the file and the position of the piece in which they stand."""
    begins = {file: [piece.line for piece, _ in pairs] for file, pairs in pieces.items()}
    found: dict[tuple[str, int], dict[str, list[tuple[Any, ...]]]] = {}
    for name, notes in noted.items():
        for note in notes:
            node: Node = note[0]
            file = node.source.name
            if file in begins:
                position = bisect_right(begins[file], node.line) - 1
                found.setdefault((file, position), {}).setdefault(name, []).append(note)
    return found
