"""Requests for no more texts in other words than STOP: "lose my number", "please stop texting me".

Since 2025 the FCC's rule lets people revoke consent by any reasonable means, and not only by the carriers' words. What
is taken here is taken for certain: a text is cut at its punctuation, and a part of it has to be a request from its
first word to its last, courtesies aside. "stop the bleeding", "please stop by on Monday" and "take me off the waitlist"
aren't. Some requests are only that where nothing else is said ("please stop", "remove me"), and some words only as the
whole text ("ALTO").

The grammar has no repetition in it, and only the beginning of a text is looked at, so that no text can hang it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from responder.core.answering.consent.stop_phrases import GRAMMARS
from responder.core.answering.consent.stop_phrases.grammar import expanded, lines, slots
from responder.core.text.folding import Folded, fold

LONGEST: Final = 400
"""Characters that are looked at; a request comes sooner."""

LONGEST_PART: Final = 30
"""Words of a part; a longer one is a story."""

_SIZES: Final = range(7, 0, -1)
"""How many words a courtesy may have, the most first."""

_PART: Final = re.compile(r"([^.!?;,\n…。！？()–—]+)([.!?;,\n…。！？()–—]*)")


@dataclass(frozen=True, slots=True)
class StopRequest:
    """``words``: the request itself, folded. ``language``: of the phrase."""

    words: str
    language: str


@dataclass(frozen=True, slots=True)
class _Phrases:
    """What a language knows. Courtesies are tuples of folded words, requests an expression for such words, each with
    a space before it."""

    language: str
    clear: re.Pattern[str]
    alone: re.Pattern[str]
    before: frozenset[tuple[str, ...]]
    asking: frozenset[tuple[str, ...]]
    behind: frozenset[tuple[str, ...]]
    beside: frozenset[tuple[str, ...]]

    def is_clear(self, words: tuple[str, ...]) -> bool:
        return self.clear.fullmatch(_spaced(words)) is not None

    def is_request(self, words: tuple[str, ...]) -> bool:
        spaced = _spaced(words)
        return self.clear.fullmatch(spaced) is not None or self.alone.fullmatch(spaced) is not None


def stop_request(text: Folded, likely: Collection[str] = ()) -> StopRequest | None:
    """The request for no more texts that this text makes, or None. ``likely``: the languages (``es``) that the sender
    is known to write, for words that are the same in several."""
    word = text.bare or text.text
    if (languages := _whole().get(word)) is not None and _ASKING.isdisjoint(text.written):
        return StopRequest(word, next((language for language in languages if language in likely), languages[0]))
    if _triggers().isdisjoint(text.words):
        return None
    parts = list(_parts(text.written[:LONGEST]))
    # Not every comma ends a part: "hören Sie auf, mir zu schreiben".
    whole = [(text.words, "?" in text.written)] if len(parts) > 1 and len(text.words) <= LONGEST_PART else []
    for phrases in _known():
        if (found := _found(parts, phrases) or _found(whole, phrases)) is not None:
            return StopRequest(" ".join(found), phrases.language)
    return None


def _parts(written: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The parts between punctuation: their words, and whether they are a question or what somebody else said."""
    before: tuple[str, ...] = ()
    for match in _PART.finditer(written):
        words = fold(match[1]).words
        if words:
            quoted = bool(before) and match[1].lstrip()[:1] in _QUOTES
            reported = before[-1:] in _SAYING and before[:1] not in _MYSELF
            yield words, "?" in match[2] or quoted or reported
            before = words


_QUOTES: Final = tuple("\"'“„«‘”")
_SAID: Final = "said says say saying told like goes dijo dice dit sagt sagte disse"
_SAYING: Final = frozenset((word,) for word in _SAID.split())
_MYSELF: Final = frozenset((word,) for word in ("i", "ive", "like", "as"))


def _found(parts: Iterable[tuple[tuple[str, ...], bool]], phrases: _Phrases) -> tuple[str, ...] | None:
    weak: tuple[str, ...] | None = None
    others = False
    for words, is_question in parts:
        short = len(words) <= LONGEST_PART
        asked = _request(words, phrases, is_question) if short else None
        if asked is None:
            others = others or is_question or not (short and _is_beside(words, phrases))
        elif phrases.is_clear(asked):
            return asked
        else:
            weak = weak or asked
    return None if others else weak


