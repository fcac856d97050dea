"""The plugin in a pytest of its own, as a user has it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

RULES = """
rules:
  - name: Hi
    when: {says: hi}
    reply: Hello
    examples: [hi, hello]
stories:
  - {name: A story, steps: [{they_text: hi, rule: Hi}]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "other.yaml").write_text("just: some yaml\n")
    return tmp_path


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_rules_file_that_is_named_runs_its_examples_and_stories(folder) -> None:
    done = run_pytest(folder, "-v", "rules.yaml")

    assert done.returncode == 1
    assert "2 passed" in done.stdout and "1 failed" in done.stdout
    assert "A story PASSED" in done.stdout
    assert "they text  “hello”" in done.stdout
    assert "expected   “Hi” answers" in done.stdout
    assert "Traceback" not in done.stdout


def test_files_are_left_alone_unless_they_are_asked_for(folder) -> None:
    assert run_pytest(folder).returncode == pytest.ExitCode.NO_TESTS_COLLECTED


def test_files_named_in_the_settings_are_found_by_a_plain_pytest(folder) -> None:
    (folder / "pytest.ini").write_text("[pytest]\nresponder_rules = rules.yaml\n")

    assert "2 passed" in run_pytest(folder).stdout


def test_a_file_that_does_not_load_says_every_problem(folder) -> None:
    (folder / "rules.yaml").write_text("ruls: []\ntimezone: Nowhere/Atall\n")

    done = run_pytest(folder, "rules.yaml")

    assert done.returncode == pytest.ExitCode.INTERRUPTED
    assert "rules.yaml:1:1" in done.stdout and "rules.yaml:2:" in done.stdout
    assert "Traceback" not in done.stdout


def test_the_plugin_imports_nothing_of_ours_before_a_rules_file_is_collected(folder) -> None:
    (folder / "test_it.py").write_text(
        "import sys\n\ndef test_it():\n    loaded = [m for m in sys.modules if m.startswith('responder.')]\n"
        "    assert set(loaded) <= {'responder.stories', 'responder.stories.pytest_plugin'}, loaded\n"
    )

    done = run_pytest(folder, "test_it.py")

    assert done.returncode == 0, done.stdout
