"""What the index may ask of a text for conditions that stand together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from responder.core.conditions.reasons import unique
from responder.core.conditions.situation import Condition, Miss, Needs

C = TypeVar("C", bound=Condition)


def first_asked(conditions: Iterable[C]) -> C | None:
    """The condition that texts can best be told by, if any: whoever has them all to hold tests this one first."""
    best: tuple[tuple[int, int], C] | None = None
    for condition in conditions:
        needs = condition.needs
        if needs is not None and (best is None or needs.cost < best[0]):
            best = needs.cost, condition
    return best[1] if best is not None else None


def needs_of_all(conditions: Iterable[Condition], key: Condition | None) -> Needs | None:
    """The needs of conditions that must all hold and of which ``key`` is tested first."""
    if key is None or key.needs is None:
        return None
    others = tuple(one.needs for one in conditions if one is not key and one.needs is not None)
    if not others:
        return key.needs
    return replace(key.needs, also=(*key.needs.also, *(need for one in others for need in (one, *one.also))))


def needs_of_any(needs: Sequence[Needs], miss: Miss) -> Needs:
    """The needs of conditions of which one must hold."""
    return Needs(
        miss,
        unique(text for need in needs for text in need.whole),
        unique(text for need in needs for text in need.first),
        unique(text for need in needs for text in need.inside),
        tuple(dict.fromkeys(pattern for need in needs for pattern in need.patterns)),
        unique(text for need in needs for text in need.nearly_whole),
        unique(text for need in needs for text in need.nearly_first),
    )