def _request(words: tuple[str, ...], phrases: _Phrases, is_question: bool) -> tuple[str, ...] | None:
    """The request that the words are, courtesies aside. A question is one only as "can you …?"."""
    polite = False
    while words:
        if (not is_question or polite) and (found := _without_ends(words, phrases)) is not None:
            return found
        size = next((n for n in _SIZES if n < len(words) and words[:n] in phrases.before), 0)
        if not size:
            size = next((n for n in _SIZES if n < len(words) and words[:n] in phrases.asking), 0)
            polite = polite or size > 0
        if not size:
            return None
        words = words[size:]
    return None


def _without_ends(words: tuple[str, ...], phrases: _Phrases) -> tuple[str, ...] | None:
    """The request that the words begin with, where nothing but courtesies follows."""
    while words:
        if phrases.is_request(words):
            return words
        size = next((n for n in _SIZES if words[-n:] in phrases.behind), 0)
        if not size:
            return None
        words = words[:-size]
    return None


def _is_beside(words: tuple[str, ...], phrases: _Phrases) -> bool:
    """Whether a part says nothing that makes another of a request beside it: "wrong number", "thanks"."""
    while words:
        if words in phrases.beside:
            return True
        if size := next((n for n in _SIZES if words[-n:] in phrases.behind), 0):
            words = words[:-size]
        elif size := next((n for n in _SIZES if words[:n] in phrases.before), 0):
            words = words[size:]
        else:
            return False
    return True


def _spaced(words: tuple[str, ...]) -> str:
    return "".join(f" {word}" for word in words)


@cache
def _known() -> tuple[_Phrases, ...]:
    return tuple(
        _Phrases(
            language,
            _expression(grammar.clear),
            _expression(grammar.alone),
            _each(grammar.before),
            _each(grammar.asking),
            _each(grammar.behind),
            _each(grammar.beside),
        )
        for language, grammar in GRAMMARS.items()
    )


def _expression(written: str) -> re.Pattern[str]:
    # Without any repetition in it, so that its time is bounded.
    choices = (
        "".join("(?:" + "|".join(map(re.escape, map(_spaced, slot))) + ")" for slot in slots(line))
        for line in lines(written)
    )
    return re.compile("|".join(choices))


def _each(written: str) -> frozenset[tuple[str, ...]]:
    return frozenset(words for line in lines(written) for words in expanded(line))


_FREQUENT: Final = """
    me us i we you the my this your no not dont do want wish to from of send make so is be and in at get take more again
    ever any anymore calling
    de la le les il je ne m moi mir mich uns ich wir sie nao nos mas mais eu que se quiero veux bitte da en em auf zu
    para este esta esse mi tu ta su sus meu mon vos von aus ce cette votre plus aucun autre mehr nicht keine meine
    diese sua quero dar basta
"""
_SMALL: Final = frozenset(_FREQUENT.split())
"""Words of requests that stand in too many other texts to be worth a closer look."""


def _trigger_words(line: str) -> Iterable[str]:
    """Words of which every phrase of this line has one, rare ones where there is a choice."""
    sets = [[max(choice, key=_worth) for choice in slot] for slot in slots(line) if () not in slot]
    return min(sets, key=lambda words: (sum(word in _SMALL for word in words), len(words)))


def _worth(word: str) -> tuple[bool, int]:
    return word not in _SMALL, len(word)


_CLEAR_STOP: Final = ("stop", "stopall", "stop all", "unsubscribe", "optout", "opt out")
"""Words of STOP that mean nothing else, even with an emoji beside them. The carriers take them only alone."""


_ASKING: Final = frozenset("?？❓❔")


@cache
def _whole() -> dict[str, list[str]]:
    """The words that are a request as the whole text, each with its languages."""
    found = {word: ["en"] for word in _CLEAR_STOP}
    for language, grammar in GRAMMARS.items():
        for word in grammar.whole.split():
            found.setdefault(word, []).append(language)
    return found


@cache
def _triggers() -> frozenset[str]:
    """Every request has one of these words. Worked out with the first text, and not wherever this is imported."""
    return frozenset(
        word
        for grammar in GRAMMARS.values()
        for line in lines(f"{grammar.clear}{grammar.alone}")
        for word in _trigger_words(line)
    )
