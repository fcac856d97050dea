"""``conversations``: questions one after the other, and what is done between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from responder.core.conversation import Conversation, ConversationStep, Doing, Question
from responder.core.rule import Action, FollowUp
from responder.core.suggest import quoted
from responder.rules.actions import ACTION_KEYS, FIELD_NAME, actions_of, check_opposites, is_field_name
from responder.rules.asking import WITHIN, question_title
from responder.rules.conditions import names_filled_by, when
from responder.rules.desk import Desk, place_of
from responder.rules.expecting import EXPECT_KEYS, expected_of
from responder.rules.follow_ups import FOLLOW_UP_KEYS, follow_up_actions
from responder.rules.keys import Key, Shape, Table
from responder.rules.readers.languages import LANGUAGE_NAMES, is_language_tag
from responder.rules.readers.replies import PART, REPLY, reply
from responder.rules.readers.scalars import duration, text, whole_number
from responder.rules.schema_parts import DURATION, WHOLE_NUMBER, table
from responder.rules.syntax.tree import Broken, Entry, List, Node, Settings, Text

TRIES = 2
MOST_TRIES = 10
MOST_STEPS = 100


def field(node: Node, desk: Desk, name: str) -> str | None:
    """The field of the contact that keeps an answer."""
    value = text(node, desk, name)
    if value is None or not isinstance(node, Text):
        return None
    return value if is_field_name(node, value, desk) else None


def tries(node: Node, desk: Desk, name: str) -> int | None:
    """How often a question is asked once more."""
    if isinstance(node, Text) and node.value.strip() == "0":
        return 0
    value = whole_number(node, desk, name)
    if value is None or value <= MOST_TRIES:
        return value
    desk.error(node, "too-many", f"{value} times is more than anyone bears", f"{MOST_TRIES} are the most.")
    return None


_REPLY_KEY = Key(
    "reply",
    "What to say: as for a rule.",
    Shape(reply, REPLY),
    ("Thanks! We'll text you to confirm {{ day }}.",),
    instead="response respond answer replies text message say send send_text body then",
)
_DOING_KEYS = (_REPLY_KEY, *ACTION_KEYS, *FOLLOW_UP_KEYS)

GIVE_UP = Table(
    "give_up",
    "`give_up`",
    "What to do when no answer fits.",
    _DOING_KEYS,
)


def give_up(node: Node, desk: Desk, name: str) -> tuple[dict[str, Entry], dict[str, Any]] | None:
    """A text to send, or settings as of a step; as what was found and its values."""
    if isinstance(node, Settings) and not _is_reply(node):
        found = GIVE_UP.open(node, desk, name)
        if not found:
            return None
        values = GIVE_UP.values(found, desk)
        check_opposites(found, values, desk)
        return found, values
    spec = reply(node, desk, name)
    return None if spec is None else ({}, {"reply": spec})


def _is_reply(node: Settings) -> bool:
    """Whether these settings are a text with media, or texts by language, and nothing to do."""
    names = node.entries.keys()
    if names <= PART.by_name.keys():
        return True
    return not any(name in GIVE_UP.by_name for name in names) and all(
        is_language_tag(name) or name.lower() in LANGUAGE_NAMES for name in names
    )


_ASKING_KEYS = (
    Key(
        "ask",
        "The question. The conversation waits for the answer.",
        Shape(reply, REPLY),
        ("Which day suits you?",),
        instead="question asks prompt ask_them",
    ),
    Key(
        "save",
        "The field of the contact that keeps the answer, `{{ day }}` in later texts.",
        Shape(field, {"type": "string", "pattern": f"^{FIELD_NAME.pattern}$"}),
        ("day",),
        instead="save_as store as field saves keep store_as variable",
    ),
    *EXPECT_KEYS,
    Key(
        "again",
        "What to say when the answer doesn't fit. Unless said, the question comes once more, with a word on what "
        "would fit.",
        Shape(reply, REPLY),
        ("Please reply with a day, such as Tuesday.",),
        instead="retry reask ask_again otherwise else invalid on_error if_not repeat",
    ),
    Key(
        "tries",
        "How often it is asked once more before giving up; 2 unless said, 0 for not at all.",
        Shape(tries, {"anyOf": [*WHOLE_NUMBER["anyOf"], {"enum": [0, "0"]}]}),
        (3, 0),
        instead="try attempts max_tries retries times",
    ),
    Key(
        "within",
        "How long an answer counts; 1 day unless said.",
        Shape(duration, DURATION),
        ("2 hours",),
        instead="wait timeout expires answer_within wait_for open_for",
    ),
    Key(
        "give_up",
        "What to do when no answer fitted: a text, or settings as of a step. Unless said, a person takes over.",
        Shape(give_up, {"anyOf": [*REPLY["anyOf"], table("give_up")]}),
        ("We'll call you instead.", {"reply": "We'll call you.", "hand_over": True}),
        instead="giveup on_failure fail failed fallback default",
    ),
    Key(
        "when",
        "The step is skipped unless this holds.",
        Shape(when, table("when")),
        ({"if": 'half == "morning"'},),
        instead="only_if only_when condition conditions skip_unless",
    ),
)


def _beside(keys: tuple[Key, ...], others: tuple[Key, ...]) -> tuple[Key, ...]:
    """The keys without the wrong names that mean one of the others where these stand, too."""
    taken = {name for key in others for name in (key.name, *key.instead.split())}
    return tuple(replace(key, instead=" ".join(n for n in key.instead.split() if n not in taken)) for key in keys)


STEP = Table(
    "conversation_step",
    "a step of a conversation",
    "One step of a conversation: a question, or something to do.",
    (*_ASKING_KEYS, *_beside(_DOING_KEYS, _ASKING_KEYS)),
)

_OF_A_QUESTION = ("save", *(key.name for key in EXPECT_KEYS), "again", "tries", "within", "give_up")
_DOING = tuple(key.name for key in _DOING_KEYS)


def conversations(node: Node, desk: Desk, name: str) -> dict[str, Conversation] | None:
    """All conversations by name; those in which something was told are left out."""
    if not isinstance(node, Settings):
        example = f"{name}:\n    new_time:\n      - ask: Which day suits you?"
        desk.wrong_kind(node, name, "conversations with their names", example)
        return None
    made: dict[str, Conversation] = {}
    for entry in node:
        called = question_title(entry.key, desk, name)
        if called is None or isinstance(entry.value, Broken):
            continue
        steps = _steps(entry.value, desk, called)
        if steps is not None:
            made[called] = Conversation(called, place_of(entry.key), steps)
    return made


def _steps(node: Node, desk: Desk, name: str) -> tuple[ConversationStep, ...] | None:
    if not isinstance(node, List):
        example = f"{name}:\n    - ask: Which day suits you?\n      save: day"
        desk.wrong_kind(node, name, "a list of steps, each with a dash before it", example)
        return None
    if not 1 <= len(node.items) <= MOST_STEPS:
        message = f"the conversation {quoted(name)} has {len(node.items) or 'no'} steps"
        remedy = f"{MOST_STEPS} are the most." if node.items else "Write at least one: `- ask: Which day suits you?`"
        desk.error(node, "too-many" if node.items else "empty", message, remedy)
        return None
    steps = [_step(item, desk, name) for item in node.items]
    return None if None in steps else tuple(_numbered(step for step in steps if step is not None))


def _numbered(steps: Iterator[ConversationStep]) -> Iterator[ConversationStep]:
    """The steps with their follow-ups numbered through: that is how a follow-up is found when it is due."""
    count = 0

    def numbered(doing: Doing | None) -> Doing | None:
        nonlocal count
        if doing is None:
            return None
        actions: list[Action] = []
        for action in doing.actions:
            if isinstance(action, FollowUp):
                action = replace(action, position=count)
                count += 1
            actions.append(action)
        return replace(doing, actions=tuple(actions))

    for step in steps:
        doing, question = numbered(step.doing), step.question
        if question is not None:
            question = replace(question, give_up=numbered(question.give_up))
        yield replace(step, doing=doing, question=question)


def _step(node: Node, desk: Desk, name: str) -> ConversationStep | None:
    if not isinstance(node, Settings):
        desk.wrong_kind(node, name, "steps with a dash before each", "- ask: Which day suits you?\n    save: day")
        return None
    before = len(desk.problems)
    found = STEP.open(node, desk, name)
    if found is None:
        return None
    condition = found.get("when")
    desk = desk.knowing(frozenset(names_filled_by(condition.value if condition else None)))
    values = STEP.values(found, desk)
    _check(node, found, desk)
    check_opposites(found, values, desk)
    question = _question(node, found, values, name, desk) if "ask" in found else None
    doing = _doing(node, found, values, name, desk)
    if len(desk.problems) > before:
        return None
    return ConversationStep(place_of(node), question, doing, values.get("when"))


def _check(node: Node, found: dict[str, Entry], desk: Desk) -> None:
    for key in _OF_A_QUESTION:
        if key in found and "ask" not in found:
            message = f'"{key}" needs "ask", and there is none'
            desk.error(found[key].key, "missing-setting", message, f"Add the question as `ask:`, or delete `{key}`.")
    if "ask" in found and "start" in found:
        message = '"ask" and "start" can\'t be in one step: what is asked would never be heard'
        desk.error(found["start"].key, "opposites", message, "Put `start` into a step of its own, behind this one.")
    if "ask" not in found and not any(key in found for key in (*_DOING, *_OF_A_QUESTION)):
        desk.error_at(
            node.source,
            node.line,
            node.column,
            "does-nothing",
            "this step does nothing",
            "Write what to ask as `ask: …`, or what to say as `reply: …`.",
        )


def _question(node: Node, found: dict[str, Entry], values: dict[str, Any], name: str, desk: Desk) -> Question | None:
    expected = expected_of(found, values, desk)
    gives_up = values.get("give_up")
    doing = None if gives_up is None else _doing(node, gives_up[0], gives_up[1], name, desk)
    if expected is None or "ask" not in values:
        return None
    return Question(
        ask=values["ask"],
        expected=expected,
        save=values.get("save"),
        again=values.get("again"),
        tries=values.get("tries", TRIES),
        within=values.get("within", WITHIN),
        give_up=doing,
    )


def _doing(node: Node, found: dict[str, Entry], values: dict[str, Any], name: str, desk: Desk) -> Doing | None:
    actions = (*actions_of(values), *follow_up_actions(found, values, node, name, desk))
    spec = values.get("reply")
    return Doing(spec, actions) if spec is not None or actions else None
