"""Reads a parsed template before it may run: every name known, nothing in it that could run away or surprise."""

from __future__ import annotations

from collections.abc import Collection
from inspect import signature
from typing import Any

from jinja2 import nodes

from responder.core.suggest import nearest, quoted
from responder.core.templates.filters import FILTERS, NEEDS, TESTS, USAGE
from responder.core.templates.names import check_name, check_part, mark_of_number
from responder.core.templates.pieces import whole_problem
from responder.core.templates.problems import TemplateProblem
from responder.core.templates.values import PARTS_OF, WITHOUT_OWN_TEXT

LOOP_PARTS = frozenset({"index", "index0", "revindex", "revindex0", "first", "last", "length"})

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Slice,
    nodes.If,
    nodes.For,
    nodes.CondExpr,
    nodes.Assign,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Neg,
    nodes.Pos,
    nodes.Add,
    nodes.Sub,
    nodes.Mul,
    nodes.Div,
    nodes.FloorDiv,
    nodes.Mod,
    nodes.Concat,
    nodes.Filter,
    nodes.Keyword,
    nodes.Test,
    nodes.List,
    nodes.Tuple,
)
_NOT_HERE = "A reply can use `{{ name }}`, `{% if %}`, `{% for %}` and `{% set %}`."
_INSTEAD: dict[type[nodes.Node], tuple[str, str]] = {
    nodes.Pow: ("`**` can't be used here", "Write the product, such as `2 * 2`."),
    nodes.Dict: ("a map in braces can't be used here", "Write two braces and a name, such as `{{ first_name }}`."),
    nodes.AssignBlock: ("`{% set %}` needs a value here", 'Write it on one line: `{% set greeting = "Hi" %}`.'),
    nodes.NSRef: ("only a plain name can be set", "Write `{% set name = ... %}`."),
}
_DEEPEST = 40


class Check:
    """Walks a whole tree at once. Raises TemplateProblem for the first thing that isn't allowed or known."""

    def __init__(self, tree: nodes.Node, source: str, known: Collection[str]) -> None:
        self.source = source
        self.known = known
        self.variables: set[str] = set()
        """The known names that the template uses, and what its filters look at."""
        self.parts: set[tuple[str, str]] = set()
        self.own = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"}
        """Names that the template itself sets."""
        self._in_loop = False
        self._walk(tree, 0)

    def _walk(self, node: nodes.Node, depth: int) -> None:
        if not isinstance(node, _ALLOWED):
            name = type(node).__name__.lower()
            message, remedy = _call(node) or _INSTEAD.get(type(node), (f"`{name}` can't be used here", _NOT_HERE))
            raise TemplateProblem(message, remedy, node.lineno)
        if depth > _DEEPEST:
            raise TemplateProblem("this is nested too deeply", "Take it apart into several rules.", node.lineno)
        self._look(node)
        # A long row of "or" or "+" is deep as a tree, but not to a reader.
        deeper = depth if isinstance(node, nodes.And | nodes.Or | nodes.Add) else depth + 1
        outside, self._in_loop = self._in_loop, self._in_loop or isinstance(node, nodes.For)
        for child in _children(node):
            self._walk(child, deeper)
        self._in_loop = outside

    def _look(self, node: nodes.Node) -> None:
        match node:
            case nodes.Name():
                self._name(node)
            case nodes.Getattr() | nodes.Getitem():
                self._attribute(node)
            case nodes.Filter():
                _known_filter(node)
                self.variables |= NEEDS.get(node.name, frozenset())
            case nodes.Test():
                _known_test(node)
            case nodes.Output():
                self._output(node)
            case nodes.Compare():
                self._comparison(node)
            case nodes.For() if self._in_loop:
                raise TemplateProblem("a `{% for %}` can't stand inside another", "Use one of them.", node.lineno)
            case nodes.For(recursive=True):
                raise TemplateProblem("`recursive` can't be used here", "Leave the word out.", node.lineno)

    def _name(self, node: nodes.Name) -> None:
        if node.ctx != "load" or node.name in self.own:
            return
        if node.name == "loop" and self._in_loop:
            raise TemplateProblem("`loop` has several parts", "Name one, such as `{{ loop.index }}`.", node.lineno)
        check_name(node.name, self.known, self.source, node.lineno)
        self.variables.add(node.name)

    def _attribute(self, node: nodes.Getattr | nodes.Getitem) -> None:
        found = _part(node)
        if found is None:
            if isinstance(node, nodes.Getattr):
                message = f"`.{node.attr}` can't stand here"
                raise TemplateProblem(message, "Only a name can have parts, as in `about.address`.", node.lineno)
            return
        name, part = found
        if name == "loop" and self._in_loop:
            _loop_part(part, node.lineno)
            return
        if name in self.own:
            raise TemplateProblem(f"`{name}` is set in this text and has no parts", f"Write `{name}`.", node.lineno)
        check_name(name, self.known, self.source, node.lineno)
        check_part(name, part, self.known, node.lineno)
        self.variables.add(name)
        self.parts.add((name, part))

    def _output(self, node: nodes.Output) -> None:
        for child in node.nodes:
            if isinstance(child, nodes.Name) and child.name in WITHOUT_OWN_TEXT - self.own:
                check_name(child.name, self.known, self.source, child.lineno)
                raise whole_problem(child.name, child.lineno)

    def _comparison(self, node: nodes.Compare) -> None:
        if any(operand.op in ("in", "notin") for operand in node.ops):
            return
        sides = [node.expr, *(operand.expr for operand in node.ops)]
        text = next((written for one in sides if (written := self._plain_text(one))), None)
        for side in sides if text else ():
            if not isinstance(side, nodes.Const) or side.value is None or isinstance(side.value, str):
                continue
            if isinstance(side.value, bool):
                remedy = f'Write `{text} == "yes"`.'
                raise TemplateProblem(f"`{text}` is a text, never true or false", remedy, node.lineno)
            raise TemplateProblem(
                f"`{text}` is a text, not a number", f"Write `{text}|int` to compare it.", node.lineno
            )

    def _plain_text(self, node: nodes.Node) -> str | None:
        """The name, where the node is a variable that is always a text."""
        part = _part(node)
        if mark_of_number(part[1] if part else getattr(node, "name", "")) in self.known:
            return None
        if isinstance(node, nodes.Name) and node.name not in self.own and node.name not in PARTS_OF:
            return node.name
        return ".".join(part) if part and part[0] in WITHOUT_OWN_TEXT - self.own else None


