"""Words that two rules wait for, so that the second never gets them.

Where "Prices" and "Treatments" both have ``contains: price``, the one that stands higher answers, and in the other the
word does nothing, though its other words may. The same goes for ``says: price list`` below a rule with ``contains:
price``. Take the word out of one of them, or move the rule with the longer phrases up.

A rule for the exact word above one that finds it anywhere is fine: ``says: price`` first, ``contains: price`` below. So
are rules that answer at different hours, to different people or at different numbers, and rules with ``continue: yes``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from responder.core.rule import Rule
from responder.core.suggest import quoted
from responder.core.text.folding import Phrase
from responder.lint.check import Check, Finding, Subject
from responder.lint.reasoning.cases import Words, cases
from responder.lint.reasoning.reach import Reach
from responder.lint.reasoning.wording import listed, named, one_word


def find(subject: Subject) -> Iterator[Finding]:
    for reach in subject.survey.reaches:
        if reach.gets_through and reach.taken:
            yield from _shared(subject, reach)


@dataclass(frozen=True, slots=True)
class _Dead:
    """Words of a rule that never come to it. ``same``: the taker waits for just the same, in the same way."""

    words: Words
    takers: tuple[Rule, ...]
    same: bool


def _shared(subject: Subject, reach: Reach) -> Iterator[Finding]:
    groups: dict[tuple[str, ...], list[_Dead]] = {}
    for dead in _dead(subject, reach):
        groups.setdefault((*(taker.name for taker in dead.takers), str(dead.same)), []).append(dead)
    for group in groups.values():
        yield _told(subject, reach.rule, group)


def _dead(subject: Subject, reach: Reach) -> Iterator[_Dead]:
    """Words that the writer wrote, of which no text gets through: neither at other hours nor beside other words."""
    alive = {_key(atom) for case in reach.open for atom in case if isinstance(atom, Words) and not atom.nearly}
    seen: set[tuple[str, str]] = set()
    for taken in reach.taken:
        words = one_word(taken.case)
        if words is None or words.nearly or _key(words) in alive | seen:
            continue
        seen.add(_key(words))
        if not _is_built_in(words.phrase, subject):
            yield _Dead(words, taken.by, all(_waits_for(taker, words) for taker in taken.by))


def _key(words: Words) -> tuple[str, str]:
    return words.kind, words.phrase.folded


def _is_built_in(phrase: Phrase, subject: Subject) -> bool:
    """Whether the phrase came with a whole built-in list, of which nobody expects every word to count."""
    return phrase.list is not None and phrase.list not in subject.ruleset.words


def _waits_for(rule: Rule, words: Words) -> bool:
    found = (atom for case in cases(rule.when) or () for atom in case if isinstance(atom, Words))
    return any(_key(atom) == _key(words) for atom in found)


def _told(subject: Subject, rule: Rule, group: Sequence[_Dead]) -> Finding:
    first, takers = group[0].words, group[0].takers
    phrases = [quoted(dead.words.phrase.written) for dead in group]
    what = listed(phrases, "and")
    them = "it" if len(phrases) == 1 else "them"
    name = quoted(rule.name)
    above = " or ".join(named(taker, rule) for taker in takers)
    if group[0].same:
        message = f"{name} never gets {what}: {above} waits for {them} too, and stands above"
        remedy = f"Take {them} out of {'one of the two rules' if len(takers) == 1 else name}."
    else:
        message = f"{name} never gets {what}: {above} takes {them} before"
        remedy = f"Move {name} above {quoted(takers[0].name)} if it should get {what}; else take {them} out of it."
    written = f"<{first.phrase.list}>" if first.phrase.list is not None else first.phrase.written
    place = subject.find(rule, written, first.kind)
    return Finding(
        place,
        message,
        remedy,
        level=None if group[0].same else "note",
        rule=rule,
        marked=written if place != rule.place else "",
    )


BAD = """\
rules:
  - name: Prices
    when: {contains: [price, how much]}
    reply: A check-up is $60, a cleaning $80.
    examples: [What's the price of a cleaning?]
  - name: Whitening
    when: {contains: [whitening, price]}
    reply: Whitening takes an hour and is $250.
    examples: [Do you do whitening?]
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = """\
rules:
  - name: Whitening
    when: {contains: [whitening, whiter teeth]}
    reply: Whitening takes an hour and is $250.
    examples: [What's the price of whitening?]
  - name: Prices
    when: {contains: [price, how much]}
    reply: A check-up is $60, a cleaning $80.
    examples: [What's the price of a cleaning?]
otherwise:
  reply: Thank you, a person will read this soon.
"""

CHECK = Check("shared-words", "warning", __doc__, find, BAD, GOOD)
