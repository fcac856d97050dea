"""Points the Twilio number, or its Messaging Service, at our address, and can put the old webhook back.

Which of the two addresses counts is Twilio's to say: a number in a Messaging Service is answered by the service's
webhook, unless the service defers to its numbers; and a number with an SmsApplicationSid heeds none of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from responder.errors import SettingsError
from responder.settings import Settings
from responder.sms.rest import TwilioError, plain_errors, rest_client
from responder.sms.senders import find_number, service_of

Client = Any
"""twilio's client and its records, which come without types; the package itself is the sms room's."""

NAMED = 10
"""Numbers of a Messaging Service that are told by name."""


class PointingError(TwilioError):
    """The Twilio number couldn't be pointed at this machine. Set its webhook in the Twilio console."""


@dataclass(frozen=True, slots=True)
class Change:
    """One setting at Twilio, by the name that its API has (``sms_url``), before and after. Empty: not set."""

    setting: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Pointed:
    """What was pointed at us, and what that changed. ``number`` is empty for a whole Messaging Service."""

    what: Literal["number", "service"]
    sid: str
    number: str
    url: str
    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()
    """What one should know beside it, in sentences."""
    numbers: tuple[str, ...] = ()
    """Those whose texts come to us: ``number``, or some of the service's, ten at the most."""
    _client: Any = field(repr=False, default=None)

    def restore(self) -> bool:
        """Put back what was there before. False where nothing was to do, or where someone has changed it since:
        then it is left alone. Raises PointingError."""
        if not self.changes:
            return False
        with plain_errors(PointingError):
            resource = self._resource()
            found = resource.fetch()
            if any((_read(found, change.setting)) != change.after for change in self.changes):
                return False
            resource.update(**{change.setting: _restorable(change) for change in self.changes})
        return True

    def _resource(self) -> Any:
        if self.what == "service":
            return self._client.messaging.v1.services(self.sid)
        return self._client.incoming_phone_numbers(self.sid)


def point_number(
    settings: Settings, public_url: str, route: str = "/sms", *, take_over: bool = False, timeout: float = 10.0
) -> Pointed:
    """Have texts to ``settings.from_number`` (or ``settings.messaging_service_sid``) posted to public_url + route.

    A number that a Twilio application answers is refused, unless ``take_over`` allows to take it from that
    application. Each request to Twilio has ``timeout`` seconds. Raises PointingError, and SettingsError where no
    number or account is set.
    """
    if not settings.from_number and not settings.messaging_service_sid:
        raise SettingsError("Set TWILIO_FROM to your Twilio number, or TWILIO_MESSAGING_SERVICE_SID.")
    if ":" in settings.from_number:
        raise PointingError(
            f"{settings.from_number} is a WhatsApp or RCS sender. Set its webhook in the Twilio console, "
            f"under Messaging, Senders: {public_url}{route}"
        )
    client = rest_client(settings, timeout)
    url = f"{public_url.rstrip('/')}{route}"
    with plain_errors(PointingError):
        if not settings.from_number:
            return _point_service_alone(client, settings.messaging_service_sid, url, take_over)
        number = _number_of(client, settings.from_number)
        service = service_of(client, number, settings.messaging_service_sid)
        if service is not None and not service.use_inbound_webhook_on_number:
            return _point_service(client, service, url)
        return _point_number(client, number, url, take_over)


def _point_service_alone(client: Client, sid: str, url: str, take_over: bool) -> Pointed:
    service = client.messaging.v1.services(sid).fetch()
    if not service.use_inbound_webhook_on_number:
        return _point_service(client, service, url)
    members = service.phone_numbers.list(limit=2)
    if len(members) != 1:
        some = "several numbers" if members else "no number"
        raise PointingError(
            f"The Messaging Service {service.friendly_name} leaves the webhook to its numbers, and it has {some}. "
            "Set TWILIO_FROM to the number that responder shall answer."
        )
    return _point_number(client, client.incoming_phone_numbers(members[0].sid).fetch(), url, take_over)


def _number_of(client: Client, written: str) -> Any:
    number = find_number(client, written)
    if number is not None:
        return number
    if written.lstrip("+").isdigit() and len(written.lstrip("+")) <= 6:
        raise PointingError(
            f"{written} is a short code. Set its webhook in the Twilio console, under Phone Numbers, Short Codes."
        )
    raise PointingError(
        f"{written} isn't a number of this Twilio account. Check TWILIO_FROM, and that TWILIO_ACCOUNT_SID "
        "is the account (or subaccount) that owns it."
    )


def _point_service(client: Client, service: Any, url: str) -> Pointed:
    members = service.phone_numbers.list(limit=NAMED)
    changes = _changes(service, {"inbound_request_url": url, "inbound_method": "POST"})
    if changes:
        client.messaging.v1.services(service.sid).update(**{c.setting: c.after for c in changes})
    note = f"It is the webhook of the Messaging Service {service.friendly_name}: texts to all its numbers come here."
    numbers = tuple(member.phone_number for member in members)
    return Pointed("service", service.sid, "", url, changes, (note,), numbers, client)


def _point_number(client: Client, number: Any, url: str, take_over: bool) -> Pointed:
    wanted = {"sms_url": url, "sms_method": "POST"}
    notes: Sequence[str] = ()
    if number.sms_application_sid:
        if not take_over:
            raise PointingError(
                f"A Twilio application ({number.sms_application_sid}) answers the texts to {number.phone_number}, so "
                "Twilio heeds no webhook of the number. Take the application out in the Twilio console, under the "
                "number's Messaging Configuration, or start with --take-over to let responder do that."
            )
        wanted["sms_application_sid"] = ""
        notes = (f"The Twilio application {number.sms_application_sid} no longer answers this number.",)
    changes = _changes(number, wanted)
    if changes:
        client.incoming_phone_numbers(number.sid).update(**{c.setting: c.after for c in changes})
    return Pointed(
        "number", number.sid, number.phone_number, url, changes, tuple(notes), (number.phone_number,), client
    )


def _changes(found: Any, wanted: dict[str, str]) -> tuple[Change, ...]:
    return tuple(
        Change(setting, before, after)
        for setting, after in wanted.items()
        if (before := _read(found, setting)) != after
    )


def _read(found: Any, setting: str) -> str:
    """A setting as text: Twilio has null and an empty text for one that isn't set."""
    return str(getattr(found, setting) or "")


def _restorable(change: Change) -> str:
    """What to set. Twilio takes no empty method: one that wasn't set is POST."""
    return change.before or ("POST" if change.setting.endswith("_method") else "")
