"""What examples and stories say: what they text, what we should answer, and what should be known afterwards."""

from __future__ import annotations

from typing import Any

from responder.core.story import Expect, Said
from responder.rules.actions import list_name, tag_name
from responder.rules.conditions import HAS
from responder.rules.desk import Desk, place_of
from responder.rules.keys import Key, Shape
from responder.rules.readers.contacts import question_name
from responder.rules.readers.scalars import many, one_of, prose, text, yes_no
from responder.rules.readers.senders import person, receiver
from responder.rules.schema_parts import PHONE, PROSE, TEXT, YES_NO, names_to, one_or_many
from responder.rules.sendings import WE_SEND
from responder.rules.syntax.tree import Entry, List, Node, Settings, Text

CHANNELS = ("sms", "mms", "whatsapp", "rcs")
SILENCE = frozenset({"nothing", "silent", "silence", "none", "no reply"})


def replies(node: Node, desk: Desk, name: str) -> tuple[str, ...] | None:
    """``we_reply``: the whole text, several, or ``nothing``."""
    if isinstance(node, Text) and not node.quoted and not node.block and node.value.strip().lower() in SILENCE:
        return ()
    if isinstance(node, List) and not node.items:
        return ()
    return many(prose, commas=False)(node, desk, name)


def saved(node: Node, desk: Desk, name: str) -> dict[str, str] | None:
    """Fields with their values."""
    if not isinstance(node, Settings):
        desk.wrong_kind(node, name, "fields with their values", f"{name}: {{first_name: Ana}}")
        return None
    values: dict[str, str] = {}
    for entry in node:
        if isinstance(entry.value, Text) and not entry.value.value:
            # Expected to be forgotten.
            values[entry.key.value] = ""
            continue
        value = prose(entry.value, desk, entry.key.value)
        if value is not None:
            values[entry.key.value] = value
    return values if len(values) == len(node.entries) else None


def tags(node: Node, desk: Desk, name: str) -> frozenset[str] | None:
    """A tag or several; an empty list means none."""
    return _set(node, desk, name, tag_name)


def lists(node: Node, desk: Desk, name: str) -> frozenset[str] | None:
    """A list or several; an empty list means none."""
    return _set(node, desk, name, list_name)


def _set(node: Node, desk: Desk, name: str, reader: Any) -> frozenset[str] | None:
    if isinstance(node, List) and not node.items:
        return frozenset()
    found = many(reader)(node, desk, name)
    return None if found is None else frozenset(found)


def rule_name(node: Node, desk: Desk, name: str) -> str | None:
    """A rule's name; whether there is such a rule is known only at the end."""
    value = text(node, desk, name)
    if value is not None:
        desk.facts.rules_named.append((node, value))
    return value


def question_or_none(node: Node, desk: Desk, name: str) -> str | None:
    """The name of a question, or ``none``."""
    if isinstance(node, Text) and node.value.strip().casefold() == "none":
        return "none"
    return question_name(node, desk, name)


def our_number(node: Node, desk: Desk, name: str) -> str | None:
    """The number that is texted, in E.164."""
    found = receiver(node, desk, name)
    return None if found is None else found[0]


def they_text(node: Node, desk: Desk, name: str) -> str | None:
    """What they send. Empty where nothing is written, which is for those to judge who know what comes along."""
    return "" if isinstance(node, Text) and not node.value.strip() and not node.cut else prose(node, desk, name)


THEY_TEXT = Key(
    "they_text",
    "What they send. May be left out where `has` says what comes along.",
    Shape(they_text, PROSE),
    ("How much is a cleaning?",),
    instead="they_say they text in user customer message body says say input",
)

