"""Whether a rule's texts may go wrong: then nothing of it is done, and ``otherwise`` has its turn after all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from responder.core.conversation import Conversation, ConversationStep, Doing
from responder.core.rule import Action, Call, Notify, Remember, ReplySpec, Rule
from responder.core.ruleset import Ruleset
from responder.core.templates import Template
from responder.lint.reasoning.certainty import may_go_wrong


def may_fail(ruleset: Ruleset) -> bool:
    """Whether one of the texts that rules and conversations make might not come out."""
    # A rule may answer out of turn, and one above that seldom fits may be the one that goes wrong: all count.
    return any(map(_rule_fails, ruleset.rules)) or any(map(_conversation_fails, ruleset.conversations.values()))


def _rule_fails(rule: Rule) -> bool:
    instead = rule.once_per.or_reply if rule.once_per is not None else None
    question = rule.ask.spec if rule.ask is not None else None
    return _fails((rule.reply, instead, question), rule.actions)


def _conversation_fails(conversation: Conversation) -> bool:
    return any(map(_step_fails, conversation.steps))


def _step_fails(step: ConversationStep) -> bool:
    doings = [step.doing]
    specs: list[ReplySpec | None] = []
    if step.question is not None:
        specs += [step.question.ask, step.question.again]
        doings.append(step.question.give_up)
    return (step.when is not None and may_go_wrong(step.when)) or any(
        _fails((*specs, doing.reply), doing.actions) for doing in (one or Doing() for one in doings)
    )


def _fails(specs: Iterable[ReplySpec | None], actions: Iterable[Action]) -> bool:
    return any(
        any(part.text.may_fail or not all(media.static for media in part.media) for part in parts)
        for spec in specs
        if spec is not None
        for parts in spec.by_language.values()
    ) or any(template.may_fail for template in _templates(actions))


def _templates(actions: Iterable[Action]) -> Iterator[Template]:
    for action in actions:
        match action:
            case Remember(fields):
                yield from (template for _, template in fields)
            case Notify(_, Template() as text):
                yield text
            case Call(say):
                yield from (part.text for parts in say.by_language.values() for part in parts)
