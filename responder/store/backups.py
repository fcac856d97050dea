"""A copy of the database while others write to it: whole, as of one moment, and looked through before it is named."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from responder.errors import ResponderError, StoreError
from responder.store.connect import name_of, read_url
from responder.store.failures import in_plain_words

WAIT = 60.0
"""Seconds that a copy waits for a program that holds the file."""

ONLY_OWNER = 0o600


class BackupNotMade(ResponderError):
    """The backup couldn't be made. Name another place for it, or make room there."""


def back_up(written: str, target: Path, *, force: bool = False) -> int:
    """Copy the database at this URL into the file ``target``, which only its owner may read. Returns its size in bytes.

    A SQLite file becomes a SQLite file, a PostgreSQL database an archive of ``pg_dump``. A file that is there already
    stays, unless ``force``. Raises BackupNotMade or StoreError; then there is no new file.
    """
    url = read_url(written)
    if target.exists() and (not force or _is_the_database(url, target)):
        raise BackupNotMade(_in_the_way(url, target))
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        # Made before anything is in it, so that nobody else can ever read it.
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_OWNER))
        copy: Callable[[URL, Path], None] = _copy_file if url.drivername == "sqlite" else _dump
        copy(url, part)
        _onto_the_disk(part)
        size = part.stat().st_size
        _named(part, target, force)
    except OSError as error:
        raise BackupNotMade(f"{target} can't be written: {error.strerror}. Name another place for it.") from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return size


def _is_the_database(url: URL, target: Path) -> bool:
    return url.drivername == "sqlite" and Path(str(url.database)).exists() and target.samefile(str(url.database))


def _in_the_way(url: URL, target: Path) -> str:
    if _is_the_database(url, target):
        return f"{target} is the database itself. Name another file for its copy."
    return f"{target} is there already. Name another file, or add --force to put the copy in its place."


def _copy_file(url: URL, part: Path) -> None:
    path = Path(str(url.database))
    if not path.exists():
        raise StoreError(f"There is no database at {path} yet.")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT)) as source:
            # One read transaction: what others write meanwhile isn't in it, and they don't wait for it.
            source.execute("VACUUM INTO ?", (str(part),))
    except sqlite3.Error as error:
        raise StoreError(in_plain_words(error, name_of(url))) from None
    with closing(sqlite3.connect(f"{part.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as made:
        found: list[Any] = made.execute("PRAGMA integrity_check(1)").fetchone()
        if found[0] != "ok" or made.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise BackupNotMade(
                f"The copy isn't whole ({found[0]}), so it was thrown away: the database {path} may be damaged. "
                "Keep your older backups, and check the disk."
            )


def _dump(url: URL, part: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupNotMade(
            "pg_dump isn't installed here, and a PostgreSQL database is copied by it. Install PostgreSQL's client "
            "programs (the package postgresql-client), or run where they are:\n"
            f"  pg_dump --format=custom --no-owner --file=responder.dump {_said(url)}"
        )
    environment = dict(os.environ)
    # Not among the arguments, which everybody on the machine can read.
    if url.password is not None:
        environment["PGPASSWORD"] = str(url.password)
    command = [program, "--format=custom", "--no-owner", f"--file={part}", f"--dbname={_connection(url)}"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise BackupNotMade(f"pg_dump couldn't copy {name_of(url)}: {said}")
    _look_through(part, name_of(url))


def _look_through(part: Path, name: str) -> None:
    """The archive is one, and holds the messages."""
    program = shutil.which("pg_restore")
    if program is None:
        return
    done = subprocess.run([program, "--list", part], capture_output=True, text=True, errors="replace", check=False)
    if done.returncode or " TABLE DATA public messages " not in done.stdout.replace("\n", " "):
        raise BackupNotMade(f"The copy of {name} isn't whole, so it was thrown away. Run the command again.")


def _connection(url: URL) -> str:
    from psycopg.conninfo import make_conninfo

    # The password goes another way, and so does what opens a private key.
    more = {name: value for name, value in url.query.items() if name not in ("password", "sslpassword")}
    given = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database}
    # Two hosts in the address are two values of one name.
    said = {n: ",".join(v) if isinstance(v, tuple) else str(v) for n, v in {**given, **more}.items() if v}
    return make_conninfo("", **said)


def _said(url: URL) -> str:
    """What to type after pg_dump, without the password, which it asks for."""
    host = url.query.get("host", url.host or "localhost")
    port = f" --port={url.port}" if url.port else ""
    user = f" --username={url.username}" if url.username else ""
    return f"--host={host}{port}{user} {url.database or 'postgres'}"


def _onto_the_disk(part: Path) -> None:
    with part.open("rb+") as file:
        os.fsync(file.fileno())


def _named(part: Path, target: Path, force: bool) -> None:
    """Give the finished copy its name, at once."""
    if force:
        part.replace(target)
        return
    try:
        # Unlike a rename it never takes the place of a file that came meanwhile.
        os.link(part, target)
    except FileExistsError:
        raise BackupNotMade(f"{target} is there already. Name another file, or add --force.") from None
    except OSError:
        # A drive without hard links.
        part.rename(target)
