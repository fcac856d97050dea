"""One rule, and ``otherwise``: their settings, and what is made of them."""

from __future__ import annotations

from typing import Any

from responder.core.calendar.duration import parse_duration
from responder.core.rule import OTHERWISE, OncePer, Rule
from responder.core.story import Story
from responder.core.suggest import quoted
from responder.rules.actions import ACTION_KEYS, ACTIONS, actions_of, check_opposites
from responder.rules.asking import ASK_KEYS, ask_of
from responder.rules.conditions import names_filled_by, when
from responder.rules.desk import Desk, place_of
from responder.rules.follow_ups import FOLLOW_UP_KEYS, follow_up_actions
from responder.rules.given import asked_before
from responder.rules.keys import Key, Shape, Table
from responder.rules.readers.replies import REPLY, reply, reply_instead
from responder.rules.readers.scalars import text, yes_no
from responder.rules.reuse import again
from responder.rules.schema_parts import DURATION, PROSE, TEXT, YES_NO, table
from responder.rules.stories import example, examples
from responder.rules.syntax.tree import Entry, Kept, Node, Settings, Text

LONGEST_NAME = 80
FOLLOW_UPS = tuple(key.name for key in FOLLOW_UP_KEYS)

EXAMPLES = {"type": "array", "items": {"anyOf": [PROSE, table("example")]}}


def rule_title(node: Node, desk: Desk, name: str) -> str | None:
    """A rule's name."""
    value = text(node, desk, name)
    if value is None:
        return None
    if value.casefold() in (OTHERWISE, "none", "nothing"):
        remedy = f'Examples use "{value.lower()}" for texts that no rule answers. Choose another name.'
        desk.error(node, "taken-name", f"a rule can't be called {quoted(value)}", remedy)
        return None
    if len(value) > LONGEST_NAME:
        desk.error(
            node, "too-long", f"this name has {len(value)} characters, and {LONGEST_NAME} are the most", "Shorten it."
        )
        return None
    return value


def once_per(node: Node, desk: Desk, name: str) -> OncePer | None:
    """The time within which a rule answers a contact only once."""
    value = text(node, desk, name)
    if value is None:
        return None
    try:
        return OncePer(parse_duration(value), value)
    except ValueError as error:
        desk.sentence(node, "not-a-time", error)
        return None


_ANSWER_KEYS = (
    Key(
        "reply",
        "What to answer at once: a text, a list of texts, a text with media, or one of these for each language.",
        Shape(reply, REPLY),
        ("We open at 9.", {"en": "We open at 9.", "es": "Abrimos a las 9."}),
        instead=(
            "response respond responses answer answers replies text message say send send_text body "
            "we_reply output then sms"
        ),
    ),
    Key(
        "silent",
        "yes: answers nothing, on purpose.",
        Shape(yes_no, YES_NO),
        (True,),
        instead="silence ignore mute no_reply noreply quiet nothing",
    ),
    Key(
        "once_per",
        "Within this time after it answered a contact, the rule doesn't hold for that contact again.",
        Shape(once_per, DURATION),
        ("12 hours",),
        instead="cooldown cool_down limit throttle rate_limit not_more_than every once once_every at_most",
    ),
    Key(
        "or_reply",
        "What to send instead within `once_per`. `nothing`: the rule does all else, as to tell your staff.",
        Shape(reply_instead, REPLY),
        ("We have your message.", "nothing"),
        instead="else_reply otherwise_reply else or instead or_say",
    ),
)

_EXAMPLES_KEY = Key(
    "examples",
    "Texts that people send with what should come of them. They are tried with every change of the file.",
    Shape(examples, EXAMPLES),
    (["how much is it?"], [{"they_text": "PRICE!!", "rule": "Prices"}]),
    instead="example tests test sample samples",
)

RULE = Table(
    "rule",
    "a rule",
    "One rule: when it holds, and what it does.",
    (
        Key(
            "name",
            "What the rule is called, once in the file. Examples and the log name it.",
            Shape(rule_title, TEXT),
            ("Prices",),
            required=True,
            instead="title id rule called",
        ),
        Key(
            "when",
            "What must hold for the rule to answer. Without it the rule always holds.",
            Shape(when, table("when")),
            ({"contains": ["price", "how much"]},),
            instead="if_text match condition conditions on trigger triggers where whenever",
        ),
        *_ANSWER_KEYS,
        *ASK_KEYS,
        *ACTION_KEYS,
        *FOLLOW_UP_KEYS,
        Key(
            "continue",
            "yes: the next rules are looked at too, and their replies are sent as well.",
            Shape(yes_no, YES_NO),
            (True,),
            instead="goes_on go_on next fallthrough fall_through stop_here and_continue",
        ),
        Key(
            "always",
            "yes: answered although the limits `replies` and `same_words` would hold it back, as an emergency must be.",
            Shape(yes_no, YES_NO),
            (True,),
            instead="urgent priority important emergency",
        ),
        Key(
            "typos",
            "yes: one slip in a word of five letters or more still counts, for `says` and `starts_with`. It stands at "
            "the top of the file for all rules; `no` takes one out.",
            Shape(yes_no, YES_NO),
            (True,),
            instead="typo fuzzy misspellings misspelling spelling slips tolerant",
        ),
        _EXAMPLES_KEY,
    ),
)

