"""Replies and conditions with ``{{ names }}`` in them: Jinja, without anything that could surprise.

The home of Jinja, which is imported for templates that need it, not for plain text and not for ``{{ first_name }}``.
The writer of rules.yaml writes templates; what people text is only ever a value in one. A template can't call
anything, has no globals, loops at most once, and gives at most 16,000 characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from responder.core.templates.names import ALWAYS_KNOWN, known_names, mark_of_number
from responder.core.templates.pieces import cut
from responder.core.templates.problems import TemplateFailed, TemplateProblem
from responder.core.templates.values import LONGEST

__all__ = [
    "ALWAYS_KNOWN",
    "LONGEST",
    "Expression",
    "Template",
    "TemplateFailed",
    "TemplateProblem",
    "compile_expression",
    "compile_text",
    "known_names",
    "mark_of_number",
]

Values = Mapping[str, Any]
"""A template's variables: texts, ``Moment``s, and maps of texts for ``contact``, ``about`` and ``match``."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text that may hold ``{{ names }}``. Make it with ``compile_text``."""

    source: str
    variables: frozenset[str] = frozenset()
    """What ``render`` looks up in its values, what filters need of them included (``language``, ``now``)."""
    parts: frozenset[tuple[str, str]] = frozenset()
    """The parts it takes: ``("about", "address")``."""
    _render: Callable[[Values], str] | None = field(default=None, repr=False, compare=False)
    _may_fail: bool = field(default=False, repr=False, compare=False)

    @property
    def may_fail(self) -> bool:
        """Whether ``render`` could raise: what takes Jinja may, where it is given a value that it can't work with."""
        return self._may_fail

    @property
    def static(self) -> bool:
        """Whether there is nothing to fill in: it renders as its source."""
        return self._render is None

    def render(self, values: Values) -> str:
        """The text, at most 16,000 characters. A variable that isn't among the values is empty.

        Raises TemplateFailed, and nothing else, where the values don't fit what the template does with them.
        """
        return self.source if self._render is None else self._render(values)


@dataclass(frozen=True, slots=True)
class Expression:
    """What stands after ``if:``. Make it with ``compile_expression``."""

    source: str
    variables: frozenset[str]
    parts: frozenset[tuple[str, str]]
    _evaluate: Callable[[Values], bool] = field(repr=False, compare=False)

    def evaluate(self, values: Values) -> bool:
        """Whether it holds. A variable that isn't among the values is empty.

        Raises TemplateFailed, and nothing else, where the values don't fit what the expression does with them.
        """
        return self._evaluate(values)


_DYNAMIC = re.compile(r"\{[{%#]")


def compile_text(source: str, known: Collection[str]) -> Template:
    """The template of a text. ``known`` are the names that it may use: see ``known_names``.

    Raises TemplateProblem with a sentence, a remedy and the line.
    """
    _check_length(source)
    if not _DYNAMIC.search(source):
        return Template(source)
    pieces = cut(source, known)
    if pieces is not None:
        return Template(source, pieces.variables, pieces.parts, pieces.render)
    from responder.core.templates.jinja import compile_template

    made = compile_template(source, known)
    return Template(source, made.variables, made.parts, made.render, True)


def compile_expression(source: str, known: Collection[str]) -> Expression:
    """The condition that ``source`` says (``visits|int > 3 and plan == "gold"``), ``known`` as for ``compile_text``.

    Raises TemplateProblem with a sentence, a remedy and the line.
    """
    _check_length(source)
    from responder.core.templates.jinja import compile_condition

    made = compile_condition(source, known)
    return Expression(source, made.variables, made.parts, made.holds)


def _check_length(source: str) -> None:
    if len(source) > LONGEST:
        message = f"this is longer than {LONGEST:,} characters, which no reply can be"
        raise TemplateProblem(message, "Shorten it, or put it on a web page and send the link.")
