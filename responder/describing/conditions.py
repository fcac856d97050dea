"""Conditions in words: one English sentence for a whole tree of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from responder.core.conditions.contact_matchers import (
    Channel,
    ContactIs,
    FieldTest,
    FieldValue,
    HasTag,
    InLanguage,
    OnList,
)
from responder.core.conditions.fact_matchers import WHAT, During, FirstTime, From, Has, If, OnDate, Sender, To
from responder.core.conditions.matchers import AllOf, AnyOf, Not
from responder.core.conditions.question_matchers import ANY_REMINDER, Answering
from responder.core.conditions.situation import Condition
from responder.core.conditions.text_matchers import Contains, ContainsAll, Matches, Says, StartsWith
from responder.core.patterns import Pattern
from responder.core.text.folding import Phrase
from responder.core.wording.languages import locale_of
from responder.describing.page import listed, quoted
from responder.describing.sentences import Joined, Leaf, Node, Opposite, whole_sentence
from responder.describing.times import during, on
from responder.describing.wordings import language, spaced
from responder.lint.reasoning.pattern_texts import samples

LISTED = 12
"""A word list with more words than this is called by its name."""
SAMPLES = 1

CHANNELS = {"sms": "SMS", "mms": "MMS", "whatsapp": "WhatsApp", "rcs": "RCS"}
SIGNS = {"=": "", "!=": "other than ", "<": "below ", "<=": "at most ", ">": "above ", ">=": "at least "}
BUILT_IN = {
    "yes": "a word for yes",
    "no": "a word for no",
    "thanks": "a word of thanks",
    "greeting": "a greeting",
    "stop": "a word for stopping",
    "start": "a word for starting again",
    "help": "a word for help",
}
"""What the word lists that come with the product are called, where they are too long to be named word by word."""


def condition_sentence(condition: Condition | None, country: str, own: Mapping[str, Sequence[str]]) -> str:
    """``When a text has “price” in it, outside opening hours, unless it comes from our staff``. ``own``: the word lists
    of the file."""
    if condition is None:
        return "Whatever the text"
    return whole_sentence(node_of(condition, country, own))


def node_of(condition: Condition, country: str, own: Mapping[str, Sequence[str]]) -> Node:
    """The tree of clauses that a condition says."""
    if isinstance(condition, AllOf | AnyOf):
        parts = tuple(node_of(one, country, own) for one in condition.conditions)
        return Joined(parts, isinstance(condition, AllOf))
    if isinstance(condition, Not):
        return Opposite(node_of(condition.condition, country, own))
    if isinstance(condition, Says | StartsWith | Contains | ContainsAll):
        return _of_words(condition, own)
    if isinstance(condition, During):
        return _coming(
            during(condition.windows, condition.inside, country),
            during(condition.windows, not condition.inside, country),
        )
    if isinstance(condition, ContactIs):
        fields = tuple(_field(one) for one in condition.fields)
        return fields[0] if len(fields) == 1 else Joined(fields, True)
    return _OF[type(condition)](condition)


def _of_words(condition: Says | StartsWith | Contains | ContainsAll, own: Mapping[str, Sequence[str]]) -> Leaf:
    if isinstance(condition, ContainsAll):
        groups = [_words(group, own) for group in condition.groups]
        wanted = listed([names[0] if len(names) == 1 else f"one of {listed(names, 'or')}" for names in groups])
        return Leaf("text", f"has {wanted} in it", f"doesn't have all of {wanted} in it")
    names = _words(condition.phrases, own)
    words = listed(names, "or")
    if isinstance(condition, Says):
        return Leaf("text", f"is just {words}", f"isn't just {words}")
    if isinstance(condition, StartsWith):
        return Leaf("text", f"begins with {words}", f"doesn't begin with {words}")
    return Leaf("text", f"has {words} in it", f"doesn't have {words} in it")


def _words(phrases: Sequence[Phrase], own: Mapping[str, Sequence[str]]) -> list[str]:
    """The words as one reads them; a word list is spelled out where it is short."""
    names: dict[str, None] = {}
    sizes: dict[str, int] = {}
    for phrase in phrases:
        if phrase.list is not None:
            sizes[phrase.list] = sizes.get(phrase.list, 0) + 1
    for phrase in phrases:
        if phrase.list is None or (phrase.list in own and sizes[phrase.list] <= LISTED):
            names.setdefault(quoted(phrase.written))
        elif phrase.list in own:
            names.setdefault(f"one of our words for {quoted(phrase.list)}")
        else:
            names.setdefault(BUILT_IN.get(phrase.list, f"a word for {quoted(phrase.list)}"))
    return list(names)


def _matches(condition: Matches) -> Leaf:
    words = listed([_like(pattern) for pattern in condition.patterns], "or")
    return Leaf("text", f"has something in it like {words}", f"has nothing in it like {words}")


def _like(pattern: Pattern) -> str:
    readable = [one for one in samples(pattern) if one.isprintable() and one.strip()]
    found = sorted(readable, key=_plainness)[:SAMPLES]
    shown = listed([quoted(one) for one in found], "or")
    return f"{shown} (the pattern {quoted(pattern.source)})" if shown else f"the pattern {quoted(pattern.source)}"


def _plainness(sample: str) -> tuple[bool, bool, bool]:
    """What reads best comes first: plain letters, a few of them, no word of one letter."""
    return not sample.isascii(), not 3 <= len(sample) <= 40, any(len(word) < 2 for word in sample.split())


def sender(one: Sender) -> str:
    """One entry of ``from`` or ``blocked`` in words."""
    match one.kind:
        case "prefix":
            return f"a number that begins with {one.value}"
        case "country":
            return f"a number of {locale_of('en').territories.get(one.value, one.value)}"
        case "staff":
            return f"{quoted(one.value)} of our staff" if one.value else "our staff"
        case "list":
            return f"somebody on the list {quoted(one.value)}"
        case "known":
            return "somebody who has texted before"
        case "unknown":
            return "somebody who has never texted before"
    return one.written or one.value


def _from(condition: From) -> Leaf:
    senders = listed([sender(one) for one in condition.senders], "or")
    return Leaf("text", f"comes from {senders}", f"doesn't come from {senders}")


def _to(condition: To) -> Leaf:
    numbers = listed([quoted(written) for written in condition.written], "or")
    return Leaf("text", f"comes to our number {numbers}", f"doesn't come to our number {numbers}")


def _on_date(condition: OnDate) -> Leaf:
    days = [f"{'on' if dates.first == dates.last else 'from'} {on(dates)}" for dates in condition.ranges]
    other = listed([on(dates) for dates in condition.ranges])
    return _coming(listed(days, "or"), f"on any day but {other}")


def _coming(around: str, otherwise: str) -> Leaf:
    """A clause that may as well stand at the end of a sentence: ``outside opening hours``."""
    return Leaf("text", f"comes {around}", f"comes {otherwise}", around)


def _has(condition: Has) -> Leaf:
    kinds = listed([WHAT[kind] for kind in condition.kinds], "or")
    return Leaf("text", f"comes with {kinds}", f"doesn't come with {kinds}")


def _first_time(condition: FirstTime) -> Leaf:
    first, later = "is the first from this person", "isn't the first from this person"
    return Leaf("text", first, later) if condition.expected else Leaf("text", later, first)


def _if(condition: If) -> Leaf:
    test = quoted(condition.expression.source)
    return Leaf("text", f"meets the test {test}", f"doesn't meet the test {test}")


def _on_list(condition: OnList) -> Leaf:
    names = listed([quoted(name) for name in condition.lists], "or")
    on_it, off_it = f"is on our list {names}", f"isn't on our list {names}"
    return Leaf("person", on_it, off_it) if condition.joined else Leaf("person", off_it, on_it)


def _has_tag(condition: HasTag) -> Leaf:
    tags = listed([quoted(tag) for tag in condition.tags], "or")
    return Leaf("person", f"is marked as {tags}", f"isn't marked as {tags}")


def _channel(condition: Channel) -> Leaf:
    names = listed([CHANNELS.get(one, one) for one in condition.channels], "or")
    return Leaf("text", f"comes by {names}", f"doesn't come by {names}", f"by {names}")


def _in_language(condition: InLanguage) -> Leaf:
    names = listed([language(tag) for tag in condition.tags], "or")
    return Leaf("person", f"speaks {names}", f"doesn't speak {names}")


def _answering(condition: Answering) -> Leaf:
    names = ["a reminder" if name == ANY_REMINDER else f"our question {quoted(name)}" for name in condition.names]
    asked = listed(names, "or")
    return Leaf("person", f"is answering {asked}", f"isn't answering {asked}")


def _field(test: FieldTest) -> Leaf:
    name = quoted(spaced(test.name))
    if all(one.wanted == "" for one in test.values):
        none, some = f"has no {name} on record", f"has {name} on record"
        return Leaf("person", none, some) if test.values[0].sign == "=" else Leaf("person", some, none)
    wanted = listed([_value(one) for one in test.values], "or")
    return Leaf("person", f"has {wanted} as {name}", f"doesn't have {wanted} as {name}")


def _value(one: FieldValue) -> str:
    if one.wanted == "":
        return "nothing" if one.sign == "=" else "something"
    if one.wanted is None:
        return f"{SIGNS[one.sign]}the date of today"
    if isinstance(one.wanted, Decimal):
        return f"{SIGNS[one.sign]}{one.wanted:f}"
    return f"{SIGNS[one.sign]}{quoted(str(one.wanted))}"


_OF: dict[type, Callable[[Any], Leaf]] = {
    Matches: _matches,
    From: _from,
    To: _to,
    OnDate: _on_date,
    Has: _has,
    FirstTime: _first_time,
    If: _if,
    OnList: _on_list,
    HasTag: _has_tag,
    Channel: _channel,
    InLanguage: _in_language,
    Answering: _answering,
}
