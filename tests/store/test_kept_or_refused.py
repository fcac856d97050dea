"""What can't be kept is refused, in time and in plain words, and ``check`` knows of it."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from responder.errors import StoreError
from responder.store import NEWEST, Store, limited, own_commit, revisions
from responder.store.group_commit import GroupCommit

if TYPE_CHECKING:
    from postgres import Postgres

NOW = datetime(2026, 6, 2, 10, 0, tzinfo=UTC)


def note(store: Store, sid: str) -> bool:
    return store.move_status(sid, "sent", None, NOW)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "texts.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{path}") as opened:
        yield opened


def connection_of(store: Store) -> sqlite3.Connection:
    assert isinstance(store._writer, GroupCommit)
    return store._writer._connection


def delete_the_file(path: Path) -> None:
    path.unlink()


def delete_the_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


def move_the_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))


@pytest.mark.parametrize("lose", [delete_the_file, delete_the_folder, move_the_folder])
def test_nothing_is_kept_in_a_file_that_is_gone(store: Store, path: Path, lose: Callable[[Path], None]) -> None:
    note(store, "SM1")
    lose(path)
    with pytest.raises(StoreError, match=r"isn't there any more.*put back the last copy"):
        note(store, "SM2")
    with pytest.raises(StoreError, match="isn't there any more"):
        store.check()
    with pytest.raises(StoreError, match="isn't there any more"):
        store.delivery("SM1")
    # Nobody who only looked has made an empty file in its place.
    assert not path.exists()


def test_a_file_that_comes_back_is_used_again(store: Store, path: Path) -> None:
    store._writer.health.quiet = 0
    move_the_folder(path)
    with pytest.raises(StoreError):
        note(store, "SM1")
    path.parent.with_name("elsewhere").rename(path.parent)
    assert store.check() == NEWEST
    assert note(store, "SM2") is True
    assert store.delivery("SM1") is None


def test_nothing_is_kept_in_a_file_that_another_took_the_place_of(store: Store, path: Path) -> None:
    copy = path.with_name("copy")
    shutil.copy(path, copy)
    copy.replace(path)
    with pytest.raises(StoreError, match=r"another was put in its place.*start responder again"):
        note(store, "SM1")
    with pytest.raises(StoreError, match="another was put in its place"):
        store.check()


def test_nothing_is_kept_in_a_log_that_was_deleted(store: Store, path: Path) -> None:
    note(store, "SM1")
    Path(f"{path}-wal").unlink()
    with pytest.raises(StoreError, match=r"-wal was removed while responder ran.*started again"):
        note(store, "SM2")


def test_a_link_to_the_file_is_followed(store: Store, path: Path) -> None:
    link = path.with_name("link")
    link.symlink_to(path)
    with Store.open(f"sqlite:///{link}") as linked:
        assert note(linked, "SM1") is True
        link.unlink()
        with pytest.raises(StoreError, match="isn't there any more"):
            note(linked, "SM2")
    assert store.delivery("SM1") is not None


def fill(store: Store) -> None:
    connection = connection_of(store)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="the disk is full"):
        store.write(lambda unit: unit.keep_steps("large", "x" * 100_000))


def test_check_fails_while_the_disk_is_full(store: Store) -> None:
    assert store.check() == NEWEST
    fill(store)
    with pytest.raises(StoreError, match=r"The last write failed.*the disk is full. Make room on it"):
        store.check()
    connection_of(store).execute("PRAGMA max_page_count = 1000000")
    assert note(store, "SM1") is True
    assert store.check() == NEWEST


def test_check_finds_out_by_itself_that_there_is_room_again(store: Store) -> None:
    fill(store)
    store._writer.health.quiet = 0
    with pytest.raises(StoreError, match="the disk is full"):
        store.check()
    connection_of(store).execute("PRAGMA max_page_count = 1000000")
    assert store.check() == NEWEST
    store._writer.health.quiet = 60
    assert store.check() == NEWEST
    assert connection_of(store).execute("SELECT count(*) FROM step_lists").fetchone() == (0,)


def test_check_leaves_a_database_in_trouble_alone_for_a_while(store: Store) -> None:
    fill(store)
    connection_of(store).execute("PRAGMA max_page_count = 1000000")
    with pytest.raises(StoreError, match="The last write failed"):
        store.check()


def test_a_work_s_own_mistake_is_no_failure_of_the_database(store: Store) -> None:
    with pytest.raises(StoreError, match="refused the work"):
        store.write(lambda unit: unit._cursor.execute("INSERT INTO list_members VALUES ('+1404', 'tips', 0)", ()))
    assert store.check() == NEWEST


def test_a_table_that_refuses_every_work_is_a_failure_of_the_database(store: Store) -> None:
    connection_of(store).execute("DROP TABLE deliveries")
    with pytest.raises(StoreError, match="no such table"):
        note(store, "SM1")
    with pytest.raises(StoreError, match="The last write failed"):
        store.check()


def test_who_queues_behind_another_program_s_lock_waits_no_longer_than_the_first(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("responder.store.group_commit.WAIT_SECONDS", 1.5)
    connection_of(store).execute("PRAGMA busy_timeout = 1500")
    other = sqlite3.connect(store.name, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waited: dict[int, Any] = {}

    def write(n: int) -> None:
        begun = time.monotonic()
        with pytest.raises(StoreError, match="held by another program"):
            note(store, f"SM{n}")
        waited[n] = time.monotonic() - begun

    threads = [threading.Thread(target=write, args=(n,)) for n in range(5)]
    for thread in threads:
        thread.start()
        time.sleep(0.35)
    for thread in threads:
        thread.join()
    other.execute("ROLLBACK")
    other.close()
    assert len(waited) == len(threads)
    # Each had its time and not much more, whenever it came.
    assert all(0.9 < seconds < 2.5 for seconds in waited.values()), waited
    assert connection_of(store).execute("PRAGMA busy_timeout").fetchone() == (1500,)
    assert note(store, "SM9") is True


def test_who_has_time_left_is_kept_when_the_lock_is_let_go(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("responder.store.group_commit.WAIT_SECONDS", 1.5)
    connection_of(store).execute("PRAGMA busy_timeout = 1500")
    other = sqlite3.connect(store.name, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    results: dict[str, Any] = {}

    def write(sid: str) -> None:
        try:
            results[sid] = note(store, sid)
        except StoreError as error:
            results[sid] = error

    first, second = (threading.Thread(target=write, args=(sid,)) for sid in ("SM1", "SM2"))
    first.start()
    time.sleep(0.9)
    second.start()
    first.join()
    assert isinstance(results["SM1"], StoreError)
    other.execute("ROLLBACK")
    other.close()
    second.join()
    assert results["SM2"] is True


def backends(store: Store) -> list[int]:
    with store._engine.connect() as connection:
        rows = connection.execute(text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")).all()
    return [row[0] for row in rows]


def test_a_postgresql_that_hangs_is_given_up_in_time(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(postgres.database()) as store:
        note(store, "SM1")
        pids = backends(store)
        monkeypatch.setattr(limited, "WAIT_SECONDS", 1)
        monkeypatch.setattr(own_commit, "WAIT_SECONDS", 1)
        monkeypatch.setattr(own_commit, "AGAIN_SECONDS", 0.5)
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            begun = time.monotonic()
            with pytest.raises(StoreError, match="doesn't answer"):
                note(store, "SM2")
            assert time.monotonic() - begun < 4
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)
        with pytest.raises(StoreError, match="The last write failed"):
            store.check()
        store._writer.health.quiet = 0
        assert store.check() == NEWEST
        assert note(store, "SM3") is True


def test_a_question_to_a_postgresql_that_hangs_is_given_up_too(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(postgres.database()) as store:
        pids = backends(store)
        monkeypatch.setattr(limited, "WAIT_SECONDS", 1)
        monkeypatch.setattr("responder.store.reading.AGAIN_SECONDS", 0.5)
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            begun = time.monotonic()
            with pytest.raises(StoreError, match="doesn't answer"):
                store.check()
            assert time.monotonic() - begun < 4
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)
        assert store.check() == NEWEST


def test_an_upgrade_waits_for_another_one_without_limit(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited, "WAIT_SECONDS", 0.3)
    url = f"{postgres.database()}&options=-c%20lock_timeout%3D50ms"
    with Store.connect(url) as store, Store.connect(url) as other:
        upgrade = threading.Thread(target=store.upgrade)
        with revisions._alone(other._engine):
            upgrade.start()
            upgrade.join(0.7)
            assert upgrade.is_alive()
        upgrade.join()
        assert store.check() == NEWEST


def test_postgresql_s_own_limits_are_set(postgres: Postgres) -> None:
    def shown(store: Store) -> list[Any]:
        with store._engine.connect() as connection:
            return [connection.execute(text(f"SHOW {name}_timeout")).scalar() for name in ("statement", "lock")]

    url = postgres.database()
    with Store.open(url) as store:
        assert shown(store) == ["8s", "8s"]
    with Store.open(f"{url}&options=-c%20statement_timeout%3D3s") as store:
        assert shown(store) == ["3s", "8s"]


def test_a_work_that_waits_too_long_for_a_lock_says_so(postgres: Postgres) -> None:
    url = postgres.database()
    with Store.open(f"{url}&options=-c%20lock_timeout%3D50ms") as store, Store.open(url) as other:
        with other._engine.begin() as connection:
            connection.execute(text("LOCK TABLE deliveries"))
            with pytest.raises(StoreError, match="too long for what another program has locked"):
                note(store, "SM1")
        assert note(store, "SM1") is True
        assert store.check() == NEWEST


def test_connections_that_the_server_ended_leave_no_traceback_in_the_log(
    postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    with Store.open(postgres.database()) as store, caplog.at_level(logging.WARNING):
        note(store, "SM1")
        for pid in backends(store):
            postgres.run(f"SELECT pg_terminate_backend({pid})")
        assert note(store, "SM2") is True
    assert caplog.text == ""
