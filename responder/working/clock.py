"""Whether this machine's clock was put right after it had run ahead."""

from __future__ import annotations

from datetime import timedelta

NOTED = timedelta(minutes=1)
"""Less is nothing that anybody waits for."""


class Clock:
    """A clock that people and time servers set, beside a watch that only goes forward. Both in seconds."""

    def __init__(self, clock: float, watch: float) -> None:
        self._ahead = clock - watch

    def back(self, clock: float, watch: float) -> timedelta:
        """By how much it went back since ``noted``; nothing where that is little."""
        by = timedelta(seconds=self._ahead - (clock - watch))
        return by if by >= NOTED else timedelta()

    def noted(self, clock: float, watch: float) -> None:
        """From here on."""
        self._ahead = clock - watch
