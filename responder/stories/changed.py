"""Which examples can come out otherwise than before, after some of the rules changed.

Ten thousand rules have ten thousand examples. Where one rule changed, those whose texts neither its old nor its new
form could answer come out as they did, since a decision depends on nothing but the rules that fit the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields

from responder.core.business import Business
from responder.core.conditions.index import Index, build_index
from responder.core.conditions.situation import situation_of
from responder.core.contact import Contact
from responder.core.message import InboundMessage
from responder.core.placing import Likeness
from responder.core.rule import Rule
from responder.core.ruleset import Ruleset
from responder.core.story import Said, Story
from responder.simulator import ordinary_moment, own_number
from responder.stories.run import stories_of

_BY_THEMSELVES = frozenset({"digest", "files", "rules", "otherwise", "index", "stories"})
"""Parts of a ruleset that are looked at more closely, and those that no decision depends on."""


def to_play(before: Ruleset, after: Ruleset) -> tuple[Story, ...]:
    """The stories of ``after`` that may fail, where all those of ``before`` passed."""
    like = Likeness()
    others = [one.name for one in fields(after) if one.name not in _BY_THEMSELVES]
    if not all(like.holds(getattr(before, name), getattr(after, name)) for name in others) or not like.holds(
        before.otherwise, after.otherwise, _EXAMPLES
    ):
        return stories_of(after)
    changed = _changed(before.rules, after.rules, like)
    return tuple(_may_fail(before, after, build_index(changed) if changed else None, like))


_EXAMPLES = ("examples",)


def _changed(before: Sequence[Rule], after: Sequence[Rule], like: Likeness) -> list[Rule]:
    """The rules that one has and the other hasn't, or that come in another order: as they were, and as they are."""
    old = {rule.name: rule for rule in before}
    kept = {rule.name for rule in after if rule.name in old and like.holds(old[rule.name], rule, _EXAMPLES)}
    if [rule.name for rule in before if rule.name in kept] != [rule.name for rule in after if rule.name in kept]:
        start, end = _alike_at_the_ends(before, after)
        kept -= {rule.name for rules in (before, after) for rule in rules[start : len(rules) - end]}
    return [rule for rules in (before, after) for rule in rules if rule.name not in kept]


def _alike_at_the_ends(before: Sequence[Rule], after: Sequence[Rule]) -> tuple[int, int]:
    """How many rules of the same names stand at the beginning and at the end of both."""
    both = list(zip(before, after, strict=False))
    back = list(zip(reversed(before), reversed(after), strict=False))
    start = next((n for n, (one, other) in enumerate(both) if one.name != other.name), len(both))
    end = next((n for n, (one, other) in enumerate(back) if one.name != other.name), len(back))
    return start, min(end, len(both) - start)


def _may_fail(before: Ruleset, after: Ruleset, changed: Index | None, like: Likeness) -> Iterator[Story]:
    old = {rule.name: rule.examples for rule in before.rules}
    pairs = [(old.get(rule.name, ()), rule.examples) for rule in after.rules]
    if before.otherwise is not None and after.otherwise is not None:
        pairs.append((before.otherwise.examples, after.otherwise.examples))
    concerns = _concerns(after.business, changed) if changed is not None else None
    for known, examples in pairs:
        if not like.holds(known, examples):
            yield from examples
        elif concerns is not None:
            yield from filter(concerns, examples)
    if changed is not None or not like.holds(before.stories, after.stories):
        yield from after.stories


def _concerns(business: Business, changed: Index) -> Callable[[Story], bool]:
    """Tells the examples in which one of the rules that changed may have a part."""
    somebody, now, own = Contact(""), ordinary_moment(business), own_number(business)

    def is_concerned(example: Story) -> bool:
        step, given = example.steps[0], example.given
        if len(example.steps) > 1 or not isinstance(step, Said) or given.questions:
            # What went before decides what the text is taken for: more than the rules that fit it have a part.
            return True
        # What an index looks at: the words, and the number that they come to.
        message = InboundMessage("", "", step.to or given.to or own, step.body)
        return bool(changed.candidates(situation_of(message, somebody, now, business)))

    return is_concerned
