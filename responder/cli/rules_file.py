"""Which rules file a command is about, and reading it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from responder.errors import RulesUnreadable

if TYPE_CHECKING:
    from responder.core.ruleset import Ruleset

LARGE = 200_000
"""Bytes of a file that takes about half a second to read."""

rules_option = click.option(
    "--rules",
    "rules",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The rules file. [default: RESPONDER_RULES, else rules.yaml]",
)
file_argument = click.argument("file", type=click.Path(path_type=Path), required=False)


def rules_path(given: Path | None) -> Path:
    """The file that was named, else the one of the settings."""
    if given is not None:
        return given
    from responder.settings import Settings

    return Settings.from_environment().rules


def read_rules(given: Path | None) -> Ruleset:
    """The rules of that file. Raises RulesUnreadable or RulesInvalid with every problem."""
    path = rules_path(given)
    if given is None and not path.exists():
        raise RulesUnreadable(
            f"there is no {path} here. `responder init` writes one to begin with; another place can be named by "
            "--rules or RESPONDER_RULES."
        )
    from responder.rules import load

    if not _is_large(path):
        return load(path)
    from responder.cli.progress import waiting

    with waiting(f"Reading {path}"):
        return load(path)


def _is_large(path: Path) -> bool:
    """Whether reading it takes so long that one wonders."""
    try:
        return path.stat().st_size > LARGE
    except OSError:
        return False
