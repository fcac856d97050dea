"""What comes of a call that is over: a line that is busy is tried once more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from responder.core.answering.outgoing.calls import number_of
from responder.store import Unit

ONCE_MORE_AFTER = timedelta(minutes=5)
MOST_CALLS = 2

UNANSWERED: Mapping[str, str] = {"busy": "the line was busy", "no-answer": "nobody picked up"}
LOST: Mapping[str, str] = {
    "failed": "the call didn't get through: the number may not be in use",
    "canceled": "the call was cancelled at Twilio",
}


def after_call(unit: Unit, sid: str, status: str, now: datetime) -> None:
    """A call with this sid has come to this status: where nobody heard it, it is due once more, if it is wanted then;
    after that it is kept as failed, with the reason."""
    id_ = unit.due_of_message(sid)
    row = None if id_ is None else unit.doing.sent(id_)
    because = UNANSWERED.get(status) or LOST.get(status)
    if row is None or because is None or row.due.kind != "call":
        return
    made = unit.calls.made_for(row.id, number_of(row.due))
    if status in UNANSWERED and made < MOST_CALLS:
        again = replace(row, sending=None, turn=None, ended_at=None)
        unit.doing.put_off(again, now + ONCE_MORE_AFTER, f"{because}: once more in five minutes")
    else:
        unit.doing.end(row, "failed", because if made < MOST_CALLS else f"{because}, at the second call", now)
