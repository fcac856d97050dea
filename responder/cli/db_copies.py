"""``responder db backup`` and ``responder db export``"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from responder.cli.business import contact_named, rules_at_hand
from responder.cli.look import plural, say, shown, styled
from responder.cli.progress import waiting
from responder.cli.rules_file import rules_option


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Put the copy in the place of a file that is there already.")
def backup(file: Path | None, force: bool) -> None:
    """Copy the database to FILE, while others write to it: responder-2026-06-02.sqlite3, unless named.

    The copy is whole, as of one moment, looked through, and only this user may read it. A PostgreSQL database is copied
    by pg_dump, which must be installed. How to put a copy back is in docs/deploy.md.
    """
    from responder.settings import Settings
    from responder.store import Store
    from responder.store.backups import back_up

    url = Settings.from_environment().store_url
    with Store.connect(url) as store:
        store.check()
        ending = "dump" if store.file is None else "sqlite3"
    target = file or Path(f"responder-{datetime.now():%Y-%m-%d}.{ending}")
    with waiting("Copying the database"):
        size = back_up(url, target, force=force)
    say(f"{styled('✓', 'good')} {shown(str(target))} holds everything ({size / 1e6:,.1f} MB), and is whole.")


@click.command()
@click.option(
    "--to",
    "to",
    type=click.Path(path_type=Path),
    metavar="DIR|FILE.zip",
    help="A new folder, or a new zip file: responder-export-2026-06-02, unless named.",
)
@click.option("--contact", metavar="NUMBER", help="Only what is kept of this person, to be read by that person.")
@click.option("--raw", is_flag=True, help="Cells as they are, for a program: not made safe for spreadsheets.")
@rules_option
def export(to: Path | None, contact: str | None, raw: bool, rules: Path | None) -> None:
    """Write everything that is kept as CSV and JSON lines; with --contact, what is kept of one person.

    Everything is as of one moment, also while others write. What a spreadsheet would take for a formula has an
    apostrophe before it. With --contact there are two files: person.txt to be read, and person.json for programs.
    """
    from responder.exporting import NotExported, export_everything, export_person, place_at
    from responder.settings import Settings
    from responder.store import Store

    if contact is not None and raw:
        raise click.UsageError("--raw is for everything; what is kept of one person has no cells.")
    now = datetime.now(UTC)
    what = "export" if contact is None else "person"
    place = place_at(to or Path(f"responder-{what}-{datetime.now():%Y-%m-%d}"))
    with Store.connect(Settings.from_environment().store_url) as store:
        store.check()
        if contact is None:
            with waiting("Writing what is kept"):
                written = export_everything(store, place, now, raw=raw)
            count = sum(written.values())
            files = plural(len(written), "file")
            say(f"{styled('✓', 'good')} {shown(str(place.path))}: {plural(count, 'row')} in {files}.")
            return
        ruleset = rules_at_hand(rules)
        address = contact_named(contact, ruleset)
        if store.remains(address).nothing:
            raise NotExported(f"Nothing is kept of {shown(address)}.")
        with waiting("Writing what is kept"):
            count = export_person(store, address, place, now, ruleset.business.timezone if ruleset else None)
    say(f"{styled('✓', 'good')} {shown(str(place.path))}: what is kept of {shown(address)}, {plural(count, 'text')}.")
