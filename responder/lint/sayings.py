"""Every text that the rules send to people, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from responder.core.conversation import Conversation, ConversationStep
from responder.core.place import Place
from responder.core.rule import Action, FollowUp, ReplySpec, Rule
from responder.core.ruleset import Ruleset
from responder.core.templates import Template
from responder.lint.check import Subject

FILLED = "Xxxxxx"
_VALUE = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Saying:
    """One text. ``setting``: what it stands under ("reply", "ask"). ``language``: empty where it is for everybody."""

    owner: Place
    """Of the rule, or of the conversation's step."""
    setting: str
    template: Template
    language: str
    rule: Rule | None = None
    question: str = ""
    """The question that it leaves open for rules with ``answering``."""
    line: int = 0
    """For follow-ups: where it begins."""

    def find(self, subject: Subject, written: str) -> Place:
        """Where ``written`` stands in it; the rule or step where that isn't found."""
        return subject.find_at(self.owner, written, self.setting, self.line)


def sayings(ruleset: Ruleset) -> Iterator[Saying]:
    """Every text of the rules and conversations, in the order of the file."""
    rules = [*ruleset.rules, *([ruleset.otherwise] if ruleset.otherwise is not None else [])]
    for rule in rules:
        yield from of_rule(rule)
    for conversation in ruleset.conversations.values():
        yield from of_conversation(conversation)


def of_rule(rule: Rule) -> Iterator[Saying]:
    """What a rule answers at once, and later."""
    yield from of_reply(rule)
    for follow_up in follow_ups(rule.actions):
        yield from _of_follow_up(follow_up, rule.place, rule.name, rule)


def of_reply(rule: Rule) -> Iterator[Saying]:
    """What a rule answers at once."""
    yield from _each(rule.reply, rule.place, "reply", rule)
    if rule.once_per is not None:
        yield from _each(rule.once_per.or_reply, rule.place, "or_reply", rule)
    if rule.ask is not None:
        yield from _each(rule.ask.spec, rule.place, "ask", rule, rule.ask.name)


def of_conversation(conversation: Conversation) -> Iterator[Saying]:
    """What a conversation says, asks, and sends later."""
    for step in conversation.steps:
        if step.question is not None:
            yield from _each(step.question.ask, step.place, "ask")
            yield from _each(step.question.again, step.place, "again")
        for actions, reply in _doings(step):
            yield from _each(reply, step.place, "reply")
            for follow_up in follow_ups(actions):
                yield from _of_follow_up(follow_up, step.place, conversation.name, None)


def actions_in(conversation: Conversation) -> Iterator[tuple[ConversationStep, Action]]:
    """What the steps of a conversation do, on giving up too."""
    for step in conversation.steps:
        for actions, _ in _doings(step):
            yield from ((step, action) for action in actions)


def follow_ups(actions: Iterable[Action]) -> Iterator[FollowUp]:
    return (action for action in actions if isinstance(action, FollowUp))


def _doings(step: ConversationStep) -> Iterator[tuple[tuple[Action, ...], ReplySpec | None]]:
    for doing in (step.doing, step.question.give_up if step.question is not None else None):
        if doing is not None:
            yield doing.actions, doing.reply


def _of_follow_up(follow_up: FollowUp, owner: Place, name: str, rule: Rule | None) -> Iterator[Saying]:
    line = follow_up.place.line
    yield from _each(follow_up.text, owner, "text", rule, line=line)
    yield from _each(follow_up.ask, owner, "ask", rule, follow_up.name or name, line)


def _each(
    spec: ReplySpec | None, owner: Place, setting: str, rule: Rule | None = None, question: str = "", line: int = 0
) -> Iterator[Saying]:
    for language, parts in spec.by_language.items() if spec is not None else ():
        for part in parts:
            if part.text.source.strip():
                yield Saying(owner, setting, part.text, language, rule, question, line)


def as_sent(subject: Subject, template: Template) -> str:
    """The text with the facts of the file filled in, and six letters for whatever else is."""
    if template.static:
        return template.source.strip()
    business = subject.ruleset.business
    facts = {"business": business.name, "phone": business.phone_written}
    facts.update({f"about.{name}": value for name, value in business.about.items()})
    return _VALUE.sub(lambda found: facts.get(found[1], FILLED), _TAG.sub("", template.source)).strip()
