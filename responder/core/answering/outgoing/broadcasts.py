"""One text to many people: who may get it, and how it reads for each of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from responder.core.answering.replies import render, split
from responder.core.conditions.situation import Situation
from responder.core.contact import Contact
from responder.core.decision import Due
from responder.core.message import InboundMessage, Reply
from responder.core.ruleset import Ruleset
from responder.core.templates import Template, TemplateFailed, TemplateProblem, compile_text, known_names
from responder.core.text.folding import clean, fold

STOPPED = "the broadcast was stopped"
OPTED_OUT = "they opted out"
BLOCKED = "they are blocked"
NO_NUMBER = "no text reaches them: they have no phone number"
CANT_BE_MADE = "its text can't be made"
EMPTY = "its text is empty"

_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)


def template_of(text: str, columns: Iterable[str], ruleset: Ruleset) -> Template:
    """The text as a template, which may name what the rules know and save, and the values that come with each person
    (``columns``). Raises TemplateProblem."""
    about = tuple(ruleset.business.about)
    return _compiled(text, known_names(about, ruleset.fields, columns))


@lru_cache(maxsize=64)
def _compiled(text: str, known: frozenset[str]) -> Template:
    return compile_text(text, known)


def why_not(ruleset: Ruleset, due: Due, contact: Contact, now: datetime) -> str | None:
    """Why they never get it, from what is known of them now; None where they do. A broadcast that was stopped has no
    words any more.

    Whoever opted out of any number of ours gets none: they didn't ask for it, as they did for a follow-up.
    """
    if not due.text:
        return STOPPED
    if contact.opted_out:
        return OPTED_OUT
    if not contact.lists.intersection(due.lists):
        return not_on_list(due.lists)
    if _NUMBER.fullmatch(contact.address) is None:
        return NO_NUMBER
    situation = situation_of(ruleset, due, contact, now)
    return BLOCKED if any(sender.holds(situation) for sender in ruleset.blocked) else None


def not_on_list(lists: tuple[str, ...]) -> str:
    """That they haven't joined any of these lists, or left them."""
    named = " or ".join(repr(name) for name in lists)
    return f"they aren't on the list {named}"


def worded(ruleset: Ruleset, due: Due, contact: Contact, now: datetime) -> tuple[Reply, ...]:
    """The texts as they read for this person at this moment; none where there is nothing to say.

    What came with the person goes before what is saved of them, and neither is ever a template. Raises TemplateFailed.
    """
    situation = situation_of(ruleset, due, contact, now)
    try:
        template = template_of(due.text, situation.groups, ruleset)
    except TemplateProblem as problem:
        raise TemplateFailed(f"{problem.message}. {problem.remedy}") from None
    return tuple(Reply(piece) for piece in split(render(template, situation, situation.groups)))


def situation_of(ruleset: Ruleset, due: Due, contact: Contact, now: datetime) -> Situation:
    """What is known when it is worded: there is no text of theirs that it follows."""
    groups = dict(zip(due.groups[::2], due.groups[1::2], strict=False))
    given = {name: value for name, value in groups.items() if value}
    if given:
        contact = replace(contact, fields={**contact.fields, **given})
    message = InboundMessage("", contact.address, "")
    local = now.astimezone(ruleset.business.timezone)
    return Situation(message, fold(""), clean(""), contact, local, ruleset.business, groups)
