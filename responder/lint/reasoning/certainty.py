"""Whether a condition is sure to hold, or sure not to, where all that is known is a case of another rule.

Sure means for every text and every moment. What can't be told is answered with no, both times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from responder.core.conditions.contact_matchers import ContactIs, InLanguage, OnList
from responder.core.conditions.matchers import (
    AllOf,
    AnyOf,
    Condition,
    Contains,
    ContainsAll,
    During,
    If,
    Match,
    Matches,
    Not,
    Says,
    Situation,
    StartsWith,
)
from responder.core.conditions.question_matchers import Answering
from responder.core.text.emoji import is_emoji, without_emoji
from responder.core.text.folding import Folded, fold
from responder.core.text.letters import is_mark
from responder.lint.reasoning.cases import Atom, Case, Fact, Fits, Other, Without, Words, atoms, opposite
from responder.lint.reasoning.pattern_texts import looks_around

_ORDINARY = (ContactIs, InLanguage, If)
"""Conditions that can't be taken apart, but say nothing about whose turn it is, as an open question does."""

_OF_THE_TEXT = (Says, StartsWith, Contains, ContainsAll, Matches)


@dataclass(frozen=True, slots=True)
class Certainty:
    """Reasons from a case. ``text``: a situation whose text is looked at itself, so that conditions on the words are
    answered for this text only. ``lasting``: nothing changes what is saved about the contact between the two rules.
    ``found``: the names of what the words of either rule find (``rest``, groups), which may differ between them."""

    case: Case
    text: Situation | None = None
    lasting: bool = True
    found: frozenset[str] = frozenset()

    def holds(self, condition: Condition | None) -> bool:
        """Whether the condition is sure to hold."""
        match condition:
            case None:
                return True
            case AllOf(conditions):
                return all(map(self.holds, conditions))
            case AnyOf(conditions):
                return self._one_holds(conditions)
            case Not(inner):
                return self.fails(inner)
            case ContainsAll(groups) if self.text is None:
                return all(self.holds(Contains(group)) for group in groups)
            case During(windows, False):
                return self.fails(During(windows, True))
            case OnList(lists, False):
                return self.fails(OnList(lists, True))
            case Answering(names) if self.lasting:
                return any(set(known.names).issubset(names) for known in self._questions())
            case _ if self.text is not None and isinstance(condition, _OF_THE_TEXT):
                return isinstance(condition.test(self.text), Match)
        if (alternatives := atoms(condition)) is None:
            return self._has_equal(condition)
        return any(all(self._guarantees(atom) for atom in alternative) for alternative in alternatives)

    def fails(self, condition: Condition) -> bool:
        """Whether the condition is sure not to hold."""
        match condition:
            case AllOf(conditions):
                return not may_go_wrong(condition) and any(map(self.fails, conditions))
            case AnyOf(conditions):
                return all(map(self.fails, conditions))
            case Not(inner):
                return self.holds(inner)
            case ContainsAll(groups) if self.text is None:
                return any(self.fails(Contains(group)) for group in groups)
            case During(windows, False):
                return self.holds(During(windows, True))
            case OnList(lists, False):
                return self.holds(OnList(lists, True))
            case _ if self.text is not None and isinstance(condition, _OF_THE_TEXT):
                return not isinstance(condition.test(self.text), Match)
        if (alternatives := atoms(condition)) is None:
            return self._has_equal(Not(condition))
        return all(self._excludes(alternative[0]) for alternative in alternatives)

    def _one_holds(self, conditions: tuple[Condition, ...]) -> bool:
        # They are asked in order, and an `if` that goes wrong keeps those behind it from being asked.
        for condition in conditions:
            if self.holds(condition):
                return True
            if may_go_wrong(condition):
                return False
        return False

    def _questions(self) -> Iterator[Answering]:
        """What is known of open questions: one of each of these is open."""
        for atom in self.case:
            if isinstance(atom, Other) and isinstance(atom.condition, Answering):
                yield atom.condition

    def _has_equal(self, condition: Condition) -> bool:
        inner = condition.condition if isinstance(condition, Not) else condition
        if not self.lasting or (isinstance(inner, If) and inner.expression.variables & self.found):
            return False
        return any(isinstance(atom, Other) and atom.condition == condition for atom in self.case)

    def _guarantees(self, atom: Atom) -> bool:
        return any(_implies(known, atom, lasting=self.lasting) for known in self.case)

    def _excludes(self, atom: Atom) -> bool:
        against = opposite(atom)
        if not isinstance(against, Without):
            return self._guarantees(against)
        for known in self.case:
            if isinstance(known, Without):
                # Whatever the atom brings with it can't be, either.
                if _implies(atom, known.atom, lasting=self.lasting):
                    return True
            elif _exclude_each_other(known, atom):
                return True
        return False


def is_impossible(case: Case) -> bool:
    """Whether the parts of a case contradict each other, so that nothing fits it."""
    for at, atom in enumerate(case):
        others = Certainty(case[:at] + case[at + 1 :])
        if isinstance(atom, Without):
            if others._guarantees(atom.atom):
                return True
        elif isinstance(atom, Other):
            if others._has_equal(Not(atom.condition)):
                return True
        elif others._excludes(atom):
            return True
    return False


def may_go_wrong(condition: Condition) -> bool:
    """Whether an ``if`` is in it, which can fail in a way that makes the whole rule not fit."""
    if isinstance(condition, (AllOf, AnyOf)):
        return any(map(may_go_wrong, condition.conditions))
    return isinstance(condition, If) or (isinstance(condition, Not) and may_go_wrong(condition.condition))


