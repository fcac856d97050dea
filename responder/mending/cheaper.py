"""Replies that cost more than they need, in plain characters that read the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Protocol

from responder.core.place import Place
from responder.core.ruleset import Ruleset
from responder.core.text.segments import count
from responder.lint.check import Subject
from responder.lint.ignores import Ignores
from responder.lint.sayings import Saying, as_sent, sayings
from responder.mending.meaning import meaning
from responder.mending.texts import FileText, Texts
from responder.stories.run import run as play

_SIGNS = {
    **dict.fromkeys("\u2019\u2018\u201b\u02bc\u2032", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f", " "),
    **dict.fromkeys("\u200b\u2060", ""),
    "\u2026": "...",
}
PLAIN = tuple(str.maketrans({**_SIGNS, **dict.fromkeys("\u201c\u201d\u201e\u201f", quote)}) for quote in "\"'")
"""What to write instead, once with double quotes and once with single ones: inside a text in double quotes the others
can't stand. Letters with accents and emoji are there for a reason, and stay."""


class Rules(Protocol):
    """What is mended: the texts of the files, and what they mean."""

    texts: Texts
    ruleset: Ruleset | None

    def change(self, changed: Mapping[Path, FileText]) -> None: ...


def cheaper(rules: Rules, today: date) -> None:
    """Write plain characters where that makes a reply cheaper and changes nothing else: every text is the same but for
    them, and every example comes out as before."""
    ruleset = rules.ruleset
    if ruleset is None:
        return
    subject = Subject(ruleset, today, frozenset(), _sources(rules, ruleset))
    ignores = Ignores(subject.sources)
    places = [
        place
        for saying in sayings(ruleset)
        if not ignores.cover("costly-reply", saying.owner, place := _place(subject, saying)) and _saves(subject, saying)
    ]
    # All at once first: each try loads the files and plays their examples.
    if len(places) > 1 and _try(rules, places, PLAIN[0]):
        return
    for place in places:
        any(_try(rules, [place], table) for table in PLAIN)


def _place(subject: Subject, saying: Saying) -> Place:
    return saying.find(subject, f"{saying.setting}:")


def _saves(subject: Subject, saying: Saying) -> bool:
    text = as_sent(subject, saying.template)
    return count(text.translate(PLAIN[0])).segments < count(text).segments


def _try(rules: Rules, places: list[Place], table: Mapping[int, str]) -> bool:
    """Write the texts that begin at these places in plain characters. Returns whether they are so now."""
    before = rules.ruleset
    assert before is not None
    alone: dict[Path, FileText] = {}
    fragments: set[str] = set()
    for place in places:
        path = Path(place.file)
        text = alone.get(path) or rules.texts[path]
        if text is None:
            continue
        for number in _lines(text, place.line):
            line = text.line(number)
            if (plain := line.translate(table)) != line:
                fragments.add(line.strip().partition(": ")[2].strip("\"'") or line.strip())
                text = text.with_lines({number: plain})
                alone[path] = text
    if not alone:
        return False
    failed = len(play(before).failed)
    kept = {path: text for path in rules.texts.before if (text := rules.texts[path]) is not None}
    for quotations in (False, True):
        rules.change(_with_quotations(rules, alone, fragments, table) if quotations else alone)
        now = rules.ruleset
        if now is not None and meaning(now, table) == meaning(before, table) and len(play(now).failed) <= failed:
            return True
        rules.change(kept)
    return False


def _lines(text: FileText, start: int) -> Iterator[int]:
    """The lines of a value: the one of its setting and those further in; comments left out."""
    first = text.line(start)
    depth = len(first) - len(first.lstrip(" "))
    depth += 2 if first.lstrip().startswith("- ") else 0
    yield start
    for number in range(start + 1, len(text.lines) + 1):
        line = text.line(number)
        if line.strip() and len(line) - len(line.lstrip(" ")) <= depth:
            return
        if not line.lstrip().startswith("#"):
            yield number


def _with_quotations(
    rules: Rules, changed: dict[Path, FileText], fragments: set[str], table: Mapping[int, str]
) -> dict[Path, FileText]:
    """The same, and every line that quotes the text, as examples and stories do."""
    everywhere = dict(changed)
    for path in rules.texts.before:
        text = everywhere.get(path) or rules.texts[path]
        if text is not None:
            everywhere[path] = text.with_lines(
                {
                    number: line.translate(table)
                    for number, line in enumerate(text.lines, 1)
                    if not line.isascii() and any(fragment in line for fragment in fragments)
                }
            )
    return everywhere


def _sources(rules: Rules, ruleset: Ruleset) -> dict[str, str]:
    return {name: rules.texts.read(Path(name)).decode("utf-8-sig") for name in ruleset.files}
