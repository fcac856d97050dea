"""What a command says that leaves something to a worker, where none is there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from responder.cli.look import say, styled

if TYPE_CHECKING:
    from responder.store import Store


def say_if_nobody_sends(store: Store) -> None:
    """Say how to start a worker, where none runs. Raises StoreError."""
    from responder.operating.standing import at_work

    if not at_work(store, datetime.now(UTC)).workers:
        say(f"{styled('!', 'warning')} No worker runs, so nothing is sent yet. Start one: `responder serve`, or")
        say("  `responder worker` beside a server that has none.")