_OTHERWISE_DOES = ("remember", "tag", "untag", "notify", "forward", "hand_over", "call", "webhook", "start")

FALLBACK = Table(
    "otherwise",
    "`otherwise`",
    "What to do with a text that no rule answers.",
    (
        *_ANSWER_KEYS,
        *(key for key in ACTION_KEYS if key.name in _OTHERWISE_DOES),
        *FOLLOW_UP_KEYS,
        _EXAMPLES_KEY,
    ),
)


def rule(node: Node, desk: Desk) -> Rule | None:
    """One rule, or None where something in it was told as a problem."""
    if isinstance(node, Kept):
        return again(node, desk)
    if not isinstance(node, Settings):
        desk.wrong_kind(
            node, "rules", "rules with a dash before each", "- name: Prices\n    when: {contains: price}\n    reply: …"
        )
        return None
    found = RULE.open(node, desk, "rules")
    if found is None:
        return None
    condition = found.get("when")
    desk = desk.knowing(frozenset(names_filled_by(condition.value if condition else None)))
    return _made(node, found, RULE.values(found, desk), desk, "")


def otherwise(node: Node, desk: Desk, name: str) -> Rule | None:
    """``otherwise``: a text to answer, or settings as of a rule."""
    if isinstance(node, Text):
        spec = reply(node, desk, name)
        return None if spec is None else Rule(OTHERWISE, place_of(node), reply=spec)
    found = FALLBACK.open(node, desk, name)
    if found is None:
        return None
    return _made(node, found, FALLBACK.values(found, desk), desk, OTHERWISE)


def _made(node: Node, found: dict[str, Entry], values: dict[str, Any], desk: Desk, name: str) -> Rule | None:
    """The rule that these settings make, checked for settings that contradict each other."""
    name = name or values.get("name", "")
    _check(node, found, values, desk, name)
    check_opposites(found, values, desk)
    asked = ask_of(found, values, name, desk)
    stories = [example(item, desk, name) for item in values.get("examples", ())]
    if "once_per" in values and "or_reply" in values:
        once: OncePer = values["once_per"]
        values["once_per"] = OncePer(once.time, once.written, values["or_reply"])
    if not name:
        return None
    return Rule(
        name=name,
        place=place_of(node),
        when=values.get("when"),
        reply=values.get("reply"),
        silent=values.get("silent", False),
        actions=(*actions_of(values), *follow_up_actions(found, values, node, name, desk)),
        once_per=values.get("once_per"),
        goes_on=values.get("continue", False),
        always=values.get("always", False),
        ask=asked,
        typos=values.get("typos"),
        examples=tuple(asked_before(story, values.get("when")) for story in stories if isinstance(story, Story)),
    )


def _check(node: Node, found: dict[str, Entry], values: dict[str, Any], desk: Desk, name: str) -> None:
    what = f'"{name}"' if name else "this rule"
    silent = values.get("silent", False)
    if silent and ("reply" in found or "or_reply" in found):
        entry = found["silent"]
        other = "reply" if "reply" in found else "or_reply"
        desk.error(
            entry.key, "reply-and-silent", f'"{other}" and "silent" contradict each other', "Delete one of the two."
        )
    if "or_reply" in found and "once_per" not in found:
        desk.error(
            found["or_reply"].key,
            "missing-setting",
            '"or_reply" needs "once_per", and there is none',
            "`or_reply` is sent in place of `reply` within the time of `once_per`. Add it, or delete `or_reply`.",
        )
    if "reply" in found or "ask" in found or silent or any(key in found for key in (*ACTIONS, *FOLLOW_UPS)):
        return
    key = found["silent"].key if "silent" in found else (found["name"].value if "name" in found else node)
    desk.error(
        key,
        "does-nothing",
        f"{what} does nothing",
        "Write what to answer as `reply: …`, or `silent: yes` to answer nothing on purpose.",
    )
