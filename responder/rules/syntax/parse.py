"""Reads a file as a tree; one that can't be read is mended as far as it can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yaml import YAMLError

from responder.rules.problem import Problem
from responder.rules.syntax.builder import Builder
from responder.rules.syntax.parsed import Parsed
from responder.rules.syntax.pieces import Cut, Piece, cut
from responder.rules.syntax.source import ODD_BEGINNING, Source
from responder.rules.syntax.tree import Kept, Node


def parse(source: Source, known: frozenset[str], kept: Mapping[str, Kept] | None = None) -> Parsed:
    """The tree of a file. ``known``: names of settings, to tell them from words where a line is hard to read.
    ``kept``: entries of ``rules:`` by their texts, which needn't be parsed again; with any mapping, also an empty one,
    the tree's entries come in pieces too."""
    if not ODD_BEGINNING.search(source.text):
        pieces = cut(source.text) if kept is not None else None
        if pieces is not None and kept and (parsed := _joined(source, known, pieces, kept)) is not None:
            return parsed
        try:
            return _whole(source, known, pieces)
        except YAMLError:
            pass
    # Only a file that can't be read needs all that explains why.
    from responder.rules.syntax.slips import mend

    return mend(source, known)


def _whole(source: Source, known: frozenset[str], pieces: Cut | None) -> Parsed:
    """The tree of the whole file. Raises YAMLError."""
    losses: list[Problem] = []
    builder = Builder(source, known, losses)
    tree = builder.tree()
    nodes = pieces.joined(tree, {}) if pieces is not None and not losses and not builder.repeats else None
    return Parsed(tree, losses, True, _paired(pieces, nodes))


def _joined(source: Source, known: frozenset[str], pieces: Cut, kept: Mapping[str, Kept]) -> Parsed | None:
    """The tree with what is kept in its place, or None where anything at all speaks against that."""
    losses: list[Problem] = []
    builder = Builder(source, known, losses, pieces.without(kept))
    try:
        tree = builder.tree()
    except YAMLError:
        return None
    nodes = pieces.joined(tree, kept) if not losses and not builder.repeats else None
    if nodes is None:
        source.told.clear()
        return None
    return Parsed(tree, [], True, _paired(pieces, nodes))


def _paired(pieces: Cut | None, nodes: Sequence[Node] | None) -> tuple[tuple[Piece, Node], ...] | None:
    return tuple(zip(pieces.pieces, nodes, strict=True)) if pieces is not None and nodes is not None else None
