"""rules.yaml to a Ruleset, or every problem in it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from responder.core.conditions.index import Index, build_index
from responder.core.conditions.matchers import Sender
from responder.core.conversation import Conversation
from responder.core.rule import Rule
from responder.core.ruleset import Limits, OptOutPolicy, Ruleset
from responder.core.story import Story
from responder.core.templates import ALWAYS_KNOWN, mark_of_number
from responder.rules.across import (
    items,
    merged,
    names_of,
    question_names,
    tell_others,
    tell_shared_names,
    tell_shared_questions,
    tell_twice,
    tell_unknown_rules,
)
from responder.rules.actions import OUR_FIELDS
from responder.rules.collector import collector_at_rest
from responder.rules.desk import Desk, Facts
from responder.rules.expecting import words_taken
from responder.rules.file_keys import FILE, LANGUAGE
from responder.rules.files import Files, ReadBytes
from responder.rules.follow_ups import tell_unknown_follow_ups
from responder.rules.heavy_regexes import tell_heavy
from responder.rules.keys import homes_of
from responder.rules.problem import RulesInvalid, in_order
from responder.rules.readers.regions import country_of_phone, country_of_zone
from responder.rules.readers.samples import Samples
from responder.rules.readers.times import with_closed
from responder.rules.reuse import Reuse, RulesRead, Watch
from responder.rules.saving import given_tags, saved_fields, saved_kinds, unclear_fields
from responder.rules.syntax.tree import Entry, Settings
from responder.rules.typing_slips import with_slips

DEPENDENT = frozenset(
    {
        "does-nothing",
        "duplicate-name",
        "empty",
        "missing-setting",
        "no-hours",
        "no-timezone",
        "template-fails",
        "unknown-follow-up",
        "unknown-conversation",
        "unknown-field",
        "unknown-list",
        "unknown-number",
        "unknown-question",
        "unknown-rule",
        "unknown-sender",
        "unknown-staff",
        "unknown-tag",
        "unknown-variable",
        "unknown-window",
        "wrong-type",
    }
)
"""Problems that may come of a line that can't be read; they aren't told until all lines can be."""


class _Unlike(Exception):
    """The files say something else at their top than those of the last load, so that no rule can be taken from it."""


def load(path: Path, *, read: ReadBytes = Path.read_bytes, reuse: Reuse | None = None) -> Ruleset:
    """The rules in a file, in what it includes, and the stories beside it.

    ``read`` gives the bytes of a file. ``reuse`` is what earlier loads of the same path left, and is left to the next:
    it makes the load faster, and nothing else different. Raises RulesUnreadable where the first file can't be read,
    RulesInvalid with every problem in any of them.
    """
    read_once = cache(read)
    return _loaded(lambda files: files.add(path, read_once), reuse)


def loads(text: str, name: str = "rules.yaml", *, reuse: Reuse | None = None) -> Ruleset:
    """The rules in a text. ``reuse``: as for ``load``. Raises RulesInvalid with every problem in it."""
    return _loaded(lambda files: files.add_text(text, name), reuse)


def _loaded(add: Callable[[Files], None], reuse: Reuse | None) -> Ruleset:
    with collector_at_rest():
        if reuse is not None and reuse.holds:
            # What is wrong is told as by a load that reuses nothing: other rules may be concerned than those that
            # changed.
            with suppress(_Unlike, RulesInvalid):
                return _ruleset(_added(add, reuse), reuse)
        return _ruleset(_added(add, None), reuse)


def _added(add: Callable[[Files], None], reuse: Reuse | None) -> Files:
    files = Files(Desk([], Facts(reserved=ALWAYS_KNOWN - OUR_FIELDS), homes_of(LANGUAGE)), reuse)
    add(files)
    return files


def _ruleset(files: Files, reuse: Reuse | None) -> Ruleset:
    reading = Reading(files)
    told = len(files.desk.problems)
    reading.read()
    reading.check_empty()
    problems = files.desk.problems
    if not files.whole:
        problems = problems[:told] + [p for p in problems[told:] if p.code not in DEPENDENT]
    if problems:
        raise RulesInvalid(in_order(problems, files.names))
    made = reading.ruleset(reuse.index if reuse is not None else None)
    if reuse is not None:
        reading.leave_to(reuse, made.index)
    return made


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
        self._conversations: dict[str, Conversation] = {}
        self._rules_read: RulesRead | None = None
        self._typos: bool | None = None

    def read(self) -> None:
        """Read everything; what is wrong is told at the desk."""
        self._read_business()
        self._know(kinds=saved_kinds(self._parts))
        fields = saved_fields(self._parts, self._facts.reserved)
        self._facts.fields = fields
        self._facts.tags = given_tags(self._parts)
        self._facts.unclear = unclear_fields(self._parts)
        self._facts.questions = question_names(self._parts)
        self._facts.conversations = names_of(self._parts, "conversations")
        self._facts.samples = Samples(self._facts.business, fields)
        self._desk = replace(self._desk, known=_known(self._facts, fields))
        self._opt_out = self._one("opt_out") or self._opt_out
        self._facts.taken_words = words_taken(self._opt_out)
        self._limits = self._one("limits") or self._limits
        self._typos = self._one("typos")
        self._read_rules()
        tell_heavy(self._rules, self._files.sources, self._desk)
        self._otherwise = self._one("otherwise")
        self._conversations = self._named("conversations") or {}
        self._stories = self._joined("stories")
        tell_twice(self._parts, "rules", "rule", self._desk)
        tell_twice(self._parts, "stories", "story", self._desk)
        tell_shared_questions(self._parts, self._desk)
        tell_unknown_rules(self._parts, self._desk)
        tell_unknown_follow_ups(self._desk)

    def _read_rules(self) -> None:
        if self._files.reuse is not None and not self._files.reuse.fits(self._desk):
            raise _Unlike
        watch = Watch(self._desk)
        self._rules = self._joined("rules")
        if not self._desk.problems:
            self._rules_read = watch.end(tuple(zip(items(self._parts, "rules"), self._rules, strict=True)))

    def leave_to(self, reuse: Reuse, index: Index) -> None:
        """Leave the rules, which are without problems, and their index to the next load."""
        assert self._rules_read is not None
        reuse.keep(self._rules_read, self._files.pieces, index)

    def check_empty(self) -> None:
        """Tell a file without any settings: an editor that is still writing leaves such a one."""
        if not self._parts and not self._desk.problems:
            source = self._files.sources[0]
            remedy = "Write rules in it, or make a file to begin with by `responder init`."
            self._desk.error_at(source, 1, 1, "empty-file", "this file is empty", remedy)

    def ruleset(self, before: Index | None = None) -> Ruleset:
        """The rules, ready to decide. ``before``: the index of rules that were nearly the same."""
        rules = with_slips(self._rules, self._typos, self._opt_out)
        return Ruleset(
            digest=self._files.digest,
            business=self._facts.business,
            rules=rules,
            otherwise=self._otherwise,
            opt_out=self._opt_out,
            limits=self._limits,
            index=build_index(rules, before=before),
            blocked=self._blocked,
            stories=self._stories,
            files=tuple(self._files.names),
            fields=self._facts.fields,
            words=self._words,
            conversations=self._conversations,
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


def _known(facts: Facts, fields: frozenset[str]) -> frozenset[str]:
    """The names that every template of the file may use, with the parts of ``about`` and ``contact``."""
    business = facts.business
    # A name with a dot at its end says that it has the parts that follow, and no others.
    parts = {"about.", *(f"about.{name}" for name in business.about)}
    parts |= {"contact.", *(f"contact.{name}" for name in fields | OUR_FIELDS)}
    parts |= {mark_of_number(name) for name, kind in business.kinds.items() if kind == "number"}
    parts |= {mark_of_number(name) for name in facts.unclear}
    return ALWAYS_KNOWN - {"rest", "match"} | fields | OUR_FIELDS | parts
