"""What a rule's actions change about a contact, and the contact after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from responder.core.answering.replies import render
from responder.core.conditions.situation import Situation
from responder.core.contact import EVERYTHING, Contact, OptedOutBy
from responder.core.decision import Effect, Joined, Left, OptedIn, OptedOut, Remembered, Tagged, Untagged
from responder.core.rule import Action, Join, Leave, OptIn, OptOut, Remember, Rule, Tag, Untag

LONGEST_FIELD = 1000
"""Characters that a saved field keeps."""


def effects_of(rule: Rule, situation: Situation, groups: Mapping[str, str]) -> list[Effect]:
    """Everything that the rule's actions do to this contact. Raises TemplateFailed."""
    return [effect for action in rule.actions for effect in _effects(action, rule.name, situation, groups)]


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


def applied(contact: Contact, effects: Iterable[Effect]) -> Contact:
    """The contact after these effects."""
    fields, opted_out = dict(contact.fields), dict(contact.opted_out)
    tags, lists = set(contact.tags), set(contact.lists)
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
            case OptedIn(scopes):
                for scope in scopes:
                    opted_out.pop(scope, None)
    return replace(contact, fields=fields, tags=frozenset(tags), lists=frozenset(lists), opted_out=opted_out)


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
