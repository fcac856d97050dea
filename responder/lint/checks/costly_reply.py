"""A reply that is paid as several texts.

A text is paid in pieces of 160 characters, or of 70 as soon as one character in it isn't in the phones' basic alphabet
(GSM-7). A curly apostrophe or a long dash, which word processors put in by themselves, can so triple the price of a
reply. This check names the character and what to write instead. Letters such as á and emoji cost the same, but are
there for a reason: those are notes only. A reply of more than three pieces is a note, too.

What is filled in (``{{ first_name }}``) counts as six letters here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from responder.core.rule import ReplySpec, Rule
from responder.core.text.segments import Segments, count, smart_encode
from responder.lint.check import Check, Finding, Level, Subject

LONG = 3
"""A reply in so many pieces is nobody's slip."""

FILLED = "Xxxxxx"
_VALUE = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)


def find(subject: Subject) -> Iterator[Finding]:
    for rule in subject.rules():
        for reply in (rule.reply, rule.once_per.or_reply if rule.once_per is not None else None):
            for text in _texts(subject, reply):
                yield from _look(subject, rule, text)


def _texts(subject: Subject, reply: ReplySpec | None) -> Iterator[str]:
    business = subject.ruleset.business
    facts = {"business": business.name, "phone": business.phone_written}
    facts.update({f"about.{name}": value for name, value in business.about.items()})
    for parts in reply.by_language.values() if reply is not None else ():
        for part in parts:
            if part.text.static:
                yield part.text.source.strip()
            else:
                yield _VALUE.sub(lambda found: facts.get(found[1], FILLED), _TAG.sub("", part.text.source)).strip()


def _look(subject: Subject, rule: Rule, text: str) -> Iterator[Finding]:
    as_is = count(text)
    better = count("".join(_instead(character) for character in text)) if as_is.costly else as_is
    if as_is.costly and better.segments < as_is.segments:
        yield _costly(subject, rule, as_is, better)
    elif as_is.segments > LONG:
        yield Finding(
            subject.find(rule, "reply:"),
            f"this reply is paid as {as_is.segments} texts",
            "Say it shorter if you can: one text has room for 160 characters, two for 306, three for 459.",
            level="note",
            rule=rule,
        )


def _costly(subject: Subject, rule: Rule, as_is: Segments, better: Segments) -> Finding:
    slips = [character for character in as_is.costly if _is_look_alike(character)]
    named = slips if len(slips) == len(as_is.costly) else list(as_is.costly)
    level: Level = "warning" if named is slips else "note"
    return Finding(
        subject.find(rule, named[0], "reply"),
        f"this reply is paid as {as_is.segments} texts instead of {better.segments} because of {_listed(named)}",
        _remedy(named)
        if level == "warning"
        else f"If the price matters: {_remedy(named)[0].lower()}{_remedy(named)[1:]}",
        level=level,
        rule=rule,
        marked=named[0],
    )


def _remedy(characters: list[str]) -> str:
    swaps = [(character, _instead(character)) for character in characters]
    write = [f"{instead} instead of {_named(character)}" for character, instead in swaps if instead.strip()]
    spaces = [_named(character) for character, instead in swaps if instead and not instead.strip()]
    gone = [_named(character) for character, instead in swaps if not instead]
    parts = [f"Write {', '.join(write)}"] if write else []
    parts += [f"type an ordinary space for {', '.join(spaces)}"] if spaces else []
    parts += [f"leave out {', '.join(gone)}"] if gone else []
    told = "; ".join(parts) + "."
    return told[0].upper() + told[1:]


def _is_look_alike(character: str) -> bool:
    """Whether something that looks nearly the same is cheap. An accent is no decoration."""
    swapped = smart_encode(character)
    return swapped != character and not count(swapped).costly


def _instead(character: str) -> str:
    """The cheapest that says nearly the same: a look-alike, the letter without its accent, or nothing."""
    if not count(character).costly:
        return character
    if _is_look_alike(character):
        return smart_encode(character)
    bare = unicodedata.normalize("NFD", character)[0]
    return bare if bare.isalpha() and not count(bare).costly else ""


def _named(character: str) -> str:
    if character.isprintable() and not character.isspace():
        return character
    return unicodedata.name(character, f"U+{ord(character):04X}").lower()


def _listed(characters: list[str]) -> str:
    names = [_named(character) for character in characters[:5]]
    more = len(characters) - len(names)
    if more:
        return f"{', '.join(names)} and {more} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


BAD = """\
rules:
  - name: Where
    when: {contains: [where, address]}
    reply: It’s 12 Mill Lane, the blue door behind the bakery. Ring twice and come up!
    examples: [Where are you?]
otherwise:
  reply: Thank you, a person will read this soon.
"""

GOOD = """\
rules:
  - name: Where
    when: {contains: [where, address]}
    reply: It's 12 Mill Lane, the blue door behind the bakery. Ring twice and come up!
    examples: [Where are you?]
otherwise:
  reply: Thank you, a person will read this soon.
"""

CHECK = Check("costly-reply", "warning", __doc__, find, BAD, GOOD)
