"""What one rule or one conversation does with a text, put together piece by piece."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from responder.core.answering.effects import applied
from responder.core.conditions.situation import Situation
from responder.core.decision import Effect, OptedOut
from responder.core.message import Reply


class Done(NamedTuple):
    """What is said and kept so far. A value, so that nothing of it counts where its end goes wrong; a tuple, as one is
    made for every text.

    ``situation`` holds the contact after the effects.
    """

    situation: Situation
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    spoken: tuple[Reply, ...] = ()
    """Those of the replies that a conversation says: the limit on the same words doesn't hold them back, as asking
    once more is no loop, and ``tries`` bounds it."""
    problems: tuple[str, ...] = ()

    def having(self, *effects: Effect) -> Done:
        """With these effects, too."""
        if not effects:
            return self
        contact = applied(self.situation.contact, effects)
        return self._replace(situation=replace(self.situation, contact=contact), effects=(*self.effects, *effects))

    def saying(self, replies: Iterable[Reply]) -> Done:
        """With these texts, too, in the words of a rule."""
        return Done(self.situation, (*self.replies, *replies), self.effects, self.spoken, self.problems)

    def telling(self, replies: Iterable[Reply]) -> Done:
        """With these texts, too, as part of a conversation."""
        texts = tuple(replies)
        return self._replace(replies=(*self.replies, *texts), spoken=(*self.spoken, *texts))

    def troubled(self, problem: str) -> Done:
        """With an error that the rest can do without."""
        return self._replace(problems=(*self.problems, problem))

    @property
    def over(self) -> bool:
        """Whether they were opted out: nobody is told anything more after that."""
        return any(isinstance(effect, OptedOut) for effect in self.effects)
