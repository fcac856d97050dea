"""Finds the phrases that a text is but for one slip in one word, without a look at all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from responder.core.conditions.index.literals import Positions
from responder.core.conditions.slips import SHORTEST
from responder.core.text.folding import Folded
from responder.core.text.one_slip import deletions, is_slip


@dataclass(frozen=True, slots=True)
class Nearly:
    """Positions of rules by phrases that allow a slip."""

    meant: Mapping[str, tuple[str, ...]]
    """The long words of these phrases, by what each is without one of its letters."""
    whole: Mapping[str, Positions]
    first: Mapping[str, Positions]
    sizes: tuple[int, ...]
    """How many words the phrases have, each number once."""

    @classmethod
    def of(cls, whole: Mapping[str, Positions], first: Mapping[str, Positions]) -> Nearly | None:
        """None where no phrase allows a slip."""
        if not whole and not first:
            return None
        phrases = {*whole, *first}
        return cls(_by_deletion(phrases), whole, first, tuple(sorted({phrase.count(" ") + 1 for phrase in phrases})))

    def find(self, folded: Folded, hits: list[int]) -> None:
        """Add the positions that the text calls for."""
        words, sizes = folded.words, self.sizes
        for at, said in enumerate(words[: sizes[-1]]):
            # One letter too few makes a word shorter than the shortest that may have a slip.
            if len(said) >= SHORTEST - 1:
                for word in {meant for rest in deletions(said) for meant in self.meant.get(rest, ())}:
                    if is_slip(said, word):
                        self._look_up(words, at, word, hits)

    def _look_up(self, words: tuple[str, ...], at: int, meant: str, hits: list[int]) -> None:
        for size in self.sizes:
            if at < size <= len(words):
                phrase = " ".join((*words[:at], meant, *words[at + 1 : size]))
                hits += self.first.get(phrase, ())
                if size == len(words):
                    hits += self.whole.get(phrase, ())


def _by_deletion(phrases: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word in {word for phrase in phrases for word in phrase.split(" ") if len(word) >= SHORTEST}:
        for rest in set(deletions(word)):
            found[rest].append(word)
    return {rest: tuple(words) for rest, words in found.items()}
