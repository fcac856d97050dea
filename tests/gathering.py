"""Works that wait for the same commit of a SQLite store, for tests of several rooms."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from responder.store import Store, Unit
from responder.store.group_commit import GroupCommit


@contextmanager
def _busy(store: Store) -> Iterator[None]:
    held, release = threading.Event(), threading.Event()

    def hold(_unit: Unit) -> None:
        held.set()
        release.wait(20)

    holder = threading.Thread(target=store.write, args=(hold,))
    holder.start()
    held.wait(20)
    try:
        yield
    finally:
        release.set()
        holder.join()


@pytest.fixture
def busy_writer() -> Callable[[Store], AbstractContextManager[None]]:
    """Holds a SQLite store's writer, so that what is written inside the block waits and is committed together."""
    return _busy


@pytest.fixture
def gathered() -> Callable[[Store, list[Callable[[], Any]]], list[Any]]:
    """Makes calls that each write to a SQLite store, in threads of their own, so that all wait for the same commit;
    gives what each returned or raised."""

    def gathered(store: Store, calls: list[Callable[[], Any]]) -> list[Any]:
        results: list[Any] = [None] * len(calls)

        def run(place: int) -> None:
            try:
                results[place] = calls[place]()
            except BaseException as error:
                results[place] = error

        threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
        assert isinstance(store._writer, GroupCommit)
        with _busy(store):
            for count, thread in enumerate(threads, 1):
                thread.start()
                while len(store._writer._waiting) < count:
                    time.sleep(0.001)
        for thread in threads:
            thread.join()
        return results

    return gathered
