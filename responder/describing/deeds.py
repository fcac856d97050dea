"""What a rule does besides answering, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from responder.core.calendar.dates import DAY_NAMES, DAYS
from responder.core.rule import (
    Action,
    Call,
    CancelFollowUps,
    FollowUp,
    Forward,
    HandOver,
    Join,
    Leave,
    Notify,
    OptIn,
    OptOut,
    Remember,
    Start,
    Tag,
    Untag,
    Webhook,
)
from responder.describing.page import Line, listed, quoted, tidy
from responder.describing.times import length
from responder.describing.wordings import Wordings, spaced

_DAYS = {short: name.capitalize() for short, name in zip(DAYS, DAY_NAMES, strict=True)}


def deeds(actions: Sequence[Action], wordings: Wordings) -> tuple[Line, ...]:
    """A sentence for each action. Of follow-ups it says that there are some; what they send stands apart."""
    return tuple(_OF[type(action)](action, wordings) for action in actions)


def _remember(action: Remember, wordings: Wordings) -> Line:
    saved = [_field(name, wordings.shown(value)) for name, value in action.fields]
    return Line(f"We keep on record: {listed(saved)}.")


def _field(name: str, value: str) -> str:
    return f"{quoted(spaced(name))} as {quoted(value)}" if value else f"{quoted(spaced(name))} is forgotten"


def _tag(action: Tag, _: Wordings) -> Line:
    return Line(f"We mark the person as {_names(action.tags)}.")


def _untag(action: Untag, _: Wordings) -> Line:
    return Line(f"We no longer mark the person as {_names(action.tags)}.")


def _join(action: Join, _: Wordings) -> Line:
    return Line(f"The person joins the list {_names(action.lists)}. We keep their words and the time.")


def _leave(action: Leave, _: Wordings) -> Line:
    return Line(f"The person leaves the list {_names(action.lists)}.")


def _opt_out(_action: OptOut, _: Wordings) -> Line:
    return Line("From then on we send the person nothing at all, until they ask for texts again.")


def _opt_in(_action: OptIn, _: Wordings) -> Line:
    return Line("The person may get texts from us again, unless it was a STOP that ended them: only START lifts that.")


def _start(action: Start, _: Wordings) -> Line:
    return Line(f"The conversation {quoted(action.conversation)} begins.")


def _notify(action: Notify, wordings: Wordings) -> Line:
    who = listed([quoted(name) for name in action.staff]) if action.staff else "all of our staff"
    if action.text is None:
        return Line(f"We text {who} who it was and what they wrote.")
    return Line(f"We text {who}:", (wordings.shown(action.text),))


def _forward(action: Forward, _: Wordings) -> Line:
    return Line(f"We pass the text on to {tidy(action.written)}, with who sent it.")


def _hand_over(action: HandOver, _: Wordings) -> Line:
    return Line(f"A person takes over: for {length(action.time)} nothing is answered automatically.")


def _call(action: Call, wordings: Wordings) -> Line:
    whom, several = quoted(tidy(action.written)) if action.written else "the person", len(action.say.by_language) > 1
    said = tuple(wordings.shown(parts[0].text) for parts in action.say.by_language.values())
    return Line(f"We call {whom}, and a voice says{' one of these, by their language' if several else ''}:", said)


def _webhook(action: Webhook, _: Wordings) -> Line:
    return Line(f"What happened is passed on to the computer at {tidy(action.url)}.")


def _cancel(action: CancelFollowUps, _: Wordings) -> Line:
    what = f"Texts planned for later under {_names(action.names)}" if action.names else "All texts planned for later"
    return Line(f"{what} are taken back.")


def _follow_up(action: FollowUp, _: Wordings) -> Line:
    return Line(f"{when_sent(action)} we send {'a question' if action.ask else 'a text'}: see “What we send later”.")


def when_sent(action: FollowUp) -> str:
    """When a follow-up is due: ``2 days later``, ``At the next mon 9:00``."""
    if action.after is not None:
        return f"{length(action.after)} later".capitalize()
    words = [_DAYS.get(word.lower(), word) for word in tidy(action.at or "").split()]
    return f"{'At' if '-' in words[0] else 'At the next'} {' '.join(words)}" if words else "Later"


def _names(names: Sequence[str]) -> str:
    return listed([quoted(name) for name in names])


_OF: dict[type, Callable[[Any, Wordings], Line]] = {
    Remember: _remember,
    Tag: _tag,
    Untag: _untag,
    Join: _join,
    Leave: _leave,
    OptOut: _opt_out,
    OptIn: _opt_in,
    Start: _start,
    Notify: _notify,
    Forward: _forward,
    HandOver: _hand_over,
    Call: _call,
    Webhook: _webhook,
    CancelFollowUps: _cancel,
    FollowUp: _follow_up,
}
