"""Reads a file as a tree; one that can't be read is mended as far as it can be."""

from __future__ import annotations

import re

from yaml import YAMLError

from responder.rules.problem import Problem
from responder.rules.syntax.builder import Builder
from responder.rules.syntax.parsed import Parsed
from responder.rules.syntax.source import Source


def parse(source: Source, known: frozenset[str]) -> Parsed:
    """The tree of a file. ``known``: names of settings, to tell them from words where a line is hard to read."""
    losses: list[Problem] = []
    if not _ODD_SPACE.search(source.text):
        try:
            return Parsed(Builder(source, known, losses).tree(), losses)
        except YAMLError:
            pass
    # Only a file that can't be read needs all that explains why.
    from responder.rules.syntax.slips import mend

    return mend(source, known)


_ODD_SPACE = re.compile("[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]")
"""Spaces of web pages and word processors, which look like the ones that YAML counts."""
