"""Which rules could match a text. The index only prunes: the conditions decide.

A rule whose conditions need certain words, or certain letters for a regular expression, stands under one of these, so
that a text looks at a few rules instead of at all of them. In large files a rule for certain numbers is looked at only
for texts to them. Rules that the text alone can't exclude are always looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from responder.core.conditions.fact_matchers import To
from responder.core.conditions.index.choosing import Frequencies
from responder.core.conditions.index.table import NOTHING_YET, Table
from responder.core.conditions.matchers import AllOf
from responder.core.conditions.situation import Condition, Needs, Situation
from responder.core.decision import Step
from responder.core.rule import OptIn, Rule

LISTED = 200
"""Files of more rules than this don't list every rule that they passed over in the trace of each message."""

MOST_NUMBERS = 8
"""A rule for more numbers than this is kept once, and looked at for all of them."""


@dataclass(frozen=True, slots=True)
class Index:
    """Positions of rules, by what a text must have. Build it with ``build_index``."""

    count: int
    """How many rules there are."""
    table: Table
    """The rules for texts to any number."""
    by_number: Mapping[str, Table] = field(default_factory=dict)
    """The others, by the number that a text must have come to."""
    passed: tuple[Step, ...] = ()
    """For files of up to LISTED rules: what the trace says of each rule that is passed over."""
    opt_in: tuple[int, ...] = ()
    """Rules that may answer someone whom a rule opted out."""

    def candidates(self, situation: Situation) -> Sequence[int]:
        """The positions of the rules that could match, in the order of the file."""
        table = self.table
        hits: list[int] = []
        table.find(situation, hits)
        if self.by_number and (own := self.by_number.get(situation.message.to)) is not None:
            own.find(situation, hits)
            hits += own.always
        if not hits:
            return table.always
        return sorted({*table.always, *hits})


def build_index(rules: Sequence[Rule], *, before: Index | None = None) -> Index:
    """The index of a file's rules, in their order.

    ``before`` is the index of a file that is nearly the same: what is costly to make and unchanged is taken from it.
    Nothing else depends on it.
    """
    large = len(rules) > LISTED
    asked = [rule.when.needs if rule.when is not None else None for rule in rules]
    frequencies = Frequencies(asked)
    shards: defaultdict[str, list[tuple[int, Needs | None]]] = defaultdict(list)
    for position, (rule, needs) in enumerate(zip(rules, asked, strict=True)):
        numbers = _numbers_of(rule.when) if large else None
        chosen = frequencies.best(needs) if large and needs is not None and needs.also else needs
        for number in numbers if numbers is not None and len(numbers) <= MOST_NUMBERS else ("",):
            shards[number].append((position, chosen))
    earlier = {"": before.table, **before.by_number} if before is not None else {}
    tables = {
        number: Table.of(entries, frequencies, earlier.get(number, NOTHING_YET)) for number, entries in shards.items()
    }
    return Index(
        len(rules),
        tables.pop("", NOTHING_YET),
        tables,
        () if large else tuple(map(step_of_passed, rules)),
        tuple(position for position, rule in enumerate(rules) if any(isinstance(a, OptIn) for a in rule.actions)),
    )


def step_of_passed(rule: Rule) -> Step:
    """What the trace says of a rule that nothing in the text calls for."""
    needs = rule.when.needs if rule.when is not None else None
    return Step("rule", rule.name, "no", needs.miss.reasons if needs is not None else (), (), str(rule.place))


def _numbers_of(condition: Condition | None) -> frozenset[str] | None:
    """The numbers of which a text must have come to one; None for any."""
    if isinstance(condition, To):
        return frozenset(condition.numbers)
    if isinstance(condition, AllOf):
        found = [numbers for part in condition.conditions if (numbers := _numbers_of(part)) is not None]
        return frozenset.intersection(*found) if found else None
    return None
