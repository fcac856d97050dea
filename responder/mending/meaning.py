"""What a file of rules means, so that it can be compared with what another one means: without places and layout."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from responder.core.place import Place
from responder.core.ruleset import Ruleset

_LEFT_OUT = frozenset({"digest", "index", "files", "needs"})


def meaning(ruleset: Ruleset, instead: Mapping[int, str] | None = None) -> Hashable:
    """Equal for rulesets that answer alike. ``instead``: as for ``str.translate``, done with every text first."""
    return _plain(ruleset, instead or {})


def _plain(value: Any, instead: Mapping[int, str]) -> Hashable:
    if isinstance(value, str):
        return value.translate(instead) if instead else value
    if isinstance(value, Place):
        return ()
    if is_dataclass(value):
        kept = (one.name for one in fields(value) if one.name not in _LEFT_OUT and not one.name.startswith("_"))
        return type(value).__name__, tuple(_plain(getattr(value, name), instead) for name in kept)
    if isinstance(value, Mapping):
        return tuple((_plain(key, instead), _plain(one, instead)) for key, one in value.items())
    if isinstance(value, tuple | list):
        return tuple(_plain(one, instead) for one in value)
    if isinstance(value, frozenset | set):
        return frozenset(_plain(one, instead) for one in value)
    return repr(value)
