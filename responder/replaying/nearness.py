"""Words that nearly stand in a rule, and aren't there: what one could add to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from responder.core.answering.consent.carrier_words import ALSO_STOP, HELP_WORDS, START_WORDS, STOP_WORDS, YES_AS_START
from responder.core.conditions.matchers import AllOf, AnyOf, Not
from responder.core.conditions.situation import Condition
from responder.core.conditions.text_matchers import Contains, ContainsAll, Says, StartsWith
from responder.core.rule import Rule
from responder.core.ruleset import Ruleset
from responder.core.text.folding import Folded, Phrase, fold
from responder.core.text.one_slip import deletions, is_slip
from responder.replaying.unanswered import Wording

SHORTEST = 4
"""Words of fewer letters are near too many others."""
MOST_WORDS = 4
"""Words of a whole text that may become one entry of ``says``."""
TYPOS = "typos"
SLIPS = 2
"""Slips of a rule's words that make ``typos: yes`` worth a try."""
KEYS: dict[type[Condition], str] = {Says: "says", StartsWith: "starts_with", Contains: "contains"}


@dataclass(slots=True)
class Addition:
    """A word or phrase that one could add to a rule. ``near``: what stands there. ``wordings``: texts that have it."""

    rule: Rule
    key: str
    """``says``, ``starts_with`` or ``contains``; or TYPOS, where one setting does more than several words."""
    word: str
    near: str
    wordings: list[Wording] = field(default_factory=list)

    @property
    def texts(self) -> int:
        return sum(one.unanswered for one in self.wordings)


@dataclass(frozen=True, slots=True, eq=False)
class _Home:
    """A phrase of a rule's ``when``, and its condition's key."""

    rule: Rule
    key: str
    phrase: Phrase


class Nearness:
    """Finds what texts nearly said. ``taken``: words that the rules or the carriers know, which are never added."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._homes: dict[str, list[_Home]] = {}
        self._says: dict[str, list[_Home]] = {}
        opt_out = ruleset.opt_out
        self.taken = {*STOP_WORDS, *ALSO_STOP, *START_WORDS, *HELP_WORDS, YES_AS_START}
        self.taken |= opt_out.stop_words | opt_out.start_words | opt_out.help_words
        for rule in ruleset.rules:
            self.taken.update(phrase.folded for phrase in _all_phrases(rule.when))
            for home in _homes(rule):
                self._remember(home)

    def _remember(self, home: _Home) -> None:
        words = home.phrase.words
        if home.key == "says":
            for word in words:
                self._says.setdefault(word, []).append(home)
        for position, word in enumerate(words):
            if len(word) >= SHORTEST:
                # Two words that are one slip apart have one of these in common.
                for part in deletions(word):
                    self._homes.setdefault(f"{position} {part}", []).append(home)

    def additions(self, wordings: Iterable[Wording]) -> list[Addition]:
        """What could be added, for most texts first."""
        found: dict[tuple[str, str, str], Addition] = {}
        for wording in wordings:
            for home, word in self._near(wording.folded):
                if self.is_fit(word, wording.names):
                    key = (home.rule.name, home.key, word)
                    one = found.setdefault(key, Addition(home.rule, home.key, word, home.phrase.written))
                    if wording not in one.wordings:
                        one.wordings.append(wording)
        everything = [*found.values(), *_tolerant(list(found.values()))]
        return sorted(
            everything, key=lambda one: (-one.texts, one.rule.place.line, one.key != TYPOS, one.key, one.word)
        )

    def is_near(self, text: Folded, rule: Rule) -> bool:
        """Whether a word of the text is one slip apart from one of the rule's."""
        return any(home.rule is rule for home, _ in self._near(text))

    def is_fit(self, word: str, names: frozenset[str] = frozenset()) -> bool:
        """Whether it may become a rule's word: letters only, no name of theirs, nothing that a rule has already."""
        parts = word.split()
        if not parts or word in self.taken or not STOP_WORDS.isdisjoint(parts):
            return False
        return all(is_plain(part) and part not in names for part in parts)

    def _near(self, text: Folded) -> Iterator[tuple[_Home, str]]:
        words = text.words[:60]
        for start, word in enumerate(words):
            if len(word) < SHORTEST:
                continue
            for home in self._slips(word):
                said = _said(words, start, word, home)
                if said is not None:
                    yield home, said
        if len(words) <= MOST_WORDS:
            for home in dict.fromkeys(home for word in words for home in self._says.get(word, ())):
                if home.phrase.is_in(text) and home.phrase.letters >= SHORTEST:
                    yield home, text.text

    def _slips(self, word: str) -> Iterator[_Home]:
        seen = set()
        for part in deletions(word):
            for position in range(MOST_WORDS):
                for home in self._homes.get(f"{position} {part}", ()):
                    if id(home) not in seen:
                        seen.add(id(home))
                        yield home


