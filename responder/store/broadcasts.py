"""Broadcasts, as one reads them: what each is, how far it is, and who gets it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Literal

from sqlalchemy import Row, Select, func, select

from responder.core.contact import Contact
from responder.store.broadcast_table import broadcasts
from responder.store.rows import contact_of
from responder.store.statements import contact_rows
from responder.store.tables import contacts, due, list_members

BroadcastState = Literal["keeping", "running", "stopped", "done"]
"""keeping: its rows are being written, and none is sent before all are. running: also before its time has come."""

AT_ONCE = 500
"""Rows that are read, or written in one transaction."""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One text to many people."""

    id: int
    name: str
    text: str
    """The template."""
    source: str
    """Whom it is for, as it was written: ``list:tips``, a file."""
    audience: str
    """By what the same people are known again: the lists' names, or the file's digest."""
    lists: tuple[str, ...]
    """Only who is on one of them gets it."""
    columns: tuple[str, ...]
    """Names of the values that a file brought for each person."""
    sender: str
    every: timedelta
    """Between two of its texts; zero where only the sender's own rate counts."""
    segments: int
    """What one of its texts usually takes."""
    total: int
    """For how many people it is."""
    left_out: Mapping[str, int]
    """Reason to how many didn't get it from the beginning."""
    created_at: datetime
    at: datetime
    """Not sent before then."""
    state: BroadcastState
    reason: str | None
    next_at: datetime
    ruleset: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of a broadcast's texts are in each state of ``due``, why the ended ones weren't sent, and when the next
    that waits is due."""

    states: Mapping[str, int]
    reasons: Mapping[tuple[str, str], int]
    """State and reason to how many."""
    next_at: datetime | None

    def count(self, *states: str) -> int:
        return sum(self.states.get(state, 0) for state in states)

    @property
    def open(self) -> int:
        """How many may still be sent."""
        return self.count("waiting", "due", "sending")


class Broadcasts(ABC):
    """What one may ask a store about broadcasts."""

    @abstractmethod
    def _rows(
        self, query: Select[*tuple[Any, ...]], parameters: dict[str, Any] | None = None
    ) -> Sequence[Row[*tuple[Any, ...]]]: ...

    @property
    @abstractmethod
    def _dialect(self) -> str: ...

    def broadcast(self, id_: int) -> Broadcast | None:
        """The broadcast with this id."""
        found = self._rows(select(broadcasts).where(broadcasts.c.id == id_))
        return broadcast_of(found[0]) if found else None

    def broadcasts(self, limit: int = 50) -> list[Broadcast]:
        """The newest broadcasts, the newest first."""
        return [
            broadcast_of(row) for row in self._rows(select(broadcasts).order_by(broadcasts.c.id.desc()).limit(limit))
        ]

    def broadcasts_in(self, *states: BroadcastState) -> list[Broadcast]:
        """Those in one of these states, the oldest first."""
        query = select(broadcasts).where(broadcasts.c.state.in_(states)).order_by(broadcasts.c.id)
        return [broadcast_of(row) for row in self._rows(query)]

    def same_broadcasts(self, text: str, audience: str, since: datetime) -> list[Broadcast]:
        """The same words to the same people, from then on, the newest first."""
        query = select(broadcasts).where(broadcasts.c.audience == audience, broadcasts.c.created_at >= since)
        found = [broadcast_of(row) for row in self._rows(query.order_by(broadcasts.c.id.desc()))]
        return [one for one in found if one.text == text]

    def progress(self, id_: int) -> Progress:
        """How far a broadcast is."""
        counted = select(due.c.state, func.count()).where(due.c.broadcast == id_).group_by(due.c.state)
        states = {row[0]: row[1] for row in self._rows(counted)}
        ended = ("withheld", "failed", "cancelled")
        reasons: dict[tuple[str, str], int] = {}
        if any(states.get(state) for state in ended):
            why = select(due.c.state, due.c.reason, func.count()).where(due.c.broadcast == id_, due.c.state.in_(ended))
            for state, reason, count in self._rows(why.group_by(due.c.state, due.c.reason)):
                reasons[state, reason or ""] = count
        first = select(func.min(due.c.at)).where(due.c.broadcast == id_, due.c.state == "waiting")
        return Progress(states, reasons, self._rows(first)[0][0])

    def contacts_of(self, addresses: Iterable[str]) -> Iterator[Contact]:
        """What is known of each of these contacts, in this order; read in pages. A blank contact where nothing is."""
        rest = iter(addresses)
        while some := list(islice(rest, AT_ONCE)):
            query = contact_rows(self._dialect).where(contacts.c.address.in_(some))
            found = {row[0]: row for row in self._rows(query)}
            for address in some:
                yield contact_of(address, found[address]) if address in found else Contact(address)

    def known_lists(self) -> set[str]:
        """The names of all lists that somebody is on."""
        return {row[0] for row in self._rows(select(list_members.c.list).distinct())}


def broadcast_of(row: Any) -> Broadcast:
    """The broadcast behind a row of the table."""
    values = dict(row._mapping)
    values["lists"], values["columns"] = tuple(values["lists"]), tuple(values["columns"])
    values["every"] = timedelta(microseconds=values["every"])
    return Broadcast(**values)
