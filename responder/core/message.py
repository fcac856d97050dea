"""One text, as Twilio describes it. Field names follow Twilio's parameters in lower case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Channel = Literal["sms", "mms", "whatsapp", "rcs"]
Way = Literal["sms", "mms", "whatsapp", "rcs", "call"]
"""How something of ours goes out: by a channel, or said on the phone."""
OptOutType = Literal["STOP", "START", "HELP"]

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Media:
    """One attachment: where Twilio keeps it, and its MIME type (``image/jpeg``)."""

    url: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Location:
    """A place that the sender shared, in degrees, with the words that came along."""

    latitude: float
    longitude: float
    address: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A text that someone sent to us.

    ``from_`` and ``to`` come without a channel prefix: E.164 where Twilio could (``+15558675310``), else the raw
    string: a short code (``24725``), a letter sender, or a business-scoped WhatsApp user id (``US.1234``).
    ``body`` is what they typed, up to 1,600 characters, trusted in nothing.
    """

    sid: str
    from_: str
    to: str
    body: str = ""
    channel: Channel = "sms"
    media: tuple[Media, ...] = ()
    location: Location | None = None
    opt_out_type: OptOutType | None = None
    account_sid: str = ""
    messaging_service_sid: str | None = None
    profile_name: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""
    button_text: str = ""
    button_payload: str = ""
    replied_to_sid: str | None = None
    num_segments: int = 1
    extra: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """Every other parameter that Twilio sent, so that nothing is lost when it adds one."""

    @property
    def opt_out_scopes(self) -> tuple[str, ...]:
        """What a STOP to this message stops: the number it came to (its WhatsApp side apart, as Twilio keeps it),
        and the messaging service that the number is in."""
        number = f"whatsapp:{self.to}" if self.channel == "whatsapp" else self.to
        return (number,) if self.messaging_service_sid is None else (number, self.messaging_service_sid)


@dataclass(frozen=True, slots=True)
class Reply:
    """One text that we answer with. ``text`` has at most 1,600 characters, ``media`` at most 10 URLs."""

    text: str
    media: tuple[str, ...] = ()
