"""Numbers and Messaging Services of the account, and how Twilio writes them down as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from responder.testing.form import Form
from responder.testing.records import API_VERSION, iso8601, rfc2822


@dataclass(slots=True)
class Number:
    """A number of the account. Long codes, toll-free numbers and short codes; a WhatsApp sender has its prefix."""

    sid: str
    account_sid: str
    phone_number: str
    created: datetime
    updated: datetime
    friendly_name: str = ""
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: str = "POST"
    sms_application_sid: str = ""
    status_callback: str = ""
    status_callback_method: str = "POST"
    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    voice_application_sid: str = ""
    can_text: bool = True
    can_call: bool = True

    def to_json(self) -> dict[str, Any]:
        path = f"/{API_VERSION}/Accounts/{self.account_sid}/IncomingPhoneNumbers/{self.sid}.json"
        written = {name: getattr(self, name) for name in NUMBER_SETTINGS}
        # An unset application reads as null: Twilio's own schema has no room for its empty text.
        for name in ("sms_application_sid", "voice_application_sid"):
            written[name] = written[name] or None
        return {
            **written,
            "sid": self.sid,
            "account_sid": self.account_sid,
            "phone_number": self.phone_number,
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.updated),
            "uri": path,
            "capabilities": {"mms": self.can_text, "sms": self.can_text, "voice": self.can_call, "fax": False},
            **NUMBER_CONSTANTS,
        }


NUMBER_SETTINGS = (
    "friendly_name",
    "sms_url",
    "sms_method",
    "sms_fallback_url",
    "sms_fallback_method",
    "sms_application_sid",
    "status_callback",
    "status_callback_method",
    "voice_url",
    "voice_method",
    "voice_fallback_url",
    "voice_fallback_method",
    "voice_application_sid",
)
"""What an update of a number may change, under Twilio's names in lower case."""

NUMBER_CONSTANTS: dict[str, Any] = {
    "address_sid": None,
    "address_requirements": "none",
    "api_version": API_VERSION,
    "beta": False,
    "identity_sid": None,
    "origin": "twilio",
    "trunk_sid": None,
    "voice_receive_mode": "voice",
    "voice_caller_id_lookup": False,
    "emergency_status": "Inactive",
    "emergency_address_sid": None,
    "emergency_address_status": "unregistered",
    "bundle_sid": None,
    "status": "in-use",
    "type": "local",
}


@dataclass(slots=True)
class Service:
    """A Messaging Service and the numbers in it. ``advanced_opt_out`` is Twilio's feature of that name."""

    sid: str
    account_sid: str
    friendly_name: str
    created: datetime
    updated: datetime
    inbound_request_url: str | None = None
    inbound_method: str = "POST"
    fallback_url: str | None = None
    fallback_method: str = "POST"
    status_callback: str | None = None
    smart_encoding: bool = True
    use_inbound_webhook_on_number: bool = False
    validity_period: int = 36_000
    numbers: list[str] = field(default_factory=list)
    """Sids of the numbers."""
    us_app_to_person_registered: bool = False
    """Whether it has an A2P campaign for the United States."""
    advanced_opt_out: bool = False
    opt_out_words: frozenset[str] = frozenset()
    """Its own words for STOP, in upper case, beside the standard ones (only with Advanced Opt-Out)."""

    def to_json(self) -> dict[str, Any]:
        url = f"https://messaging.twilio.com/v1/Services/{self.sid}"
        written = {name: getattr(self, name) for name in SERVICE_SETTINGS}
        for name in ("inbound_request_url", "fallback_url", "status_callback"):
            written[name] = written[name] or None
        return {
            **written,
            "sid": self.sid,
            "account_sid": self.account_sid,
            "date_created": iso8601(self.created),
            "date_updated": iso8601(self.updated),
            "sticky_sender": True,
            "mms_converter": True,
            "scan_message_content": "inherit",
            "fallback_to_long_code": False,
            "area_code_geomatch": True,
            "synchronous_validation": False,
            "usecase": "undeclared",
            "us_app_to_person_registered": self.us_app_to_person_registered,
            "url": url,
            "links": {"phone_numbers": f"{url}/PhoneNumbers"},
        }


SERVICE_SETTINGS = (
    "friendly_name",
    "inbound_request_url",
    "inbound_method",
    "fallback_url",
    "fallback_method",
    "status_callback",
    "smart_encoding",
    "use_inbound_webhook_on_number",
    "validity_period",
)
"""What an update of a service may change here, under Twilio's names in lower case."""


def changes(form: Form, settings: Iterable[str]) -> dict[str, Any]:
    """What an update asks to change, by attribute. Raises RefusedError for an address or method that can't be used.

    Twilio's names are the attributes' in capitals: ``sms_url`` is ``SmsUrl``. A blank address clears the setting.
    """
    found: dict[str, Any] = {}
    for attribute in settings:
        name = "".join(part.capitalize() for part in attribute.split("_"))
        if name not in form:
            continue
        if attribute.endswith("_method"):
            found[attribute] = form.method(name)
        elif attribute.endswith(("_url", "_callback")):
            found[attribute] = form.url(name, 21402)
        elif attribute == "validity_period":
            found[attribute] = form.number(name, 36_000, 1, 36_000)
        elif attribute in ("smart_encoding", "use_inbound_webhook_on_number"):
            found[attribute] = form.flag(name)
        else:
            found[attribute] = form.one(name)
    return found
