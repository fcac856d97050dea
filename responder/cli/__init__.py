"""The command line. Each command is a file of its own, imported when it is called: ``responder --help`` needs none."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from responder import __version__
from responder.errors import ResponderError

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("init", "Write a rules file to begin with."),
    "check": ("check", "Say what is wrong or unwise in a rules file."),
    "test": ("play", "Play the examples and stories of a rules file."),
    "chat": ("chat", "Try the rules: a phone in the terminal."),
    "why": ("why", "Explain which rule answers a text, and why."),
    "serve": ("serve", "Answer texts: start the server."),
    "worker": ("worker", "Do what is due: send follow-ups, tell the staff."),
    "doctor": ("doctor", "Say what is wrong between a phone and an answer, and what to do."),
    "send": ("send", "Send one text through Twilio."),
    "jobs": ("jobs", "List what is due; take it back, or try it again."),
    "status": ("status", "Say how things stand, and whether a person is needed."),
    "broadcast": ("broadcast", "Send one text to everybody on a list."),
    "answers": ("answers", "List what people were asked; write their answers as CSV."),
    "replay": ("replay", "Play the texts that came through other rules: what would change?"),
    "near-misses": ("near_misses", "List texts that no rule answered, and what to change."),
    "describe": ("describe", "Say in plain English what a rules file does, for people to read."),
    "db": ("db", "Look after the database."),
    "schema": ("schema", "Print the JSON Schema of rules files, for editors."),
}
"""Command to its module in this package and its line in the help, in the order in which one needs them."""


class Commands(click.Group):
    """Commands that are imported only when called, and errors told in one sentence."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"responder.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from responder.core.suggest import did_you_mean

            meant = did_you_mean(args[0], COMMANDS).replace("`", "") or " `responder --help` lists them."
            ctx.fail(f"There is no command {args[0]!r}.{meant}")
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])

    def main(self, args: Sequence[str] | None = None, *rest: Any, **more: Any) -> Any:
        try:
            return super().main(args, *rest, **more)
        except ResponderError as error:
            from responder.cli.look import tell_error

            tell_error(error)
            sys.exit(2)
        except OSError as error:
            if not _is_of_the_output(error):
                raise
            with contextlib.suppress(OSError):
                click.echo(f"responder: The output couldn't be written: {error.strerror}.", err=True)
            sys.exit(1)


def _is_of_the_output(error: OSError) -> bool:
    """Whether it means that what we printed couldn't be written, as on a full disk. The output is then given up."""
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    if frame.f_code is not click.echo.__code__:
        return False
    # Python tries to write the rest at the end, and would tell of it in its own way.
    with contextlib.suppress(OSError), Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    return True


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="responder")
@click.pass_context
def responder(ctx: click.Context) -> None:
    """Answer texts from a YAML file.

    Begin with `responder init`, try the answers with `responder chat`, and put them on a phone with
    `responder serve --tunnel`.
    """
    from responder.cli.look import colour

    ctx.color = colour()


def main() -> NoReturn:
    """The ``responder`` executable."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that can't show a character gets a question mark instead of a stack trace.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(responder(prog_name="responder"))
