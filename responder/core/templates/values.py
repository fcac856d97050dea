"""What a template may see of a value, the same whichever way the template is rendered."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from responder.core.templates.problems import TemplateFailed
from responder.core.wording import MOMENT_PARTS, Moment, SavedMoment

LONGEST = 16_000
"""Characters that a template gives at most: ten texts of 1,600."""

PARTS_OF: Mapping[str, frozenset[str] | None] = {
    "about": None,
    "contact": None,
    "match": None,
    "now": frozenset(MOMENT_PARTS),
    "next_opening": frozenset(MOMENT_PARTS),
}
"""The variables that have parts (``about.address``), and the parts where they are always the same. Every other
variable is a text."""

WITHOUT_OWN_TEXT = frozenset({"about", "contact", "match"})
"""Variables that can't be printed whole."""


def text_of(value: Any) -> str:
    """The value as a reply shows it. Raises TemplateFailed for what isn't a text, a number, a moment or a list."""
    if isinstance(value, str):
        return value.said if isinstance(value, SavedMoment) else value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, set | frozenset):
        value = sorted(value, key=str)
    if isinstance(value, list | tuple):
        return ", ".join(_single(item) for item in value)[:LONGEST]
    return _single(value)


def _single(value: Any) -> str:
    """A value that isn't made of others, as text. Lists in lists could be built to be endless."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, SavedMoment):
        return value.said
    if isinstance(value, str | int | float | Decimal | Moment):
        return str(value)
    raise TemplateFailed("it prints something that has several parts; name the part, such as `about.address`")


def part_of(value: Any, name: str) -> Any:
    """``value.name``: an entry of a map or a part of a moment, or None where there is no such thing."""
    if isinstance(value, Mapping):
        return value.get(name)
    if isinstance(value, Moment) and name in MOMENT_PARTS:
        return getattr(value, name)
    return None
