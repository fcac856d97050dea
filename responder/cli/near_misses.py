"""``responder near-misses``"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from responder.cli.look import plural, say, styled, wrapped
from responder.cli.progress import counted, waiting
from responder.cli.replay import format_option, since_option
from responder.cli.rules_file import read_rules, rules_option, rules_path
from responder.cli.since import since_moment
from responder.cli.suggestion_words import outcome, refusal, summary
from responder.errors import ResponderError

if TYPE_CHECKING:
    from responder.replaying.suggesting import Found, Suggesting
    from responder.replaying.topics import Topic
    from responder.replaying.unanswered import Wording

SAMPLES = 3
REST_SHOWN = 10


class ExamplesFailError(ResponderError):
    """Examples of the rules fail as they are, so no change can be tried. `responder test` shows which."""


@click.command()
@rules_option
@since_option
@click.option(
    "--least", type=click.IntRange(min=1), default=2, show_default=True, metavar="N", help="Texts that it takes."
)
@click.option("--apply", "chosen", metavar="1,3", help="Make these changes: numbers or words of the list, or all.")
@click.option("--reply", metavar="TEXT", help="With --apply and one topic: what its new rule replies.")
@click.option("--yes", is_flag=True, help="With --apply: make the changes without asking.")
@format_option
def command(
    rules: Path | None, since: str, least: int, chosen: str | None, reply: str | None, yes: bool, form: str
) -> None:
    """List texts that no rule answered, with what to change so that one does.

    The texts that came are played through the rules. Where they nearly have a word of a rule, the change to the file
    is tried: it is only listed if the rule then answers them, no example fails, and no other text gets another
    answer. Where nothing is near, texts that share a rare word stand together, with a rule to write.

    With --apply the changes are shown and, if you say yes, made in the file; comments and layout stay as they are.
    Exits with 1 where they were only shown.
    """
    from responder.replaying.suggesting import Suggesting
    from responder.replaying.unanswered import hear
    from responder.settings import Settings
    from responder.store import Store
    from responder.stories.gate import complaints

    if yes and chosen is None:
        raise click.UsageError("--yes goes with --apply.")
    path = rules_path(rules)
    ruleset = read_rules(rules)
    if complaints(ruleset):
        raise ExamplesFailError
    begun = since_moment(since, datetime.now(UTC), ruleset.business.timezone)
    with Store.connect(Settings.from_environment().store_url) as store:
        store.check()
        contacts = counted(store.texters(begun), "Playing their texts")
        heard = hear(ruleset, store.histories(contacts), begun)
        suggesting = Suggesting(path, ruleset, store.histories, begun)
        with waiting("Trying changes"):
            found = suggesting.look(heard, least)
        if chosen is not None:
            from responder.cli.applying import apply

            sys.exit(0 if apply(chosen, reply, found, suggesting, path, sure=yes) else 1)
    if form == "json":
        from responder.cli.plain_json import json_text

        click.echo(json_text(_plain(found, begun)))
        return
    heading = f"{plural(heard.texts, 'text')} since {begun.astimezone(ruleset.business.timezone):%Y-%m-%d %H:%M}"
    say(f"{heading}; no rule answered {heard.unanswered} of them.")
    for line in _lines(found, suggesting):
        say(line)


def _lines(found: Found, suggesting: Suggesting) -> Iterator[str]:
    number = 0
    for number, one in enumerate(found.suggestions, 1):
        yield ""
        yield f"{styled(f'{number}', 'strong')}  {summary(one)}"
        yield wrapped(outcome(one), "     ")
        yield from _samples(one.addition.wordings)
    if found.topics:
        yield "\nNo rule is near these:"
    for position, topic in enumerate(found.topics, number + 1):
        yield ""
        people = plural(topic.people, "person", "people")
        yield f"{styled(f'{position}', 'strong')}  {_quoted(topic)}: {plural(topic.texts, 'text')} of {people}"
        yield from _samples(topic.wordings)
        yield from (f"     {styled(line, 'quiet')}" for line in skeleton(topic, suggesting.free_name(topic)))
    if found.refused:
        yield "\nNear a rule, and tried without success:"
    for refused in found.refused[:REST_SHOWN]:
        yield wrapped(refusal(refused), "   ")
    if len(found.refused) > REST_SHOWN:
        yield f"   and {plural(len(found.refused) - REST_SHOWN, 'other')}"
    yield from _rest(found)
    if found.suggestions:
        yield styled(
            f"\n`responder near-misses --apply {found.suggestions[0].addition.word}` makes the change.", "quiet"
        )
    if found.topics:
        word = found.topics[0].words[0]
        yield styled(f'`responder near-misses --apply {word} --reply "…"` writes the rule.', "quiet")


def _rest(found: Found) -> Iterator[str]:
    if not found.rest:
        return
    texts = sum(one.unanswered for one in found.rest)
    yield f"\n{plural(texts, 'other text')} without an answer" + (
        ":" if len(found.rest) <= REST_SHOWN else ", such as:"
    )
    for one in found.rest[:REST_SHOWN]:
        yield f"   {safe(one)}" + (f", {plural(one.unanswered, 'time')}" if one.unanswered > 1 else "")


def skeleton(topic: Topic, name: str) -> list[str]:
    """The rule that a topic wants, its reply left open."""
    from responder.replaying.nearness import example_of
    from responder.rules.editing.words import rule_lines

    return rule_lines(name, topic.words, "…", (example_of(topic.wordings[0], topic.words[0]),))


def safe(wording: Wording) -> str:
    """A text as it may be shown: cut, harmless to a terminal, without numbers and addresses."""
    from responder.core.conditions.reasons import typed
    from responder.replaying.nearness import without_personal

    return typed(without_personal(wording.folded.text, wording.names))


def _samples(wordings: list[Wording] | tuple[Wording, ...]) -> Iterator[str]:
    told = ", ".join(safe(one) + (f" ({one.unanswered}×)" if one.unanswered > 1 else "") for one in wordings[:SAMPLES])
    more = len(wordings) - SAMPLES
    yield wrapped(told + (f" and {plural(more, 'other')}" if more > 0 else ""), "     ")


def _quoted(topic: Topic) -> str:
    return " / ".join(f"“{word}”" for word in topic.words)


def _plain(found: Found, begun: datetime) -> dict[str, Any]:
    return {
        "since": begun.astimezone(UTC).isoformat(),
        "texts": found.heard.texts,
        "unanswered": found.heard.unanswered,
        "suggestions": [
            {
                "rule": one.addition.rule.name,
                "place": str(one.addition.rule.place),
                "key": one.addition.key,
                "word": one.addition.word,
                "near": one.addition.near,
                "example": one.example,
                "texts": one.tried.gained,
                "samples": [safe(wording) for wording in one.addition.wordings[:SAMPLES]],
            }
            for one in found.suggestions
        ],
        "refused": [
            {
                "rule": one.addition.rule.name,
                "place": str(one.addition.rule.place),
                "key": one.addition.key,
                "word": one.addition.word,
                "near": one.addition.near,
                "why": one.why,
                "texts": one.addition.texts,
            }
            for one in found.refused
        ],
        "topics": [
            {
                "words": list(topic.words),
                "texts": topic.texts,
                "people": topic.people,
                "samples": [safe(wording) for wording in topic.wordings[:SAMPLES]],
            }
            for topic in found.topics
        ],
        "others": [{"text": safe(one), "texts": one.unanswered} for one in found.rest],
    }
