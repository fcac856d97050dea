"""A reply that is paid as several texts.

A text is paid in pieces of 160 characters, or of 70 as soon as one character in it isn't in the phones' basic alphabet
(GSM-7). A curly apostrophe or a long dash, which word processors put in by themselves, can so triple the price of a
reply. This check names the character and what to write instead. Letters such as á and emoji cost the same, but are
there for a reason: those are notes only. A reply of more than three pieces is a note, too.

What is filled in (``{{ first_name }}``) counts as six letters here. Where the database is at hand, the message says how
often the reply was sent in the last 30 days, and how many segments that cost more than needed. ``responder check
--fix`` writes the plain characters for you.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from responder.core.text.segments import Segments, count, smart_encode
from responder.lint.check import Check, Finding, Level, Subject
from responder.lint.sayings import Saying, as_sent, sayings

LONG = 3
"""A reply in so many pieces is nobody's slip."""


def find(subject: Subject) -> Iterator[Finding]:
    for saying in sayings(subject.ruleset):
        yield from _look(subject, saying, as_sent(subject, saying.template))


def _look(subject: Subject, saying: Saying, text: str) -> Iterator[Finding]:
    as_is = count(text)
    better = count("".join(_instead(character) for character in text)) if as_is.costly else as_is
    if as_is.costly and better.segments < as_is.segments:
        yield _costly(subject, saying, as_is, better)
    elif as_is.segments > LONG:
        yield Finding(
            saying.find(subject, f"{saying.setting}:"),
            f"this {_what(saying)} is paid as {as_is.segments} texts",
            "Say it shorter if you can: one text has room for 160 characters, two for 306, three for 459.",
            level="note",
            rule=saying.rule,
        )


def _what(saying: Saying) -> str:
    return "reply" if saying.setting in ("reply", "or_reply") else "text"


def _costly(subject: Subject, saying: Saying, as_is: Segments, better: Segments) -> Finding:
    slips = [character for character in as_is.costly if is_look_alike(character)]
    named = slips if len(slips) == len(as_is.costly) else list(as_is.costly)
    level: Level = "warning" if named is slips else "note"
    return Finding(
        saying.find(subject, named[0]),
        f"this {_what(saying)} is paid as {as_is.segments} texts instead of {better.segments} because of "
        f"{_listed(named)}{_last_month(subject, saying, as_is.segments - better.segments)}",
        _remedy(named)
        if level == "warning"
        else f"If the price matters: {_remedy(named)[0].lower()}{_remedy(named)[1:]}",
        level=level,
        rule=saying.rule,
        marked=named[0],
    )


def _last_month(subject: Subject, saying: Saying, more: int) -> str:
    """What that came to in the last 30 days, where it is known how often the rule answered."""
    times = subject.sent.get(saying.rule.name, 0) if saying.rule is not None else 0
    # A rule with several languages or texts doesn't send each of them every time; what is sent later isn't counted.
    if not times or saying.setting != "reply" or saying.language:
        return ""
    once = "once" if times == 1 else f"{times:,} times"
    return f": sent {once} in the last 30 days, {times * more:,} segments more than needed"


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


def is_look_alike(character: str) -> bool:
    """Whether something that looks nearly the same is cheap. An accent is no decoration."""
    swapped = smart_encode(character)
    return swapped != character and not count(swapped).costly


def _instead(character: str) -> str:
    """The cheapest that says nearly the same: a look-alike, the letter without its accent, or nothing."""
    if not count(character).costly:
        return character
    if is_look_alike(character):
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
