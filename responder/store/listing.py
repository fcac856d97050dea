"""What is due and what became of it, for people: in pages, picked by who, what and how it stands."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, func, select, type_coerce

from responder.store.columns import key
from responder.store.effects import due_of
from responder.store.plain import receiver
from responder.store.records import KeptDue
from responder.store.scheduling import Job
from responder.store.tables import contacts, due

OPEN = ("due", "sending")
"""States of what isn't over."""
SOME = 200
"""Rows that come at once where all of them are gone through."""


@dataclass(frozen=True, slots=True)
class Which:
    """Which rows of ``due`` are meant. ``contact``: by address, whom they are about. ``before``: due by then.
    ``ended``: over since then."""

    states: tuple[str, ...] = OPEN
    contact: str | None = None
    rule: str | None = None
    before: datetime | None = None
    ended: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """All but the states, as conditions of SQL."""
        found: list[ColumnElement[bool]] = []
        if self.contact is not None:
            found.append(due.c.contact == self.contact)
        if self.rule is not None:
            found.append(due.c.rule == key(self.rule))
        if self.before is not None:
            found.append(due.c.at <= self.before)
        if self.ended is not None:
            found.append(due.c.ended_at >= self.ended)
        return found


class Listing(ABC):
    """What one may ask a store about its table ``due``."""

    @abstractmethod
    def _rows(
        self, query: Select[*tuple[Any, ...]], parameters: dict[str, Any] | None = None
    ) -> Sequence[Row[*tuple[Any, ...]]]: ...

    def due_list(self, which: Which, *, after: KeptDue | None = None, limit: int) -> list[KeptDue]:
        """A page of these rows: soonest first where they are all open, else latest first. ``after``: from behind this
        one on, the last of the page before."""
        forward = set(which.states) <= {*OPEN, "waiting"}
        # State by state, since the index has them so: only the page is read, however many there are.
        pages = [self._page(which, state, after, limit, forward) for state in which.states]
        found = merge(*pages, key=lambda row: (row.due.at, row.id), reverse=not forward)
        return list(islice(found, limit))

    def _page(self, which: Which, state: str, after: KeptDue | None, limit: int, forward: bool) -> list[KeptDue]:
        query = select(due).where(due.c.state == state, *which.conditions()).limit(limit)
        query = query.order_by(due.c.at, due.c.id) if forward else query.order_by(due.c.at.desc(), due.c.id.desc())
        if after is not None:
            at, id_ = after.due.at, after.id
            if forward:
                query = query.where((due.c.at > at) | ((due.c.at == at) & (due.c.id > id_)))
            else:
                query = query.where((due.c.at < at) | ((due.c.at == at) & (due.c.id < id_)))
        return [kept_due(row) for row in self._rows(query)]

    def count_due(self, which: Which) -> int:
        """How many these are."""
        query = select(func.count()).where(due.c.state.in_(which.states), *which.conditions())
        return int(self._rows(query)[0][0])

    def ids_of_due(self, which: Which) -> Iterator[list[int]]:
        """The ids of these rows, some at a time, in order; those that change meanwhile may be missed."""
        last = 0
        while True:
            query = select(due.c.id).where(due.c.state.in_(which.states), due.c.id > last, *which.conditions())
            found = [row[0] for row in self._rows(query.order_by(due.c.id).limit(SOME))]
            if found:
                yield found
            if len(found) < SOME:
                return
            last = found[-1]

    def overdue(
        self, before: datetime, after: tuple[datetime, int], limit: int, *, posts: bool | None = None
    ) -> list[Job]:
        """The jobs, by the rows of ``due``, of what should have been done by then and isn't, in order of time. No more
        is read of a row than a job needs, so that one that can't be read keeps nobody from the others.

        ``after``: from behind this one on, as ``(job.at, job.id)``. ``posts``: only webhooks, or all but these.
        """
        at, id_ = after
        query = select(due.c.id, due.c.job, due.c.at, due.c.kind, due.c.contact, type_coerce(due.c.what, Text))
        query = query.where(due.c.state.in_(OPEN), due.c.at <= before)
        query = query.where((due.c.at > at) | ((due.c.at == at) & (due.c.id > id_)))
        if posts is not None:
            query = query.where(due.c.kind == "webhook" if posts else due.c.kind != "webhook")
        rows = self._rows(query.order_by(due.c.at, due.c.id).limit(limit))
        return [Job(row[0], row[1], row[2], row[3], receiver(row[5], row[4])) for row in rows]

    def known_fields(self, addresses: Sequence[str]) -> dict[str, dict[str, Any]]:
        """What is saved of these contacts, by address; those of whom nothing is known are left out."""
        found: dict[str, dict[str, Any]] = {}
        wanted = sorted(set(addresses))
        for start in range(0, len(wanted), SOME):
            some = wanted[start : start + SOME]
            query = select(contacts.c.address, contacts.c.fields).where(contacts.c.address.in_(some))
            found |= {row.address: row.fields for row in self._rows(query) if row.fields}
        return found


def kept_due(row: Row[*tuple[Any, ...]]) -> KeptDue:
    """One row of ``due``, all of its columns selected."""
    return KeptDue(
        id=row.id,
        message_id=row.message_id,
        contact=row.contact,
        due=due_of(row.kind, row.at, row.what),
        state=row.state,
        reason=row.reason,
        ended_at=row.ended_at,
        ruleset=row.ruleset,
        job=row.job,
        failures=row.failures,
        sending=row.sending,
        turn=row.turn,
        broadcast=row.broadcast,
        late=row.late,
        taken_back=row.taken_back,
        planned_at=row.planned_at,
    )
