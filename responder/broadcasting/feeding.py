"""Whose turn it is among all who get a broadcast: a few at a time, behind everything else that is due.

A number may send so many segments a second. What follows a text of somebody takes its turn when it is due, however
long the queue; the texts of broadcasts only take turns that come in the next seconds. So a reminder that becomes due
in the middle of ten thousand texts waits for seconds, not for hours, and a worker holds dozens of jobs, not thousands.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from responder.core.calendar.quiet import next_allowed, zones_of
from responder.core.ruleset import Ruleset
from responder.errors import told
from responder.settings import Settings
from responder.sms.rates import rate_of
from responder.store import Broadcast, Store, Unit
from responder.store.broadcast_rows import Waits

log = logging.getLogger("responder.work")

EVERY = 0.5
"""Seconds between two looks."""
AHEAD = timedelta(seconds=3)
"""Turns are given for so long from now on: longer than a look and a job take, shorter than a reminder may wait."""
UNDER_WAY = 60
"""Texts of all broadcasts that have their turn and aren't sent yet, at most."""
LOOKED_AT = 200
"""Texts that are looked at in one transaction."""
TOO_LATE = timedelta(days=3)
"""Where no worker ran for so long, somebody should say that it is still wanted."""
TWILIO = "twilio"


class Feeder:
    """Gives the texts of broadcasts their turns. Any number of workers may do so at once."""

    def __init__(
        self, store: Store, settings: Settings, ruleset: Callable[[], Ruleset], now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._settings = settings
        self._ruleset = ruleset
        self._now = now

    def until(self, stop: threading.Event) -> None:
        """Look again and again until ``stop`` is set. A database that fails is told of once, and waited for."""
        failing = False
        while not stop.wait(EVERY):
            try:
                self.look()
                failing = False
            except Exception as error:
                if not failing:
                    log.error("Broadcasts go on when the database does: %s", told(error))
                failing = True

    def look(self) -> int:
        """Give turns to what may go out in the next seconds. Returns to how many texts."""
        if not self._store.broadcasts_in("running"):
            return 0
        return self._store.write(self._feed)

    def _feed(self, unit: Unit) -> int:
        now = self._now()
        halt = unit.doing.halted(TWILIO)
        if halt is not None and halt.holds(now):
            return 0
        lines = [one for one in unit.broadcasts.running() if one.at <= now and self._goes_on(unit, one, now)]
        room = UNDER_WAY - sum(unit.broadcasts.under_way(one.id) for one in lines)
        queues = {one.id: (one, unit.broadcasts.waiting(one.id, now, LOOKED_AT)) for one in lines}
        fed = 0
        # In turn, so that a long one doesn't keep a short one waiting.
        while queues and fed < room:
            for id_, (broadcast, waiting) in list(queues.items()):
                turn = self._next(unit, broadcast, waiting, now) if fed < room else None
                if turn is None:
                    del queues[id_]
                    continue
                paced = max(turn + broadcast.every, now)
                unit.broadcasts.paced(id_, paced)
                queues[id_] = (replace(broadcast, next_at=paced), waiting)
                fed += 1
        return fed

    def _goes_on(self, unit: Unit, broadcast: Broadcast, now: datetime) -> bool:
        """Whether there is anything to do for it now. What is over, or was forgotten, is noted."""
        if unit.broadcasts.is_over(broadcast.id):
            unit.broadcasts.move_to(broadcast.id, "done")
            log.info("broadcast %d, %r, is done", broadcast.id, broadcast.name)
            return False
        first = unit.broadcasts.waiting(broadcast.id, now - TOO_LATE, 1)
        if first and broadcast.next_at < now - TOO_LATE:
            because = "no worker ran for more than three days"
            unit.broadcasts.move_to(broadcast.id, "stopped", because)
            log.warning("broadcast %d, %r, is stopped, as %s", broadcast.id, broadcast.name, because)
            return False
        return True

    def _next(self, unit: Unit, broadcast: Broadcast, waiting: list[Waits], now: datetime) -> datetime | None:
        """The next of its texts gets its turn. Returns when that is; None where none has one in the next seconds."""
        while waiting and broadcast.next_at <= now + AHEAD:
            waits = waiting.pop(0)
            if (until := self._quiet_until(waits.contact, now)) is not None:
                unit.broadcasts.hold_back(waits, until, "quiet hours where they are")
                continue
            free = unit.doing.free_at(broadcast.sender, now)
            if free > now + AHEAD:
                return None
            rate = self._settings.rate or rate_of(broadcast.sender)
            turn = unit.doing.turn(broadcast.sender, now, timedelta(seconds=broadcast.segments / rate))
            turn = max(turn, broadcast.next_at)
            unit.broadcasts.feed(waits, turn)
            return turn
        return None

    def _quiet_until(self, address: str, now: datetime) -> datetime | None:
        """When the night is over where they are; None by day."""
        ruleset = self._ruleset()
        allowed = next_allowed(now, ruleset.limits.quiet_hours, zones_of(address, now, ruleset.business.timezone))
        return allowed if allowed > now else None
