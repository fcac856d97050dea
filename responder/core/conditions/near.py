"""Near misses: what a text almost had, for the one who wonders why a rule didn't answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from responder.core.conditions.matchers import AllOf, AnyOf
from responder.core.conditions.reasons import typed
from responder.core.conditions.situation import Condition, Match, Situation
from responder.core.conditions.text_matchers import Contains, ContainsAll, Says, StartsWith
from responder.core.text.folding import Folded, Phrase
from responder.core.text.one_slip import is_slip

__all__ = ["is_slip", "near_misses"]

MOST = 3
"""How many near misses a rule shows."""

SHORTEST = 4
"""Words of fewer letters are near too many others."""

WORDS_COMPARED = 60
"""Words of a text that are compared; people write fewer."""


def near_misses(condition: Condition, situation: Situation) -> tuple[str, ...]:
    """Sentences such as "'prise' is nearly 'price'" for a condition that doesn't hold."""
    return tuple(islice(dict.fromkeys(_near(condition, situation)), MOST))


def _near(condition: Condition, situation: Situation) -> Iterator[str]:
    if isinstance(condition, (AllOf, AnyOf)):
        for part in condition.conditions:
            yield from _near(part, situation)
    elif isinstance(condition, (Says, StartsWith, Contains, ContainsAll)):
        near = _near_phrases(condition, situation.folded)
        first = next(near, None)
        # It may hold where another part of the same `when` doesn't.
        if first is not None and not isinstance(condition.test(situation), Match):
            yield first
            yield from near


def _near_phrases(condition: Says | StartsWith | Contains | ContainsAll, text: Folded) -> Iterator[str]:
    if isinstance(condition, ContainsAll):
        for group in condition.groups:
            if not any(phrase.is_in(text) for phrase in group):
                yield from _near_contained(group, text)
    elif isinstance(condition, Contains):
        yield from _near_contained(condition.phrases, text)
    else:
        yield from _near_whole(condition, text)


def _near_contained(phrases: Iterable[Phrase], text: Folded) -> Iterator[str]:
    words = text.words[:WORDS_COMPARED]
    for phrase in phrases:
        size = len(phrase.words)
        for start in range(len(words) - size + 1):
            yield from _slip(words[start : start + size], phrase)
        if size > 1 and set(phrase.words) <= set(words):
            yield f"every word of '{phrase.written}' is in the text, but not in this order one after the other"


def _near_whole(condition: Says | StartsWith, text: Folded) -> Iterator[str]:
    words = text.words[:WORDS_COMPARED]
    whole = isinstance(condition, Says)
    for phrase in condition.phrases:
        if phrase.is_in(text):
            yield (
                f"'{phrase.written}' is in the text, but `says` wants it to be all of it"
                if whole
                else f"'{phrase.written}' is in the text, but not at its beginning"
            )
        elif len(words) == len(phrase.words) or not whole:
            yield from _slip(words[: len(phrase.words)], phrase)


def _slip(words: tuple[str, ...], phrase: Phrase) -> Iterator[str]:
    """Where the words are the phrase but for one slip in one of them, or for a longer or shorter form of it."""
    if len(words) != len(phrase.words):
        return
    wrong = [(said, meant) for said, meant in zip(words, phrase.words, strict=True) if said != meant]
    if len(wrong) != 1:
        return
    said, meant = wrong[0]
    if min(len(said), len(meant)) < SHORTEST:
        return
    if said.startswith(meant) or meant.startswith(said):
        yield f"{typed(' '.join(words))} isn't '{phrase.written}': words are compared whole"
    elif is_slip(said, meant):
        yield f"{typed(' '.join(words))} is nearly '{phrase.written}'"
