"""One text that is due: still wanted? then sent once, and settled."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from responder.core.answering.effects import applied
from responder.core.answering.outgoing.later import NotSent, NotYet, Sent, send_due
from responder.core.answering.outgoing.planned import THEY_REPLY
from responder.core.contact import Contact
from responder.core.decision import Closed, Effect
from responder.core.message import InboundMessage
from responder.errors import SettingsError
from responder.inbound import masked
from responder.outbound.calls import after_call
from responder.outbound.logged import fields
from responder.outbound.parts import (
    Part,
    Sending,
    line_of,
    missing_sender,
    outbound_of,
    outgoing_of,
    scope_of,
    sending_of,
)
from responder.outbound.usage import Month, tell_of_budget, tell_of_cap, used_before
from responder.outbound.world import World
from responder.settings import Settings
from responder.sms.gateway import SendError, Taken
from responder.sms.retrying import PAUSE, GiveUp, Halt, Verdict, verdict
from responder.store import KeptDue, Store, Unit
from responder.store.columns import microseconds
from responder.store.effects import Cause
from responder.store.rows import inbound

log = logging.getLogger("responder.outbound")

SOON_ENOUGH = timedelta(seconds=1)
"""Nothing is put off by less; Twilio holds what comes somewhat early."""

TWILIO = "twilio"
"""What is halted where Twilio doesn't take our credentials."""

AFTER_THAT = timedelta(milliseconds=1)

_NUMBER = re.compile(r"\+?\d{7,}")


@dataclass(frozen=True, slots=True)
class _Ready:
    """A row whose next text is marked as handed over. ``fresh``: by us, a moment ago; else whoever did may have crashed
    right after Twilio took it."""

    row: KeptDue
    fresh: bool

    @property
    def sending(self) -> Sending:
        return Sending.of(self.row)

    @property
    def part(self) -> Part:
        place = self.sending.next
        assert place is not None, "a row that is ready has a text to send"
        return self.sending.parts[place]


