"""What is older than it has to be is deleted, a little at a time, so that nobody who answers waits for it.

What is open stays, however old: what is still to be sent and the text that it comes from, and questions that wait for
an answer. The consent ledger, opt-outs and contacts stay too.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row, Select, exists, func, or_, select

from responder.store.columns import microseconds
from responder.store.tables import answers, deliveries, due, messages, runs
from responder.store.unit import Unit

T = TypeVar("T")

AT_ONCE = 500
"""Rows of one transaction."""

OVER = ("sent", "withheld", "failed", "cancelled")
"""States of ``due`` that nothing follows any more."""


@dataclass(frozen=True, slots=True)
class Pruned:
    """How much was deleted, or would be, by the number of rows."""

    messages: int = 0
    due: int = 0
    runs: int = 0
    answers: int = 0
    deliveries: int = 0

    @property
    def total(self) -> int:
        return self.messages + self.due + self.runs + self.answers + self.deliveries


class Pruning(ABC):
    """The store's way to let go of what is old."""

    @abstractmethod
    def _rows(
        self, query: Select[*tuple[Any, ...]], parameters: dict[str, Any] | None = None
    ) -> Sequence[Row[*tuple[Any, ...]]]: ...

    @abstractmethod
    def write(self, work: Callable[[Unit], T]) -> T: ...

    def prunable(self, before: datetime, now: datetime) -> Pruned:
        """How much is older than ``before`` and not open."""
        ((said,),) = self._rows(select(func.count()).where(messages.c.at < before, ~_wanted()))
        ((sent,),) = self._rows(select(func.count()).where(*_due(before)))
        ((begun,),) = self._rows(select(func.count()).where(*_runs(before, now)))
        ((given,),) = self._rows(select(func.count()).where(*_answers(before, now)))
        ((news,),) = self._rows(select(func.count()).where(*_deliveries(before)))
        return Pruned(said, sent, begun, given, news)

    def prune(self, before: datetime, now: datetime) -> Iterator[Pruned]:
        """Delete what is older, in small transactions; yields what is deleted so far after each, so that the caller may
        pause or stop. Raises StoreError."""
        done = Pruned()
        for name, query in (
            ("due", select(due.c.id).where(*_due(before)).order_by(due.c.id)),
            ("answers", select(answers.c.id).where(*_answers(before, now)).order_by(answers.c.id)),
            ("runs", select(runs.c.contact, runs.c.name, runs.c.started_at).where(*_runs(before, now))),
            ("messages", select(messages.c.id).where(messages.c.at < before, ~_wanted()).order_by(messages.c.at)),
            ("deliveries", select(deliveries.c.sid).where(*_deliveries(before))),
        ):
            while keys := [tuple(row) for row in self._rows(query.limit(AT_ONCE))]:
                rows = [tuple(microseconds(v) if isinstance(v, datetime) else v for v in row) for row in keys]
                self.write(lambda unit, name=name, rows=rows: unit.erasing.prune(name, rows))  # type: ignore[misc]
                done = replace(done, **{name: getattr(done, name) + len(rows)})
                yield done


def _wanted() -> Any:
    """The message is that from which something comes which is still to be sent."""
    return messages.c.id.in_(select(due.c.message_id).where(due.c.state.not_in(OVER), due.c.message_id.is_not(None)))


def _due(before: datetime) -> tuple[Any, ...]:
    return due.c.state.in_(OVER), due.c.at < before, due.c.ended_at < before


def _runs(before: datetime, now: datetime) -> tuple[Any, ...]:
    return runs.c.started_at < before, runs.c.until < now, or_(runs.c.ended_at < before, runs.c.until < before)


def _answers(before: datetime, now: datetime) -> tuple[Any, ...]:
    still = exists().where(
        runs.c.contact == answers.c.contact,
        runs.c.name == answers.c.name,
        runs.c.started_at == answers.c.started_at,
        runs.c.until >= now,
        runs.c.how.is_(None),
    )
    return answers.c.at < before, ~still


def _deliveries(before: datetime) -> tuple[Any, ...]:
    """News of messages that aren't kept any more."""
    return deliveries.c.at < before, ~exists().where(messages.c.sid == deliveries.c.sid)
