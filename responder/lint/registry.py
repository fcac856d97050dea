"""All checks, by name, and how to run them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from responder.core.ruleset import Ruleset
from responder.lint.check import Check, Finding, Subject
from responder.lint.checks import (
    carrier_words,
    costly_reply,
    no_examples,
    no_otherwise,
    no_way_to_leave,
    past_date,
    shared_words,
    single_braces,
    unknown_ignore,
    unreachable,
)
from responder.lint.ignores import Ignores
from responder.rules.problem import Problem, in_order

CHECKS: tuple[Check, ...] = (
    carrier_words.CHECK,
    costly_reply.CHECK,
    no_examples.CHECK,
    no_otherwise.CHECK,
    no_way_to_leave.CHECK,
    past_date.CHECK,
    shared_words.CHECK,
    single_braces.CHECK,
    unknown_ignore.CHECK,
    unreachable.CHECK,
)
NAMES = frozenset(check.name for check in CHECKS)


def run(ruleset: Ruleset, sources: Mapping[str, str], today: date) -> list[Problem]:
    """Everything unwise in these rules, in the order of the files, without what a comment there ignores.

    ``sources``: the text of each file by the name that places carry. ``today``: the day at the business. The problems'
    level is "warning" or "note".
    """
    subject = Subject(ruleset, today, NAMES, sources)
    ignores = Ignores(sources)
    found = [
        _problem(subject, check, finding)
        for check in CHECKS
        for finding in check.find(subject)
        if not ignores.cover(check.name, finding.place, *([finding.rule.place] if finding.rule else []))
    ]
    return in_order(found, ruleset.files)


def _problem(subject: Subject, check: Check, finding: Finding) -> Problem:
    place = finding.place
    lines = subject.lines(place.file)
    return Problem(
        place,
        check.name,
        finding.message,
        finding.remedy,
        finding.level or check.level,
        lines[place.line - 1] if place.line <= len(lines) else "",
        place.column + len(finding.marked) if finding.marked else 0,
    )
