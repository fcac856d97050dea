from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, inspect, text

from responder.core.contact import Contact, Exchange
from responder.errors import StoreError
from responder.store import Store, Upgrade
from responder.store.connect import engine_for, read_url
from responder.store.revisions import MIGRATIONS, NEWEST, REVISIONS, _alone, migrate
from responder.store.tables import REVISION_TABLE, metadata

NOW = datetime(2026, 6, 2, 10, 0, tzinfo=UTC)


def at_revision(url: str, revision: str) -> None:
    """A database as that revision's responder left it, made by the migrations."""
    engine = engine_for(read_url(url), create=True)
    with _alone(engine) as connection:
        migrate(connection, revision)
    engine.dispose()


def shape(connection: Connection) -> dict[str, Any]:
    """Everything that makes up a schema: tables, columns, keys, indexes, triggers."""
    found: dict[str, Any] = {}
    inspector = inspect(connection)
    for table in sorted(inspector.get_table_names()):
        found[table] = {
            "columns": [{**column, "type": str(column["type"])} for column in inspector.get_columns(table)],
            "key": inspector.get_pk_constraint(table),
            "foreign": inspector.get_foreign_keys(table),
            "unique": inspector.get_unique_constraints(table),
        }
    if connection.dialect.name == "postgresql":
        for what, query in (
            ("indexes", "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"),
            ("triggers", "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"),
            ("functions", "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"),
        ):
            found[what] = sorted(tuple(row) for row in connection.execute(text(query)))
    else:
        query = "SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger')"
        found["indexes and triggers"] = sorted(
            (name, " ".join((sql or "").split())) for name, sql in connection.execute(text(query))
        )
    return found


def test_a_new_database_is_what_the_migrations_make(database_url: str, tmp_path: Path, request: Any) -> None:
    if database_url.startswith("sqlite"):
        migrated_url = f"sqlite:///{tmp_path / 'migrated.sqlite3'}"
    else:
        migrated_url = request.getfixturevalue("postgres").database()
    at_revision(migrated_url, "head")
    with Store.open(database_url) as new, Store.open(migrated_url) as migrated:
        with new._engine.connect() as connection:
            expected = shape(connection)
        with migrated._engine.connect() as connection:
            assert shape(connection) == expected
    assert set(metadata.tables) | {REVISION_TABLE} <= set(expected)


def test_the_tables_and_the_migrations_agree_for_alembic_too(database_url: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    at_revision(database_url, "head")
    with Store.open(database_url) as store, store._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": REVISION_TABLE, "compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_program_knows_every_revision_there_is() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == REVISIONS
    assert scripts.get_current_head() == NEWEST


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_an_old_database_is_migrated_at_start_and_keeps_what_it_holds(database_url: str, revision: str) -> None:
    at_revision(database_url, revision)
    engine = engine_for(read_url(database_url), create=False)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO contacts (address, first_seen, last_seen, fields, tags, opted_out, history, last_answered)"
                """ VALUES ('+1555', 1780394400000000, NULL, '{"first_name":"Ana"}', '["vip"]', '{}',"""
                """ '[[1780394400000000,"price","abc"]]', '{}')"""
            )
        )
    engine.dispose()
    with Store.open(database_url) as store:
        assert store.check() == NEWEST
        assert store.contact("+1555") == Contact(
            "+1555", NOW, None, {"first_name": "Ana"}, frozenset({"vip"}), history=(Exchange(NOW, "price", ("abc",)),)
        )
        assert store.move_status("SM1", "sent", None, NOW) is True


def test_upgrading_says_what_it_did(database_url: str) -> None:
    with Store.connect(database_url, create=True) as store:
        assert store.upgrade() == Upgrade(None, NEWEST)
        assert store.upgrade() == Upgrade(NEWEST, NEWEST)


def test_a_migration_that_fails_leaves_the_database_as_it_was(database_url: str) -> None:
    at_revision(database_url, REVISIONS[0])
    engine = engine_for(read_url(database_url), create=False)
    with engine.connect() as connection:
        before = shape(connection)
        # What the last statement of the second revision makes is in the way.
        connection.execute(text("CREATE TABLE deliveries (sid TEXT)"))
        connection.commit()
    with pytest.raises(StoreError, match=r"refused the work"):
        Store.open(database_url)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE deliveries"))
        assert shape(connection) == before
    engine.dispose()
    Store.open(database_url).close()


def test_a_database_of_a_newer_responder_is_refused(database_url: str) -> None:
    with Store.open(database_url) as store, store._engine.begin() as connection:
        connection.execute(text(f"UPDATE {REVISION_TABLE} SET version_num = '9999'"))
    with pytest.raises(StoreError, match=rf"made by a newer responder \(revision 9999; this one knows {NEWEST}\)"):
        Store.open(database_url)
    with Store.connect(database_url) as store, pytest.raises(StoreError, match="Install that version again"):
        store.check()


def test_another_program_s_tables_are_left_alone(database_url: str) -> None:
    engine = engine_for(read_url(database_url), create=True)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE messages (subject TEXT)"))
    engine.dispose()
    with pytest.raises(StoreError, match=r"another program's tables \(messages\).*a database of its own"):
        Store.open(database_url)


def test_another_program_s_alembic_table_is_none_of_our_business(database_url: str) -> None:
    engine = engine_for(read_url(database_url), create=True)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('abcdef')"))
    engine.dispose()
    with Store.open(database_url) as store:
        assert store.check() == NEWEST


def test_checking_an_empty_or_old_database_says_what_to_do(database_url: str) -> None:
    with Store.connect(database_url, create=True) as store, pytest.raises(StoreError, match="is empty"):
        store.check()
    at_revision(database_url, REVISIONS[0])
    with Store.connect(database_url) as store, pytest.raises(StoreError, match="Run `responder db upgrade`"):
        store.check()


@pytest.mark.parametrize("begin", [None, REVISIONS[0]])
def test_programs_that_start_at_once_upgrade_once(database_url: str, begin: str | None) -> None:
    if begin:
        at_revision(database_url, begin)
    script = (
        "import sys; from responder.store import Store; sys.stdin.readline(); "
        "store = Store.open(sys.argv[1]); print(store.check()); store.close()"
    )
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", script, database_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(3)
    ]
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    assert [program.communicate(timeout=60)[0].strip() for program in programs] == [NEWEST] * 3


def test_threads_that_start_at_once_upgrade_once(database_url: str) -> None:
    found: list[str] = []

    def start() -> None:
        with Store.open(database_url) as store:
            found.append(store.check())

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [NEWEST] * 6


def test_alembic_is_not_imported_for_a_database_that_is_new_or_up_to_date(sqlite_url: str) -> None:
    script = (
        "import sys; from responder.store import Store; Store.open(sys.argv[1]).close(); "
        "Store.open(sys.argv[1]).close(); print([m for m in ('alembic', 'psycopg', 'mako') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, sqlite_url],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "[]"


def test_a_path_with_a_percent_sign_can_hold_the_program() -> None:
    # Alembic reads its settings with placeholders; installed under a folder like `100%/` it must still find them.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "/opt/100%/migrations".replace("%", "%%"))
    assert config.get_main_option("script_location") == "/opt/100%/migrations"


def test_foreign_keys_hold_after_a_migration(sqlite_url: str) -> None:
    at_revision(sqlite_url, REVISIONS[0])
    with Store.open(sqlite_url) as store, store._engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_the_migrations_can_be_undone(database_url: str) -> None:
    from alembic import command
    from alembic.config import Config

    at_revision(database_url, "head")
    engine = create_engine(read_url(database_url))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == [REVISION_TABLE]
    engine.dispose()
