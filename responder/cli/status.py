"""``responder status``"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from responder.cli.look import plural, say, shown, styled, wrapped
from responder.cli.rules_file import rules_option, rules_path
from responder.errors import ResponderError

if TYPE_CHECKING:
    from responder.core.ruleset import Ruleset
    from responder.operating.standing import AtWork, Standing
    from responder.settings import Settings
    from responder.store import Store

EVERY = 2.0
"""Seconds between two looks of ``--watch``."""
_INDENT = " " * 13


@dataclass(slots=True)
class Screen:
    """What is shown: lines of a name and a value, some of them trouble; and the same as plain values."""

    lines: list[tuple[str, str, bool]] = field(default_factory=list)
    plain: dict[str, Any] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)

    def tell(self, name: str, value: str, trouble: str = "") -> None:
        """A line. ``trouble``: why a person is needed, and what to do."""
        self.lines.append((name, value, bool(trouble)))
        if trouble:
            self.troubles.append(trouble)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print plain values for another program.")
@click.option("--watch", is_flag=True, help="Look again every 2 seconds, until Ctrl-C.")
@rules_option
def command(as_json: bool, watch: bool, rules: Path | None) -> None:
    """Say how things stand, and whether a person is needed: exits with 0 if not, else with 1.

    The rules, the database, who does what is due, what is due now and later, what failed.
    """
    from responder.settings import Settings

    if as_json and watch:
        raise click.UsageError("--json prints once; leave --watch out.")
    settings = Settings.from_environment()
    if watch:
        _watch(settings, rules)
        return
    screen = look(settings, rules)
    if as_json:
        from responder.cli.plain_json import json_text

        say(json_text({"healthy": not screen.troubles, "troubles": screen.troubles, **screen.plain}))
    else:
        say(rendered(screen))
    raise click.exceptions.Exit(1 if screen.troubles else 0)


def look(settings: Settings, rules: Path | None) -> Screen:
    """One look at everything. Nothing is raised: what can't be looked at is trouble itself."""
    from responder.store import Store

    screen = Screen()
    ruleset = _tell_rules(screen, rules)
    now = datetime.now(UTC)
    zone = None if ruleset is None else ruleset.business.timezone
    try:
        with Store.connect(settings.store_url) as store:
            revision = store.check()
            _tell_database(screen, store, revision)
            found = _standing(store, now, zone)
    except ResponderError as error:
        screen.plain["database"] = {"error": str(error)}
        screen.tell("database", "can't be used", str(error))
        return screen
    _tell_work(screen, found.work, now)
    _tell_due(screen, found)
    _tell_texts(screen, found, ruleset, now, zone)
    return screen


def rendered(screen: Screen) -> str:
    """The screen as text."""
    lines = []
    for name, value, trouble in screen.lines:
        mark = styled("✗", "bad") if trouble else styled("✓", "good")
        lines.append(wrapped(value, _INDENT).replace(_INDENT, f"{mark} {name.ljust(11)}", 1))
    if screen.troubles:
        lines += ["", styled(f"A person is needed ({len(screen.troubles)}):", "bad")]
        lines += [wrapped(trouble, "    ").replace("    ", "  · ", 1) for trouble in screen.troubles]
    else:
        lines += ["", styled("All is well.", "good")]
    return "\n".join(lines)


def _standing(store: Store, now: datetime, zone: tzinfo | None) -> Standing:
    from responder.operating.standing import standing

    local = now.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = midnight + timedelta(days=1)
    return standing(store, now, midnight, tomorrow)


def _tell_rules(screen: Screen, rules: Path | None) -> Ruleset | None:
    from responder.cli.rules_file import read_rules

    path = rules_path(rules)
    try:
        ruleset = read_rules(rules)
    except ResponderError as error:
        problems = len(getattr(error, "problems", ()))
        said = f"{plural(problems, 'problem')} in {path}: `responder check` lists them." if problems else str(error)
        screen.plain["rules"] = {"file": str(path), "problems": problems or 1}
        screen.tell("rules", f"{shown(str(path))} can't be used", shown(said))
        return None
    screen.plain["rules"] = {
        "file": str(path),
        "problems": 0,
        "rules": len(ruleset.rules),
        "digest": ruleset.digest,
    }
    named = f"{shown(ruleset.business.name)}: " if ruleset.business.name else ""
    screen.tell("rules", f"{named}{plural(len(ruleset.rules), 'rule')} in {shown(str(path))} ({ruleset.digest[:12]})")
    return ruleset


def _tell_database(screen: Screen, store: Store, revision: str) -> None:
    size = store.server_size() if store.file is None else _file_size(store.file)
    screen.plain["database"] = {"name": store.name, "revision": revision, "bytes": size}
    screen.tell("database", f"{shown(store.name)}, {_megabytes(size)}, revision {revision}")


def _file_size(file: Path) -> int:
    beside = (file, file.with_name(f"{file.name}-wal"))
    return sum(one.stat().st_size for one in beside if one.exists())


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size < 1e9 else f"{size / 1e9:,.1f} GB"