def _tolerant(found: list[Addition]) -> Iterator[Addition]:
    """``typos: yes`` for rules whose words are misspelt in several ways, and which have nothing of the kind yet."""
    by_rule: dict[str, list[Addition]] = {}
    for one in found:
        if one.key != "contains" and len(one.word.split()) == len(fold(one.near).words):
            by_rule.setdefault(one.rule.name, []).append(one)
    for slips in by_rule.values():
        if len(slips) >= SLIPS and not _is_tolerant(slips[0].rule):
            near = ", ".join(dict.fromkeys(one.near for one in slips))
            wordings = list(dict.fromkeys(wording for one in slips for wording in one.wordings))
            yield Addition(slips[0].rule, TYPOS, TYPOS, near, wordings)


def _is_tolerant(rule: Rule) -> bool:
    parts = rule.when.conditions if isinstance(rule.when, AllOf) else (rule.when,)
    return any(isinstance(part, (Says, StartsWith)) and part.slips is not None for part in parts)


def is_plain(word: str) -> bool:
    """Whether it is a word of letters: no number, no address, nothing that could be somebody's."""
    return word.replace("'", "").replace("-", "").isalpha()


def _said(words: tuple[str, ...], start: int, word: str, home: _Home) -> str | None:
    """The words of the text that stand where the phrase should, one slip in one of them; None where they don't."""
    meant = home.phrase.words
    for position, part in enumerate(meant):
        first = start - position
        said = words[first : first + len(meant)]
        if first < 0 or len(said) != len(meant) or not is_slip(word, part):
            continue
        others = all(one == two for n, (one, two) in enumerate(zip(said, meant, strict=True)) if n != position)
        if others and _is_there(home.key, first, len(said), len(words)):
            return " ".join(said)
    return None


def _is_there(key: str, first: int, size: int, count: int) -> bool:
    return key == "contains" or (first == 0 and (key == "starts_with" or size == count))


def _homes(rule: Rule) -> Iterator[_Home]:
    """The phrases that stand in the file itself, directly under ``when``."""
    parts = rule.when.conditions if isinstance(rule.when, AllOf) else (rule.when,)
    for part in parts:
        if isinstance(part, (Says, StartsWith, Contains)):
            for phrase in part.phrases:
                if not phrase.unbroken and len(phrase.words) <= MOST_WORDS:
                    yield _Home(rule, KEYS[type(part)], phrase)


def _all_phrases(condition: Condition | None) -> Iterator[Phrase]:
    if isinstance(condition, (AllOf, AnyOf)):
        for part in condition.conditions:
            yield from _all_phrases(part)
    elif isinstance(condition, Not):
        yield from _all_phrases(condition.condition)
    elif isinstance(condition, (Says, StartsWith, Contains)):
        yield from condition.phrases
    elif isinstance(condition, ContainsAll):
        for group in condition.groups:
            yield from group


def example_of(wording: Wording, word: str) -> str:
    """A text that may stand in the file as an example: theirs, unless something in it could be personal."""
    parts = wording.folded.words
    if len(parts) <= 10 and all(is_plain(part) and part not in wording.names for part in parts):
        return wording.folded.text
    return fold(word).text


_PERSONAL = re.compile(r"\S*@\S*|\S*://\S*|\S*\d(?:\S*\d){3,}\S*")


def without_personal(text: str, names: frozenset[str] = frozenset()) -> str:
    """The text with a mark in place of long numbers, addresses, and what is saved about its senders."""
    text = _PERSONAL.sub("…", text)
    return " ".join("…" if word in names else word for word in text.split())
