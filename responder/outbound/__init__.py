"""What is due is done, one row of the store's ``due`` at a time: asked whether it is still wanted, sent or posted, and
settled. A job calls ``Outbound.attempt`` when the time has come, and again after a crash.

A row is marked in one transaction before Twilio is asked and settled in another afterwards. Where the second is
missing, whoever comes next looks at Twilio for the text before sending it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from responder.errors import StoreError
from responder.outbound.events import Events
from responder.outbound.stumbling import stumbled
from responder.outbound.texts import Texts
from responder.outbound.world import World
from responder.settings import Settings
from responder.store import KeptDue, Store

__all__ = ["Outbound", "World"]


class Outbound:
    """Does what is due. Threads share it."""

    def __init__(self, store: Store, settings: Settings, world: World) -> None:
        self._store = store
        self._world = world
        self._texts = Texts(store, settings, world)
        self._events = Events(store, world)

    def attempt(self, id_: int, job: int) -> None:
        """Try to do the row with this id, which the job with this number was made for; nothing happens where it is
        done, cancelled, or another job's. First goes what should have gone to the same person before.

        Raises StoreError where the database fails; then it may be tried again. Any other error is the row's own: it is
        tried again later and later, and at last withheld.
        """
        earlier: list[tuple[int, int]] = []
        with self._stumbling(id_, job):
            row = self._row(id_, job)
            if row is None:
                return
            earlier = self._texts.ahead(row) if row.due.kind != "webhook" else []
        for one in earlier:
            self._alone(*one)
        self._alone(id_, job)

    def _alone(self, id_: int, job: int) -> None:
        with self._stumbling(id_, job):
            row = self._row(id_, job)
            if row is None:
                return
            if row.due.kind == "webhook":
                self._events.attempt(row)
            else:
                self._texts.attempt(row)

    def _row(self, id_: int, job: int) -> KeptDue | None:
        row = self._store.due_by_id(id_)
        return row if row is not None and row.state in ("due", "sending") and row.job == job else None

    @contextmanager
    def _stumbling(self, id_: int, job: int) -> Iterator[None]:
        """What goes wrong in the block for another reason than the database is put down to this row."""
        try:
            yield
        except StoreError:
            raise
        except Exception as error:
            stumbled(self._store, id_, job, error, self._world.now(), self._world.chance())
