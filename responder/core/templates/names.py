"""Which names a template may use, and what to say about one it doesn't know."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from responder.core.suggest import nearest, quoted
from responder.core.templates.problems import TemplateProblem
from responder.core.templates.values import PARTS_OF

ALWAYS_KNOWN = frozenset(
    {
        "from",
        "to",
        "body",
        "rest",
        "contact",
        "first_name",
        "name",
        "business",
        "phone",
        "about",
        "now",
        "next_opening",
        "open_now",
        "city",
        "state",
        "country",
        "language",
        "match",
    }
)
"""What every template may use. A rule's regex groups and the fields that the file saves come on top."""


def known_names(about: Iterable[str] = (), saved: Iterable[str] = (), groups: Iterable[str] = ()) -> frozenset[str]:
    """What a template may use: the keys under ``about:``, the fields that some rule saves, the groups of this rule's
    regular expressions, and what is always there."""
    found = {"rest", *groups}
    parts = {"about.", *(f"about.{key}" for key in about), "match.", *(f"match.{group}" for group in found)}
    return ALWAYS_KNOWN | found | set(saved) | parts


def mark_of_number(field: str) -> str:
    """What stands among the known names where a saved field is a number: it may be compared with numbers as it is."""
    return f"number.{field}"


def check_name(name: str, known: Collection[str], source: str, line: int) -> None:
    """Raises TemplateProblem where ``name`` isn't known."""
    if name in known and "." not in name:
        return
    if name.startswith("_"):
        raise TemplateProblem(f"{quoted(name)} can't be used here", "Names never begin with an underscore.", line)
    whole = _hyphenated(name, source)
    if whole:
        meant = nearest(whole, _plain_names(known)) or whole.replace("-", "_")
        remedy = f"Names are written with an underscore. Did you mean `{meant}`? {_known_names(known)}"
        raise TemplateProblem(f"{quoted(whole)} isn't known here", remedy, line)
    near = nearest(name, _plain_names(known))
    meant = f"Did you mean `{near}`? " if near else ""
    word = f'If it is a word and not a name, put it in quotes: `"{name}"`. ' if _is_compared(name, source) else ""
    raise TemplateProblem(f"{quoted(name)} isn't known here", f"{meant}{word}{_known_names(known)}", line)


def check_part(name: str, part: str, known: Collection[str], line: int) -> None:
    """Raises TemplateProblem where ``name`` has no part ``part``. Where ``known`` holds ``about.``, that variable has
    the parts that are known with it (``about.address``) and no others."""
    if part.startswith("_"):
        raise TemplateProblem(
            f"{quoted(f'{name}.{part}')} can't be used", "Names never begin with an underscore.", line
        )
    if name not in PARTS_OF:
        raise TemplateProblem(f"`{name}` is a text and has no parts", f"Write `{{{{ {name} }}}}`.", line)
    if f"{name}.{part}" in known or (PARTS_OF[name] is None and f"{name}." not in known):
        return
    parts = PARTS_OF[name] or {one.partition(".")[2] for one in known if one.startswith(f"{name}.")} - {""}
    if part in parts:
        return
    near = nearest(part, parts)
    meant = f"Did you mean `{name}.{near}`? " if near else ""
    listed = ", ".join(f"`{name}.{one}`" for one in sorted(parts)) or "nothing yet"
    raise TemplateProblem(f"`{name}` has no {quoted(part)}", f"{meant}It has: {listed}.", line)


def _plain_names(known: Collection[str]) -> list[str]:
    return [name for name in known if "." not in name]


def _known_names(known: Collection[str]) -> str:
    return f"Known here: {', '.join(sorted(_plain_names(known)))}."


def _hyphenated(name: str, source: str) -> str | None:
    """The name with hyphens that ``name`` is a piece of (``first-name``), or None."""
    for found in re.finditer(r"\b[^\W\d]\w*(?:-[^\W\d]\w*)+", source):
        if name in found[0].split("-"):
            return found[0]
    return None


def _is_compared(name: str, source: str) -> bool:
    """Whether the name stands beside ``==``, ``in``, ``or`` or the like, where a bare word is usually meant as one."""
    word = re.escape(name)
    return re.search(rf"(?:[=!]=|\b(?:in|or|else|is))\s*{word}\b|\b{word}\s*(?:[=!]=|in\b)", source) is not None
