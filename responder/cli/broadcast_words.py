"""A broadcast in words: what it would come to, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from responder.cli.look import plural, quoted, say, shown, styled, wrapped

if TYPE_CHECKING:
    from responder.broadcasting.audience import Audience
    from responder.broadcasting.planning import Pace, Plan
    from responder.core.ruleset import Ruleset
    from responder.store import Broadcast
    from responder.store.broadcasts import Progress

LINES = 5
"""Lines of a file that are named with their reason, unless all are asked for."""
TIMES = 4

STATES = {
    "keeping": "cut off at its beginning",
    "running": "under way",
    "stopped": "stopped",
    "done": "done",
}


def say_preview(
    made: Plan, audience: Audience, ruleset: Ruleset, sender: str, pace: Pace, used: int | None, everybody: bool
) -> None:
    """Who gets it and who doesn't, what it costs, when it goes, and how it reads."""
    getting = len(made.getting)
    lists = ", ".join(audience.lists)
    say(styled(f"To {plural(getting, 'person', 'people')} on {shown(lists)}, from {shown(sender)}", "strong"))
    _say_left_out(made, everybody)
    if getting:
        _row("cost", _cost(made, ruleset))
        _say_budget(made, ruleset, used)
        _say_times(made, pace, ruleset)
        for sample in made.samples:
            say(f"\n{sample.what.capitalize()}, to {shown(sample.address)}, {plural(sample.segments, 'segment')}:")
            for text in sample.texts:
                say(wrapped(shown(text), " │ "))
    for warning in made.warnings if getting else ():
        say(f"\n{styled('!', 'warning')} {wrapped(shown(warning), '  ').lstrip()}")


def _row(name: str, text: str) -> None:
    say(f"  {name:9} {wrapped(text, ' ' * 12).lstrip()}")


def _say_left_out(made: Plan, everybody: bool) -> None:
    if not made.left_out:
        return
    reasons = {
        because: count for because, count in made.reasons().items() if not because.startswith("can't be texted: ")
    }
    unreachable = sum(made.reasons().values()) - sum(reasons.values())
    if unreachable:
        reasons["can't be texted"] = unreachable
    told = ", ".join(f"{count:,} ({shown(because)})" for because, count in reasons.items())
    _row("not to", f"{len(made.left_out):,}: {told}")
    named = made.left_out if everybody else [one for one in made.left_out if one.because.startswith("can't")][:LINES]
    for one in named:
        line = f"line {one.line}" if one.line else ""
        who = " ".join(part for part in (line, one.address) if part)
        _row("", f"{shown(who)}: {shown(one.because)}")
    if not everybody:
        _row("", "--list-left-out names all of them")


def _cost(made: Plan, ruleset: Ruleset) -> str:
    segments = plural(made.segments, "segment")
    price = ruleset.limits.segment_price
    if price is None:
        return f"{segments} (what they cost is told where the file says `limits: {{segment_price: $0.0083}}`)"
    from responder.core.answering.outgoing.budget import cost

    return f"{segments}, about {cost(price, made.segments)}"


def _say_budget(made: Plan, ruleset: Ruleset, used: int | None) -> None:
    budget = ruleset.limits.budget
    if budget is None or used is None:
        return
    from responder.core.answering.outgoing.budget import left

    rest = left(ruleset.limits, used) or 0
    told = f"{rest:,} segments are left of this month's {budget.written}"
    if made.segments > rest:
        told = f"{styled('too little', 'warning')}: {told}; those who come after that get nothing"
    _row("budget", told)


