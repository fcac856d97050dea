"""Effects as plain values and back, and the rows that they come to besides the contact's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, get_args

from responder.core.answering.outgoing.planned import THEY_REPLY
from responder.core.decision import (
    Answered,
    Asked,
    Closed,
    Due,
    Effect,
    Joined,
    Left,
    OptedIn,
    OptedOut,
)
from responder.store.columns import kept, key, microseconds, written
from responder.store.plain import made, plain
from responder.store.records import Consent

Row = tuple[Any, ...]
"""Values in the order of a table's columns."""

_EFFECTS: dict[str, type[Any]] = {effect.__name__: effect for effect in get_args(Effect)}


@dataclass(frozen=True, slots=True)
class Cause:
    """Where effects come from, as it is stored: whose text, when, which. ``words`` is the text; empty, with ``sid`` and
    ``message_id`` None, where no text was the reason."""

    contact: str
    at: int
    words: str
    sid: str | None
    ruleset: str
    message_id: int | None


def effects_json(effects: Iterable[Effect]) -> list[dict[str, Any]]:
    """Plain values that ``effects_of`` reads."""
    return [{"did": type(effect).__name__, **plain(effect)} for effect in effects]


def effects_of(data: list[dict[str, Any]] | None) -> tuple[Effect, ...]:
    """The effects that ``effects_json`` was given."""
    return tuple(made(_EFFECTS[row["did"]], row) for row in data or ())


def waits_for_reply(due: Due) -> bool:
    """Whether a text of theirs takes it back."""
    return due.kind == "follow-up" and THEY_REPLY in due.unless


def leaves_waiting(effects: Iterable[Effect]) -> bool:
    """Whether a reply will have something to take back after these effects. What was due before them doesn't count,
    since the text that they come from was a reply itself."""
    return any(isinstance(effect, Due) and waits_for_reply(effect) for effect in effects)


def ledger_rows(effect: Effect, cause: Cause) -> list[Row]:
    """The lines of the consent ledger that an effect is worth, as rows of ``consent``, less their ids."""
    if isinstance(effect, Joined | Left):
        what: Consent = "joined" if isinstance(effect, Joined) else "left"
        scopes: tuple[str, ...] = (effect.list,)
        source = f"rule {effect.rule!r}"
    elif isinstance(effect, OptedOut | OptedIn):
        what = "opted_out" if isinstance(effect, OptedOut) else "opted_in"
        scopes, source = effect.scopes, effect.source
    else:
        return []
    rule = None if effect.rule is None else key(effect.rule)
    rest = (rule, kept(source), key(cause.ruleset), _sid(cause))
    return [(cause.contact, cause.at, what, key(scope), kept(cause.words), *rest) for scope in scopes]


# What only its column holds. The name, the rule and the position are in ``what`` too: the columns are for looking them
# up and hold very long names only in part, and whoever sends the follow-up must find its rule again.
_COLUMNS_OF_DUE = ("kind", "at")


def due_row(due: Due, cause: Cause) -> Row:
    """A row of ``due``, less its id."""
    what = {name: value for name, value in plain(due).items() if name not in _COLUMNS_OF_DUE}
    return (
        cause.message_id,
        cause.contact,
        due.kind,
        key(due.name),
        key(due.rule),
        due.position,
        microseconds(due.at),
        written(what),
        int(waits_for_reply(due)),
        "due",
        None,
        None,
        key(cause.ruleset),
        0,
        0,
        None,
        None,
        None,
        0,
        None,
        None,
    )


def due_of(kind: Any, at: Any, what: dict[str, Any]) -> Due:
    """The Due behind a row of ``due``, due when the row says: it may have been put off."""
    return made(Due, what, kind=kind, at=at)


def run_row(asked: Asked, cause: Cause) -> Row:
    """A row of ``runs``, open."""
    return (
        cause.contact,
        key(asked.name),
        microseconds(asked.started_at),
        asked.asker,
        key(asked.rule),
        microseconds(asked.until),
        None if asked.step < 0 else written([*asked.came_from, asked.step]),
        None,
        None,
    )


def closing(closed: Closed, cause: Cause) -> Row:
    """What the statement that ends a run is given."""
    return (cause.at, closed.how, cause.contact, key(closed.name), microseconds(closed.started_at))


def answer_row(answered: Answered, cause: Cause) -> Row | None:
    """A row of ``answers``, less its id; None for the answer to a rule's question, which saves nothing: what came of
    it is the rule that answered, and stands with the message."""
    if not answered.field and answered.step < 0:
        return None
    return (
        cause.contact,
        key(answered.name),
        microseconds(answered.started_at),
        answered.step,
        kept(answered.field),
        kept(answered.value),
        cause.at,
        _sid(cause),
    )


def _sid(cause: Cause) -> str | None:
    return None if cause.sid is None else key(cause.sid)
