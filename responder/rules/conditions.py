"""``when``: its settings, and the conditions that are made of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from responder.core.conditions.matchers import (
    AllOf,
    AnyOf,
    Condition,
    Contains,
    ContainsAll,
    During,
    FirstTime,
    From,
    Has,
    If,
    Matches,
    Not,
    OnDate,
    Says,
    StartsWith,
    To,
)
from responder.rules.contact_conditions import CONTACT_KEYS, CONTACT_MADE_OF
from responder.rules.desk import Desk
from responder.rules.keys import Key, Shape, Table
from responder.rules.readers.bare_words import tell_bare_setting
from responder.rules.readers.phrases import groups, phrases
from responder.rules.readers.scalars import many, one_of, yes_no
from responder.rules.readers.senders import receiver, sender
from responder.rules.readers.texts import expression, pattern
from responder.rules.readers.times import date_range, needs_timezone, window
from responder.rules.schema_parts import PHONE, TEXT, YES_NO, one_or_many, table
from responder.rules.syntax.tree import Entry, List, Node, Settings, Text

HAS = ("picture", "video", "voice note", "file", "contact card", "location")
_HAS_INSTEAD = {
    other: kind
    for kind, others in {
        "picture": "photo image pic photos pictures images",
        "video": "movie videos clip",
        "voice note": "audio voice voicemail recording",
        "file": "document pdf attachment media files",
        "contact card": "vcard contact card",
        "location": "place address map pin",
    }.items()
    for other in others.split()
}
"""Other names that people use for what comes along."""

WORDS = one_or_many(TEXT)

_GROUP = re.compile(r"\(\?P?<(\w+)>")


def when(node: Node, desk: Desk, name: str) -> Condition | None:
    """All that stands under ``when`` (or an entry of ``any`` and ``all``) as one condition."""
    if isinstance(node, List):
        remedy = f"If any of these is enough, write\n  {name}:\n    any:\n      - …\n      - …"
        desk.error(node, "wrong-type", f'"{name}" takes settings such as `says:`, and this is a list', remedy)
        return None
    if isinstance(node, Text) and node.value.strip():
        tell_bare_setting(node, desk, name, {**WHEN.wrong_names, **{key: key for key in WHEN.by_name}})
        return None
    found = WHEN.open(node, desk, name)
    if found is None:
        return None
    if not found and isinstance(node, Settings) and not node.entries:
        desk.error(node, "empty", f'"{name}" is empty', "Delete it if this should always hold.")
        return None
    made = [_condition(key, entry, desk) for key, entry in found.items()]
    conditions = tuple(condition for condition in made if condition is not None)
    if len(conditions) < len(made):
        return None
    return conditions[0] if len(conditions) == 1 else AllOf(conditions)


def _condition(key: str, entry: Entry, desk: Desk) -> Condition | None:
    value = WHEN.value({key: entry}, key, desk)
    if value is None:
        return None
    make = _MADE_OF.get(key)
    condition: Condition = value if make is None else make(value)
    return condition


_MADE_OF: dict[str, Callable[[Any], Condition]] = {
    "says": Says,
    "starts_with": StartsWith,
    "contains": Contains,
    "contains_all": ContainsAll,
    "matches": Matches,
    "from": From,
    "to": lambda pairs: To(tuple(number for number, _ in pairs), tuple(written for _, written in pairs)),
    "during": lambda windows: During(windows, True),
    "outside": lambda windows: During(windows, False),
    "date": OnDate,
    "has": lambda kinds: Has(tuple(dict.fromkeys(kinds))),
    "first_time": FirstTime,
    "if": If,
    **CONTACT_MADE_OF,
}


def _dates(node: Node, desk: Desk, name: str) -> Any:
    found = many(date_range, commas=False)(node, desk, name)
    return found if found is not None and needs_timezone(node, desk, name) else None


def _several(join: Callable[[tuple[Condition, ...]], Condition]) -> Callable[[Node, Desk, str], Condition | None]:
    """``any`` and ``all``: a list of conditions."""

    def read(node: Node, desk: Desk, name: str) -> Condition | None:
        if not isinstance(node, List):
            example = f"{name}:\n    - says: price\n    - contains: how much"
            desk.wrong_kind(node, name, "a list with a dash before each entry", example)
            return None
        conditions = [when(item, desk, name) for item in node.items]
        if not conditions:
            desk.error(
                node, "empty", f'"{name}" has an empty list', "Write conditions below it, each with a dash before it."
            )
        return None if None in conditions or not conditions else join(tuple(c for c in conditions if c is not None))

    return read


def _not(node: Node, desk: Desk, name: str) -> Condition | None:
    """``not``: one condition, or a list of which none may hold."""
    if isinstance(node, List):
        none_of = _several(AnyOf)(node, desk, name)
        return None if none_of is None else Not(none_of)
    if isinstance(node, Settings) and len(node.entries) > 1:
        desk.error(
            node,
            "unclear-not",
            "this can mean that none of these may hold, or that not all of them may",
            "Say which: `not: {any: [...]}` or `not: {all: [...]}`, with a dash or a pair of braces around each.",
        )
        return None
    condition = when(node, desk, name)
    return None if condition is None else Not(condition)


def names_filled_by(node: Node | None) -> Iterator[str]:
    """The names that the conditions under ``when`` give to a rule's templates: groups of ``matches``, and ``rest``."""
    if isinstance(node, List):
        for item in node.items:
            yield from names_filled_by(item)
    elif isinstance(node, Settings):
        for entry in node:
            key = entry.key.value
            if key in ("any", "all"):
                yield from names_filled_by(entry.value)
            elif key == "starts_with":
                yield "rest"
            elif key == "matches":
                for text in entry.value.items if isinstance(entry.value, List) else [entry.value]:
                    yield from _GROUP.findall(text.value) if isinstance(text, Text) else ()


