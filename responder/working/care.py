"""What a worker does beside its jobs: it says that it is alive, and the first of those alive looks after the rest."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from responder.errors import told
from responder.jobs import Jobs
from responder.store import Store
from responder.store.pruning import Pruned
from responder.working.clock import Clock
from responder.working.looking import AT_ONCE, Looking
from responder.working.names import BEAT, Name, NameLost

log = logging.getLogger("responder.work")

LOOK_EVERY = 15.0
TIDY_EVERY = 60.0
PRUNE_EVERY = 600.0
PIECES = 4
"""Small transactions of one round in which what is old is deleted: 2,000 rows every five seconds."""


class Care:
    """The watch over one database, as one worker keeps it."""

    def __init__(self, store: Store, jobs: Jobs, name: Name, keep: timedelta | None = None) -> None:
        self._store = store
        self._jobs = jobs
        self._name = name
        self._keep = keep
        self._looking = Looking(store, jobs)
        self._clock = Clock(time.time(), time.monotonic())
        self._looked = self._tidied = float("-inf")
        # Not at the start, when there is enough to do.
        self._pruned = time.monotonic()
        self._pruning: Iterator[Pruned] | None = None

    def until(self, stop: threading.Event) -> None:
        """Keep watch until ``stop`` is set. A database that fails is told of once, and waited for. Raises NameLost."""
        failing = False
        while True:
            pause = BEAT
            try:
                pause = self._round()
                failing = False
            except NameLost:
                raise
            except Exception as error:
                if not failing:
                    log.error("The watch over what is due goes on when the database does: %s", told(error))
                failing = True
            if stop.wait(pause):
                return

    def _round(self) -> float:
        """Returns the seconds until the next."""
        alive = self._name.beat()
        self._set_right()
        if not alive or alive[0] != self._name.name:
            return BEAT
        if lost := self._jobs.take_up(alive):
            log.warning("%d jobs of workers that are gone are done by others", lost)
        now = time.monotonic()
        if self._looking.more or self._looking.halted or now - self._looked >= LOOK_EVERY:
            self._looked = now
            self.look(datetime.now(UTC))
        if now - self._tidied >= TIDY_EVERY:
            self._tidied = now
            while self._jobs.tidy(datetime.now(UTC)) >= AT_ONCE:
                pass
        self._prune(now)
        # The next page at once, but never two without a sign of life between them.
        return 0.0 if self._looking.more else BEAT

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

    def _set_right(self) -> None:
        """Where the clock ran ahead and was put right, nothing waits for moments that were never near."""
        clock, watch = time.time(), time.monotonic()
        if by := self._clock.back(clock, watch):
            now = datetime.now(UTC)
            count = self._store.write(lambda unit: unit.doing.clock_went_back(now, by))
            log.warning(
                "The clock went back by %d s: %d jobs that it had put off are due now", by.total_seconds(), count
            )
        self._clock.noted(clock, watch)

    def look(self, now: datetime) -> int:
        """See that what is overdue has a job that waits, a page of it. Returns how many jobs were missing."""
        return self._looking.look(now)
