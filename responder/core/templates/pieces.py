"""Templates that need no Jinja: text with ``{{ name }}``, ``{{ name.part }}`` and ``{{ name or "words" }}`` in it.

Most replies are of this kind. They load in microseconds and let a small file be checked without importing Jinja. A
test holds this rendering equal to Jinja's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from responder.core.templates.names import check_name, check_part
from responder.core.templates.problems import TemplateProblem
from responder.core.templates.values import LONGEST, WITHOUT_OWN_TEXT, part_of, text_of

_PIECE = re.compile(
    r"""\{\{\ *(?P<name>[A-Za-z]\w*)(?:\.(?P<part>[A-Za-z]\w*))?"""
    r"""(?:\ +or\ +(?:"(?P<double>[^"\\\n]*)"|'(?P<single>[^'\\\n]*)'))?\ *\}\}""",
    re.ASCII,
)
_JINJA = re.compile(r"\{[{%#]|\r")
_KEYWORDS = {"true", "false", "none", "True", "False", "None", "and", "or", "not", "in", "is", "if", "else"}


@dataclass(frozen=True, slots=True)
class Piece:
    """``{{ name.part or "instead" }}``. ``instead`` is None where there is no ``or``."""

    name: str
    part: str
    instead: str | None

    def text(self, values: Mapping[str, Any]) -> str:
        value = values.get(self.name)
        if self.part:
            value = part_of(value, self.part)
        return self.instead if self.instead is not None and not value else text_of(value)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A template's text and names, in order."""

    pieces: tuple[str | Piece, ...]

    def render(self, values: Mapping[str, Any]) -> str:
        """The text with the values in place of the names, no more than 16,000 characters."""
        text = "".join([piece if isinstance(piece, str) else piece.text(values) for piece in self.pieces])
        return text[:LONGEST]

    @property
    def variables(self) -> frozenset[str]:
        return frozenset(piece.name for piece in self.pieces if isinstance(piece, Piece))

    @property
    def parts(self) -> frozenset[tuple[str, str]]:
        return frozenset((piece.name, piece.part) for piece in self.pieces if isinstance(piece, Piece) and piece.part)


def cut(source: str, known: Collection[str]) -> Pieces | None:
    """The template in pieces, or None where it takes Jinja to read it. Raises TemplateProblem for unknown names."""
    pieces: list[str | Piece] = []
    end = 0
    for found in _PIECE.finditer(source):
        before = source[end : found.start()]
        # In "{{{ name" Jinja takes the first two braces, not the last.
        if _JINJA.search(before) or before.endswith("{") or found["name"] in _KEYWORDS:
            return None
        pieces += [before] if before else []
        instead = found["double"] if found["single"] is None else found["single"]
        pieces.append(Piece(found["name"], found["part"] or "", instead))
        end = found.end()
    if _JINJA.search(source[end:]):
        return None
    pieces += [source[end:]] if source[end:] else []
    _check(source, known)
    return Pieces(tuple(pieces))


def _check(source: str, known: Collection[str]) -> None:
    for found in _PIECE.finditer(source):
        line = source.count("\n", 0, found.start()) + 1
        check_name(found["name"], known, source, line)
        if found["part"]:
            check_part(found["name"], found["part"], known, line)
        elif found["name"] in WITHOUT_OWN_TEXT:
            raise whole_problem(found["name"], line)


def whole_problem(name: str, line: int) -> TemplateProblem:
    """For ``{{ about }}``: something with parts, printed whole."""
    example = {"about": "about.address", "contact": "contact.first_name", "match": "match.name"}[name]
    return TemplateProblem(
        f"`{name}` has several parts", f"Name the one to print, such as `{{{{ {example} }}}}`.", line
    )
