"""``opt_out`` and ``limits``: who answers STOP and with what, and how often we answer at most."""

from __future__ import annotations

import re

from responder.core.answering.carrier_words import HELP_WORDS, START_WORDS, STOP_WORDS, YES_AS_START
from responder.core.calendar.duration import parse_duration
from responder.core.ruleset import Limits, OptOutPolicy, Rate
from responder.core.suggest import quoted
from responder.rules.desk import Desk
from responder.rules.keys import Key, Shape, Table
from responder.rules.readers.phrases import folded_words
from responder.rules.readers.replies import reply
from responder.rules.readers.scalars import many, one_of, text, whole_number, yes_no
from responder.rules.rule_keys import REPLY
from responder.rules.schema_parts import TEXT, WHOLE_NUMBER, YES_NO, one_or_many
from responder.rules.syntax.tree import Entry, Node

_RATE = re.compile(r"(?P<count>\d{1,4})\s*(?:times\s+)?(?:in|per|every|within|a|an|/)\s+(?P<time>.+)", re.IGNORECASE)
_RATE_SCHEMA = {"type": "string", "pattern": "^[0-9]+ .+"}


def rate(node: Node, desk: Desk, name: str) -> Rate | None:
    """So many in so much time: ``5 in 10 seconds``."""
    value = text(node, desk, name)
    if value is None:
        return None
    found = _RATE.fullmatch(value)
    if found is None or int(found["count"]) < 1:
        message = f"{quoted(value)} isn't a number in a time"
        desk.error(node, "not-a-limit", message, f"Write it like `{name}: 5 in 10 seconds`.")
        return None
    time = found["time"] if re.match(r"\d|an?\s|half", found["time"]) else f"1 {found['time']}"
    try:
        return Rate(int(found["count"]), parse_duration(time), value)
    except ValueError as error:
        desk.sentence(node, "not-a-time", error)
        return None


OPT_OUT = Table(
    "opt_out",
    "`opt_out`",
    "STOP, START and HELP. The carriers' own words always count; these add to them.",
    (
        Key(
            "answered_by",
            "Who answers STOP, START and HELP: `twilio` (usual for long codes and toll-free numbers) or `us` "
            "(short codes, WhatsApp). Unless said, it follows from the number.",
            Shape(
                one_of("twilio", "us", instead={"carrier": "twilio", "responder": "us", "me": "us"}),
                {"enum": ["twilio", "us"]},
            ),
            ("us",),
            instead="answer_by who handled_by",
        ),
        Key(
            "stop_words",
            "More words that opt a person out, such as in your language.",
            Shape(folded_words, one_or_many(TEXT)),
            (["baja", "<stop>"],),
            instead="stop words keywords stop_keywords",
        ),
        Key(
            "start_words",
            "More words that opt a person in again.",
            Shape(folded_words, one_or_many(TEXT)),
            (["alta"],),
            instead="start start_keywords unstop",
        ),
        Key(
            "help_words",
            "More words that are answered like HELP.",
            Shape(folded_words, one_or_many(TEXT)),
            (["ayuda"],),
            instead="help help_keywords",
        ),
        Key(
            "stop_reply",
            "What to answer to STOP, where we answer.",
            Shape(reply, REPLY),
            ("You're unsubscribed. Reply START to get our texts again.",),
            instead="stop_text stop_message",
        ),
        Key(
            "start_reply",
            "What to answer to START, where we answer.",
            Shape(reply, REPLY),
            ("Welcome back!",),
            instead="start_text start_message",
        ),
        Key(
            "help_reply",
            "What to answer to HELP, where we answer.",
            Shape(reply, REPLY),
            ("{{ business }}: call {{ phone }}. Reply STOP to unsubscribe.",),
            instead="help_text help_message",
        ),
    ),
)

LIMITS = Table(
    "limits",
    "`limits`",
    "How often we answer at most, so that two machines never talk for ever.",
    (
        Key(
            "replies",
            "So many automatic replies to one contact; a list holds all at once.",
            Shape(many(rate), one_or_many(_RATE_SCHEMA)),
            (["5 in 10 seconds", "20 in 1 hour"],),
            instead="reply per_contact rate max_replies messages",
        ),
        Key(
            "same_words",
            "The same reply to one contact so often.",
            Shape(rate, _RATE_SCHEMA),
            ("2 in 10 minutes",),
            instead="same_text same_reply duplicates repeat",
        ),
        Key(
            "rounds",
            "Two machines that answer each other stop within so many rounds.",
            Shape(whole_number, WHOLE_NUMBER),
            (5,),
            instead="max_rounds loop loops",
        ),
        Key(
            "answer_short_codes",
            "yes: texts from short codes and letter senders are answered too.",
            Shape(yes_no, YES_NO),
            (False,),
            instead="short_codes answer_shortcodes",
        ),
    ),
)


def opt_out_policy(node: Node, desk: Desk, name: str) -> OptOutPolicy | None:
    """``opt_out``. A word can't mean two of the three."""
    found = OPT_OUT.open(node, desk, name)
    if found is None:
        return None
    values = OPT_OUT.values(found, desk)
    _check_words(found, values, desk)
    return OptOutPolicy(**values)


def _check_words(found: dict[str, Entry], values: dict[str, frozenset[str]], desk: Desk) -> None:
    meanings = {"stop_words": STOP_WORDS, "start_words": START_WORDS | {YES_AS_START}, "help_words": HELP_WORDS}
    for key in meanings:
        for other, carriers in meanings.items():
            both = values.get(key, frozenset()) & (carriers | values.get(other, frozenset()))
            if key != other and both and (other not in values or key < other or both & carriers):
                word = min(both)
                desk.error(
                    found[key].value,
                    "two-meanings",
                    f'"{word}" can\'t be one of "{key}": it is one of "{other}" already',
                    "Take it out of one of the two.",
                )
                break


def limits(node: Node, desk: Desk, name: str) -> Limits | None:
    """``limits``."""
    found = LIMITS.open(node, desk, name)
    return None if found is None else Limits(**LIMITS.values(found, desk))
