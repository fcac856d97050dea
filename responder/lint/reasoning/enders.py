"""The rules that end the walk where they fit, and which of them could take a given case."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from responder.core.conditions.matchers import (
    AllOf,
    AnyOf,
    Condition,
    Contains,
    ContainsAll,
    From,
    Matches,
    Not,
    Says,
    StartsWith,
)
from responder.core.conditions.question_matchers import Answering
from responder.core.patterns import Pattern
from responder.core.rule import OptIn, Rule
from responder.core.text.emoji import without_emoji
from responder.core.text.folding import Phrase, fold
from responder.lint.reasoning.cases import Case, Fact, Fits, Words
from responder.lint.reasoning.pattern_texts import looks_around

MOST_LOOKED_AT = 100
"""So many rules under one word, and without words, are looked at, so that the largest files are checked in seconds."""


def ends(rule: Rule) -> bool:
    """Whether no rule below is looked at where this one fits."""
    return not rule.goes_on and (rule.once_per is None or rule.once_per.or_reply is not None)


def goes_first(above: Rule, below: Rule, unknown: Iterable[Condition]) -> bool:
    """Whether ``above`` always has its turn before ``below``. A rule with ``always`` gets through where others are
    kept waiting (while a question is open, only one that has a ``when``, too), one with ``opt_in`` may answer who opted
    out, and one about an open question (or with conditions that this room doesn't know: ``unknown``) may go first."""
    if below.always and (not above.always or above.when is None):
        return False
    if any(isinstance(action, OptIn) for action in below.actions):
        return any(isinstance(action, OptIn) for action in above.actions)
    return all(_demands(above.when, part) for part in unknown)


def _demands(condition: Condition | None, part: Condition) -> bool:
    """Whether a condition never holds without ``part``."""
    if isinstance(condition, AllOf):
        return any(_demands(inner, part) for inner in condition.conditions)
    return condition == part or (
        isinstance(condition, Answering) and isinstance(part, Answering) and set(part.names).issubset(condition.names)
    )


class Enders:
    """The rules of a file that end the walk, by the words that a text must have for them."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._changes = [position for position, rule in enumerate(rules) if rule.goes_on and rule.actions]
        patterned = (position for position, rule in enumerate(rules) if ends(rule) and _has_pattern(rule.when))
        self._first_pattern = next(patterned, len(rules))
        self._frequency = Counter(word for rule in rules for word in _words_of(rule.when))
        self._by_key: defaultdict[str, list[int]] = defaultdict(list)
        self._always: list[int] = []
        for position, rule in enumerate(rules):
            if not ends(rule):
                continue
            keys = self._keys(rule.when)
            for key in keys or ():
                self._by_key[key].append(position)
            if keys is None:
                self._always.append(position)
        # However many others there are, a rule that fits everything is looked at.
        self._everything = [position for position in self._always if rules[position].when is None][:1]

    def before(self, position: int, case: Case, text: str | None = None) -> Iterator[int]:
        """The positions of rules above that could take a case (or, if given, this text), in the order of the file."""
        found = {*_up_to(self._always, position), *_up_to(self._everything, position)}
        for key in {*_keys_of(case), *(_keys_of_text(text) if text is not None else ())}:
            if key in self._by_key:
                found.update(_up_to(self._by_key[key], position))
        yield from sorted(found)

    def has_patterns(self, position: int) -> bool:
        """Whether a rule above has a regular expression."""
        return self._first_pattern < position

    def lasting(self, above: int, below: int) -> bool:
        """Whether no rule between the two can change what is saved about the contact and then go on."""
        return bisect_left(self._changes, above) == bisect_left(self._changes, below)

    def _keys(self, condition: Condition | None) -> frozenset[str] | None:
        """One of these has to be there for the condition to hold for sure; None where words alone can't tell."""
        match condition:
            case Says(phrases):
                return frozenset(f"={phrase.folded}" for phrase in phrases)
            case StartsWith(phrases) | Contains(phrases):
                keys = [self._rarest(phrase) for phrase in phrases if phrase.folded]
                return None if None in keys else frozenset(key for key in keys if key is not None)
            case ContainsAll(groups):
                return _fewest([self._keys(Contains(group)) for group in groups])
            case Matches(patterns):
                return frozenset(key for pattern in patterns for key in _keys_of_pattern(pattern))
            case From(senders) if all(sender.kind == "number" for sender in senders):
                return frozenset(f"from {sender.value}" for sender in senders)
            case AllOf(conditions):
                return _fewest([self._keys(part) for part in conditions])
            case AnyOf(conditions):
                all_keys = [self._keys(part) for part in conditions]
                known = [keys for keys in all_keys if keys is not None]
                return frozenset().union(*known) if len(known) == len(all_keys) else None
            case _:
                return None

    def _rarest(self, phrase: Phrase) -> str | None:
        if phrase.unbroken or not phrase.letters:
            return None
        return min(phrase.words, key=lambda word: (self._frequency[word], word))


def _has_pattern(condition: Condition | None) -> bool:
    match condition:
        case AllOf(conditions) | AnyOf(conditions):
            return any(map(_has_pattern, conditions))
        case Not(inner):
            return _has_pattern(inner)
        case _:
            return isinstance(condition, Matches)


def _fewest(choices: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    return min((keys for keys in choices if keys is not None), key=len, default=None)


def _words_of(condition: Condition | None) -> Iterator[str]:
    match condition:
        case StartsWith(phrases) | Contains(phrases):
            for phrase in phrases:
                yield from phrase.words
        case ContainsAll(groups):
            for group in groups:
                yield from _words_of(Contains(group))
        case AllOf(conditions) | AnyOf(conditions):
            for part in conditions:
                yield from _words_of(part)


_ANY_PATTERN = "/*"
_FINDS_IN_PARTS = "/."


def _keys_of_pattern(pattern: Pattern) -> Iterator[str]:
    yield _ANY_PATTERN
    yield f"/{pattern.source}"
    if not looks_around(pattern):
        yield _FINDS_IN_PARTS


def _keys_of(case: Case) -> Iterator[str]:
    for atom in case:
        match atom:
            case Words(kind, phrase):
                if kind == "says":
                    yield f"={phrase.folded}"
                    if bare := without_emoji(phrase.words):
                        yield f"={bare}"
                yield from phrase.words
            case Fits(pattern, fragment):
                yield f"/{pattern.source}"
                if fragment is not None:
                    yield _FINDS_IN_PARTS
            case Fact("from", ("number", number)):
                yield f"from {number}"


def _keys_of_text(text: str) -> Iterator[str]:
    folded = fold(text)
    yield _ANY_PATTERN
    yield f"={folded.text}"
    yield f"={folded.bare}"
    yield from folded.every_word


def _up_to(positions: Sequence[int], position: int) -> Sequence[int]:
    return positions[: min(bisect_left(positions, position), MOST_LOOKED_AT)]
