"""What a rule's actions change about a contact, and the contact after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from responder.core.answering.outgoing.accounts import Account
from responder.core.answering.outgoing.outbound import Outbound, handed_over, outbound_of
from responder.core.answering.outgoing.planned import due_of
from responder.core.answering.replies import render
from responder.core.conditions.situation import Situation
from responder.core.contact import EVERYTHING, Contact, OptedOutBy
from responder.core.decision import (
    Asked,
    Cancelled,
    Closed,
    Effect,
    HandedOver,
    Joined,
    Left,
    OptedIn,
    OptedOut,
    Remembered,
    Tagged,
    Untagged,
)
from responder.core.question import OpenQuestion
from responder.core.rule import (
    Action,
    CancelFollowUps,
    FollowUp,
    HandOver,
    Join,
    Leave,
    OptIn,
    OptOut,
    Remember,
    Rule,
    Tag,
    Untag,
)

LONGEST_FIELD = 1000
"""Characters that a saved field keeps."""


def effects_of(rule: Rule, situation: Situation, groups: Mapping[str, str]) -> list[Effect]:
    """Everything that the rule's actions do to this contact. Raises TemplateFailed."""
    return effects_of_actions(rule.actions, rule.name, situation, groups)


def effects_of_actions(
    actions: Iterable[Action],
    rule: str,
    situation: Situation,
    groups: Mapping[str, str],
    account: Account | None = None,
) -> list[Effect]:
    """Everything that these actions do to this contact, in the name of a rule or a conversation. ``Start`` is the
    walk's to carry out. What goes to others comes last, and knows the contact as the rest leaves them. ``account``:
    what staff are told of a conversation. Raises TemplateFailed."""
    actions = tuple(actions)
    effects = [effect for action in actions for effect in _effects(action, rule, situation, groups)]
    outward = [action for action in actions if isinstance(action, Outbound)]
    if outward:
        over = [handed_over(action, actions, rule, situation) for action in actions if isinstance(action, HandOver)]
        if effects or over:
            situation = replace(situation, contact=applied(situation.contact, [*effects, *over]))
        for action in outward:
            if isinstance(action, HandOver):
                effects.append(handed_over(action, actions, rule, situation))
            else:
                effects += outbound_of(action, rule, situation, groups, account)
    return effects


def _effects(action: Action, rule: str, situation: Situation, groups: Mapping[str, str]) -> Iterator[Effect]:
    match action:
        case Remember(fields):
            for name, template in fields:
                yield Remembered(name, render(template, situation, groups)[:LONGEST_FIELD], rule)
        case Tag(tags):
            yield from (Tagged(tag, rule) for tag in tags)
        case Untag(tags):
            yield from (Untagged(tag, rule) for tag in tags)
        case Join(lists):
            yield from (Joined(name, rule) for name in lists)
        case Leave(lists):
            yield from (Left(name, rule) for name in lists)
        case OptOut():
            yield OptedOut((EVERYTHING,), f"rule '{rule}'", rule, "rule")
        case OptIn():
            yield OptedIn((EVERYTHING,), f"rule '{rule}'", rule)
        case CancelFollowUps(names):
            yield Cancelled(names, rule)
        case FollowUp():
            if (due := due_of(action, rule, situation, groups)) is not None:
                yield due


def applied(contact: Contact, effects: Iterable[Effect]) -> Contact:
    """The contact after these effects."""
    fields, opted_out = dict(contact.fields), dict(contact.opted_out)
    tags, lists = set(contact.tags), set(contact.lists)
    questions = contact.questions
    handed_over_until, handed_over_to = contact.handed_over_until, contact.handed_over_to
    for effect in effects:
        match effect:
            case Remembered(name, value):
                _set(fields, name, value)
            case Tagged(tag):
                tags.add(tag)
            case Untagged(tag):
                tags.discard(tag)
            case Joined(name):
                lists.add(name)
            case Left(name):
                lists.discard(name)
            case OptedOut(scopes):
                _hold(opted_out, scopes, effect.by)
                questions = ()
            case OptedIn(scopes):
                for scope in scopes:
                    opted_out.pop(scope, None)
            case Asked():
                questions = (*_without(questions, effect.name), _opened(effect))
            case Closed(name):
                questions = _without(questions, name)
            case HandedOver(until):
                handed_over_until, handed_over_to = until, effect.staff
    return replace(
        contact,
        fields=fields,
        tags=frozenset(tags),
        lists=frozenset(lists),
        opted_out=opted_out,
        questions=questions,
        handed_over_until=handed_over_until,
        handed_over_to=handed_over_to,
    )


def _opened(asked: Asked) -> OpenQuestion:
    return OpenQuestion(
        asked.name,
        asked.asker,
        asked.asked_at or asked.started_at,
        asked.until,
        asked.text,
        asked.step,
        asked.tries,
        asked.started_at,
        asked.came_from,
        language=asked.language,
        bare=asked.bare,
        before=asked.before,
        known_by=asked.known_by,
    )


def _without(questions: tuple[OpenQuestion, ...], name: str) -> tuple[OpenQuestion, ...]:
    return tuple(question for question in questions if question.name != name)


def _set(fields: dict[str, str], name: str, value: str) -> None:
    if value:
        fields[name] = value
    else:
        fields.pop(name, None)


def _hold(opted_out: dict[str, OptedOutBy], scopes: Iterable[str], by: OptedOutBy) -> None:
    for scope in scopes:
        # What the carrier holds stays the carrier's.
        if opted_out.get(scope) != "carrier":
            opted_out[scope] = by
