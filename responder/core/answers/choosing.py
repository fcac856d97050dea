"""Which of a question's choices an answer names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from responder.core.answers.fit import Fit, Misfit
from responder.core.answers.small_words import is_turned_round
from responder.core.answers.typed import LONGEST, TOO_LONG, languages_of, plain
from responder.core.conditions.reasons import listed
from responder.core.conditions.situation import Situation
from responder.core.text.folding import Folded, Phrase
from responder.core.text.one_slip import is_slip

if TYPE_CHECKING:
    from responder.core.conversation import Expected

Span = tuple[int, int]

SHORTEST_WITH_SLIP: Final = 5
"""Letters of a word in which one slip is forgiven."""

_BY_NUMBER: Final = re.compile(
    r"(?:(?:the )?(?:the|option|number|nr|no|nº|choice|answer|opcion|numero|la|el|choix|le|nummer|die|der|das|opcao|"
    r"a|o) )?"
    r"(?:# )?(?:(\d{1,2})(?:st|nd|rd|th)?|((?<!no )[a-z]{2,8}))(?: one)?"
    r"(?: (?:please|pls|por favor|svp|bitte|thanks|thx|gracias|merci|danke))?"
)

_PLACES: Final = (
    "one first uno primero primera un premier premiere eins erste ersten um primeiro primeira",
    "two second dos segundo segunda deux deuxieme zwei zweite zweiten dois duas",
    "three third tres tercero tercera trois troisieme drei dritte dritten terceiro terceira",
    "four fourth cuatro cuarto cuarta quatre quatrieme vier vierte vierten quatro quarto quarta",
    "five fifth cinco quinto quinta cinq cinquieme funf funfte",
    "six sixth seis sexto sexta sixieme sechs sechste",
    "seven seventh siete sept septieme sieben sete",
    "eight eighth ocho huit huitieme acht oito",
    "nine ninth nueve neuf neuvieme neun nove",
)
_PLACE_OF: Final = {word: str(place) for place, words in enumerate(_PLACES, 1) for word in words.split()}
"""Places in a list as words of five languages, without accents as a folded text has them."""


def read_choice(expected: Expected, situation: Situation) -> Fit | Misfit:
    """The name of the choice: by its words anywhere in the text, or by its number in the list ("2", "the second")."""
    text, choices = situation.folded, expected.choices
    if len(situation.clean) > LONGEST:
        return Misfit(TOO_LONG)
    whole = [name for name, phrases in choices.items() if any(phrase.is_whole(text) for phrase in phrases)]
    if len(whole) == 1:
        return Fit(whole[0], whole[0])
    named = _named(choices, text)
    if not named:
        by_number = _by_number(choices, text)
        if by_number is not None:
            return Fit(by_number, by_number)
        named = _nearly_named(choices, text)
    if not named:
        return Misfit(f"none of {listed(tuple(choices))} is in it")
    if len(named) > 1:
        return Misfit(f"it names {listed(tuple(named), 'and')}")
    name, spans = next(iter(named.items()))
    if any(_is_refused(span, situation) for span in spans):
        return Misfit(f"it names {name} only to say that it isn't wanted")
    return Fit(name, name)


def _named(choices: Mapping[str, tuple[Phrase, ...]], text: Folded) -> dict[str, list[Span]]:
    """The choices whose words stand in the text, with where. Words inside longer ones of another don't count: "no
    allergies" isn't "allergies"."""
    found = {name: [span for phrase in phrases for span in _spans(phrase, text)] for name, phrases in choices.items()}
    kept = {
        name: [span for span in spans if not any(_is_inside(span, other) for o in found for other in found[o])]
        for name, spans in found.items()
    }
    return {name: spans for name, spans in kept.items() if spans}


def _spans(phrase: Phrase, text: Folded) -> Iterator[Span]:
    """Where the phrase stands in the padded text; (0, 0) where that can't be said."""
    if not phrase.is_in(text):
        return
    at = text.padded.find(phrase.inside) if phrase.inside else -1
    if at < 0:
        yield (0, 0)
    while at >= 0:
        yield (at, at + len(phrase.inside))
        at = text.padded.find(phrase.inside, at + 1)


def _is_inside(span: Span, other: Span) -> bool:
    return other[0] <= span[0] and span[1] <= other[1] and other != span


def _is_refused(span: Span, situation: Situation) -> bool:
    """Whether a "not" stands before the words. Folding drops commas, so that the text itself is asked."""
    first = situation.folded.padded[span[0] : span[1]].split()[:1]
    text = plain(situation.clean)
    at = text.find(first[0]) if first else -1
    if at < 0:
        folded = situation.folded.padded
        return is_turned_round(folded[: span[0]], folded[span[1] :], languages_of(situation))
    end = at + span[1] - span[0] - 2
    return is_turned_round(text[:at], text[end:], languages_of(situation))


def _by_number(choices: Mapping[str, tuple[Phrase, ...]], text: Folded) -> str | None:
    """The choice by its place in the list; not where choices are numbers themselves."""
    place = place_named(text)
    if place is None or any(word.isdigit() for phrases in choices.values() for p in phrases for word in p.words[:1]):
        return None
    return list(choices)[place - 1] if 1 <= place <= len(choices) else None


def place_named(text: Folded) -> int | None:
    """The place in a list, from 1, that is all the text says: "2", "number 2", "the second one", "la primera"; None
    for any other text."""
    found = _BY_NUMBER.fullmatch(text.text)
    if found is None:
        return None
    place = found[1] or _PLACE_OF.get(found[2])
    return None if place is None else int(place)


def _nearly_named(choices: Mapping[str, tuple[Phrase, ...]], text: Folded) -> dict[str, list[Span]]:
    """The choices of which one word of the text is but one slip away."""
    found: dict[str, list[Span]] = {}
    for name, phrases in choices.items():
        meant = {p.folded for p in phrases if len(p.words) == 1 and len(p.folded) >= SHORTEST_WITH_SLIP}
        for word in text.words:
            if any(is_slip(word, one) for one in meant):
                at = text.padded.find(f" {word} ")
                found.setdefault(name, []).append((at, at + len(word)))
    return found
