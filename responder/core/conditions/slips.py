"""``typos: yes``: a text that is nearly a phrase counts for it, unless it is exactly what another rule wants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from responder.core.text.folding import Folded, Phrase
from responder.core.text.letters import is_mark
from responder.core.text.one_slip import is_slip

SHORTEST: Final = 5
"""Words of fewer letters are near too many others."""

NEVER: Final = frozenset({"yes", "no", "stop", "start", "help"})
"""The word lists whose words are taken only as they are."""


@dataclass(frozen=True, slots=True)
class Slips:
    """What a slip must not be, from the whole file; all of it folded. One of these stands in all conditions of a file
    that allow slips."""

    whole: Set[str] = frozenset()
    """The phrases of every ``says``, and what is taken only as it is."""
    first: Set[str] = frozenset()
    """The phrases of every ``starts_with``."""
    never: Set[str] = frozenset()
    """Words, of STOP and its like and of yes and no, which nothing else is taken for."""
    _sizes: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """How many words the phrases of ``first`` have, each number once: no other beginnings of a text are looked up, as
    a text may have thousands."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_sizes", tuple(sorted({phrase.count(" ") + 1 for phrase in self.first})))

    def is_exact(self, text: Folded) -> bool:
        """Whether the text is exactly what some rule of the file wants: a phrase as a whole, or at its beginning."""
        if text.text in self.whole or text.text in self.never:
            return True
        words = text.words
        return any(size <= len(words) and " ".join(words[:size]) in self.first for size in self._sizes)


@dataclass(frozen=True, slots=True)
class Near:
    """A phrase with the positions of its words that may have the slip."""

    phrase: Phrase
    words: tuple[int, ...]


def tolerant(phrases: Iterable[Phrase], slips: Slips | None) -> tuple[Near, ...]:
    """Those of the phrases that allow a slip, in their order."""
    if slips is None:
        return ()
    allowed = [phrase for phrase in phrases if _allows(phrase, slips)]
    near = [Near(one, tuple(n for n, word in enumerate(one.words) if _is_long(word, slips))) for one in allowed]
    return tuple(one for one in near if one.words)


def slip_of(near: Sequence[Near], slips: Slips | None, text: Folded, *, whole: bool) -> Near | None:
    """The first of the phrases that the text is (``whole``), or begins with, but for one slip in one word."""
    if slips is None:
        return None
    said = text.words
    for one in near:
        meant = one.phrase.words
        if len(said) == len(meant) if whole else len(said) >= len(meant):
            wrong = [n for n, word in enumerate(meant) if said[n] != word]
            if len(wrong) == 1 and wrong[0] in one.words and is_slip(said[wrong[0]], meant[wrong[0]]):
                # Nearly always no phrase fits, so that this is asked of few texts.
                return None if slips.is_exact(text) else one
    return None


def _allows(phrase: Phrase, slips: Slips) -> bool:
    # Chinese, Japanese and Thai have no words that a slip could be counted in.
    return not phrase.unbroken and phrase.list not in NEVER and phrase.folded not in slips.never


def _is_long(word: str, slips: Slips) -> bool:
    """Whether a slip in this word is easy to see: in numbers it would be another number."""
    letters = sum(map(str.isalpha, word))
    return letters >= SHORTEST and word not in slips.never and all(c.isalpha() or is_mark(c) for c in word)
