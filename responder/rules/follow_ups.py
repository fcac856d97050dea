"""``follow_up`` and ``cancel``: what is sent later, and what takes it back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import takewhile
from typing import Any

from responder.core.conditions.matchers import AnyOf
from responder.core.rule import Action, CancelFollowUps, FollowUp, ReplyPart, ReplySpec
from responder.core.suggest import nearest, quoted
from responder.rules.desk import Desk, place_of
from responder.rules.keys import Key, Shape, Table
from responder.rules.readers.moments import moment
from responder.rules.readers.replies import EMPTY, MOST_MEDIA, REPLY, media_url, reply
from responder.rules.readers.scalars import duration, many, text, whole_number, yes_no
from responder.rules.readers.times import needs_timezone
from responder.rules.schema_parts import DURATION, TEXT, WHOLE_NUMBER, YES_NO, one_or_many, table
from responder.rules.syntax.tree import Entry, List, Node, Settings, Text
from responder.rules.unless import UNLESS, Unless, unless

ALL = "all"
LONGEST_NAME = 80
MOST_FOLLOW_UPS = 20
SHORTEST_REPEAT = timedelta(hours=1)
WITHIN = timedelta(days=1)


def at(node: Node, desk: Desk, name: str) -> str | None:
    """A local moment; the next such one is meant."""
    value = moment(node, desk, name)
    return value if value is not None and needs_timezone(node, desk, name) else None


def _repeat(node: Node, desk: Desk, name: str) -> timedelta | None:
    value = duration(node, desk, name)
    if value is None or value >= SHORTEST_REPEAT:
        return value
    remedy = f"Write an hour or more, such as `{name}: 1 week`."
    desk.error(node, "too-often", "nobody wants the same text more than once an hour", remedy)
    return None


def _name(node: Node, desk: Desk, name: str) -> str | None:
    value = text(node, desk, name)
    if value is None:
        return None
    if value.casefold() == ALL:
        remedy = "`cancel: all` means all of them. Choose another name."
        desk.error(node, "taken-name", f"a follow-up can't be called {quoted(value)}", remedy)
        return None
    if len(value) > LONGEST_NAME:
        message = f"this name has {len(value)} characters, and {LONGEST_NAME} are the most"
        desk.error(node, "too-long", message, "Shorten it.")
        return None
    return value


FOLLOW_UP = Table(
    "follow_up",
    "a follow-up",
    "A text that is sent later.",
    (
        Key(
            "after",
            "How long after the answer it is sent. Whole days keep the time of day.",
            Shape(duration, DURATION),
            ("2 days", "90 minutes"),
            instead="in later wait delay send_after after_time",
        ),
        Key(
            "at",
            "When it is sent: the next `10:00`, the next `mon 9:00`, or at `2026-12-01 10:00`, by the clock of the "
            "business.",
            Shape(at, TEXT),
            ("10:00", "mon 9:00"),
            instead="time when on date send_at day",
        ),
        Key(
            "unless",
            "What takes it back: `they reply`, `they opt out` (which always does), a condition as under `when` that is "
            "asked when it is due, or a list of these.",
            Shape(unless, one_or_many({"anyOf": [{"enum": list(UNLESS)}, table("when")]})),
            ("they reply", ["they reply", {"on_list": "tips"}]),
            instead="except stop_if cancel_if not_if if_not until",
        ),
        Key(
            "name",
            "What `cancel` and `answering` call it. Unless said, it is called like the rule.",
            Shape(_name, TEXT),
            ("price reminder",),
            instead="title id called as",
        ),
        Key(
            "text",
            "What is sent: a text, a list of texts, or one of these for each language.",
            Shape(reply, REPLY),
            ("Shall we find you a time? Reply BOOK.",),
            instead="reply body message say send send_text content",
        ),
        Key(
            "ask",
            "A question that is sent and left open for rules with `answering`.",
            Shape(reply, REPLY),
            ("How was your visit, 1 to 5?",),
            instead="question asks",
        ),
        Key(
            "within",
            "For `ask`: how long an answer counts; 1 day unless said.",
            Shape(duration, DURATION),
            ("3 days",),
            instead="open_for answer_within expires wait_for",
        ),
        Key(
            "media",
            "The web address of a picture or another file that comes along, or a list of up to ten.",
            Shape(many(media_url, commas=False), one_or_many({"type": "string", "format": "uri-reference"})),
            ("https://example.com/menu.jpg",),
            instead="image picture photo media_url attachment file url",
        ),
        Key(
            "repeat",
            "Sends it again each time that this has passed.",
            Shape(_repeat, DURATION),
            ("1 week",),
            instead="every repeat_every again interval repeats",
        ),
        Key(
            "times",
            "For `repeat`: how often it is sent in all. Without it there is no end.",
            Shape(whole_number, WHOLE_NUMBER),
            (4,),
            instead="count max how_often at_most limit",
        ),
        Key(
            "urgent",
            "yes: sent in quiet hours, too.",
            Shape(yes_no, YES_NO),
            (True,),
            instead="important always priority ignore_quiet_hours",
        ),
    ),
)


def follow_ups(node: Node, desk: Desk, name: str) -> tuple[FollowUp, ...] | None:
    """One follow-up or a list of them, numbered from 0. Their names are empty where none is written."""
    if not isinstance(node, List):
        made = [_follow_up(node, desk, name)]
    else:
        if not node.items or len(node.items) > MOST_FOLLOW_UPS:
            message = f'"{name}" has {len(node.items)} entries' if node.items else f'"{name}" has an empty list'
            code, remedy = ("too-many", f"{MOST_FOLLOW_UPS} are the most.") if node.items else ("empty", "Delete it.")
            desk.error(node, code, message, remedy)
            return None
        made = [_follow_up(item, desk, name) for item in node.items]
    if None in made:
        return None
    return tuple(replace(one, position=position) for position, one in enumerate(made) if one is not None)


def _follow_up(node: Node, desk: Desk, name: str) -> FollowUp | None:
    found = FOLLOW_UP.open(node, desk, name)
    if found is None:
        return None
    values = FOLLOW_UP.values(found, desk)
    if not _is_whole(node, found, desk) or len(values) < len(found):
        return None
    takes_back: Unless = values.get("unless", Unless())
    conditions = takes_back.conditions
    return FollowUp(
        position=0,
        name=values.get("name", ""),
        place=place_of(node),
        after=values.get("after"),
        at=values.get("at"),
        written=_written(found["after" if "after" in found else "at"]),
        unless_reply=takes_back.reply,
        unless=AnyOf(conditions) if len(conditions) > 1 else next(iter(conditions), None),
        text=None if "ask" in values else _with_media(values.get("text"), values.get("media", ())),
        ask=_with_media(values["ask"], values.get("media", ())) if "ask" in values else None,
        within=values.get("within", WITHIN),
        repeat=values.get("repeat"),
        times=values.get("times", 0),
        urgent=values.get("urgent", False),
    )


def _written(entry: Entry) -> str:
    return entry.value.value.strip() if isinstance(entry.value, Text) else ""


def _with_media(spec: ReplySpec | None, media: tuple[Any, ...]) -> ReplySpec:
    """The texts with these files, which come with the first of them."""
    if spec is None:
        return ReplySpec({"": (ReplyPart(EMPTY, media),)})
    if not media:
        return spec
    return ReplySpec(
        {
            language: (replace(parts[0], media=(*parts[0].media, *media)), *parts[1:])
            for language, parts in spec.by_language.items()
        }
    )


def _is_whole(node: Node, found: dict[str, Entry], desk: Desk) -> bool:
    """Whether it says when and what, each once; what is wrong is told."""
    before = len(desk.problems)
    _tell_not_one(node, found, desk, ("after", "at"), "when it is sent", "`after: 2 days` or `at: mon 9:00`")
    if "media" not in found or ("text" in found and "ask" in found):
        _tell_not_one(node, found, desk, ("text", "ask"), "what is sent", "`text:`, or `ask:` for a question")
    for key, other in (("within", "ask"), ("times", "repeat")):
        if key in found and other not in found:
            message = f'"{key}" needs "{other}", and there is none'
            desk.error(found[key].key, "missing-setting", message, f"Add `{other}:`, or delete `{key}`.")
    media = found["media"].value if "media" in found else None
    if isinstance(media, List) and len(media.items) > MOST_MEDIA:
        desk.error(media, "too-many", f"one text can carry {MOST_MEDIA} files at most", "Leave some out.")
    # The desk is silent on a line that was told already, so what is there counts too.
    says_when = ("after" in found) != ("at" in found)
    return says_when and not found.keys().isdisjoint(("text", "ask", "media")) and len(desk.problems) == before


def _tell_not_one(
    node: Node, found: dict[str, Entry], desk: Desk, keys: tuple[str, str], what: str, remedy: str
) -> None:
    here = [key for key in keys if key in found]
    if not here:
        message = f"this follow-up doesn't say {what}"
        desk.error_at(node.source, node.line, node.column, "missing-setting", message, f"Write {remedy}.")
    elif len(here) > 1:
        message = f'"{here[0]}" and "{here[1]}" both say {what}'
        desk.error(found[here[1]].key, "opposites", message, "Delete one of the two.")


def _cancelled(node: Node, desk: Desk, name: str) -> str | None:
    """A follow-up's name; whether there is such a one is known only at the end."""
    value = text(node, desk, name)
    if value is None:
        return None
    if value.casefold() in (ALL, "everything"):
        return ALL
    desk.facts.cancelled.append((node, value))
    return value


