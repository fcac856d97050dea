"""``examples`` under a rule, and ``stories``: conversations that are tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from responder.core.calendar.moment import next_moment
from responder.core.story import Expect, Given, Later, Said, Story
from responder.core.suggest import quoted
from responder.rules.desk import Desk, place_of
from responder.rules.expectations import (
    CHANNEL,
    EXPECT_KEYS,
    FROM,
    HAS_KEY,
    THEY_TEXT,
    TO,
    expect_of,
    is_sent,
    lists,
    said,
    saved,
    tags,
)
from responder.rules.keys import Key, Shape, Table
from responder.rules.readers.scalars import duration, prose, text, yes_no
from responder.rules.schema_parts import DURATION, PROSE, TEXT, YES_NO, names_to, table
from responder.rules.syntax.quoting import in_quotes
from responder.rules.syntax.tree import Entry, List, Node, Settings, Text

_SOME_DAY = datetime(2026, 6, 1, 10, 0, tzinfo=ZoneInfo("UTC"))


def moment(node: Node, desk: Desk, name: str) -> str | None:
    """A moment as people write it; kept as written, since it depends on the story's clock."""
    value = text(node, desk, name)
    if value is None:
        return None
    try:
        next_moment(value, _SOME_DAY)
    except ValueError as error:
        desk.sentence(node, "not-a-time", error)
        return None
    return value


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
)

KNOWN = Table("known", "`given`", "What is known of the person before an example.", _KNOWN)

GIVEN = Table("given", "`given` of a story", "How a story begins.", (AT, FROM, TO, CHANNEL, *_KNOWN))


def _known(node: Node, desk: Desk, name: str) -> dict[str, Any] | None:
    return _opened(KNOWN, node, desk, name)


def _given(node: Node, desk: Desk, name: str) -> dict[str, Any] | None:
    return _opened(GIVEN, node, desk, name)


def _opened(known: Table, node: Node, desk: Desk, name: str) -> dict[str, Any] | None:
    found = known.open(node, desk, name)
    if found is None:
        return None
    if "first_time" in found and "known" in found:
        desk.error(
            found["known"].key, "opposites", '"first_time" and "known" say the same thing', "Delete one of the two."
        )
    return known.values(found, desk)


def given_of(values: dict[str, Any]) -> Given:
    """How a story or an example begins."""
    known = values.get("known")
    if "first_time" in values:
        known = not values["first_time"]
    return Given(
        at=values.get("at"),
        from_=values.get("from"),
        to=values.get("to"),
        channel=values.get("channel", "sms"),
        fields=values.get("contact", {}),
        tags=values.get("tags", frozenset()),
        lists=values.get("on_lists", frozenset()),
        known=known,
    )


EXAMPLE = Table(
    "example",
    "an example",
    "A text that people send, and what should come of it. It is tried with every change of the file.",
    (
        THEY_TEXT,
        *EXPECT_KEYS,
        AT,
        FROM,
        TO,
        CHANNEL,
        HAS_KEY,
        Key(
            "given",
            "What is known of the person before.",
            Shape(_known, table("known")),
            ({"contact": {"first_name": "Ana"}},),
            instead="if before know",
        ),
    ),
    needs_one=("they_text", "has"),
)


def example(node: Node, desk: Desk, rule: str) -> Story | None:
    """One example of a rule: a text that the rule answers, or a text with what should come of it."""
    if isinstance(node, Text):
        body = prose(node, desk, "examples")
        if body is None:
            return None
        place = place_of(node)
        return Story(_title(rule, quoted(body, 50)), Given(), (Said(body, Expect(rule=rule), place),), place, rule)
    if isinstance(node, Settings) and node.entries and not EXAMPLE.is_meant(node, desk):
        desk.wrong_kind(node, "examples", "a text", "")
        return None
    found = EXAMPLE.open(node, desk, "examples")
    if found is None:
        return None
    values = EXAMPLE.values(found, desk)
    if not is_sent(found, values, desk):
        return None
    begins = {**values.get("given", {}), **{k: v for k, v in values.items() if k in ("at", "from", "to", "channel")}}
    step = said(found, values, expect_of(values, rule))
    sent = quoted(step.body, 50) if step.body else f"nothing but {', '.join(step.has)}"
    return Story(_title(rule, sent), given_of(begins), (step,), place_of(node), rule)


