"""What a rule does that concerns others than the contact: notify, forward, hand_over, webhook."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal

from responder.core.calendar.duration import parse_duration
from responder.core.phone import is_short_code
from responder.core.rule import Action, Forward, HandOver, Notify, Webhook
from responder.core.suggest import nearest, quoted
from responder.rules.desk import Desk, listed
from responder.rules.keys import Key, Shape, Table
from responder.rules.readers.phrases import first_known
from responder.rules.readers.scalars import NO, YES, duration, many, phone, text
from responder.rules.readers.texts import template
from responder.rules.readers.web_address import web_address
from responder.rules.schema_parts import DURATION, PHONE, TEXT, YES_NO, one_or_many, table
from responder.rules.syntax.tree import Node, Settings

HANDED_OVER_FOR = timedelta(hours=2)
ADD_STAFF = "Add them at the top of the file:\n  staff:\n    maria: +1 555 010 0002"
_EVERYBODY = frozenset({"all", "staff", "everyone", "everybody"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def staff_name(node: Node, desk: Desk, name: str) -> str | None:
    """The name of one of the staff; empty for all of them."""
    value = text(node, desk, name)
    if value is None:
        return None
    staff = desk.facts.business.staff
    if known := first_known(value, staff):
        return known
    if not staff:
        message = f'there is nobody for "{name}": the file names no staff'
        desk.error(node, "unknown-staff", message, ADD_STAFF)
        return None
    if value.casefold() in _EVERYBODY:
        return ""
    near = nearest(value, [*staff, "all"])
    hint = f"Did you mean `{near}`? " if near else ""
    if not re.search(r"[^\W\d_]", value):
        hint = "Give the number a name under `staff:`, and write the name here. "
    message = f"nobody under `staff` is called {quoted(value)}"
    desk.error(node, "unknown-staff", message, f"{hint}Known: {listed([*staff, 'all'])}.")
    return None


NOTIFY = Table(
    "notify",
    "`notify`",
    "Texts members of your staff.",
    (
        Key(
            "to",
            "Who is told: a name under `staff`, a list of names, or `all`.",
            Shape(many(staff_name), one_or_many(TEXT)),
            ("maria", "all"),
            required=True,
            instead="who staff name names whom",
        ),
        Key(
            "text",
            "What they are told. Unless said: who texted what, and how to answer them.",
            Shape(template, TEXT),
            ("{{ name }} wants a new time: {{ body }}",),
            instead="message body reply say with",
        ),
    ),
)

HAND_OVER = Table(
    "hand_over",
    "`hand_over`",
    "A person answers from here on.",
    (
        Key(
            "for",
            "How long the rules keep silent for this contact. Unless said: 2 hours.",
            Shape(duration, DURATION),
            ("2 hours",),
            instead="time duration until within after",
        ),
    ),
)


def notify(node: Node, desk: Desk, name: str) -> Notify | None:
    """Who of the staff is told, and what."""
    if not isinstance(node, Settings):
        names = many(staff_name)(node, desk, name)
        return None if names is None else Notify(_each(names))
    found = NOTIFY.open(node, desk, name)
    if found is None:
        return None
    values = NOTIFY.values(found, desk)
    if "to" not in values or len(values) < len(found):
        return None
    return Notify(_each(values["to"]), values.get("text"))


def _each(names: tuple[str, ...]) -> tuple[str, ...]:
    """Each once; none for all of them."""
    return () if "" in names else tuple(dict.fromkeys(names))


def forward(node: Node, desk: Desk, name: str) -> Forward | None:
    """A number, or a name under ``staff``."""
    found = number_of_somebody(node, desk, name)
    return None if found is None else Forward(*found)


def number_of_somebody(node: Node, desk: Desk, name: str) -> tuple[str, str] | None:
    """The number of a phone that isn't ours, or of one of the staff; and as it was written."""
    value = text(node, desk, name)
    if value is None:
        return None
    business = desk.facts.business
    if known := first_known(value, business.staff):
        return business.staff[known], value
    if re.search(r"[^\W\d_]", value):
        near = nearest(value, business.staff)
        hint = f"Did you mean `{near}`? " if near else ""
        known_names = f"Known: {listed(business.staff)}." if business.staff else ADD_STAFF
        message = f"nobody under `staff` is called {quoted(value)}"
        desk.error(node, "unknown-staff", message, f"{hint}Write a number or a name under `staff`. {known_names}")
        return None
    number = phone(node, desk, name)
    own = number in business.numbers.values()
    if number is not None and (own or is_short_code(number)):
        what = "is one of your own numbers" if own else "is too short for the number of a person"
        remedy = "Write the number of a phone that a person reads, as `+1 555 010 0002`."
        desk.error(node, "own-number" if own else "not-a-number", f"{quoted(value)} {what}", remedy)
        return None
    return None if number is None else (number, value)


