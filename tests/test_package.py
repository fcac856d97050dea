"""The wheel that users install has everything in it, and the lock holds what it needs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout and unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = folder.glob("*.whl")
    assert wheel.name.startswith("sms_responder-")
    zipfile.ZipFile(wheel).extractall(folder / "unpacked")
    return folder / "unpacked"


def run(unpacked: Path, folder: Path, *arguments: str) -> str:
    """What the command prints when only the wheel's files are there."""
    environment = {**os.environ, "PYTHONPATH": str(unpacked), "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "responder", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("kind", ["clinic", "salon", "restaurant", "community"])
def test_the_wheel_alone_writes_checks_and_tries_a_rules_file(unpacked: Path, tmp_path: Path, kind: str) -> None:
    run(unpacked, tmp_path, "init", kind)
    assert "Nothing to improve." in run(unpacked, tmp_path, "check", "--strict")
    assert "came out as written" in run(unpacked, tmp_path, "test")


def test_the_wheel_alone_makes_its_database(unpacked: Path, tmp_path: Path) -> None:
    run(unpacked, tmp_path, "db", "upgrade")
    assert (tmp_path / "data" / "responder.sqlite3").is_file()


def test_the_schema_comes_along_and_is_what_init_writes(unpacked: Path, tmp_path: Path) -> None:
    run(unpacked, tmp_path, "init", "clinic")
    shipped = json.loads((unpacked / "responder" / "rules" / "rules.schema.json").read_text(encoding="utf-8"))
    assert json.loads((tmp_path / "responder.schema.json").read_text(encoding="utf-8")) == shipped


def test_the_wheel_is_typed_and_says_what_it_is(unpacked: Path) -> None:
    assert (unpacked / "responder" / "py.typed").is_file()
    metadata = next(unpacked.glob("*.dist-info/METADATA")).read_text(encoding="utf-8")
    assert "Name: sms-responder" in metadata
    assert "License-Expression: MIT" in metadata
    assert "# responder" in metadata
    entry_points = next(unpacked.glob("*.dist-info/entry_points.txt")).read_text(encoding="utf-8")
    assert "responder = responder.cli:main" in entry_points


def test_the_wheel_holds_the_package_and_nothing_else(unpacked: Path) -> None:
    assert {path.name.partition("-")[0] for path in unpacked.iterdir()} == {"responder", "sms_responder"}


def locked(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[^\]]*\])?==(\S+)", text, re.M))


def name_of(requirement: str) -> str:
    return re.split(r"[\[<>=;~! ]", requirement)[0].lower().replace("_", "-")


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        ("run.lock", [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["build"]]),
        ("dev.lock", [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]),
    ],
    ids=["run", "dev"],
)
def test_the_lock_names_everything_that_is_asked_for(lock: str, requirements: list[str]) -> None:
    assert [name for requirement in requirements if (name := name_of(requirement)) not in locked(lock)] == []


def test_both_locks_agree() -> None:
    run_lock, dev_lock = locked("run.lock"), locked("dev.lock")
    assert {name: version for name, version in run_lock.items() if dev_lock.get(name) != version} == {}


@pytest.mark.parametrize("lock", ["run.lock", "dev.lock"])
def test_the_lock_names_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert text.count("--hash=sha256:") >= len(locked(lock))
