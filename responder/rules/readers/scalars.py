"""Readers for single values. A reader gives the value, or None after it has told what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from responder.core.calendar.duration import parse_duration
from responder.core.phone import parse_number
from responder.core.suggest import nearest, quoted
from responder.rules.desk import Desk, listed
from responder.rules.syntax.tree import List, Node, Text

T = TypeVar("T")
Reader = Callable[[Node, Desk, str], T | None]
"""Takes the value, the desk and the setting's name."""

YES = frozenset({"yes", "true", "on"})
NO = frozenset({"no", "false", "off"})


def text(node: Node, desk: Desk, name: str, *, prose: bool = False) -> str | None:
    """A text as it stands, without spaces at the ends. ``prose``: for people to read, so that a ``#`` in it is never
    taken for the beginning of a comment."""
    if not isinstance(node, Text):
        desk.wrong_kind(node, name, "a text", "" if name == "" else f"{name}: …")
        return None
    if node.cut and _is_cut(node, prose):
        from responder.rules.syntax.losses import cut_text

        desk.problems.append(cut_text(node.source, node.end_line, node.cut))
        return None
    value = node.value.strip()
    if not value:
        desk.error(node, "empty", f'"{name}" has no value', f"Write a value behind `{name}:`, or delete the line.")
        return None
    if value[0] in "“„‟" and not node.quoted and not node.block:
        from responder.rules.syntax.losses import curly_quotes

        desk.problems.append(curly_quotes(node.source, node))
        return None
    return value


def _is_cut(node: Text, prose: bool) -> bool:
    """Whether words may have been lost at a ``#``. ``# like this`` behind a name is a note; ``#4`` belongs to it."""
    following = node.source.line(node.end_line)[node.cut : node.cut + 1]
    return prose or following not in ("", " ", "#", "\t")


def prose(node: Node, desk: Desk, name: str) -> str | None:
    """A text for people."""
    return text(node, desk, name, prose=True)


def yes_no(node: Node, desk: Desk, name: str) -> bool | None:
    """yes, no, true, false, on or off, in any case."""
    value = text(node, desk, name)
    if value is None:
        return None
    word = value.lower()
    if word in YES or word in NO:
        return word in YES
    desk.error(node, "not-yes-or-no", f"{quoted(value)} is neither yes nor no", f"Write `{name}: yes` or `{name}: no`.")
    return None


def whole_number(node: Node, desk: Desk, name: str) -> int | None:
    """A whole number from 1 on."""
    value = text(node, desk, name)
    if value is None:
        return None
    if value.isascii() and value.isdigit() and 0 < int(value[:10]) < 100_000:
        return int(value)
    desk.error(node, "not-a-number", f"{quoted(value)} isn't a whole number from 1 on", f"Write it like `{name}: 5`.")
    return None


def duration(node: Node, desk: Desk, name: str) -> timedelta | None:
    """A length of time: ``2 days``."""
    value = text(node, desk, name)
    if value is None:
        return None
    try:
        return parse_duration(value)
    except ValueError as error:
        desk.sentence(node, "not-a-time", error)
        return None


def phone(node: Node, desk: Desk, name: str) -> str | None:
    """A phone number in E.164, or a short code."""
    value = text(node, desk, name)
    if value is None:
        return None
    try:
        return parse_number(value, desk.facts.business.country)
    except ValueError as error:
        desk.sentence(node, "not-a-number", error)
        return None


def one_of(*choices: str, instead: dict[str, str] | None = None) -> Reader[str]:
    """One of a few words. ``instead``: other names that people use, with the right one."""

    def read(node: Node, desk: Desk, name: str) -> str | None:
        value = text(node, desk, name)
        if value is None:
            return None
        word = " ".join(value.lower().replace("_", " ").split())
        if word in choices:
            return word
        meant = (instead or {}).get(word) or nearest(word, choices)
        hint = f"Did you mean `{meant}`? " if meant else ""
        desk.error(node, "unknown-word", f'"{name}" doesn\'t know {quoted(value)}', f"{hint}Known: {listed(choices)}.")
        return None

    return read


def many(reader: Reader[T], *, commas: bool = True) -> Reader[tuple[T, ...]]:
    """One value or a list of them. ``commas``: a comma in a single value without quotes is a list that lacks its
    brackets."""

    def read(node: Node, desk: Desk, name: str) -> tuple[T, ...] | None:
        if isinstance(node, List):
            if not node.items:
                desk.error(
                    node,
                    "empty",
                    f'"{name}" has an empty list',
                    "Write something between the brackets, or delete the line.",
                )
                return None
            values = [reader(item, desk, name) for item in node.items]
            return None if None in values else tuple(value for value in values if value is not None)
        if commas and isinstance(node, Text) and _lacks_brackets(node):
            safe = f"{name}: [{node.value}]"
            remedy = f"Put brackets around several:\n  {safe}\nIf it is one text with a comma, put it in quotes."
            desk.error(
                node, "list-without-brackets", f'"{name}" has several values without brackets around them', remedy
            )
            return None
        value = reader(node, desk, name)
        return None if value is None else (value,)

    return read


def _lacks_brackets(node: Text) -> bool:
    return not node.quoted and not node.block and re.search(r"(?<!\d),|,(?!\d)", node.value) is not None
