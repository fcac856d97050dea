"""YAML that can't be read, explained from the line as typed, and mended for now to find what else is wrong."""

from __future__ import annotations

from dataclasses import replace

from yaml import YAMLError
from yaml.error import MarkedYAMLError

from responder.rules.problem import Problem
from responder.rules.syntax.builder import Builder
from responder.rules.syntax.layout import Slip, layout_slips, odd_spaces
from responder.rules.syntax.parsed import Parsed
from responder.rules.syntax.raw_line import taken_apart
from responder.rules.syntax.source import Source
from responder.rules.syntax.unreadable import Fault, explain
from responder.rules.syntax.value_slips import value_slip

MOST_MENDED = 20
"""So many slips are told at once; a file with more of them is better looked at again after these."""


def mend(source: Source, known: frozenset[str]) -> Parsed:
    """What the file says as far as it can be read, and every slip in it. After a slip reading goes on with the line as
    it was probably meant, or as if its text were harmless, so that all slips are told at once, and other problems too.
    """
    slips: list[Problem] = []
    mended: set[int] = set()
    now = Source(source.name, source.text, list(source.lines), mended)
    for slip in odd_spaces(source):
        _take(slip, source, now, slips)
    while True:
        losses: list[Problem] = []
        builder = Builder(source, known, losses, "\n".join(now.lines))
        try:
            tree = builder.tree()
        except YAMLError as error:
            slip = _slip(now, _fault(error, builder), known)
        else:
            source.told.update(mended)
            return Parsed(tree, slips + [p for p in losses if p.place.line not in mended], not slips)
        line = slip.problem.place.line
        if slip.mended is None or line in mended or len(slips) == MOST_MENDED - 1:
            rest = layout_slips(source, known, line)[: MOST_MENDED - len(slips)]
            return Parsed(None, [*slips, replace(slip.problem, source_line=source.line(line)), *rest], False)
        _take(slip, source, now, slips)


def _take(slip: Slip, source: Source, now: Source, slips: list[Problem]) -> None:
    """Tell a slip, and read on with its line as it was probably meant."""
    line = slip.problem.place.line
    slips.append(replace(slip.problem, source_line=source.line(line)))
    if slip.mended is not None:
        now.lines[line - 1] = slip.mended
        now.told.add(line)


def _fault(error: YAMLError, builder: Builder) -> Fault:
    """What the parser said, lines and columns from 1."""
    if not isinstance(error, MarkedYAMLError):
        return Fault(str(error), 1, 1, "", 0, builder.last)
    mark, begun = error.problem_mark, error.context_mark
    return Fault(
        error.problem or "",
        mark.line + 1 if mark else 1,
        mark.column + 1 if mark else 1,
        error.context or "",
        begun.line + 1 if begun else 0,
        builder.last,
    )


def _slip(now: Source, fault: Fault, known: frozenset[str]) -> Slip:
    """The slip behind a fault: inside one value, or of layout."""
    for line in fault.suspects():
        problem = None if line in now.told else value_slip(now, line, known)
        if problem is not None:
            text = now.line(line)
            raw = taken_apart(text)
            return Slip(problem, text[: raw.column - 1] + "x" * len(raw.value))
    return explain(now, fault, known)
