"""One rule and one text: whether the rule fits, and what it does then."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import NamedTuple

from responder.core.answering.asking.conversing import begin
from responder.core.answering.asking.questions import opening, until
from responder.core.answering.done import Done
from responder.core.answering.effects import effects_of
from responder.core.answering.replies import Found, replies_of
from responder.core.conditions.languages import spoken_language
from responder.core.conditions.reasons import lasting
from responder.core.conditions.situation import Match, Miss, Situation
from responder.core.decision import Asked
from responder.core.rule import Ask, ReplySpec, Rule, Start
from responder.core.ruleset import Ruleset

ALWAYS = Match("it has no `when`, so it always fits")


class Fitting(NamedTuple):
    """The rule fits. ``instead``: it answered lately, and says ``or_reply`` in place of its reply and question."""

    match: Match
    reasons: tuple[str, ...]
    reply: ReplySpec | None
    instead: bool = False


def look(rule: Rule, situation: Situation, unasked: Match = ALWAYS) -> Fitting | Miss:
    """Whether the rule's conditions hold and it didn't answer lately. ``unasked``: why it fits where it has no
    conditions. Raises TemplateFailed."""
    match = unasked if rule.when is None else rule.when.test(situation)
    if isinstance(match, Miss):
        return match
    once = rule.once_per
    if once is None or (since := _since_answered(rule, situation)) is None:
        return Fitting(match, match.reasons, rule.reply)
    lately = f"it answered them {lasting(since.total_seconds())} ago: once per {once.written}"
    reasons = (*match.reasons, lately)
    if once.or_reply is None:
        return Miss("; ".join(reasons), reasons)
    return Fitting(match, reasons, once.or_reply, True)


def _since_answered(rule: Rule, situation: Situation) -> timedelta | None:
    """How long ago the rule answered this contact, where that is too short a time; else None."""
    last = situation.contact.last_answered.get(rule.name)
    if last is None or rule.once_per is None:
        return None
    since = situation.now - last
    return since if since < rule.once_per.time else None


def carry_out(rule: Rule, fitting: Fitting, done: Done, ruleset: Ruleset) -> Done:
    """What the rule does: its actions, its reply, its question, then the conversation that it starts. Raises
    TemplateFailed, and then nothing of it is done."""
    match = fitting.match
    found = Found(match.groups, match.language)
    done = done.having(*effects_of(rule, done.situation, match.groups))
    if fitting.reply is not None:
        done = done.saying(replies_of(fitting.reply, done.situation, found))
    if rule.ask is not None and not (fitting.instead or done.over):
        done = _ask(rule.ask, rule, found, done)
    for action in rule.actions:
        if isinstance(action, Start) and not done.over:
            done = begin(action.conversation, ruleset.conversations, done, rule.name, match.language)
    return done


def _ask(ask: Ask, rule: Rule, found: Found, done: Done) -> Done:
    texts = replies_of(ask.spec, done.situation, found)
    now = done.situation.now.astimezone(UTC)
    text = "\n".join(one.text for one in texts)
    language = spoken_language(done.situation, found.language)
    asked = Asked(ask.name, "rule", text, until(now, ask.within), now, -1, rule.name, now, language=language)
    return opening(done.saying(texts), asked)
