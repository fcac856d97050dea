"""Templates in words: ``{{ first_name }}`` is [first name], and facts of the file are filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from responder.core.business import Business
from responder.core.rule import ReplyPart, ReplySpec
from responder.core.templates import Template
from responder.core.wording.languages import locale_of
from responder.describing.page import Line, quoted, tidy

_INSIDE = r"""(?:"[^"]*"|'[^']*'|[^"'])*?"""
_MARK = re.compile(
    rf"\{{\{{-?(?P<name>{_INSIDE})-?\}}\}}|\{{%[-+]?(?P<block>{_INSIDE})[-+]?%\}}|\{{#.*?#\}}", re.DOTALL
)
_PATH = re.compile(r"\s*([a-z_]\w*(?:\.\w+|\[['\"][^'\"]+['\"]\])*)\s*(.*)", re.IGNORECASE | re.DOTALL)
_ELSE = re.compile(r"""(?:\bor\s+|\|\s*default\(\s*)(?:"([^"]*)"|'([^']*)')""")
_OPERATORS = re.compile(r"[-+*/%~<>=]|\b(?:if|and|not|in|is)\b")


@dataclass(frozen=True, slots=True)
class Wordings:
    """How templates are shown, with the facts of this business filled in."""

    business: Business

    def shown(self, template: Template) -> str:
        """The text as someone reads it, with [names] where it is filled in for each person."""
        return tidy(_MARK.sub(self._mark, template.source) if not template.static else template.source)

    def _mark(self, found: re.Match[str]) -> str:
        if found["name"] is not None:
            return self._filled(found["name"].strip())
        if found["block"] is None:
            return ""
        word, _, rest = found["block"].strip().partition(" ")
        match word:
            case "if":
                return f"[if {_condition(rest)}: "
            case "elif":
                return f" / if {_condition(rest)}: "
            case "else":
                return " / else: "
            case "for":
                return f"[for each {_condition(rest)}: "
            case "endif" | "endfor":
                return "]"
        return ""

    def _filled(self, expression: str) -> str:
        path = _PATH.fullmatch(expression)
        if path is None:
            return f"[{' '.join(expression.split())}]"
        name, rest = path[1], path[2]
        fact = self._facts().get(name)
        if fact is not None and not rest:
            return fact
        if _OPERATORS.search(re.sub(r"\"[^\"]*\"|'[^']*'", "", rest)):
            return f"[worked out: {' '.join(expression.split())}]"
        other = _ELSE.search(rest)
        instead = f", or {quoted(other[1] or other[2] or '')}" if other and (other[1] or other[2]) else ""
        return f"[{spaced(name)}{instead}]"

    def _facts(self) -> Mapping[str, str]:
        facts = {f"about.{name}": value for name, value in self.business.about.items()}
        facts |= {"business": self.business.name} if self.business.name else {}
        return facts | ({"phone": self.business.phone_written} if self.business.phone_written else {})

    def said(self, spec: ReplySpec, before: str) -> tuple[Line, ...]:
        """A reply in each of its languages. ``before``: what introduces it, without the colon: ``We answer``."""
        lines = []
        for tag, parts in spec.by_language.items():
            introduced = f"{before} in {language(tag)}:" if tag else f"{before}:"
            lines.append(Line(introduced, tuple(filter(None, map(self._part, parts)))))
        return tuple(lines)

    def _part(self, part: ReplyPart) -> str:
        text = self.shown(part.text)
        media = [f"[with the file {self.shown(one)}]" for one in part.media]
        return "\n".join(filter(None, [text, *media]))


def _condition(rest: str) -> str:
    """What a template asks: ``there is a first name`` for a name alone, else as it is written."""
    path = _PATH.fullmatch(rest)
    if path is not None and not path[2] and path[1] != "not":
        return f"we know the {spaced(path[1])}"
    return " ".join(rest.split())


def spaced(name: str) -> str:
    """``first_name`` and ``contact.first_name`` as ``first name``."""
    plain = re.sub(r"^(?:match|contact)\.", "", re.sub(r"\[['\"]([^'\"]+)['\"]\]", r".\1", name))
    return plain.replace("_", " ").replace(".", ", ")


def language(tag: str) -> str:
    """The English name of a language tag: ``Spanish``, ``Portuguese (Brazil)``; the tag where there is none."""
    name = locale_of(tag).english_name
    known = tag.lower().startswith("en") or locale_of(tag).language != "en"
    return str(name) if name and known else tidy(tag)
