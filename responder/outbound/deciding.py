"""Whether something that is due goes out now, what stands in its way, and which text of it is next."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from responder.core.answering.effects import applied
from responder.core.answering.outgoing.later import NotSent, NotYet, Sent, is_in_rules, send_due, send_rest
from responder.core.answering.outgoing.planned import THEY_REPLY
from responder.core.contact import Contact
from responder.core.decision import Due
from responder.core.message import InboundMessage
from responder.outbound.afterwards import plan_next
from responder.outbound.parts import Sending, line_of, missing_sender, scope_of, sending_of
from responder.outbound.ready import TWILIO, Ready, change, marked
from responder.outbound.settling import question_closed
from responder.outbound.usage import Month, tell_of_budget, tell_of_cap, used_before
from responder.outbound.world import World
from responder.settings import Settings
from responder.sms.retrying import wait
from responder.store import KeptDue, Unit

SOON_ENOUGH = timedelta(seconds=1)
"""Nothing is put off by less; Twilio holds what comes somewhat early."""

MISSED = timedelta(seconds=10)
"""A turn that is longer ago is gone: those who missed theirs don't all go out at one moment."""

AFTER_THAT = timedelta(milliseconds=1)

PROBE = timedelta(seconds=20)
"""While Twilio takes nothing, one text is tried at a time, and has so long to find out whether it does again."""

OTHER_RULES = 5
"""So often something is tried again that other rules planned than this worker has: it may not have read them yet."""
_FIRST_WAIT = timedelta(minutes=1)


class Deciding:
    """Each method is one transaction's work. Threads share it."""

    def __init__(self, settings: Settings, world: World, month: Month) -> None:
        self._settings = settings
        self._world = world
        self._month = month

    def begin(self, unit: Unit, row: KeptDue, message: InboundMessage, used: int) -> Ready | None:
        """Take the row, and decide whether it is sent now. ``used``: segments of this month."""
        tell_of_budget(unit, self._world.ruleset(), used, self._world.now())
        unit.lock(row.due.to)
        taken, now = unit.doing.take(row.id, row.job), self._world.now()
        if taken is None:
            return None
        if self._halted(unit, taken, now):
            return None
        if Sending.of(taken).since is not None:
            return Ready(taken, fresh=False)
        first = None if taken.failures or taken.sending else unit.spending.ahead(taken, now)[1]
        if first is not None and taken.due.kind != "broadcast":
            unit.doing.put_off(taken, first + AFTER_THAT, "an earlier text to them goes out first")
            return None
        return self.decide(unit, taken, message)

    def _halted(self, unit: Unit, row: KeptDue, now: datetime) -> bool:
        """Whether Twilio takes nothing at the moment. One of all that is due finds out when it does; the others wait
        without a job, since ten thousand that each have a new one every minute fill the database."""
        halt = unit.doing.halted(TWILIO)
        if halt is None:
            return False
        until = halt.until if halt.holds(now) else now + PROBE
        if not halt.holds(now) and unit.doing.try_again(halt, until):
            return False
        unit.doing.put_off(row, until, halt.reason, job=False)
        return True

    def decide(self, unit: Unit, row: KeptDue, message: InboundMessage) -> Ready | None:
        """Whether the next text is wanted still, and which it is; it isn't at Twilio. The contact must be locked."""
        now, contact = self._world.now(), unit.contact(row.due.to)
        if row.sending is not None and Sending.of(row).any_sent:
            return self._rest(unit, row, message, contact)
        if row.sending is not None:
            contact, since = question_closed(unit, row, contact, now), Sending.of(row).since
            row = replace(row, sending=None)
            if THEY_REPLY in row.due.unless and since is not None and contact.last_seen and contact.last_seen > since:
                unit.doing.end(row, "withheld", "they replied", now)
                return None
        if row.taken_back is not None:
            unit.doing.end(row, "cancelled", row.taken_back, now)
            return None
        ruleset = self._world.ruleset()
        if not is_in_rules(ruleset, row.due) and row.ruleset != ruleset.digest and row.failures < OTHER_RULES:
            after = wait(_FIRST_WAIT, row.failures, self._world.chance())
            unit.doing.put_off(row, now + after, f"{row.due.name!r} isn't in the rules of this worker", failures=1)
            return None
        used = used_before(unit, row, ruleset, self._month.last, now)
        result = send_due(ruleset, row.planned, message, contact, now, used)
        if isinstance(result, NotYet):
            unit.doing.put_off(row, unit.spending.behind(row, result.until), result.because)
            return None
        if isinstance(result, NotSent):
            unit.doing.end(row, "withheld", result.because, now)
            if result.check == "caps":
                tell_of_cap(unit, row, message, ruleset, now)
            change(unit, row, applied(contact, result.effects), result.effects, now)
            return None
        return self._sent(unit, row, message, contact, result)

    def _rest(self, unit: Unit, row: KeptDue, message: InboundMessage, contact: Contact) -> Ready | None:
        """They have the first texts of it already: what isn't sent of the rest is let go."""
        now, ruleset = self._world.now(), self._world.ruleset()
        stands = send_rest(ruleset, row.planned, message, contact, now)
        if isinstance(stands, NotYet):
            unit.doing.put_off(row, stands.until, stands.because)
            return None
        out = contact.is_opted_out_of((scope_of(Sending.of(row).parts[0]),))
        if out or (stands is not None and stands.check == "opted out"):
            unit.doing.end(row, "sent", "they opted out before the last text of it", now)
            return None
        if row.taken_back is not None:
            unit.doing.end(row, "sent", f"taken back before the last text of it: {row.taken_back}", now)
            return None
        if stands is not None:
            unit.doing.end(row, "sent", f"without the last text of it: {stands.because}", now)
            plan_next(unit, row, ruleset, now)
            return None
        # If it was handed over before, Twilio hasn't got it: that doesn't count.
        sending = Sending.of(row)
        return marked(unit, row, sending if sending.next is None else sending.changed(sending.next, begun=None), now)

    def _sent(self, unit: Unit, row: KeptDue, message: InboundMessage, contact: Contact, result: Sent) -> Ready | None:
        now = self._world.now()
        sending = sending_of(row, result.replies, result.effects, message, self._settings)
        if sending is None:
            unit.doing.end(row, "failed", missing_sender(row), now)
            return None
        if contact.is_opted_out_of((scope_of(sending.parts[0]),)):
            unit.doing.end(row, "withheld", "they opted out", now)
            return None
        if (turn := self._turn(unit, row, sending, now)) is not None:
            unit.doing.put_off(row, turn, "others go out from the same number first", turn=turn)
            return None
        ready = marked(unit, row, sending, now)
        # Its next time, if it repeats, is planned when it is over.
        opened = tuple(effect for effect in result.effects if not isinstance(effect, Due))
        change(unit, row, result.contact, opened, now)
        return ready

    def _turn(self, unit: Unit, row: KeptDue, sending: Sending, now: datetime) -> datetime | None:
        """When its turn comes, if that isn't now. What staff are told waits for nobody, but others wait for it."""
        turn = row.turn
        line, rate = line_of(sending.parts[0], self._settings)
        # A job that comes somewhat early doesn't lose the turn that it was given; one beyond all that wait there was
        # given by a clock that was wrong.
        if turn is None or turn < now - MISSED or turn > unit.doing.free_at(line, now):
            turn = unit.doing.turn(line, now, timedelta(seconds=sending.cost / rate))
        return turn if row.due.kind in ("follow-up", "call") and turn - now > SOON_ENOUGH else None
