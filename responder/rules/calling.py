"""``call``: a phone call that says a text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from responder.core.rule import Action, Call, ReplySpec
from responder.core.suggest import quoted
from responder.rules.desk import Desk
from responder.rules.keys import Key, Shape, Table
from responder.rules.outbound_actions import number_of_somebody
from responder.rules.readers.phrases import first_known
from responder.rules.readers.replies import reply
from responder.rules.readers.scalars import text
from responder.rules.schema_parts import PHONE, PROSE, names_to, table
from responder.rules.syntax.tree import List, Node, Settings, Text

LONGEST = 1500
"""Characters that are said in one call, which takes about two minutes; Twilio takes no more than somewhat over twice
as many."""

THEM = frozenset({"them", "they", "contact", "sender", "from", "caller"})


def _to(node: Node, desk: Desk, name: str) -> tuple[str, str] | None:
    """Who is called; nothing for the person who texts."""
    value = text(node, desk, name) if isinstance(node, Text) else None
    if value is not None and value.casefold() in THEM and not first_known(value, desk.facts.business.staff):
        return "", ""
    return number_of_somebody(node, desk, name)


def _say(node: Node, desk: Desk, name: str) -> ReplySpec | None:
    """A text, or one for each language."""
    if isinstance(node, List):
        desk.wrong_kind(node, name, "one text", f"{name}: Your table is ready.")
        return None
    spec = reply(node, desk, name)
    if spec is None:
        return None
    for parts in spec.by_language.values():
        if len(parts) != 1 or parts[0].media:
            remedy = f"Write it like `{name}: Your table is ready.` A `reply` beside the call can show pictures."
            desk.error(node, "wrong-type", "on the phone one text can be said, and no picture shown", remedy)
            return None
        if parts[0].text.static and len(parts[0].text.source) > LONGEST:
            message = f"this text has {len(parts[0].text.source):,} characters, and {LONGEST:,} can be said in a call"
            desk.error(node, "too-long", message, "Shorten it, and send the rest as a text with `reply`.")
            return None
    return spec


CALL = Table(
    "call",
    "`call`",
    "Calls somebody up, and says a text.",
    (
        Key(
            "say",
            "What is said, twice: a text, or one for each language.",
            Shape(_say, {"anyOf": [PROSE, names_to(PROSE, {"pattern": "^[a-z]{2,3}(-.+)?$"})]}),
            ("Your table is ready.", {"en": "Your table is ready.", "es": "Su mesa está lista."}),
            required=True,
            instead="text message says speak words body reply voice",
        ),
        Key(
            "to",
            "Who is called: `them` (unless said), a name under `staff`, or a number.",
            Shape(_to, PHONE),
            ("them", "maria"),
            instead="who number phone staff whom",
        ),
    ),
)


def call(node: Node, desk: Desk, name: str) -> Call | None:
    """What is said, and to whom; a text alone is said to the person who texts."""
    if isinstance(node, Settings) and CALL.is_meant(node, desk):
        found = CALL.open(node, desk, name)
        if found is None:
            return None
        values = CALL.values(found, desk)
        if "say" not in values or len(values) < len(found):
            return None
        to, written = values.get("to", ("", ""))
        return Call(values["say"], to, written)
    if isinstance(node, Text) and _is_somebody(node.value.strip(), desk):
        message = f"this says whom to call, {quoted(node.value.strip())}, and not what to say"
        remedy = f"Write both: `{name}: {{to: {node.value.strip()}, say: Somebody needs help.}}`"
        desk.error(node, "missing-setting", message, remedy)
        return None
    spec = _say(node, desk, name)
    return None if spec is None else Call(spec)


def _is_somebody(value: str, desk: Desk) -> bool:
    """Whether a text is a name or a number, which nobody wants to be told on the phone."""
    is_number = not value.strip("+0123456789 ().-") and any(map(str.isdigit, value))
    return is_number or value.casefold() in THEM or first_known(value, desk.facts.business.staff) is not None


CALL_KEY = Key(
    "call",
    "Calls them up, and says a text; `{to: maria, say: …}` calls somebody else.",
    Shape(call, {"anyOf": [PROSE, table("call")]}),
    ("Your table is ready.", {"to": "them", "say": "Your table is ready."}),
    instead="calls phone_call ring dial call_back callback_call voice_call phone_them call_them",
)

CALL_MADE_OF: dict[str, Callable[[Any], Action | None]] = {"call": lambda made: made}