def _children(node: nodes.Node) -> list[nodes.Node]:
    """The node's children, but for the name before a dot, which is looked at together with its part."""
    return [] if _part(node) is not None else list(node.iter_child_nodes())


def _part(node: nodes.Node) -> tuple[str, str] | None:
    """``("about", "address")`` for ``about.address`` and ``about["address"]``."""
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return node.node.name, node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.node, nodes.Name) and isinstance(node.arg, nodes.Const):
        return (node.node.name, node.arg.value) if isinstance(node.arg.value, str) else None
    return None


def _loop_part(part: str, line: int) -> None:
    if part not in LOOP_PARTS:
        listed = ", ".join(f"`loop.{one}`" for one in sorted(LOOP_PARTS))
        raise TemplateProblem(f"`loop` has no {quoted(part)}", f"It has: {listed}.", line)


def _known_filter(node: nodes.Filter) -> None:
    if node.name not in FILTERS:
        raise _unknown(f"`|{node.name}`", node.name, list(FILTERS), "|", node.lineno)
    if node.dyn_args is not None or node.dyn_kwargs is not None:
        raise TemplateProblem(f"`*` can't be used in `|{node.name}`", "Write its values one by one.", node.lineno)
    function: Any = FILTERS[node.name]
    given: list[Any] = [None] * (len(node.args) + 1 + hasattr(function, "jinja_pass_arg"))
    try:
        signature(function).bind(*given, **{str(pair.key): None for pair in node.kwargs})
    except TypeError:
        usage = USAGE.get(node.name, node.name)
        raise TemplateProblem(
            f"`|{node.name}` is used in a way it can't be", f"Write `|{usage}`.", node.lineno
        ) from None


def _known_test(node: nodes.Test) -> None:
    if node.name in TESTS:
        return
    if nearest(node.name, TESTS) is None:
        remedy = f'To compare, write `== "{node.name}"`.'
        raise TemplateProblem(f"{quoted(f'is {node.name}')} can't be read", remedy, node.lineno)
    raise _unknown(f"`is {node.name}`", node.name, list(TESTS), "is ", node.lineno)


def _unknown(shown: str, name: str, known: list[str], before: str, line: int) -> TemplateProblem:
    near = nearest(name, known)
    meant = f"Did you mean `{before}{near}`? " if near else ""
    listed = ", ".join(one for one in sorted(known) if len(one) > 1)
    return TemplateProblem(f"there is no {shown}", f"{meant}There are: {listed}.", line)


def _call(node: nodes.Node) -> tuple[str, str] | None:
    """What to say about ``first_name.upper()`` or ``range(3)``."""
    if not isinstance(node, nodes.Call):
        return None
    called = node.node
    if isinstance(called, nodes.Getattr) and called.attr in FILTERS:
        before = called.node.name if isinstance(called.node, nodes.Name) else "..."
        return f"`.{called.attr}()` can't be used here", f"Write `{before}|{called.attr}`."
    if isinstance(called, nodes.Name) and called.name in FILTERS:
        return f"`{called.name}(...)` can't be used here", f"Write the value first: `...|{called.name}`."
    return "nothing can be called here", "Write names without `( )`, and filters after a `|`, as in `name|upper`."
