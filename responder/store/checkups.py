"""What ``responder doctor`` asks a store: is anybody at work, what failed, what isn't heard of."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Row, Select, Text, func, or_, select, text

from responder.store.tables import deliveries, due, messages, workers
from responder.store.unit import RANKS

T = TypeVar("T")

UNDER_WAY = ("due", "sending")


@dataclass(frozen=True, slots=True)
class SeenWorker:
    """A worker that holds a name, and when it last said that it is alive."""

    name: str
    host: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class News:
    """Texts that went out in a time, and how many of them Twilio has told more of than that it took them."""

    sent: int
    heard: int
    delivered: int


class Checkups(ABC):
    """Questions about how things run. All raise StoreError where the database fails."""

    _engine: Engine

    @abstractmethod
    def _rows(
        self, query: Select[*tuple[Any, ...]], parameters: dict[str, Any] | None = None
    ) -> Sequence[Row[*tuple[Any, ...]]]: ...

    @abstractmethod
    def _ask(self, question: Callable[[Connection], T]) -> T: ...

    def seen_workers(self) -> list[SeenWorker]:
        """Every worker that holds a name, whether it lives or not."""
        query = select(workers.c.name, workers.c.host, workers.c.seen_at).order_by(workers.c.name)
        return [SeenWorker(*row) for row in self._rows(query)]

    def waiting_since(self, now: datetime) -> tuple[int, datetime | None]:
        """How much should have been done by now and isn't, and since when the oldest of it waits."""
        query = select(func.count(), func.min(due.c.at)).where(due.c.state.in_(UNDER_WAY), due.c.at <= now)
        (row,) = self._rows(query)
        return row[0], row[1]

    def failed_since(self, since: datetime) -> tuple[dict[int, int], list[str]]:
        """Twilio's error codes in the news of texts, with how often each came; and the reasons of what is due and
        failed for good, as they were kept."""
        code = deliveries.c.error_code
        told = select(code, func.count()).where(deliveries.c.at >= since, code.is_not(None)).group_by(code)
        failed = select(due.c.reason).where(due.c.state == "failed", due.c.ended_at >= since, due.c.at >= since)
        return {row[0]: row[1] for row in self._rows(told)}, [row[0] or "" for row in self._rows(failed)]

    def news_between(self, since: datetime, before: datetime) -> News:
        """The texts that went out then, and what is known of them."""
        # Our own request tells of queued and accepted; what comes after that is told by status callbacks alone.
        known = (deliveries.c.rank >= RANKS["sent"]) | (deliveries.c.error_code.is_not(None))
        query = (
            select(func.count(), func.count(deliveries.c.sid).filter(known), _delivered())
            .select_from(messages.outerjoin(deliveries, deliveries.c.sid == messages.c.sid))
            .where(messages.c.at >= since, messages.c.at < before, messages.c.direction == "out")
        )
        (row,) = self._rows(query)
        return News(*row)

    def opt_outs_seen(self, since: datetime, words: Sequence[str]) -> tuple[datetime | None, datetime | None]:
        """When the last text came that Twilio had answered itself, as an opt-out or a question for help; and when the
        last one came that is one of these words and nothing more, and that Twilio had left to us."""
        came = select(func.max(messages.c.at)).where(messages.c.at >= since, messages.c.direction == "in")
        marked = messages.c.details.cast(Text).like('%"opt_out_type"%')
        left = or_(messages.c.details.is_(None), ~marked)
        worded = func.lower(func.trim(messages.c.body.cast(Text))).in_([word.lower() for word in words])
        (theirs,), (ours,) = self._rows(came.where(marked))[0], self._rows(came.where(worded, left))[0]
        return theirs, ours

    def journal_mode(self) -> str:
        """Of a SQLite file: ``wal``, or what else the disk allowed; empty for a server."""
        if self._engine.dialect.name != "sqlite":
            return ""
        return str(self._ask(lambda connection: connection.execute(text("PRAGMA journal_mode")).scalar()))

    def server_size(self) -> int:
        """Bytes of the database at a server."""
        return int(self._ask(lambda c: c.execute(text("SELECT pg_database_size(current_database())")).scalar()) or 0)


def _delivered() -> Any:
    return func.count(deliveries.c.sid).filter(deliveries.c.status.in_(("delivered", "read")))