def hand_over(node: Node, desk: Desk, name: str) -> HandOver | Literal[False] | None:
    """``yes``, a length of time, or ``{for: 2 hours}``; False for ``no``."""
    if isinstance(node, Settings):
        found = HAND_OVER.open(node, desk, name)
        entry = (found or {}).get("for")
        if found is None or entry is None:
            return None
        time = HAND_OVER.value(found, "for", desk)
        return None if time is None else HandOver(time, text(entry.value, desk, name) or "")
    value = text(node, desk, name)
    if value is None or value.lower() in NO:
        return None if value is None else False
    if value.lower() in YES:
        return HandOver(HANDED_OVER_FOR, "2 hours")
    try:
        return HandOver(parse_duration(value), value)
    except ValueError as error:
        desk.sentence(node, "not-a-time", error)
        return None


def webhook(node: Node, desk: Desk, name: str) -> Webhook | None:
    """The web address of another program: https, or http on this machine."""
    if isinstance(node, Settings):
        _tell_settings(node, desk, name)
        return None
    value = text(node, desk, name)
    if value is None:
        return None
    if "{{" in value or "{%" in value:
        message, remedy = "the address can't be filled in: it is the same for every text", "Write it without {{ }}."
        desk.error(node, "not-a-web-address", message, f"{remedy} What was texted is in the JSON that is posted.")
        return None
    parts = web_address(value)
    if parts is None:
        message = f"{quoted(value)} isn't a web address"
        desk.error(node, "not-a-web-address", message, f"Write it like `{name}: https://example.com/texts`.")
        return None
    if "@" in parts.netloc:
        message = "no name and no password may stand in the address: all who see this file or a copy would have them"
        remedy = "Leave out all before the `@`, and keep the secret elsewhere: a program of yours could add it."
        desk.error(node, "secret-in-address", message, remedy)
        return None
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        message = f"{quoted(value)} isn't safe: what people text would go over the net for all to read"
        desk.error(node, "not-https", message, "Write https:// in place of http://. Only on this machine http will do.")
        return None
    return Webhook(value)


def _tell_settings(node: Settings, desk: Desk, name: str) -> None:
    wait = node.entries.get("wait")
    if wait is not None:
        message = "this version posts what happened, and doesn't wait for an answer"
        remedy = f"Write the address alone: `{name}: https://example.com/texts`."
        desk.error(wait.key, "not-yet", message, remedy)
        return
    desk.wrong_kind(node, name, "a web address", f"{name}: https://example.com/texts")


OUTBOUND_KEYS = (
    Key(
        "notify",
        "Texts members of your staff who texted what, and how to answer: a name under `staff`, a list, or `all`; or "
        "`{to, text}` for words of your own.",
        Shape(notify, {"anyOf": [*one_or_many(TEXT)["anyOf"], table("notify")]}),
        ("maria", {"to": ["maria", "ben"], "text": "{{ name }} wants a new time."}),
        instead="notifies alert tell text_staff inform warn message_staff notification",
    ),
    Key(
        "forward",
        "Passes the text on, with its pictures and who sent it: to a number, or to a name under `staff`.",
        Shape(forward, PHONE),
        ("+1 555 010 0003", "maria"),
        instead="forwards forward_to pass_on relay send_to redirect copy_to",
    ),
    Key(
        "hand_over",
        "A person takes over: the rules keep silent for this contact for 2 hours, or as long as this says.",
        Shape(hand_over, {"anyOf": [YES_NO, DURATION, table("hand_over")]}),
        (True, "30 minutes", {"for": "2 hours"}),
        instead="handover hand_off handoff take_over takeover pause human escalate person hand_to",
    ),
    Key(
        "webhook",
        "Posts what happened as JSON to this web address.",
        Shape(webhook, {"type": "string", "format": "uri"}),
        ("https://example.com/texts",),
        instead="webhooks post url http call_url callback hook api",
    ),
)

OUTBOUND_MADE_OF: dict[str, Callable[[Any], Action | None]] = {
    "notify": lambda made: made,
    "forward": lambda made: made,
    "hand_over": lambda made: made or None,
    "webhook": lambda made: made,
}
