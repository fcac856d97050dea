"""The rules for texts to one number, or to any: where each is found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from responder.core.conditions.index.choosing import Frequencies
from responder.core.conditions.index.literals import Literals, Positions
from responder.core.conditions.index.nearly import Nearly
from responder.core.conditions.index.regexes import Regexes
from responder.core.conditions.situation import Needs, Situation
from responder.core.patterns import Pattern

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Table:
    """Positions of rules by what a text must have. Each rule stands under all that is enough to look at it."""

    always: Positions = ()
    """Rules to look at whatever the text."""
    whole: Mapping[str, Positions] = field(default_factory=dict)
    """By the whole text."""
    first: Mapping[str, Positions] = field(default_factory=dict)
    """By the words at its beginning."""
    longest: int = 0
    """The most words of one of these."""
    word: Mapping[str, Positions] = field(default_factory=dict)
    """By a word anywhere."""
    phrases: Literals | None = None
    """By several words anywhere, or by what may stand inside a word."""
    nearly: Nearly | None = None
    """By what it is but for a slip."""
    regexes: Regexes | None = None

    @classmethod
    def of(cls, entries: Iterable[tuple[int, Needs | None]], frequencies: Frequencies, before: Table) -> Table:
        """The table of these rules: their positions, and what a text must have (None: nothing)."""
        making = _Making()
        for position, needs in entries:
            if needs is None:
                making.always.append(position)
            else:
                making.add(position, needs)
        regexes, alone = Regexes.of(_frozen(making.patterns), frequencies, before.regexes)
        first = _frozen(making.first)
        return cls(
            tuple(sorted({*making.always, *alone})),
            _frozen(making.whole),
            first,
            max((phrase.count(" ") + 1 for phrase in first), default=0),
            _frozen(making.word),
            Literals.of(_frozen(making.phrases), before.phrases),
            Nearly.of(_frozen(making.nearly_whole), _frozen(making.nearly_first)),
            regexes,
        )

    def find(self, situation: Situation, hits: list[int]) -> None:
        """Add the positions of the rules, those that are always looked at aside, that the text calls for."""
        folded = situation.folded
        if (found := self.whole.get(folded.text)) is not None:
            hits += found
        if folded.bare and (found := self.whole.get(folded.bare)) is not None:
            hits += found
        if self.first:
            self._find_first(folded.text, hits)
        if self.word:
            by_word = self.word
            for word in folded.every_word:
                if (found := by_word.get(word)) is not None:
                    hits += found
        if self.phrases is not None:
            self.phrases.find(folded.padded, hits)
            if folded.elided:
                self.phrases.find(folded.elided, hits)
        if self.nearly is not None:
            self.nearly.find(folded, hits)
        if self.regexes is not None:
            self.regexes.find(situation.clean, hits)

    def _find_first(self, text: str, hits: list[int]) -> None:
        first, at = self.first, -1
        for _ in range(self.longest):
            at = text.find(" ", at + 1)
            if (found := first.get(text if at < 0 else text[:at])) is not None:
                hits += found
            if at < 0:
                return


NOTHING_YET = Table()


class _Making:
    """A table that is being made."""

    def __init__(self) -> None:
        self.always: list[int] = []
        self.whole: defaultdict[str, list[int]] = defaultdict(list)
        self.first: defaultdict[str, list[int]] = defaultdict(list)
        self.word: defaultdict[str, list[int]] = defaultdict(list)
        self.phrases: defaultdict[str, list[int]] = defaultdict(list)
        self.nearly_whole: defaultdict[str, list[int]] = defaultdict(list)
        self.nearly_first: defaultdict[str, list[int]] = defaultdict(list)
        self.patterns: defaultdict[Pattern, list[int]] = defaultdict(list)

    def add(self, position: int, needs: Needs) -> None:
        for text in needs.whole:
            self.whole[text].append(position)
        for text in needs.first:
            self.first[text].append(position)
        for text in needs.inside:
            word = text[1:-1]
            if " " in word or text != f" {word} ":
                self.phrases[text].append(position)
            else:
                self.word[word].append(position)
        for text in needs.nearly_whole:
            self.nearly_whole[text].append(position)
        for text in needs.nearly_first:
            self.nearly_first[text].append(position)
        for pattern in needs.patterns:
            self.patterns[pattern].append(position)


def _frozen(lists: Mapping[K, Sequence[int]]) -> dict[K, Positions]:
    return {key: tuple(positions) for key, positions in lists.items()}
