"""Errors of databases, in words for the one who must act, and without passwords."""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from responder.errors import StoreError
from responder.store import Store
from responder.store.failures import in_plain_words

if TYPE_CHECKING:
    from postgres import Postgres

NOW = datetime(2026, 6, 2, 10, 0, tzinfo=UTC)
SECRET = "hunter2"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "isn't written as a database's address. Write postgresql://"),
        ("postgresql", "isn't written as a database's address. Write postgresql://"),
        (f"postgresql://ana:{SECRET}@host:{SECRET}/name", "isn't written as a database's address"),
        (f"postgresql://ana:at@{SECRET}@127.0.0.1:1/x", "in the user and the password write @ as %40"),
        (f"postgres://ana:at@{SECRET}/and/more@host/x", "in the user and the password write @ as %40"),
        (f"postgresql+psycopg://ana:an@d?{SECRET}@host/x", "write @ as %40, / as %2F"),
        (f"mysql://ana:{SECRET}@host/name", "begins with 'mysql', which responder can't use"),
        (f"postgresql+asyncpg://ana:{SECRET}@host/name", "Use postgresql://… or sqlite:///…"),
        ("sqlite://", "Name one: sqlite:///path"),
        ("sqlite:///:memory:", "everything would be forgotten"),
    ],
)
def test_a_url_that_can_t_be_used_is_explained_without_its_password(url: str, says: str) -> None:
    with pytest.raises(StoreError) as caught:
        Store.open(url)
    assert says in str(caught.value)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_a_sqlite_file_that_isn_t_there_is_only_made_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "texts.sqlite3"
    with pytest.raises(StoreError, match=r"There is no database at .* yet"):
        Store.connect(f"sqlite:///{path}")
    assert not path.parent.exists()
    with Store.open(f"sqlite:///{path}") as store:
        assert store.name == str(path)
    Store.connect(f"sqlite:///{path}").close()


def test_a_folder_that_can_t_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"can't be made .*set RESPONDER_DATA"):
        Store.open(f"sqlite:///{tmp_path / 'file' / 'texts.sqlite3'}")


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("rules: []\n" * 100)
    with pytest.raises(StoreError, match=r"rules.yaml isn't a SQLite database"):
        Store.open(f"sqlite:///{path}")
    assert path.read_text() == "rules: []\n" * 100


def test_a_folder_in_the_place_of_the_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="can't be opened"):
        Store.open(f"sqlite:///{tmp_path}")


def locked(path: Path) -> None:
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        sqlite3.connect(path, timeout=0).execute("INSERT INTO t VALUES ('x')")
    finally:
        holder.close()


def read_only(path: Path) -> None:
    sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute("INSERT INTO t VALUES ('x')")


def full(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA max_page_count = 3")
    connection.execute("INSERT INTO t VALUES (zeroblob(100000))")


def damaged(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096)
    sqlite3.connect(path).execute("SELECT * FROM t").fetchall()


def refused(path: Path) -> None:
    sqlite3.connect(path, isolation_level=None).execute("INSERT INTO t VALUES (NULL)")


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize(
    ("go_wrong", "says"),
    [
        (locked, "has been held by another program for 10 seconds. Stop what else writes to it"),
        (read_only, "may only be read. Let this user write to the file and to its folder"),
        (full, "can't grow: the disk is full. Make room on it"),
        (damaged, "is damaged. Put back the last copy of it"),
        (refused, "refused the work (NOT NULL constraint failed: t.v)"),
    ],
)
def test_sqlite_s_errors_say_what_to_do(tmp_path: Path, go_wrong: Callable[[Path], None], says: str) -> None:
    path = tmp_path / "texts.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (v TEXT NOT NULL)")
    connection.close()
    with pytest.raises(sqlite3.Error) as caught:
        go_wrong(path)
    assert in_plain_words(caught.value, "texts.sqlite3") == f"The database texts.sqlite3 {says}."


@pytest.fixture
def secured(postgres: Postgres) -> str:
    """The URL of a database for a user who needs a password, less the password."""
    postgres.run(
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'secured') THEN "
        f"CREATE ROLE secured LOGIN PASSWORD '{SECRET}'; CREATE ROLE crowded LOGIN CONNECTION LIMIT 0; END IF; END $$"
    )
    return postgres.database().replace("postgres@", "secured:{}@")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda url: url.format(SECRET + "3"), "refused the user name or the password"),
        (lambda url: url.replace(":{}", ""), "refused the user name or the password"),
        (lambda url: url.format(SECRET), "doesn't let this user do that. Make the user the owner"),
        (lambda url: url.replace("secured:{}", "nobody_here"), "refused this user"),
        (lambda url: url.replace("secured:{}", "crowded"), "has no connection left"),
        (
            lambda url: url.replace("secured:{}@/", "postgres@/no_"),
            "has no database of that name. Make it with createdb",
        ),
        (lambda _: f"postgresql://ana:{SECRET}@127.0.0.1:1/texts", "texts at 127.0.0.1:1 doesn't answer"),
        (lambda _: f"postgresql://ana:{SECRET}@texts.invalid/texts", "texts at texts.invalid doesn't answer"),
        (lambda _: f"postgresql://ana:{SECRET}@/texts?host=/nowhere", "texts at /nowhere doesn't answer"),
    ],
)
def test_a_postgresql_that_can_t_be_used_is_explained_without_its_password(
    secured: str, change: Callable[[str], str], says: str
) -> None:
    with pytest.raises(StoreError) as caught:
        Store.open(change(secured))
    assert says in str(caught.value)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_a_postgresql_that_may_only_be_read_is_explained(postgres: Postgres) -> None:
    url = postgres.database()
    postgres.run(f"ALTER DATABASE {url.split('/')[3].split('?')[0]} SET default_transaction_read_only = on")
    with pytest.raises(StoreError, match=r"may only be read. Use the primary server"):
        Store.open(url)


def test_what_postgresql_quotes_of_people_s_texts_isn_t_repeated(postgres: Postgres) -> None:
    with psycopg.connect(postgres.database().replace("postgresql+psycopg", "postgresql")) as connection:
        connection.execute("CREATE TABLE t (words TEXT CHECK (words = ''))")
        with pytest.raises(psycopg.Error) as caught:
            connection.execute("INSERT INTO t VALUES ('my HIV result')")
    assert "HIV" in str(caught.value)
    said = in_plain_words(caught.value, "texts")
    assert said.startswith("The database texts refused the work (new row for relation")
    assert "HIV" not in said


def test_a_postgresql_that_was_restarted_is_found_again(postgres: Postgres) -> None:
    with Store.open(postgres.database()) as store:
        assert store.move_status("SM1", "queued", None, NOW) is True
        assert store.delivery("SM1") is not None
        postgres.stop_server()
        with pytest.raises(StoreError, match="doesn't answer"):
            store.move_status("SM1", "sent", None, NOW)
        with pytest.raises(StoreError, match="doesn't answer"):
            store.delivery("SM1")
        postgres.start()
        assert store.move_status("SM1", "sent", None, NOW) is True
        postgres.stop_server()
        postgres.start()
        # Neither of these may notice that every connection in the pool has died.
        assert store.move_status("SM1", "delivered", None, NOW) is True
        found = store.delivery("SM1")
        assert found is not None
        assert found.status == "delivered"
        postgres.stop_server()
        postgres.start()
        assert store.check() == store.upgrade().after
