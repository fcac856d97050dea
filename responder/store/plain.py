"""The core's flat values as plain ones and back: effects, open questions, what is due.

A flat value is a dataclass of texts, whole numbers, yes and no, times, and tuples of these. Its fields are all that
there is to keep. Tuples become lists and a time becomes ``{"moment": microseconds}``: nothing else in a flat value
becomes a list or a dict, so reading back is certain.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from responder.store.columns import microseconds, moment, read

T = TypeVar("T")

_MOMENT = "moment"


_names: dict[type[Any], tuple[str, ...]] = {}


def plain(thing: Any) -> dict[str, Any]:
    """The fields of a flat value, fit for JSON. Raises TypeError for one that isn't flat, or a time without a zone."""
    return {name: _plain(getattr(thing, name)) for name in _names_of(type(thing))}


def values(row: dict[str, Any]) -> dict[str, Any]:
    """The fields that ``plain`` was given, by name; times in UTC."""
    return {name: _value(value) for name, value in row.items()}


def made(type_: type[T], row: dict[str, Any], /, **more: Any) -> T:
    """A flat value of this type again. What a newer responder kept and this one doesn't know is left out. Raises
    TypeError where something is missing."""
    known = _names_of(type_)
    return type_(**{**{name: value for name, value in values(row).items() if name in known}, **more})


def receiver(what: str, otherwise: str) -> str:
    """Who gets what a row of ``due`` holds, as it stands in the database, whatever else may be wrong with it."""
    try:
        to = read(what)["to"]
    except (ValueError, LookupError, TypeError):
        return otherwise
    return to if isinstance(to, str) else otherwise


def _names_of(type_: type[Any]) -> tuple[str, ...]:
    names = _names.get(type_)
    if names is None:
        names = _names[type_] = tuple(field.name for field in fields(type_))
    return names


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
