"""Phone calls that the account places: what is refused, and their way to the end.

    queued → ringing → in-progress → completed
    queued → ringing → busy | no-answer        queued → failed

When a call is answered its Url is asked for TwiML, signed like every webhook; the TwiML itself isn't carried out.
"""

from __future__ import annotations

from responder.testing.account import Account, is_phone_number
from responder.testing.composing import MAGIC_SENDER
from responder.testing.filters import spans_of, within
from responder.testing.form import Form
from responder.testing.records import API_VERSION, CALL_FINAL, Call, rfc2822
from responder.testing.refusals import RefusedError
from responder.testing.webhooks import Caller

MAGIC_TO = {"+15005550001": 21217, "+15005550002": 21214, "+15005550003": 21215, "+15005550004": 21216}
TWIML_CHARACTERS = 4000
EVENTS = {"queued": "initiated", "ringing": "ringing", "in-progress": "answered"}
"""The StatusCallbackEvent that tells of a status; every final one is ``completed``."""


def _check(account: Account, to: str, sender: str, form: Form) -> None:
    if not to:
        raise RefusedError(21201)
    if not sender:
        raise RefusedError(21213)
    if to in MAGIC_TO:
        raise RefusedError(MAGIC_TO[to], to)
    if not is_phone_number(to):
        raise RefusedError(21211, to)
    if account.number(sender) is None and sender != MAGIC_SENDER:
        raise RefusedError(21606, sender)
    if not (form.one("Url") or form.one("Twiml") or form.one("ApplicationSid")):
        raise RefusedError(21205)
    if len(form.one("Twiml")) > TWIML_CHARACTERS:
        raise RefusedError(32018)


def place(account: Account, form: Form) -> Call:
    """The new call, kept in the account as ``queued``. Raises RefusedError."""
    to, sender = form.one("To"), form.one("From")
    _check(account, to, sender, form)
    number = account.number(sender)
    now = account.now()
    call = Call(
        sid=account.new_sid("CA"),
        account_sid=account.sid,
        from_=sender,
        to=to,
        status="queued",
        created=now,
        updated=now,
        url=form.url("Url", 21205),
        method=form.method("Method"),
        twiml=form.one("Twiml"),
        status_callback=form.url("StatusCallback", 21609),
        status_callback_method=form.method("StatusCallbackMethod"),
        events=tuple(form.all("StatusCallbackEvent")) or ("completed",),
        phone_number_sid=number.sid if number else None,
        history=["queued"],
    )
    with account.lock:
        account.calls[call.sid] = call
    return call


def listed(account: Account, query: Form) -> list[Call]:
    """The calls that a list shows, newest first, by To, From, Status, and the time since which they were answered: a
    call that rings has none."""
    to, sender, status = query.one("To"), query.one("From"), query.one("Status")
    spans = spans_of(query, "StartTime")
    with account.lock:
        found = [
            call
            for call in account.calls.values()
            if (not to or call.to == to)
            and (not sender or call.from_ == sender)
            and (not status or call.status == status)
            and within(call.started, spans)
        ]
    return sorted(found, key=lambda call: call.created, reverse=True)


class Calling:
    """Moves calls on. ``caller`` carries the callbacks and asks for TwiML."""

    def __init__(self, account: Account, caller: Caller) -> None:
        self._account = account
        self._caller = caller

    def step(self, sid: str) -> bool:
        """One status further. False when there is none."""
        with self._account.lock:
            call = self._account.calls.get(sid)
            status = self._following(call) if call else None
            if call is None or status is None:
                return False
            first = len(call.history) == 1
            call.move(status, self._account.now())
            params = self._params(call)
            number = len(call.history) - 1
        if first and "initiated" in call.events:
            self._tell(call, [*params, ("SequenceNumber", "0")], "queued")
        if EVENTS.get(status, "completed") in call.events:
            self._tell(call, [*params, ("SequenceNumber", str(number))], status)
        if status == "in-progress" and call.url:
            self._caller.call(call.url, call.method, params)
        return True

    def _following(self, call: Call) -> str | None:
        end = self._account.call_endings.get(call.to, "completed")
        if call.status == "queued":
            return "failed" if end == "failed" else "ringing"
        if call.status == "ringing":
            return end if end in ("busy", "no-answer") else "in-progress"
        return "completed" if call.status == "in-progress" else None

    def _tell(self, call: Call, params: list[tuple[str, str]], status: str) -> None:
        if not call.status_callback:
            return
        shown = "initiated" if status == "queued" else status
        told = [(name, shown if name == "CallStatus" else value) for name, value in params]
        told += [("Timestamp", rfc2822(self._account.now()) or ""), ("CallbackSource", "call-progress-events")]
        if status in CALL_FINAL:
            told += [("CallDuration", str(call.seconds)), ("Duration", str(-(-call.seconds // 60)))]
        self._caller.call(call.status_callback, call.status_callback_method, told)

    def _params(self, call: Call) -> list[tuple[str, str]]:
        return [
            ("AccountSid", call.account_sid),
            ("ApiVersion", API_VERSION),
            ("CallSid", call.sid),
            ("CallStatus", call.status),
            ("Called", call.to),
            ("Caller", call.from_),
            ("Direction", "outbound-api"),
            ("From", call.from_),
            ("To", call.to),
        ]
