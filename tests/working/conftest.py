from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from house import House

from responder.testing import StandInTwilio


@pytest.fixture
def twilio() -> Iterator[StandInTwilio]:
    with StandInTwilio(pace="at once") as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, database_url: str, twilio: StandInTwilio) -> Iterator[House]:
    """Once with SQLite, once with PostgreSQL."""
    with House(tmp_path, database_url, twilio) as made:
        yield made


@pytest.fixture
def small_house(tmp_path: Path, sqlite_url: str, twilio: StandInTwilio) -> Iterator[House]:
    """With SQLite, where it makes no difference."""
    with House(tmp_path, sqlite_url, twilio) as made:
        yield made
