"""Clauses joined into one sentence, so that it can be read in one way only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from responder.describing.page import listed

Subject = Literal["text", "person", ""]
"""What a clause is about; empty for one that brings its own subject."""

_FIRST: dict[Subject, str] = {"text": "a text ", "person": "the person who texts ", "": ""}
_INSIDE: dict[Subject, str] = {"text": "the text ", "person": "the person ", "": ""}
_LATER: dict[Subject, str] = {"text": "it ", "person": "the person ", "": ""}
_AGAIN: dict[Subject, str] = {"text": "it ", "person": "the person ", "": ""}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One clause without its subject."""

    subject: Subject
    holds: str
    """``comes outside opening hours``"""
    fails: str
    around: str = ""
    """The clause at the end of a sentence: ``outside opening hours``; empty where it can't stand there."""


@dataclass(frozen=True, slots=True)
class Joined:
    parts: tuple[Node, ...]
    every: bool
    """All of them; else any of them."""


@dataclass(frozen=True, slots=True)
class Opposite:
    part: Node


Node = Leaf | Joined | Opposite


def whole_sentence(node: Node) -> str:
    """``When a text has “price” in it, outside opening hours, unless it comes from our staff``, without a full stop."""
    node = _flat(node)
    parts = node.parts if isinstance(node, Joined) and node.every else (node,)
    exceptions = [part.part for part in parts if isinstance(part, Opposite)]
    kept = [part for part in parts if not isinstance(part, Opposite)]
    around = [part.around for part in kept if isinstance(part, Leaf) and part.around]
    main = [part for part in kept if not (isinstance(part, Leaf) and part.around)]
    if main:
        words = "When " + _clause(Joined(tuple(main), True), _FIRST)
        words += "".join(f", {one}" for one in around)
    else:
        words = " ".join(["When a text comes", ", ".join(around)]).rstrip()
    if exceptions:
        words += ", unless " + ", or ".join(_clause(one, _AGAIN) for one in exceptions)
    return words


def clause(node: Node) -> str:
    """``the person is on our list “tips” and it comes outside opening hours``: for what is asked later on."""
    return _clause(_flat(node), _LATER)


def _flat(node: Node) -> Node:
    """The same, with lists in lists of the same kind made one, and no opposite of an opposite."""
    if isinstance(node, Opposite):
        part = _flat(node.part)
        return part.part if isinstance(part, Opposite) else Opposite(part)
    if isinstance(node, Leaf):
        return node
    parts: list[Node] = []
    for part in map(_flat, node.parts):
        parts += part.parts if isinstance(part, Joined) and part.every is node.every else [part]
    return parts[0] if len(parts) == 1 else Joined(tuple(parts), node.every)


def _clause(node: Node, subjects: dict[Subject, str]) -> str:
    subject, words = _predicate(node, 0, subjects)
    return f"{subjects[subject]}{words}"


def _predicate(node: Node, depth: int, subjects: dict[Subject, str]) -> tuple[Subject, str]:
    """What it is about, and what it says of that."""
    if isinstance(node, Leaf):
        return node.subject, node.holds
    if isinstance(node, Opposite):
        return _predicate(_turned(node.part), depth, subjects)
    if len(node.parts) == 1:
        return _predicate(node.parts[0], depth, subjects)
    # What is said of the text stands before what is said of the person, so that each is named once.
    made = [_predicate(part, depth + 1, _INSIDE) for part in node.parts]
    made.sort(key=lambda one: ("text", "person", "").index(one[0]))
    joint = "and" if node.every else "or"
    subjects_of = dict.fromkeys(subject for subject, _ in made)
    grouped = [(subject, [words for of, words in made if of == subject]) for subject in subjects_of]
    if len(grouped) == 1 and grouped[0][0]:
        subject, several = grouped[0]
        return subject, _marked(_together(several, joint), node.every, depth)
    # Each clause names its subject; only the first may be new to the reader.
    clauses = []
    for number, (subject, several) in enumerate(grouped):
        names = _INSIDE if number else subjects
        clauses += [f"{names[subject]}{_together(several, joint)}"] if subject else several
    return "", _marked(f", {joint} ".join(clauses), node.every, depth)


def _together(several: list[str], joint: str) -> str:
    """Clauses joined; with commas, the last one too, where there are many or one of them has such a word itself."""
    if len(several) > 2 or any(f" {word} " in words for words in several for word in ("and", "or")):
        return f", {joint} ".join(filter(None, [", ".join(several[:-1]), several[-1]]))
    return listed(several, joint)


def _marked(words: str, every: bool, depth: int) -> str:
    """What stands inside another list says where it begins; brackets say it, however deep."""
    if not depth:
        return words
    return f"{'both' if every else 'either'} {words}" if depth == 1 else f"({words})"


def _turned(node: Node) -> Node:
    """The opposite, said of each clause."""
    if isinstance(node, Leaf):
        return Leaf(node.subject, node.fails, node.holds)
    if isinstance(node, Opposite):
        return node.part
    return Joined(tuple(Opposite(part) for part in node.parts), not node.every)
