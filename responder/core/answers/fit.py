"""What came of reading an answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fit:
    """The answer is of the kind that was asked for. ``value``: what a field keeps of it."""

    value: str
    shown: str
    """The value for a trace, in English: ``Tue 9 June 2026``."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """The answer isn't what was asked for, or it can't be told. ``because``: half a sentence for the trace."""

    because: str
