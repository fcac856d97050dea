"""``responder jobs``"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from responder.cli.look import plural, say, shown, styled, wrapped
from responder.cli.rules_file import rules_option
from responder.errors import ResponderError

if TYPE_CHECKING:
    from datetime import tzinfo

    from responder.operating.changing import Changed
    from responder.store import KeptDue, Store
    from responder.store.listing import Which

PAGE = 20
STATES = ("due", "sending", "waiting", "sent", "failed", "withheld", "cancelled")
_OPEN = ("due", "sending")


class NoSuchJobError(ResponderError):
    """There is nothing with that number. `responder jobs` lists what is due."""


class _ListUnlessNamed(click.Group):
    """``jobs`` alone, and ``jobs --state failed``, list."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_ListUnlessNamed)
def command() -> None:
    """List what is due and what became of it; take it back, or try it again.

    Follow-ups, notes to the staff, texts passed on, broadcasts, webhooks and calls. `responder jobs` alone is
    `responder jobs list`.
    """


_contact_option = click.option("--contact", metavar="NUMBER", help="Only what is about this person.")
_rule_option = click.option("--rule", metavar="NAME", help="Only what this rule planned.")
_json_option = click.option("--json", "as_json", is_flag=True, help="Print plain values for another program.")
_yes_option = click.option("--yes", "-y", is_flag=True, help="Don't ask first.")
_ids = click.argument("ids", nargs=-1, type=click.IntRange(1), metavar="[ID]...")


@command.command(name="list")
@click.option(
    "--state", "states", multiple=True, type=click.Choice(STATES), help="Only these. [default: what isn't over]"
)
@_contact_option
@_rule_option
@click.option("--before", metavar="WHEN", help="Only what is due by then: 2 days, 12 hours, or a date.")
@click.option("--limit", default=PAGE, show_default=True, type=click.IntRange(1, 10_000), help="How many.")
@click.option("--after", type=int, metavar="ID", help="Go on behind this one, the last of the page before.")
@_json_option
@rules_option
def list_(
    states: tuple[str, ...],
    contact: str | None,
    rule: str | None,
    before: str | None,
    limit: int,
    after: int | None,
    as_json: bool,
    rules: Path | None,
) -> None:
    """List what is due, soonest first; what is over, latest first.

    Times are local to the business where the rules file is at hand, else to this machine.
    """
    from responder.cli.business import contact_named, rules_at_hand
    from responder.cli.since import before_moment
    from responder.store.listing import Which

    now, ruleset = datetime.now(UTC), rules_at_hand(rules)
    zone = None if ruleset is None else ruleset.business.timezone
    which = Which(
        states or _OPEN,
        None if contact is None else contact_named(contact, ruleset),
        rule,
        None if before is None else before_moment(before, now, zone),
    )
    with _store() as store:
        behind = None if after is None else _one(store, after)
        rows = store.due_list(which, after=behind, limit=limit)
        if as_json:
            _print_json(rows)
            return
        known = store.known_fields([row.due.to for row in rows])
        total = store.count_due(which) if len(rows) == limit or after is not None else len(rows)
    _say_list(rows, known, now, zone)
    _say_rest(rows, which, total, after)


@command.command()
@click.argument("id_", type=click.IntRange(1), metavar="ID")
@_json_option
@rules_option
def show(id_: int, as_json: bool, rules: Path | None) -> None:
    """Tell everything about one: its words, its tries, and what Twilio says of it."""
    from responder.cli.business import rules_at_hand
    from responder.cli.due_whole import plain_whole, say_whole

    now, ruleset = datetime.now(UTC), rules_at_hand(rules)
    with _store() as store:
        row = _one(store, id_)
        if as_json:
            from responder.cli.plain_json import json_text

            say(json_text(plain_whole(store, row)))
            return
        say_whole(store, row, now, None if ruleset is None else ruleset.business.timezone)


@command.command()
@_ids
@_contact_option
@_rule_option
@_yes_option
def cancel(ids: tuple[int, ...], contact: str | None, rule: str | None, yes: bool) -> None:
    """Take back what is due: by ID, or all that is about a person or that a rule planned.

    What is being sent at the moment can't be taken back any more. Exits with 1 where anything couldn't be.
    """
    from responder.operating.changing import cancel

    if bool(ids) == (contact is not None or rule is not None):
        raise click.UsageError("What? Name IDs from `responder jobs`, or --contact or --rule; not both.")
    with _store() as store:
        chosen = _chosen(store, ids, _which((*_OPEN, "waiting"), contact, rule))
        if not chosen or not _agreed(f"Take {plural(len(chosen), 'job')} back?", yes):
            return
        with _engine(store) as drop:
            changed = list(cancel(store, chosen, datetime.now(UTC)))
            drop((one.id, one.row.job) for one in changed if one.row is not None and one.why is None)
    _say_changed(changed, "taken back")
    _end(changed)