def _title(rule: str, sent: str) -> str:
    return f"{rule}: {sent}"


def examples(node: Node, desk: Desk, name: str) -> list[Node] | None:
    """The examples of a rule, not read yet: they need its name."""
    if isinstance(node, List):
        return node.items
    desk.wrong_kind(node, name, "a list with a dash before each entry", f"{name}:\n    - how much is it?")
    return None


STEP = Table(
    "step",
    "a step of a story",
    "One text of a story with what should come of it, or time that passes.",
    (
        THEY_TEXT,
        *EXPECT_KEYS,
        AT,
        FROM,
        TO,
        CHANNEL,
        HAS_KEY,
        Key(
            "later",
            "So much time passes before the next step.",
            Shape(duration, DURATION),
            ("2 days",),
            instead="after wait passes time_passes sleep",
        ),
    ),
)


def _steps(node: Node, desk: Desk, name: str) -> tuple[Said | Later, ...] | None:
    if not isinstance(node, List):
        desk.wrong_kind(node, name, "a list with a dash before each entry", f"{name}:\n    - they_text: hello")
        return None
    if not node.items:
        remedy = f"Write what they send, with a dash before each text:\n  {name}:\n    - they_text: hello"
        desk.error(node, "empty", f'"{name}" has an empty list', remedy)
    steps: list[Said | Later] = []
    for item in node.items:
        if isinstance(item, Text) and item.value.strip():
            remedy = f"Write it like this:\n  - they_text: {in_quotes(item.value) if item.quoted else item.value}"
            desk.error(item, "wrong-type", "a step takes settings such as `they_text:`, and this is a text", remedy)
            continue
        found = STEP.open(item, desk, "steps")
        if found is not None:
            steps += _step(item, found, desk)
    return tuple(steps)


def _step(node: Node, found: dict[str, Entry], desk: Desk) -> list[Said | Later]:
    """Time that passes, a text, or both in this order."""
    values = STEP.values(found, desk)
    steps: list[Said | Later] = []
    if "later" in values:
        steps.append(Later(place_of(node), by=values["later"]))
    if "at" in values:
        steps.append(Later(place_of(node), until=values["at"]))
    if is_sent(found, values, desk):
        steps.append(said(found, values, expect_of(values)))
    elif "they_text" not in found and "has" not in found:
        stray = [name for name in found if name not in ("later", "at")]
        if stray:
            desk.error(
                found[stray[0]].key,
                "missing-setting",
                f'"{stray[0]}" stands in a step without "they_text"',
                "Put it in the same step as the text that it follows, without a dash of its own.",
            )
        elif not found:
            desk.error(node, "empty", "this step says nothing", "Write `they_text:` or `later:`, or delete it.")
    return steps


STORY = Table(
    "story",
    "a story",
    "A conversation that is a test: who texts what, and what should come of it.",
    (
        Key(
            "name",
            "What the story is about.",
            Shape(text, TEXT),
            ("A new patient asks for prices",),
            required=True,
            instead="title story description",
        ),
        Key(
            "given",
            "How it begins: the time, who texts, and what is known of them.",
            Shape(_given, table("given")),
            ({"at": "mon 9:00", "contact": {"first_name": "Ana"}},),
            instead="with before setup start",
        ),
        Key(
            "steps",
            "What happens, one after the other.",
            Shape(_steps, {"type": "array", "items": table("step"), "minItems": 1}),
            ([{"they_text": "hello", "rule": "Greeting"}],),
            required=True,
            instead="step conversation texts then",
        ),
    ),
)


def story(node: Node, desk: Desk) -> Story | None:
    """One story."""
    found = STORY.open(node, desk, "stories")
    if found is None:
        return None
    values = STORY.values(found, desk)
    if "name" not in values or "steps" not in values:
        return None
    return Story(values["name"], given_of(values.get("given", {})), values["steps"], place_of(node))
