"""Does the database keep what it is given?"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from responder.doctoring.case import Case
from responder.doctoring.finding import Finding, bad, good, skipped, warning
from responder.errors import StoreError
from responder.store import Store
from responder.store.columns import written
from responder.store.connect import name_of, read_url

SCARCE = 1024**3
TOO_SCARCE = 200 * 1024**2
"""Bytes free on the disk: a warning, and no more answers soon."""

_TRIAL = "a trial of the doctor"
_STEPS = written([" " * 65_536])
"""About what a text and its trace take."""


def database(case: Case) -> Iterator[Finding]:
    """Reachable, of this revision, and writable."""
    url = read_url(case.settings.store_url)
    file = Path(str(url.database)) if url.drivername == "sqlite" else None
    if file is not None and not file.exists():
        yield _not_yet(file)
        return
    store = Store.connect(case.settings.store_url)
    try:
        revision = store.check()
        _try(store)
    except StoreError as error:
        store.close()
        yield bad("database", str(error), "Until then no text is answered.")
        return
    case.store = store
    size = _file_size(file) if file is not None else store.server_size()
    yield good("database", f"{name_of(url)} keeps what is written: {_bytes(size)}, revision {revision}.")
    mode = store.journal_mode()
    if mode and mode != "wal":
        yield warning(
            "database",
            f"The file is in the mode {mode} rather than wal, as on a network drive: readers and the writer wait for "
            "each other.",
            "Put RESPONDER_DATA on a disk of this machine, or use PostgreSQL.",
        )


def _not_yet(file: Path) -> Finding:
    folder = next(parent for parent in file.absolute().parents if parent.exists())
    if not os.access(folder, os.W_OK):
        return bad(
            "database",
            f"There is no database yet, and this user may not make one in {folder}.",
            "Let this user write there, or set RESPONDER_DATA to another folder.",
        )
    return skipped("database", "There is no database yet. `responder serve` makes it.")


def _try(store: Store) -> None:
    # Two commits: what one transaction makes and removes might never touch the disk.
    store.write(lambda unit: unit.keep_steps(_TRIAL, _STEPS))
    store.write(lambda unit: unit.drop_steps(_TRIAL))


def disk(case: Case) -> Iterator[Finding]:
    """Room for more, where the database is on this machine."""
    url = read_url(case.settings.store_url)
    if url.drivername != "sqlite":
        yield skipped("disk", "The database is at a server; its disk isn't seen from here.")
        return
    file = Path(str(url.database)).absolute()
    free = shutil.disk_usage(next(parent for parent in file.parents if parent.exists())).free
    if free >= SCARCE:
        yield good("disk", f"{_bytes(free)} free.")
        return
    say = bad if free < TOO_SCARCE else warning
    yield say("disk", f"Only {_bytes(free)} free where {file} is.", "Make room: on a full disk no text is answered.")


def _file_size(file: Path) -> int:
    names = (file, file.with_name(file.name + "-wal"))
    return sum(one.stat().st_size for one in names if one.exists())


def _bytes(count: int) -> str:
    for unit, size in (("GB", 1024**3), ("MB", 1024**2)):
        if count >= size:
            return f"{count / size:,.1f} {unit}"
    return f"{count / 1024:,.0f} kB"
