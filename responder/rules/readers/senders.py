"""Readers for who sends (``from``, ``blocked``) and where to (``to``)."""

from __future__ import annotations

import re

from responder.core.conditions.matchers import Sender
from responder.core.phone import parse_number
from responder.core.suggest import nearest, quoted
from responder.rules.desk import Desk, listed
from responder.rules.readers.phrases import first_known
from responder.rules.readers.regions import COUNTRIES, INSTEAD
from responder.rules.readers.scalars import text
from responder.rules.syntax.tree import Node

_PREFIX = re.compile(r"\+?[0-9][0-9 ().-]*\*")


def sender(node: Node, desk: Desk, name: str) -> Sender | None:
    """A number, a beginning of numbers (``+44*``), a country (``GB``), staff, a list, known or unknown."""
    value = text(node, desk, name)
    if value is None:
        return None
    if value.lower() in ("staff", "known", "unknown"):
        return _group(node, value, desk, name)
    if staff := first_known(value, desk.facts.business.staff):
        return Sender("staff", staff, value)
    if joined := first_known(value, desk.facts.business.lists):
        return Sender("list", joined, value)
    if value.upper() in COUNTRIES:
        return Sender("country", value.upper(), value)
    if "*" in value:
        return _prefix(node, value, desk)
    if re.search(r"[0-9]", value) and not re.search(r"[^\W\d_]", value):
        return _number(node, value, desk)
    desk.error(node, "unknown-sender", f"there is no sender called {quoted(value)}", _who(value, desk))
    return None


def _group(node: Node, value: str, desk: Desk, name: str) -> Sender | None:
    word = value.lower()
    if word == "staff":
        if not desk.facts.business.staff:
            desk.error(
                node, "unknown-staff", f'"{name}: staff" holds for nobody: there is no `staff:` in the file', _STAFF
            )
            return None
        return Sender("staff", "", value)
    return Sender("known" if word == "known" else "unknown", "", value)


_STAFF = "Add it at the top of the file:\n  staff:\n    maria: +1 555 010 0002"


def _prefix(node: Node, value: str, desk: Desk) -> Sender | None:
    digits = re.sub(r"[^0-9]", "", value)
    if not _PREFIX.fullmatch(value) or not value.startswith("+"):
        desk.error(
            node,
            "unknown-sender",
            f"{quoted(value)} isn't the beginning of numbers",
            "Write + and the first digits, then one star at the end, as in `+44*`.",
        )
        return None
    return Sender("prefix", f"+{digits}", value)


def _number(node: Node, value: str, desk: Desk) -> Sender | None:
    try:
        return Sender("number", parse_number(value, desk.facts.business.country), value)
    except ValueError as error:
        desk.sentence(node, "not-a-number", error)
        return None


def _who(value: str, desk: Desk) -> str:
    """What may stand under ``from``, with the nearest name."""
    if value.upper() in INSTEAD:
        return f"Did you mean `{INSTEAD[value.upper()]}`?"
    business = desk.facts.business
    near = nearest(value, [*business.staff, *business.lists, "staff", "known", "unknown"])
    meant = f"Did you mean `{near}`? " if near else ""
    return (
        f"{meant}Write a number with its country code, the beginning of numbers (`+44*`), a country (`GB`), a name "
        "under `staff:` or `staff`, a list under `lists:`, `known` or `unknown`."
    )


def receiver(node: Node, desk: Desk, name: str) -> tuple[str, str] | None:
    """One of our own numbers, or its name under ``numbers:``; with what was written."""
    value = text(node, desk, name)
    if value is None:
        return None
    numbers = desk.facts.business.numbers
    if known := first_known(value, numbers):
        return numbers[known], value
    if re.search(r"[^\W\d_]", value):
        near = nearest(value, numbers)
        meant = f"Did you mean `{near}`? " if near else ""
        known_names = (
            f"Known: {listed(numbers)}." if numbers else "Write the number, or give it a name under `numbers:`."
        )
        desk.error(node, "unknown-number", f"there is no number called {quoted(value)}", f"{meant}{known_names}")
        return None
    try:
        return parse_number(value, desk.facts.business.country), value
    except ValueError as error:
        desk.sentence(node, "not-a-number", error)
        return None


def person(node: Node, desk: Desk, name: str) -> str | None:
    """Who texts in an example or a story: a number, or a name under ``staff:``."""
    value = text(node, desk, name)
    if value is None:
        return None
    staff = desk.facts.business.staff
    if known := first_known(value, staff):
        return staff[known]
    try:
        return parse_number(value, desk.facts.business.country)
    except ValueError as error:
        desk.sentence(node, "not-a-number", error)
        return None