class Texts:
    """Sends what is due."""

    def __init__(self, store: Store, settings: Settings, world: World) -> None:
        self._store = store
        self._settings = settings
        self._world = world
        self._month = Month(store)

    def attempt(self, row: KeptDue) -> None:
        """Send it, if it is still wanted; first what should have gone to the same person before. Raises StoreError."""
        for id_, job in self._store.write(lambda unit: unit.spending.ahead(row, self._world.now())[0]):
            earlier = self._store.due_by_id(id_)
            if earlier is not None and earlier.job == job:
                self._attempt(earlier)
        self._attempt(row)

    def _attempt(self, row: KeptDue) -> None:
        message = self._message(row)
        used = self._month.used(self._world.ruleset(), self._world.now())
        ready = self._store.write(lambda unit: self._begin(unit, row, message, used))
        while ready is not None:
            ready = self._hand_over(ready, message)

    def _message(self, row: KeptDue) -> InboundMessage:
        """The text that it follows; one without words from them where there was none."""
        if row.broadcast is not None:
            found = self._store.broadcast(row.broadcast)
            return InboundMessage("", row.contact, "" if found is None else found.sender)
        kept = None if row.message_id is None else self._store.message_by_id(row.message_id)
        return InboundMessage("", row.contact, "") if kept is None else inbound(kept)

    def _begin(self, unit: Unit, row: KeptDue, message: InboundMessage, used: int) -> _Ready | None:
        """Take the row, and decide whether it is sent now."""
        tell_of_budget(unit, self._world.ruleset(), used, self._world.now())
        unit.lock(row.due.to)
        taken, now = unit.doing.take(row.id, row.job), self._world.now()
        if taken is None:
            return None
        halt = unit.doing.halted(TWILIO)
        if halt is not None and halt.until > now:
            # Not all of them at the same moment.
            unit.doing.put_off(taken, halt.until + PAUSE * self._world.chance(), halt.reason)
            return None
        if Sending.of(taken).since is not None:
            return _Ready(taken, fresh=False)
        first = None if taken.failures or taken.sending else unit.spending.ahead(taken, now)[1]
        if first is not None and taken.due.kind != "broadcast":
            unit.doing.put_off(taken, first + AFTER_THAT, "an earlier text to them goes out first")
            return None
        return self._decide(unit, taken, message)

    def _decide(self, unit: Unit, row: KeptDue, message: InboundMessage) -> _Ready | None:
        """Whether the next text is wanted still, and which it is; it isn't at Twilio."""
        now, contact = self._world.now(), unit.contact(row.due.to)
        if row.sending is not None and Sending.of(row).any_sent:
            if contact.is_opted_out_of((*message.opt_out_scopes, scope_of(Sending.of(row).parts[0]))):
                unit.doing.end(row, "sent", "they opted out before the last text of it", now)
                return None
            if row.taken_back is not None:
                unit.doing.end(row, "sent", f"taken back before the last text of it: {row.taken_back}", now)
                return None
            return self._marked(unit, row, Sending.of(row))
        if row.sending is not None:
            contact, since = self._taken_back(unit, row, contact), Sending.of(row).since
            row = replace(row, sending=None)
            if THEY_REPLY in row.due.unless and since is not None and contact.last_seen and contact.last_seen > since:
                unit.doing.end(row, "withheld", "they replied", now)
                return None
        if row.taken_back is not None:
            unit.doing.end(row, "cancelled", row.taken_back, now)
            return None
        ruleset = self._world.ruleset()
        used = used_before(unit, row, ruleset, self._month.last, now)
        result = send_due(ruleset, row.due, message, contact, now, used)
        if isinstance(result, NotYet):
            unit.doing.put_off(row, unit.spending.behind(row, result.until), result.because)
            return None
        if isinstance(result, NotSent):
            unit.doing.end(row, "withheld", result.because, now)
            if result.check == "caps":
                tell_of_cap(unit, row, message, ruleset, now)
            self._change(unit, row, applied(contact, result.effects), result.effects)
            return None
        return self._sent(unit, row, message, contact, result)

    def _sent(self, unit: Unit, row: KeptDue, message: InboundMessage, contact: Contact, result: Sent) -> _Ready | None:
        sending = sending_of(row, result.replies, result.effects, message, self._settings)
        if sending is None:
            unit.doing.end(row, "failed", missing_sender(row), self._world.now())
            return None
        if contact.is_opted_out_of((scope_of(sending.parts[0]),)):
            unit.doing.end(row, "withheld", "they opted out", self._world.now())
            return None
        if (turn := self._turn(unit, row, sending)) is not None:
            unit.doing.put_off(replace(row, turn=turn), turn, "others go out from the same number first")
            return None
        # First, so that the next time of one that repeats doesn't take this one's place.
        ready = self._marked(unit, row, sending)
        self._change(unit, row, result.contact, result.effects)
        return ready

    def _turn(self, unit: Unit, row: KeptDue, sending: Sending) -> datetime | None:
        """When its turn comes, if that isn't now. What staff are told waits for nobody, but others wait for it."""
        now, first = self._world.now(), sending.parts[0]
        if row.turn is not None and row.turn <= now:
            return None
        line, rate = line_of(first, self._settings)
        takes = timedelta(seconds=sending.cost / rate)
        turn = unit.doing.turn(line, now, takes)
        return turn if row.due.kind in ("follow-up", "call") and turn - now > SOON_ENOUGH else None

    def _marked(self, unit: Unit, row: KeptDue, sending: Sending) -> _Ready:
        return _Ready(unit.doing.progress(row, sending.begun(self._world.now()).to_json()), fresh=True)

    def _change(self, unit: Unit, row: KeptDue, after: Contact, effects: tuple[Effect, ...]) -> None:
        if effects:
            cause = Cause(row.contact, microseconds(self._world.now()), "", None, row.ruleset, row.message_id)
            unit.change(after, effects, cause)

    def _hand_over(self, ready: _Ready, message: InboundMessage) -> _Ready | None:
        """Send the next text, or find that it was sent. Returns what is left to do."""
        outbound = outbound_of(ready.part, self._settings)
        try:
            if not ready.fresh:
                found = self._found(ready)
                if found is None:
                    return self._store.write(lambda unit: self._anew(unit, ready, message))
                return self._store.write(lambda unit: self._kept(unit, ready, found))
            if not self._world.alive():
                log.error("This worker didn't reach the database for too long: it leaves its texts to others")
                return None
            taken = self._world.gateway.send(outbound)
        except SendError as error:
            told = verdict(error, ready.row.failures, self._world.chance())
            certain = ready.fresh and not error.uncertain
            return self._store.write(lambda unit: self._failed(unit, ready, told, certain))
        except SettingsError as error:
            halted = Halt(PAUSE, str(error))
            return self._store.write(lambda unit: self._failed(unit, ready, halted, ready.fresh))
        return self._store.write(lambda unit: self._kept(unit, ready, taken))

    def _found(self, ready: _Ready) -> Taken | None:
        """What became of a text that was handed over, if Twilio has it. Raises SendError."""
        since = ready.sending.since
        assert since is not None, "only what was begun is looked for"
        listed = self._world.gateway.find(outbound_of(ready.part, self._settings), since)
        # The same words may have gone out before: those are known.
        return next((one for one in listed if self._store.message(one.sid) is None), None)

    def _anew(self, unit: Unit, ready: _Ready, message: InboundMessage) -> _Ready | None:
        """Twilio hasn't got it: decide once more."""
        unit.lock(ready.row.due.to)
        row = unit.doing.take(ready.row.id, ready.row.job)
        return None if row is None else self._decide(unit, row, message)

    def _kept(self, unit: Unit, ready: _Ready, taken: Taken) -> _Ready | None:
        """Twilio has it. Returns the next text of the row."""
        now, sending = self._world.now(), ready.sending
        unit.lock(ready.row.due.to)
        outgoing = outgoing_of(ready.part, taken, ready.row)
        unit.record_sent(outgoing, now)
        self._month.add(outgoing.segments)
        if unit.doing.halted(TWILIO) is not None:
            unit.doing.go_on(TWILIO)
            log.warning("Twilio takes texts again")
        row, place = unit.doing.take(ready.row.id, ready.row.job), sending.next
        if row is None or place is None:
            return None
        sending = sending.changed(place, sid=taken.sid)
        if sending.next is not None and row.taken_back is None:
            return self._marked(unit, replace(row, failures=0), sending)
        unit.doing.end(replace(row, sending=sending.to_json()), "sent", None, now)
        if ready.part.channel == "call":
            # One that was found may be over: then the news of its end came too early.
            after_call(unit, taken.sid, taken.status, now)
        way = (row.due.kind, row.due.rule, masked(row.due.to))
        log.info("%s of %r to %s: sent as %s", *way, taken.sid, extra=fields(row, "sent", sid=taken.sid))
        return None

    def _failed(self, unit: Unit, ready: _Ready, told: Verdict, certain: bool) -> None:
        """It wasn't sent, or nobody knows. ``certain``: Twilio hasn't got it."""
        now, sending = self._world.now(), ready.sending
        unit.lock(ready.row.due.to)
        row, place = unit.doing.take(ready.row.id, ready.row.job), sending.next
        if row is None or place is None:
            return
        way = f"{row.due.kind} of {row.due.rule!r} to {masked(row.due.to)}"
        if certain:
            row = self._not_begun(unit, row, sending.changed(place, begun=None))
        if isinstance(told, GiveUp):
            log.error("%s wasn't sent and won't be: %s", way, _for_the_log(told.because), extra=fields(row, "failed"))
            unit.doing.end(row, "failed", told.because, now)
            if told.opted_out:
                self._note_opt_out(unit, row, ready.part, told, now)
            return
        if isinstance(told, Halt) and unit.doing.halt(TWILIO, now, told.after, told.because):
            log.critical("Nothing is sent until this is put right: %s", told.because)
        seconds = round(told.after.total_seconds())
        again = fields(row, "tried again", seconds=seconds)
        log.info("%s is tried again in %d s: %s", way, seconds, _for_the_log(told.because), extra=again)
        unit.doing.put_off(row, now + told.after, told.because, failures=0 if isinstance(told, Halt) else 1)

    def _not_begun(self, unit: Unit, row: KeptDue, sending: Sending) -> KeptDue:
        """The row as it is where its next text isn't at Twilio; with none of them there, as if nothing had happened."""
        if sending.any_sent:
            return replace(row, sending=sending.to_json())
        self._taken_back(unit, row, unit.contact(row.due.to))
        return replace(row, sending=None)

    def _note_opt_out(self, unit: Unit, row: KeptDue, part: Part, told: GiveUp, now: datetime) -> None:
        """Twilio knows of a STOP that we didn't hear of."""
        unit.record_opt_out(row.due.to, (scope_of(part),), "carrier", told.because, now)

    def _taken_back(self, unit: Unit, row: KeptDue, contact: Contact) -> Contact:
        """Nobody waits for the answer to a question that wasn't sent. Returns the contact without it."""
        asked = Sending.of(row).asked
        still = [one for one in contact.questions if asked == (one.name, microseconds(one.started_at or one.asked_at))]
        if not still:
            return contact
        effects = tuple(Closed(one.name, "cancelled", one.started_at or one.asked_at, row.due.rule) for one in still)
        after = applied(contact, effects)
        self._change(unit, row, after, effects)
        return after


def _for_the_log(because: str) -> str:
    """The reason without whole phone numbers: words of Twilio's own may hold some."""
    return _NUMBER.sub(lambda found: masked(found[0]), because)
