"""``responder worker``"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from responder.cli.look import say
from responder.cli.rules_file import rules_option, rules_path


@click.command()
@rules_option
def command(rules: Path | None) -> None:
    """Do what is due: send follow-ups, tell the staff, post webhooks.

    `responder serve` does so by itself, unless it is given --no-worker. With PostgreSQL any number of workers may run,
    on any number of machines; a SQLite file has one. Stop with Ctrl-C.
    """
    from responder.serving.worker import run_worker
    from responder.settings import Settings

    settings = replace(Settings.from_environment(), rules=rules_path(rules))
    say("Doing what is due. Stop with Ctrl-C.")
    run_worker(settings)
    say("Stopped.")
