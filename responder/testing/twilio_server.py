"""A stand-in for Twilio: a real HTTP server on loopback, with state, that also calls webhooks as Twilio does.

    with StandInTwilio() as twilio:
        twilio.point("http://127.0.0.1:8000/sms")
        assert twilio.text("+15558675310", body="hours").replies == ("We're open 9 to 5.",)

What it imitates: Messages, Calls, IncomingPhoneNumbers and Messaging Services of the REST API, with their errors,
test numbers, statuses and signed callbacks; webhooks with retries, time-outs and fallback; STOP and START. What it
doesn't: prices, other products, TwiML verbs beside ``<Message>``, subaccounts.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

from responder.testing.account import Account
from responder.testing.calls import Calling
from responder.testing.control import PREFIX, Control
from responder.testing.delivery import Delivery
from responder.testing.exchange import Attachment, Exchange, Inbox
from responder.testing.faults import Fault, Faults
from responder.testing.loopback import Answer, LoopbackServer, Request
from responder.testing.numbers import NUMBER_SETTINGS, Number, Service
from responder.testing.overrides import Overrides
from responder.testing.post_office import Pace, PostOffice
from responder.testing.records import CALL_FINAL, ONLY_OF_CALLS, Call, Message
from responder.testing.rest import Api
from responder.testing.webhooks import Attempt, Caller

ACCOUNT_SID = "AC0123456789abcdef0123456789abcdef"
AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
NUMBER = "+15557122661"
"""Invented, as all that the stand-in has."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class StandInTwilio:
    """One account at a stand-in Twilio, serving from the moment it is made until ``stop``.

    ``number``: the first number of the account. ``pace``: ``"at once"`` (statuses run to their end as soon as the API
    has answered), ``"on demand"`` (by ``advance``) or so many seconds a status. ``patience``: how long webhooks may
    take, where their address has no connection overrides. ``clock`` gives aware UTC. ``seed`` repeats the sids.
    """

    def __init__(
        self,
        *,
        number: str = NUMBER,
        account_sid: str = ACCOUNT_SID,
        auth_token: str = AUTH_TOKEN,
        pace: Pace = "at once",
        patience: Overrides | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Callable[[], datetime] = _utc_now,
        seed: int | None = None,
        heard: Callable[[Request, Answer], None] | None = None,
    ) -> None:
        self.account = Account(account_sid, auth_token, clock, seed)
        self.caller = Caller(lambda: self.account.auth_token, self.account.new_token, patience=patience or Overrides())
        self.requests: list[Request] = []
        """Every request to the REST API, oldest first."""
        self._delivery = Delivery(self.account, self.caller)
        self._calling = Calling(self.account, self.caller)
        self._post_office = PostOffice(pace, self._step, self._delivery.due, self.account.now)
        self._inbox = Inbox(self.account, self.caller, lambda: self.url, self._post_office.post)
        self._api = Api(self.account, self._post_office, lambda: self.url)
        self._control = Control(self)
        self._stopping = threading.Event()
        self._faults = Faults(self._stopping.wait)
        self._heard = heard
        self.number = self.account.add_number(number)
        self._server = LoopbackServer(self._respond, host, port)

    # The server

    @property
    def url(self) -> str:
        """The address that TWILIO_API_BASE is set to."""
        return self._server.url

    def environment(self) -> dict[str, str]:
        """The settings that make the product use this stand-in, as environment variables."""
        return {
            "TWILIO_API_BASE": self.url,
            "TWILIO_ACCOUNT_SID": self.account.sid,
            "TWILIO_AUTH_TOKEN": self.account.auth_token,
            "TWILIO_FROM": self.number.phone_number,
        }

    def stop(self) -> None:
        self._stopping.set()
        self._post_office.close()
        self._server.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _respond(self, request: Request) -> Answer:
        if request.path.startswith(PREFIX):
            return self._control.answer(request)
        self.requests.append(request)
        answer = self._faults.around(request, lambda: self._api.answer(request))
        if self._heard is not None:
            self._heard(request, answer)
        return answer

    def _step(self, sid: str) -> bool:
        return self._calling.step(sid) if sid.startswith("CA") else self._delivery.step(sid)

    # The account

    def add_number(self, phone_number: str, **settings: str) -> Number:
        """One more number; ``settings`` are Twilio's in lower case (``sms_url="http://…"``)."""
        number = self.account.add_number(phone_number)
        self.change(number, **settings)
        return number

    def change(self, number: Number, **settings: str) -> None:
        """Set a number's settings, as in Twilio's console. Raises TypeError for a name that isn't one."""
        unknown = sorted(set(settings) - set(NUMBER_SETTINGS))
        if unknown:
            raise TypeError(f"a number has no setting {unknown[0]!r}; it has {', '.join(NUMBER_SETTINGS)}")
        for name, value in settings.items():
            setattr(number, name, value)

    def add_service(self, numbers: Iterable[Number] = (), friendly_name: str = "Texts", **settings: Any) -> Service:
        """A Messaging Service with these numbers; ``settings`` are the attributes of Service."""
        service = self.account.add_service(friendly_name, numbers)
        for name, value in settings.items():
            setattr(service, name, value)
        return service

    def point(self, url: str, fallback_url: str = "", number: str = "", method: str = "POST") -> None:
        """Have texts to a number (the first one unless named) posted to ``url``."""
        self.change(self._number(number), sms_url=url, sms_method=method, sms_fallback_url=fallback_url)

    def reach(self, public: str, real: str) -> None:
        """Where the address ``public`` (``https://texts.example.com``) really is: ``http://127.0.0.1:8000``.

        Webhooks are signed over the public address and carry its Host, and go to the real one.
        """
        self.caller.reach[public.rstrip("/")] = real.rstrip("/")

    def ends(self, to: str, status: str, code: int | None = None) -> None:
        """How texts to this number end (``undelivered``, ``failed``, ``sent``, ``read``, ``delivered``) with which
        error code; of calls ``busy``, ``no-answer``, ``failed``, ``completed``."""
        if status in CALL_FINAL:
            self.account.call_endings[to] = status
        if status not in ONLY_OF_CALLS:
            self.account.endings[to] = (status, code)

    def block(self, contact: str, number: str = "") -> None:
        """As if ``contact`` had texted STOP to a number of ours, without a webhook."""
        with self.account.lock:
            self.account.blocked.add((self.account.scope_of(self._number(number).phone_number), contact))

    def unblock(self, contact: str, number: str = "") -> None:
        with self.account.lock:
            self.account.blocked.discard((self.account.scope_of(self._number(number).phone_number), contact))

    def _number(self, phone_number: str) -> Number:
        found = self.account.number(phone_number) if phone_number else self.number
        if found is None:
            raise ValueError(f"{phone_number} isn't a number of this account; add_number makes it one")
        return found

    # Texts in

    def text(
        self,
        from_: str,
        to: str = "",
        body: str = "",
        *,
        media: Sequence[Attachment] = (),
        extra: Mapping[str, str] | None = None,
        sid: str = "",
        token: str = "",
    ) -> Exchange:
        """Someone texts us: the webhook is posted, its answer is read and its messages are sent.

        ``to``: the first number unless given. ``media``: (MIME type, bytes) each. ``extra``: fields to add to the
        webhook or to replace (``{"ProfileName": "Ana"}``). ``sid`` and ``token`` are made up unless given.
        """
        return self._inbox.receive(
            from_, to or self.number.phone_number, body, media, extra or {}, sid, token or self.account.new_token()
        )

    def redeliver(self, exchange: Exchange, *, same_token: bool = True) -> Exchange:
        """The same webhook once more, as Twilio's retries (same token) and a replay by hand (another) do."""
        first = exchange.attempts[0]
        token = first.token if same_token else self.account.new_token()
        return self._inbox.deliver(exchange.message, self._number(exchange.message.to), first.params, token)

    @property
    def webhooks(self) -> list[Attempt]:
        """Every webhook and callback request that was made, oldest first."""
        return list(self.caller.log)

    # Texts out

    @property
    def messages(self) -> list[Message]:
        """Every message, in and out, oldest first."""
        with self.account.lock:
            return list(self.account.messages.values())

    @property
    def calls(self) -> list[Call]:
        """Every phone call that was placed, oldest first."""
        with self.account.lock:
            return list(self.account.calls.values())

    def sent_to(self, number: str) -> list[Message]:
        """The messages that went (or will go) to this number, oldest first."""
        return [message for message in self.messages if message.direction != "inbound" and message.to == number]

    def advance(self, sid: str | None = None, steps: int = 1) -> list[Message]:
        """Move a message (or all that are under way) on by so many statuses; the messages that moved."""
        moved = self._post_office.advance(steps, sid)
        with self.account.lock:
            return [self.account.messages[one] for one in moved if one in self.account.messages]

    def settle(self, timeout: float = 5.0) -> bool:
        """Wait until every status has moved and every callback is through. False if it took longer."""
        return self._post_office.settle(timeout)

    def call_back(self, sid: str, status: str, error_code: int | None = None) -> list[Attempt]:
        """Send a status callback now, out of order or once more; the message keeps the status that it has."""
        return self._delivery.call_back(sid, status, error_code)

    def pass_time(self, span: timedelta) -> None:
        """Move the stand-in's clock: scheduled messages may fall due."""
        self.account.pass_time(span)
        self._post_office.look_again()

    # Trouble

    def fail_next(
        self,
        status: int = 0,
        *,
        code: int = 0,
        drop: bool = False,
        delay: float = 0.0,
        done: bool = False,
        garbage: bool = False,
        problem: bool = False,
        retry_after: int | None = None,
        on: str = "",
        times: int = 1,
    ) -> None:
        """What goes wrong with the next ``times`` requests to the API (see Fault for each word).

        ``fail_next(429)``, ``fail_next(code=21611)``, ``fail_next(503, times=2)``, ``fail_next(drop=True)``,
        ``fail_next(drop=True, done=True)`` (sent, and the answer is lost), ``fail_next(delay=2.0)`` (only slow).
        """
        self._faults.add(Fault(status, code, drop, delay, done, garbage, problem, retry_after, on, times))

    def reset(self) -> None:
        """Forget messages, calls, faults, blocks, endings and logs. Numbers and services stay."""
        with self.account.lock:
            account = self.account
            for kept in (account.messages, account.calls, account.endings, account.call_endings):
                kept.clear()
            self.account.blocked.clear()
        self._faults.clear()
        self._post_office.forget()
        self.requests.clear()
        self.caller.log.clear()
