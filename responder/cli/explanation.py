"""A decision for the eye: who answered, every rule's verdict and reasons, the reply, and what else follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from responder.cli.effect_words import effect
from responder.cli.look import plural, quoted, say, shown, styled, wrapped
from responder.core.decision import Decision, Effect, Outcome, Step, Trace
from responder.core.message import Reply
from responder.core.text.segments import count

SIGNS = {"yes": ("✓", "good"), "no": ("✗", "bad"), "not needed": ("·", "quiet"), "error": ("✗", "error")}
SAFETY_SIGNS = {**SIGNS, "yes": ("!", "near"), "no": ("✓", "good")}
"""Safety is content when nothing holds."""
VERDICTS = {"yes": "fits", "no": "doesn't fit", "not needed": "not needed", "error": "went wrong"}
LONGEST_NAME = 26


def say_decision(body: str, decision: Decision, now: datetime) -> None:
    """All of it: headline, steps, reply, what else follows. ``now``: when it was decided, in the business's zone."""
    say_headline(body, decision.outcome, decision.rule, decision.replies, decision.trace)
    say()
    say_trace(decision.trace)
    say_replies(decision.replies)
    say_effects(decision.effects, decision.problems, now)


def say_headline(body: str, outcome: Outcome, rule: str | None, replies: Sequence[Reply], trace: Trace) -> None:
    """Who answered, to what, and what it costs."""
    say(headline(outcome, rule, trace))
    to = f"to {quoted(body)}" if body.strip() else "to a text without words"
    say(f"{to} · {cost(replies)}" if replies else f"{to} · no reply")


def headline(outcome: Outcome, rule: str | None, trace: Trace) -> str:
    """One line, in colour: which rule answered, or why none did."""
    if outcome == "answered" and rule is None:
        return styled("It fits several open questions, so they are asked which one", "answered")
    if outcome == "answered":
        return styled(f"{quoted(rule or '')} answered", "answered")
    if outcome == "silent":
        return styled(f"{quoted(rule or '')} fits and keeps silent", "answered")
    if outcome == "otherwise":
        return styled("No rule fitted, so otherwise answered", "unanswered")
    if outcome == "nothing":
        return styled("No rule fitted", "unanswered")
    stopped = [step.name for step in trace.steps if step.kind == "safety" and step.verdict == "yes"]
    if rule is not None:
        return styled(
            f"{quoted(rule)} fits, and {stopped[-1] if stopped else 'safety'} keeps the answer back", "unanswered"
        )
    return styled(f"Decided before any rule: {stopped[-1] if stopped else 'safety'}", "unanswered")


def cost(replies: Sequence[Reply]) -> str:
    """``1 text, 87 characters``; with the segments that are paid for where they are more than the texts."""
    characters = sum(len(reply.text) for reply in replies)
    segments = sum(count(reply.text).segments for reply in replies)
    told = f"{plural(len(replies), 'text')}, {plural(characters, 'character')}"
    media = sum(len(reply.media) for reply in replies)
    told += f", {plural(media, 'attachment')}" if media else ""
    return told if segments <= len(replies) else f"{told}, paid as {segments} texts"


def say_replies(replies: Sequence[Reply]) -> None:
    """The reply as the phone shows it."""
    if not replies:
        return
    say("\n" + styled("Reply" if len(replies) == 1 else "Replies", "strong"))
    for number, reply in enumerate(replies):
        if number:
            say()
        say_reply(reply, " ")


def say_reply(reply: Reply, indent: str) -> None:
    """One message with a bar at its side."""
    bar = styled("│", "phone")
    for line in wrapped(shown(reply.text), "").split("\n") if reply.text else ():
        say(f"{indent}{bar} {line}")
    for url in reply.media:
        say(f"{indent}{bar} [{shown(url)}]")


def say_effects(effects: Sequence[Effect], problems: Sequence[str], now: datetime) -> None:
    """What else follows, and what went wrong inside rules. Times are told in the zone of ``now``."""
    if effects or problems:
        say("\n" + styled("And then", "strong"))
    for happened in effects:
        say(wrapped(effect(happened, now), "   ").replace("   ", " ↳ ", 1))
    for problem in problems:
        say(f" {styled('✗', 'bad')} {shown(problem)}")


def say_trace(trace: Trace) -> None:
    """Every step: its sign, its name, and its reasons at the side."""
    longest = max((len(step.name) for step in trace.steps), default=0)
    column = min(longest, LONGEST_NAME)
    ended_early = bool(trace.steps) and trace.steps[0].kind == "safety" and trace.steps[0].verdict == "yes"
    looked_at = [step for step in trace.steps if not (ended_early and step.verdict == "not needed")]
    for step in looked_at:
        for line in _step(step, column):
            say(line)
    if ended_early and len(looked_at) < len(trace.steps):
        say(styled(" · no rule was needed", "quiet"))
    if trace.unlisted:
        say(styled(f" · {plural(trace.unlisted, 'more rule')} without a word of this text", "quiet"))


def _step(step: Step, column: int) -> Iterator[str]:
    sign, tone = (SAFETY_SIGNS if step.kind == "safety" else SIGNS)[step.verdict]
    name = shown(step.name)
    line = f" {styled(sign, tone)} {styled(name, 'quiet' if step.verdict == 'not needed' else 'strong')}"
    room = " " * max(0, column - len(name))
    reasons = _reasons(step)
    told = [*reasons, *([_place(step)] if step.verdict in ("yes", "error") and step.place else [])]
    indent = " " * (column + 5)
    lines = "\n".join(wrapped(reason, indent) for reason in told).split("\n")
    quiet = step.verdict == "not needed"
    if len(name) > column:
        yield line
    else:
        first = lines.pop(0).strip()
        yield f"{line}{room}  {styled(first, 'quiet') if quiet else first}"
    yield from lines
    for near in step.near:
        yield indent + styled(shown(near), "near")


def _reasons(step: Step) -> list[str]:
    if step.verdict != "not needed":
        return [shown(reason) for reason in step.because] or [VERDICTS[step.verdict]]
    # Why a rule that wasn't needed wouldn't have fitted interests nobody; that it would have, does.
    would_fit = step.because and step.because[0].startswith("it would fit")
    return ["not needed; " + shown("; ".join(step.because))] if would_fit else ["not needed"]


def _place(step: Step) -> str:
    return f"at {step.place}"
