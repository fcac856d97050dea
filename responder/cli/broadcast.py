"""``responder broadcast``"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from responder.cli.broadcast_pace import pace_of
from responder.cli.broadcast_words import say_list, say_one, say_preview
from responder.cli.look import plural, quoted, say, styled
from responder.cli.progress import counted, filling
from responder.cli.rules_file import read_rules, rules_option
from responder.errors import ResponderError

if TYPE_CHECKING:
    from responder.broadcasting.audience import Audience
    from responder.broadcasting.planning import Pace, Plan
    from responder.core.ruleset import Ruleset
    from responder.settings import Settings
    from responder.store import Broadcast, Store

DAY = timedelta(days=1)
NEW = "new"


class Broadcasts(click.Group):
    """``responder broadcast --to …`` begins one, without a word for it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = [NEW, *args]
        return super().parse_args(ctx, args)


@click.group(cls=Broadcasts)
def command() -> None:
    """Send one text to many people who joined a list.

    \b
    responder broadcast --to list:tips "Hi {{ first_name or 'there' }}, floss!"
    responder broadcast --to people.csv --joined tips "Your plan is {{ plan }}."

    First it shows who gets it, what it costs and how it reads, and asks. `responder broadcast new --help` lists the
    options. A worker sends it (`responder serve` has one), at the rate of your number and behind everything else.
    """


@command.command(NEW)
@click.argument("text")
@click.option("--to", required=True, metavar="WHO", help="list:tips, several lists with a comma, or a CSV file.")
@click.option("--joined", default="", metavar="LIST", help="For a file: the list that its people joined.")
@click.option("--phone-column", metavar="NAME", help="For a file: which column holds the number.")
@click.option("--at", "at", metavar="TIME", help='When it begins: "tomorrow 10:00". [default: now]')
@click.option("--rate", type=click.FloatRange(min=0.001), metavar="N", help="Texts a second, at most your number's.")
@click.option("--name", help="What it is called. [default: the list and the time]")
@click.option("--from", "sender", metavar="NUMBER", help="Which of your numbers, or Messaging Service, sends it.")
@click.option("--dry-run", is_flag=True, help="Show what would come of it, and stop.")
@click.option("--yes", is_flag=True, help="Don't ask.")
@click.option("--list-left-out", is_flag=True, help="Name everybody who doesn't get it, and why.")
@click.option("--wait/--no-wait", default=None, help="Show how far it is until it is done. [default: on a terminal]")
@rules_option
def new(to: str, text: str, rules: Path | None, wait: bool | None, **options: Any) -> None:
    """Send TEXT, which may hold {{ first_name }} and the like, to everybody on a list or in a file."""
    from responder.broadcasting.audience import audience_of
    from responder.cli.broadcast_progress import follow
    from responder.cli.nobody_sends import say_if_nobody_sends
    from responder.store import Store

    settings, ruleset = _settings(), read_rules(rules)
    with Store.open(settings.store_url) as store:
        audience = audience_of(store, ruleset, to, options["joined"], options["phone_column"])
        _check(text, audience, ruleset)
        sender, pace = pace_of(settings, ruleset, options)
        made = _planned(store, ruleset, audience, text, pace)
        say_preview(made, audience, ruleset, sender, pace, _used(store, ruleset), options["list_left_out"])
        if options["dry_run"] or not made.getting:
            say("Nothing was sent." if made.getting else "Nobody gets it, so nothing was sent.")
            return
        if not _agreed(store, made, audience, text, sure=options["yes"]):
            say("Nothing was sent.")
            return
        broadcast = _kept(store, ruleset, audience, made, text, sender, pace, options["name"])
        say_if_nobody_sends(store)
        follow(store, broadcast, ruleset.business.timezone, wait)


@command.command("list")
def list_() -> None:
    """List the broadcasts, the newest first."""
    from responder.store import Store

    with Store.connect(_settings().store_url) as store:
        store.check()
        say_list([(one, store.progress(one.id)) for one in store.broadcasts()], _zone())


@command.command()
@click.argument("id_", metavar="ID", type=int)
@click.option("--wait/--no-wait", default=False, help="Show how far it is until it is done.")
def show(id_: int, wait: bool) -> None:
    """Show one broadcast: its words, how far it is, and who didn't get it and why."""
    from responder.broadcasting.keeping import found
    from responder.cli.broadcast_progress import follow
    from responder.store import Store

    with Store.connect(_settings().store_url) as store:
        store.check()
        broadcast = found(store, id_)
        say_one(broadcast, store.progress(id_), _zone())
        if wait:
            follow(store, broadcast, _zone(), True)


@command.command()
@click.argument("id_", metavar="ID", type=int)
def stop(id_: int) -> None:
    """Stop a broadcast: who hasn't got it yet gets nothing."""
    from responder.broadcasting.keeping import stop as stopped
    from responder.store import Store

    with Store.open(_settings().store_url) as store, filling("Taking back the rest") as told:
        broadcast = stopped(store, id_, datetime.now(UTC), told)
        progress = store.progress(id_)
    sent, back = progress.count("sent"), progress.count("cancelled")
    say(f"{styled('✓', 'good')} {quoted(broadcast.name)} is stopped: {sent:,} got it, {back:,} were taken back.")
    say(f"`responder broadcast resume {id_}` sends the rest after all.")


