"""One event of a rule's ``webhook``: posted until it is taken, or can't be."""

from __future__ import annotations

import logging
from datetime import timedelta
from hashlib import sha256

from responder.outbound.logged import fields
from responder.outbound.world import World
from responder.posting import FIRST_WAIT, MOST_FAILURES, Refused
from responder.sms.retrying import wait
from responder.store import KeptDue, Store, Unit

log = logging.getLogger("responder.outbound")


def _key(row: KeptDue) -> str:
    """The same at each try, and never that of another event: row 7 of two databases, or of one that was begun anew,
    isn't the same."""
    return f"due-{row.id}-{sha256(row.due.text.encode()).hexdigest()[:16]}"


class Events:
    """Posts what is due."""

    def __init__(self, store: Store, world: World) -> None:
        self._store = store
        self._world = world

    def attempt(self, row: KeptDue) -> None:
        """Post it once. The receiver knows a second time by the idempotency key, so that nothing is marked before."""
        world = self._world
        try:
            world.poster.post(row.due.to, row.due.text, _key(row), world.now())
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
            failed = fields(row, "failed")
            log.error("webhook of %r wasn't posted and won't be: %s", row.due.rule, because, extra=failed)
            self._end(unit, row, "failed", because)
        elif (taken := unit.doing.take(row.id, row.job)) is not None:
            after = wait(FIRST_WAIT, row.failures, self._world.chance())
            after = max(after, refused.retry_after or timedelta())
            unit.doing.put_off(taken, self._world.now() + after, because, failures=1)
