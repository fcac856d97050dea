"""Servers and workers that are killed lose nothing and send nothing twice. The long form is a benchmark."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from benchmarks.kills import Plan, play


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_killed_again_and_again_nothing_is_lost_or_sent_twice(database_url: str, tmp_path: Path) -> None:
    workers = 2 if database_url.startswith("postgresql") else 1
    outcome = play(Plan(kills=4, follow_ups=100, workers=workers, seed=7, pause=(0.3, 1.2)), database_url, tmp_path)
    logs = "\n".join(log.read_text()[-3000:] for log in tmp_path.glob("*.log"))
    print(outcome)
    assert outcome.wrong == {}, logs
    assert sum(outcome.killed.values()) == 4
