"""The condition on open questions: ``answering``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from responder.core.conditions.reasons import lasting, listed
from responder.core.conditions.situation import Match, Miss, Needs, Situation
from responder.core.question import OpenQuestion

ANY_REMINDER = "reminder"
"""The name that stands for every question that a reminder asked."""


def is_called(question: OpenQuestion, name: str) -> bool:
    """Whether ``answering: name`` means this question. Names compare as they are written."""
    return question.name == name or (name == ANY_REMINDER and question.asker == "reminder")


@dataclass(frozen=True, slots=True)
class Answering:
    """``answering``: one of these questions is open for the sender, and it is the one that their text is for where
    they said which."""

    names: tuple[str, ...]
    needs: Needs | None = field(init=False, repr=False, compare=False, default=None)
    _shown: str = field(init=False, repr=False, compare=False)
    _none_open: Miss = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = listed([f"'{name}'" for name in self.names], "or")
        object.__setattr__(self, "_shown", names)
        object.__setattr__(self, "_none_open", Miss(f"no question {names} is open"))

    def test(self, situation: Situation) -> Match | Miss:
        if situation.meant is not None:
            return self._is_meant(situation.meant)
        questions = situation.contact.questions
        if not questions:
            return self._none_open
        lapsed: Miss | None = None
        for name, question in self._asked(questions):
            since = (situation.now - question.until).total_seconds()
            if since >= 0:
                lapsed = lapsed or Miss(f"the question '{name}' lapsed {lasting(since)} ago")
            elif situation.elsewhere:
                return Miss(f"the question '{name}' is open, but they reacted to another text")
            else:
                return Match(f"the question '{name}' is open")
        return lapsed or self._none_open

    def _is_meant(self, meant: OpenQuestion) -> Match | Miss:
        for name in self.names:
            if is_called(meant, name):
                return Match(f"the question '{name}' is open")
        return Miss(f"they answer the question '{meant.name}', not {self._shown}")

    def _asked(self, questions: tuple[OpenQuestion, ...]) -> Iterator[tuple[str, OpenQuestion]]:
        """The questions of these names, the newest first."""
        for question in reversed(questions):
            for name in self.names:
                if is_called(question, name):
                    yield name, question
                    break
