from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import click
import pytest

from responder import __version__
from responder.cli import COMMANDS, responder

EXECUTABLE = Path(sysconfig.get_path("scripts")) / "responder"
HEAVY = ("alembic", "flask", "granian", "pyngrok", "rich", "sqlalchemy", "twilio", "watchfiles", "werkzeug")


def all_commands():
    for name in COMMANDS:
        command = responder.get_command(click.Context(responder), name)
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {sub}", inner) for sub, inner in command.commands.items())


def test_the_help_names_every_command_in_the_order_in_which_one_needs_them(run) -> None:
    result = run("--help")

    listed = [line.split()[0] for line in result.output.split("Commands:")[1].splitlines() if line.strip()]
    assert (result.exit_code, listed) == (0, list(COMMANDS))


@pytest.mark.parametrize("command", [pytest.param(command, id=name) for name, command in all_commands()])
def test_every_command_and_every_option_says_what_it_does(command: click.Command) -> None:
    assert command.help
    silent = [p.name for p in command.params if isinstance(p, click.Option) and not p.help]
    assert silent == []


def test_the_version_is_told(run) -> None:
    assert run("--version").output == f"responder, version {__version__}\n"


def test_a_command_that_does_not_exist_gets_the_nearest_one(run) -> None:
    result = run("chekc")

    assert (result.exit_code, "There is no command 'chekc'. Did you mean check?" in result.output) == (2, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", [["why", "hi"], ["schema"], ["check"], ["test"], ["--help"]], ids=" ".join)
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
def test_output_that_can_not_be_written_is_told_in_one_line(bakery, arguments: list[str], unbuffered: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [EXECUTABLE, *arguments],
            cwd=bakery,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )

    assert done.stderr == "responder: The output couldn't be written: No space left on device.\n"
    assert done.returncode == 1


def imported(folder, *arguments: str) -> list[str]:
    """The heavy packages that a command imports."""
    code = (
        "import json, sys\n"
        f"sys.argv = {['responder', *arguments]!r}\n"
        "from responder.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('\\n' + json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=60)
    modules = json.loads(done.stdout.splitlines()[-1])
    return [name for name in HEAVY if name in modules]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["check"],
        ["why", "can i get a cake"],
        ["test"],
        ["serve", "--help"],
        ["schema"],
        ["init", "salon", "x.yaml"],
    ],
    ids=" ".join,
)
def test_quick_commands_import_nothing_heavy(bakery, arguments: list[str]) -> None:
    assert imported(bakery, *arguments) == []


def test_the_help_imports_no_command_and_no_yaml() -> None:
    code = (
        "import sys\nfrom responder.cli import responder\n"
        "try:\n    responder(['--help'])\nexcept SystemExit:\n    pass\n"
        "print([m for m in sys.modules if m.startswith(('responder.', 'yaml', 'jinja2'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)

    assert done.stdout.splitlines()[-1] == "['responder.errors', 'responder.cli']"
