"""The way out: one text, or one call, through Twilio's REST API."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from responder.errors import SettingsError
from responder.settings import Settings
from responder.sms.calls import place, placed_since
from responder.sms.rest import TIMEOUT, LastHeaders, TwilioError, plain_errors, rest_client

if TYPE_CHECKING:
    from twilio.rest import Client

_LOOKED_AT = 100
"""Texts to one number among which a lost one is looked for."""
TRIAL = "Sent from your Twilio trial account - "
"""What a trial account puts before every text."""
_CLOCKS_APART = timedelta(minutes=2)
"""Twilio's clock and ours may differ, and its times have whole seconds."""


class SendError(TwilioError):
    """The text wasn't sent. Look in the Twilio console."""


@dataclass(frozen=True, slots=True)
class Outbound:
    """A text to send, or to say on the phone.

    ``to`` is E.164, with ``whatsapp:`` or ``rcs:`` before it for those channels. One of ``from_`` and ``service`` says
    who sends it. ``status_url`` is called with news of it. ``spoken`` makes a call of it: the language to say it in.
    """

    to: str
    body: str
    media: tuple[str, ...] = ()
    from_: str = ""
    service: str = ""
    status_url: str = ""
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What Twilio took. ``segments`` is its own count, 0 where a service hasn't picked a number yet; ``from_`` is
    empty then too. ``error``: Twilio's code, where it has failed by now."""

    sid: str
    status: str
    segments: int = 0
    from_: str = ""
    error: int | None = None


class Gateway(Protocol):
    """What sends texts. Raises SendError."""

    def send(self, outbound: Outbound) -> Taken: ...


class LookingGateway(Gateway, Protocol):
    """A gateway that knows what was handed to it."""

    def find(self, outbound: Outbound, since: datetime) -> list[Taken]:
        """The texts like this one that were handed over since then. Raises SendError."""


class TwilioGateway:
    """Sends through Twilio. Nothing is imported or connected before the first text."""

    def __init__(self, settings: Settings, timeout: float = TIMEOUT) -> None:
        self._settings = settings
        self._timeout = timeout
        self._headers = LastHeaders()

    @cached_property
    def _client(self) -> Client:
        return rest_client(self._settings, self._timeout, self._headers)

    def send(self, outbound: Outbound) -> Taken:
        """Hand one text or call to Twilio. Raises SendError; ``error.uncertain`` where Twilio may have taken it."""
        client = self._client
        with plain_errors(SendError, self._headers):
            if outbound.spoken:
                call = place(client, outbound.to, outbound.from_, outbound.body, outbound.spoken, outbound.status_url)
                return _call(call, outbound)
            taken = _taken(client.messages.create(**_arguments(outbound)))
            return replace(taken, from_=taken.from_ or outbound.from_)

    def find(self, outbound: Outbound, since: datetime) -> list[Taken]:
        """Ask Twilio which texts like this one it took since then, or which calls to the same number, oldest first: an
        answer may have been lost on its way. Raises SendError."""
        client = self._client
        if outbound.spoken:
            with plain_errors(SendError, self._headers):
                calls = placed_since(client, outbound.to, outbound.from_, since - _CLOCKS_APART, _LOOKED_AT)
            return [_call(call, outbound) for call in calls]
        asked: dict[str, Any] = {"to": outbound.to, "limit": _LOOKED_AT}
        if outbound.from_:
            asked["from_"] = outbound.from_
        with plain_errors(SendError, self._headers):
            listed = client.messages.list(**asked)
        found = [one for one in listed if _is_it(one, outbound, since - _CLOCKS_APART)]
        return [_taken(one) for one in found[::-1]]


def _call(call: Any, outbound: Outbound) -> Taken:
    return Taken(call.sid or "", _status(call), from_=outbound.from_)


def _taken(message: Any) -> Taken:
    error = int(message.error_code or 0) or None
    return Taken(message.sid or "", _status(message), int(message.num_segments or 0), message.from_ or "", error)


def _is_it(listed: Any, outbound: Outbound, since: datetime) -> bool:
    """Whether it is the text that was handed over: not an answer in TwiML, nor another text with the same end."""
    made = listed.date_created
    if str(listed.direction or "") not in ("outbound-api", "outbound-call") or (made is not None and made < since):
        return False
    body, wanted = (listed.body or "").strip(), outbound.body.strip()
    if not wanted and int(listed.num_media or 0) != len(outbound.media):
        return False
    return body in (wanted, f"{TRIAL}{wanted}".strip())


def _status(message: Any) -> str:
    return str(getattr(message.status, "value", message.status) or "")


def _arguments(outbound: Outbound) -> dict[str, Any]:
    if not (outbound.from_ or outbound.service):
        raise SettingsError("Set TWILIO_FROM to your Twilio number, or TWILIO_MESSAGING_SERVICE_SID, to send texts.")
    arguments: dict[str, Any] = {"to": outbound.to}
    if outbound.body:
        arguments["body"] = outbound.body
    if outbound.media:
        arguments["media_url"] = list(outbound.media)
    if outbound.service:
        arguments["messaging_service_sid"] = outbound.service
    if outbound.from_:
        arguments["from_"] = outbound.from_
    if outbound.status_url:
        arguments["status_callback"] = outbound.status_url
    return arguments
