"""What a rule does beside answering that concerns others than the contact: staff, other numbers, other programs. It is
all written down as due, and sent later by the job engine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC
from typing import Any

from responder.core.answering.notices import forwarded, notice
from responder.core.answering.replies import render, split
from responder.core.conditions.situation import Situation
from responder.core.decision import Due, HandedOver
from responder.core.rule import Forward, HandOver, Notify, Webhook

Outbound = Notify | Forward | HandOver | Webhook

_SURROGATES = re.compile("[\ud800-\udfff]")


def outbound_of(
    action: Outbound, rule: str, situation: Situation, groups: Mapping[str, str]
) -> Iterator[Due | HandedOver]:
    """What becomes due. ``situation`` holds the contact as the rule's other actions leave them. Raises
    TemplateFailed."""
    now = situation.now.astimezone(UTC)
    match action:
        case Notify():
            # Staff read the business's language, whatever the contact speaks.
            local = replace(situation, language=situation.business.language)
            text = render(action.text, local, groups) if action.text is not None else ""
            yield from notices(action.staff, text or notice(situation), rule, situation)
        case Forward(to):
            media = tuple(one.url for one in situation.message.media)
            for piece in split(forwarded(situation)):
                yield Due("forward", to, now, rule, text=piece, media=media)
                media = ()
        case HandOver(time):
            until, already = now + time, situation.contact.handed_over_until
            yield HandedOver(until if already is None else max(until, already), rule)
        case Webhook(url):
            yield Due("webhook", url, now, rule, text=event(rule, situation, groups))


def notices(names: tuple[str, ...], text: str, rule: str, situation: Situation) -> Iterator[Due]:
    """A text to each of these members of staff, or to all of them where no name is given; each number once."""
    staff, now, told = situation.business.staff, situation.now.astimezone(UTC), set()
    for name in names or staff:
        number = staff.get(name)
        if number is not None and number not in told:
            told.add(number)
            for piece in split(text):
                yield Due("notify", number, now, rule, name, piece)


def event(rule: str, situation: Situation, groups: Mapping[str, str]) -> str:
    """The JSON that a webhook posts. Its shape is documented in docs/language.md: fields are added, never renamed."""
    message, contact = situation.message, situation.contact
    happened = {
        "event": "inbound",
        "time": situation.now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "rule": rule,
        "found": dict(groups),
        "message": {
            "sid": message.sid,
            "from": message.from_,
            "to": message.to,
            "channel": message.channel,
            "body": message.body,
            "media": [{"url": one.url, "content_type": one.content_type} for one in message.media],
        },
        "contact": {
            "address": contact.address,
            "fields": dict(contact.fields),
            "tags": sorted(contact.tags),
            "lists": sorted(contact.lists),
        },
    }
    return json.dumps(_whole(happened), ensure_ascii=False, separators=(",", ":"))


def _whole(value: Any) -> Any:
    """The same without halves of characters, which no JSON can carry."""
    if isinstance(value, str):
        return value if value.isascii() else _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {_whole(key): _whole(part) for key, part in value.items()}
    return [_whole(part) for part in value] if isinstance(value, list) else value
