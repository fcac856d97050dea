"""The files in ``examples/``, and the one that responder begins with: whole, clean, and each rule and each
conversation of them at work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from responder.core.answering.outgoing.later import actions_of
from responder.core.conversation import Doing
from responder.core.decision import Asked, Closed, Decision
from responder.core.rule import FollowUp, Join, ReplySpec
from responder.core.ruleset import Ruleset
from responder.core.text.segments import count
from responder.lint.registry import run as checked
from responder.rules.load import load
from responder.stories.run import Report, run
from responder.stories.wording import explain, title

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))

each_file = pytest.mark.parametrize("path", [*EXAMPLES, ROOT / "rules.yaml"], ids=lambda path: path.name)
each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)

MOST_PIECES = 2
"""A text of an example is paid as so many at most."""


@cache
def rules_of(path: Path) -> Ruleset:
    return load(path)


@cache
def played(path: Path) -> Report:
    return run(rules_of(path))


@cache
def told(path: Path) -> Report:
    """The stories alone, without the examples under the rules."""
    return run(rules_of(path), rules_of(path).stories)


def decisions(report: Report) -> Iterator[Decision]:
    return (step.decision for result in report.results for step in result.played if step.decision is not None)


@each_file
def test_every_example_and_story_comes_out_as_written(path: Path) -> None:
    assert {title(result.story): list(explain(result)) for result in played(path).failed} == {}


@each_file
@pytest.mark.parametrize("today", [date(2026, 6, 2), date(2036, 1, 1)])
def test_no_check_finds_anything_today_or_in_ten_years_and_none_is_silenced(path: Path, today: date) -> None:
    text = path.read_text(encoding="utf-8")
    sources = dict.fromkeys(rules_of(path).files, text)
    assert [problem.render() for problem in checked(rules_of(path), sources, today)] == []
    assert "responder: ignore" not in text


@each_file
def test_every_rule_has_an_example(path: Path) -> None:
    ruleset = rules_of(path)
    rules = [*ruleset.rules, *([ruleset.otherwise] if ruleset.otherwise is not None else [])]
    assert [rule.name for rule in rules if not rule.examples] == []
    assert ruleset.otherwise is not None


@each_example
def test_a_file_tells_at_least_three_stories(path: Path) -> None:
    assert len(rules_of(path).stories) >= 3


@each_file
def test_every_conversation_is_walked_to_its_end_by_a_story_and_each_of_its_questions_asked(path: Path) -> None:
    conversations = rules_of(path).conversations
    effects = [effect for decision in decisions(told(path)) for effect in decision.effects]
    ended = {effect.name for effect in effects if isinstance(effect, Closed) and effect.how == "answered"}
    assert set(conversations) - ended == set()
    asked = {(effect.name, effect.step) for effect in effects if isinstance(effect, Asked)}
    questions = {
        (name, position): str(step.place)
        for name, conversation in conversations.items()
        for position, step in enumerate(conversation.steps)
        if step.question is not None
    }
    assert {place for question, place in questions.items() if question not in asked} == set()


@each_example
def test_no_answer_costs_more_than_two_texts(path: Path) -> None:
    texts = {reply.text for decision in decisions(played(path)) for reply in decision.replies}
    assert {text: count(text).segments for text in texts if count(text).segments > MOST_PIECES} == {}


@each_example
def test_what_is_sent_weeks_later_fits_into_one_text(path: Path) -> None:
    ruleset = rules_of(path)
    later = [one for _, actions in actions_of(ruleset) for one in actions if isinstance(one, FollowUp)]
    specs = [one.text if one.text is not None else one.ask for one in later]
    costs = {text: count(text).segments for spec in specs if spec is not None for text in _texts(ruleset, spec)}
    assert {text: pieces for text, pieces in costs.items() if pieces > 1} == {}


@each_example
def test_whoever_is_put_on_a_list_is_told_how_it_ends(path: Path) -> None:
    ruleset = rules_of(path)
    steps = [step.doing for conversation in ruleset.conversations.values() for step in conversation.steps]
    doings = [*(Doing(rule.reply, rule.actions) for rule in ruleset.rules), *(step for step in steps if step)]
    joining = [doing.reply for doing in doings if any(isinstance(action, Join) for action in doing.actions)]
    for reply in joining:
        assert reply is not None
        for language, parts in reply.by_language.items():
            assert any("STOP" in part.text.source for part in parts), (language, parts)


@each_example
def test_numbers_and_addresses_are_nobodys(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    numbers = re.findall(r"\+\d[\d ]{8,}\d", text)
    assert [number for number in numbers if "555" not in number] == []
    hosts = re.findall(r"(?:https?://|@)([\w.-]+\.[a-z]{2,})", text, re.IGNORECASE)
    assert {host.lower() for host in hosts} <= {"example.com", "example.org"}


def _texts(ruleset: Ruleset, spec: ReplySpec) -> Iterator[str]:
    facts = {"business": ruleset.business.name, "phone": ruleset.business.phone_written}
    facts |= {f"about.{name}": value for name, value in ruleset.business.about.items()}
    for parts in spec.by_language.values():
        for part in parts:
            source = re.sub(r"\{%.*?%\}", "", part.text.source)
            yield re.sub(r"\{\{\s*(.*?)\s*\}\}", lambda found: str(facts.get(found[1], "Xxxxxx")), source).strip()
