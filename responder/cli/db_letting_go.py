"""``responder db forget`` and ``responder db prune``"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from responder.cli.business import contact_named, rules_at_hand
from responder.cli.look import plural, say, shown, styled
from responder.cli.progress import waiting
from responder.cli.rules_file import rules_option

if TYPE_CHECKING:
    from datetime import timedelta

    from responder.store import Store
    from responder.store.erasing import Remains
    from responder.store.pruning import Pruned

PATIENCE = 20.0
"""Seconds to wait for what is being sent to a person who is to be forgotten."""


@click.command()
@click.argument("number")
@click.option("--yes", "-y", is_flag=True, help="Don't ask.")
@click.option("--no-rewrite", is_flag=True, help="Leave a large SQLite file as it is: traces of it stay for a while.")
@rules_option
def forget(number: str, yes: bool, no_rewrite: bool, rules: Path | None) -> None:
    """Forget the person with this NUMBER: delete all that is kept of them.

    Texts, answers, decisions, lists, what is due, and what was told to others about them. The consent ledger keeps its
    lines without the number and the words. Somebody who had opted out is still never texted again: a hash of the number
    says so. Nothing can be put back. Backups are yours to look after: a copy from before still has the person.

    A SQLite file is written anew at the end, so that nothing of it is left in there; texts that come in meanwhile wait.
    """
    from responder.settings import Settings
    from responder.store import Store

    address = contact_named(number, rules_at_hand(rules))
    url = Settings.from_environment().store_url
    with Store.connect(url) as store:
        store.check()
        remains = store.remains(address)
        if remains.nothing:
            say(f"Nothing is kept of {shown(address)}.{_opted_out(remains)}")
            return
        _tell(address, remains)
        if not yes:
            click.confirm("Delete all of it for good?", default=False, abort=True)
        with waiting("Forgetting"):
            _forget(store, address)
            _forget_jobs(url, address)
        file = store.file
    say(f"{styled('✓', 'good')} {shown(address)} is forgotten.{_opted_out(remains)}")
    if file is not None:
        _rewrite(file, no_rewrite)
    else:
        say("  PostgreSQL overwrites what is deleted in its own time; `VACUUM FULL` does it at once.")


def _tell(address: str, remains: Remains) -> None:
    say(styled(f"Of {shown(address)} there are:", "strong"))
    say(f"  {plural(remains.messages, 'text')}, in and out")
    waits = f", {remains.waiting} of them not sent yet" if remains.waiting else ""
    say(f"  {plural(remains.due, 'thing')} sent or to be sent apart from answers{waits}")
    say(f"  {plural(remains.answers, 'answer')} in {plural(remains.runs, 'conversation')}")
    say(f"  {plural(remains.lists, 'list')} that they are on")
    say(f"  {plural(remains.ledger, 'line')} in the consent ledger, which will lose the number and the words")
    if remains.mentions:
        verb = "names" if remains.mentions == 1 else "name"
        say(
            f"  {plural(remains.mentions, 'text')} of others that {verb} the number. Notes to your staff about them go,"
        )
        say("  too; what others texted is theirs, and stays.")


def _opted_out(remains: Remains) -> str:
    return " They had opted out, and are never texted again unless they text START." if remains.opted_out else ""


def _forget(store: Store, address: str) -> None:
    """Wait a moment for what is being sent to them. Raises StillSending."""
    from responder.store.erasing import StillSending

    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            store.forget(address, datetime.now(UTC))
            return
        except StillSending:
            if time.monotonic() > give_up:
                raise StillSending(
                    f"Something is being sent to {shown(address)} or about them, and nobody knows yet whether it went "
                    "out. Nothing was deleted. Let a worker run (`responder worker`), which settles it, and try again; "
                    f"`responder jobs --contact {shown(address)}` shows it."
                ) from None
            time.sleep(0.5)


def _forget_jobs(url: str, address: str) -> None:
    # The number is in the job engine's own tables, too. It takes a second to import.
    from contextlib import closing

    from responder.jobs import Jobs

    with closing(Jobs.open(url)) as jobs:
        jobs.forget(address)


def _rewrite(file: Path, no_rewrite: bool) -> None:
    if no_rewrite:
        say("  Traces may be left in the file until other rows take their place, and in its -wal file.")
        return
    from responder.store.rewriting import rewrite

    with waiting("Writing the file anew"):
        clean = rewrite(file)
    if clean:
        say("  The file was written anew, so that nothing of it is left in there. Older backups still have it.")
    else:
        say(
            f"{styled('!', 'warning')} The file was written anew, but others kept on reading it, so that its -wal file "
            "couldn't be emptied.\n  Run the command `responder db forget` again when less is going on."
        )


@click.command()
@click.option("--older-than", metavar="400d", help="Instead of RESPONDER_KEEP_TEXTS: how long texts are kept.")
@click.option("--dry-run", is_flag=True, help="Say how much would be deleted, and delete nothing.")
def prune(older_than: str | None, dry_run: bool) -> None:
    """Delete what is older than RESPONDER_KEEP_TEXTS now, which the worker else does bit by bit.

    Texts with their decisions, answers, and what was sent later. What is open stays, and so do contacts, lists,
    opt-outs and the consent ledger: `responder db forget` deletes a person.
    """
    from responder.settings import Settings
    from responder.store import Store

    settings = Settings.from_environment()
    keep, now = _keep(older_than, settings.keep_texts), datetime.now(UTC)
    with Store.connect(settings.store_url) as store:
        store.check()
        if dry_run:
            _told("Older, and not open:", store.prunable(now - keep, now))
            say("Nothing was deleted.")
            return
        done = None
        with waiting("Deleting what is old"):
            for so_far in store.prune(now - keep, now):
                done = so_far
                # Whoever answers goes first.
                time.sleep(0.01)
    if done is None:
        say(f"{styled('✓', 'good')} Nothing is older than {keep.days} days, but for what is open.")
    else:
        _told(f"{styled('✓', 'good')} Deleted what is older than {keep.days} days:", done)


def _keep(written: str | None, setting: timedelta | None) -> timedelta:
    if written is not None:
        from responder.setting_values import keep_texts

        try:
            return keep_texts(written)
        except ValueError as error:
            raise click.BadParameter(f"{error}.", param_hint="--older-than") from None
    if setting is None:
        raise click.UsageError("How long is kept? Set RESPONDER_KEEP_TEXTS, or give --older-than, as 400d.")
    return setting


def _told(heading: str, counts: Pruned) -> None:
    say(heading)
    say(f"  {plural(counts.messages, 'text')}, {plural(counts.due, 'thing')} sent later")
    say(f"  {plural(counts.answers, 'answer')} in {plural(counts.runs, 'conversation')}")
