"""Somebody is forgotten: all that is kept of them goes, but for the hash that keeps their opt-out and the lines of the
consent ledger, which lose the number and the words.

What they texted is also in what others were told about them: a note to the staff, a text that was passed on. Such a
message belongs to the one who got it; the row of ``due`` that it was sent for names it, and both go.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, func, or_, select, type_coerce

from responder.errors import ResponderError
from responder.store.columns import key, read, written
from responder.store.cursor import Cursor
from responder.store.forgotten import MARK, Forgotten, OptOuts
from responder.store.tables import answers, consent, contacts, due, list_members, messages, runs


class StillSending(ResponderError):
    """Something is being sent to them or about them at this moment. Try again when it is done."""


@dataclass(frozen=True, slots=True)
class Remains:
    """What is kept of one person, by the number of rows."""

    messages: int
    due: int
    """What was sent, or is to be sent, apart from answers: to them, or to others about them."""
    waiting: int
    """Of these, what hasn't been sent yet."""
    sending: int
    """Of these, what is being sent at the moment."""
    answers: int
    runs: int
    lists: int
    ledger: int
    """Lines of the consent ledger, less those that have lost the number already."""
    known: bool
    """Whether there is a contact."""
    opted_out: OptOuts
    mentions: int
    """Texts of others that have the number in their words. They are others', and stay."""

    @property
    def nothing(self) -> bool:
        return not (self.known or any((self.messages, self.due, self.answers, self.runs, self.lists, self.ledger)))


class Erasing:
    """Forgets inside one transaction, as ``Unit``, of which it is a part."""

    __slots__ = ("_cursor", "_forgotten", "_postgres")

    def __init__(self, cursor: Cursor, forgotten: Forgotten, *, postgres: bool) -> None:
        self._cursor = cursor
        self._forgotten = forgotten
        self._postgres = postgres

    def erase(self, address: str, opted_out: OptOuts, now: datetime) -> None:
        """Forget the contact, who has been recalled after ``Unit.lock``; ``opted_out`` is what they opted out of.

        Raises StillSending, and nothing changes, where something of theirs is being sent.
        """
        if not self._postgres:
            # What is deleted is overwritten in the file.
            self._run("PRAGMA secure_delete = ON")
        who = key(address)
        theirs = self._due(who)
        if any(state == "sending" for _, state, _ in theirs):
            raise StillSending
        sids = [sid for _, _, sending in theirs for sid in _sids(sending)]
        self._redact(who, opted_out, now)
        self._messages("contact = ?", who)
        for sid in sids:
            self._messages("sid = ?", key(sid))
        for id_, _, _ in theirs:
            self._run("DELETE FROM due WHERE id = ?", id_)
        for table in ("answers", "runs", "list_members"):
            self._run(f"DELETE FROM {table} WHERE contact = ?", who)
        self._run("DELETE FROM contacts WHERE address = ?", who)

    def prune(self, table: str, keys: Sequence[tuple[Any, ...]]) -> None:
        """Delete the rows of a table with these keys, as they are stored, with what belongs to them."""
        place = "%s" if self._postgres else "?"
        if table == "messages":
            self._cursor.executemany(f"DELETE FROM decisions WHERE message_id = {place}", keys)
        columns = {"runs": ("contact", "name", "started_at"), "deliveries": ("sid",)}.get(table, ("id",))
        where = " AND ".join(f"{column} = {place}" for column in columns)
        if table == "due":
            # One that was made due again meanwhile stays.
            where += " AND state IN ('sent', 'withheld', 'failed', 'cancelled')"
        self._cursor.executemany(f"DELETE FROM {table} WHERE {where}", keys)

    def _due(self, who: str) -> list[tuple[int, str, str | None]]:
        """Their rows of ``due``: about them or to them. The latter are looked for in all of the table."""
        lock = " FOR UPDATE" if self._postgres else ""
        self._run(
            f"SELECT id, state, sending FROM due WHERE contact = ? OR what LIKE ? ESCAPE '\\'{lock}", who, _to(who)
        )
        return list(self._cursor.fetchall())

    def _redact(self, who: str, opted_out: OptOuts, now: datetime) -> None:
        """The ledger's lines lose the number and the words; the hash says whose they were."""
        self._run("SELECT 1 FROM consent WHERE contact = ? LIMIT 1", who)
        if self._cursor.fetchone() is None and not opted_out:
            return
        digest = self._forgotten.note(who, opted_out, now)
        self._run(
            "UPDATE consent SET contact = ?, words = '', source = '', message_sid = NULL WHERE contact = ?",
            MARK + digest,
            who,
        )

    def _messages(self, which: str, value: str) -> None:
        found = f"(SELECT {{}} FROM messages WHERE {which})"
        self._run(f"DELETE FROM decisions WHERE message_id IN {found.format('id')}", value)
        self._run(f"DELETE FROM deliveries WHERE sid IN {found.format('sid')}", value)
        self._run(f"DELETE FROM messages WHERE {which}", value)

    def _run(self, sql: str, *values: Any) -> None:
        self._cursor.execute(sql.replace("?", "%s") if self._postgres else sql, values)


def _sids(sending: str | None) -> list[str]:
    """What Twilio took the texts of a row as."""
    parts: list[Mapping[str, Any]] = [] if sending is None else read(sending).get("parts", [])
    return [part["sid"] for part in parts if part.get("sid")]


def _to(who: str) -> str:
    """For LIKE: what is due to them, as ``due.what`` is written."""
    escaped = written({"to": who})[1:-1]
    for character in "\\%_":
        escaped = escaped.replace(character, f"\\{character}")
    return f"%{escaped}%"


def theirs_of_due(address: str) -> ColumnElement[bool]:
    """Rows of ``due`` that are about a contact or to them."""
    return or_(due.c.contact == address, type_coerce(due.c.what, Text).like(_to(key(address)), escape="\\"))


class Remaining(ABC):
    """What one may ask a store about what it keeps of one person."""

    @abstractmethod
    def _rows(
        self, query: Select[*tuple[Any, ...]], parameters: dict[str, Any] | None = None
    ) -> Sequence[Row[*tuple[Any, ...]]]: ...

    @abstractmethod
    def opt_outs_of_forgotten(self, address: str) -> OptOuts: ...

    def remains(self, address: str) -> Remains:
        """What is kept of the contact with this address."""
        theirs = theirs_of_due(address)
        query = select(due.c.state, func.count()).where(theirs).group_by(due.c.state)
        states = {row[0]: row[1] for row in self._rows(query)}
        counts = [
            select(func.count()).where(column == address).scalar_subquery()
            for column in (messages.c.contact, answers.c.contact, runs.c.contact, list_members.c.contact)
        ]
        counts.append(select(func.count()).where(consent.c.contact == address).scalar_subquery())
        mentions = messages.c.body.contains(address, autoescape=True) & (messages.c.contact != address)
        counts.append(select(func.count()).where(mentions).scalar_subquery())
        ((said, answered, begun, lists, ledger, mentioned),) = self._rows(select(*counts))
        known = self._rows(select(contacts.c.opted_out).where(contacts.c.address == address))
        return Remains(
            messages=said,
            due=sum(states.values()),
            waiting=states.get("due", 0) + states.get("waiting", 0),
            sending=states.get("sending", 0),
            answers=answered,
            runs=begun,
            lists=lists,
            ledger=ledger,
            known=bool(known),
            opted_out=known[0][0] if known else self.opt_outs_of_forgotten(address),
            mentions=mentioned,
        )
