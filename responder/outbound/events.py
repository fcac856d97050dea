"""One event of a rule's ``webhook``: posted until it is taken, or can't be."""

from __future__ import annotations

import logging

from responder.outbound.world import World
from responder.posting import FIRST_WAIT, MOST_FAILURES, Refused
from responder.sms.retrying import wait
from responder.store import KeptDue, Store, Unit

log = logging.getLogger("responder.outbound")


class Events:
    """Posts what is due."""

    def __init__(self, store: Store, world: World) -> None:
        self._store = store
        self._world = world

    def attempt(self, row: KeptDue) -> None:
        """Post it once. The receiver knows a second time by the idempotency key, so that nothing is marked before."""
        world = self._world
        try:
            world.poster.post(row.due.to, row.due.text, f"due-{row.id}", world.now())
        except Refused as refused:
            told = refused
            self._store.write(lambda unit: self._refused(unit, row, told))
        else:
            self._store.write(lambda unit: self._end(unit, row, "sent", None))

    def _end(self, unit: Unit, row: KeptDue, state: str, reason: str | None) -> None:
        if (taken := unit.doing.take(row.id, row.job)) is not None:
            unit.doing.end(taken, state, reason, self._world.now())

    def _refused(self, unit: Unit, row: KeptDue, refused: Refused) -> None:
        because = str(refused)
        if refused.permanent or row.failures + 1 >= MOST_FAILURES:
            log.error("webhook of %r wasn't posted and won't be: %s", row.due.rule, because)
            self._end(unit, row, "failed", because)
        elif (taken := unit.doing.take(row.id, row.job)) is not None:
            after = wait(FIRST_WAIT, row.failures, self._world.chance())
            unit.doing.put_off(taken, self._world.now() + after, because, failures=1)
