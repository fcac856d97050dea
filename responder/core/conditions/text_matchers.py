"""The conditions on the words of a text: says, starts_with, contains, contains_all, matches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.core.conditions.asked import first_asked, needs_of_all
from responder.core.conditions.reasons import listed, typed, unique
from responder.core.conditions.situation import Match, Miss, Needs, Situation
from responder.core.conditions.slips import Near, Slips, slip_of, tolerant
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
    """``says``: the whole text is one of the phrases, if need be without the emoji at its ends. ``slips``: with
    ``typos: yes``, what a slip must not be."""

    phrases: tuple[Phrase, ...]
    slips: Slips | None = field(default=None, repr=False)
    needs: Needs = field(init=False, repr=False, compare=False)
    _matches: dict[str, Match] = field(init=False, repr=False, compare=False)
    _near: tuple[Near, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = names_of(self.phrases)
        wanted = f"one of {listed(names)}" if len(names) != 1 or names[0].startswith("<") else alone(names)
        matches: dict[str, Match] = {}
        for phrase in filter(_is_visible, self.phrases):
            reason = f"the whole text is {shown(phrase)}"
            matches.setdefault(phrase.folded, Match(reason, NOTHING, phrase.language))
        near = tolerant(self.phrases, self.slips)
        miss = Miss(f"the whole text isn't {wanted}")
        needs = Needs(miss, tuple(matches), nearly_whole=tuple(one.phrase.folded for one in near))
        object.__setattr__(self, "_matches", matches)
        object.__setattr__(self, "_near", near)
        object.__setattr__(self, "needs", needs)

    def test(self, situation: Situation) -> Match | Miss:
        folded = situation.folded
        found = self._matches.get(folded.text)
        if found is None and folded.bare and (bare := self._matches.get(folded.bare)) is not None:
            found = Match(f"{bare.because}, emoji aside", NOTHING, bare.language)
        if found is None and self._near and (near := slip_of(self._near, self.slips, folded, whole=True)) is not None:
            reason = f"the text is {typed(folded.text)}, nearly {shown(near.phrase)}"
            found = Match(reason, NOTHING, near.phrase.language)
        return found or self.needs.miss


@dataclass(frozen=True, slots=True)
class StartsWith:
    """``starts_with``: the text begins with one of the phrases. The longest that does so leaves the ``rest``.
    ``slips``: with ``typos: yes``, what a slip must not be."""

    phrases: tuple[Phrase, ...]
    slips: Slips | None = field(default=None, repr=False)
    needs: Needs | None = field(init=False, repr=False, compare=False)
    _miss: Miss = field(init=False, repr=False, compare=False)
    _longest_first: tuple[Phrase, ...] = field(init=False, repr=False, compare=False)
    _near: tuple[Near, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = names_of(self.phrases)
        if len(names) == 1:
            miss = Miss(f"the text doesn't begin with {alone(names)}")
        else:
            miss = Miss(f"the text begins with none of {listed(names)}")
        ordered = tuple(sorted(self.phrases, key=lambda p: -len(p.folded)))
        near = tolerant(ordered, self.slips)
        visible = tuple(filter(_is_visible, self.phrases))
        needs = Needs(
            miss,
            first=unique(phrase.folded for phrase in visible if not phrase.unbroken),
            inside=unique(phrase.opening for phrase in visible if phrase.unbroken),
            nearly_first=tuple(one.phrase.folded for one in near),
        )
        object.__setattr__(self, "_miss", miss)
        object.__setattr__(self, "_longest_first", ordered)
        object.__setattr__(self, "_near", near)
        object.__setattr__(self, "needs", needs if all(map(_has_letters, visible)) else None)

    def test(self, situation: Situation) -> Match | Miss:
        folded = situation.folded
        for phrase in self._longest_first:
            rest = phrase.starts(folded)
            if rest is not None:
                return Match(f"the text begins with {shown(phrase)}", {"rest": rest}, phrase.language)
        if self._near and (near := slip_of(self._near, self.slips, folded, whole=False)) is not None:
            count = len(near.phrase.words)
            reason = f"the text begins with {typed(' '.join(folded.words[:count]))}, nearly {shown(near.phrase)}"
            return Match(reason, {"rest": folded.behind(count)}, near.phrase.language)
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
        key = first_asked(parts)
        ordered = parts if key is None else [key, *(part for part in parts if part is not key)]
        object.__setattr__(self, "_ordered", tuple(ordered))
        object.__setattr__(self, "needs", needs_of_all(parts, key))

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
    needs: Needs = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        sources = tuple(pattern.source for pattern in self.patterns)
        wanted = sources[0] if len(sources) == 1 else f"any of {listed(sources)}"
        object.__setattr__(self, "needs", Needs(Miss(f"the text doesn't fit {wanted}"), patterns=self.patterns))

    def test(self, situation: Situation) -> Match | Miss:
        for pattern in self.patterns:
            groups = pattern.search(situation.clean)
            if groups is not None:
                found = [f"{name} {typed(value)}" for name, value in groups.items() if value]
                return Match(f"the text fits {pattern.source}" + (f" with {listed(found)}" if found else ""), groups)
        return self.needs.miss


def _missing(phrases: tuple[Phrase, ...]) -> Miss:
    names = names_of(phrases)
    if len(names) == 1 and not names[0].startswith("<"):
        return Miss(f"{alone(names)} isn't in the text")
    return Miss(f"none of {listed(names)} is in the text")


def _needs_words(phrases: tuple[Phrase, ...], miss: Miss) -> Needs | None:
    visible = tuple(filter(_is_visible, phrases))
    if not all(map(_has_letters, visible)):
        return None
    return Needs(miss, inside=unique(phrase.inside for phrase in visible))


def _is_visible(phrase: Phrase) -> bool:
    """Whether anything of the phrase is left after folding; one without never fits."""
    return phrase.folded != ""


def _has_letters(phrase: Phrase) -> bool:
    """Whether it is more than punctuation, which no index of folded texts can find."""
    return phrase.letters > 0
