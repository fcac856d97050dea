"""``given`` in examples and stories: how they begin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from responder.core.conditions.matchers import AllOf
from responder.core.conditions.question_matchers import Answering
from responder.core.conditions.situation import Condition
from responder.core.story import Given, Story
from responder.rules.desk import Desk
from responder.rules.expectations import CHANNEL, FROM, TO, lists, saved, tags
from responder.rules.keys import Key, Shape, Table
from responder.rules.readers.contacts import question_name
from responder.rules.readers.moments import moment
from responder.rules.readers.scalars import many, yes_no
from responder.rules.schema_parts import PROSE, TEXT, YES_NO, names_to, one_or_many
from responder.rules.syntax.tree import Node

AT = Key(
    "at",
    "When it happens: `10:00`, `mon 9:00` or `2026-06-01 10:00`, by the clock of the business.",
    Shape(moment, TEXT),
    ("mon 9:00",),
    instead="time when on now clock",
)

_KNOWN = (
    Key(
        "contact",
        "Fields that are saved about them already.",
        Shape(saved, names_to(PROSE)),
        ({"first_name": "Ana"},),
        instead="fields saved remembered remember",
    ),
    Key(
        "tags",
        "Tags that they have already.",
        Shape(tags, {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}),
        (["new patient"],),
        instead="tag tagged",
    ),
    Key(
        "on_lists",
        "Lists that they are on already.",
        Shape(lists, {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}),
        (["tips"],),
        instead="lists list on_list joined",
    ),
    Key(
        "first_time",
        "yes: they have never texted before. no: they have. Unless said, they have where something is known of them.",
        Shape(yes_no, YES_NO),
        (False,),
        instead="first new is_new",
    ),
    Key(
        "known",
        "yes: they have texted before. The opposite of `first_time`.",
        Shape(yes_no, YES_NO),
        (True,),
        instead="returning seen",
    ),
    Key(
        "question",
        "A question that they were just asked, by the name that `answering` calls it, or several.",
        Shape(many(question_name), one_or_many(TEXT)),
        ("new_time",),
        instead="answering asked open_question questions asking conversation",
    ),
)

KNOWN = Table("known", "`given`", "What is known of the person before an example.", _KNOWN)

GIVEN = Table("given", "`given` of a story", "How a story begins.", (AT, FROM, TO, CHANNEL, *_KNOWN))


def known(node: Node, desk: Desk, name: str) -> dict[str, Any] | None:
    """What is known of the person before an example."""
    return _opened(KNOWN, node, desk, name)


def given(node: Node, desk: Desk, name: str) -> dict[str, Any] | None:
    """How a story begins."""
    return _opened(GIVEN, node, desk, name)


def _opened(of: Table, node: Node, desk: Desk, name: str) -> dict[str, Any] | None:
    found = of.open(node, desk, name)
    if found is None:
        return None
    if "first_time" in found and "known" in found:
        desk.error(
            found["known"].key, "opposites", '"first_time" and "known" say the same thing', "Delete one of the two."
        )
    return of.values(found, desk)


def given_of(values: dict[str, Any]) -> Given:
    """How a story or an example begins."""
    texted_before = values.get("known")
    if "first_time" in values:
        texted_before = not values["first_time"]
    return Given(
        at=values.get("at"),
        from_=values.get("from"),
        to=values.get("to"),
        channel=values.get("channel", "sms"),
        fields=values.get("contact", {}),
        tags=values.get("tags", frozenset()),
        lists=values.get("on_lists", frozenset()),
        known=texted_before,
        questions=values.get("question", ()),
    )


def asked_before(story: Story, when: Condition | None) -> Story:
    """The example with the question open that its rule answers, where the rule answers only one and the example
    doesn't say what was asked."""
    parts = when.conditions if isinstance(when, AllOf) else (when,)
    names = {name for part in parts if isinstance(part, Answering) for name in part.names}
    if len(names) != 1 or story.given.questions:
        return story
    return replace(story, given=replace(story.given, questions=tuple(names)))
