"""The wording of reasons in traces, for someone who edits rules.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

SHOWN = 8
"""How many entries of a list a reason names; the others are counted."""

_UNSHOWABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]"
)


def listed(names: Sequence[str], joint: str = "") -> str:
    """``price, cost, how much``; with a joint (``and``, ``or``) before the last one; long lists are cut."""
    if len(names) > SHOWN:
        return f"{', '.join(names[:SHOWN])} and {len(names) - SHOWN} more"
    if joint and len(names) > 1:
        return f"{', '.join(names[:-1])} {joint} {names[-1]}"
    return ", ".join(names)


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, in the order in which they come."""
    return tuple(dict.fromkeys(names))


def typed(text: str, longest: int = 40) -> str:
    """What someone texted, in quotes, for a reason or a log: one line, cut where it is long, nothing in it that turns
    or hides what stands beside it."""
    shown = _UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split()))
    return f"'{shown}'" if len(shown) <= longest else f"'{shown[: longest - 1]}…'"


_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def lasting(seconds: float) -> str:
    """A length of time in its largest unit: ``3 hours``, ``1 minute``."""
    for name, size in _UNITS:
        if (count := int(seconds // size)) >= 1:
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    return "a moment"
