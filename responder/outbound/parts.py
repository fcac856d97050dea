"""The texts of one row of ``due`` as they are handed to Twilio, and how far each is. They are kept in the row before
the first is handed over, so that whoever goes on after a crash knows what may be on its way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from responder.core.answering.outgoing.calls import number_of
from responder.core.decision import Asked, Effect
from responder.core.message import Channel, InboundMessage, Reply, Way
from responder.core.phone import is_phone_number
from responder.core.text.segments import count
from responder.settings import Settings
from responder.sms.calls import NO_NUMBER
from responder.sms.gateway import Outbound, Taken
from responder.sms.rates import CALLS, rate_of
from responder.store import KeptDue, Outgoing
from responder.store.columns import microseconds, moment


@dataclass(frozen=True, slots=True)
class Part:
    """One text. ``begun``: when it was handed over the first time, in microseconds since 1970; None where Twilio can't
    have it. ``sid``: what Twilio took it as. ``language``: what a call is said in."""

    to: str
    body: str
    media: tuple[str, ...]
    from_: str
    service: str
    channel: Way
    begun: int | None = None
    sid: str | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Sending:
    """All texts of one row. ``asked``: the question that they open, by its name and when it began."""

    parts: tuple[Part, ...]
    asked: tuple[str, int] | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, row: KeptDue) -> Sending:
        """How far the row is; it must be at it."""
        data: Mapping[str, Any] = row.sending or {"parts": []}
        parts = tuple(Part(**{**one, "media": tuple(one["media"])}) for one in data["parts"])
        asked = data.get("asked")
        return cls(parts, None if asked is None else (asked[0], asked[1]))

    @property
    def next(self) -> int | None:
        """Which text is to be sent now; None after the last."""
        return next((place for place, part in enumerate(self.parts) if part.sid is None), None)

    @property
    def cost(self) -> int:
        """What all of it takes of its sender's time: segments, or messages with pictures or on other channels."""
        return sum(count(part.body).segments if part.channel == "sms" else 1 for part in self.parts)

    @property
    def any_sent(self) -> bool:
        return any(part.sid is not None for part in self.parts)

    def changed(self, place: int, **values: Any) -> Sending:
        """With other values for one of the texts."""
        parts = list(self.parts)
        parts[place] = replace(parts[place], **values)
        return replace(self, parts=tuple(parts))

    def begun(self, now: datetime) -> Sending:
        """The next text is handed over from ``now`` on, unless that began before."""
        place = self.next
        if place is None or self.parts[place].begun is not None:
            return self
        return self.changed(place, begun=microseconds(now))

    @property
    def since(self) -> datetime | None:
        """When the next text was handed over first; None where Twilio can't have it."""
        place = self.next
        begun = None if place is None else self.parts[place].begun
        return None if begun is None else moment(begun)


def sending_of(
    row: KeptDue, replies: Sequence[Reply], effects: Sequence[Effect], message: InboundMessage, settings: Settings
) -> Sending | None:
    """The texts, none of them sent; None where nothing says from where."""
    if row.due.kind == "call":
        return _call_of(row, replies, message, settings)
    sender = sender_of(row, message, settings)
    if not sender:
        return None
    channel = _channel(row, message)
    service = sender if sender.startswith("MG") else ""
    from_ = "" if service else _prefixed(channel, sender)
    to = _prefixed(channel, row.due.to)
    parts = tuple(
        Part(to, reply.text, reply.media, from_, service, "mms" if reply.media and channel == "sms" else channel)
        for reply in replies
    )
    asked = next((effect for effect in effects if isinstance(effect, Asked)), None)
    return Sending(parts, None if asked is None else (asked.name, microseconds(asked.started_at)))


def sender_of(row: KeptDue, message: InboundMessage, settings: Settings) -> str:
    """The number that they texted, so that they know who writes; where there was none, or it isn't one for texts to
    staff, the service or the number of the settings. Empty where there is neither."""
    if message.to and (row.due.kind == "follow-up" or message.channel in ("sms", "mms")):
        return message.to
    return settings.messaging_service_sid or settings.from_number.removeprefix("whatsapp:").removeprefix("rcs:")


def _call_of(row: KeptDue, replies: Sequence[Reply], message: InboundMessage, settings: Settings) -> Sending | None:
    """One call, from the number that they texted, or else from ours."""
    from_ = next((one for one in (sender_of(row, message, settings), settings.from_number) if is_phone_number(one)), "")
    if not from_:
        return None
    text = " ".join(reply.text for reply in replies)
    return Sending((Part(number_of(row.due), text, (), from_, "", "call", language=row.due.language or "en"),))


def missing_sender(row: KeptDue) -> str:
    """What to do where nothing says from which number it goes out."""
    if row.due.kind == "call":
        return NO_NUMBER
    return "Nothing says from which number. Set TWILIO_FROM, or TWILIO_MESSAGING_SERVICE_SID."


def line_of(part: Part, settings: Settings) -> tuple[str, float]:
    """What it waits for its turn at, and how many a second go out there: a number's calls don't wait for its texts."""
    sender = part.service or part.from_
    if part.channel == "call":
        return f"call:{sender}", CALLS
    return sender, settings.rate or rate_of(sender)


def scope_of(part: Part) -> str:
    """What an opt-out from this sender is kept under, as in ``InboundMessage.opt_out_scopes``."""
    return part.service or part.from_.removeprefix("rcs:")


def outbound_of(part: Part, settings: Settings) -> Outbound:
    """What the gateway is given."""
    path = "voice" if part.channel == "call" else "sms"
    news = f"{settings.public_url}/{path}/status" if settings.public_url else ""
    return Outbound(part.to, part.body, part.media, part.from_, part.service, news, part.language)


def outgoing_of(part: Part, taken: Taken, row: KeptDue) -> Outgoing:
    """What the store keeps of a text that Twilio took."""
    return Outgoing(
        sid=taken.sid,
        to=_bare(part.to),
        ours=_bare(taken.from_) or _bare(part.from_) or part.service,
        body=part.body,
        channel=part.channel,
        media=part.media,
        status=taken.status,
        segments=0 if part.channel == "call" else taken.segments or count(part.body).segments,
        error_code=taken.error,
        details={"due": row.id, "kind": row.due.kind, "rule": row.due.rule},
    )


def _channel(row: KeptDue, message: InboundMessage) -> Channel:
    """Follow-ups go on where the talk was; staff get ordinary texts."""
    if row.due.kind == "follow-up" and message.channel in ("whatsapp", "rcs"):
        return message.channel
    return "sms"


def _prefixed(channel: Channel, address: str) -> str:
    if channel not in ("whatsapp", "rcs") or address.startswith(f"{channel}:"):
        return address
    return f"{channel}:{address}"


def _bare(address: str) -> str:
    return address.removeprefix("whatsapp:").removeprefix("rcs:")
