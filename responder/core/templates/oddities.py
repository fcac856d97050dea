"""Conditions in Jinja that are always so, or never, whatever is filled in, though they look as if it mattered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from responder.core.templates.jinja import parsed_condition

Odd = Literal["constant", "or text", "two at once", "not one or the other", "other case", "country"]


@dataclass(frozen=True, slots=True)
class Oddity:
    """``always``: it holds whatever happens; else it never does. ``written``: the word in question."""

    kind: Odd
    always: bool
    written: str = ""
    name: str = ""
    """What the word is compared with, where that is one name."""


def oddities(source: str) -> list[Oddity]:
    """What is odd in a condition as it stands after ``if:``."""
    try:
        tree = parsed_condition(source)
    except (TemplateSyntaxError, RecursionError):
        return []
    if not any(True for _ in tree.find_all(nodes.Name)) and not isinstance(tree, nodes.Name):
        value = tree.value if isinstance(tree, nodes.Const) else None
        return [Oddity("constant", bool(value) if isinstance(tree, nodes.Const) else True)]
    return list(_inside(tree))


def _inside(tree: nodes.Node) -> Iterator[Oddity]:
    """What is odd in a part that counts as yes or no: ``(plan or 'none') == 'gold'`` needs its 'none'."""
    if isinstance(tree, nodes.Or | nodes.And):
        yield from _of_or(tree) if isinstance(tree, nodes.Or) else _of_and(tree)
        yield from _inside(tree.left)
        yield from _inside(tree.right)
    elif isinstance(tree, nodes.Not):
        yield from _inside(tree.node)
    elif isinstance(tree, nodes.Compare):
        yield from _of_compare(tree)


def _of_or(tree: nodes.Or) -> Iterator[Oddity]:
    for side in (tree.left, tree.right):
        if isinstance(side, nodes.Const) and isinstance(side.value, str) and side.value:
            yield Oddity("or text", True, side.value, _compared_name(tree.left))
    one, other = _equation(tree.left, "ne"), _equation(tree.right, "ne")
    if one and other and one[0] == other[0] and one[1] != other[1]:
        yield Oddity("not one or the other", True, other[1], one[0])


def _of_and(tree: nodes.And) -> Iterator[Oddity]:
    one, other = _equation(tree.left, "eq"), _equation(tree.right, "eq")
    if one and other and one[0] == other[0] and one[1] != other[1]:
        yield Oddity("two at once", False, other[1], one[0])
    for side in (tree.left, tree.right):
        if isinstance(side, nodes.Const) and isinstance(side.value, str) and side.value:
            yield Oddity("or text", True, side.value, _compared_name(tree.left))


def _of_compare(tree: nodes.Compare) -> Iterator[Oddity]:
    if len(tree.ops) != 1:
        return
    op, right = tree.ops[0].op, tree.ops[0].expr
    pairs = [(tree.expr, right)] if op in ("eq", "ne") else [(right, tree.expr)] if op in ("in", "notin") else []
    pairs += [(right, tree.expr)] if op in ("eq", "ne") else []
    for value, constant in pairs:
        written = constant.value if isinstance(constant, nodes.Const) else None
        if not isinstance(written, str):
            continue
        always = op in ("ne", "notin")
        changed = {"lower": str.lower, "upper": str.upper}.get(value.name) if isinstance(value, nodes.Filter) else None
        if changed is not None and changed(written) != written:
            yield Oddity("other case", always, written, changed(written))
        elif (
            isinstance(value, nodes.Name) and value.name == "country" and op in ("eq", "ne") and _is_no_country(written)
        ):
            yield Oddity("country", always, written)


def _is_no_country(written: str) -> bool:
    return bool(written) and (len(written) != 2 or written.upper() != written)


def _equation(node: nodes.Node, op: str) -> tuple[str, str] | None:
    """A name and the text that it is held against by ``op``, case as written."""
    if not isinstance(node, nodes.Compare) or len(node.ops) != 1 or node.ops[0].op != op:
        return None
    name, constant = _name(node.expr), node.ops[0].expr
    if not name or not isinstance(constant, nodes.Const) or not isinstance(constant.value, str):
        return None
    return name, constant.value


def _compared_name(node: nodes.Node) -> str:
    return _name(node.expr) if isinstance(node, nodes.Compare) else ""


def _name(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return f"{node.node.name}.{node.attr}"
    return ""
