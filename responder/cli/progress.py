"""Something moves while one waits, on a terminal only. rich is imported only there."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
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


def counted(items: Iterable[T], message: str, least: int = 50, total: int | None = None) -> Iterable[T]:
    """The items, with a bar that fills as they are taken. Fewer than ``least`` are done before it could be seen.
    ``total``: how many there are, where the items can't tell."""
    count = total if total is not None else len(items) if isinstance(items, Sequence) else 0
    if not is_watched() or count < least:
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, message, total=count, console=Console(stderr=True), transient=True)


@contextmanager
def filling(message: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A bar beside ``message``, until the block ends. The block is given what moves it on by so many."""
    if not is_watched():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(message, total=total)
        yield lambda done: bar.advance(task, done)
