"""What a rule asks: ``ask`` with ``as`` and ``within``, and ``start``, which begins a conversation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from responder.core.conditions.question_matchers import ANY_REMINDER
from responder.core.rule import Action, Ask, Start
from responder.core.suggest import nearest, quoted
from responder.rules.desk import Desk, listed
from responder.rules.keys import Key, Shape
from responder.rules.readers.replies import REPLY, reply
from responder.rules.readers.scalars import duration, text
from responder.rules.schema_parts import DURATION, TEXT
from responder.rules.syntax.tree import Entry, Node

LONGEST_NAME = 80
WITHIN = timedelta(days=1)


def question_title(node: Node, desk: Desk, name: str) -> str | None:
    """The name of a question, by which ``answering`` calls it."""
    value = text(node, desk, name)
    if value is None:
        return None
    if value.casefold() == ANY_REMINDER:
        message = f"a question can't be called {quoted(value)}"
        remedy = f"`answering: {ANY_REMINDER}` means whatever a reminder asked. Choose another name."
        desk.error(node, "taken-name", message, remedy)
        return None
    if len(value) > LONGEST_NAME:
        message = f"this name has {len(value)} characters, and {LONGEST_NAME} are the most"
        desk.error(node, "too-long", message, "Shorten it.")
        return None
    return value


def start(node: Node, desk: Desk, name: str) -> Start | None:
    """The conversation to begin, which stands under ``conversations:``."""
    value = text(node, desk, name)
    known = desk.facts.conversations
    if value is None or value in known:
        return None if value is None else Start(value)
    near = nearest(value, known)
    if near:
        remedy = f"Did you mean `{near}`?"
    elif known:
        remedy = f"Conversations in the file: {listed(sorted(known))}."
    else:
        remedy = f"Add it at the top of the file:\n  conversations:\n    {value}:\n      - ask: Which day suits you?"
    desk.error(node, "unknown-conversation", f"there is no conversation called {quoted(value)}", remedy)
    return None


ASK_KEYS = (
    Key(
        "ask",
        "A question that is sent after the reply and left open, for rules with `answering`.",
        Shape(reply, REPLY),
        ("How was your visit, 1 to 5?",),
        instead="question asks ask_them prompt",
    ),
    Key(
        "as",
        "What `answering` calls the question. Unless said, it is called like the rule.",
        Shape(question_title, TEXT),
        ("rating",),
        instead="ask_as question_name called_as",
    ),
    Key(
        "within",
        "For `ask`: how long an answer counts; 1 day unless said.",
        Shape(duration, DURATION),
        ("3 days",),
        instead="open_for answer_within expires wait_for",
    ),
)

START_KEY = Key(
    "start",
    "Begins a conversation, which stands under `conversations` at the top of the file.",
    Shape(start, TEXT),
    ("new_time",),
    instead="starts begin begins conversation start_conversation go_to goto survey form",
)

START_MADE_OF: dict[str, Callable[[Any], Action | None]] = {"start": lambda made: made}


def ask_of(found: dict[str, Entry], values: dict[str, Any], rule: str, desk: Desk) -> Ask | None:
    """What a rule asks, where it does; what can't be together is told."""
    for key in ("as", "within"):
        if key in found and "ask" not in found:
            message = f'"{key}" needs "ask", and there is none'
            desk.error(found[key].key, "missing-setting", message, f"Add `ask:`, or delete `{key}`.")
    if "ask" not in found:
        return None
    for key, remedy in (
        ("silent", "Delete one of the two."),
        ("start", "A conversation asks by itself. Delete one of the two, or put the question into the conversation."),
    ):
        if values.get(key):
            desk.error(found["ask"].key, "opposites", f'"ask" and "{key}" can\'t be together', remedy)
    if rule.casefold() == ANY_REMINDER and "as" not in found:
        message = f"a question can't be called {quoted(rule)}, like its rule"
        remedy = f"`answering: {ANY_REMINDER}` means whatever a reminder asked. Name the question by `as: …`."
        desk.error(found["ask"].key, "taken-name", message, remedy)
    spec = values.get("ask")
    return None if spec is None else Ask(spec, values.get("as", rule), values.get("within", WITHIN))
