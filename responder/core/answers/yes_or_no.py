"""A plain yes or no. "Yes, but can we do 3?" is neither."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from responder.core.answers.fit import Fit, Misfit
from responder.core.answers.small_words import DONT_KNOW, HEDGES, NEGATIONS, NO_TROUBLE, PLAIN_NO, words
from responder.core.answers.typed import LONGEST, TOO_LONG
from responder.core.conditions.situation import Situation
from responder.core.text.folding import Phrase

if TYPE_CHECKING:
    from responder.core.conversation import Expected

_CLEAR_YES: Final = words("yes yess yesss yep yup yeah yea si sii sip oui ouais ja jap jep sim 👍 ✅")
_CLEAR_NO: Final = words("no noo nope nah naw non nein nee nao 👎 ❌")
_WHY: Final = words("why que como porque pourquoi warum por if whether")
"""Before a last no: "why no?", "por que no", "como no" (of course)."""

_MOST_BEHIND: Final = 12
"""Words behind a yes or a no at the beginning."""
_MOST_BEFORE: Final = 4
"""Words before one at the end."""


def read_yes_or_no(expected: Expected, situation: Situation) -> Fit | Misfit:
    """``yes`` or ``no``: one of the words as the whole text, or a clear one at its beginning or end with nothing
    beside it that takes it back, asks or doubts."""
    if len(situation.clean) > LONGEST:
        return Misfit(TOO_LONG)
    if "?" in situation.clean:
        return Misfit("it asks something")
    whole = [value for value, phrases in _both(expected) if any(p.is_whole(situation.folded) for p in phrases)]
    if len(whole) == 1:
        return _fit(whole[0])
    if whole:
        return Misfit("it means yes as well as no")
    text = situation.folded.text
    if any(f" {phrase} " in f" {text} " for phrase in DONT_KNOW):
        return Misfit("it says that they don't know")
    for kind in NO_TROUBLE:
        text = f" {text} ".replace(f" {kind} ", " ").strip()
    return _at_the_beginning(expected, text) or _at_the_end(expected, text) or Misfit("it is neither a yes nor a no")


def _both(expected: Expected) -> tuple[tuple[str, tuple[Phrase, ...]], ...]:
    return (("yes", expected.yes), ("no", expected.no))


def _at_the_beginning(expected: Expected, text: str) -> Fit | Misfit | None:
    found = {value: _longest_start(phrases, text) for value, phrases in _both(expected)}
    if found["yes"] == found["no"]:
        return None
    value = "yes" if len(found["yes"]) > len(found["no"]) else "no"
    rest = text[len(found[value]) :].split()
    if len(rest) > _MOST_BEHIND:
        return Misfit(f"it begins with a {value}, but says much more")
    return _unless_taken_back(value, rest)


def _longest_start(phrases: Iterable[Phrase], text: str) -> str:
    """The longest phrase with which the text begins, or all of it that is left. "ok", "sure" and other single words
    that lead in to anything don't count as a beginning."""
    best = ""
    for phrase in phrases:
        folded = phrase.folded
        clear = len(phrase.words) > 1 or folded in _CLEAR_YES or folded in _CLEAR_NO or folded == text
        if clear and len(folded) > len(best) and f"{text} ".startswith(f"{folded} "):
            best = folded
    return best


def _at_the_end(expected: Expected, text: str) -> Fit | Misfit | None:
    *before, last = text.split() or [""]
    if not 1 <= len(before) <= _MOST_BEFORE:
        return None
    for value, phrases in _both(expected):
        clear = last in (_CLEAR_YES if value == "yes" else _CLEAR_NO)
        if clear and any(phrase.folded == last for phrase in phrases):
            return None if not _WHY.isdisjoint(before) else _unless_taken_back(value, before)
    return None


def _unless_taken_back(value: str, others: list[str]) -> Fit | Misfit:
    opposite = (NEGATIONS | PLAIN_NO | _CLEAR_NO) if value == "yes" else _CLEAR_YES
    if taken := [word for word in others if word in opposite]:
        return Misfit(f"it says {value}, and '{taken[0]}' too")
    if doubts := [word for word in others if word in HEDGES]:
        return Misfit(f"it says {value}, but with '{doubts[0]}'")
    return _fit(value)


def _fit(value: str) -> Fit:
    return Fit(value, value)
