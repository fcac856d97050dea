"""Questions that are open from the beginning: for examples of rules with ``answering``."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from responder.core.answering.outgoing.later import actions_of
from responder.core.answering.replies import replies_of
from responder.core.conditions.situation import Situation
from responder.core.contact import Contact
from responder.core.message import InboundMessage
from responder.core.question import OpenQuestion
from responder.core.rule import FollowUp, ReplySpec
from responder.core.ruleset import Ruleset
from responder.core.templates import TemplateFailed
from responder.core.text.folding import clean, fold

_A_DAY = timedelta(days=1)


def asked(ruleset: Ruleset, name: str, contact: Contact, message: InboundMessage, now: datetime) -> Contact:
    """The contact with the question of this name open since ``now`` (UTC). A name that nothing of the file asks under
    is taken for a reminder's."""
    question, spec = _question(ruleset, name, now)
    if spec is not None:
        question = replace(question, text=_worded(ruleset, spec, contact, message, now))
    others = tuple(one for one in contact.questions if one.name != name)
    return replace(contact, questions=(*others, question))


def _question(ruleset: Ruleset, name: str, now: datetime) -> tuple[OpenQuestion, ReplySpec | None]:
    conversation = ruleset.conversations.get(name)
    for position, step in enumerate(conversation.steps if conversation is not None else ()):
        if (one := step.question) is not None:
            opened = OpenQuestion(name, "conversation", now, now + one.within, step=position, started_at=now)
            return opened, one.ask
    for rule in (*ruleset.rules, *([ruleset.otherwise] if ruleset.otherwise is not None else [])):
        if rule.ask is not None and rule.ask.name == name:
            return OpenQuestion(name, "rule", now, now + rule.ask.within, started_at=now), rule.ask.spec
    for called, actions in actions_of(ruleset):
        for action in actions:
            if isinstance(action, FollowUp) and action.ask is not None and (action.name or called) == name:
                return OpenQuestion(name, "follow-up", now, now + action.within, started_at=now), action.ask
    return OpenQuestion(name, "reminder", now, now + _A_DAY, started_at=now), None


def _worded(ruleset: Ruleset, spec: ReplySpec, contact: Contact, message: InboundMessage, now: datetime) -> str:
    local = now.astimezone(ruleset.business.timezone)
    situation = Situation(message, fold(message.body), clean(message.body), contact, local, ruleset.business)
    try:
        return "\n".join(reply.text for reply in replies_of(spec, situation))
    except TemplateFailed:
        # The question is open all the same; only a reaction that quotes it wouldn't find it.
        return ""
