"""What a failed example looks like to its writer: what they text, what was expected, what came, and why."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from responder.core.decision import Decision, Step
from responder.core.story import Later, Said
from responder.stories.failure import Failure
from responder.stories.run import Played, Result

Tone = Literal["plain", "expected", "actual", "mark", "hint"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report: a label at the left (or none), its text, and what it is, for colours."""

    label: str
    text: str
    tone: Tone = "plain"

    def __str__(self) -> str:
        return f"{self.label:<11}{self.text}".rstrip()


def title(result: Result) -> str:
    """What to call a story: an example is called after its rule and its text."""
    story = result.story
    if story.rule is None:
        return story.name
    said = next(step for step in story.steps if isinstance(step, Said))
    return f"{story.rule}: {quoted(said.body) if said.body else ' and '.join(said.has)}"


def quoted(text: str, most: int = 60) -> str:
    """A text on one line, in quotes, cut where it is long."""
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= most else f"“{line[: most - 1]}…”"


def explain(result: Result) -> Iterator[Line]:
    """The step that failed, in lines. Nothing for a story that passed."""
    for number, played in enumerate(result.played, start=1):
        if not played.failures:
            continue
        if len(result.story.steps) > 1:
            yield Line("at step", f"{number} of {len(result.story.steps)}, {played.step.place}")
        yield from _step(played)


def _step(played: Played) -> Iterator[Line]:
    step = played.step
    if isinstance(step, Later):
        for failure in played.failures:
            yield from _failure(failure)
        return
    yield Line("they text", quoted(step.body) if step.body else "nothing but " + ", ".join(step.has))
    for failure in played.failures:
        yield from _failure(failure)
    if played.decision is not None:
        yield from _reasons(played.failures, played.decision)


def _failure(failure: Failure) -> Iterator[Line]:
    if failure.what == "replies":
        yield from _compare(failure, "no answer")
    elif failure.what == "sends":
        yield from _compare(failure, "nothing is sent")
        for hint in failure.hints:
            yield Line("why", hint, "hint")
    elif failure.what == "clock":
        yield Line("expected", failure.expected[0], "expected")
        yield Line("got", f"{failure.actual[0]}, which is earlier: a story's clock only goes forward", "actual")
    elif failure.what == "error":
        for problem in failure.actual:
            yield Line("error", problem, "actual")
    elif failure.what == "rule":
        yield Line("expected", _who(failure.expected[0]), "expected")
        yield Line("got", _who(failure.actual[0]), "actual")
    elif failure.what == "contains":
        for part in failure.expected:
            yield Line("expected", f"an answer with {quoted(part)} in it", "expected")
        yield from _texts("got", failure.actual, "actual", "no answer")
    else:
        what = {"tags": "tagged", "lists": "on lists", "question": "question that is open"}.get(
            failure.what, failure.what
        )
        yield Line("expected", f"{what}: {', '.join(failure.expected) or 'none'}", "expected")
        yield Line("got", f"{what}: {', '.join(failure.actual) or 'none'}", "actual")


def _who(rule: str) -> str:
    return {"none": "no rule answers", "otherwise": "no rule fits, so otherwise answers"}.get(rule, f"“{rule}” answers")


def _compare(failure: Failure, nothing: str) -> Iterator[Line]:
    """The two answers line by line, with marks under what differs, or one after the other where little is alike."""
    expected, actual = _lines(failure.expected), _lines(failure.actual)
    alike = difflib.SequenceMatcher(None, "\n".join(expected), "\n".join(actual)).ratio()
    if not failure.expected or not failure.actual or alike < 0.5:
        yield from _texts("expected", failure.expected, "expected", nothing)
        yield from _texts("got", failure.actual, "actual", nothing)
        return
    tones: dict[str, tuple[str, Tone]] = {
        "- ": ("expected", "expected"),
        "+ ": ("got", "actual"),
        "? ": ("", "mark"),
        "  ": ("", "plain"),
    }
    for row in difflib.ndiff(expected, actual):
        label, tone = tones[row[:2]]
        yield Line(label, row[2:].rstrip("\n"), tone)


def _lines(texts: tuple[str, ...]) -> list[str]:
    lines: list[str] = []
    for number, text in enumerate(texts, start=1):
        if len(texts) > 1:
            lines.append(f"(message {number})")
        lines.extend(text.strip().splitlines())
    return lines


def _texts(label: str, texts: tuple[str, ...], tone: Tone, nothing: str) -> Iterator[Line]:
    if not texts:
        yield Line(label, nothing, tone)
    for number, line in enumerate(_lines(texts)):
        yield Line(label if number == 0 else "", line, tone)


def _reasons(failures: tuple[Failure, ...], decision: Decision) -> Iterator[Line]:
    """Why the rule that was expected didn't fit, and why the one that came did."""
    wrong = next((failure for failure in failures if failure.what == "rule"), None)
    if wrong is None:
        return
    for step in decision.trace.steps:
        if step.kind in ("rule", "question") and step.name in wrong.expected:
            yield from _because(step, "not needed: an earlier rule answered" if step.verdict == "not needed" else "")
        elif step.kind != "otherwise" and step.verdict == "yes" and _is_answer(step, wrong, decision):
            yield from _because(step, "")


def _is_answer(step: Step, wrong: Failure, decision: Decision) -> bool:
    return step.name in wrong.actual or (step.kind == "safety" and decision.outcome == "safety")


def _because(step: Step, instead: str) -> Iterator[Line]:
    for reason in (instead,) if instead else step.because:
        yield Line("why", f"{step.name}: {reason}", "hint")
    for near in step.near:
        yield Line("", near, "hint")
