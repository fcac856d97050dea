"""Twilio's parameters as our own values: a text that came in, news of one that went out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import unquote_to_bytes

from responder.core.message import Channel, InboundMessage, Location, Media, OptOutType
from responder.errors import ResponderError

FIELDS = 500
"""Twilio sends about twenty parameters, more with many media. A form of more than this is somebody else's."""
MEDIA = 50

_SID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_REPLY = re.compile(r"re=([A-Za-z0-9_-]{1,64})&n=([0-9]{1,2})")
_CHANNELS: dict[str, Channel] = {"whatsapp": "whatsapp", "rcs": "rcs"}
_MEDIA_PARAMETER = re.compile(r"Media(?:Url|ContentType)\d+")

# What has a field of its own, and the old names of MessageSid.
_KNOWN = frozenset(
    {
        "MessageSid", "SmsSid", "SmsMessageSid", "AccountSid", "MessagingServiceSid", "From", "To", "Body",
        "NumMedia", "NumSegments", "OptOutType", "ProfileName", "FromCity", "FromState", "FromZip", "FromCountry",
        "ButtonText", "ButtonPayload", "OriginalRepliedMessageSid", "Latitude", "Longitude", "Address", "Label",
    }
)  # fmt: skip


class NotAMessage(ResponderError):
    """These parameters aren't a message from Twilio: the sid, the sender or the receiver is missing."""


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """How a text that we sent is doing. ``error_code`` is Twilio's, where it failed."""

    sid: str
    status: str
    error_code: int | None = None
    to: str = ""
    from_: str = ""
    channel: Channel = "sms"
    messaging_service_sid: str | None = None
    account_sid: str = ""


def read_form(raw: str) -> list[tuple[str, str]]:
    """The fields of a form body or a query in order, blank ones too. Raises ValueError where there are too many.

    Bytes that aren't UTF-8 become U+FFFD, so that a text with them never verifies and never raises.
    """
    if raw.count("&") >= FIELDS:
        raise ValueError(f"more than {FIELDS} fields")
    # What urllib's parse_qsl does, in a quarter of its time: it reads every webhook.
    fields = []
    for pair in raw.split("&"):
        if pair:
            name, _, value = pair.partition("=")
            fields.append((_decoded(name), _decoded(value)))
    return fields


def _decoded(encoded: str) -> str:
    if "+" in encoded:
        encoded = encoded.replace("+", " ")
    return unquote_to_bytes(encoded).decode("utf-8", "replace") if "%" in encoded else encoded


