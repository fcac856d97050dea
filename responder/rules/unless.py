"""``unless``: what takes a follow-up back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from responder.core.conditions.situation import Condition
from responder.core.suggest import nearest, quoted
from responder.rules.conditions import when
from responder.rules.desk import Desk
from responder.rules.readers.scalars import text
from responder.rules.syntax.tree import List, Node, Settings, Text

UNLESS = {
    "they reply": ("reply", "replies", "they replied", "they answer", "they answered", "they text", "they text back"),
    "they opt out": ("opt out", "opted out", "they opted out", "they stop", "stop", "they text stop"),
}
"""What ``unless`` knows, with other ways to say it."""

_ABOUT_A_TEXT = frozenset({"says", "starts_with", "contains", "contains_all", "matches", "has", "first_time"})
"""Conditions that look at a text that has just come."""


@dataclass(frozen=True, slots=True)
class Unless:
    """What ``unless`` says: whether a reply takes the follow-up back, and the conditions that are asked later."""

    reply: bool = False
    conditions: tuple[Condition, ...] = ()


def unless(node: Node, desk: Desk, name: str) -> Unless | None:
    """``they reply``, ``they opt out``, a condition, or a list of these."""
    parts = [_unless(item, desk, name) for item in (node.items if isinstance(node, List) else [node])]
    if isinstance(node, List) and not parts:
        desk.error(node, "empty", f'"{name}" has an empty list', "Write what takes it back, or delete the line.")
    if None in parts or not parts:
        return None
    found = [part for part in parts if part is not None]
    return Unless(any(part.reply for part in found), tuple(one for part in found for one in part.conditions))


def _unless(node: Node, desk: Desk, name: str) -> Unless | None:
    if isinstance(node, Settings):
        for key in _about_a_text(node):
            message = f'"{key.value}" looks at a text that has just come, and there is none when a follow-up is due'
            remedy = f"Write `{name}: they reply`, or ask what is known of them, as in `contact:`, `on_list:` or `if:`."
            desk.error(key, "no-text-then", message, remedy)
            return None
        condition = when(node, desk, name)
        return None if condition is None else Unless(conditions=(condition,))
    value = text(node, desk, name)
    if value is None:
        return None
    words = " ".join(value.casefold().split())
    meant = next((known for known, others in UNLESS.items() if words == known or words in others), None)
    if meant is not None:
        return Unless(reply=meant == "they reply")
    near = nearest(value, UNLESS)
    remedy = (
        f"Did you mean `{near}`?" if near else "Write `they reply`, `they opt out`, or a condition as under `when`."
    )
    desk.error(node, "unknown-word", f'"{name}" doesn\'t know {quoted(value)}', remedy)
    return None


def _about_a_text(node: Node) -> Iterator[Text]:
    """The conditions under ``unless`` that look at a text, in ``any``, ``all`` and ``not``, too."""
    for item in node.items if isinstance(node, List) else [node]:
        for entry in item if isinstance(item, Settings) else ():
            if entry.key.value in _ABOUT_A_TEXT:
                yield entry.key
            elif entry.key.value in ("any", "all", "not"):
                yield from _about_a_text(entry.value)
