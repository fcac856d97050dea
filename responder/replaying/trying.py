"""A change of the rules, tried before anybody proposes it: on the examples, and on what was really texted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

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
    another rule would answer than now; counting ends with the first contact who has one."""

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
    for history in histories:
        pairs = zip(replayed(before, history, since), replayed(after, history, since), strict=True)
        for old, new in pairs:
            if _who(old) == _who(new):
                continue
            if is_unanswered(old.decision) and new.decision.rule == rule:
                gained += 1
            else:
                moved += 1
        if moved:
            break
    return Tried(gained, moved)


def _who(one: Replayed) -> str:
    return "" if is_unanswered(one.decision) else f"{one.decision.outcome} {one.decision.rule}"