EXPECT_KEYS = (
    Key(
        "we_reply",
        "The whole text that we should answer, or a list of texts. `nothing` expects silence.",
        Shape(replies, one_or_many(PROSE)),
        ("Check-up $60, cleaning $80.", "nothing"),
        instead="we_say reply replies we_answer we_text out output response answer expect",
    ),
    Key(
        "we_reply_contains",
        "Something that should stand in our answer, or several.",
        Shape(many(prose, commas=False), one_or_many(PROSE)),
        ("cleaning",),
        instead="reply_contains contains we_reply_has we_say_contains",
    ),
    Key(
        "rule",
        "The rule that should answer, `otherwise`, or `none`.",
        Shape(rule_name, TEXT),
        ("Prices", "otherwise"),
        instead="rule_name by answered_by matches",
    ),
    Key(
        "saved",
        "Fields of the contact that should be saved afterwards.",
        Shape(saved, names_to(PROSE)),
        ({"first_name": "Ana"},),
        instead="saves remember remembered fields contact",
    ),
    Key(
        "tags",
        "Exactly the tags that the contact should have afterwards.",
        Shape(tags, {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}),
        (["new patient"],),
        instead="tag tagged",
    ),
    Key(
        "on_lists",
        "Exactly the lists that the contact should be on afterwards.",
        Shape(lists, {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}),
        (["tips"],),
        instead="lists list on_list joined",
    ),
    Key(
        "opted_out",
        "Whether the contact should be opted out afterwards.",
        Shape(yes_no, YES_NO),
        (True,),
        instead="opt_out stopped is_opted_out",
    ),
    Key(
        "question",
        "The question that should be open afterwards, by the name that `answering` calls it, or `none`.",
        Shape(question_or_none, TEXT),
        ("new_time", "none"),
        instead="open_question asks asked answering asking conversation",
    ),
    Key(
        "handed_over",
        "Whether a person should answer them from then on.",
        Shape(yes_no, YES_NO),
        (True,),
        instead="hand_over taken_over person_answers handover",
    ),
    WE_SEND,
)

FROM = Key(
    "from",
    "Who texts: a number, or a name under `staff`.",
    Shape(person, PHONE),
    ("+1 555 010 0005",),
    instead="sender number from_number",
)
TO = Key(
    "to",
    "The number of yours that they text, or its name under `numbers`.",
    Shape(our_number, PHONE),
    ("+1 555 010 9999",),
    instead="receiver to_number",
)
CHANNEL = Key(
    "channel",
    "How the text comes: sms, mms, whatsapp or rcs.",
    Shape(one_of(*CHANNELS), {"enum": list(CHANNELS)}),
    ("whatsapp",),
    instead="via by_channel",
)
HAS_KEY = Key(
    "has",
    "What comes along with the text.",
    Shape(many(one_of(*HAS)), one_or_many({"enum": list(HAS)})),
    ("picture",),
    instead="media attachment with",
)


def expect_of(values: dict[str, Any], default_rule: str | None = None) -> Expect:
    """What an example or a step expects."""
    return Expect(
        replies=values.get("we_reply"),
        contains=values.get("we_reply_contains", ()),
        rule=values.get("rule", default_rule),
        saved=values.get("saved"),
        tags=values.get("tags"),
        lists=values.get("on_lists"),
        opted_out=values.get("opted_out"),
        question=values.get("question"),
        handed_over=values.get("handed_over"),
        sends=values.get("we_send"),
    )


def is_sent(found: dict[str, Entry], values: dict[str, Any], desk: Desk) -> bool:
    """Whether an example or a step has anything to send: words, or what comes along without any."""
    words = values.get("they_text", "" if "they_text" not in found else None)
    if words == "" and "they_text" in found and "has" not in found:
        remedy = "Write what they send. Only where `has` says what comes along it may be empty."
        desk.error(found["they_text"].value, "empty", '"they_text" has no value', remedy)
    return bool(words) or (words == "" and "has" in values)


def said(found: dict[str, Entry], values: dict[str, Any], expect: Expect) -> Said:
    """The text of an example or a step."""
    return Said(
        values.get("they_text", ""),
        expect,
        place_of(found["they_text" if "they_text" in found else "has"].value),
        values.get("from"),
        values.get("to"),
        values.get("channel", "sms"),
        values.get("has", ()),
    )
