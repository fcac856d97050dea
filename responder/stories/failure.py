"""What came out otherwise than expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NONE = "none"
"""How an expectation says that no rule, no question is meant."""

What = Literal[
    "replies",
    "contains",
    "rule",
    "saved",
    "tags",
    "lists",
    "opted out",
    "question",
    "handed over",
    "sends",
    "error",
    "clock",
]


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that didn't hold. ``expected`` and ``actual`` are texts of messages for "replies" and
    "contains" (none: silence), else words for the reader. ``hints``: what helps to see why, in sentences."""

    what: What
    expected: tuple[str, ...] = ()
    actual: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
