"""What is shipped to run responder for good starts what there is: units, the container file, the compose file."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from responder.cli import responder

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def exec_start(unit: Path) -> list[str]:
    (line,) = re.findall(r"^ExecStart=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    return shlex.split(line)


def container_command() -> list[str]:
    (line,) = re.findall(r"^CMD (\[.*\])$", (DEPLOY / "Containerfile").read_text(encoding="utf-8"), re.MULTILINE)
    return list(yaml.safe_load(line))


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8")))


def ours() -> list[list[str]]:
    services = [service["command"] for service in compose()["services"].values() if "build" in service]
    return [*map(exec_start, UNITS), container_command(), *services]


@pytest.mark.parametrize("command", ours(), ids=" ".join)
def test_each_command_is_one_that_responder_takes(command: list[str]) -> None:
    program, name, *words = command
    assert Path(program).name == "responder"
    told = responder.get_command(click.Context(responder), name)
    assert told is not None
    # Read, not run. The rules of the other machine aren't here, but ours are.
    read = [str(ROOT / "rules.yaml") if word.endswith("/rules.yaml") else word for word in words]
    assert told.make_context(name, read).args == []


def test_no_unit_and_no_service_was_forgotten() -> None:
    assert [unit.name for unit in UNITS] == ["responder-worker.service", "responder.service"]
    assert {command[1] for command in ours()} == {"serve", "worker"}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd isn't there")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_takes_each_unit(unit: Path, tmp_path: Path) -> None:
    program = str(Path(sys.executable))
    copy = tmp_path / unit.name
    copy.write_text(unit.read_text(encoding="utf-8").replace(exec_start(unit)[0], program), encoding="utf-8")
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copy)], capture_output=True, text=True, check=False
    )
    complaints = [line for line in checked.stderr.splitlines() if unit.name in line]
    assert complaints == []


def test_units_on_one_machine_share_no_folder() -> None:
    """Each has a user of its own, which systemd makes the owner of the unit's folder."""
    folders = [re.findall(r"^StateDirectory=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE) for unit in UNITS]
    assert len({folder for (folder,) in folders}) == len(UNITS)


def test_files_that_are_mounted_or_copied_are_there() -> None:
    words = (DEPLOY / "Containerfile").read_text(encoding="utf-8").splitlines()
    copied = [path for line in words if re.match(r"COPY (?!--from)", line) for path in line.split()[1:-1]]
    assert copied and all((ROOT / path).exists() for path in copied)
    for service in compose()["services"].values():
        if "build" in service:
            folder = DEPLOY / service["build"]["context"]
            assert (folder / service["build"]["dockerfile"]).is_file()


def test_a_stop_leaves_time_to_finish_what_is_under_way() -> None:
    from responder import serving, working

    needed = max(serving.GRACE, working.GRACE)
    for unit in UNITS:
        (seconds,) = re.findall(r"^TimeoutStopSec=(\d+)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
        assert int(seconds) > needed
    for service in compose()["services"].values():
        if "build" in service:
            assert int(service["stop_grace_period"].removesuffix("s")) > needed


def test_the_password_of_the_database_isn_t_in_the_file() -> None:
    written = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert re.findall(r"POSTGRES_PASSWORD: (\S+)", written) == ['"${POSTGRES_PASSWORD}"}']
    assert os.environ.get("POSTGRES_PASSWORD", "never") not in written
