"""Send one text now, on somebody's behalf: the way out for `responder send`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from responder.core.contact import EVERYTHING, Contact, contact_address
from responder.core.message import Channel
from responder.core.phone import parse_number
from responder.core.text.segments import LONGEST, count, length
from responder.errors import ResponderError, SettingsError, StoreError
from responder.settings import Settings
from responder.sms.gateway import Gateway, Outbound, SendError, Taken
from responder.store import Outgoing, Store

MEDIA = 10

_CHANNELS: tuple[Channel, ...] = ("whatsapp", "rcs")


class NotSent(ResponderError):
    """The text wasn't sent, and Twilio wasn't asked."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A text that Twilio took. ``segments`` is what it costs, by our own count, which is Twilio's too."""

    sid: str
    to: str
    channel: Channel
    status: str
    segments: int
    encoding: str
    costly: tuple[str, ...] = ()
    """Characters that made it UCS-2, of which 70 fit into a segment instead of 160."""

    @property
    def cost(self) -> str:
        """What it costs, in words."""
        if self.channel == "mms":
            return "1 picture message"
        if self.channel != "sms":
            return "1 message"
        return f"{self.segments} segment{'' if self.segments == 1 else 's'} ({self.encoding})"


def send_text(
    store: Store,
    gateway: Gateway,
    settings: Settings,
    to: str,
    body: str,
    media: Sequence[str] = (),
    *,
    now: datetime,
    country: str = "US",
) -> Sent:
    """Send ``body`` and ``media`` (URLs) to one number, and keep what was sent.

    ``to`` is written as people do, with ``whatsapp:`` or ``rcs:`` before it for those channels; ``country`` is for
    numbers without a country code. Raises NotSent where it may not or can't be sent, SettingsError where nothing says
    from where, and SendError where Twilio doesn't take it.
    """
    channel, number = _receiver(to, country)
    _must_fit(body, media)
    sender = _sender(settings, channel)
    contact = store.contact(contact_address(number, channel))
    _must_be_wanted(contact, sender, number)
    outbound = Outbound(
        to=_prefixed(channel, number),
        body=body,
        media=tuple(media),
        from_="" if sender.startswith("MG") else sender,
        service=sender if sender.startswith("MG") else "",
        status_url=f"{settings.public_url}/sms/status" if settings.public_url else "",
    )
    try:
        taken = gateway.send(outbound)
    except SendError as error:
        if error.explanation is not None and error.explanation.about == "opted out":
            store.record_opt_out(contact.address, (_scope(sender),), "carrier", f"Twilio's error {error.code}", now)
        raise
    return _kept(store, outbound, taken, "mms" if media and channel == "sms" else channel, number, now)


def _kept(store: Store, outbound: Outbound, taken: Taken, channel: Channel, number: str, now: datetime) -> Sent:
    counted = count(outbound.body)
    record = Outgoing(
        sid=taken.sid,
        to=number,
        ours=_bare(taken.from_) or outbound.service,
        body=outbound.body,
        channel=channel,
        media=outbound.media,
        status=taken.status,
        segments=taken.segments or counted.segments,
    )
    try:
        store.record_sent(record, now)
    except StoreError as error:
        raise StoreError(f"The text was sent as {taken.sid}, but that couldn't be kept. {error}") from None
    return Sent(taken.sid, number, channel, taken.status, counted.segments, counted.encoding, tuple(counted.costly))


def _receiver(to: str, country: str) -> tuple[Channel, str]:
    for channel in _CHANNELS:
        if to.startswith(f"{channel}:"):
            return channel, _number(to.removeprefix(f"{channel}:"), country)
    return "sms", _number(to, country)


def _number(written: str, country: str) -> str:
    try:
        return parse_number(written, country)
    except ValueError as error:
        raise NotSent(f"{error}.") from None


def _must_fit(body: str, media: Sequence[str]) -> None:
    if not body.strip() and not media:
        raise NotSent("There is nothing to send. Give a text, or a picture with --media.")
    if length(body) > LONGEST:
        raise NotSent(f"The text has {length(body):,} characters, and Twilio takes {LONGEST:,}. Shorten it.")
    if any("\ud800" <= character <= "\udfff" or character == "\0" for character in body):
        raise NotSent("The text holds something that isn't a character. Type it again in plain words.")
    if len(media) > MEDIA:
        raise NotSent(f"One text takes {MEDIA} pictures or files, and these are {len(media)}.")
    for url in media:
        if not _is_web_address(url):
            raise NotSent(f"{url!r} isn't a web address. Twilio fetches media from one, as https://example.com/a.jpg.")


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _sender(settings: Settings, channel: Channel) -> str:
    """The number, prefixed as its channel asks, or the Messaging Service. A service, where both are set."""
    if settings.messaging_service_sid:
        return settings.messaging_service_sid
    if not settings.from_number:
        raise SettingsError("Set TWILIO_FROM to your Twilio number, or TWILIO_MESSAGING_SERVICE_SID, to send texts.")
    return _prefixed(channel, _bare(settings.from_number))


def _must_be_wanted(contact: Contact, sender: str, number: str) -> None:
    """Refuse for someone who opted out. Which of its numbers a service will use isn't known, so that an opt-out of
    any of our numbers counts for it."""
    by_service = sender.startswith("MG")
    if not (contact.opted_out if by_service else contact.is_opted_out_of((_scope(sender),))):
        return
    lifted = "they text START" if any(by == "carrier" for by in contact.opted_out.values()) else "they opt in again"
    what = "everything from you" if EVERYTHING in contact.opted_out else "texts from this number"
    raise NotSent(f"{number} opted out of {what}. Nothing may be sent until {lifted}.")


def _scope(sender: str) -> str:
    """What an opt-out is kept under, as in ``InboundMessage.opt_out_scopes``."""
    return sender.removeprefix("rcs:")


def _prefixed(channel: Channel, number: str) -> str:
    return f"{channel}:{number}" if channel in _CHANNELS else number


def _bare(address: str) -> str:
    return address.removeprefix("whatsapp:").removeprefix("rcs:")
