"""``responder answers``"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

import click

from responder.cli.look import plural, say, shown, styled
from responder.cli.rules_file import rules_option, rules_path
from responder.cli.since import since_moment
from responder.errors import ResponderError

if TYPE_CHECKING:
    from responder.store import Run, Store
    from responder.store.records import Asked, RunState

STATES: Mapping[RunState, str] = {
    "answered": "answered",
    "open": "open",
    "lapsed": "lapsed",
    "given up": "given up",
    "cancelled": "cancelled",
    "replaced": "begun anew",
}
"""How a run stands, in the order in which the list tells it."""


class NoAnswersError(ResponderError):
    """Nobody was asked that. `responder answers` lists what was asked."""


class SheetNotWrittenError(ResponderError):
    """The file can't be written. Name another place with --output."""


@click.command()
@click.argument("name", required=False)
@click.option("--since", metavar="30d", help="Only what was begun since: 30d, 12 hours, or a date such as 2026-06-01.")
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the answers to this file, which spreadsheets open as it is.",
)
@click.option("--raw", is_flag=True, help="Values as they are, for a program: not made safe for spreadsheets.")
@rules_option
def command(name: str | None, since: str | None, output: Path | None, raw: bool, rules: Path | None) -> None:
    """List what people were asked; with the NAME of a conversation or question, write their answers as CSV.

    One line for each time that it was begun: contact, started, ended, state (answered, open, lapsed, given up,
    cancelled, replaced), then a column for each field in the order of asking. An answer that was given anew counts
    in place of the earlier one.

    Times are local to the business where the rules file is at hand, else in UTC with their offset. A value that a
    spreadsheet would take for a formula has an apostrophe before it, and so has a phone number, which would else lose
    its plus: drop the first apostrophe of a cell to have what was there, or ask for --raw, whose times have offsets.
    """
    from responder.settings import Settings
    from responder.store import Store

    now = datetime.now(UTC)
    zone = _zone(rules)
    begun = _since(since, now, zone)
    with Store.connect(Settings.from_environment().store_url) as store:
        store.check()
        if name is None:
            if output or raw:
                raise click.UsageError("Whose answers? Name the conversation, as in: responder answers new_time")
            _list(store, now, begun)
            return
        runs = store.runs(name, begun)
        if not runs:
            raise NoAnswersError(_unknown(store, name, now, since))
    _write(runs, now, zone, output, raw)
    if output is not None:
        clock = f"Times are of {zone}." if zone and not raw else "Times have their offset from UTC."
        say(f"{styled('✓', 'good')} {plural(len(runs), 'line')} written to {shown(str(output))}. {clock}", err=True)


def _zone(rules: Path | None) -> tzinfo | None:
    """The business's time zone; None where there is no rules file that can be read."""
    from responder.cli.rules_file import read_rules

    if rules is not None:
        return read_rules(rules).business.timezone
    if not rules_path(None).exists():
        return None
    try:
        return read_rules(None).business.timezone
    except ResponderError:
        say("The rules can't be read (`responder check` says why), so times are in UTC.", err=True)
        return None


def _since(written: str | None, now: datetime, zone: tzinfo | None) -> datetime | None:
    return None if written is None else since_moment(written, now, zone)


def _list(store: Store, now: datetime, since: datetime | None) -> None:
    asked = store.asked(now, since)
    if not asked:
        say("Nobody was asked anything yet." if since is None else "Nobody was asked anything in that time.")
        return
    column = max(len(shown(one.name)) for one in asked)
    for one in asked:
        say(f"{styled(shown(one.name).ljust(column), 'strong')}  {_told(one)}")
    say(styled("\n`responder answers NAME --output answers.csv` writes the answers of one.", "quiet"))


def _told(asked: Asked) -> str:
    states = ", ".join(f"{asked.states[how]} {words}" for how, words in STATES.items() if how in asked.states)
    last = asked.last.astimezone()
    return f"{asked.asker}, {plural(asked.total, 'time')}: {states}; last on {last:%Y-%m-%d %H:%M %Z}"


def _unknown(store: Store, name: str, now: datetime, since: str | None) -> str:
    from responder.core.suggest import did_you_mean

    names = [one.name for one in store.asked(now)]
    if name in names:
        return f"Nobody was asked {shown(name)!r} since then ({shown(since or '')})."
    meant = did_you_mean(name, names) or " `responder answers` lists what was asked."
    return f"Nobody was asked {shown(name)!r} yet.{meant}"


def _write(runs: list[Run], now: datetime, zone: tzinfo | None, output: Path | None, raw: bool) -> None:
    from responder.store.sheet import sheet

    lines = sheet(runs, now, zone, raw=raw)
    if output is None:
        safe = shown if sys.stdout.isatty() else str
        for line in _csv(lines):
            click.echo(safe(line), nl=False)
        return
    try:
        # Spreadsheets know UTF-8 by the mark at its beginning. Half of a surrogate pair can't be written in it.
        with output.open("w", encoding="utf-8" if raw else "utf-8-sig", errors="replace", newline="") as file:
            csv.writer(file).writerows(lines)
    except OSError as error:
        raise SheetNotWrittenError(f"{shown(str(output))} can't be written: {error.strerror}.") from None


def _csv(lines: Iterator[list[str]]) -> Iterator[str]:
    """Lines of CSV for a stream that ends lines in its own way."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    write: Callable[[list[str]], object] = writer.writerow
    for line in lines:
        write(line)
        yield buffer.getvalue().encode("utf-8", "replace").decode()
        buffer.seek(0)
        buffer.truncate()
