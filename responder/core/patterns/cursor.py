"""A place in a regular expression that is being read, and what is said when the reading fails there."""

from __future__ import annotations

from typing import NoReturn


class PatternProblem(ValueError):
    """A regular expression that can't be used: what is wrong with it (``message``), what to write instead
    (``remedy``), and at which character, counted from 0 (``offset``), where that is known."""

    def __init__(self, message: str, remedy: str, offset: int | None = None) -> None:
        super().__init__(f"{message}. {remedy}")
        self.message = message
        self.remedy = remedy
        self.offset = offset


class Cursor:
    """The source and how far it is read."""

    __slots__ = ("at", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0

    @property
    def done(self) -> bool:
        return self.at >= len(self.source)

    def peek(self, ahead: int = 0) -> str:
        """The character here, or some characters on; empty behind the end."""
        return self.source[self.at + ahead : self.at + ahead + 1]

    def sees(self, *beginnings: str) -> str:
        """The first of these that stands here, or nothing."""
        return next((text for text in beginnings if self.source.startswith(text, self.at)), "")

    def take(self, length: int = 1) -> str:
        """Read on, and return what was read."""
        self.at += length
        return self.source[self.at - length : self.at]

    def fail(self, message: str, remedy: str, offset: int | None = None) -> NoReturn:
        """Raise PatternProblem for what stands here, or at ``offset``."""
        raise PatternProblem(message, remedy, self.at if offset is None else offset)
