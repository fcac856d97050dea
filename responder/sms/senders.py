"""What the Twilio account is, and what stands behind the number or Messaging Service that texts come to and go from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from responder.errors import SettingsError
from responder.settings import Settings
from responder.sms.rest import TIMEOUT, TwilioError, plain_errors, rest_client

Client = Any
"""twilio's client and its records, which come without types."""

SERVICES = 200
"""Messaging Services that are looked through for the one that the number is in."""
_NAMED = 10


@dataclass(frozen=True, slots=True)
class Account:
    """``status`` is ``active``, ``suspended`` or ``closed``; ``ahead`` is how far our clock is before Twilio's, None
    where Twilio didn't tell the time."""

    status: str
    is_trial: bool
    ahead: timedelta | None


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Twilio asks what to answer. Empty: not set."""

    url: str
    method: str
    fallback_url: str


@dataclass(frozen=True, slots=True)
class Service:
    """A Messaging Service. ``defers``: each of its numbers has a webhook of its own."""

    sid: str
    name: str
    webhook: Webhook
    defers: bool
    is_registered: bool
    """Whether it has an A2P campaign for the United States."""
    numbers: tuple[str, ...]
    """Some of its numbers, ten at the most."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the account. ``application`` is what answers its texts in the place of its webhook, or empty."""

    phone_number: str
    can_text: bool
    can_call: bool
    webhook: Webhook
    application: str


@dataclass(frozen=True, slots=True)
class Senders:
    """The number and the Messaging Service that count. ``number`` is None where TWILIO_FROM isn't the account's, or
    where a service alone is set; ``service`` where the number is in none."""

    number: Number | None
    service: Service | None


def account_of(settings: Settings, timeout: float = TIMEOUT) -> Account:
    """The account. Raises TwilioError, and SettingsError where it or its token isn't set."""
    clocks: list[timedelta] = []

    def hear(headers: Mapping[str, str]) -> None:
        if (told := _date(headers.get("Date", ""))) is not None:
            # Its second is over by half, on average.
            clocks.append(datetime.now(UTC) - told - timedelta(seconds=0.5))

    client = rest_client(settings, timeout, hear)
    with plain_errors():
        found = client.api.v2010.accounts(settings.account_sid).fetch()
        kind, status = str(found.type or ""), str(found.status or "")
    return Account(status.lower(), kind.lower() == "trial", clocks[-1] if clocks else None)


def senders_of(settings: Settings, timeout: float = TIMEOUT) -> Senders:
    """What TWILIO_FROM and TWILIO_MESSAGING_SERVICE_SID name. Raises TwilioError, and SettingsError where the account
    or both of them aren't set."""
    if not settings.from_number and not settings.messaging_service_sid:
        raise SettingsError("Set TWILIO_FROM to your Twilio number, or TWILIO_MESSAGING_SERVICE_SID.")
    client = rest_client(settings, timeout)
    with plain_errors():
        if settings.from_number:
            number = find_number(client, settings.from_number)
            service = service_of(client, number, settings.messaging_service_sid) if number is not None else None
            return Senders(_number(number), _service(service))
        service = client.messaging.v1.services(settings.messaging_service_sid).fetch()
        members = service.phone_numbers.list(limit=2)
        only = client.incoming_phone_numbers(members[0].sid).fetch() if len(members) == 1 else None
        return Senders(_number(only), _service(service))


def find_number(client: Client, written: str) -> Any:
    """The account's number that is written so, or None."""
    for number in client.incoming_phone_numbers.list(phone_number=written, limit=20):
        if number.phone_number == written:
            return number
    return None


def service_of(client: Client, number: Any, likely: str) -> Any:
    """The Messaging Service that the number is in, or None. A number doesn't say so: each service has to be asked,
    the ``likely`` one (its sid, or empty) first."""
    for service in _services(client, likely):
        if _is_member(client, service.sid, number.sid):
            return service
    return None


def _services(client: Client, likely: str) -> Iterator[Any]:
    if likely:
        yield client.messaging.v1.services(likely).fetch()
    for service in client.messaging.v1.services.stream(limit=SERVICES):
        if service.sid != likely:
            yield service


def _is_member(client: Client, service_sid: str, number_sid: str) -> bool:
    try:
        with plain_errors(_AskedError):
            client.messaging.v1.services(service_sid).phone_numbers(number_sid).fetch()
    except _AskedError as error:
        if error.code in (20404, 404):
            return False
        raise
    return True


class _AskedError(TwilioError):
    """Twilio couldn't say whether a number is in a Messaging Service. Try again in a minute."""


def _number(found: Any) -> Number | None:
    if found is None:
        return None
    can: Mapping[str, Any] = found.capabilities or {}
    webhook = Webhook(_text(found.sms_url), _text(found.sms_method), _text(found.sms_fallback_url))
    application = _text(found.sms_application_sid)
    return Number(found.phone_number, bool(can.get("sms")), bool(can.get("voice")), webhook, application)


def _service(found: Any) -> Service | None:
    if found is None:
        return None
    return Service(
        found.sid,
        _text(found.friendly_name),
        Webhook(_text(found.inbound_request_url), _text(found.inbound_method), _text(found.fallback_url)),
        bool(found.use_inbound_webhook_on_number),
        bool(found.us_app_to_person_registered),
        tuple(str(member.phone_number) for member in found.phone_numbers.list(limit=_NAMED)),
    )


def _text(value: Any) -> str:
    """Twilio has null and an empty text for what isn't set."""
    return str(value or "")


def _date(written: str) -> datetime | None:
    try:
        return parsedate_to_datetime(written).astimezone(UTC)
    except (TypeError, ValueError):
        return None
