"""A suggested change of the rules, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.cli.look import plural, shown

if TYPE_CHECKING:
    from responder.replaying.suggesting import Suggestion


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