@command.command()
@click.argument("id_", metavar="ID", type=int)
@click.option("--wait/--no-wait", default=None, help="Show how far it is until it is done. [default: on a terminal]")
@rules_option
def resume(id_: int, wait: bool | None, rules: Path | None) -> None:
    """Go on with a broadcast that was stopped, or whose beginning was cut off. Nobody gets it twice."""
    from responder.broadcasting.keeping import found, is_cut_off, keep
    from responder.broadcasting.keeping import resume as resumed
    from responder.cli.broadcast_progress import follow
    from responder.cli.nobody_sends import say_if_nobody_sends
    from responder.store import Store

    with Store.open(_settings().store_url) as store:
        broadcast, before = found(store, id_), store.progress(id_)
        if is_cut_off(broadcast):
            people = _again(store, read_rules(rules), broadcast)
            with filling("Keeping the rest", len(people)) as told:
                keep(store, broadcast, people, told)
        # One whose beginning was cut off is under way as soon as it is kept whole.
        if broadcast.state != "keeping":
            with filling("Going on", before.count("cancelled")) as told:
                resumed(store, id_, datetime.now(UTC), told)
        rest = store.progress(id_).open
        say(f"{styled('✓', 'good')} {quoted(broadcast.name)} goes on: {plural(rest, 'text')} to go.")
        say_if_nobody_sends(store)
        follow(store, found(store, id_), _zone(rules), wait)


def _settings() -> Settings:
    from responder.settings import Settings

    return Settings.from_environment()


def _check(text: str, audience: Audience, ruleset: Ruleset) -> None:
    """Raises a ResponderError where the text can't be read as a template."""
    from responder.core.answering.outgoing.broadcasts import template_of
    from responder.core.templates import TemplateProblem

    if not text.strip():
        raise ResponderError("There is nothing to send. Write the text in quotes.")
    try:
        template_of(text, audience.columns, ruleset)
    except TemplateProblem as problem:
        raise ResponderError(f"In the text: {problem.message}. {problem.remedy}") from None


def _planned(store: Store, ruleset: Ruleset, audience: Audience, text: str, pace: Pace) -> Plan:
    from responder.broadcasting.planning import plan

    total, people = audience.people(store)
    watched = counted(people, "Looking at each of them", least=1000, total=total)
    made = plan(ruleset, text, audience.lists, watched, pace, datetime.now(UTC))
    made.left_out += audience.unreachable
    return made


def _used(store: Store, ruleset: Ruleset) -> int | None:
    """Segments of this month so far, where there is a budget."""
    if ruleset.limits.budget is None:
        return None
    from responder.core.answering.outgoing.budget import month_begun

    return store.segments_sent(month_begun(datetime.now(UTC), ruleset.business.timezone))


def _agreed(store: Store, made: Plan, audience: Audience, text: str, *, sure: bool) -> bool:
    """Whether it is to be sent. The same words to the same people within a day are asked for once more."""
    now = datetime.now(UTC)
    for one in store.same_broadcasts(text, audience.key, now - DAY):
        got = store.progress(one.id).count("sent", "sending", "due", "waiting")
        if got:
            ago = _ago(now - one.created_at)
            again = f"{plural(got, 'person', 'people')} got these words {ago} (broadcast {one.id})."
            say(f"\n{styled('!', 'warning')} {again}")
            if not sure and not click.confirm("Send them the same once more?"):
                return False
            break
    return sure or click.confirm(f"\nSend it to {plural(len(made.getting), 'person', 'people')}?")


def _ago(passed: timedelta) -> str:
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    return f"{plural(minutes, 'minute')} ago" if minutes < 60 else f"{plural(minutes // 60, 'hour')} ago"


def _kept(
    store: Store, ruleset: Ruleset, audience: Audience, made: Plan, text: str, sender: str, pace: Pace, name: str | None
) -> Broadcast:
    from responder.broadcasting.keeping import begin
    from responder.store import Broadcast, Recipient

    now = datetime.now(UTC)
    broadcast = Broadcast(
        id=0,
        name=name or _name(audience, now.astimezone(ruleset.business.timezone)),
        text=text,
        source=audience.source,
        audience=audience.key,
        lists=audience.lists,
        columns=audience.columns,
        sender=sender,
        every=pace.every,
        segments=made.usual,
        total=len(made.getting),
        left_out=made.reasons(),
        created_at=now,
        at=pace.at,
        state="keeping",
        reason=None,
        next_at=pace.at,
        ruleset=ruleset.digest,
    )
    people = [Recipient(one.address, one.at, one.groups) for one in made.getting]
    born: list[int] = []
    try:
        with filling("Keeping who gets it", len(people)) as told:
            return begin(store, broadcast, people, told, born.append)
    except KeyboardInterrupt:
        if born:
            say(
                f"\nBroadcast {born[0]} isn't kept whole, and nothing of it is sent.\n"
                f"`responder broadcast resume {born[0]}` goes on, `responder broadcast stop {born[0]}` takes it back."
            )
        raise


def _name(audience: Audience, now: datetime) -> str:
    """What it is called in lists and in the log, which says nothing of its words."""
    return f"{', '.join(audience.lists)} {now:%Y-%m-%d %H:%M}"


def _again(store: Store, ruleset: Ruleset, broadcast: Broadcast) -> list[Any]:
    """Everybody whom a broadcast that was cut off is for."""
    from responder.broadcasting.audience import again
    from responder.broadcasting.planning import Pace
    from responder.sms.rates import rate_of
    from responder.store import Recipient

    audience = again(ruleset, broadcast.source, broadcast.audience, broadcast.lists)
    pace = Pace(max(broadcast.at, datetime.now(UTC)), _settings().rate or rate_of(broadcast.sender), broadcast.every)
    made = _planned(store, ruleset, audience, broadcast.text, pace)
    return [Recipient(one.address, one.at, one.groups) for one in made.getting]


def _zone(rules: Path | None = None) -> tzinfo | None:
    """The business's time zone, where there are rules to tell it."""
    from responder.cli.business import rules_at_hand

    ruleset = rules_at_hand(rules)
    return None if ruleset is None else ruleset.business.timezone
