"""What a worker does beside its jobs: it says that it is alive, and the first of those alive looks after the rest."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from responder.errors import told
from responder.jobs import Jobs
from responder.store import Job, KeptDue, Store, Unit
from responder.store.columns import EPOCH
from responder.store.pruning import Pruned
from responder.working.names import BEAT, Name

log = logging.getLogger("responder.work")

FORGOTTEN = timedelta(seconds=30)
"""What should have been done so long ago may have no job any more."""
LOOK_EVERY = 15.0
TIDY_EVERY = 60.0
PRUNE_EVERY = 600.0
PIECES = 4
"""Small transactions of one round in which what is old is deleted: 2,000 rows every five seconds."""
_AT_ONCE = 500


class Care:
    """The watch over one database, as one worker keeps it."""

    def __init__(self, store: Store, jobs: Jobs, name: Name, keep: timedelta | None = None) -> None:
        self._store = store
        self._jobs = jobs
        self._name = name
        self._keep = keep
        self._after = (EPOCH, 0)
        self._looked = self._tidied = float("-inf")
        # Not at the start, when there is enough to do.
        self._pruned = time.monotonic()
        self._pruning: Iterator[Pruned] | None = None

    def until(self, stop: threading.Event) -> None:
        """Keep watch until ``stop`` is set. A database that fails is told of once, and waited for."""
        failing = False
        while True:
            try:
                self._round()
                failing = False
            except Exception as error:
                if not failing:
                    log.error("The watch over what is due goes on when the database does: %s", told(error))
                failing = True
            if stop.wait(BEAT):
                return

    def _round(self) -> None:
        alive = self._name.beat()
        if not alive or alive[0] != self._name.name:
            return
        if lost := self._jobs.take_up(alive):
            log.warning("%d jobs of workers that are gone are done by others", lost)
        now = time.monotonic()
        if now - self._looked >= LOOK_EVERY:
            self._looked = now
            self.look(datetime.now(UTC))
        if now - self._tidied >= TIDY_EVERY:
            self._tidied = now
            while self._jobs.tidy(datetime.now(UTC)) >= _AT_ONCE:
                pass

        self._prune(now)

    def _prune(self, now: float) -> None:
        """Let go of what is older than it has to be: a little in each round, so that nobody waits for it."""
        if self._keep is None:
            return
        if self._pruning is None and now - self._pruned >= PRUNE_EVERY:
            self._pruned, moment = now, datetime.now(UTC)
            self._pruning = self._store.prune(moment - self._keep, moment)
        pruning, self._pruning = self._pruning, None
        for _ in range(PIECES if pruning is not None else 0):
            if pruning is None or next(pruning, None) is None:
                return
        # Where the database fails on the way, it begins anew at the next time.
        self._pruning = pruning

    def look(self, now: datetime) -> int:
        """See that everything overdue has a job that waits. Returns how many jobs were missing.

        A row without one was kept by a program without the engine; one whose job is over met an error on the way.
        """
        rows = self._store.overdue(now - FORGOTTEN, self._after, _AT_ONCE)
        self._after = (rows[-1].due.at, rows[-1].id) if len(rows) == _AT_ONCE else (EPOCH, 0)
        states = self._jobs.states([(row.id, row.job) for row in rows])
        missing = [row for row in rows if (row.id, row.job) not in states]
        over = [row for row in rows if states.get((row.id, row.job)) == "over"]
        self._jobs.schedule_now(Job(row.id, row.job, now, row.due.kind, row.due.to) for row in missing)
        if over:
            self._store.write(lambda unit: self._again(unit, over, now))
        return len(missing) + len(over)

    def _again(self, unit: Unit, rows: Sequence[KeptDue], now: datetime) -> None:
        for row in rows:
            if (taken := unit.doing.take(row.id, row.job)) is not None:
                unit.doing.put_off(taken, now, taken.reason or "")