def parameters(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each name with its first value. NUL characters are left out, which no database's text can hold."""
    found: dict[str, str] = {}
    for name, value in fields:
        if name not in found:
            found[name] = value.replace("\0", "") if "\0" in value else value
    return found


def inbound_message(params: Mapping[str, str]) -> InboundMessage:
    """The text that came in, by SMS, MMS, WhatsApp or RCS. Raises NotAMessage."""
    sid = _sid(params)
    channel, from_ = _address(params.get("From", ""))
    to_channel, to = _address(params.get("To", ""))
    if not from_ or not to:
        raise NotAMessage
    media = _media(params)
    if channel == "sms":
        channel = "mms" if to_channel == "sms" and (media or sid.startswith("MM")) else to_channel
    button_text = params.get("ButtonText", "")
    return InboundMessage(
        sid=sid,
        from_=from_,
        to=to,
        # A tapped button comes with its words as the body, or with the words alone.
        body=params.get("Body") or button_text,
        channel=channel,
        media=media,
        location=_location(params),
        opt_out_type=_opt_out_type(params.get("OptOutType", "")),
        account_sid=params.get("AccountSid", ""),
        messaging_service_sid=params.get("MessagingServiceSid") or None,
        profile_name=params.get("ProfileName", ""),
        city=params.get("FromCity", ""),
        state=params.get("FromState", ""),
        zip=params.get("FromZip", ""),
        country=params.get("FromCountry", ""),
        button_text=button_text,
        button_payload=params.get("ButtonPayload", ""),
        replied_to_sid=params.get("OriginalRepliedMessageSid") or None,
        num_segments=_whole(params.get("NumSegments", ""), 1),
        extra=_extra(params),
    )


def status_update(params: Mapping[str, str]) -> StatusUpdate:
    """What a status callback says. Raises NotAMessage where it names no message or no status."""
    status = (params.get("MessageStatus") or params.get("SmsStatus") or "").lower()
    if not re.fullmatch(r"[a-z_-]{1,40}", status):
        raise NotAMessage("these parameters aren't a status callback from Twilio: the status is missing")
    channel, to = _address(params.get("To", ""))
    return StatusUpdate(
        sid=_sid(params),
        status=status,
        error_code=_whole(params.get("ErrorCode", ""), 0) or None,
        to=to,
        from_=_address(params.get("From", ""))[1],
        channel=channel,
        messaging_service_sid=params.get("MessagingServiceSid") or None,
        account_sid=params.get("AccountSid", ""),
    )


def call_update(params: Mapping[str, str]) -> StatusUpdate:
    """What news of a phone call say. Raises NotAMessage where they name no call or no status."""
    sid, status = params.get("CallSid", ""), params.get("CallStatus", "").lower()
    if not _SID.fullmatch(sid) or not re.fullmatch(r"[a-z_-]{1,40}", status):
        raise NotAMessage("these parameters aren't news of a call from Twilio: CallSid or CallStatus is missing")
    return StatusUpdate(sid, status, account_sid=params.get("AccountSid", ""))


def reply_named(query: str) -> tuple[str, int] | None:
    """Which answer of ours the news is about, by the query of the URL that was called: the sid of the text that it
    answers, and its place among the answers. None where the query says nothing of it."""
    found = _REPLY.fullmatch(query)
    return None if found is None else (found[1], int(found[2]))


def _sid(params: Mapping[str, str]) -> str:
    sid = params.get("MessageSid") or params.get("SmsMessageSid") or params.get("SmsSid") or ""
    if not _SID.fullmatch(sid):
        raise NotAMessage("these parameters aren't a message from Twilio: MessageSid is missing")
    return sid


def _address(written: str) -> tuple[Channel, str]:
    """The channel and the bare address. A prefix of a channel that we don't know stays in the address, which then is
    no phone number and is answered by nobody."""
    prefix, colon, address = written.partition(":")
    if colon and prefix in _CHANNELS:
        return _CHANNELS[prefix], address.strip()
    return "sms", written.strip()


def _media(params: Mapping[str, str]) -> tuple[Media, ...]:
    count = min(_whole(params.get("NumMedia", ""), 0), MEDIA)
    urls = [(params.get(f"MediaUrl{n}"), params.get(f"MediaContentType{n}", "")) for n in range(count)]
    return tuple(Media(url, content_type) for url, content_type in urls if url)


def _location(params: Mapping[str, str]) -> Location | None:
    if "Latitude" not in params or "Longitude" not in params:
        return None
    try:
        latitude, longitude = float(params["Latitude"]), float(params["Longitude"])
    except ValueError:
        return None
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return None
    return Location(latitude, longitude, params.get("Address", ""), params.get("Label", ""))


def _opt_out_type(written: str) -> OptOutType | None:
    word = written.strip().upper()
    return cast(OptOutType, word) if word in ("STOP", "START", "HELP") else None


def _extra(params: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in params.items()
        if value and name not in _KNOWN and not (name.startswith("Media") and _MEDIA_PARAMETER.fullmatch(name))
    }


def _whole(written: str, default: int) -> int:
    # Longer digits are nobody's count, and int() would refuse or grind on thousands of them.
    return int(written) if len(written) <= 9 and written.isascii() and written.isdigit() else default
