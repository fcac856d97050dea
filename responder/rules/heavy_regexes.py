"""Regular expressions that are each allowed and together too much for one text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from responder.core.conditions.index.weight import MOST, weight_of
from responder.core.rule import Rule
from responder.rules.desk import Desk
from responder.rules.syntax.source import Source


def tell_heavy(rules: Sequence[Rule], sources: Iterable[Source], desk: Desk) -> None:
    """Tell, at the rule that has the largest part in it, when one text may have to be looked through for too much."""
    weight = weight_of(rules)
    if weight is None or weight.total <= MOST:
        return
    place = rules[weight.heaviest].place
    source = next((one for one in sources if one.name == place.file), None)
    if source is None:
        return
    desk.error_at(
        source,
        place.line,
        place.column,
        "heavy-regexes",
        f"one text may have to be looked through for too many regular expressions ({weight.total * 100 // MOST} % of "
        "what is possible), and this rule has the largest part in it",
        "Put a word that the text must have into each of them, or beside them as `contains`; write * and + in place "
        "of large numbers in { }; or use `contains`, which costs nothing, where words are enough.",
    )
