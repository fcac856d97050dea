"""``responder db``"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from responder.cli.db_copies import backup, export
from responder.cli.db_letting_go import forget, prune
from responder.cli.look import plural, say, shown, styled
from responder.cli.progress import waiting

if TYPE_CHECKING:
    from responder.settings import Settings
    from responder.store import Store


@click.group()
def command() -> None:
    """Look after the database: where it is, what is in it, copies of it, what is to be forgotten.

    It is responder.sqlite3 in the folder RESPONDER_DATA (data, unless set), or what DATABASE_URL names.
    """


for _subcommand in (backup, export, forget, prune):
    command.add_command(_subcommand)


@command.command()
def path() -> None:
    """Print where the database is."""
    from responder.store.connect import name_of, read_url

    say(shown(name_of(read_url(_settings().store_url))))


@command.command()
def upgrade() -> None:
    """Make the tables, or bring those of an older responder up to date.

    `responder serve` does the same when it starts. Safe while others run, and safe to repeat.
    """
    from responder.store import Store

    with waiting("Bringing the database up to date"), Store.connect(_settings().store_url, create=True) as store:
        done = store.upgrade()
        name = shown(store.name)
    if done.before is None:
        say(f"{styled('✓', 'good')} {name} is new; its tables are made (revision {done.after}).")
    elif done.before == done.after:
        say(f"{styled('✓', 'good')} {name} is up to date (revision {done.after}). Nothing to do.")
    else:
        say(f"{styled('✓', 'good')} {name} is up to date: revision {done.before} became {done.after}.")


@command.command()
def info() -> None:
    """Say what is in the database."""
    from responder.store import Store

    with Store.connect(_settings().store_url) as store:
        revision = store.check()
        _say_info(store, revision)


def _say_info(store: Store, revision: str) -> None:
    contents = store.contents()
    last = contents.last_message.astimezone() if contents.last_message else None
    say(styled(shown(store.name), "strong"))
    say(f"  revision  {revision}, the newest")
    say(f"  holds     {plural(contents.messages, 'message')}, {plural(contents.contacts, 'contact')}, ")
    say(f"            {plural(contents.answers, 'answer')} to questions, {contents.due} due later, ")
    say(f"            {plural(contents.ledger, 'line')} in the consent ledger")
    say(f"  last text {last:%Y-%m-%d %H:%M:%S %Z}" if last else "  last text none yet")


def _settings() -> Settings:
    from responder.settings import Settings

    return Settings.from_environment()
