"""Values that know where they stand in a file: the same ones further down, and whether two say the same wherever they
stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import fields, is_dataclass
from operator import attrgetter, is_
from typing import Any, TypeVar, cast

from responder.core.place import Place
from responder.core.rule import Rule

T = TypeVar("T")


def moved(value: T, by: int) -> T:
    """A rule, or a part of one, with every place in it so many lines further down. What holds none stays the very
    same object."""
    return cast(T, _moved(value, by))


def _moved(value: Any, by: int) -> Any:
    kind = type(value)
    if kind is Place:
        return Place(value.file, value.line + by, value.column)
    if kind is tuple:
        parts = tuple([_moved(part, by) for part in value])
        return value if all(map(is_, parts, value)) else parts
    if kind is dict:
        return {name: _moved(part, by) for name, part in value.items()}
    positions, parts_of = _FIELDS.get(kind) or _fields_of(kind)
    if not positions:
        return value
    # Faster than ``dataclasses.replace``, which counts where thousands of rules move at once.
    found = list(parts_of(value))
    changed = False
    for position in positions:
        if (before := found[position]) and (after := _moved(before, by)) is not before:
            found[position] = after
            changed = True
    return kind(*found) if changed else value


_FIELDS: dict[type[Any], tuple[tuple[int, ...], Callable[[Any], Iterable[Any]]]] = {}
"""By a kind of value: which of its fields may hold a place, at whatever depth, and what gives all of its fields."""


def _fields_of(kind: type[Any]) -> tuple[tuple[int, ...], Callable[[Any], Iterable[Any]]]:
    given = [one for one in fields(kind) if one.init] if is_dataclass(kind) else []
    positions = tuple(
        position
        for position, one in enumerate(given)
        if not set(_WORD.findall(str(one.type))) <= _PLAIN and (kind, one.name) not in _LARGE
    )
    names = [one.name for one in given]
    parts_of = attrgetter(*names) if len(names) > 1 else lambda value: [getattr(value, name) for name in names]
    _FIELDS[kind] = positions, parts_of
    return _FIELDS[kind]


_WORD = re.compile(r"\w+")
_PLAIN = frozenset({"str", "bool", "int", "float", "None", "tuple", "frozenset", "Mapping", "timedelta"})
_LARGE = frozenset({(Rule, "when"), (Rule, "reply")})
"""Parts of a rule that hold no place and are the largest, so that it would take long to search them for one."""


class Likeness:
    """Compares values as ``==`` does, places aside. One is for comparing many values that share parts, such as the
    rules of two loads: what both have is looked at once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bool] = {}

    def holds(self, one: Any, other: Any, without: Container[str] = ()) -> bool:
        """Whether the two say the same, the fields ``without`` aside."""
        kind: Any = type(one)
        if one is other:
            return True
        if kind is not type(other):
            return False
        if kind is Place:
            return True
        if kind is tuple:
            return len(one) == len(other) and self._each(zip(one, other, strict=True))
        if isinstance(one, Mapping):
            return list(one) == list(other) and self._each(zip(one.values(), other.values(), strict=True))
        if not is_dataclass(one):
            return bool(one == other)
        names = _COMPARED.get(kind)
        if names is None:
            names = _COMPARED[kind] = tuple(one.name for one in fields(kind) if one.compare)
        if without:
            return self._each((getattr(one, name), getattr(other, name)) for name in names if name not in without)
        pair = (id(one), id(other))
        if pair not in self._known:
            self._known[pair] = self._each((getattr(one, name), getattr(other, name)) for name in names)
        return self._known[pair]

    def _each(self, pairs: Iterable[tuple[Any, Any]]) -> bool:
        # Most parts are the very same, and of these there are very many.
        return all(one is other or self.holds(one, other) for one, other in pairs)


_COMPARED: dict[type[Any], tuple[str, ...]] = {}
