"""rules.yaml to a Ruleset, or every problem in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from responder.core.business import Business
from responder.core.conditions.index import build_index
from responder.core.conditions.matchers import Sender
from responder.core.rule import Rule
from responder.core.ruleset import Limits, OptOutPolicy, Ruleset
from responder.core.story import Story
from responder.core.templates import ALWAYS_KNOWN
from responder.rules.across import (
    merged,
    saved_fields,
    tell_others,
    tell_shared_names,
    tell_twice,
    tell_unknown_rules,
)
from responder.rules.actions import OUR_FIELDS
from responder.rules.desk import Desk, Facts
from responder.rules.file_keys import FILE, LANGUAGE
from responder.rules.files import Files, ReadBytes
from responder.rules.keys import homes_of
from responder.rules.problem import RulesInvalid, in_order
from responder.rules.readers.regions import country_of_phone, country_of_zone
from responder.rules.readers.samples import Samples
from responder.rules.readers.times import with_closed
from responder.rules.syntax.tree import Entry, Settings

DEPENDENT = frozenset(
    {
        "does-nothing",
        "duplicate-name",
        "empty",
        "missing-setting",
        "no-hours",
        "no-timezone",
        "template-fails",
        "unknown-list",
        "unknown-number",
        "unknown-rule",
        "unknown-sender",
        "unknown-staff",
        "unknown-variable",
        "unknown-window",
        "wrong-type",
    }
)
"""Problems that may come of a line that can't be read; they aren't told until all lines can be."""


def load(path: Path, *, read: ReadBytes = Path.read_bytes) -> Ruleset:
    """The rules in a file, in what it includes, and the stories beside it.

    ``read`` gives the bytes of a file. Raises RulesUnreadable where the first file can't be read, RulesInvalid with
    every problem in any of them.
    """
    files = _files()
    files.add(path, read)
    return _ruleset(files)


def loads(text: str, name: str = "rules.yaml") -> Ruleset:
    """The rules in a text. Raises RulesInvalid with every problem in it."""
    files = _files()
    files.add_text(text, name)
    return _ruleset(files)


def _files() -> Files:
    return Files(Desk([], Facts(reserved=ALWAYS_KNOWN - OUR_FIELDS), homes_of(LANGUAGE)))


def _ruleset(files: Files) -> Ruleset:
    reading = Reading(files)
    told = len(files.desk.problems)
    reading.read()
    reading.check_empty()
    problems = files.desk.problems
    if not files.whole:
        problems = problems[:told] + [p for p in problems[told:] if p.code not in DEPENDENT]
    if problems:
        raise RulesInvalid(in_order(problems, files.names))
    return reading.ruleset()


class Reading:
    """Reads the settings of all files, the facts first: phone numbers need the country, rules the staff and lists."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._desk = files.desk
        self._facts = files.desk.facts
        self._parts = files.parts
        self._rules: tuple[Rule, ...] = ()
        self._otherwise: Rule | None = None
        self._opt_out = OptOutPolicy()
        self._limits = Limits()
        self._stories: tuple[Story, ...] = ()
        self._blocked: tuple[Sender, ...] = ()
        self._words: dict[str, tuple[str, ...]] = {}

    def read(self) -> None:
        """Read everything; what is wrong is told at the desk."""
        self._read_business()
        fields = saved_fields(self._parts, self._facts.reserved)
        self._facts.fields = fields
        self._facts.samples = Samples(self._facts.business, fields)
        self._desk = replace(self._desk, known=_known(self._facts.business, fields))
        self._opt_out = self._one("opt_out") or self._opt_out
        self._limits = self._one("limits") or self._limits
        self._rules = self._joined("rules")
        self._otherwise = self._one("otherwise")
        self._stories = self._joined("stories")
        tell_twice(self._parts, "rules", "rule", self._desk)
        tell_twice(self._parts, "stories", "story", self._desk)
        tell_unknown_rules(self._parts, self._desk)

    def check_empty(self) -> None:
        """Tell a file without any settings: an editor that is still writing leaves such a one."""
        if not self._parts and not self._desk.problems:
            source = self._files.sources[0]
            remedy = "Write rules in it, or make a file to begin with by `responder init`."
            self._desk.error_at(source, 1, 1, "empty-file", "this file is empty", remedy)

    def ruleset(self) -> Ruleset:
        """The rules, ready to decide."""
        return Ruleset(
            digest=self._files.digest,
            business=self._facts.business,
            rules=self._rules,
            otherwise=self._otherwise,
            opt_out=self._opt_out,
            limits=self._limits,
            index=build_index(self._rules),
            blocked=self._blocked,
            stories=self._stories,
            files=tuple(self._files.names),
            fields=self._facts.fields,
            words=self._words,
        )

    def _read_business(self) -> None:
        facts = self._facts
        facts.timezone_given = "timezone" in self._parts
        facts.hours_given = "hours" in self._parts
        zone = self._one("timezone")
        if zone is not None:
            self._know(timezone=zone, country=country_of_zone(zone.key) or "US")
        phone = self._one("phone")
        if phone is not None:
            country = country_of_phone(phone[0], facts.business.country)
            self._know(phone=phone[0], phone_written=phone[1], country=country)
        self._know(name=self._one("business") or "", language=self._one("language") or "en")
        for name in ("staff", "numbers", "lists", "about"):
            self._know(**{name: self._named(name) or {}})
        tell_shared_names(self._parts, self._desk)
        self._words = self._named("words") or {}
        self._know(windows=self._named("windows") or {})
        self._read_hours()
        self._blocked = self._joined("blocked")

    def _read_hours(self) -> None:
        for name in ("hours", "windows", "closed"):
            if name in self._parts and not self._facts.timezone_given:
                self._tell_no_timezone(self._parts[name][0])
        hours = self._one("hours")
        closed = self._joined("closed")
        if hours is not None:
            self._know(hours=with_closed(hours, closed))
        elif closed and "hours" not in self._parts:
            self._desk.error(
                self._parts["closed"][0].key,
                "no-hours",
                '"closed" needs opening hours, and there are none in the file',
                "Add `hours:` to the file; `closed` names the days on which they don't hold.",
            )

    def _tell_no_timezone(self, entry: Entry) -> None:
        self._desk.error(
            entry.key,
            "no-timezone",
            f'"{entry.key.value}" needs to know your time zone, and the file doesn\'t say it',
            "Add it at the top of the file, such as `timezone: America/Chicago`.",
        )
        self._facts.timezone_given = True

    def _know(self, **facts: Any) -> None:
        self._facts.business = replace(self._facts.business, **facts)

    def _one(self, name: str) -> Any:
        """The value of a setting that may stand in one file only."""
        entries = self._parts.get(name, [])
        tell_others(entries, self._desk)
        return FILE.value({name: entries[0]}, name, self._desk) if entries else None

    def _joined(self, name: str) -> tuple[Any, ...]:
        """The values of a list from all files."""
        values = [FILE.value({name: entry}, name, self._desk) for entry in self._parts.get(name, [])]
        return tuple(one for value in values if value is not None for one in value)

    def _named(self, name: str) -> Any:
        """The value of a setting with names of one's own, from all files at once: they may refer to each other."""
        entries = [entry for entry in self._parts.get(name, []) if isinstance(entry.value, Settings)]
        others = [entry for entry in self._parts.get(name, []) if not isinstance(entry.value, Settings)]
        for other in others:
            FILE.value({name: other}, name, self._desk)
        return FILE.value({name: merged(entries, self._desk)}, name, self._desk) if entries else None


def _known(business: Business, fields: frozenset[str]) -> frozenset[str]:
    """The names that every template of the file may use, with the parts of ``about`` and ``contact``."""
    # A name with a dot at its end says that it has the parts that follow, and no others.
    parts = {"about.", *(f"about.{name}" for name in business.about)}
    parts |= {"contact.", *(f"contact.{name}" for name in fields | OUR_FIELDS)}
    return ALWAYS_KNOWN - {"rest", "match"} | fields | OUR_FIELDS | parts
