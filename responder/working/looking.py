"""The look for what is overdue and has no job: it was kept by a program without the engine, its job met an error, or it
waited for Twilio to take texts again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from responder.errors import StoreError
from responder.jobs import Jobs
from responder.outbound.ready import TWILIO
from responder.outbound.stumbling import stumbled
from responder.store import Halt, Job, Store, Unit
from responder.store.columns import EPOCH

FORGOTTEN = timedelta(seconds=30)
"""What should have been done so long ago may have no job any more."""
HELD = timedelta(minutes=2)
"""What waits for the end of a halt is put off by less."""
AT_ONCE = 500
_FEW = 20


class Looking:
    """Goes through what is overdue, a page at each look, and from the beginning after the last one."""

    def __init__(self, store: Store, jobs: Jobs) -> None:
        self._store = store
        self._jobs = jobs
        self._after = (EPOCH, 0)
        self._goes_on = False
        self.more = False
        """Whether the next page should follow at once, as there was much to do on this one."""
        self.halted = False
        """Whether Twilio took nothing when we looked last."""

    def look(self, now: datetime) -> int:
        """See that what is overdue has a job that waits. Returns how many jobs were missing. Raises StoreError.

        While Twilio takes nothing, only events get theirs, and one text, to try.
        """
        halt = next((one for one in self._store.halts() if one.what == TWILIO), None)
        if self.halted and halt is None:
            self._after, self._goes_on = (EPOCH, 0), True
        self.halted = halt is not None
        # What was held back by a halt is put off to a moment soon after its end: all of that is due now.
        before = now + HELD if self._goes_on else now - FORGOTTEN
        jobs = self._store.overdue(before, self._after, AT_ONCE, posts=None if halt is None else True)
        full = len(jobs) == AT_ONCE
        self._after = (jobs[-1].at, jobs[-1].id) if full else (EPOCH, 0)
        self._goes_on = self._goes_on and full
        found = self._give(jobs, now)
        self.more = full and found > 0
        return found if halt is None else found + self._try_one(halt, now)

    def _give(self, jobs: Sequence[Job], now: datetime) -> int:
        states = self._jobs.states([(job.id, job.number) for job in jobs])
        missing = [job for job in jobs if (job.id, job.number) not in states]
        over = [job for job in jobs if states.get((job.id, job.number)) == "over" and job.at <= now - FORGOTTEN]
        self._jobs.schedule_now(_from_now(job, now) for job in missing)
        if over:
            self._again(over, now)
        return len(missing) + len(over)

    def _again(self, jobs: Sequence[Job], now: datetime) -> None:
        try:
            self._store.write(lambda unit: _put_off(unit, jobs, now))
        except StoreError:
            raise
        except Exception as error:
            if len(jobs) == 1:
                stumbled(self._store, jobs[0].id, jobs[0].number, error, now, chance=0.5)
                return
            for job in jobs:
                self._again([job], now)

    def _try_one(self, halt: Halt, now: datetime) -> int:
        """Whoever had to find out whether Twilio takes texts again may be gone, or its text not wanted any more."""
        if halt.holds(now - FORGOTTEN):
            return 0
        jobs = self._store.overdue(now - FORGOTTEN, (EPOCH, 0), _FEW, posts=False)
        states = self._jobs.states([(job.id, job.number) for job in jobs])
        return 0 if "waiting" in states.values() else self._give(jobs[:1], now)


def _from_now(job: Job, now: datetime) -> Job:
    """What was never put off isn't done before its time."""
    at = now if job.number else max(job.at, now)
    return Job(job.id, job.number, at, job.kind, job.to)


def _put_off(unit: Unit, jobs: Sequence[Job], now: datetime) -> None:
    for job in jobs:
        if (taken := unit.doing.take(job.id, job.number)) is not None:
            unit.doing.put_off(taken, now, taken.reason or "")
