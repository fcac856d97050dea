"""All checks, by name, and how to run them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from responder.core.ruleset import Ruleset
from responder.lint.check import Check, Finding, Subject
from responder.lint.checks import (
    abrupt_end,
    carrier_words,
    costly_reply,
    empty_list,
    endless_repeat,
    first_text_only,
    hours_gap,
    idle_conversation,
    no_examples,
    no_otherwise,
    no_stop_words,
    no_way_to_leave,
    odd_condition,
    past_date,
    quiet_follow_up,
    replaced_words,
    shared_words,
    single_braces,
    unanswered_question,
    unasked_question,
    unkept_promise,
    unknown_ignore,
    unreachable,
    unsaved_name,
    untaken_word,
    unused_words,
)
from responder.lint.ignores import Ignores
from responder.rules.problem import Problem, in_order

CHECKS: tuple[Check, ...] = (
    abrupt_end.CHECK,
    carrier_words.CHECK,
    costly_reply.CHECK,
    empty_list.CHECK,
    endless_repeat.CHECK,
    first_text_only.CHECK,
    hours_gap.CHECK,
    idle_conversation.CHECK,
    no_examples.CHECK,
    no_otherwise.CHECK,
    no_stop_words.CHECK,
    no_way_to_leave.CHECK,
    odd_condition.CHECK,
    past_date.CHECK,
    quiet_follow_up.CHECK,
    replaced_words.CHECK,
    shared_words.CHECK,
    single_braces.CHECK,
    unanswered_question.CHECK,
    unasked_question.CHECK,
    unkept_promise.CHECK,
    unknown_ignore.CHECK,
    unreachable.CHECK,
    unsaved_name.CHECK,
    untaken_word.CHECK,
    unused_words.CHECK,
)
NAMES = frozenset(check.name for check in CHECKS)


def run(
    ruleset: Ruleset, sources: Mapping[str, str], today: date, sent: Mapping[str, int] | None = None
) -> list[Problem]:
    """Everything unwise in these rules, in the order of the files, without what a comment there ignores.

    ``sources``: the text of each file by the name that places carry. ``today``: the day at the business. ``sent``: how
    often each rule answered in the last 30 days, where that is known. The problems' level is "warning" or "note".
    """
    subject = Subject(ruleset, today, NAMES, sources, sent or {})
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
