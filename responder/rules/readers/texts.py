"""Readers for texts that may hold ``{{ names }}``, for ``if``, and for ``matches``."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

from responder.core.patterns import Pattern, PatternProblem
from responder.core.templates import (
    Expression,
    Template,
    TemplateProblem,
    compile_expression,
    compile_text,
)
from responder.rules.desk import Desk
from responder.rules.readers.scalars import prose, text
from responder.rules.syntax.tree import Node, Text

_UNKNOWN = re.compile(r"\"(?P<name>[^\"]+)\" isn't known here|`(?P<whole>\w+)` has no \"(?P<part>[^\"]+)\"")
_CANT_FAIL = re.compile(r"""(?:[^{]|\{\{ *[\w.]+(?: +or +(?:"[^"{}\\]*"|'[^'{}\\]*'))? *\}\})*""")
"""Names alone, which need no trying; making times of sample moments would import Babel for nearly every file."""

_BARE_MOMENT = re.compile(r"\b(now|next_opening)\b(?!\s*[.|\[])")

MOST_UNKNOWN = 10
"""So many unknown names of one text are told at once."""

T = TypeVar("T", Template, Expression)

_NAMED = re.compile(r"[\"`]([^\"`]+)[\"`]")
_ONLY_WITH = {
    "rest": "`{{ rest }}` is what follows the words of `starts_with`, and this rule has none.",
    "match": "`match` holds the named groups of `matches`, such as `(?P<med>…)`, and this rule has none.",
}
"""Names that only some rules fill."""

_LOST_ESCAPES = {"\x00": "0", "\x07": "a", "\x08": "b", "\x0b": "v", "\x0c": "f", "\x1b": "e", "\x85": "N", "\xa0": "_"}


def template(node: Node, desk: Desk, name: str) -> Template | None:
    """A text for people, compiled and tried with sample data."""
    source = prose(node, desk, name)
    if source is None:
        return None
    assert isinstance(node, Text)
    if "{" not in source:
        return Template(source)
    made = _compiled(compile_text, source, node, desk)
    return made if made is not None and _is_sound(made, node, desk) else None


def expression(node: Node, desk: Desk, name: str) -> Expression | None:
    """What stands after ``if:``, compiled and tried with sample data."""
    source = text(node, desk, name)
    if source is None:
        return None
    assert isinstance(node, Text)
    made = _compiled(compile_expression, source, node, desk)
    return made if made is not None and _can_be_asked(made, node, desk) else None


class _Lenient(Collection[str]):
    """The known names and the unknown ones that were told: these pass, but none is proposed for another."""

    def __init__(self, known: Collection[str]) -> None:
        self.told: set[str] = set()
        self._known = known

    def __contains__(self, name: object) -> bool:
        return name in self._known or name in self.told

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def _compiled(compile_: Callable[[str, Collection[str]], T], source: str, node: Text, desk: Desk) -> T | None:
    """What was compiled, or None after every unknown name was told: each is taken for known to find the next."""
    known, sound = _Lenient(desk.known), True
    for _ in range(MOST_UNKNOWN):
        try:
            made = compile_(source, known if not sound else desk.known)
        except TemplateProblem as problem:
            named = _NAMED.search(problem.message)
            if named is not None and named[1] in known.told:
                # What else is wrong with a name that isn't known here at all is for later.
                return None
            _tell(node, desk, problem)
            found = _UNKNOWN.match(problem.message)
            if found is None:
                return None
            known.told.add(found["name"] or f"{found['whole']}.{found['part']}")
            sound = False
        else:
            return made if sound else None
    return None


def _is_sound(made: Template, node: Text, desk: Desk) -> bool:
    if desk.facts.samples is None or _CANT_FAIL.fullmatch(made.source) or _is_of_unclear(made, desk):
        return True
    why = desk.facts.samples.why_it_fails(made, desk.groups)
    if why is None:
        return True
    desk.error(node, "template-fails", f"this can't be filled in: {why}", "Try it with a simpler expression.")
    return False


def _is_of_unclear(made: Template | Expression, desk: Desk) -> bool:
    """Whether it speaks of a field of which nobody knows yet what it holds."""
    unclear = desk.facts.unclear
    return bool(unclear) and any(word in unclear for word in re.findall(r"\w+", made.source))


def _can_be_asked(made: Expression, node: Text, desk: Desk) -> bool:
    """Whether an ``if`` can be worked out: for some saved values, and for someone of whom nothing is saved."""
    samples = desk.facts.samples
    if samples is None or _is_of_unclear(made, desk):
        return True
    what, remedy = "this can't be worked out", "Try it with a simpler expression."
    why = samples.why_it_fails(made, desk.groups)
    if why is None:
        what = "this can't be worked out for someone who writes a word and of whom nothing is saved yet"
        why = samples.why_it_fails_for_newcomers(made, desk.groups)
        remedy = (
            "Ask for the value first, or take it as a number: "
            '`contact.plan and contact.plan > "b"`, `contact.visits|int > 3`.'
        )
    if why is None:
        return True
    if "compares" in why and (moment := _BARE_MOMENT.search(made.source)):
        why = f"`{moment[1]}` is a moment, neither a text nor a number"
        remedy = (
            f'Compare a part of it: `{moment[1]}.hour >= 18`, `{moment[1]}.weekday == "monday"`. '
            "For opening times there are `during` and `outside`."
        )
    desk.error(node, "template-fails", f"{what}: {why}", remedy)
    return False


def _tell(node: Text, desk: Desk, problem: TemplateProblem) -> None:
    """Tell a template's problem at the word that it is about, where that can be found."""
    named = _NAMED.search(problem.message)
    code = "unknown-variable" if _UNKNOWN.match(problem.message) else "template"
    remedy = _ONLY_WITH.get(named[1] if named else "", problem.remedy)
    leading = node.value[: len(node.value) - len(node.value.lstrip())].count("\n")
    first = node.line + (1 if node.block else 0) + (leading + problem.line - 1 if node.block else 0)
    message = problem.message
    for line in (first, *range(node.line, node.end_line + 1)):
        raw = node.source.line(line)
        start = node.column - 1 if line == node.line else 0
        found = named and re.compile(rf"(?<!\w){re.escape(named[1])}(?!\w)").search(
            raw, max(raw.find("{", start), start)
        )
        if found:
            desk.error_at(node.source, line, found.start() + 1, code, message, remedy, found.end() + 1)
            return
    line = min(first, len(node.source.lines))
    raw = node.source.line(line)
    column = node.column if line == node.line else len(raw) - len(raw.lstrip()) + 1
    desk.error_at(node.source, line, column, code, message, remedy, len(raw.rstrip()) + 1)


def pattern(node: Node, desk: Desk, name: str) -> Pattern | None:
    """A regular expression."""
    source = text(node, desk, name)
    if source is None:
        return None
    assert isinstance(node, Text)
    lost = next((sign for sign in _LOST_ESCAPES if sign in node.value), None)
    if lost is not None:
        desk.error(
            node,
            "backslash",
            f"in double quotes \\{_LOST_ESCAPES[lost]} means something else than in a regular expression",
            "Use single quotes around the regular expression, which leave a backslash as it is.",
        )
        return None
    try:
        made = Pattern.compile(source)
    except PatternProblem as problem:
        _tell_pattern(node, desk, problem)
        return None
    taken = [group for group in made.names if group in desk.facts.reserved]
    if taken:
        desk.error(
            node,
            "taken-name",
            f'a group can\'t be called "{taken[0]}": {{{{ {taken[0]} }}}} means something else already',
            f"Choose another name, such as `(?P<their_{taken[0]}>…)`.",
        )
        return None
    return made


def _tell_pattern(node: Text, desk: Desk, problem: PatternProblem) -> None:
    """Tell a problem at the character that it is about, where the expression stands on the line as it is."""
    raw = node.source.line(node.line)
    at = raw.find(node.value.strip(), node.column - 1)
    if problem.offset is None or at < 0:
        desk.error(node, "regex", problem.message, problem.remedy)
        return
    column = at + problem.offset + 1
    desk.error_at(node.source, node.line, column, "regex", problem.message, problem.remedy, column + 1)
