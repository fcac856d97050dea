"""``we_send`` in examples and stories: what goes out apart from the answers."""

from __future__ import annotations

from typing import Any

from responder.core.story import Sending
from responder.rules.desk import Desk
from responder.rules.keys import Key, Shape, Table
from responder.rules.readers.scalars import NO, YES, many, prose, text
from responder.rules.readers.senders import person
from responder.rules.schema_parts import PHONE, PROSE, one_or_many, table
from responder.rules.syntax.tree import List, Node, Settings, Text

NOTHING = frozenset({"nothing", "none", "no text", "silence"})
THEM = frozenset({"them", "they", "contact"})


def _to(node: Node, desk: Desk, name: str) -> str | None:
    """Who gets it: "" for the person who texts."""
    value = text(node, desk, name) if isinstance(node, Text) else None
    return "" if value is not None and value.casefold() in THEM else person(node, desk, name)


SENDING = Table(
    "sending",
    "a text that we send",
    "A text that should go out apart from the answers.",
    (
        Key(
            "to",
            "Who gets it: a name under `staff`, or a number. Unless said, the person who texts.",
            Shape(_to, PHONE),
            ("maria",),
            instead="who receiver recipient staff for",
        ),
        Key(
            "text",
            "The whole text.",
            Shape(prose, PROSE),
            ("See you tomorrow!",),
            instead="body message says say we_send",
        ),
        Key(
            "call",
            "They are called up, and this is said to them; `yes` where `contains` says what.",
            Shape(prose, PROSE),
            ("Your table is ready.", True),
            instead="calls we_call phone spoken ring",
        ),
        Key(
            "contains",
            "Something that should stand in the text, or several.",
            Shape(many(prose, commas=False), one_or_many(PROSE)),
            ("broken tooth",),
            instead="has text_contains we_send_contains includes part",
        ),
    ),
    needs_one=("text", "contains", "call"),
)


def sendings(node: Node, desk: Desk, name: str) -> tuple[Sending, ...] | None:
    """A text, several, or ``nothing``."""
    if isinstance(node, Text) and not node.quoted and not node.block and node.value.strip().lower() in NOTHING:
        return ()
    if not isinstance(node, List):
        one = _sending(node, desk, name)
        return None if one is None else (one,)
    made = [_sending(item, desk, name) for item in node.items]
    return None if None in made else tuple(one for one in made if one is not None)


def _sending(node: Node, desk: Desk, name: str) -> Sending | None:
    if not isinstance(node, Settings) or (node.entries and not SENDING.is_meant(node, desk)):
        value = prose(node, desk, name)
        return None if value is None else Sending(text=value)
    found = SENDING.open(node, desk, name)
    if found is None:
        return None
    values: dict[str, Any] = SENDING.values(found, desk)
    if len(values) < len(found):
        return None
    said = values.get("call", "no")
    if "text" in values and "call" in found:
        remedy = "Write what is said on the phone behind `call:`, and a text that is sent as another one of the list."
        desk.error(found["text"].key, "opposites", '"text" and "call" are two things that go out', remedy)
        return None
    words = None if said.lower() in (*YES, *NO) else said
    return Sending(
        values.get("to") or None, values.get("text", words), values.get("contains", ()), said.lower() not in NO
    )


WE_SEND = Key(
    "we_send",
    "All that is sent apart from the answer: a text, `{to: maria, contains: …}`, a call, `{call: …}`, or a list. "
    "`nothing` expects nothing.",
    Shape(sendings, one_or_many({"anyOf": [PROSE, table("sending")]})),
    ("See you tomorrow!", {"to": "maria", "contains": "broken tooth"}),
    instead="sends send we_sent sent then_we_send we_text_later we_notify notifies outbox",
)
