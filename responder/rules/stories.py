"""``examples`` under a rule, and ``stories``: conversations that are tests."""

from __future__ import annotations

from dataclasses import replace

from responder.core.story import Expect, Given, Later, Said, Sending, Story
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
    said,
)
from responder.rules.given import AT, given, given_of, known
from responder.rules.keys import Key, Shape, Table
from responder.rules.readers.scalars import duration, prose, text
from responder.rules.schema_parts import DURATION, TEXT, table
from responder.rules.syntax.quoting import in_quotes
from responder.rules.syntax.tree import Entry, List, Node, Settings, Text

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
            Shape(known, table("known")),
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
        if found is not None and found.keys() == {"we_send"}:
            _add_sent(found["we_send"], STEP.value(found, "we_send", desk), steps, desk)
        elif found is not None:
            steps += _step(item, found, desk)
    return tuple(steps)


def _add_sent(entry: Entry, sends: tuple[Sending, ...] | None, steps: list[Said | Later], desk: Desk) -> None:
    """``we_send`` in a step of its own belongs to the step before."""
    if sends is None:
        return
    if not steps:
        message = '"we_send" stands before anything that could send something'
        desk.error(entry.key, "missing-setting", message, "Put it behind a text, or behind time that passes.")
        return
    last = steps[-1]
    before = last.sends if isinstance(last, Later) else last.expect.sends
    if before is not None:
        message = "the step before says already what is sent in it"
        desk.error(entry.key, "opposites", message, "Put all of it in one list behind that `we_send`.")
    elif isinstance(last, Later):
        steps[-1] = replace(last, sends=sends)
    else:
        steps[-1] = replace(last, expect=replace(last.expect, sends=sends))


def _step(node: Node, found: dict[str, Entry], desk: Desk) -> list[Said | Later]:
    """Time that passes, a text, or both in this order."""
    values = STEP.values(found, desk)
    turns = []
    if "later" in values:
        turns.append(Later(place_of(node), by=values["later"]))
    if "at" in values:
        turns.append(Later(place_of(node), until=values["at"]))
    if is_sent(found, values, desk):
        return [*(replace(turn, goes_on=True) for turn in turns), said(found, values, expect_of(values))]
    if "they_text" not in found and "has" not in found:
        _tell_stray(node, found, desk)
    if not turns:
        return []
    return [*(replace(turn, goes_on=True) for turn in turns[:-1]), replace(turns[-1], sends=values.get("we_send"))]


def _tell_stray(node: Node, found: dict[str, Entry], desk: Desk) -> None:
    """Tell what stands in a step without a text, and needs one."""
    stray = [name for name in found if name not in ("later", "at", "we_send")]
    if stray:
        message = f'"{stray[0]}" stands in a step without "they_text"'
        remedy = "Put it in the same step as the text that it follows, without a dash of its own."
        desk.error(found[stray[0]].key, "missing-setting", message, remedy)
    elif not found:
        desk.error(node, "empty", "this step says nothing", "Write `they_text:` or `later:`, or delete it.")


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
            Shape(given, table("given")),
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
