"""The settings at the top of a file of rules."""

from __future__ import annotations

from collections.abc import Sequence

from responder.core.rule import Rule
from responder.core.story import Story
from responder.rules.calling import CALL
from responder.rules.conditions import WHEN
from responder.rules.conversations import GIVE_UP, conversations
from responder.rules.conversations import STEP as CONVERSATION_STEP
from responder.rules.desk import Desk
from responder.rules.follow_ups import FOLLOW_UP
from responder.rules.given import GIVEN, KNOWN
from responder.rules.keys import Key, Shape, Table
from responder.rules.outbound_actions import HAND_OVER, NOTIFY
from responder.rules.policy_keys import LIMITS, OPT_OUT, limits, opt_out_policy
from responder.rules.readers.facts import about, language, lists, numbers, own_phone, staff, timezone
from responder.rules.readers.phrases import word_lists
from responder.rules.readers.replies import PART
from responder.rules.readers.scalars import many, text, yes_no
from responder.rules.readers.senders import sender
from responder.rules.readers.times import date_range, week, windows
from responder.rules.rule_keys import FALLBACK, RULE, otherwise, rule
from responder.rules.schema_parts import PHONE, PROSE, TEXT, YES_NO, names_to, one_or_many, table
from responder.rules.sendings import SENDING
from responder.rules.stories import EXAMPLE, STEP, STORY, story
from responder.rules.syntax.tree import List, Node


def rules(node: Node, desk: Desk, name: str) -> tuple[Rule, ...] | None:
    """All rules of a file, in order; those in which something was told are left out."""
    if not isinstance(node, List):
        desk.wrong_kind(node, name, "a list of rules, each with a dash before its name", f"{name}:\n    - name: Prices")
        return None
    made = [rule(item, desk) for item in node.items]
    return tuple(one for one in made if one is not None)


def stories(node: Node, desk: Desk, name: str) -> tuple[Story, ...] | None:
    """All stories of a file, in order."""
    if not isinstance(node, List):
        desk.wrong_kind(
            node, name, "a list of stories, each with a dash before its name", f"{name}:\n    - name: Prices"
        )
        return None
    made = [story(item, desk) for item in node.items]
    return tuple(one for one in made if one is not None)


_HOURS = {"anyOf": [{"type": "string"}, names_to(one_or_many(TEXT))]}
_WINDOW = {"anyOf": [one_or_many(TEXT), names_to(one_or_many(TEXT))]}