FOLLOW_UP_KEYS = (
    Key(
        "follow_up",
        "Sends something later: one follow-up, or a list.",
        Shape(follow_ups, one_or_many(table("follow_up"))),
        ({"after": "2 days", "unless": "they reply", "text": "Shall we find you a time?"},),
        instead="follow_ups followup followups later after then_later send_later delayed",
    ),
    Key(
        "cancel",
        "Takes back follow-ups that weren't sent yet, by their names, or `all`.",
        Shape(many(_cancelled), one_or_many(TEXT)),
        ("price reminder", "all"),
        instead="cancel_follow_up cancel_follow_ups cancels unschedule stop_follow_up",
    ),
)


def follow_up_actions(
    found: dict[str, Entry], values: dict[str, Any], node: Node, rule: str, desk: Desk
) -> tuple[Action, ...]:
    """What ``cancel`` and ``follow_up`` of a rule (or a conversation's step) do, in this order: what was planned before
    is taken back, never what is planned now. The steps of a conversation count their follow-ups together."""
    notes = desk.facts.follow_ups
    first = sum(1 for _ in takewhile(lambda note: note[2] == rule, reversed(notes)))
    if "follow_up" in found:
        notes.extend((node, name, rule) for name in _names(found["follow_up"].value, rule))
    actions: list[Action] = []
    if "cancel" in values:
        names = dict.fromkeys(values["cancel"])
        actions.append(CancelFollowUps(() if ALL in names else tuple(names)))
    planned = values.get("follow_up", ())
    return (*actions, *(replace(one, name=one.name or rule, position=first + one.position) for one in planned))


def _names(node: Node, rule: str) -> Iterator[str]:
    """The names of follow-ups; also of those in which something else is wrong, so that nothing is told for naming
    one."""
    for item in node.items if isinstance(node, List) else [node]:
        if isinstance(item, Settings):
            named = item.entries.get("name")
            written = named.value.value.strip() if named is not None and isinstance(named.value, Text) else ""
            yield written or rule


def tell_unknown_follow_ups(desk: Desk) -> None:
    """Tell what ``cancel`` names and no rule plans."""
    known = {name: None for _, name, _ in desk.facts.follow_ups}
    for node, wanted in desk.facts.cancelled:
        if wanted not in known:
            near = nearest(wanted, [*known, ALL])
            remedy = f"Did you mean `{near}`?" if near else "Write the name of a follow-up, of its rule, or `all`."
            desk.error(node, "unknown-follow-up", f"there is no follow-up called {quoted(wanted)}", remedy)
