"""How things stand with one database, and whether a person is needed. What ``responder status`` shows, and the part of
it that ``/readyz`` tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from responder.store import Halt, Store
from responder.store.checkups import SeenWorker
from responder.store.figures import Ended, Waiting

SILENT = timedelta(seconds=40)
"""After so long without a sign of life a worker counts as gone, and others do what it had begun."""
LATE = timedelta(minutes=5)
"""What is overdue for longer waits for something other than its turn."""
DAY = timedelta(days=1)
LONG_GONE = timedelta(days=7)
"""A worker that was last seen before that isn't told of any more."""


@dataclass(frozen=True, slots=True)
class AtWork:
    """Whether anything that is due gets done."""

    workers: tuple[SeenWorker, ...]
    """Those alive."""
    gone: tuple[SeenWorker, ...]
    """Those that ended without saying so."""
    halts: tuple[Halt, ...]
    waiting: Waiting
    at: datetime

    @property
    def lag(self) -> timedelta:
        """For how long the oldest of what should be done by now has been waiting; broadcasts left out."""
        oldest = self.waiting.oldest
        return timedelta() if oldest is None else max(self.at - oldest, timedelta())


@dataclass(frozen=True, slots=True)
class Standing:
    """All of it."""

    work: AtWork
    next_hour: int
    """How much becomes due within the next hour."""
    today: int
    """How much is due today, what is overdue included."""
    last_in: datetime | None
    last_out: datetime | None
    ended: tuple[Ended, ...]
    """What failed or was withheld in the last 24 hours, by reason."""
    errors: dict[int, int]
    """Texts that Twilio took and that failed in the last 24 hours, by error code."""
    opt_outs: int
    """today."""
    ruleset: str | None
    """The digest of the rules that the last text was answered by."""


def at_work(store: Store, now: datetime) -> AtWork:
    """Whether anything that is due gets done. Raises StoreError."""
    seen = store.seen_workers()
    return AtWork(
        workers=tuple(one for one in seen if now - one.seen_at < SILENT),
        gone=tuple(one for one in seen if SILENT <= now - one.seen_at < LONG_GONE),
        halts=tuple(store.halts()),
        waiting=store.waiting(now),
        at=now,
    )


def standing(store: Store, now: datetime, midnight: datetime, tomorrow: datetime) -> Standing:
    """How things stand at ``now``. ``midnight`` and ``tomorrow``: when today began and ends where the business is.

    Raises StoreError.
    """
    work = at_work(store, now)
    return Standing(
        work=work,
        next_hour=store.due_by(now + timedelta(hours=1)) - work.waiting.overdue,
        today=store.due_by(tomorrow - timedelta(microseconds=1)),
        last_in=store.last_at("in"),
        last_out=store.last_at("out"),
        ended=tuple(store.ended(now - DAY, ("failed", "withheld"))),
        errors=store.errors_on_the_way(now - DAY),
        opt_outs=store.opt_outs(midnight),
        ruleset=store.last_ruleset(),
    )