def _tell_work(screen: Screen, work: AtWork, now: datetime) -> None:
    from responder.cli.due_words import from_now

    screen.plain["workers"] = [
        {"name": one.name, "host": one.host, "seen_at": one.seen_at, "alive": one in work.workers}
        for one in (*work.workers, *work.gone)
    ]
    seen = [f"{shown(one.name)} on {shown(one.host)}, seen {from_now(one.seen_at, now)}" for one in work.workers]
    seen += [
        f"{shown(one.name)} on {shown(one.host)} is gone, last seen {from_now(one.seen_at, now)}" for one in work.gone
    ]
    trouble = "" if work.workers else "No worker is alive: start `responder serve` or `responder worker`."
    screen.tell("workers", "; ".join(seen) or "none", trouble)
    screen.plain["halts"] = [
        {"what": halt.what, "since": halt.since, "until": halt.until, "reason": halt.reason} for halt in work.halts
    ]
    for halt in work.halts:
        screen.tell(
            "sending",
            f"stopped {from_now(halt.since, now)}; tried again once a minute",
            f"Nothing is sent: {shown(halt.reason)} It goes on by itself afterwards; after a change of settings, start "
            "again.",
        )
    if not work.halts:
        screen.tell("sending", "nothing stands in the way")


def _tell_due(screen: Screen, found: Standing) -> None:
    from responder.cli.due_words import span
    from responder.operating.standing import LATE

    waiting, lag = found.work.waiting, found.work.lag
    screen.plain["due"] = {
        **waiting.states,
        "overdue": waiting.overdue,
        "next_hour": found.next_hour,
        "today": found.today,
        "lag_seconds": int(lag.total_seconds()),
    }
    late = f"{waiting.overdue} overdue, the oldest for {span(lag)}" if lag else f"{waiting.overdue} now"
    total = sum(waiting.states.values())
    trouble = ""
    if lag >= LATE:
        trouble = (
            f"What is due has waited for {span(lag)}: `responder jobs` shows why, and the worker's log. Is a worker "
            "alive, and Twilio reachable?"
        )
    screen.tell("due", f"{late}; {found.next_hour} more within the hour; {found.today} today; {total} in all", trouble)


def _tell_texts(screen: Screen, found: Standing, ruleset: Ruleset | None, now: datetime, zone: tzinfo | None) -> None:
    from responder.cli.due_words import clock, from_now

    screen.plain["texts"] = {"last_in": found.last_in, "last_out": found.last_out, "opt_outs_today": found.opt_outs}
    for name, moment in (("last in", found.last_in), ("last out", found.last_out)):
        screen.tell(name, "none yet" if moment is None else f"{clock(moment, now, zone)}, {from_now(moment, now)}")
    if ruleset is not None and found.ruleset is not None and found.ruleset != ruleset.digest:
        screen.tell("answered by", f"other rules, when the last text came ({shown(found.ruleset[:12])})")
    screen.tell("opt-outs", f"{found.opt_outs} today")
    _tell_failures(screen, found)


def _tell_failures(screen: Screen, found: Standing) -> None:
    from responder.sms.error_codes import explain

    failed = [one for one in found.ended if one.state == "failed"]
    withheld = [one for one in found.ended if one.state == "withheld"]
    screen.plain["last_24_hours"] = {
        "failed": [{"kind": one.kind, "reason": one.reason, "count": one.count} for one in failed],
        "withheld": [{"kind": one.kind, "reason": one.reason, "count": one.count} for one in withheld],
        "errors_on_the_way": {str(code): count for code, count in found.errors.items()},
    }
    ours = sum(one.count for one in failed if not _of_the_receiver(one.reason or ""))
    trouble = f"{plural(ours, 'job')} failed: `responder jobs --state failed` lists what did. " if ours else ""
    serious = [code for code in found.errors if explain(code).about in ("account", "settings")]
    if serious:
        trouble += f"Texts fail on their way: {explain(serious[0])}"
    said = [f"{one.count} × {one.kind}: {shown(one.reason or 'no reason')}" for one in failed]
    said += [f"{count} × on the way: {explain(code)}" for code, count in found.errors.items()]
    screen.tell("failed", "\n".join(said[:5]) or "nothing in 24 hours", trouble.strip())
    if len(said) > 5:
        screen.tell("", f"and {len(said) - 5} other reasons")
    if withheld:
        screen.tell(
            "withheld", "\n".join(f"{one.count} × {one.kind}: {shown(one.reason or '')}" for one in withheld[:5])
        )


def _of_the_receiver(reason: str) -> bool:
    """Whether it failed because of who was to get it: a landline, say. Nobody can put that right for all."""
    from responder.sms.error_codes import EXPLANATIONS
    from responder.store.tallies import code_in

    code = code_in(reason)
    return code.isdecimal() and int(code) in EXPLANATIONS and EXPLANATIONS[int(code)].about in ("number", "opted out")


def _watch(settings: Settings, rules: Path | None) -> None:
    if not sys.stdout.isatty():
        raise click.UsageError("--watch repaints a terminal, and this isn't one.")
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    console = Console(no_color=click.get_current_context().color is False)
    with Live(console=console, screen=True, auto_refresh=False) as live:
        try:
            while True:
                live.update(Text.from_ansi(f"{rendered(look(settings, rules))}\n\nCtrl-C ends."), refresh=True)
                time.sleep(EVERY)
        except KeyboardInterrupt:
            return