@command.command()
@_ids
@click.option("--failed", is_flag=True, help="All that failed.")
@click.option("--since", metavar="2d", help="With --failed: only what failed since: 2d, 12 hours, or a date.")
@_contact_option
@_rule_option
@_yes_option
def retry(
    ids: tuple[int, ...], failed: bool, since: str | None, contact: str | None, rule: str | None, yes: bool
) -> None:
    """Try again what failed, or by ID what was withheld: it is due at once.

    Before anything is sent it is asked again whether it may be: opted out? quiet hours? What was sent isn't sent again,
    and what they or a rule took back isn't either. Exits with 1 where anything couldn't be tried again.
    """
    from responder.cli.nobody_sends import say_if_nobody_sends
    from responder.operating.changing import retry

    if failed == bool(ids) or (since and not failed):
        raise click.UsageError("What? Name IDs from `responder jobs --state failed`, or --failed for all of them.")
    if ids and (contact is not None or rule is not None):
        raise click.UsageError("IDs name jobs by themselves: leave --contact and --rule out.")
    with _store() as store:
        chosen = _chosen(store, ids, _which(("failed",), contact, rule, since))
        if not chosen or not _agreed(f"Try {plural(len(chosen), 'job')} again?", yes):
            return
        with _engine(store):
            changed = list(retry(store, chosen, datetime.now(UTC)))
        _say_changed(changed, "due again")
        say_if_nobody_sends(store)
    _end(changed)


def _say_list(rows: Sequence[KeptDue], known: dict[str, Any], now: datetime, zone: tzinfo | None) -> None:
    from responder.cli.due_words import TONES, receiver, state, what, when

    column = max((len(str(row.id)) for row in rows), default=0)
    indent = " " * (column + 2)
    for row in rows:
        say(f"{styled(str(row.id).rjust(column), 'strong')}  {when(row, now, zone)}, to {receiver(row, known)}")
        tone = TONES.get(row.state)
        stands = state(row) if tone is None else styled(state(row), tone)
        say(f"{indent}{what(row)}: {stands}")
        if row.reason:
            say(wrapped(shown(row.reason), indent))


def _say_rest(rows: Sequence[KeptDue], which: Which, total: int, after: int | None) -> None:
    if not rows:
        over = set(which.states) - set(_OPEN)
        picked = which.contact or which.rule or which.before or over or after
        say("Nothing of that kind." if picked else "Nothing is due.")
    elif total > len(rows):
        say(styled(f"\n{total} in all. The next ones: --after {rows[-1].id}", "quiet"))


def _print_json(rows: Iterable[KeptDue]) -> None:
    from responder.cli.due_words import plain
    from responder.cli.plain_json import json_text

    click.echo(json_text([plain(row) for row in rows]))


@contextmanager
def _store() -> Iterator[Store]:
    from responder.settings import Settings
    from responder.store import Store

    with Store.connect(Settings.from_environment().store_url) as store:
        store.check()
        yield store


@contextmanager
def _engine(store: Store) -> Iterator[Callable[[Iterable[tuple[int, int]]], None]]:
    """The job engine, which the store schedules by inside the block; what is given clears jobs away."""
    from responder.cli.progress import waiting
    from responder.settings import Settings

    with waiting("Asking the job engine"):
        from responder.jobs import Jobs

        jobs = Jobs.open(Settings.from_environment().store_url)
        try:
            store.schedule_by(jobs)
            yield jobs.drop
        finally:
            jobs.close()


def _one(store: Store, id_: int) -> KeptDue:
    row = store.due_by_id(id_)
    if row is None:
        raise NoSuchJobError(f"There is nothing with the number {id_}. `responder jobs` lists what is due.")
    return row


def _which(states: tuple[str, ...], contact: str | None, rule: str | None, since: str | None = None) -> Which:
    from responder.cli.business import contact_named, rules_at_hand
    from responder.cli.since import since_moment
    from responder.store.listing import Which

    ruleset = rules_at_hand(None) if contact is not None or since is not None else None
    zone = None if ruleset is None else ruleset.business.timezone
    ended = None if since is None else since_moment(since, datetime.now(UTC), zone)
    return Which(states, None if contact is None else contact_named(contact, ruleset), rule, None, ended)


def _chosen(store: Store, ids: tuple[int, ...], which: Which) -> list[int]:
    """The rows that are meant; those that were named are looked at one by one later."""
    if ids:
        return list(dict.fromkeys(ids))
    found = [id_ for some in store.ids_of_due(which) for id_ in some]
    if not found:
        say("Nothing of that kind.")
    return found


def _agreed(question: str, yes: bool) -> bool:
    return yes or click.confirm(question)


def _say_changed(changed: Sequence[Changed], done: str) -> None:
    refused = [one for one in changed if one.why is not None]
    if count := len(changed) - len(refused):
        say(f"{styled('✓', 'good')} {plural(count, 'job')} {'is' if count == 1 else 'are'} {done}.")
    for one in refused:
        say(wrapped(f"{one.id} isn't: {shown(one.why or '')}.", "  ").replace("  ", f"{styled('✗', 'bad')} ", 1))


def _end(changed: Sequence[Changed]) -> None:
    if any(one.why is not None for one in changed):
        raise click.exceptions.Exit(1)
