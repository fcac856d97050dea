"""Readers for what is answered: a text, several, with media, by language."""

from __future__ import annotations

import re

from responder.core.rule import ReplyPart, ReplySpec
from responder.core.suggest import quoted
from responder.core.templates import Template
from responder.rules.desk import Desk
from responder.rules.keys import Key, Shape, Table
from responder.rules.readers.languages import LANGUAGE_NAMES, is_language_tag, language_tag
from responder.rules.readers.scalars import many
from responder.rules.readers.texts import template
from responder.rules.schema_parts import PROSE, TEXT, names_to, one_or_many, table
from responder.rules.syntax.quoting import in_quotes
from responder.rules.syntax.tree import List, Node, Settings, Text

MOST_TEXTS = 10
MOST_MEDIA = 10
LONGEST_TEXT = 16_000

EMPTY = Template("")


def media_url(node: Node, desk: Desk, name: str) -> Template | None:
    """The address of a picture or another file, which Twilio fetches."""
    made = template(node, desk, name)
    if made is None or not made.static or re.match(r"https?://[^\s/]+\.[^\s]+$", made.source):
        return made
    desk.error(
        node,
        "not-a-web-address",
        f"{quoted(made.source)} isn't the address of a file on the web",
        "Twilio fetches the file from there. Write it like https://example.com/map.png",
    )
    return None


PART = Table(
    "reply_part",
    "a reply with media",
    "One text of a reply, with pictures or other files.",
    (
        Key(
            "text",
            "The words of this text. May be left out where there is `media`.",
            Shape(template, TEXT),
            ("Here is our menu.",),
            instead="body message content",
        ),
        Key(
            "media",
            "The web address of a picture or another file, or a list of up to ten.",
            Shape(many(media_url, commas=False), one_or_many({"type": "string", "format": "uri-reference"})),
            ("https://example.com/menu.jpg",),
            instead="image picture photo media_url attachment file url",
        ),
    ),
)


_ONE_TEXT = {"anyOf": [PROSE, table(PART.name)]}
REPLY = {
    "anyOf": [*one_or_many(_ONE_TEXT)["anyOf"], names_to(one_or_many(_ONE_TEXT), {"pattern": "^[a-z]{2,3}(-.+)?$"})]
}


def reply(node: Node, desk: Desk, name: str) -> ReplySpec | None:
    """A whole reply, in one language or several."""
    if isinstance(node, Settings) and _is_by_language(node):
        found = {entry.key.value: _in_language(entry.key, entry.value, desk) for entry in node}
        parts = {tag: texts for tag, texts in found.items() if texts is not None}
        return ReplySpec(parts) if len(parts) == len(node.entries) else None
    texts = _texts(node, desk, name)
    return None if texts is None else ReplySpec({"": texts})


def reply_instead(node: Node, desk: Desk, name: str) -> ReplySpec | None:
    """``or_reply``: a reply, or ``nothing``, which says none: the rule then does all else that it does."""
    if isinstance(node, Text) and not node.quoted and not node.block and node.value.strip().lower() == "nothing":
        return ReplySpec({"": ()})
    return reply(node, desk, name)


def _is_by_language(node: Settings) -> bool:
    """Whether these are languages, or meant to be."""
    names = list(node.entries)
    return not any(name in PART.by_name or name in PART.wrong_names for name in names) and any(
        is_language_tag(name) or name.lower() in LANGUAGE_NAMES for name in names
    )


def _in_language(key: Text, node: Node, desk: Desk) -> tuple[ReplyPart, ...] | None:
    return None if language_tag(key, desk) is None else _texts(node, desk, key.value)


def _texts(node: Node, desk: Desk, name: str) -> tuple[ReplyPart, ...] | None:
    if not isinstance(node, List):
        part = _part(node, desk, name)
        return None if part is None else (part,)
    if not _is_list_of_texts(node, desk, name):
        return None
    parts = [_part(item, desk, name) for item in node.items]
    return None if None in parts else tuple(part for part in parts if part is not None)


def _is_list_of_texts(node: List, desk: Desk, name: str) -> bool:
    """Whether a list is meant as one, and isn't too long."""
    if not node.items:
        desk.error(
            node, "empty", f'"{name}" is an empty list', "Write a text between the brackets, or delete the line."
        )
        return False
    if len(node.items) > MOST_TEXTS:
        message = f'"{name}" has {len(node.items)} texts, and {MOST_TEXTS} are the most'
        desk.error(node, "too-many", message, "Join some of them, or leave some out.")
        return False
    only = node.items[0]
    if not (_is_one_text_in_brackets(node) and isinstance(only, Text)):
        return True
    quoted_text = in_quotes(f"[{only.value}]")
    desk.error(
        node,
        "text-start",
        "the brackets around this text would be lost",
        f"If they belong to the text, put it in quotes:\n  {name}: {quoted_text}\nElse delete them.",
    )
    return False


def _is_one_text_in_brackets(node: List) -> bool:
    """``reply: [Closed today]``: nobody writes a list for one text, so the brackets were meant."""
    only = node.items[0] if len(node.items) == 1 else None
    return node.flow and isinstance(only, Text) and not only.quoted


def _part(node: Node, desk: Desk, name: str) -> ReplyPart | None:
    if isinstance(node, Settings):
        return _with_media(node, desk, name)
    made = template(node, desk, name)
    if made is None:
        return None
    return ReplyPart(made) if _is_short_enough(made, node, desk) else None


def _with_media(node: Settings, desk: Desk, name: str) -> ReplyPart | None:
    names = node.entries
    if not any(key in PART.by_name or key in PART.wrong_names for key in names):
        desk.wrong_kind(node, name, "a text", "")
        return None
    found = PART.open(node, desk, name)
    if not found:
        return None
    values = PART.values(found, desk)
    if len(values) < len(names):
        return None
    if len(values.get("media", ())) > MOST_MEDIA:
        desk.error(
            node, "too-many", f"one text can carry {MOST_MEDIA} files at most", "Spread them over several texts."
        )
        return None
    text = values.get("text", EMPTY)
    return ReplyPart(text, values.get("media", ())) if _is_short_enough(text, node, desk) else None


def _is_short_enough(made: Template, node: Node, desk: Desk) -> bool:
    if len(made.source) <= LONGEST_TEXT or not made.static:
        return True
    message = f"this text has {len(made.source):,} characters, and {LONGEST_TEXT:,} are the most at once"
    desk.error(node, "too-long", message, "Put it on a web page and send the link.")
    return False
