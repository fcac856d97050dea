"""Is what is due done?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from responder.doctoring.case import Case
from responder.doctoring.finding import Finding, bad, counted, good, skipped, warning
from responder.working.names import GONE

LATE = timedelta(minutes=5)

START = "`responder serve` brings one along; beside `serve --no-worker` start `responder worker`."


def worker(case: Case) -> Iterator[Finding]:
    """Somebody is alive who does it, and nothing waits for long."""
    if case.store is None:
        yield skipped("worker", "Without a database nobody can be asked.")
        return
    alive = [one.name for one in case.store.seen_workers() if case.now - one.seen_at < GONE]
    count, since = case.store.waiting_since(case.now)
    late = case.now - since if since is not None else timedelta()
    waits = f"{counted(count, 'thing')} that should be done by now" + (f" (up to {_span(late)} late)" if count else "")
    if not alive and count:
        yield bad("worker", f"No worker runs, and there is {waits}.", START)
    elif not alive:
        yield warning("worker", "No worker runs, so nothing is sent apart from answers. Nothing waits now.", START)
    elif late > LATE:
        yield warning(
            "worker",
            f"{counted(len(alive), 'worker')} at work, and still {waits}.",
            "More may be due than the sender's rate lets out; or look in the worker's log.",
        )
    else:
        yield good("worker", f"{counted(len(alive), 'worker')} at work; nothing waits for long.")


def halts(case: Case) -> Iterator[Finding]:
    """Nothing stands in the way of all sending."""
    for halt in case.store.halts() if case.store is not None else ():
        yield bad(
            "sending",
            f"Nothing is sent since {halt.since.astimezone():%Y-%m-%d %H:%M}: {halt.reason}",
            "Put that right. It goes on by itself then, and nothing is lost.",
        )


def _span(late: timedelta) -> str:
    minutes = int(late.total_seconds() // 60)
    for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)):
        if minutes >= size:
            return counted(minutes // size, unit)
    return counted(int(late.total_seconds()), "second")
