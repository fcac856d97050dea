"""What caps and the month's budget count, what the staff was told of them, and what goes to whom before what."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, select

from responder.core.answering.outgoing.planned import waiting_after
from responder.store.columns import key, microseconds, moment, read
from responder.store.cursor import Cursor
from responder.store.effects import effects_of
from responder.store.plain import receiver
from responder.store.records import KeptDue
from responder.store.tables import messages

_ANNOUNCE = "INSERT INTO announced (what, at) VALUES (?, ?) ON CONFLICT (what) DO NOTHING"
_GOT = "SELECT at, details FROM messages WHERE contact = ? AND at > ? AND direction = 'out' AND details IS NOT NULL"
_CAUSED = (
    "SELECT ended_at, what FROM due WHERE contact = ? AND state = 'sent' AND ended_at > ? "
    "AND kind IN ('notify', 'forward')"
)
_WAITING = (
    "SELECT id, at, job, failures, state, what FROM due WHERE contact = ? AND state IN ('due', 'sending') "
    "AND kind NOT IN ('webhook', 'broadcast', 'call') AND at <= ? ORDER BY at, id LIMIT 100"
)
_OPTED_IN = "SELECT scope FROM consent WHERE contact = ? AND at > ? AND what = 'opted_in'"
_SENT_AT = "SELECT at FROM messages WHERE sid = ? AND direction = 'out'"
_SINCE = (
    "SELECT d.effects FROM messages AS m JOIN decisions AS d ON d.message_id = m.id "
    "WHERE m.contact = ? AND m.at > ? AND m.direction = 'in' ORDER BY m.id"
)

LONGEST_WAIT = timedelta(minutes=45)
"""What is tried again after longer than this isn't waited for by what comes after it."""


class Spending:
    """Reads and writes inside one transaction, as ``Unit``, of which it is a part."""

    __slots__ = ("_cursor", "_postgres")

    def __init__(self, cursor: Cursor, *, postgres: bool) -> None:
        self._cursor = cursor
        self._postgres = postgres

    def announce(self, what: str, now: datetime) -> bool:
        """Whether this wasn't announced before: from now on it was, whoever else asks."""
        self._run(_ANNOUNCE, key(what), microseconds(now))
        return self._cursor.rowcount > 0

    def got(self, contact: str, kinds: Sequence[str], since: datetime) -> list[datetime]:
        """When this contact got texts since then that were due, of these kinds."""
        self._run(_GOT, key(contact), microseconds(since))
        return [moment(at) for at, details in self._cursor.fetchall() if read(details).get("kind") in kinds]

    def caused(self, contact: str, to: str, since: datetime) -> list[datetime]:
        """When ``to`` got texts since then because of this contact."""
        self._run(_CAUSED, key(contact), microseconds(since))
        return [moment(at) for at, what in self._cursor.fetchall() if receiver(what, contact) == to]

    def ahead(self, row: KeptDue, now: datetime) -> tuple[list[tuple[int, int]], datetime | None]:
        """What goes to the same person because of the same person before this row: by id and number of its job, what
        is overdue; and when the last of what is being tried again is tried."""
        self._run(_WAITING, key(row.contact), microseconds(now + LONGEST_WAIT))
        ours = _place(microseconds(row.due.at), row.job, row.id)
        overdue, until = [], None
        for id_, at, job, failures, state, what in self._cursor.fetchall():
            if id_ == row.id or receiver(what, row.contact) != row.due.to:
                continue
            if moment(at) <= now and _place(at, job, id_) < ours:
                overdue.append((id_, job))
            elif moment(at) > now and id_ != row.id and job and (failures or state == "sending"):
                until = moment(at)
        return overdue, until

    def behind(self, row: KeptDue, until: datetime) -> datetime:
        """``until``, or right after what was put off until then for the same person before."""
        self._run(_WAITING, key(row.contact), microseconds(until) + 1000)
        same = [
            at
            for id_, at, job, _, _, what in self._cursor.fetchall()
            if id_ != row.id and job and at >= microseconds(until) and receiver(what, row.contact) == row.due.to
        ]
        return moment(max(same) + 1) if same else until

    def opted_in_since(self, contact: str, scopes: Sequence[str], sid: str) -> bool:
        """Whether they opted in to one of these numbers and services after we sent them the message with this sid."""
        self._run(_SENT_AT, key(sid))
        if (sent := self._cursor.fetchone()) is None:
            return False
        self._run(_OPTED_IN, key(contact), sent[0])
        return any(row[0] in map(key, (*scopes, "*")) for row in self._cursor.fetchall())

    def taken_back_since(self, row: KeptDue, since: datetime) -> bool:
        """Whether a text of theirs since then would have taken back this follow-up, had it still waited."""
        self._run(_SINCE, key(row.contact), microseconds(since))
        for (effects,) in self._cursor.fetchall():
            if not any(one is row.due for one in waiting_after([row.due], effects_of(read(effects or "[]")))):
                return True
        return False

    def _run(self, sql: str, *values: Any) -> None:
        self._cursor.execute(sql.replace("?", "%s") if self._postgres else sql, values)


def _place(at: int, job: int, id_: int) -> tuple[int, bool, int, int]:
    """What was put off to a moment goes before what is planned for it."""
    return at // 1000, job == 0, at, id_


class Spent(ABC):
    """What one may ask a store about a month."""

    @abstractmethod
    def _rows(
        self, query: Select[*tuple[Any, ...]], parameters: dict[str, Any] | None = None
    ) -> Sequence[Row[*tuple[Any, ...]]]: ...

    def segments_sent(self, since: datetime, before: datetime | None = None) -> int:
        """How many segments went out since then, answers too; ``before``: only those before that."""
        query = select(func.sum(messages.c.segments)).where(messages.c.at >= since, messages.c.direction == "out")
        if before is not None:
            query = query.where(messages.c.at < before)
        return int(self._rows(query)[0][0] or 0)
