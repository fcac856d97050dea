"""The conditions on the words of a text: says, starts_with, contains, contains_all, matches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.core.conditions.reasons import listed, typed, unique
from responder.core.conditions.situation import Match, Miss, Needs, Situation
from responder.core.message import NOTHING
from responder.core.text.folding import Phrase

if TYPE_CHECKING:
    from responder.core.patterns import Pattern


def name_of(phrase: Phrase) -> str:
    """The phrase as it stands in the file: ``price``, or ``<yes>`` for one that came from a word list."""
    return phrase.written if phrase.list is None else f"<{phrase.list}>"


def names_of(phrases: Iterable[Phrase]) -> tuple[str, ...]:
    """What the file names, each once, in its order."""
    return unique(map(name_of, phrases))


def shown(phrase: Phrase) -> str:
    """The phrase for a reason: ``'price'``, or ``'yep' (<yes>)``."""
    return f"'{phrase.written}'" + ("" if phrase.list is None else f" (<{phrase.list}>)")


def alone(names: tuple[str, ...]) -> str:
    """The only name of a list for a reason: in quotes, but for the name of a word list."""
    return names[0] if names[0].startswith("<") else f"'{names[0]}'"


@dataclass(frozen=True, slots=True)
class Says:
    """``says``: the whole text is one of the phrases."""

    phrases: tuple[Phrase, ...]
    needs: Needs = field(init=False, repr=False, compare=False)
    _matches: dict[str, Match] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = names_of(self.phrases)
        wanted = f"one of {listed(names)}" if len(names) != 1 or names[0].startswith("<") else alone(names)
        matches: dict[str, Match] = {}
        for phrase in filter(_is_visible, self.phrases):
            reason = f"the whole text is {shown(phrase)}"
            matches.setdefault(phrase.folded, Match(reason, NOTHING, phrase.language))
        object.__setattr__(self, "_matches", matches)
        object.__setattr__(self, "needs", Needs(Miss(f"the whole text isn't {wanted}"), whole=tuple(matches)))

    def test(self, situation: Situation) -> Match | Miss:
        return self._matches.get(situation.folded.text) or self.needs.miss


@dataclass(frozen=True, slots=True)
class StartsWith:
    """``starts_with``: the text begins with one of the phrases. The longest that does so leaves the ``rest``."""

    phrases: tuple[Phrase, ...]
    needs: Needs | None = field(init=False, repr=False, compare=False)
    _miss: Miss = field(init=False, repr=False, compare=False)
    _longest_first: tuple[Phrase, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = names_of(self.phrases)
        if len(names) == 1:
            miss = Miss(f"the text doesn't begin with {alone(names)}")
        else:
            miss = Miss(f"the text begins with none of {listed(names)}")
        prunable = not any(phrase.unbroken for phrase in self.phrases)
        first = unique(phrase.words[0] for phrase in filter(_is_visible, self.phrases))
        object.__setattr__(self, "_miss", miss)
        object.__setattr__(self, "_longest_first", tuple(sorted(self.phrases, key=lambda p: -len(p.folded))))
        object.__setattr__(self, "needs", Needs(miss, first=first) if prunable else None)

    def test(self, situation: Situation) -> Match | Miss:
        for phrase in self._longest_first:
            rest = phrase.starts(situation.folded)
            if rest is not None:
                return Match(f"the text begins with {shown(phrase)}", {"rest": rest}, phrase.language)
        return self._miss


@dataclass(frozen=True, slots=True)
class Contains:
    """``contains``: one of the phrases stands in the text."""

    phrases: tuple[Phrase, ...]
    needs: Needs | None = field(init=False, repr=False, compare=False)
    _miss: Miss = field(init=False, repr=False, compare=False)
    _matches: tuple[tuple[Phrase, Match], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        miss = _missing(self.phrases)
        matches = tuple((p, Match(f"{shown(p)} is in the text", NOTHING, p.language)) for p in self.phrases)
        object.__setattr__(self, "_miss", miss)
        object.__setattr__(self, "_matches", matches)
        object.__setattr__(self, "needs", _needs_words(self.phrases, miss))

    def test(self, situation: Situation) -> Match | Miss:
        folded = situation.folded
        for phrase, match in self._matches:
            if phrase.is_in(folded):
                return match
        return self._miss


@dataclass(frozen=True, slots=True)
class ContainsAll:
    """``contains_all``: of every group one phrase stands in the text."""

    groups: tuple[tuple[Phrase, ...], ...]
    """One group per entry of the list; a word list (<yes>) is one group, of which any counts."""
    needs: Needs | None = field(init=False, repr=False, compare=False)
    _ordered: tuple[Contains, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        parts = [Contains(group) for group in self.groups]
        # The group that the index asks for is tested first, so that the reason is the same with and without it.
        prunable = [part for part in parts if part.needs is not None]
        key = min(prunable, key=_selectivity, default=None)
        if key is not None:
            parts.remove(key)
            parts.insert(0, key)
        object.__setattr__(self, "_ordered", tuple(parts))
        object.__setattr__(self, "needs", key.needs if key is not None else None)

    def test(self, situation: Situation) -> Match | Miss:
        found = []
        for part in self._ordered:
            result = part.test(situation)
            if isinstance(result, Miss):
                return result
            found.append(result)
        language = next((match.language for match in found if match.language), None)
        reasons = tuple(match.because for match in found)
        return Match("; ".join(reasons), NOTHING, language, reasons)


@dataclass(frozen=True, slots=True)
class Matches:
    """``matches``: one of the regular expressions is found in the text."""

    patterns: tuple[Pattern, ...]
    needs: Needs | None = field(init=False, repr=False, compare=False, default=None)
    _miss: Miss = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sources = tuple(pattern.source for pattern in self.patterns)
        wanted = sources[0] if len(sources) == 1 else f"any of {listed(sources)}"
        object.__setattr__(self, "_miss", Miss(f"the text doesn't fit {wanted}"))

    def test(self, situation: Situation) -> Match | Miss:
        for pattern in self.patterns:
            groups = pattern.search(situation.clean)
            if groups is not None:
                found = [f"{name} {typed(value)}" for name, value in groups.items() if value]
                return Match(f"the text fits {pattern.source}" + (f" with {listed(found)}" if found else ""), groups)
        return self._miss


def _missing(phrases: tuple[Phrase, ...]) -> Miss:
    names = names_of(phrases)
    if len(names) == 1 and not names[0].startswith("<"):
        return Miss(f"{alone(names)} isn't in the text")
    return Miss(f"none of {listed(names)} is in the text")


def _needs_words(phrases: tuple[Phrase, ...], miss: Miss) -> Needs | None:
    if any(phrase.unbroken for phrase in phrases):
        return None
    return Needs(miss, words=tuple(phrase.words for phrase in filter(_is_visible, phrases)))


def _is_visible(phrase: Phrase) -> bool:
    """Whether anything of the phrase is left after folding; one without never fits."""
    return phrase.folded != ""


def _selectivity(part: Contains) -> int:
    return len(part.phrases)
