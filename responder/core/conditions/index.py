"""Which rules could match a text. The index only prunes: the conditions decide.

A rule whose conditions need certain words stands under one of these words, so that a text looks at a few rules
instead of at all of them. Rules that the words alone can't exclude are always looked at.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from responder.core.decision import Step
from responder.core.rule import OptIn, Rule
from responder.core.text.folding import Folded

LISTED = 200
"""Files of more rules than this don't list every rule that they passed over in the trace of each message."""


@dataclass(frozen=True, slots=True)
class Index:
    """Positions of rules, by what a text must have. Build it with ``build_index``."""

    count: int
    """How many rules there are."""
    always: tuple[int, ...]
    """Rules to look at whatever the text."""
    whole: Mapping[str, tuple[int, ...]]
    """By the whole text."""
    first: Mapping[str, tuple[int, ...]]
    """By the first word."""
    word: Mapping[str, tuple[int, ...]]
    """By a word anywhere."""
    passed: tuple[Step, ...] = ()
    """For files of up to LISTED rules: what the trace says of each rule that is passed over."""
    opt_in: tuple[int, ...] = ()
    """Rules that may answer someone whom a rule opted out."""

    def candidates(self, folded: Folded) -> Sequence[int]:
        """The positions of the rules that could match, in the order of the file."""
        words = folded.words
        hits: list[int] = []
        if (found := self.whole.get(folded.text)) is not None:
            hits += found
        if words:
            if (found := self.first.get(words[0])) is not None:
                hits += found
            by_word = self.word
            if by_word:
                for word in folded.every_word:
                    if (found := by_word.get(word)) is not None:
                        hits += found
        if not hits:
            return self.always
        return sorted({*self.always, *hits})


def build_index(rules: Sequence[Rule]) -> Index:
    """The index of a file's rules, in their order."""
    frequency = Counter(word for rule in rules for phrase in _phrases(rule) for word in phrase)
    always: list[int] = []
    whole: defaultdict[str, list[int]] = defaultdict(list)
    first: defaultdict[str, list[int]] = defaultdict(list)
    anywhere: defaultdict[str, list[int]] = defaultdict(list)
    for position, rule in enumerate(rules):
        needs = rule.when.needs if rule.when is not None else None
        if needs is None:
            always.append(position)
            continue
        for text in set(needs.whole):
            whole[text].append(position)
        for word in set(needs.first):
            first[word].append(position)
        # Of each phrase its rarest word: "how much" stands under "much", if more rules have "how".
        for word in {min(phrase, key=lambda w: (frequency[w], w)) for phrase in needs.words}:
            anywhere[word].append(position)
    return Index(
        len(rules),
        tuple(always),
        _frozen(whole),
        _frozen(first),
        _frozen(anywhere),
        tuple(map(step_of_passed, rules)) if len(rules) <= LISTED else (),
        tuple(position for position, rule in enumerate(rules) if any(isinstance(a, OptIn) for a in rule.actions)),
    )


def step_of_passed(rule: Rule) -> Step:
    """What the trace says of a rule that none of the text's words call for."""
    needs = rule.when.needs if rule.when is not None else None
    return Step("rule", rule.name, "no", needs.miss.reasons if needs is not None else (), (), str(rule.place))


def _phrases(rule: Rule) -> Iterable[tuple[str, ...]]:
    needs = rule.when.needs if rule.when is not None else None
    return needs.words if needs is not None else ()


def _frozen(lists: Mapping[str, list[int]]) -> dict[str, tuple[int, ...]]:
    return {key: tuple(positions) for key, positions in lists.items()}
