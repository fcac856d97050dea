"""``responder test``"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from responder.cli.look import plural, say, shown, styled
from responder.cli.progress import counted
from responder.cli.rules_file import file_argument, read_rules, rules_path

if TYPE_CHECKING:
    from responder.core.story import Story
    from responder.stories.run import Report, Result

TONES = {"expected": "good", "actual": "bad", "mark": "near", "hint": "quiet"}


@click.command(name="test")
@file_argument
@click.option("--why", is_flag=True, help="Show every rule's verdict for each text that got the wrong answer.")
@click.option("-v", "--verbose", is_flag=True, help="Name each example and story, also those that came out right.")
@click.option("-k", "word", metavar="WORD", help="Only those with this in their name, rule or text.")
def command(file: Path | None, why: bool, verbose: bool, word: str | None) -> None:
    """Play the examples and stories of a rules file and show what came out otherwise.

    They run on the real engine with contacts in memory and a clock that only the story turns: it is Tuesday 2 June
    2026, 10:00, or the next opening, unless the story says when. Exits with 1 if one fails, 2 if the file can't be
    used.
    """
    from responder.stories.run import Report, play, stories_of
    from responder.stories.wording import title

    ruleset = read_rules(file)
    stories = [story for story in stories_of(ruleset) if not word or word.lower() in _searched(story)]
    results = []
    for story in counted(stories, "Playing"):
        result = play(ruleset, story)
        results.append(result)
        if not result.passed:
            _say_failed(result, why)
        elif verbose:
            say(f"{styled('✓', 'good')} {shown(title(result))}")
    report = Report(tuple(results))
    _say_sum(report, str(rules_path(file)), word)
    sys.exit(0 if report.passed else 1)


def _searched(story: Story) -> str:
    texts = [step.body for step in story.steps if hasattr(step, "body")]
    return "\n".join([story.name, story.rule or "", *texts]).lower()


def _say_failed(result: Result, why: bool) -> None:
    from responder.stories.wording import explain, title

    say(f"{styled('✗', 'bad')} {styled(shown(title(result)), 'strong')}  {styled(str(result.story.place), 'quiet')}")
    for line in explain(result):
        text = shown(str(line))
        say(f"    {styled(text, TONES[line.tone]) if line.tone in TONES else text}")
    if why:
        from responder.cli.explanation import say_trace

        for played in result.played:
            if played.failures and played.decision is not None:
                say()
                say_trace(played.decision.trace)
    say()


def _say_sum(report: Report, name: str, word: str | None) -> None:
    total, failed = len(report.results), len(report.failed)
    examples = sum(result.story.rule is not None for result in report.results)
    if not total:
        what = f"has no example with {word!r} in it" if word else "has no examples, so there is nothing to play"
        say(f"{shown(name)} {what}.")
    elif failed:
        say(styled(f"{failed} of {total} came out otherwise than written.", "bad"))
    else:
        played = [plural(examples, "example")] if examples else []
        played += [plural(total - examples, "story", "stories")] if total > examples else []
        say(f"{styled('✓', 'good')} {shown(name)}: {' and '.join(played)} came out as written.")
