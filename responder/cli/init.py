"""``responder init``"""

from __future__ import annotations

import shlex
from importlib.resources import files
from pathlib import Path

import click

from responder.cli.look import say, shown, styled
from responder.errors import ResponderError

KINDS = {
    "clinic": "a dental clinic: emergencies, prices, hours, refills",
    "salon": "a hair salon: walk-ins, bookings, prices, offers",
    "restaurant": "a restaurant: tables, menu, allergies, specials",
    "community": "a community list: join and leave lists, reports",
}
SCHEMA = "responder.schema.json"
"""The schema's file, which stands beside the rules file and is named in its first line."""


class WouldOverwriteError(ResponderError):
    """There is a file of that name already. Name another one, or add --force, which keeps the old one beside it."""


@click.command()
@click.argument("kind", type=click.Choice(list(KINDS)), required=False)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option("--force", is_flag=True, help="Write although the file exists; the old one is kept as FILE.old.")
def command(kind: str | None, file: Path | None, force: bool) -> None:
    """Write a commented rules file to begin with, by default for a clinic, as rules.yaml.

    \b
    clinic      a dental clinic: emergencies, prices, hours, refills
    salon       a hair salon: walk-ins, bookings, prices, offers
    restaurant  a restaurant: tables, menu, allergies, specials
    community   a community list: join and leave lists, reports

    Nothing is ever overwritten: with --force the old file is kept beside the new one.
    """
    from responder.cli.rules_file import rules_path

    target = rules_path(file)
    text = starter(kind or "clinic")
    try:
        kept = _write(target, text, force)
        _write_schema(target.parent / SCHEMA)
    except OSError as error:
        raise ResponderError(f"{target} can't be written: {error.strerror}. Name another place.") from None
    if kept is not None:
        say(f"The old file is kept as {shown(str(kept))}")
    say(f"{styled('✓', 'good')} {shown(str(target))} written: {KINDS[kind or 'clinic']}.")
    if kind is None:
        say(f"  There are others: {', '.join(f'responder init {other}' for other in KINDS if other != 'clinic')}.")
    say("\nWhat next:")
    say("  1. Open it in any editor and put in your own name, number, hours and prices.")
    _say_commands(file)


def _say_commands(file: Path | None) -> None:
    name = "" if file is None else shlex.quote(str(file))
    named, rules = (f" {name}", f" --rules {name}") if name else ("", "")
    commands = {
        f"responder check{named}": "says what is wrong, and where",
        f"responder chat{rules}": "try it: a phone in the terminal",
        f"responder serve --tunnel{rules}": "put it on a real phone number",
    }
    width = max(map(len, commands))
    for number, (written, about) in enumerate(commands.items(), 2):
        say(f"  {number}. {shown(written):<{width}}  {about}")


def starter(kind: str) -> str:
    """The text of a starter file."""
    return (files("responder") / "starters" / f"{kind}.yaml").read_text(encoding="utf-8")


def _write(target: Path, text: str, force: bool) -> Path | None:
    """Write the file. Returns where the old one went, where there was one."""
    kept = None
    if target.exists() or target.is_symlink():
        if not force:
            raise WouldOverwriteError(
                f"{target} is there already, and it stays as it is. Name another file, or add --force "
                "to keep the old one beside it."
            )
        kept = _free_name(target)
        target.rename(kept)
    target.parent.mkdir(parents=True, exist_ok=True)
    # "x" makes sure of it: whatever appeared meanwhile is not overwritten.
    with target.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return kept


def _free_name(target: Path) -> Path:
    numbers = ["", *(str(number) for number in range(2, 1000))]
    names = (target.with_name(f"{target.name}.old{number}") for number in numbers)
    return next(name for name in names if not name.exists())


def _write_schema(path: Path) -> None:
    from responder.cli.schema import schema_text

    text = schema_text()
    # A schema of an older version is ours to renew; somebody else's file is not.
    if not path.exists() or _is_ours(path):
        path.write_text(text, encoding="utf-8", newline="\n")


def _is_ours(path: Path) -> bool:
    return "json-schema.org" in path.read_text(encoding="utf-8", errors="replace")[:2000]
