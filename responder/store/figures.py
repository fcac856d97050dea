"""How things stand, in figures: for ``responder status``, ``/readyz`` and ``/metrics``. Each question is answered from
an index and costs as much as the answer is long, not as the tables are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, literal_column, select

from responder.store.columns import given_back
from responder.store.listing import OPEN
from responder.store.tables import consent, decisions, deliveries, due, messages

LOOKED_AT = 5_000
"""Lines of the consent ledger, from its end, among which today's are looked for."""
BROADCAST = "broadcast"
"""A kind of what is due that waits behind all the others, for hours if need be."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What isn't done yet. ``overdue``: how much should be by now; ``oldest``: since when the oldest of that is. There
    broadcasts are left out, since they wait for all others."""

    states: dict[str, int]
    overdue: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Ended:
    """So many things of this kind ended so, with this reason."""

    kind: str
    state: str
    reason: str | None
    count: int


class Figures(ABC):
    """What one may ask a store about how things stand."""

    @abstractmethod
    def _rows(
        self, query: Select[*tuple[Any, ...]], parameters: dict[str, Any] | None = None
    ) -> Sequence[Row[*tuple[Any, ...]]]: ...

    def waiting(self, now: datetime) -> Waiting:
        """What isn't done yet."""
        states = dict.fromkeys(OPEN, 0)
        query = select(due.c.state, func.count()).where(due.c.state.in_(OPEN)).group_by(due.c.state)
        states |= {row[0]: row[1] for row in self._rows(query)}
        oldest: list[datetime] = []
        for state in OPEN:
            # In the order of the index, so that the first row is the answer; the minimum would read all of them.
            first = select(due.c.at).where(due.c.state == state, due.c.at <= now, due.c.kind != BROADCAST)
            oldest += [row[0] for row in self._rows(first.order_by(due.c.at).limit(1))]
        return Waiting(states, self.due_by(now), min(oldest, default=None))

    def due_by(self, moment: datetime) -> int:
        """How much of what isn't done yet is due by then."""
        query = select(func.count()).where(due.c.state.in_(OPEN), due.c.at <= moment)
        return int(self._rows(query)[0][0])

    def last_at(self, direction: str) -> datetime | None:
        """When the last text came "in", or went "out"."""
        query = select(messages.c.at).where(messages.c.direction == direction)
        rows = self._rows(query.order_by(messages.c.at.desc()).limit(1))
        return rows[0][0] if rows else None

    def last_ruleset(self) -> str | None:
        """The digest of the rules that the last text was answered by."""
        rows = self._rows(select(decisions.c.ruleset).order_by(decisions.c.at.desc()).limit(1))
        return given_back(rows[0][0]) if rows else None

    def ended(self, since: datetime, states: Sequence[str]) -> list[Ended]:
        """What ended in one of these states since then, by kind and reason, most first."""
        count = func.count()
        query = (
            select(due.c.kind, due.c.state, due.c.reason, count)
            .where(due.c.ended_at >= since, due.c.state.in_(states))
            .group_by(due.c.kind, due.c.state, due.c.reason)
            .order_by(count.desc(), due.c.kind, due.c.state)
        )
        return [Ended(*row) for row in self._rows(query)]

    def errors_on_the_way(self, since: datetime) -> dict[int, int]:
        """How many texts that Twilio took failed since then, by error code, most first."""
        count = func.count()
        query = select(deliveries.c.error_code, count).where(deliveries.c.error_code.is_not(None))
        query = query.where(deliveries.c.at >= since).group_by(deliveries.c.error_code)
        return {row[0]: row[1] for row in self._rows(query.order_by(count.desc(), deliveries.c.error_code))}

    def statuses(self, since: datetime) -> dict[str, int]:
        """What Twilio says of the texts that went out since then, by status; "unknown" where it said nothing yet."""
        status = func.coalesce(deliveries.c.status, literal_column("'unknown'"))
        query = (
            select(status, func.count())
            .select_from(messages.outerjoin(deliveries, deliveries.c.sid == messages.c.sid))
            .where(messages.c.at >= since, messages.c.direction == "out")
            .group_by(status)
        )
        return {given_back(row[0]): row[1] for row in self._rows(query)}

    def opt_outs(self, since: datetime) -> int:
        """How many contacts opted out since then."""
        newest = select(consent.c.contact, consent.c.at, consent.c.what).order_by(consent.c.id.desc()).limit(LOOKED_AT)
        last = newest.subquery()
        query = select(func.count(last.c.contact.distinct())).where(last.c.what == "opted_out", last.c.at >= since)
        return int(self._rows(query)[0][0])
