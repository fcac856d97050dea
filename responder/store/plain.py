"""The core's flat values as plain ones and back: effects, open questions, what is due.

A flat value is a dataclass of texts, whole numbers, yes and no, times, and tuples of these. Its fields are all that
there is to keep. Tuples become lists and a time becomes ``{"moment": microseconds}``: nothing else in a flat value
becomes a list or a dict, so reading back is certain.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from responder.store.columns import microseconds, moment

_MOMENT = "moment"


_names: dict[type[Any], tuple[str, ...]] = {}


def plain(thing: Any) -> dict[str, Any]:
    """The fields of a flat value, fit for JSON. Raises TypeError for one that isn't flat, or a time without a zone."""
    names = _names.get(type(thing))
    if names is None:
        names = _names[type(thing)] = tuple(field.name for field in fields(thing))
    return {name: _plain(getattr(thing, name)) for name in names}


def values(row: dict[str, Any]) -> dict[str, Any]:
    """The fields that ``plain`` was given, by name; times in UTC."""
    return {name: _value(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    # A text first, since most are. A yes or no is a whole number to Python.
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return {_MOMENT: microseconds(value)}
    raise TypeError(f"{type(value).__name__} is nothing that a flat value holds")


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_value(one) for one in value)
    return moment(value[_MOMENT]) if isinstance(value, dict) else value