FILE = Table(
    "file",
    "the top of the file",
    "A file of rules for responder: what to answer to which text.",
    (
        Key(
            "business",
            "The name of the business, which replies use as `{{ business }}`.",
            Shape(text, TEXT),
            ("Bright Smile Dental",),
            instead="name company title clinic shop business_name",
        ),
        Key(
            "phone",
            "The phone that people can call, `{{ phone }}` in replies. Texts from it are never answered.",
            Shape(own_phone, PHONE),
            ("+1 555 010 9999",),
            instead="telephone tel phone_number number",
        ),
        Key(
            "timezone",
            "Where the clock on the wall hangs. Hours, dates and times follow it.",
            Shape(timezone, {"type": "string"}),
            ("America/Chicago",),
            instead="time_zone tz zone",
        ),
        Key(
            "language",
            "The language that times and numbers are worded in, unless the contact has another one.",
            Shape(language, {"type": "string"}),
            ("en",),
            instead="lang locale",
        ),
        Key(
            "hours",
            "When you are open: days, or dates that differ, with their times.",
            Shape(week, _HOURS),
            ({"mon-fri": "9:00-17:00", "sat": "10:00-14:00"},),
            instead="opening_hours open business_hours opening",
        ),
        Key(
            "closed",
            "Days on which you are closed, whatever `hours` say.",
            Shape(many(date_range, commas=False), one_or_many(TEXT)),
            (["2026-12-25", "jan 1", "2026-08-03 to 2026-08-14"],),
            instead="holidays holiday closed_on closed_days vacation",
        ),
        Key(
            "windows",
            "Hours with names of your own, for `during` and `outside`.",
            Shape(windows, names_to(_WINDOW)),
            ({"mornings": "mon-fri 8:00-12:00"},),
            instead="window time_windows periods times",
        ),
        Key(
            "staff",
            "People who work here, with their numbers.",
            Shape(staff, names_to(PHONE)),
            ({"maria": "+1 555 010 0002"},),
            instead="team people employees members",
        ),
        Key(
            "numbers",
            "Names for your own numbers, for `to`.",
            Shape(numbers, names_to(PHONE)),
            ({"front desk": "+1 555 010 9999"},),
            instead="our_numbers lines twilio_numbers phones",
        ),
        Key(
            "lists",
            "Lists that people can join, with what each is about.",
            Shape(lists, names_to(PROSE)),
            ({"tips": "A dental tip each month"},),
            instead="list groups mailing_lists subscriptions",
        ),
        Key(
            "about",
            "Facts that replies use as `{{ about.address }}`.",
            Shape(about, names_to(PROSE, {"pattern": "^[a-z][a-z0-9_]*$"})),
            ({"address": "12 Mill Lane"},),
            instead="facts variables vars info data",
        ),
        Key(
            "words",
            "Word lists of your own; `<emergency>` in a rule stands for all of its words. One with a built-in name "
            "(yes, no, thanks, greeting, stop, start, help) takes its place. Words by languages (`{en: …, es: …}`) "
            "tell in which one to reply.",
            Shape(word_lists, names_to({"anyOf": [one_or_many(TEXT), names_to(one_or_many(TEXT))]})),
            ({"emergency": ["bleeding", "broken tooth"]}, {"sick": {"en": ["fever"], "es": ["fiebre"]}}),
            instead="word_lists synonyms word wordlists aliases",
        ),
        Key(
            "typos",
            "yes: every rule allows one slip in a word of five letters or more, for `says` and `starts_with`, unless "
            "it says `typos: no` itself.",
            Shape(yes_no, YES_NO),
            (True,),
            instead="typo fuzzy misspellings misspelling spelling slips tolerant",
        ),
        Key(
            "opt_out",
            OPT_OUT.about,
            Shape(opt_out_policy, table("opt_out")),
            ({"stop_words": ["baja"]},),
            instead="optout opt_outs stop unsubscribe",
        ),
        Key(
            "limits",
            LIMITS.about,
            Shape(limits, table("limits")),
            ({"rounds": 5},),
            instead="limit rate_limits caps",
        ),
        Key(
            "blocked",
            "Senders that are never answered: numbers, beginnings of numbers (`+44*`), countries.",
            Shape(many(sender), one_or_many(PHONE)),
            (["+1 555 010 0666"],),
            instead="block blocklist blacklist ignore banned",
        ),
        Key(
            "include",
            "Other files of rules, in this order; their rules come after those of this file. `*` stands for any part "
            "of a name.",
            Shape(many(text), one_or_many({"type": "string"})),
            (["rules/*.yaml"],),
            instead="includes import imports files load",
        ),
        Key(
            "rules",
            "The rules. They are looked at from top to bottom, and the first that holds answers.",
            Shape(rules, {"type": "array", "items": table("rule")}),
            ([{"name": "Hours", "when": {"says": "hours"}, "reply": "We open at 9."}],),
            instead="rule responses replies answers",
        ),
        Key(
            "otherwise",
            "What to do with a text that no rule answers: a text to send, or settings as of a rule.",
            Shape(otherwise, {"anyOf": [PROSE, table("otherwise")]}),
            ({"once_per": "24 hours", "reply": "A person will read this soon."},),
            instead="default fallback else default_reply catch_all other",
        ),
        Key(
            "conversations",
            "Questions that are asked one after the other: name to steps, each a question or something to do. A rule "
            "begins one by `start`.",
            Shape(conversations, names_to({"type": "array", "items": table("conversation_step"), "minItems": 1})),
            ({"new_time": [{"ask": "Which day suits you?", "save": "day", "expect": "day"}]},),
            instead="conversation dialogs dialogues surveys survey forms form flows flow quiz poll questions",
        ),
        Key(
            "stories",
            "Conversations that are tests. They are tried with every change of the file.",
            Shape(stories, {"type": "array", "items": table("story")}),
            ([{"name": "Prices", "steps": [{"they_text": "price?", "rule": "Prices"}]}],),
            instead="story tests conversations_to_test",
        ),
    ),
)

LANGUAGE: Sequence[Table] = (
    FILE,
    RULE,
    WHEN,
    PART,
    CONVERSATION_STEP,
    GIVE_UP,
    FOLLOW_UP,
    NOTIFY,
    HAND_OVER,
    CALL,
    FALLBACK,
    OPT_OUT,
    LIMITS,
    EXAMPLE,
    KNOWN,
    STORY,
    GIVEN,
    STEP,
    SENDING,
)
"""Every table of settings, the likeliest homes of a misplaced setting first."""

KNOWN_NAMES = frozenset(key.name for one in LANGUAGE for key in one.keys)
"""Every name of a setting, to tell settings from words where a line is hard to read."""
