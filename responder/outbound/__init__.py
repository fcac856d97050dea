"""What is due is done, one row of the store's ``due`` at a time: asked whether it is still wanted, sent or posted, and
settled. A job calls ``Outbound.attempt`` when the time has come, and again after a crash.

A row is marked in one transaction before Twilio is asked and settled in another afterwards. Where the second is
missing, whoever comes next looks at Twilio for the text before sending it again.
"""

from __future__ import annotations

from responder.outbound.events import Events
from responder.outbound.texts import Texts
from responder.outbound.world import World
from responder.settings import Settings
from responder.store import Store

__all__ = ["Outbound", "World"]


class Outbound:
    """Does what is due. Threads share it."""

    def __init__(self, store: Store, settings: Settings, world: World) -> None:
        self._store = store
        self._texts = Texts(store, settings, world)
        self._events = Events(store, world)

    def attempt(self, id_: int, job: int) -> None:
        """Try to do the row with this id, which the job with this number was made for; nothing happens where it is
        done, cancelled, or another job's. Raises StoreError where the database fails; then it may be tried again."""
        row = self._store.due_by_id(id_)
        if row is None or row.state not in ("due", "sending") or row.job != job:
            return
        if row.due.kind == "webhook":
            self._events.attempt(row)
        else:
            self._texts.attempt(row)