WHEN = Table(
    "when",
    "`when`",
    "What must hold for a rule to answer. All the settings given must hold; a list means any of these.",
    (
        Key(
            "says",
            "The whole text is one of these words or phrases. Case, accents, punctuation at the ends and repeated "
            "spaces don't count. `<yes>` stands for a word list.",
            Shape(phrases, WORDS),
            (["hours", "opening hours"], "<yes>"),
            instead=(
                "keyword keywords word words is equals exact exactly say said text body message command "
                "trigger triggers phrase phrases"
            ),
        ),
        Key(
            "starts_with",
            "The text begins with one of these, as whole words. What follows is `{{ rest }}`.",
            Shape(phrases, WORDS),
            (["order", "i want to order"],),
            instead="begins_with begin_with startswith start_with starts begins prefix",
        ),
        Key(
            "contains",
            "One of these stands in the text, as whole words, anywhere.",
            Shape(phrases, WORDS),
            (["price", "prices", "how much"],),
            instead=(
                "contain includes include has_word has_words any_word any_words contains_any any_of mentions in with"
            ),
        ),
        Key(
            "contains_all",
            "All of these stand in the text, in any order.",
            Shape(groups, WORDS),
            (["broken", "tooth"],),
            instead="all_words all_of contain_all contains_every includes_all",
        ),
        Key(
            "matches",
            "The regular expression (RE2) is found in the text. It ignores case. Named groups such as `(?P<med>…)` "
            "become variables of the reply.",
            Shape(many(pattern, commas=False), one_or_many({"type": "string"})),
            ("(?P<med>[a-z]+) refill",),
            instead="match regex regexp regular_expression pattern patterns re",
        ),
        Key(
            "from",
            "The sender is one of these: a number, the beginning of numbers (`+44*`), a country (`GB`), a staff "
            "name or `staff`, a list they joined, `known` (has texted before) or `unknown`.",
            Shape(many(sender), one_or_many(PHONE)),
            (["+1 555 010 0002", "+44*", "GB", "staff"], "unknown"),
            instead="sender senders number numbers phone caller by",
        ),
        Key(
            "to",
            "The text came to one of these numbers of yours, or its name under `numbers`.",
            Shape(many(receiver), one_or_many(PHONE)),
            ("front desk", "+1 555 010 9999"),
            instead="receiver recipient to_number our_number",
        ),
        *CONTACT_KEYS,
        Key(
            "during",
            "Now lies in these hours: `hours`, `closed`, a name under `windows`, or days and times.",
            Shape(many(window, commas=False), one_or_many(TEXT)),
            ("hours", "mon-fri 9:00-12:00"),
            instead="within inside open time times at between while",
        ),
        Key(
            "outside",
            "Now doesn't lie in any of these hours.",
            Shape(many(window, commas=False), one_or_many(TEXT)),
            ("hours",),
            instead="outside_of not_during out_of out_of_hours after_hours outside_hours",
        ),
        Key(
            "date",
            "Today is one of these dates, or in one of these ranges.",
            Shape(_dates, one_or_many(TEXT)),
            ("2026-12-25", ["dec 24 to jan 1", "2026-08"]),
            instead="dates on day days on_date",
        ),
        Key(
            "has",
            "Something of this kind came along with the text.",
            Shape(many(one_of(*HAS, instead=_HAS_INSTEAD)), one_or_many({"enum": list(HAS)})),
            ("picture",),
            instead="media attachment attachments with_media",
        ),
        Key(
            "first_time",
            "yes: this person has never texted before. no: they have.",
            Shape(yes_no, YES_NO),
            (True,),
            instead="first new new_contact is_new first_contact first_message",
        ),
        Key(
            "any",
            "One of these conditions holds.",
            Shape(_several(AnyOf), {"type": "array", "items": table("when"), "minItems": 1}),
            ([{"says": "price"}, {"contains": "how much"}],),
            instead="or one_of either",
        ),
        Key(
            "all",
            "Every one of these conditions holds.",
            Shape(_several(AllOf), {"type": "array", "items": table("when"), "minItems": 1}),
            ([{"contains": "price"}, {"contains": "cleaning"}],),
            instead="and both every",
        ),
        Key(
            "not",
            "This condition doesn't hold. With a list: none of them holds.",
            Shape(_not, {"anyOf": [table("when"), {"type": "array", "items": table("when"), "minItems": 1}]}),
            ({"from": "staff"},),
            instead="unless except none none_of isnt is_not",
        ),
        Key(
            "if",
            "A Jinja expression, for what the others can't say.",
            Shape(expression, {"type": ["string", "boolean"]}),
            ("visits|int > 3",),
            instead="condition expression if_text where test",
        ),
    ),
)
