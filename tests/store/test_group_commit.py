"""SQLite's writer: works that wait share one commit, and no one pays for another's mistake."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from responder.errors import StoreError
from responder.store import Store, Unit
from responder.store.group_commit import GroupCommit

NOW = datetime(2026, 6, 2, 10, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Store]:
    with Store.open(sqlite_url) as opened:
        yield opened


def connection_of(store: Store) -> sqlite3.Connection:
    assert isinstance(store._writer, GroupCommit)
    return store._writer._connection


Gathered = Callable[[Store, list[Callable[[], Any]]], list[Any]]
Busy = Callable[[Store], AbstractContextManager[None]]


def note(sid: str) -> Callable[[Unit], bool]:
    return lambda unit: unit.move_status(sid, "sent", None, NOW)


def test_a_commit_is_on_the_disk_before_write_returns(store: Store) -> None:
    connection = connection_of(store)
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    full = 2
    assert connection.execute("PRAGMA synchronous").fetchone()[0] == full
    assert connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    assert connection.execute("PRAGMA busy_timeout").fetchone()[0] == 10_000


def test_works_that_wait_share_one_commit(store: Store, gathered: Gathered) -> None:
    statements: list[str] = []
    connection_of(store).set_trace_callback(statements.append)
    assert gathered(store, [partial(store.write, note(f"SM{n}")) for n in range(8)]) == [True] * 8
    assert statements.count("BEGIN IMMEDIATE") == statements.count("COMMIT") == 2
    assert all(store.delivery(f"SM{n}") for n in range(8))


def test_a_work_that_raises_leaves_its_neighbours_in_the_same_commit_alone(store: Store, gathered: Gathered) -> None:
    def fails(unit: Unit) -> None:
        unit.move_status("SM-bad", "sent", None, NOW)
        raise LookupError("mine")

    results = gathered(store, [partial(store.write, work) for work in (note("SM1"), fails, note("SM2"))])
    assert (results[0], results[2]) == (True, True)
    assert isinstance(results[1], LookupError)
    assert store.delivery("SM1") and store.delivery("SM2") and not store.delivery("SM-bad")


def test_a_work_that_the_database_refuses_leaves_its_neighbours_alone_too(store: Store, gathered: Gathered) -> None:
    def refused(unit: Unit) -> None:
        unit.move_status("SM-bad", "sent", None, NOW)
        unit._cursor.execute("INSERT INTO list_members VALUES ('+1404', 'tips', 0)", ())

    results = gathered(store, [partial(store.write, work) for work in (note("SM1"), refused, note("SM2"))])
    assert (results[0], results[2]) == (True, True)
    assert isinstance(results[1], StoreError)
    assert "refused the work (FOREIGN KEY constraint failed)" in str(results[1])
    assert store.delivery("SM1") and store.delivery("SM2") and not store.delivery("SM-bad")


@pytest.mark.parametrize("together", [1, 3])
def test_a_full_disk_fails_every_work_that_it_takes_along_and_none_after(
    store: Store, gathered: Gathered, together: int
) -> None:
    connection = connection_of(store)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    body = "x" * 100_000

    def large(unit: Unit) -> None:
        unit._cursor.execute("INSERT INTO deliveries VALUES (?, '', 0, 0, 0)", (body,))

    results = gathered(
        store, [partial(store.write, work) for work in (*[note(f"SM{n}") for n in range(together - 1)], large)]
    )
    assert ["the disk is full" in str(result) for result in results] == [True] * together
    assert len({id(result) for result in results}) == together
    connection.execute("PRAGMA max_page_count = 1000000")
    assert store.write(note("SM9")) is True
    assert [bool(store.delivery(f"SM{n}")) for n in (0, 1, 9)] == [False, False, True]


def test_a_program_that_holds_the_file_for_too_long_is_reported_and_then_forgotten(store: Store) -> None:
    connection_of(store).execute("PRAGMA busy_timeout = 20")
    other = sqlite3.connect(store.name, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="held by another program"):
        store.write(note("SM1"))
    other.execute("ROLLBACK")
    other.close()
    assert store.write(note("SM1")) is True


def test_readers_don_t_wait_for_the_writer_and_see_only_what_is_committed(store: Store) -> None:
    seen: list[object] = []

    def work(unit: Unit) -> None:
        unit.move_status("SM1", "sent", None, NOW)
        reader = threading.Thread(target=lambda: seen.append(store.delivery("SM1")))
        reader.start()
        reader.join(20)

    store.write(work)
    assert seen == [None]
    assert store.delivery("SM1") is not None


class Interrupted(BaseException):
    """What Ctrl-C is to a program."""


@pytest.fixture
def interrupt() -> Iterator[Callable[[float], None]]:
    """Interrupts the main thread after so many seconds."""

    def on_alarm(_number: int, _frame: FrameType | None) -> None:
        raise Interrupted

    before = signal.signal(signal.SIGALRM, on_alarm)
    yield lambda seconds: signal.setitimer(signal.ITIMER_REAL, seconds) and None
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def test_an_interrupted_caller_takes_its_work_back_and_blocks_nobody(
    store: Store, busy_writer: Busy, interrupt: Callable[[float], None]
) -> None:
    with busy_writer(store):
        interrupt(0.05)
        with pytest.raises(Interrupted):
            store.write(note("SM1"))
    assert store.write(note("SM2")) is True
    assert store.delivery("SM1") is None


def test_an_interrupted_leader_fails_its_batch_and_blocks_nobody(
    store: Store, interrupt: Callable[[float], None]
) -> None:
    def slow(unit: Unit) -> None:
        unit.move_status("SM1", "sent", None, NOW)
        time.sleep(20)

    interrupt(0.05)
    with pytest.raises(Interrupted):
        store.write(slow)
    assert store.write(note("SM2")) is True
    assert store.delivery("SM1") is None


def test_closing_waits_for_what_is_under_way(sqlite_url: str) -> None:
    store = Store.open(sqlite_url)
    begun = threading.Event()

    def slow(unit: Unit) -> bool:
        begun.set()
        time.sleep(0.1)
        return unit.move_status("SM1", "sent", None, NOW)

    writer = threading.Thread(target=store.write, args=(slow,))
    writer.start()
    begun.wait(20)
    store.close()
    writer.join()
    with Store.open(sqlite_url) as again:
        assert again.delivery("SM1") is not None


def test_many_threads_lose_nothing(store: Store) -> None:
    def write(thread: int) -> None:
        for n in range(50):
            store.write(note(f"SM{thread}-{n}"))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = connection_of(store).execute("SELECT count(*) FROM deliveries").fetchone()
    assert rows == (600,)


def test_what_was_written_survives_a_process_that_is_killed(sqlite_url: str) -> None:
    script = """
import sys, threading
from datetime import UTC, datetime
from responder.store import Store
store = Store.open(sys.argv[1])
def write(thread):
    for n in range(10**9):
        sid = f"SM{thread}-{n}"
        store.move_status(sid, "sent", None, datetime.now(UTC))
        sys.stdout.write(sid + "\\n"); sys.stdout.flush()
for n in range(4):
    threading.Thread(target=write, args=(n,), daemon=True).start()
threading.Event().wait()
"""
    with subprocess.Popen(
        [sys.executable, "-c", script, sqlite_url], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as program:
        assert program.stdout is not None
        told = [program.stdout.readline().strip() for _ in range(200)]
        program.kill()
        told += program.stdout.read().splitlines()[:-1]
    with Store.open(sqlite_url) as store:
        assert [sid for sid in told if store.delivery(sid) is None] == []
