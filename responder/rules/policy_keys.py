"""``opt_out`` and ``limits``: who answers STOP and with what, how often we answer at most, and when nothing is sent."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from responder.core.answering.consent.carrier_words import HELP_WORDS, START_WORDS, STOP_WORDS, YES_AS_START
from responder.core.calendar.duration import parse_duration
from responder.core.calendar.hours import Window, parse_window
from responder.core.ruleset import Budget, Limits, OptOutPolicy, Rate
from responder.core.suggest import quoted
from responder.rules.desk import Desk
from responder.rules.keys import Key, Shape, Table
from responder.rules.readers.budgets import Money, budget, in_segments, segment_price
from responder.rules.readers.phrases import folded_words
from responder.rules.readers.replies import REPLY, reply
from responder.rules.readers.scalars import many, one_of, text, whole_number, yes_no
from responder.rules.readers.time_slips import tell
from responder.rules.schema_parts import TEXT, WHOLE_NUMBER, YES_NO, one_or_many
from responder.rules.syntax.tree import Entry, Node

_RATE = re.compile(r"(?P<count>\d{1,4})\s*(?:times\s+)?(?:in|per|every|within|a|an|/)\s+(?P<time>.+)", re.IGNORECASE)
NO_QUIET_HOURS = frozenset({"none", "no", "never", "off", "false"})
_SOME_NIGHT = datetime(2026, 6, 1, tzinfo=UTC)
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


def quiet_hours(node: Node, desk: Desk, name: str) -> Window | Literal[False] | None:
    """Quiet hours, every day or by days; False for ``none``."""
    value = text(node, desk, name)
    if value is None:
        return None
    if value.casefold() in NO_QUIET_HOURS:
        return False
    try:
        window = parse_window(value)
    except ValueError as error:
        tell(node, desk, "not-a-time", error)
        return None
    if all(window.contains(_SOME_NIGHT + timedelta(minutes=minute)) for minute in range(0, 7 * 24 * 60, 5)):
        message = "these hours never end, so nothing would ever be sent"
        desk.error(node, "endless", message, f"Write when they begin and end, as in `{name}: 21:00-8:00`.")
        return None
    return window


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
            "in_other_words",
            'no: only the words opt a person out. Unless said, clear requests such as "lose my number" do so as well.',
            Shape(yes_no, YES_NO),
            (False,),
            instead="other_words natural_language requests phrases by_meaning",
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
    "How often we answer at most, so that two machines never talk for ever; and when nothing is sent unasked.",
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
        Key(
            "quiet_hours",
            "When nothing is sent to people who haven't just texted, by the clock where they are; it waits until these "
            "hours are over. `none`: at any time.",
            Shape(quiet_hours, TEXT),
            ("21:00-8:00", "mon-sat 21:00-9:00, sun 21:00-12:00", "none"),
            instead="quiet night nights do_not_disturb dnd silent_hours quiet_time",
        ),
        Key(
            "unasked",
            "So many texts to one person that they didn't just ask for: follow-ups and broadcasts. What is more isn't "
            "sent.",
            Shape(many(rate), one_or_many(_RATE_SCHEMA)),
            ("10 a day", ["3 a day", "10 a week"]),
            instead="outbound cap caps daily daily_cap per_day follow_ups broadcasts max_texts per_person",
        ),
        Key(
            "passed_on",
            "So many texts to one of your staff, or to one number that texts are forwarded to, because of one person.",
            Shape(many(rate), one_or_many(_RATE_SCHEMA)),
            ("20 an hour",),
            instead="forward forwards forwarded notify notices notifications",
        ),
        Key(
            "budget",
            "What may go out in a calendar month, in segments or in money. When it is used up, texts that nobody just "
            "asked for aren't sent until the next month.",
            Shape(budget, TEXT),
            ("10,000 segments a month", "$50 a month"),
            instead="monthly_budget month monthly max_cost max_segments spend",
        ),
        Key(
            "segment_price",
            "What one segment costs you, for a budget in money and for what a broadcast costs.",
            Shape(segment_price, TEXT),
            ("$0.0083", "0,07 EUR"),
            instead="price per_segment cost_per_segment text_price sms_price",
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
    if found is None:
        return None
    values = LIMITS.values(found, desk)
    if values.get("quiet_hours") is False:
        values["quiet_hours"] = None
    if isinstance(money := values.get("budget"), Money):
        values["budget"] = _paid(money, values, found, desk)
    return Limits(**values)


def _paid(money: Money, values: dict[str, Any], found: dict[str, Entry], desk: Desk) -> Budget | None:
    """A budget in money as segments; none where the price is there and told as a problem already."""
    price = values.get("segment_price")
    if price is None and "segment_price" in found:
        return None
    return in_segments(money, price, found["budget"].value, desk)
