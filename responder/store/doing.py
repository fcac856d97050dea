"""How far what is due is: taken, put off, being sent, ended; what halts all of it; and which workers are alive.

Each row of ``due`` names the number of its job. Whoever takes a row says which job it is, and one that isn't the row's
takes nothing: a job that comes late or twice, or was thought dead, does no harm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from responder.core.decision import Due
from responder.store.columns import given_back, kept, key, microseconds, moment, read, written
from responder.store.cursor import Cursor
from responder.store.effects import due_of, waits_for_reply
from responder.store.held_names import HeldNames
from responder.store.mishaps import Mishaps
from responder.store.records import WRONG, Halt, KeptDue
from responder.store.scheduling import Job, Schedule
from responder.store.statements import Statements

_ROW = (
    "SELECT message_id, contact, kind, at, what, state, reason, ended_at, ruleset, job, failures, sending, turn, "
    "broadcast, late, taken_back, planned_at FROM due WHERE id = ?"
)
_PUT = (
    "UPDATE due SET state = ?, at = ?, reason = ?, ended_at = ?, job = ?, failures = ?, sending = ?, turn = ?, "
    "late = ?, planned_at = ? WHERE id = ?"
)
_TWIN = (
    "SELECT id FROM due WHERE contact = ? AND state IN ('due', 'sending') AND kind = 'follow-up' AND name = ? "
    "AND rule = ? AND position = ? AND id <> ? LIMIT 1"
)
_RESERVE = (
    "INSERT INTO senders (sender, free_at, asked_at) VALUES (?, ?, ?) ON CONFLICT (sender) DO UPDATE "
    "SET free_at = CASE WHEN senders.asked_at > ? THEN senders.free_at - senders.asked_at + ? "
    "WHEN senders.free_at > ? THEN senders.free_at ELSE ? END + ?, asked_at = excluded.asked_at"
)
_HALT = "INSERT INTO halts (what, since, until, reason) VALUES (?, ?, ?, ?) ON CONFLICT (what) DO NOTHING"
_HALT_LONGER = "UPDATE halts SET until = ?, reason = ? WHERE what = ?"
_PROBE = "UPDATE halts SET until = ? WHERE what = ? AND until = ?"


class Doing(Mishaps, HeldNames):
    """Reads and writes inside one transaction, as ``Unit``, of which it is a part."""

    __slots__ = ("_cursor", "_postgres", "_schedule")

    def __init__(self, cursor: Cursor, statements: Statements, schedule: Schedule | None) -> None:
        self._cursor = cursor
        self._postgres = statements.lock is not None
        self._schedule = schedule

    def take(self, id_: int, job: int) -> KeptDue | None:
        """The row, where it isn't done yet and this is its job; nobody else takes it until the transaction ends."""
        row = self._read(id_)
        return row if row is not None and row.state in ("due", "sending") and row.job == job else None

    def _read(self, id_: int) -> KeptDue | None:
        self._run(f"{_ROW} FOR UPDATE" if self._postgres else _ROW, id_)
        row = self._cursor.fetchone()
        if row is None:
            return None
        message_id, contact, kind, at, what, state, reason, ended_at, ruleset, number, failures, sending, *rest = row
        turn, of, late, taken_back, planned_at = rest
        due = due_of(kind, moment(at), read(what))
        return KeptDue(
            id=id_,
            message_id=message_id,
            contact=given_back(contact),
            due=due if of is None else self._worded(due, of),
            state=state,
            reason=None if reason is None else given_back(reason),
            ended_at=None if ended_at is None else moment(ended_at),
            ruleset=given_back(ruleset),
            job=number,
            failures=failures,
            sending=None if sending is None else read(sending),
            turn=None if turn is None else moment(turn),
            broadcast=of,
            late=late,
            taken_back=None if taken_back is None else given_back(taken_back),
            planned_at=None if planned_at is None else moment(planned_at),
        )

    def _worded(self, due: Due, of: int) -> Due:
        """One text of a broadcast with the words and the lists of that; without any where it was stopped."""
        self._run("SELECT text, lists, state FROM broadcasts WHERE id = ?", of)
        text, lists, state = self._cursor.fetchone()
        under_way = state in ("running", "done")
        return replace(due, text=given_back(text) if under_way else "", lists=tuple(read(lists)))

    def put_off(
        self,
        row: KeptDue,
        until: datetime,
        reason: str,
        failures: int = 0,
        turn: datetime | None = None,
        *,
        job: bool = True,
    ) -> None:
        """Try again at ``until``, with a new job. What was sent of it stays sent; where nothing was, it is decided
        anew then, from the facts of that moment. The moment that it was planned for stays. ``turn``: its turn at its
        sender, where it waits for that; else it has none. A broadcast's text waits for a new turn, and gets its job
        with it. ``job``: without one, it waits until whoever looks for what was forgotten gives it one."""
        row = replace(row, planned_at=row.planned.at, turn=turn)
        if row.broadcast is not None and row.sending is None:
            again = replace(row, state="waiting", due=replace(row.due, at=until), reason=reason, job=row.job + 1)
            self._put(replace(again, failures=row.failures + failures, turn=None))
            self._run("UPDATE broadcasts SET state = 'running' WHERE id = ? AND state = 'done'", row.broadcast)
            return
        state = "sending" if row.sending is not None else "due"
        again = replace(row, state=state, due=replace(row.due, at=until), reason=reason, job=row.job + 1)
        self._put(replace(again, failures=row.failures + failures))
        if self._schedule is not None and job:
            self._schedule(Job(row.id, again.job, until, row.due.kind, row.due.to))

    def sent(self, id_: int) -> KeptDue | None:
        """The row, where all of it was sent and it was one text."""
        row = self._read(id_)
        parts = (row.sending or {}).get("parts", ()) if row is not None else ()
        return row if row is not None and row.state == "sent" and len(parts) == 1 else None

    def failed_with(self, sid: str) -> int | None:
        """Twilio's code for the message with this sid, where it has failed, whoever told of that first."""
        self._run("SELECT error_code FROM deliveries WHERE sid = ? AND status IN ('failed', 'undelivered')", key(sid))
        row = self._cursor.fetchone()
        return None if row is None else row[0]

    def row(self, id_: int) -> KeptDue | None:
        """The row, however it stands; nobody else changes it until the transaction ends."""
        return self._read(id_)

    def twin(self, row: KeptDue) -> int | None:
        """Another row that isn't over, for the same follow-up of the same contact."""
        self._run(_TWIN, key(row.contact), key(row.due.name), key(row.due.rule), row.due.position, row.id)
        found = self._cursor.fetchone()
        return None if found is None else int(found[0])

    def take_back(self, row: KeptDue, why: str) -> None:
        """One that is being sent: if Twilio hasn't got it, it isn't sent anew."""
        self._run("UPDATE due SET taken_back = ? WHERE id = ?", kept(why), row.id)

    def again(self, row: KeptDue, now: datetime, reason: str, *, planned: bool = True) -> None:
        """What was over is due once more at ``now``, as if it had never been tried, and were ``planned`` for then.
        What was sent of it, or may have been, isn't forgotten. The contact must be locked: a reply takes it back again,
        if that was said."""
        begun = any(part.get("begun") or part.get("sid") for part in (row.sending or {}).get("parts", ()))
        sending = row.sending if begun else None
        self.put_off(replace(row, sending=sending, turn=None, ended_at=None, failures=0), now, reason)
        self._run("UPDATE due SET taken_back = NULL WHERE id = ?", row.id)
        if planned:
            self._run("UPDATE due SET planned_at = NULL WHERE id = ?", row.id)
        if waits_for_reply(row.due):
            self._run("UPDATE contacts SET waiting = 1 WHERE address = ?", key(row.contact))

    def progress(self, row: KeptDue, sending: Mapping[str, Any]) -> KeptDue:
        """It is being sent, and so far."""
        now = replace(row, state="sending", sending=sending)
        self._put(now)
        return now

    def end(self, row: KeptDue, state: str, reason: str | None, now: datetime) -> None:
        """It is over: sent, withheld or failed."""
        self._put(replace(row, state=state, reason=reason, ended_at=now))

    def turn(self, sender: str, now: datetime, takes: timedelta) -> datetime:
        """Take this sender for so long, from when it is free on, and return when that is: now at the earliest. Others
        who send from it come after. What a clock said that ran ahead and was put right counts from now on: the queue
        is as long as it was."""
        at, long = microseconds(now), takes // timedelta(microseconds=1)
        self._run(_RESERVE, key(sender), at + long, at, microseconds(now + WRONG), at, at, at, long)
        self._run("SELECT free_at FROM senders WHERE sender = ?", key(sender))
        return moment(self._cursor.fetchone()[0]) - takes

    def free_at(self, sender: str, now: datetime) -> datetime:
        """When this sender is free: now at the earliest."""
        self._run("SELECT free_at, asked_at FROM senders WHERE sender = ?", key(sender))
        row = self._cursor.fetchone()
        if row is None:
            return now
        free, asked = moment(row[0]), moment(row[1])
        return now + (free - asked) if asked > now + WRONG else max(now, free)

    def halt(self, what: str, now: datetime, pause: timedelta, reason: str) -> bool:
        """Nothing is sent for a while. Returns whether that is news."""
        self._run(_HALT, key(what), microseconds(now), microseconds(now + pause), kept(reason))
        # Of several who find it out at the same moment, one makes the row, and the others wait here for that.
        if self._cursor.rowcount > 0:
            return True
        self._run(_HALT_LONGER, microseconds(now + pause), kept(reason), key(what))
        return False

    def halted(self, what: str) -> Halt | None:
        """Why nothing is sent, where that is so."""
        self._run("SELECT since, until, reason FROM halts WHERE what = ?", key(what))
        row = self._cursor.fetchone()
        return None if row is None else Halt(what, moment(row[0]), moment(row[1]), given_back(row[2]))

    def go_on(self, what: str) -> None:
        """Nothing stands in the way any more."""
        self._run("DELETE FROM halts WHERE what = ?", key(what))

    def try_again(self, halt: Halt, until: datetime) -> bool:
        """Whether it is up to us to find out if that still stands in the way; then it is left to us until ``until``."""
        self._run(_PROBE, microseconds(until), key(halt.what), microseconds(halt.until))
        return self._cursor.rowcount > 0

    def _put(self, row: KeptDue) -> None:
        self._run(
            _PUT,
            row.state,
            microseconds(row.due.at),
            None if row.reason is None else kept(row.reason),
            None if row.ended_at is None else microseconds(row.ended_at),
            row.job,
            row.failures,
            None if row.sending is None else written(dict(row.sending)),
            None if row.turn is None else microseconds(row.turn),
            row.late,
            None if row.planned_at is None else microseconds(row.planned_at),
            row.id,
        )

    def _run(self, sql: str, *values: Any) -> None:
        self._cursor.execute(sql.replace("?", "%s") if self._postgres else sql, values)
