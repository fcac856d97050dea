"""Traces as they are kept: what is the same for every text is kept once.

Most of a trace says which rules no word of the text called for, in sentences that depend on the rules alone. A file of
fifty rules has six kilobytes of them, for each message. So such a list of steps is kept once, under a digest of what
it says, and a trace names the places in it: ``{"of": digest, "steps": [[0, 31], {…}, [32, 50]]}``.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from responder.core.decision import Step, Trace
from responder.store.columns import written

MOST = 8
"""Lists that are remembered at once. A reload brings a new one, and old ones end with the texts that they answered."""


class SharedSteps:
    """Steps that traces have in common: the very objects, since comparing sentences would cost more than it saves."""

    __slots__ = ("digest", "json", "places", "steps")

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = steps
        self.json = Trace(tuple(steps)).to_json()["steps"]
        self.digest = blake2b(written(self.json).encode(), digest_size=16).hexdigest()
        self.places = {id(step): place for place, step in enumerate(steps)}


_remembered: dict[int, SharedSteps] = {}


def shared(steps: Sequence[Step]) -> SharedSteps | None:
    """The list for these steps, made when they are first seen; None for no steps."""
    if not steps:
        return None
    found = _remembered.get(id(steps))
    if found is None:
        if len(_remembered) >= MOST:
            _remembered.clear()
        # It holds the steps, so that no other object gets their id while it is remembered.
        found = _remembered[id(steps)] = SharedSteps(steps)
    return found


def trace_json(trace: Trace, common: SharedSteps | None) -> dict[str, Any]:
    """Plain values that ``trace_of`` reads; the shorter, the more steps are among the common ones."""
    if common is None:
        return trace.to_json()
    places = common.places
    own = Trace(tuple(step for step in trace.steps if id(step) not in places), trace.unlisted).to_json()
    rest = iter(own["steps"])
    steps: list[Any] = []
    begin = end = -1
    for step in trace.steps:
        place = places.get(id(step))
        if place is not None and place == end:
            end += 1
            continue
        if end > begin:
            steps.append([begin, end])
        begin = end = -1
        if place is None:
            steps.append(next(rest))
        else:
            begin, end = place, place + 1
    if end > begin:
        steps.append([begin, end])
    return {**own, "of": common.digest, "steps": steps}


def trace_of(data: dict[str, Any], common: list[Any] | None) -> Trace:
    """The trace that ``trace_json`` was given; ``common``: the list that it names."""
    if "of" not in data:
        return Trace.from_json(data)
    steps: list[Any] = []
    for step in data["steps"]:
        if isinstance(step, list):
            begin, end = step
            steps += (common or [])[begin:end]
        else:
            steps.append(step)
    return Trace.from_json({**data, "steps": steps})
