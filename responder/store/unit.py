"""What one transaction does: claim a message, recall its sender, keep what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any

from responder.core.contact import Contact, OptedOutBy, contact_address
from responder.core.decision import Closed, Decision, Due, Effect, OptedOut
from responder.core.message import InboundMessage, Media, Way
from responder.store.broadcast_rows import BroadcastRows
from responder.store.calls import Calls
from responder.store.columns import count, given_back, kept, key, microseconds, read, written
from responder.store.cursor import Cursor, new_id
from responder.store.doing import Doing
from responder.store.effects import Cause, leaves_waiting
from responder.store.erasing import Erasing
from responder.store.forgotten import Forgotten, HashKey
from responder.store.keeping import Keeping
from responder.store.rows import (
    contact_of,
    contact_row,
    decision_row,
    inbound_row,
    is_waiting,
    message_row,
    reply_rows,
)
from responder.store.scheduling import Schedule
from responder.store.spending import Spending
from responder.store.statements import Statements
from responder.store.tallies import Tallies
from responder.store.traces import SharedSteps

RANKS = {
    "accepted": 0,
    "scheduled": 0,
    "queued": 1,
    "initiated": 1,
    "ringing": 2,
    "sending": 2,
    "sent": 3,
    "in-progress": 3,
    "partially_delivered": 4,
    "delivered": 5,
    "undelivered": 5,
    "failed": 5,
    "canceled": 5,
    "completed": 5,
    "busy": 5,
    "no-answer": 5,
    "read": 6,
}
"""Statuses arrive out of order and twice; one with a higher number takes the place of a lower. A status that isn't
here (Twilio's next one) gives way to every other."""


@dataclass(frozen=True, slots=True)
class Claim:
    """``answer`` is None for a message that is new and now ours to answer, under ``id``; else it is the TwiML that
    the first copy was answered with, and there is nothing left to do."""

    id: int
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that Twilio took from us, for ``Unit.record_sent``."""

    sid: str
    to: str
    """Without a channel prefix."""
    ours: str
    """The number or Messaging Service that it goes out from."""
    body: str
    channel: Way = "sms"
    media: tuple[str, ...] = ()
    status: str = "queued"
    segments: int = 1
    error_code: int | None = None
    """Twilio's, where it has failed by now."""
    details: Mapping[str, Any] | None = None
    """Anything else worth keeping, as plain values."""


class Unit:
    """Reads and writes inside one transaction. Valid only within the work that ``Store.write`` runs."""

    __slots__ = ("_cursor", "_keeping", "_sql", "broadcasts", "doing", "erasing", "forgotten")

    def __init__(
        self,
        cursor: Cursor,
        statements: Statements,
        schedule: Schedule | None = None,
        hash_key: HashKey | None = None,
    ) -> None:
        self._cursor = cursor
        self._sql = statements
        postgres = statements.lock is not None
        self.forgotten = Forgotten(cursor, hash_key or HashKey(), postgres=postgres)
        """Who was forgotten."""
        self.erasing = Erasing(cursor, self.forgotten, postgres=postgres)
        """Forgets people."""
        self._keeping = Keeping(cursor, statements, schedule, self.forgotten)
        self.broadcasts = BroadcastRows(cursor, schedule, postgres=postgres)
        """Broadcasts, and the rows of their texts."""
        self.doing = Doing(cursor, statements, schedule)
        """How far what is due is."""

    @property
    def spending(self) -> Spending:
        """What went out, for caps and budgets, and in which order the rest does."""
        return Spending(self._cursor, postgres=self._sql.lock is not None)

    @property
    def calls(self) -> Calls:
        """Phone calls that were placed."""
        return Calls(self._cursor, self._sql.lock is not None)

    @property
    def tallies(self) -> Tallies:
        """What was counted."""
        return Tallies(self._cursor, self._sql.lock is not None)

    def claim(self, message: InboundMessage, now: datetime, token: str | None = None) -> Claim:
        """Take the message, unless a copy was taken before, by MessageSid or by idempotency token.

        From here to the end of the transaction nobody else reads or writes this contact, so that two messages of
        one contact are decided one after the other. A copy that arrives at the same moment waits here for the first.
        """
        contact = key(contact_address(message.from_, message.channel))
        self._lock(contact)
        self._cursor.execute(self._sql.message, inbound_row(message, contact, microseconds(now), token))
        row = new_id(self._cursor, self._sql.returning)
        return Claim(row) if row is not None else Claim(0, self.answer_given(message.sid, token) or "")

    def answer_given(self, sid: str, token: str | None = None) -> str | None:
        """The TwiML that the message with this MessageSid, else with this token, was answered with."""
        for sql, value in ((self._sql.answer_by_sid, sid), (self._sql.answer_by_token, token)):
            if value:
                self._cursor.execute(sql, (key(value),))
                if row := self._cursor.fetchone():
                    return given_back(row[0])
        return None

    def contact(self, address: str) -> Contact:
        """What is known of the contact; a blank contact where nothing is."""
        return self.recall(address)[0]

    def recall(self, address: str) -> tuple[Contact, bool]:
        """What is known of the contact, and whether follow-ups may be due that a reply takes back."""
        self._cursor.execute(self._sql.contact, (key(address),))
        row = self._cursor.fetchone()
        if row is None:
            return Contact(address, opted_out=self.forgotten.opt_outs(address)), False
        return contact_of(address, row), is_waiting(row)

    def record(
        self,
        claim: Claim,
        message: InboundMessage,
        decision: Decision,
        answer: str,
        now: datetime,
        common: SharedSteps | None = None,
        waiting: bool = True,
    ) -> None:
        """Keep the decision with its trace, the answer, the replies, the contact as it now is, and what its effects
        come to. ``common``: steps that ``record_steps`` has kept for all traces. ``waiting``: as ``recall`` said."""
        at = microseconds(now)
        contact = contact_row(decision.contact, leaves_waiting(decision.effects))
        address = contact[0]
        self._cursor.execute(self._sql.keep_contact, contact)
        for row in reply_rows(message, claim.id, decision.replies, address, at):
            self._cursor.execute(self._sql.message, row)
        self._cursor.execute(self._sql.decision, decision_row(claim.id, decision, answer, at, common))
        if decision.effects or waiting:
            cause = Cause(address, at, message.body, message.sid, decision.ruleset, claim.id)
            self.record_effects(decision.effects, cause, waiting)

    def change(self, contact: Contact, effects: Sequence[Effect], cause: Cause) -> None:
        """Keep a contact who didn't text, as these effects leave them, and what else the effects come to. The contact
        must have been recalled in this transaction, after ``lock``."""
        _, waiting = self.recall(contact.address)
        self._cursor.execute(self._sql.keep_contact, contact_row(contact, waiting or leaves_waiting(effects)))
        self.record_effects(effects, cause, replied=False)

    def record_effects(self, effects: Sequence[Effect], cause: Cause, replied: bool) -> None:
        """Keep what effects come to besides the contact's row: see ``Keeping.keep``."""
        self._keeping.keep(effects, cause, replied)

    def keep_due(self, due: Due, cause: Cause) -> int:
        """Keep what is to be done later: see ``Keeping.keep_due``."""
        return self._keeping.keep_due(due, cause)

    def record_steps(self, common: SharedSteps) -> None:
        """Keep steps that traces have in common."""
        self.keep_steps(common.digest, written(common.json))

    def keep_steps(self, digest: str, steps: str) -> None:
        """Keep a list of steps, as it is written, unless there is one under this digest."""
        self._cursor.execute(self._sql.steps, (digest, steps))

    def drop_steps(self, digest: str) -> None:
        """Forget a list of steps."""
        self._cursor.execute(self._sql.drop_steps, (digest,))

    def record_sent(self, sent: Outgoing, now: datetime) -> None:
        """Keep a message that Twilio took from us. A second call for the same sid changes nothing."""
        contact = key(contact_address(sent.to, sent.channel))
        # Someone new may be someone who was forgotten, and whose opt-out from another number of ours still holds.
        self._cursor.execute(self._sql.new_contact, contact_row(self.contact(contact)))
        row = message_row(
            "out",
            contact,
            sent.ours,
            sent.channel,
            microseconds(now),
            sent.body,
            sid=sent.sid,
            media=[Media(url, "") for url in sent.media],
            segments=sent.segments,
            details=written(dict(sent.details)) if sent.details else None,
        )
        self._cursor.execute(self._sql.message, row)
        self.move_status(sent.sid, sent.status, sent.error_code, now)

    def name_reply(self, sid: str, place: int, as_: str) -> None:
        """The answer at this place among those to the message ``sid`` has this sid itself: Twilio tells it only with
        the first news of it."""
        self._cursor.execute(self._sql.name_reply, (key(as_), key(sid), place, key(as_)))

    def due_of_message(self, sid: str) -> int | None:
        """The row of ``due`` that the message with this sid was sent for."""
        self._cursor.execute(self._sql.details, (key(sid),))
        row = self._cursor.fetchone()
        found = read(row[0]).get("due") if row is not None and row[0] else None
        return found if isinstance(found, int) else None

    def move_status(self, sid: str, status: str, error_code: int | None, now: datetime) -> bool:
        """Note what became of a message that we sent; False where a later status is known already.

        The message itself may not be known yet: a callback can overtake the answer to our own request.
        """
        code = None if error_code is None else count(error_code)
        row = (key(sid), kept(status), RANKS.get(status, -1), code, microseconds(now))
        self._cursor.execute(self._sql.status, row)
        return self._cursor.rowcount > 0

    def record_opt_out(
        self, address: str, scopes: Sequence[str], by: OptedOutBy, source: str, now: datetime
    ) -> Contact:
        """Note an opt-out that no text told us of: Twilio refused to send (error 21610), or a person at the desk
        asked for it. Returns the contact as it now is."""
        self._lock(key(address))
        contact = self.contact(address)
        new = tuple(scope for scope in scopes if scope not in contact.opted_out)
        if new:
            # As for an opt-out by text: nothing that they were asked waits for an answer any more.
            closed = [
                Closed(open_.name, "cancelled", open_.started_at or open_.asked_at, source)
                for open_ in contact.questions
            ]
            opted_out = {**contact.opted_out, **dict.fromkeys(new, by)}
            contact = replace(contact, opted_out=opted_out, questions=(), choosing=None)
            row = contact_row(contact)
            self._cursor.execute(self._sql.keep_contact, row)
            cause = Cause(row[0], microseconds(now), "", None, "", None)
            self.record_effects([OptedOut(new, source, by=by), *closed], cause, replied=False)
        return contact

    def lock(self, address: str) -> None:
        """From here to the end of the transaction nobody else reads or writes this contact."""
        self._lock(key(address))

    def _lock(self, contact: str) -> None:
        if self._sql.lock is not None:
            digest = blake2b(contact.encode(), digest_size=8, person=b"responder").digest()
            self._cursor.execute(self._sql.lock, (int.from_bytes(digest, "big", signed=True),))