def _say_times(made: Plan, pace: Pace, ruleset: Ruleset) -> None:
    zone = ruleset.business.timezone
    now = datetime.now(UTC)
    if pace.at > now + timedelta(minutes=1):
        _row("begins", when(pace.at, now, ruleset))
    alone = len(made.getting) - sum(made.later.values())
    takes = pace.takes(made.usual)
    if alone:
        _row("takes", f"{span(takes * alone)}, at {_rate(takes)}")
    for at, people in list(made.later.items())[:TIMES]:
        told = f"{people:,} of {len(made.getting):,} get it {when(at, now, ruleset)}: quiet hours where they are"
        _row("quiet" if at == next(iter(made.later)) else "", told)
    more = list(made.later.values())[TIMES:]
    if more:
        _row("", f"{sum(more):,} later than that")
    if made.later and made.ends is not None:
        _row("ends", f"about {when(made.ends.astimezone(zone), now, ruleset)}")


def when(moment: datetime, now: datetime, ruleset: Ruleset) -> str:
    """``tomorrow at 8:00 AM``, by the business's clock."""
    from responder.core.wording import say_when

    return say_when(moment.astimezone(ruleset.business.timezone), now, "en")


def _rate(takes: timedelta) -> str:
    seconds = takes.total_seconds()
    if seconds > 1:
        return f"a text every {seconds:.3g} seconds"
    return "a text a second" if seconds > 0.99 else f"{1 / seconds:.3g} texts a second"


def span(length: timedelta) -> str:
    """``about 2 minutes``."""
    seconds = length.total_seconds()
    if seconds < 90:
        return f"about {plural(max(1, round(seconds)), 'second')}"
    if seconds < 90 * 60:
        return f"about {plural(round(seconds / 60), 'minute')}"
    return (
        f"about {plural(round(seconds / 3600), 'hour')}" if seconds < 36 * 3600 else f"about {seconds / 86400:.1f} days"
    )


def say_list(found: Sequence[tuple[Broadcast, Progress]], zone: tzinfo | None) -> None:
    """One line for each, with its time in this zone; None: this machine's."""
    for broadcast, progress in found:
        local = broadcast.at.astimezone(zone)
        sent = progress.count("sent")
        told = f"{sent:,} of {broadcast.total:,} sent, {STATES[broadcast.state]}"
        say(f"{broadcast.id:>5}  {local:%Y-%m-%d %H:%M}  {quoted(broadcast.name, 36):38}  {told}")
    if not found:
        say("There is no broadcast yet.")


def say_one(broadcast: Broadcast, progress: Progress, zone: tzinfo | None) -> None:
    """Its words, how far it is, and why some didn't get it; times as in ``say_list``."""
    say(styled(f"Broadcast {broadcast.id}, {quoted(broadcast.name)}: {STATES[broadcast.state]}", "strong"))
    if broadcast.reason:
        say(f"  {shown(broadcast.reason)}")
    say(wrapped(shown(broadcast.text), " │ "))
    lists = ", ".join(broadcast.lists)
    _row("to", f"{shown(broadcast.source)}, {plural(broadcast.total, 'person', 'people')} on {shown(lists)}")
    _row("from", f"{shown(broadcast.sender)}, since {broadcast.at.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}")
    _row("so far", counts(progress))
    if progress.next_at is not None and progress.next_at > datetime.now(UTC):
        _row("next", f"{progress.next_at.astimezone(zone):%Y-%m-%d %H:%M %Z}")
    for (state, reason), count in sorted(progress.reasons.items(), key=lambda pair: -pair[1]):
        _row("", f"{count:,} {state}: {shown(reason)}")
    for because, count in broadcast.left_out.items():
        _row("", f"{count:,} left out from the beginning: {shown(because)}")
    if broadcast.state in ("keeping", "stopped"):
        say(f"`responder broadcast resume {broadcast.id}` goes on with it.")
    elif broadcast.state == "running":
        say(f"`responder broadcast stop {broadcast.id}` takes back what wasn't sent.")


def counts(progress: Progress) -> str:
    """``40 sent, 78 waiting, 1 failed, 1 withheld``."""
    numbers = {
        "sent": progress.count("sent"),
        "waiting": progress.open,
        "failed": progress.count("failed"),
        "withheld": progress.count("withheld"),
        "taken back": progress.count("cancelled"),
    }
    return ", ".join(f"{count:,} {name}" for name, count in numbers.items() if count or name in ("sent", "waiting"))
