"""Readers for what is known of the contact: ``contact`` and ``answering`` under ``when``."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from responder.core.conditions.contact_matchers import ContactIs, FieldTest, FieldValue, Sign, date_in, number_in
from responder.core.conditions.question_matchers import ANY_REMINDER
from responder.core.suggest import nearest, quoted
from responder.rules.actions import OUR_FIELDS, tag_name
from responder.rules.desk import Desk, listed
from responder.rules.readers.phrases import first_known
from responder.rules.readers.scalars import many, text
from responder.rules.syntax.tree import Broken, Entry, Node, Settings, Text

EXAMPLE = '{plan: gold, visits: "> 3"}'

_COMPARISON = re.compile(r"(?P<sign>>=|<=|=>|=<|!=|<>|==|[><=≥≤≠])\s*(?P<value>.*)", re.DOTALL)
_SIGNS: dict[str, Sign] = {
    ">": ">", "<": "<", "=": "=", "==": "=", "!=": "!=", "<>": "!=", "≠": "!=",
    ">=": ">=", "=>": ">=", "≥": ">=", "<=": "<=", "=<": "<=", "≤": "<=",
}  # fmt: skip


def contact_is(node: Node, desk: Desk, name: str) -> ContactIs | None:
    """Fields saved about the contact, each with what it has to be."""
    if not isinstance(node, Settings):
        desk.wrong_kind(node, name, "fields with their values", f"{name}: {EXAMPLE}")
        return None
    if not node.entries:
        desk.error(node, "empty", f'"{name}" is empty', f"Write fields with their values: `{name}: {EXAMPLE}`.")
        return None
    fields = [_field(entry, desk) for entry in node]
    made = tuple(field for field in fields if field is not None)
    return ContactIs(made) if len(made) == len(fields) else None


def _field(entry: Entry, desk: Desk) -> FieldTest | None:
    name = entry.key.value
    known = _is_known(entry.key, desk)
    values = None if isinstance(entry.value, Broken) else many(_value, commas=False)(entry.value, desk, name)
    return FieldTest(name, values) if known and values is not None else None


def _is_known(key: Text, desk: Desk) -> bool:
    fields = desk.facts.fields | OUR_FIELDS
    if key.value in fields:
        return True
    near = nearest(key.value, fields)
    remedy = f"Did you mean `{near}`?" if near else f"Fields that are saved: {listed(sorted(fields))}."
    message = f"no rule saves a field called {quoted(key.value)}"
    desk.error(key, "unknown-field", message, f"{remedy} A rule saves one by `remember`.")
    return False


def _value(node: Node, desk: Desk, name: str) -> FieldValue | None:
    """A text, or a comparison with a number, an amount of money or a date. Two quotes with nothing between stand for
    a field that isn't saved."""
    if isinstance(node, Text) and node.quoted and not node.value.strip():
        return FieldValue("=", "", "")
    written = text(node, desk, name)
    if written is None:
        return None
    found = _COMPARISON.fullmatch(written)
    if found is None:
        return FieldValue("=", written, written)
    sign, value = _SIGNS[found["sign"]], found["value"].strip()
    wanted = _comparable(value)
    if wanted == "" or (isinstance(wanted, str) and sign not in ("=", "!=")):
        _tell_incomparable(node, desk, name, found["sign"], value)
        return None
    return FieldValue(sign, wanted, written)


def _comparable(value: str) -> str | Decimal | date | None:
    """A number, a date, None for today, else the text."""
    if value.casefold() == "today":
        return None
    day = date_in(value)
    if day is not None:
        return day
    number = number_in(value)
    return value if number is None else number


def _tell_incomparable(node: Node, desk: Desk, name: str, sign: str, value: str) -> None:
    if not value and _SIGNS[sign] in ("=", "!="):
        empty = f'contact: {{{name}: ""}}'
        remedy = f'For "is saved" write `not: {{{empty}}}`, for "isn\'t saved" `{empty}`.'
        desk.error(node, "not-comparable", f"there is nothing behind the {sign}", remedy)
        return
    what = f"{quoted(value)} is neither a number nor a date" if value else f"there is nothing behind the {sign}"
    desk.error(
        node,
        "not-comparable",
        what,
        f'Compare with a number, an amount or a date: `{name}: "> 3"`, `{name}: "<= $60"`, `{name}: ">= 2026-06-01"`, '
        f'`{name}: "< today"`. A text stands alone: `{name}: gold`.',
    )


def question_name(node: Node, desk: Desk, name: str) -> str | None:
    """The name of a question that something in the files asks."""
    value = text(node, desk, name)
    if value is None:
        return None
    known = desk.facts.questions
    if meant := first_known(value, dict.fromkeys(known)):
        return meant
    asked = sorted(known - {ANY_REMINDER})
    remedy = f"Questions in the file: {listed(asked)}. " if asked else ""
    if near := nearest(value, known):
        remedy = f"Did you mean `{near}`? "
    desk.error(
        node,
        "unknown-question",
        f"nothing asks a question called {quoted(value)}",
        f"{remedy}A rule with `ask` asks one under its name (or `as`), and so do conversations and follow-ups.",
    )
    return None


def known_tag(node: Node, desk: Desk, name: str) -> str | None:
    """A tag that something in the files gives to contacts."""
    value = tag_name(node, desk, name)
    known = desk.facts.tags
    if value is None or value in known:
        return value
    remedy = f"Tags in the file: {listed(sorted(known))}. " if known else ""
    if near := nearest(value, known):
        remedy = f"Did you mean `{near}`? "
    message = f"nothing tags anybody {quoted(value)}, so this never holds"
    desk.error(node, "unknown-tag", message, f"{remedy}A rule or a step of a conversation gives a tag by `tag: …`.")
    return None
