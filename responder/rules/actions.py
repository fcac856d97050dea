"""What a rule does beside answering: remembering, tags, lists, opting out and in, and what concerns others."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from responder.core.rule import Action, Join, Leave, OptIn, OptOut, Remember, Tag, Untag
from responder.core.suggest import nearest, quoted
from responder.core.templates import Template
from responder.rules.asking import START_KEY, START_MADE_OF
from responder.rules.calling import CALL_KEY, CALL_MADE_OF
from responder.rules.desk import Desk, listed
from responder.rules.keys import Key, Shape
from responder.rules.outbound_actions import OUTBOUND_KEYS, OUTBOUND_MADE_OF
from responder.rules.readers.scalars import many, text, yes_no
from responder.rules.readers.texts import template
from responder.rules.schema_parts import PROSE, TEXT, YES_NO, names_to, one_or_many
from responder.rules.syntax.tree import Broken, Entry, Node, Settings, Text

FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")

OUR_FIELDS = frozenset({"first_name", "last_name", "name", "language"})
"""Fields that templates know by themselves, and that a rule may save."""


def remember(node: Node, desk: Desk, name: str) -> Remember | None:
    """``remember``: fields of the contact and what they become."""
    if not isinstance(node, Settings):
        desk.wrong_kind(node, name, "fields with their values", f'{name}: {{first_name: "{{{{ match.name }}}}"}}')
        return None
    fields = []
    for entry in node:
        value = None if isinstance(entry.value, Broken) else _field_value(entry, desk)
        if is_field_name(entry.key, entry.key.value, desk) and value is not None:
            fields.append((entry.key.value, value))
    return Remember(tuple(fields)) if len(fields) == len(node.entries) else None


def _field_value(entry: Entry, desk: Desk) -> Template | None:
    """What a field becomes; two quotes with nothing between forget it."""
    node, name = entry.value, entry.key.value
    if not isinstance(node, Text) or node.value.strip() or node.cut:
        return template(node, desk, name)
    if node.quoted:
        return Template("")
    # Nothing at all may be a line that isn't finished: no field is forgotten by that.
    remedy = f'Write a value behind `{name}:`. To forget the field write `{name}: ""`.'
    desk.error(node, "empty", f'"{name}" has no value', remedy)
    return None


def is_field_name(node: Node, name: str, desk: Desk) -> bool:
    """Whether a field may be called so; what is wrong with it is told."""
    if name in desk.facts.reserved:
        desk.error(
            node,
            "taken-name",
            f'a field can\'t be called "{name}": {{{{ {name} }}}} means something else already',
            f"Choose another name, such as `their_{name}`.",
        )
        return False
    if FIELD_NAME.fullmatch(name):
        return True
    better = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    better = better if FIELD_NAME.fullmatch(better) else "plan"
    desk.error(
        node,
        "odd-name",
        f"{quoted(name)} can't be the name of a field",
        f"Use small letters, digits and underscores, so that replies can use it: `{better}`.",
    )
    return False


def list_name(node: Node, desk: Desk, name: str) -> str | None:
    """The name of a list that stands under ``lists:``."""
    value = text(node, desk, name)
    known = desk.facts.business.lists
    if value is None or value in known:
        return value
    near = nearest(value, known)
    remedy = f"Add it at the top of the file:\n  lists:\n    {value}: what people get who join it"
    if near or known:
        remedy = f"Did you mean `{near}`?" if near else f"Lists in the file: {listed(known)}."
    desk.error(node, "unknown-list", f"there is no list called {quoted(value)}", remedy)
    return None


def tag_name(node: Node, desk: Desk, name: str) -> str | None:
    """A tag: a short word."""
    value = text(node, desk, name)
    if value is None or len(value) <= 60:
        return value
    desk.error(node, "too-long", f"{quoted(value)} is too long for a tag", "A tag is a word or two.")
    return None


ACTION_KEYS = (
    Key(
        "remember",
        "Saves fields about the contact. Replies of every rule can use them as `{{ field }}`. An empty value, "
        '`""`, forgets the field.',
        Shape(remember, names_to(PROSE, {"pattern": "^[a-z][a-z0-9_]*$"})),
        ({"first_name": "{{ match.name }}"},),
        instead="save store set saves set_field fields memory",
    ),
    Key(
        "tag",
        "Marks the contact with a tag, or with several.",
        Shape(many(tag_name), one_or_many(TEXT)),
        ("new patient",),
        instead="tags label mark add_tag",
    ),
    Key(
        "untag",
        "Takes a tag off the contact.",
        Shape(many(tag_name), one_or_many(TEXT)),
        ("new patient",),
        instead="remove_tag untags unlabel delete_tag",
    ),
    Key(
        "join",
        "Puts the contact on a list under `lists`. The ledger keeps their words, the rule and the time.",
        Shape(many(list_name), one_or_many(TEXT)),
        ("tips",),
        instead="subscribe add_to_list join_list signup sign_up list lists",
    ),
    Key(
        "leave",
        "Takes the contact off a list.",
        Shape(many(list_name), one_or_many(TEXT)),
        ("tips",),
        instead="unsubscribe remove_from_list leave_list unjoin",
    ),
    Key(
        "opt_out",
        "yes: nothing more is sent to this contact, from any path, until they opt in.",
        Shape(yes_no, YES_NO),
        (True,),
        instead="optout stop block",
    ),
    Key(
        "opt_in",
        "yes: lifts what a rule with `opt_out` stopped. What the carrier blocks only START lifts.",
        Shape(yes_no, YES_NO),
        (True,),
        instead="optin resume unblock",
    ),
    *OUTBOUND_KEYS,
    CALL_KEY,
    START_KEY,
)

ACTIONS = tuple(key.name for key in ACTION_KEYS)

_MADE_OF: dict[str, Callable[[Any], Action | None]] = {
    "remember": lambda made: made,
    "tag": lambda names: Tag(tuple(dict.fromkeys(names))),
    "untag": lambda names: Untag(tuple(dict.fromkeys(names))),
    "join": lambda names: Join(tuple(dict.fromkeys(names))),
    "leave": lambda names: Leave(tuple(dict.fromkeys(names))),
    **OUTBOUND_MADE_OF,
    **CALL_MADE_OF,
    **START_MADE_OF,
}


def actions_of(values: dict[str, Any]) -> tuple[Action, ...]:
    """The actions of a rule, in the order of the file."""
    return tuple(made for key, value in values.items() if (made := _action(key, value)) is not None)


def _action(key: str, value: Any) -> Action | None:
    """The action that a setting makes; None for ``opt_out: no`` and for settings that aren't actions."""
    if key in ("opt_out", "opt_in"):
        return (OptOut() if key == "opt_out" else OptIn()) if value else None
    return _MADE_OF[key](value) if key in _MADE_OF else None


def check_opposites(found: dict[str, Entry], values: dict[str, Any], desk: Desk) -> None:
    """Tell actions that undo each other."""
    for one, other, what in (("tag", "untag", "tag"), ("join", "leave", "list")):
        both = set(values.get(one, ())) & set(values.get(other, ()))
        if both:
            node = found[other].value
            message = f'"{one}" and "{other}" name the same {what}: {listed(sorted(both))}'
            desk.error(node, "opposites", message, "Delete one of the two.")
    if values.get("opt_out") and values.get("opt_in"):
        desk.error(found["opt_in"].key, "opposites", '"opt_out" and "opt_in" undo each other', "Delete one of the two.")
