"""``responder replay``"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from responder.cli.look import plural, quoted, say, shown, styled, wrapped
from responder.cli.progress import counted
from responder.cli.rules_file import read_rules, rules_option, rules_path
from responder.cli.since import since_moment

if TYPE_CHECKING:
    from responder.core.decision import Effect
    from responder.replaying.comparing import Came, Change
    from responder.replaying.grouping import Group, Report

since_option = click.option(
    "--since", default="30d", show_default=True, metavar="30d", help="From when on: 30d, 12 hours, or a date."
)
format_option = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to write what is found."
)

NAMES = {
    "nobody": "nobody",
    "safety": "a STOP word, an opt-out, the limits or a person who has taken over",
    "which question": "the question which of several they mean",
    "otherwise": "otherwise",
}
"""Whose answer it is where no rule had its say."""


@click.command()
@rules_option
@since_option
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Show only the first N kinds of change.")
@click.option("--fail-on-change", is_flag=True, help="Exit with 1 where anything would come out otherwise.")
@format_option
@click.pass_context
def command(
    ctx: click.Context, rules: Path | None, since: str, limit: int | None, fail_on_change: bool, form: str
) -> None:
    """Play the texts that came once more through a rules file, and list what would come out otherwise.

    Each contact's texts go through the rules from their first one on, each at the time when it came, and only those
    since then are compared with what was answered. What most people would feel comes first. Nothing is sent, and
    nothing is written.

    Exits with 0, with 1 where --fail-on-change was given and something differs, and with 2 on errors.
    """
    from responder.replaying.grouping import report
    from responder.settings import Settings
    from responder.store import Store

    ruleset = read_rules(rules)
    begun = since_moment(since, datetime.now(UTC), ruleset.business.timezone)
    with Store.connect(Settings.from_environment().store_url) as store:
        store.check()
        contacts = store.texters(begun)
        # The bar moves once for each contact: what they texted is read page by page.
        found = report(ruleset, store.histories(counted(contacts, "Playing their texts")), begun)
    if form == "json":
        from responder.cli.plain_json import json_text

        click.echo(json_text(_plain(found, begun, limit)))
    else:
        _say(found, begun.astimezone(ruleset.business.timezone), rules_path(rules), limit)
    if fail_on_change and found.changed:
        ctx.exit(1)


def _say(found: Report, begun: datetime, rules: Path, limit: int | None) -> None:
    came = f"{plural(found.texts, 'text')} of {plural(found.people, 'person', 'people')}"
    say(f"{came} since {begun:%Y-%m-%d %H:%M}, played through {shown(str(rules))}")
    if found.skipped:
        say(styled(f"{plural(found.skipped, 'text')} left out: nothing was kept of how they were answered.", "quiet"))
    if found.failed:
        say(styled(f"A rule went wrong at {plural(found.failed, 'text')}: see `responder check`.", "bad"))
    if not found.changed:
        if found.texts:
            say(f"{styled('✓', 'good')} Every one is answered as it was.")
        else:
            say("There is nothing to compare.")
        return
    say(f"{plural(found.changed, 'text')} would come out otherwise.")
    groups = found.groups
    for group in groups[:limit]:
        say()
        for line in group_lines(group):
            say(line)
    if limit is not None and len(groups) > limit:
        say(f"\nand {plural(len(groups) - limit, 'more kind')} of change; without --limit all are shown")


def group_lines(group: Group) -> Iterator[str]:
    """A group for the eye: what changes, how often, and up to three texts."""
    people = plural(group.people, "person", "people")
    yield f"{styled(title(group), 'strong')}: {plural(group.texts, 'text')} of {people}"
    for change in group.samples:
        yield f"  {quoted(change.replayed.text.message.body) if change.replayed.text.message.body else '(no words)'}"
        yield from _sample(change)


def title(group: Group) -> str:
    """What changes, in one line."""
    before, after = (NAMES.get(name, quoted(name)) for name in (group.before, group.after))
    if group.kind == "reply":
        return f"The reply of {after} changes"
    if group.kind == "effects":
        if group.after in NAMES:
            return f"The same replies by {after}, but something else is done"
        return f"{after} replies as before, and does something else"
    if group.after == "nobody":
        return f"No more answered, before by {before}"
    if group.before == "nobody":
        return f"Now answered by {after}, before by nobody"
    return f"{before} → {after}" + ("" if group.is_felt else ", with the same reply")


def _sample(change: Change) -> Iterator[str]:
    before, after = _said(change.before), _said(change.after)
    if change.is_felt:
        yield from _compared(before, after)
    from responder.replaying.comparing import plain_effects

    gone, new = plain_effects(change.before.effects), plain_effects(change.after.effects)
    yield from _happens(
        "no more:", "gone", [e for e, p in zip(change.before.effects, gone, strict=True) if p not in new]
    )
    yield from _happens("now:", "new", [e for e, p in zip(change.after.effects, new, strict=True) if p not in gone])


def _happens(label: str, way: str, effects: list[Effect]) -> Iterator[str]:
    from responder.cli.effect_words import effect
    from responder.core.decision import Due

    for one in effects:
        # Somebody of the staff may have another number now, under the same name.
        number = f" (to {shown(one.to)})" if isinstance(one, Due) and one.kind == "notify" and one.name else ""
        yield "      " + styled(f"{label} {effect(one)}{number}", TONES[way][0])


TONES = {"gone": ("bad", "[-", "-]"), "new": ("good", "{+", "+}")}
"""How what went and what came is marked: by a colour, and by signs, since not everything shows colours."""


def _compared(before: str, after: str) -> Iterator[str]:
    from responder.replaying.wording import word_diff

    parts = word_diff(before, after) if before and after else None
    if parts is None:
        yield from _block("was:", before)
        yield from _block("now:", after)
        return
    marked = ""
    for way, text in parts:
        tone, left, right = TONES.get(way, ("", "", ""))
        marked += styled(f"{left}{shown(text)}{right}", tone) if tone else shown(text)
    for line in marked.split("\n"):
        yield f"      {line}"


def _block(label: str, text: str) -> Iterator[str]:
    lines = wrapped(shown(text), "").split("\n") if text else ["(no reply)"]
    for number, line in enumerate(lines):
        yield f"      {label if number == 0 else ' ' * len(label)} {line}"


def _said(came: Came) -> str:
    return "\n".join("\n".join([reply.text, *(f"[{url}]" for url in reply.media)]).strip() for reply in came.replies)


def _plain(found: Report, begun: datetime, limit: int | None) -> dict[str, Any]:
    return {
        "since": begun.astimezone(UTC).isoformat(),
        "texts": found.texts,
        "people": found.people,
        "changed": found.changed,
        "skipped": found.skipped,
        "failed": found.failed,
        "groups": [_plain_group(group) for group in found.groups[:limit]],
    }


def _plain_group(group: Group) -> dict[str, Any]:
    from responder.inbound import masked

    return {
        "change": group.kind,
        "before": group.before,
        "after": group.after,
        "felt": group.is_felt,
        "texts": group.texts,
        "people": group.people,
        "samples": [
            {
                "from": masked(change.replayed.contact.address),
                "at": change.replayed.text.at.isoformat(),
                "sid": change.replayed.text.message.sid,
                "text": change.replayed.text.message.body,
                "before": _plain_came(change.before),
                "after": _plain_came(change.after),
            }
            for change in group.samples
        ],
    }


def _plain_came(came: Came) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "outcome": came.outcome,
        "rule": came.rule,
        "replies": [asdict(reply) for reply in came.replies],
        "effects": [{"effect": type(effect).__name__, **asdict(effect)} for effect in came.effects],
    }
