"""Phone calls through Twilio's REST API: placed, and looked for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from responder.errors import SettingsError
from responder.sms.saying import RINGS, say, voice_of

if TYPE_CHECKING:
    from twilio.rest import Client
    from twilio.rest.api.v2010.account.call import CallInstance

NEWS = ("answered", "completed")
"""What is told of a call: that somebody picked up, and how it ended."""

NO_NUMBER = (
    "Nothing says from which number to call. Set TWILIO_FROM to a phone number of yours: a messaging service, a short "
    "code or a WhatsApp sender can't place calls."
)


def place(client: Client, to: str, from_: str, text: str, language: str, status_url: str) -> CallInstance:
    """Call ``to``, and say the text. Raises SettingsError, and what twilio's client raises."""
    if not from_:
        raise SettingsError(NO_NUMBER)
    arguments: dict[str, Any] = {"to": to, "from_": from_, "timeout": RINGS}
    arguments["twiml"] = say(text, voice_of(language, to))
    if status_url:
        arguments |= {"status_callback": status_url, "status_callback_event": list(NEWS)}
    return client.calls.create(**arguments)


def placed_since(client: Client, to: str, from_: str, since: datetime, limit: int) -> list[CallInstance]:
    """The calls to ``to`` from ``from_`` that were placed since then, oldest first. What they say isn't told."""
    # Twilio's own filter is by the time when somebody picked up, which a call that still rings hasn't got.
    listed = client.calls.list(to=to, from_=from_, limit=limit)
    return [one for one in listed[::-1] if _is_ours(one) and (one.date_created is None or one.date_created >= since)]


def _is_ours(listed: CallInstance) -> bool:
    return str(listed.direction or "") == "outbound-api"
