"""How far a broadcast is, while one looks on. It is sent by a worker: whoever looks away stops nothing."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from responder.cli.broadcast_words import counts
from responder.cli.look import say, styled
from responder.cli.progress import is_watched

if TYPE_CHECKING:
    from responder.store import Broadcast, Store
    from responder.store.broadcasts import Progress

EVERY = 0.5
SOON = timedelta(seconds=10)
"""What is due later than that isn't waited for."""


def follow(store: Store, broadcast: Broadcast, zone: tzinfo | None, wait: bool | None) -> None:
    """Show how far it is until it is done, or until the rest is due later. ``wait``: None for on a terminal only."""
    told = f"Broadcast {broadcast.id}: `responder broadcast show {broadcast.id}` tells how far it is, "
    told += f"`responder broadcast stop {broadcast.id}` stops it."
    later = broadcast.at > datetime.now(UTC) + SOON
    if later:
        say(f"It begins {broadcast.at.astimezone(zone):%Y-%m-%d %H:%M %Z}. {told}")
        return
    if not (is_watched() if wait is None else wait):
        say(told)
        return
    try:
        progress = _watched(store, broadcast)
    except KeyboardInterrupt:
        say(f"\nIt goes on without you: a worker sends it. {told}")
        return
    say(f"{styled('✓', 'good')} {counts(progress)}.")
    if progress.open and progress.next_at is not None:
        say(f"The rest goes out from {progress.next_at.astimezone(zone):%Y-%m-%d %H:%M %Z} on. {told}")
    for (state, reason), count in sorted(progress.reasons.items(), key=lambda pair: -pair[1])[:5]:
        say(f"  {count:,} {state}: {reason}")


def _watched(store: Store, broadcast: Broadcast) -> Progress:
    if not is_watched():
        while not _is_still(store, broadcast.id, progress := store.progress(broadcast.id)):
            time.sleep(EVERY)
        return progress
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), TextColumn("{task.description}"), TimeRemainingColumn(compact=True))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=broadcast.total)
        while True:
            progress = store.progress(broadcast.id)
            kept = sum(progress.states.values())
            bar.update(task, completed=kept - progress.open, total=kept, description=counts(progress))
            if _is_still(store, broadcast.id, progress):
                return progress
            time.sleep(EVERY)


def _is_still(store: Store, id_: int, progress: Progress) -> bool:
    """Whether nothing of it happens soon."""
    if not progress.open:
        return True
    found = store.broadcast(id_)
    if found is None or found.state == "stopped":
        return True
    nothing_now = not progress.count("due", "sending")
    return nothing_now and progress.next_at is not None and progress.next_at > datetime.now(UTC) + SOON
