"""What a rule does beside answering that concerns others than the contact: staff, other numbers, other programs. It is
all written down as due, and sent later by the job engine."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC
from typing import Any

from responder.core.answering.outgoing.accounts import Account, account_notice
from responder.core.answering.outgoing.notices import forwarded, notice
from responder.core.answering.replies import render, said, split
from responder.core.business import Business
from responder.core.conditions.situation import Situation
from responder.core.decision import Due, HandedOver
from responder.core.rule import Action, Call, Forward, HandOver, Notify, Webhook

Outbound = Notify | Forward | HandOver | Call | Webhook

_SURROGATES = re.compile("[\ud800-\udfff]")


def outbound_of(
    action: Notify | Forward | Call | Webhook,
    rule: str,
    situation: Situation,
    groups: Mapping[str, str],
    account: Account | None = None,
) -> Iterator[Due]:
    """What becomes due. ``situation`` holds the contact as the rule's other actions leave them; ``account`` is what a
    conversation tells the staff, where it has something to tell. Raises TemplateFailed."""
    now = situation.now.astimezone(UTC)
    match action:
        case Notify():
            # Staff read the business's language, whatever the contact speaks.
            local = replace(situation, language=situation.business.language)
            text = render(action.text, local, groups) if action.text is not None else ""
            yield from notices(action.staff, text or _told(account, local), rule, situation)
        case Forward(to):
            media = tuple(one.url for one in situation.message.media)
            for piece in split(forwarded(situation)):
                yield Due("forward", to, now, rule, text=piece, media=media)
                media = ()
        case Call():
            yield from _call(action, rule, situation, groups)
        case Webhook(url):
            yield Due("webhook", url, now, rule, text=event(rule, situation, groups))


def _call(action: Call, rule: str, situation: Situation, groups: Mapping[str, str]) -> Iterator[Due]:
    """Others than the contact are spoken to in the business's language."""
    language = situation.business.language if action.to else None
    text, spoken = said(action.say, situation, groups, language)
    to, now = action.to or situation.contact.address, situation.now.astimezone(UTC)
    if text:
        yield Due("call", to, now, rule, action.written, text, language=spoken)


def handed_over(action: HandOver, actions: Iterable[Action], rule: str, situation: Situation) -> HandedOver:
    """A person takes over: for no less than was said before. Those whom the rule tells are told from then on what the
    contact texts, and so are those who had taken over before; all of the staff, where it tells nobody."""
    now, before = situation.now.astimezone(UTC), situation.contact
    staff = _told_by(actions, situation.business)
    already = before.handed_over_until
    if already is None or already <= now:
        return HandedOver(now + action.time, rule, staff)
    both = tuple(dict.fromkeys((*before.handed_over_to, *staff))) if before.handed_over_to else ()
    return HandedOver(max(now + action.time, already), rule, both)


def _told_by(actions: Iterable[Action], business: Business) -> tuple[str, ...]:
    """The members of staff whom these actions tell; none named: all, or nobody."""
    names: list[str] = []
    for action in actions:
        if isinstance(action, Notify):
            names += action.staff or business.staff
        elif isinstance(action, Forward):
            names += [name for name, number in business.staff.items() if number == action.to]
    told = tuple(dict.fromkeys(names))
    return told if set(told) != set(business.staff) else ()


def _told(account: Account | None, situation: Situation) -> str:
    return (account_notice(account, situation) if account is not None else "") or notice(situation)


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
