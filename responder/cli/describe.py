"""``responder describe``"""

from __future__ import annotations

from pathlib import Path

import click

from responder.cli.look import say, shown
from responder.cli.rules_file import file_argument, read_rules
from responder.errors import ResponderError


@click.command()
@file_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "html"]),
    default=None,
    help="How it is written. [default: by the ending of --output, else text]",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it to this file, which is replaced.",
)
def command(file: Path | None, form: str | None, output: Path | None) -> None:
    """Say in plain English what a rules file does, as a page to hang on the wall or to show to a lawyer.

    Who gets what answer when, what is sent later, how one joins and leaves lists, and what is never sent.
    """
    from responder.describing import FORMATS, policy_of

    ruleset = read_rules(file)
    text = FORMATS[form or _form_of(output)](policy_of(ruleset))
    if output is None:
        click.echo(text, nl=False)
        return
    if output.suffix.lower() in (".yaml", ".yml"):
        # Nobody means to write a page over their rules.
        raise ResponderError(
            f"{output} looks like a rules file. Name another one, such as {output.with_suffix('.html')}."
        )
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ResponderError(f"{output} can't be written: {error.strerror}. Name another place.") from None
    say(f"{shown(str(output))} written.")


def _form_of(output: Path | None) -> str:
    """The format that the ending of a file means."""
    ending = "" if output is None else output.suffix.lower()
    return {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}.get(ending, "text")