def unknown_parts(cases: Iterable[Case]) -> list[Condition]:
    """The conditions that this room knows nothing of."""
    found: list[Condition] = []
    for atom in (atom for case in cases for atom in case if isinstance(atom, Other)):
        inner = atom.condition.condition if isinstance(atom.condition, Not) else atom.condition
        if not isinstance(inner, _ORDINARY) and atom.condition not in found:
            found.append(atom.condition)
    return found


def _implies(known: Atom, atom: Atom, *, lasting: bool) -> bool:
    """Whether ``atom`` holds wherever ``known`` does."""
    match known, atom:
        case Words(), Words():
            return _words_imply(known, atom)
        case Fits(pattern, fragment), Fits(wanted):
            return pattern == wanted or (
                fragment is not None and not looks_around(wanted) and wanted.search(fragment) is not None
            )
        case Fact("from", sender), Fact("from", wanted):
            return _sender_implies(sender, wanted) and (lasting or sender[0] != "list")
        case Fact("date", dates), Fact("date", wanted):
            return _dates_imply(dates, wanted)
        case Fact(), Fact():
            return known == atom
        case Without(inner), Without(wanted):
            return _implies(wanted, inner, lasting=lasting)
        case Fact() | Words(), Without(wanted):
            return _exclude_each_other(known, wanted)
        case _:
            return False


def _words_imply(known: Words, atom: Words) -> bool:
    phrase, wanted = known.phrase, atom.phrase
    if known.nearly or atom.nearly:
        # A slip of one phrase isn't one of another, whatever the two have in common.
        fits = known.kind == atom.kind or (known.kind == "says" and atom.kind == "starts_with")
        return known.nearly and atom.nearly and fits and phrase.folded == wanted.folded
    if not (phrase.letters and wanted.letters):
        # Punctuation is compared with the text as it was written.
        return known.kind == "says" and phrase.folded == wanted.folded
    if atom.kind == "says":
        return known.kind == "says" and _is_one_of(known, atom)
    if wanted.unbroken and known.kind == "contains" and not phrase.unbroken:
        # The known words may stand behind an apostrophe (l'adresse), where those without spaces aren't looked for.
        return False
    if atom.kind == "starts_with":
        return known.kind != "contains" and not known.dressed and _begins(_known_text(known), wanted.opening)
    return _stands_in(_known_text(known), wanted.inside)


def _is_one_of(known: Words, wanted: Words) -> bool:
    """Whether every text that is the known phrase is the wanted one, too."""
    if known.phrase.folded == wanted.phrase.folded:
        return wanted.dressed or not known.dressed
    return wanted.dressed and not known.dressed and without_emoji(known.phrase.words) == wanted.phrase.folded


def _known_text(words: Words) -> str:
    """What is known to stand in ``Folded.padded`` (for ``contains`` somewhere, else at its beginning)."""
    if words.kind == "says":
        return f" {words.phrase.folded} "
    return words.phrase.opening if words.kind == "starts_with" else words.phrase.inside


def _begins(text: str, wanted: str) -> bool:
    return text.startswith(wanted) and not is_mark(text[len(wanted) : len(wanted) + 1] or " ")


def _stands_in(text: str, wanted: str) -> bool:
    at = text.find(wanted)
    while at >= 0:
        if not is_mark(text[at + len(wanted) : at + len(wanted) + 1] or " "):
            return True
        at = text.find(wanted, at + 1)
    return False


def _exclude_each_other(known: Atom, atom: Atom) -> bool:
    match known, atom:
        case (Words(nearly=True), _) | (_, Words(nearly=True)):
            return False
        case Words("says"), Words():
            return _is_sure_not_in(known, atom)
        case Words(), Words("says"):
            return _is_sure_not_in(atom, known)
        case Words("starts_with"), Words("starts_with"):
            one, other = known.phrase, atom.phrase
            apart = not (one.opening.startswith(other.opening) or other.opening.startswith(one.opening))
            return bool(one.letters and other.letters) and apart
        case Fact("to" | "channel" as kind, one), Fact(other_kind, other) if kind == other_kind:
            return bool(one != other)
        case Fact("from", ("number", one)), Fact("from", ("number", other)):
            return bool(one != other)
        case Fact("from", ("known" | "unknown" as one, _)), Fact("from", ("known" | "unknown" as other, _)):
            return bool(one != other)
        case _:
            return False


def _is_sure_not_in(whole: Words, words: Words) -> bool:
    """Whether a text that is this phrase, however it is spelled, never has these words."""
    phrase, wanted = whole.phrase, words.phrase
    if words.kind == "says":
        return not (
            phrase.folded == wanted.folded
            or (words.dressed and without_emoji(phrase.words) == wanted.folded)
            or (whole.dressed and without_emoji(wanted.words) == phrase.folded)
        )
    if whole.dressed and any(map(is_emoji, wanted.words)):
        return False
    if not (phrase.letters and wanted.letters) or phrase.unbroken or wanted.unbroken:
        return False
    made: Folded = fold(phrase.folded)
    if wanted.is_in(made) if words.kind == "contains" else wanted.starts(made) is not None:
        return False
    # Someone may write l'adresse where the phrase is "ladresse", and then "adresse" is in it.
    return words.kind == "starts_with" or not any(
        word.startswith(part) or word.endswith(part) for word in made.words for part in wanted.words
    )


def _sender_implies(known: tuple[str, str], wanted: tuple[str, str]) -> bool:
    (kind, value), (other, beginning) = known, wanted
    if other == "prefix" and kind in ("number", "prefix"):
        return value.startswith(beginning)
    return known == wanted or (kind == other == "staff" and not beginning)


def _dates_imply(known: tuple[Any, ...], wanted: tuple[Any, ...]) -> bool:
    (first, last, yearly), (begin, end, every_year) = known, wanted
    if not yearly and not every_year:
        return bool(begin <= first and last <= end)
    return known == wanted
