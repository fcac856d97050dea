"""Templates that take Jinja: parsed, checked, bounded, compiled."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import ChainableUndefined, UndefinedError, nodes
from jinja2 import Template as JinjaTemplate
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.parser import Parser
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from responder.core.templates.checks import LOOP_PARTS, Check
from responder.core.templates.filters import FILTERS, TESTS, joined, rounds, text
from responder.core.templates.problems import TemplateFailed, TemplateProblem
from responder.core.templates.slips import explain
from responder.core.templates.values import LONGEST, part_of

_LARGEST = 10**15
_TOO_DEEP = ("this is nested too deeply", "Take it apart into several rules.")

_OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "//": lambda left, right: left // right,
    "%": lambda left, right: left % right,
}


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja with our own filters and tests, no globals, and arithmetic for numbers only."""

    intercepted_binops = frozenset(_OPERATIONS)
    intercepted_unops = frozenset({"-", "+"})

    def __init__(self) -> None:
        super().__init__(
            undefined=ChainableUndefined,
            finalize=text,
            optimized=False,
            auto_reload=False,
            cache_size=0,
            keep_trailing_newline=True,
        )
        self.globals.clear()
        # Names with a space in them can't be written in a template: these are what the compiled code calls.
        self.filters = FILTERS | {"text joined": joined, "rounds of": rounds}
        self.tests = dict(TESTS)

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, LoopContext):
            return getattr(obj, attribute) if attribute in LOOP_PARTS else self.undefined(name=attribute)
        found = part_of(obj, attribute)
        return self.undefined(name=attribute) if found is None else found

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        if isinstance(obj, str | list | tuple) and isinstance(argument, int | slice):
            try:
                return obj[argument]
            except IndexError:
                return self.undefined(name=str(argument))
        return self.undefined(name="part")

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002 - jinja calls it so
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return (text(left) + text(right))[:LONGEST]
        return _bounded(_OPERATIONS[operator](_operand(left, operator), _operand(right, operator)))

    def call_unop(self, context: Context, operator: str, arg: Any) -> Any:  # noqa: ARG002 - jinja calls it so
        return -_operand(arg, operator) if operator == "-" else _operand(arg, operator)


def _operand(value: Any, operator: str) -> Any:
    if isinstance(value, int | float):
        return value
    instead = "write `~` to put texts together, or `name|int` to add numbers" if operator == "+" else "write `name|int`"
    raise TemplateFailed(f"`{operator}` is for numbers, and there is a text beside it; {instead}")


def _bounded(number: Any) -> Any:
    if not -_LARGEST < number < _LARGEST:
        raise TemplateFailed("a number becomes too large")
    return number


class _Bounds(NodeTransformer):
    """Puts what could grow or go on without end behind functions that bound it."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - jinja names it
        self.generic_visit(node)
        values = nodes.List(node.nodes, lineno=node.lineno)
        return nodes.Filter(values, "text joined", [], [], None, None, lineno=node.lineno)

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - jinja names it
        self.generic_visit(node)
        node.iter = nodes.Filter(node.iter, "rounds of", [], [], None, None, lineno=node.lineno)
        return node


_SANDBOX = _Sandbox()

# A line that holds nothing but {% commands %} leaves no empty line behind. The line's end moves into the last
# command, so that lines keep their numbers.
_OWN_LINE = re.compile(
    r"^[ \t]*((?:\{%(?:(?![%#]\}).)*%\}|\{#(?:(?![%#]\}).)*#\})(?:[ \t]*\{%(?:(?!%\}).)*%\})*)[ \t]*\n", re.MULTILINE
)


def _without_own_line(found: re.Match[str]) -> str:
    commands = found[1]
    # Whoever writes {%- or -%} says where space goes.
    if re.search(r"\{[%#][-+]|[-+][%#]\}", commands):
        return found[0]
    return f"{commands[:-2]}\n{commands[-2:]}"


@dataclass(frozen=True, slots=True)
class Compiled:
    """A checked template, ready to run any number of times, from any thread."""

    variables: frozenset[str]
    parts: frozenset[tuple[str, str]]
    template: JinjaTemplate

    def render(self, values: Mapping[str, Any]) -> str:
        """The text, at most 16,000 characters; stops as soon as it has them. Raises TemplateFailed."""
        pieces, length = [], 0
        try:
            for piece in self.template.root_render_func(self._context(values)):
                pieces.append(piece)
                length += len(piece)
                if length > LONGEST:
                    break
        except TemplateFailed:
            raise
        except Exception as error:
            raise TemplateFailed(_reason(error)) from None
        return "".join(pieces)[:LONGEST]

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether a condition is true. Raises TemplateFailed."""
        return bool(self.render(values))

    def _context(self, values: Mapping[str, Any]) -> Context:
        return self.template.new_context({name: values[name] for name in self.variables if name in values})


def compile_template(source: str, known: Collection[str]) -> Compiled:
    """Raises TemplateProblem."""

    def parse() -> nodes.Template:
        return _SANDBOX.parse(_OWN_LINE.sub(_without_own_line, source))

    return _compile(source, known, parse, is_text=True)


def compile_condition(source: str, known: Collection[str]) -> Compiled:
    """Raises TemplateProblem."""

    def parse() -> nodes.Template:
        expression = parsed_condition(source)
        yes = nodes.Output([nodes.TemplateData("yes", lineno=1)], lineno=1)
        tree = nodes.Template([nodes.If(expression, [yes], [], [], lineno=1)], lineno=1)
        tree.set_environment(_SANDBOX)
        return tree

    return _compile(source, known, parse, is_text=False)


def parsed_condition(source: str) -> nodes.Expr:
    """The tree of a condition. Raises TemplateSyntaxError."""
    parser = Parser(_SANDBOX, source.strip(), state="variable")
    expression = parser.parse_expression()
    if not parser.stream.eos:
        raise TemplateSyntaxError(f"unexpected {parser.stream.current.value!r}", parser.stream.current.lineno)
    return expression


def _compile(source: str, known: Collection[str], parse: Callable[[], nodes.Template], is_text: bool) -> Compiled:
    try:
        tree = parse()
        checked = Check(tree, source, known)
        tree = _Bounds().visit(tree)
        tree.set_environment(_SANDBOX)
        template = _SANDBOX.from_string(tree)
    except TemplateSyntaxError as error:
        raise explain(source, error.message or "", error.lineno, is_text) from None
    except (RecursionError, MemoryError, SyntaxError):
        raise TemplateProblem(*_TOO_DEEP) from None
    return Compiled(frozenset(checked.variables), frozenset(checked.parts), template)


def _reason(error: Exception) -> str:
    """Why a template failed, in words of ours only: an exception's own may quote what someone texted."""
    if isinstance(error, TypeError):
        return "it compares or joins a text with a number; write `name|int` for the number in a text"
    if isinstance(error, ZeroDivisionError):
        return "it divides by zero"
    if isinstance(error, UndefinedError):
        return 'a value that it needs is empty; write `name|default("...")`'
    if isinstance(error, SecurityError):
        return "it does something that isn't allowed in a reply"
    return f"it can't be made from these values ({type(error).__name__})"
