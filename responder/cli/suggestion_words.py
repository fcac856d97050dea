"""A suggested change of the rules, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.cli.look import plural, shown

if TYPE_CHECKING:
    from responder.replaying.suggesting import Refused, Suggestion, Why

BECAUSE: dict[Why, str] = {
    "moved": "but other texts would then be answered otherwise",
    "broken": "but then an example or a story fails",
    "not editable": "but its words stand where they can't be changed by themselves",
    "few": "but with its other conditions the rule would answer few of them or none",
}


def summary(one: Suggestion) -> str:
    """The change in one line: what and where."""
    addition = one.addition
    place = f"“{shown(addition.rule.name)}” ({shown(str(addition.rule.place))})"
    if addition.key == addition.word:
        return f"Write `typos: yes` in {place}"
    return f"Add “{shown(addition.word)}” to `{addition.key}` of {place}"


def outcome(one: Suggestion) -> str:
    """What the change comes to, as it was tried."""
    example = " It becomes an example, too." if one.example else ""
    near = f"Near “{shown(one.addition.near)}”. "
    return f"{near}It then answers {plural(one.tried.gained, 'text')} that no rule answered.{example}"


def refusal(one: Refused) -> str:
    """Why a change that was near isn't suggested, in one line."""
    addition = one.addition
    what = "`typos: yes`" if addition.key == addition.word else f"“{shown(addition.word)}”"
    near = f"near “{shown(addition.rule.name)}” ({shown(str(addition.rule.place))})"
    return f"{what} ({plural(addition.texts, 'text')}): {near}, {BECAUSE[one.why]}"
