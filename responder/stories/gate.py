"""Whether rules may answer: an example that fails stops a reload."""

from __future__ import annotations

from responder.core.ruleset import Ruleset
from responder.stories.changed import to_play
from responder.stories.run import run
from responder.stories.wording import explain, title

MOST_TOLD = 10


def complaints(ruleset: Ruleset, before: Ruleset | None = None) -> tuple[str, ...]:
    """Each example or story that doesn't come out as written, in a few lines each. None: the rules may answer.

    ``before``: rules about which there were no complaints. What can't come out otherwise than with them isn't played.
    """
    failed = run(ruleset, to_play(before, ruleset) if before is not None else None).failed
    told = [
        "\n".join([f"{result.story.place}: {title(result)}", *(f"    {line}" for line in explain(result))])
        for result in failed[:MOST_TOLD]
    ]
    if len(failed) > MOST_TOLD:
        told.append(f"and {len(failed) - MOST_TOLD} more; `responder test` shows them all")
    return tuple(told)
