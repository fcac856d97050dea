"""What effects come to in the tables: lists, the ledger's lines, what is due, questions and answers.

Both ways of answering a text (``answer_alone`` and ``together``) keep effects by this, one by one: they are seldom.
"""

from __future__ import annotations

from collections.abc import Sequence

from responder.core.decision import (
    Answered,
    Asked,
    Cancelled,
    Closed,
    Due,
    Effect,
    Joined,
    Left,
    OptedIn,
    OptedOut,
)
from responder.store.columns import kept, key
from responder.store.cursor import Cursor, new_id
from responder.store.effects import Cause, Row, answer_row, closing, due_row, ledger_rows, run_row
from responder.store.forgotten import Forgotten
from responder.store.scheduling import Job, Schedule
from responder.store.statements import Statements

PLANNED_ANEW = "planned anew"


class Keeping:
    """Keeps effects inside a transaction that is open."""

    __slots__ = ("_cursor", "_forgotten", "_schedule", "_sql")

    def __init__(self, cursor: Cursor, statements: Statements, schedule: Schedule | None, forgotten: Forgotten) -> None:
        self._cursor = cursor
        self._forgotten = forgotten
        self._sql = statements
        self._schedule = schedule

    def keep(self, effects: Sequence[Effect], cause: Cause, replied: bool) -> None:
        """Keep what the effects come to, in their order.

        ``replied``: a text came, and takes back what was due unless they reply. The follow-ups that stay due are those
        that ``responder.core.answering.outgoing.planned.waiting_after`` names.
        """
        if replied and not any(isinstance(effect, OptedOut) for effect in effects):
            self._cursor.execute(self._sql.cancel_replied, _taken_back("they replied", cause))
        for effect in effects:
            self._keep(effect, cause)

    def keep_due(self, due: Due, cause: Cause) -> int:
        """Keep what is to be done later, and return its id. The same follow-up planned before is taken back.

        The one place where a row of ``due`` is made: its job is scheduled here, in the same transaction.
        """
        row = due_row(due, cause)
        if due.kind == "follow-up":
            same = (key(due.name), key(due.rule), due.position)
            if cause.sid is None:
                # The next time of one that repeats: it was planned by the one that is being sent.
                self._cursor.execute(self._sql.cancel_same_waiting, (PLANNED_ANEW, cause.at, cause.contact, *same))
            else:
                self._cursor.execute(self._sql.cancel_same, (*_taken_back(PLANNED_ANEW, cause), *same))
        self._cursor.execute(self._sql.due, row)
        id_ = new_id(self._cursor, self._sql.returning)
        assert id_ is not None, "no row of due stands in another's way"
        if self._schedule is not None:
            self._schedule(Job(id_, 0, due.at, due.kind, due.to))
        return id_

    def _keep(self, effect: Effect, cause: Cause) -> None:
        execute, contact = self._cursor.execute, cause.contact
        match effect:
            case Joined(name):
                execute(self._sql.join, (contact, key(name), cause.at))
            case Left(name):
                execute(self._sql.leave, (contact, key(name)))
            case OptedOut():
                execute(self._sql.cancel, _taken_back("they opted out", cause))
            case OptedIn():
                self._forgotten.lift(contact)
            case Due():
                self.keep_due(effect, cause)
            case Cancelled():
                self._cancel(effect, cause)
            case Asked():
                execute(self._sql.run, run_row(effect, cause))
            case Closed():
                execute(self._sql.close_run, closing(effect, cause))
            case Answered() if (row := answer_row(effect, cause)) is not None:
                execute(self._sql.given, row)
        if isinstance(effect, Joined | Left | OptedOut | OptedIn):
            for line in ledger_rows(effect, cause):
                execute(self._sql.ledger, line)

    def _cancel(self, cancelled: Cancelled, cause: Cause) -> None:
        given = _taken_back(f"rule {cancelled.rule!r}", cause)
        if not cancelled.names:
            self._cursor.execute(self._sql.cancel, given)
        for name in cancelled.names:
            self._cursor.execute(self._sql.cancel_named, (*given, key(name)))


def _taken_back(why: str, cause: Cause) -> Row:
    """What the statements that take follow-ups back are given."""
    return (kept(why), cause.at, kept(why), cause.contact)
