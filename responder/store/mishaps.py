"""What goes wrong with rows of ``due`` other than that Twilio doesn't take a text: one can't be read, this program has
an error, the clock was wrong. What is here asks for plain columns only, so that it works for such rows too."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from responder.store.columns import given_back, kept, microseconds
from responder.store.cursor import Cursor
from responder.store.plain import receiver
from responder.store.scheduling import Job, Schedule

_STUMBLED = (
    "SELECT failures, kind, contact, what, broadcast IS NOT NULL AND sending IS NULL FROM due "
    "WHERE id = ? AND job = ? AND state IN ('due', 'sending')"
)
_AGAIN = (
    "UPDATE due SET state = CASE WHEN broadcast IS NOT NULL AND sending IS NULL THEN 'waiting' ELSE state END, "
    "planned_at = COALESCE(planned_at, at), at = ?, turn = NULL, reason = ?, job = job + 1, failures = failures + 1 "
    "WHERE id = ?"
)
_RUNNING = (
    "UPDATE broadcasts SET state = 'running' WHERE state = 'done' AND id = (SELECT broadcast FROM due WHERE id = ?)"
)
_NO_MORE = "UPDATE due SET state = 'withheld', reason = ?, ended_at = ?, failures = failures + 1 WHERE id = ?"
_PUT_OFF = (
    "UPDATE due SET at = ?, turn = NULL, job = job + 1 WHERE state IN ('due', 'waiting', 'sending') "
    "AND planned_at <= ? AND at > CASE WHEN state = 'sending' THEN ? ELSE ? END"
)
_PACED = "UPDATE broadcasts SET next_at = ? WHERE state = 'running' AND at <= ? AND next_at > ?"


class Mishaps(ABC):
    """Reads and writes inside one transaction, as ``Doing``, of which it is a part."""

    __slots__ = ()

    _cursor: Cursor
    _postgres: bool
    _schedule: Schedule | None

    @abstractmethod
    def _run(self, sql: str, *values: Any) -> None: ...

    def stumbled(
        self, id_: int, job: int, now: datetime, after: Callable[[int], timedelta | None], reason: str
    ) -> str | None:
        """This job couldn't do its row, and Twilio isn't why: it is tried again, after as long as ``after`` says to so
        many failures before, or withheld where that says None. Returns the state that it is left in; None where it
        isn't that job's any more."""
        self._run(f"{_STUMBLED} FOR UPDATE" if self._postgres else _STUMBLED, id_, job)
        row = self._cursor.fetchone()
        if row is None:
            return None
        failures, kind, contact, what, for_turn = row
        wait = after(failures)
        if wait is None:
            self._run(_NO_MORE, kept(reason), microseconds(now), id_)
            return "withheld"
        self._run(_AGAIN, microseconds(now + wait), kept(reason), id_)
        if for_turn:
            self._run(_RUNNING, id_)
            return "waiting"
        if self._schedule is not None:
            self._schedule(Job(id_, job + 1, now + wait, kind, receiver(what, given_back(contact))))
        return "due"

    def clock_went_back(self, now: datetime, by: timedelta) -> int:
        """What a wrong clock put off to moments of its own is due now, and is asked anew. It has no job before somebody
        looks for what was forgotten. What is being sent at this moment is left alone. Returns how much that is."""
        at = microseconds(now)
        self._run(_PACED, at, at, at)
        self._run(_PUT_OFF, at, at, microseconds(now + by), at)
        return self._cursor.rowcount
