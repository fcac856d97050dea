"""What follows when something that is due is over: the next time of one that repeats, and one more try at what Twilio
took and that failed on its way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from responder.core.answering.outgoing.later import next_due
from responder.core.ruleset import Ruleset
from responder.outbound.ready import change
from responder.sms.error_codes import explain
from responder.sms.retrying import late
from responder.store import KeptDue, Unit


def plan_next(unit: Unit, row: KeptDue, ruleset: Ruleset, now: datetime) -> None:
    """The next time of a follow-up that repeats, unless it was taken back meanwhile. It is planned once, when this one
    is over, from the moment that this one was planned for: neither tries nor waits move it."""
    if row.taken_back is None and not row.late:
        following = next_due(ruleset, row.planned, now)
        if following is not None:
            change(unit, row, unit.contact(row.due.to), (following,), now)


def send_again(unit: Unit, sid: str, code: int, now: datetime, chance: float) -> None:
    """What failed on its way for a reason that passes is due once more, and asked then whether it is still wanted;
    unless a text of theirs would have taken it back in the meantime. Whoever gets it must be locked."""
    id_ = unit.due_of_message(sid)
    row = None if id_ is None else unit.doing.sent(id_)
    if row is None or (after := late(code, row.late, chance)) is None:
        return
    if row.due.kind == "follow-up":
        unit.lock(row.contact)
        if row.ended_at and unit.spending.taken_back_since(row, row.ended_at):
            return
    once_more = replace(row, sending=None, late=row.late + 1)
    unit.doing.again(once_more, now + after, str(explain(code)), planned=False)
