"""What came of a text that was handed to Twilio, as it is kept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from responder.core.answering.effects import applied
from responder.core.contact import Contact
from responder.core.decision import Closed
from responder.inbound import masked
from responder.outbound.afterwards import plan_next, send_again
from responder.outbound.calls import after_call
from responder.outbound.logged import fields
from responder.outbound.parts import Part, Sending, outgoing_of, scope_of
from responder.outbound.ready import TWILIO, Ready, change, for_the_log, marked
from responder.outbound.world import World
from responder.sms.error_codes import explain
from responder.sms.gateway import Taken
from responder.sms.retrying import GiveUp, Halt, Verdict, next_look
from responder.store import KeptDue, Unit
from responder.store.columns import microseconds

log = logging.getLogger("responder.outbound")

LOOKED_FOR = "Twilio hasn't got it so far, and may take it still: it is looked for once more"


class Settling:
    """Each method is one transaction's work. Threads share it."""

    def __init__(self, world: World, went_out: Callable[[int], None]) -> None:
        self._world = world
        self._went_out = went_out
        """Is told how many segments went out."""

    def kept(self, unit: Unit, ready: Ready, taken: Taken) -> Ready | None:
        """Twilio has it. Returns the next text of the row."""
        now, sending = self._world.now(), ready.sending
        unit.lock(ready.row.due.to)
        outgoing = outgoing_of(ready.part, taken, ready.row)
        unit.record_sent(outgoing, now)
        self._went_out(outgoing.segments)
        if unit.doing.halted(TWILIO) is not None:
            unit.doing.go_on(TWILIO)
            log.warning("Twilio takes texts again")
        row, place = unit.doing.take(ready.row.id, ready.row.job), sending.next
        if row is None or place is None:
            return None
        sending = sending.changed(place, sid=taken.sid)
        if sending.next is not None and row.taken_back is None:
            return marked(unit, replace(row, failures=0), sending, now)
        self._sent(unit, replace(row, sending=sending.to_json()), ready.part, taken, now)
        return None

    def _sent(self, unit: Unit, row: KeptDue, part: Part, taken: Taken, now: datetime) -> None:
        unit.doing.end(row, "sent", None, now)
        plan_next(unit, row, self._world.ruleset(), now)
        way = (row.due.kind, row.due.rule, masked(row.due.to))
        log.info("%s of %r to %s: sent as %s", *way, taken.sid, extra=fields(row, "sent", sid=taken.sid))
        if part.channel == "call":
            # One that was found may be over: then the news of its end came too early.
            after_call(unit, taken.sid, taken.status, now)
            return
        # News that came before anyone knew the sid found no row; and one that was found may have failed since.
        failed = unit.doing.failed_with(taken.sid)
        if failed is not None:
            if taken.error is not None and explain(taken.error).about == "opted out":
                unit.record_opt_out(row.due.to, (scope_of(part),), "carrier", f"Twilio's error {failed}", now)
            send_again(unit, taken.sid, failed, now, self._world.chance())

    def failed(self, unit: Unit, ready: Ready, told: Verdict, certain: bool) -> None:
        """It wasn't sent, or nobody knows. ``certain``: Twilio hasn't got it."""
        now, sending = self._world.now(), ready.sending
        unit.lock(ready.row.due.to)
        row, place = unit.doing.take(ready.row.id, ready.row.job), sending.next
        if row is None or place is None:
            return
        way = f"{row.due.kind} of {row.due.rule!r} to {masked(row.due.to)}"
        if certain:
            row = self._not_begun(unit, row, sending.changed(place, begun=None), now)
        if isinstance(told, GiveUp):
            log.error("%s wasn't sent and won't be: %s", way, for_the_log(told.because), extra=fields(row, "failed"))
            self._given_up(unit, row, ready.part, told, now)
            return
        if isinstance(told, Halt) and unit.doing.halt(TWILIO, now, told.after, told.because):
            log.critical("Nothing is sent until this is put right: %s", told.because)
        seconds = round(told.after.total_seconds())
        again = fields(row, "tried again", seconds=seconds)
        log.info("%s is tried again in %d s: %s", way, seconds, for_the_log(told.because), extra=again)
        unit.doing.put_off(row, now + told.after, told.because, failures=0 if isinstance(told, Halt) else 1)

    def _given_up(self, unit: Unit, row: KeptDue, part: Part, told: GiveUp, now: datetime) -> None:
        unit.doing.end(row, "failed", told.because, now)
        if told.opted_out:
            # Twilio knows of a STOP that we didn't hear of.
            unit.record_opt_out(row.due.to, (scope_of(part),), "carrier", told.because, now)
        else:
            plan_next(unit, row, self._world.ruleset(), now)

    def not_found(self, unit: Unit, ready: Ready) -> KeptDue | None:
        """Twilio hasn't got it. Returns the row, where that is certain and it is to be decided anew; else it is looked
        for once more, later."""
        unit.lock(ready.row.due.to)
        row, since, now = unit.doing.take(ready.row.id, ready.row.job), ready.sending.since, self._world.now()
        if row is None or since is None:
            return None
        look = next_look(since, now, unclear=row.failures > 0)
        if look is None:
            return row
        unit.doing.put_off(row, look, row.reason if row.failures and row.reason else LOOKED_FOR)
        return None

    def _not_begun(self, unit: Unit, row: KeptDue, sending: Sending, now: datetime) -> KeptDue:
        """The row as it is where its next text isn't at Twilio; with none of them there, as if nothing had happened."""
        if sending.any_sent:
            return replace(row, sending=sending.to_json())
        question_closed(unit, row, unit.contact(row.due.to), now)
        return replace(row, sending=None)


def question_closed(unit: Unit, row: KeptDue, contact: Contact, now: datetime) -> Contact:
    """Nobody waits for the answer to a question that wasn't sent. Returns the contact without it."""
    asked = Sending.of(row).asked
    still = [one for one in contact.questions if asked == (one.name, microseconds(one.started_at or one.asked_at))]
    if not still:
        return contact
    effects = tuple(Closed(one.name, "cancelled", one.started_at or one.asked_at, row.due.rule) for one in still)
    after = applied(contact, effects)
    change(unit, row, after, effects, now)
    return after
