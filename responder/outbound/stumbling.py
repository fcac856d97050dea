"""What becomes of a row that this program can't do for a reason of its own: it can't be read, or met an error."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from responder.errors import told
from responder.sms.retrying import MOST_FAILURES, wait
from responder.store import Store

log = logging.getLogger("responder.outbound")

FIRST_WAIT = timedelta(minutes=1)
"""After the first time; each further one doubles it, up to half an hour."""


def stumbled(store: Store, id_: int, job: int, error: Exception, now: datetime, chance: float) -> None:
    """Put the row off, longer and longer, so that a responder that is put right can still do it; after as many times
    as a text is tried, withhold it with the reason. Raises StoreError."""

    def after(failures: int) -> timedelta | None:
        return wait(FIRST_WAIT, failures, chance) if failures + 1 < MOST_FAILURES else None

    reason = f"responder met an error of its own with it: {type(error).__name__}"
    state = store.write(lambda unit: unit.doing.stumbled(id_, job, now, after, reason))
    if state is not None:
        end = "it is withheld" if state == "withheld" else "it is tried again later"
        log.error("job %d.%d met an error of responder's own, %s: %s", id_, job, end, told(error))
