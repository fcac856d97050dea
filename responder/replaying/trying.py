"""A change of the rules, tried before anybody proposes it: on the examples, and on what was really texted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from responder.core.decision import Answered
from responder.core.rule import Action, Start
from responder.core.ruleset import Ruleset
from responder.errors import ResponderError
from responder.replaying.replay import Replayed, replayed
from responder.replaying.unanswered import is_unanswered
from responder.rules import load
from responder.rules.problem import RulesInvalid
from responder.store.histories import History
from responder.stories.gate import complaints

Ask = Callable[[list[str]], Iterable[History]]
"""Gives the histories of contacts: ``Store.histories``."""


class BreaksError(ResponderError):
    """With this change the rules can't be read, or an example of theirs fails."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a change would come to. ``gained``: texts that the rule answers and none did. ``moved``: texts that
    another rule would answer than now; counting ends with the first contact who has one. A text without an answer that
    is now for a question that the rule opened, or for a person who took over through it, is neither."""

    gained: int
    moved: int


def loaded(path: Path, changed: Mapping[Path, bytes], before: Ruleset | None = None) -> Ruleset:
    """The rules with these files changed (by their real paths). Raises BreaksError with what is wrong.

    ``before``: rules about whose examples nobody complained.
    """

    def read(one: Path) -> bytes:
        data = changed.get(one.resolve())
        return one.read_bytes() if data is None else data

    try:
        ruleset = load(path, read=read)
    except RulesInvalid as error:
        raise BreaksError(str(error)) from None
    if told := complaints(ruleset, before):
        raise BreaksError("\n".join(told))
    return ruleset


def tried(before: Ruleset, after: Ruleset, rule: str, histories: Iterable[History], since: datetime) -> Tried:
    """Compare what both rulesets answer to these contacts from ``since`` on. ``rule``: the one that was changed.

    What an unanswered text gets (``otherwise``, or nothing, as it was said lately) isn't counted either way.
    """
    gained = moved = 0
    opened = _opened_by(rule, after)
    for history in histories:
        pairs = zip(replayed(before, history, since), replayed(after, history, since), strict=True)
        for old, new in pairs:
            if _who(old) == _who(new):
                continue
            if not is_unanswered(old.decision):
                moved += 1
            elif new.decision.rule == rule:
                gained += 1
            elif not _is_for(opened, old, new):
                moved += 1
        if moved:
            break
    return Tried(gained, moved)


def _who(one: Replayed) -> str:
    return "" if is_unanswered(one.decision) else f"{one.decision.outcome} {one.decision.rule}"


def _opened_by(name: str, ruleset: Ruleset) -> frozenset[str]:
    """The questions and conversations that a rule opens, those that are begun from there included."""
    rule = next(one for one in ruleset.rules if one.name == name)
    opened = {rule.ask.name} if rule.ask is not None else set()
    left = list(_started(rule.actions))
    while left:
        conversation = ruleset.conversations.get(left.pop())
        if conversation is not None and conversation.name not in opened:
            opened.add(conversation.name)
            for step in conversation.steps:
                left += _started(step.doing.actions if step.doing is not None else ())
                give_up = step.question.give_up if step.question is not None else None
                left += _started(give_up.actions if give_up is not None else ())
    return frozenset(opened)


def _started(actions: Iterable[Action]) -> Iterator[str]:
    return (action.conversation for action in actions if isinstance(action, Start))


def _is_for(opened: frozenset[str], old: Replayed, new: Replayed) -> bool:
    """Whether a text belongs to one of these questions, or to whoever took over since the change."""
    if new.decision.rule in opened:
        return True
    if any(isinstance(effect, Answered) and effect.name in opened for effect in new.decision.effects):
        return True
    until = new.contact.handed_over_until
    return until is not None and until > new.text.at and until != old.contact.handed_over_until
