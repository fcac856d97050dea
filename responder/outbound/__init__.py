"""What is due is done, one row of the store's ``due`` at a time: asked whether it is still wanted, sent or posted, and
settled. A job calls ``Outbound.attempt`` when the time has come, and again after a crash.

A row is marked in one transaction before Twilio is asked and settled in another afterwards. Where the second is
missing, whoever comes next looks at Twilio for the text before sending it again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from responder.core.ruleset import Ruleset
from responder.outbound.events import Events
from responder.outbound.texts import Texts
from responder.posting import Poster
from responder.settings import Settings
from responder.sms.gateway import LookingGateway
from responder.store import Store

__all__ = ["Outbound", "World"]

log = logging.getLogger("responder.outbound")


@dataclass(frozen=True, slots=True)
class World:
    """What lies outside. ``ruleset``: the rules that hold now. ``chance``: between 0 and 1. ``alive``: whether others
    still believe that we are; one who doesn't sends nothing, as another may be doing it by now."""

    gateway: LookingGateway
    poster: Poster
    ruleset: Callable[[], Ruleset]
    now: Callable[[], datetime]
    chance: Callable[[], float]
    alive: Callable[[], bool]


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
