"""Rules of every kind, keywords and regular expressions, in any number; the texts that people send to them; and the
same rules as one would match them without an index: a list of ``re`` patterns, one large ``re2.Set``."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import re2

from benchmarks.corpus import OURS, word
from responder.core.business import Business
from responder.core.conditions.matchers import Condition, Contains, ContainsAll, Matches, Says, StartsWith
from responder.core.conditions.situation import Situation, situation_of
from responder.core.contact import Contact
from responder.core.message import InboundMessage
from responder.core.patterns import Pattern
from responder.core.place import Place
from responder.core.rule import Rule
from responder.core.text.folding import Phrase

NOW = datetime(2026, 6, 2, 15, 0, tzinfo=UTC)
_CHATTER = (
    "hi there can you tell me about {w} please",
    "{w}",
    "{w}?",
    "Hello, do you have 3 {w} on saturday? thanks",
    "order {w} for two",
    "what time do you open tomorrow",
    "ok thank you so much, see you then",
    "I'd like to know how much {w} is and whether I need to book",
    "Can I move my appointment from Tuesday 9:30 to Thursday? My number is 555 0100",
    "yes",
    "Größe {w}, danke 👍",
)


def _phrases(*written: str) -> tuple[Phrase, ...]:
    return tuple(map(Phrase.of, written))


def _source(n: int) -> str:
    """A regular expression; of a hundred, four require no word at all."""
    if n % 100 in (19, 39, 59, 79):
        return rf"^[{chr(97 + n % 20)}-z]{{{n // 26 % 9 + 2}}}\d{{{n // 234 % 9 + 1}}}$"
    return (rf"(?P<n>\d+)\s*{word(n)}s?\b", rf"\b(?:{word(n)}|{word(n)}en)\b.*\?", rf"{word(n)}\s+for\s+(?P<who>\w+)")[
        n % 3
    ]


def conditions(count: int) -> Iterator[Condition]:
    """The ``when`` of so many rules: of ten, three whole texts, two words anywhere, one of several words, one
    beginning, three regular expressions."""
    for n in range(count):
        kind, own = n % 10, word(n)
        if kind in (0, 1, 2):
            yield Says(_phrases(own, f"{own} {word(n + count)}"))
        elif kind in (3, 4):
            yield Contains(_phrases(own, f"how much {own}"))
        elif kind == 5:
            yield StartsWith(_phrases(f"order {own}"))
        elif kind == 6:
            yield ContainsAll((_phrases("please"), _phrases(own)))
        else:
            yield Matches((Pattern.compile(_source(n)),))


def rules(count: int) -> list[Rule]:
    return [Rule(f"r{n}", Place("rules.yaml", n), when) for n, when in enumerate(conditions(count))]


def situations(count: int, rules_in_file: int, seed: int) -> list[Situation]:
    """What people send, mostly about one of the rules, some that none fits."""
    chance = random.Random(seed)
    bodies = [chance.choice(_CHATTER).format(w=word(chance.randrange(rules_in_file))) for _ in range(count)]
    return [
        situation_of(InboundMessage(f"SM{n}", "+14155550100", OURS, body), Contact("+14155550100"), NOW, Business())
        for n, body in enumerate(bodies)
    ]


def sources(count: int) -> list[str]:
    """The same rules as regular expressions, one each."""
    made = []
    for n in range(count):
        kind, own = n % 10, word(n)
        if kind in (0, 1, 2):
            made.append(rf"^\s*{own}(?:\s+{word(n + count)})?\W*$")
        elif kind in (3, 4):
            made.append(rf"\b(?:how\s+much\s+)?{own}\b")
        elif kind == 5:
            made.append(rf"^\s*order\s+{own}\b")
        elif kind == 6:
            made.append(rf"\bplease\b.*\b{own}\b|\b{own}\b.*\bplease\b")
        else:
            made.append(_source(n))
    return made


def plain_loop(sources: Sequence[str]) -> list[re.Pattern[str]]:
    return [re.compile(source, re.IGNORECASE) for source in sources]


def large_set(sources: Sequence[str]) -> re2.Set | None:
    """One set of all; None where RE2 can't make it."""
    if len(sources) > 20_000:
        # It would fail after a thousand complaints on standard error that can't be switched off.
        return None
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 1 << 30
    made = re2.Set.SearchSet(options)
    try:
        for source in sources:
            made.Add(source)
        made.Compile()
    except re2.error:
        return None
    return made
