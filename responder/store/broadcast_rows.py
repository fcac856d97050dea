"""What is written of broadcasts: one that begins, the rows of its texts, and which of them have their turn.

The texts of a broadcast wait without a job of their own (state ``waiting``), however many they are. Whoever feeds
gives only the next few of them their turn and their job; what is put off waits again. So a text to ten thousand people
neither fills the job engine nor stands before a reminder that is due meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from responder.core.answering.outgoing.broadcasts import STOPPED
from responder.core.decision import Due
from responder.store.broadcasts import AT_ONCE, Broadcast, BroadcastState
from responder.store.columns import given_back, kept, key, microseconds, moment, read, written
from responder.store.cursor import Cursor, new_id
from responder.store.plain import plain
from responder.store.scheduling import Job, Schedule

WAITING = "waiting"
"""The state of a broadcast's text before its turn."""


_COLUMNS = (
    "id, name, text, source, audience, lists, columns, sender, every, segments, total, left_out, created_at, at, "
    "state, reason, next_at, ruleset"
)
_BEGIN = f"INSERT INTO broadcasts ({_COLUMNS.removeprefix('id, ')}) VALUES ({', '.join('?' * 17)})"
_KEEP = (
    "INSERT INTO due (contact, kind, name, rule, position, at, what, until_reply, state, ruleset, job, failures, "
    "broadcast) VALUES (?, 'broadcast', ?, ?, 0, ?, ?, 0, 'waiting', ?, 0, 0, ?) "
    "ON CONFLICT (broadcast, contact) WHERE broadcast IS NOT NULL DO NOTHING"
)
_TAKE_BACK = (
    "UPDATE due SET state = 'cancelled', reason = ?, ended_at = ? WHERE state IN ('waiting', 'due') AND id IN "
    "(SELECT id FROM due WHERE broadcast = ? AND state IN ('waiting', 'due') LIMIT ?)"
)
# Another number, so that a job that it had before does nothing.
_GIVE_BACK = (
    "UPDATE due SET state = 'waiting', reason = NULL, ended_at = NULL, turn = NULL, planned_at = NULL, "
    "job = job + 1 "
    "WHERE state IN ('cancelled', 'withheld') AND id IN "
    "(SELECT id FROM due WHERE broadcast = ? AND state IN ('cancelled', 'withheld') AND reason = ? LIMIT ?)"
)
_WAITING = (
    "SELECT id, contact, at, job FROM due WHERE broadcast = ? AND state = 'waiting' AND at <= ? ORDER BY at, id LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person who gets a broadcast. ``groups``: what a file said of them, name and value in turn."""

    contact: str
    at: datetime
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waits:
    """A text that waits for its turn. ``at``: not before then."""

    id: int
    contact: str
    at: datetime
    job: int


class BroadcastRows:
    """Reads and writes inside one transaction, as ``Unit``, of which it is a part."""

    __slots__ = ("_cursor", "_postgres", "_schedule")

    def __init__(self, cursor: Cursor, schedule: Schedule | None, *, postgres: bool) -> None:
        self._cursor = cursor
        self._postgres = postgres
        self._schedule = schedule

    def begin(self, new: Broadcast) -> int:
        """Keep a broadcast that begins, and return its id. ``new.id`` doesn't count."""
        row = (
            key(new.name), kept(new.text), kept(new.source), key(new.audience), written(list(new.lists)),
            written(list(new.columns)), key(new.sender), new.every // timedelta(microseconds=1), new.segments,
            new.total, written(dict(new.left_out)), microseconds(new.created_at), microseconds(new.at), new.state,
            None if new.reason is None else kept(new.reason), microseconds(new.next_at), key(new.ruleset),
        )  # fmt: skip
        self._run(f"{_BEGIN} RETURNING id" if self._postgres else _BEGIN, *row)
        id_ = new_id(self._cursor, self._postgres)
        assert id_ is not None, "no broadcast stands in another's way"
        return id_

    def keep(self, broadcast: Broadcast, people: Sequence[Recipient]) -> None:
        """Keep a row for each of these people who has none in this broadcast yet."""
        ours = (key(broadcast.ruleset), broadcast.id)
        rows = []
        for one in people:
            due = Due("broadcast", one.contact, one.at, broadcast.name, broadcast.name, groups=one.groups)
            what = {name: value for name, value in plain(due).items() if name not in ("kind", "at")}
            rows.append(
                (key(one.contact), key(broadcast.name), key(broadcast.name), microseconds(one.at), written(what), *ours)
            )
        self._cursor.executemany(self._sql(_KEEP), rows)

    def read(self, id_: int, *, alone: bool = False) -> Broadcast | None:
        """The broadcast with this id. ``alone``: nobody else changes it until the transaction ends."""
        lock = " FOR UPDATE" if alone and self._postgres else ""
        self._run(f"SELECT {_COLUMNS} FROM broadcasts WHERE id = ?{lock}", id_)
        row = self._cursor.fetchone()
        return None if row is None else _broadcast(row)

    def running(self) -> list[Broadcast]:
        """Those that are under way, the oldest first, but for those that somebody else feeds at this moment."""
        lock = " FOR UPDATE SKIP LOCKED" if self._postgres else ""
        self._run(f"SELECT {_COLUMNS} FROM broadcasts WHERE state = 'running' ORDER BY id{lock}")
        return [_broadcast(row) for row in self._cursor.fetchall()]

    def move_to(self, id_: int, state: BroadcastState, reason: str | None = None) -> None:
        """The broadcast is in this state from now on."""
        self._run(
            "UPDATE broadcasts SET state = ?, reason = ? WHERE id = ?",
            state, None if reason is None else kept(reason), id_,
        )  # fmt: skip

    def take_back(self, id_: int, now: datetime) -> int:
        """Some of its texts that aren't being sent are cancelled. Returns how many; 0: none is left."""
        self._run(_TAKE_BACK, STOPPED, microseconds(now), id_, AT_ONCE)
        return self._cursor.rowcount

    def give_back(self, id_: int) -> int:
        """Some of the texts that weren't sent because it was stopped wait again. Returns how many; 0: none is left."""
        self._run(_GIVE_BACK, id_, STOPPED, AT_ONCE)
        return self._cursor.rowcount

    def under_way(self, id_: int) -> int:
        """How many of its texts have their turn now."""
        self._run("SELECT count(*) FROM due WHERE broadcast = ? AND state IN ('due', 'sending')", id_)
        return int(self._cursor.fetchone()[0])

    def waiting(self, id_: int, now: datetime, limit: int) -> list[Waits]:
        """Its next texts that may go out now."""
        self._run(_WAITING, id_, microseconds(now), limit)
        return [Waits(row[0], given_back(row[1]), moment(row[2]), row[3]) for row in self._cursor.fetchall()]

    def is_over(self, id_: int) -> bool:
        """Whether nothing of it is left to do."""
        self._run("SELECT 1 FROM due WHERE broadcast = ? AND state IN ('waiting', 'due', 'sending') LIMIT 1", id_)
        return self._cursor.fetchone() is None

    def hold_back(self, waits: Waits, until: datetime, reason: str) -> None:
        """It isn't looked at before then."""
        self._run("UPDATE due SET at = ?, reason = ? WHERE id = ?", microseconds(until), kept(reason), waits.id)

    def feed(self, waits: Waits, turn: datetime) -> None:
        """Its turn is then, and its job with it."""
        at = microseconds(turn)
        self._run("UPDATE due SET state = 'due', at = ?, turn = ?, reason = NULL WHERE id = ?", at, at, waits.id)
        if self._schedule is not None:
            self._schedule(Job(waits.id, waits.job, turn, "broadcast", waits.contact))

    def paced(self, id_: int, next_at: datetime) -> None:
        """Its next text goes no sooner."""
        self._run("UPDATE broadcasts SET next_at = ? WHERE id = ?", microseconds(next_at), id_)

    def _run(self, sql: str, *values: Any) -> None:
        self._cursor.execute(self._sql(sql), values)

    def _sql(self, sql: str) -> str:
        return sql.replace("?", "%s") if self._postgres else sql


def _broadcast(row: Sequence[Any]) -> Broadcast:
    (id_, name, text, source, audience, lists, columns, sender, every, segments, total, left_out, created_at, at,
     state, reason, next_at, ruleset) = row  # fmt: skip
    return Broadcast(
        id=id_,
        name=given_back(name),
        text=given_back(text),
        source=given_back(source),
        audience=given_back(audience),
        lists=tuple(read(lists)),
        columns=tuple(read(columns)),
        sender=given_back(sender),
        every=timedelta(microseconds=every),
        segments=segments,
        total=total,
        left_out=read(left_out),
        created_at=moment(created_at),
        at=moment(at),
        state=state,
        reason=None if reason is None else given_back(reason),
        next_at=moment(next_at),
        ruleset=given_back(ruleset),
    )
