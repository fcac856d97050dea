"""A file as a tree, with everything that YAML can't read or would lose, in the writer's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from responder.rules.problem import Problem
from responder.rules.syntax.pieces import Piece
from responder.rules.syntax.tree import Node


class Parsed(NamedTuple):
    """``tree`` is None where the file is empty or couldn't be read. ``whole``: nothing in the tree depends on a guess,
    so that it is worth looking for other problems."""

    tree: Node | None
    problems: list[Problem]
    whole: bool = True
    pieces: Sequence[tuple[Piece, Node]] | None = None
    """The entries of ``rules:`` with their texts, where that was asked for and the file shows them."""
