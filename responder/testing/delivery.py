"""A message's way through the statuses, and the callbacks that tell of it.

    From                  queued → sending → sent → delivered
    Messaging Service     accepted → queued → sending → …
    SendAt                scheduled → queued → sending → …

and at the end ``undelivered``, ``failed`` or ``read`` where the stand-in was told so. Every change but ``sending`` is
called back: Twilio's page of callback statuses doesn't have that one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from responder.core.text.segments import count, smart_encode
from responder.testing.account import Account
from responder.testing.records import Message
from responder.testing.webhooks import Attempt, Caller

SILENT = frozenset({"sending"})
REPLIES_IN_A_ROW = 30
"""Replies between two numbers, each less than 30 s after the last, before Twilio stops them (error 14107)."""


def segments_of(body: str, smart: bool) -> int:
    """SMS segments of a text; with ``smart``, after Smart Encoding."""
    return count(smart_encode(body) if smart else body).segments


class Delivery:
    """Moves messages on. ``caller`` carries the callbacks."""

    def __init__(self, account: Account, caller: Caller) -> None:
        self._account = account
        self._caller = caller
        self._rows: dict[tuple[str, str], tuple[int, datetime]] = {}

    def due(self, sid: str) -> datetime | None:
        """When the message may move next: None for now, and for one that is finished."""
        with self._account.lock:
            message = self._account.messages.get(sid)
            return message.send_at if message and message.status == "scheduled" else None

    def step(self, sid: str) -> bool:
        """One status further, called back if the message asks for it. False when there is none."""
        with self._account.lock:
            message = self._account.messages.get(sid)
            following = self._following(message) if message else None
            if message is None or following is None:
                return False
            status, code = following
            if status == "queued":
                self._pick_sender(message)
            message.move(status, self._account.now(), code)
            params = callback_params(message, status, code, self._account.now())
            url = self._callback_url(message)
        if url and status not in SILENT:
            self._caller.call(url, "POST", params)
        return True

    def call_back(self, sid: str, status: str, error_code: int | None) -> list[Attempt]:
        """Tell the application of a status, true or not; the message itself stays as it is."""
        with self._account.lock:
            message = self._account.message(sid)
            params = callback_params(message, status, error_code, self._account.now())
            url = self._callback_url(message)
        return self._caller.call(url, "POST", params) if url else []

    def _following(self, message: Message) -> tuple[str, int | None] | None:
        status = message.status
        end, code = self._account.endings.get(message.to, ("delivered", None))
        if status == "scheduled":
            due = message.send_at is None or message.send_at <= self._account.now()
            return ("queued", None) if due else None
        if status == "accepted":
            return ("queued", None)
        if status == "queued":
            refused = self._refused(message)
            if refused:
                return ("failed", refused)
            return ("failed", code) if end == "failed" else ("sending", None)
        if status == "sending":
            return ("sent", None)
        if status == "sent":
            return None if end == "sent" else ("delivered", None) if end == "read" else (end, code)
        return ("read", None) if (status, end) == ("delivered", "read") else None

    def _refused(self, message: Message) -> int | None:
        """The code with which Twilio fails a message that it had accepted."""
        if self._account.is_blocked(message.service_sid or message.from_, message.to):
            return 21610
        if message.direction != "outbound-reply":
            return None
        if len(message.body.encode("utf-16-le")) // 2 > 1600:
            return 21617
        return self._too_many_in_a_row(message)

    def _too_many_in_a_row(self, message: Message) -> int | None:
        pair, now = (message.from_, message.to), self._account.now()
        count_so_far, last = self._rows.get(pair, (0, now))
        row = count_so_far + 1 if now - last < timedelta(seconds=30) else 1
        if row > REPLIES_IN_A_ROW:
            # The refused ones don't count as the last: after 30 s of silence from us the pair is free again.
            return 14107
        self._rows[pair] = (row, now)
        return None

    def _pick_sender(self, message: Message) -> None:
        service = self._account.services.get(message.service_sid or "")
        if service is not None and not message.from_:
            pool = self._account.numbers_in(service)
            message.from_ = message.preferred_from or (pool[0].phone_number if pool else "")
        smart = message.smart_encoded or (service is not None and service.smart_encoding)
        message.num_segments = segments_of(message.body, smart)

    def _callback_url(self, message: Message) -> str:
        service = self._account.services.get(message.service_sid or "")
        return message.status_callback or (service.status_callback or "" if service else "")


def callback_params(message: Message, status: str, error_code: int | None, now: datetime) -> list[tuple[str, str]]:
    """A status callback's fields, in the order of captured ones."""
    pairs: list[tuple[str, str]] = []
    if error_code is not None and status in ("failed", "undelivered"):
        pairs.append(("ErrorCode", str(error_code)))
    if status in ("delivered", "undelivered"):
        pairs.append(("RawDlrDoneDate", now.strftime("%y%m%d%H%M")))
    pairs += [("SmsSid", message.sid), ("SmsStatus", status), ("MessageStatus", status), ("To", message.to)]
    if message.service_sid:
        pairs.append(("MessagingServiceSid", message.service_sid))
    pairs += [("MessageSid", message.sid), ("AccountSid", message.account_sid)]
    if message.from_:
        pairs.append(("From", message.from_))
    if status == "read":
        pairs.append(("EventType", "READ"))
    return [*pairs, ("ApiVersion", "2010-04-01")]
