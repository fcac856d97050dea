"""One text that is due: still wanted? then sent once, and settled."""

from __future__ import annotations

import logging

from responder.core.message import InboundMessage
from responder.errors import SettingsError
from responder.outbound.deciding import Deciding
from responder.outbound.parts import outbound_of
from responder.outbound.ready import Ready
from responder.outbound.settling import Settling
from responder.outbound.usage import Month
from responder.outbound.world import World
from responder.settings import Settings
from responder.sms.gateway import SendError, Taken
from responder.sms.retrying import PAUSE, Halt, verdict
from responder.store import KeptDue, Store, Unit
from responder.store.rows import inbound

log = logging.getLogger("responder.outbound")


class Texts:
    """Sends what is due."""

    def __init__(self, store: Store, settings: Settings, world: World) -> None:
        self._store = store
        self._settings = settings
        self._world = world
        self._month = Month(store)
        self._deciding = Deciding(settings, world, self._month)
        self._settling = Settling(world, self._month.add)

    def ahead(self, row: KeptDue) -> list[tuple[int, int]]:
        """What should have gone to the same person before, by its id and the number of its job. Raises StoreError."""
        return self._store.write(lambda unit: unit.spending.ahead(row, self._world.now())[0])

    def attempt(self, row: KeptDue) -> None:
        """Send it, if it is still wanted. Raises StoreError."""
        message = self._message(row)
        used = self._month.used(self._world.ruleset(), self._world.now())
        ready = self._store.write(lambda unit: self._deciding.begin(unit, row, message, used))
        while ready is not None:
            ready = self._hand_over(ready, message)

    def _message(self, row: KeptDue) -> InboundMessage:
        """The text that it follows; one without words from them where there was none."""
        if row.broadcast is not None:
            found = self._store.broadcast(row.broadcast)
            return InboundMessage("", row.contact, "" if found is None else found.sender)
        kept = None if row.message_id is None else self._store.message_by_id(row.message_id)
        return InboundMessage("", row.contact, "") if kept is None else inbound(kept)

    def _hand_over(self, ready: Ready, message: InboundMessage) -> Ready | None:
        """Send the next text, or find that it was sent. Returns what is left to do."""
        settling = self._settling
        try:
            if not ready.fresh:
                found = self._found(ready)
                if found is None:
                    return self._store.write(lambda unit: self._anew(unit, ready, message))
                return self._store.write(lambda unit: settling.kept(unit, ready, found))
            if not self._world.alive():
                log.error("This worker didn't reach the database for too long: it leaves its texts to others")
                return None
            taken = self._world.gateway.send(outbound_of(ready.part, self._settings))
        except SendError as error:
            told = verdict(error, ready.row.failures, self._world.chance())
            certain = ready.fresh and not error.uncertain
            return self._store.write(lambda unit: settling.failed(unit, ready, told, certain))
        except SettingsError as error:
            halted = Halt(PAUSE, str(error))
            return self._store.write(lambda unit: settling.failed(unit, ready, halted, ready.fresh))
        return self._store.write(lambda unit: settling.kept(unit, ready, taken))

    def _found(self, ready: Ready) -> Taken | None:
        """What became of a text that was handed over, if Twilio has it. Raises SendError."""
        since = ready.sending.since
        assert since is not None, "only what was begun is looked for"
        listed = self._world.gateway.find(outbound_of(ready.part, self._settings), since)
        # The same words may have gone out before: those are known.
        return next((one for one in listed if self._store.message(one.sid) is None), None)

    def _anew(self, unit: Unit, ready: Ready, message: InboundMessage) -> Ready | None:
        """Twilio hasn't got it: look once more later, or decide once more."""
        row = self._settling.not_found(unit, ready)
        return None if row is None else self._deciding.decide(unit, row, message)
