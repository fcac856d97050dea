"""Something moves while one waits, on a terminal only. rich is imported only there."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


def is_watched() -> bool:
    """Whether a person looks at stderr, where progress is shown."""
    return sys.stderr.isatty()


@contextmanager
def waiting(message: str) -> Iterator[None]:
    """A spinner beside ``message`` until the block ends."""
    if not is_watched():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(message):
        yield


def counted(items: Sequence[T], message: str, least: int = 50) -> Iterable[T]:
    """The items, with a bar that fills as they are taken. Fewer than ``least`` are done before it could be seen."""
    if not is_watched() or len(items) < least:
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, message, console=Console(stderr=True), transient=True)
