"""Jinja's syntax errors, told as what was probably meant."""

from __future__ import annotations

import re

from responder.core.suggest import nearest, quoted
from responder.core.templates.problems import TemplateProblem

_NAME_REMEDY = "Write a name between two braces on each side: `{{ first_name }}`."
_CONDITION_REMEDY = 'Write a condition such as `plan == "gold"` or `visits|int > 3 and first_name`.'
_TAGS = ("if", "elif", "else", "endif", "for", "endfor", "set")
_TAGS_REMEDY = "There are `{% if ... %}`, `{% elif ... %}`, `{% else %}`, `{% endif %}`, `{% for %}` and `{% set %}`."


def explain(source: str, message: str, line: int, is_text: bool) -> TemplateProblem:
    """The problem that ``message`` (Jinja's) stands for."""
    found = _in_text(source, message, line) if is_text else _in_condition(source)
    code = _code_of(source) if is_text else source
    found = found or _signs(code, message, line)
    if found is None and (stumbled := re.search(r"got '([^']*)'|unexpected (?:char )?'([^']*)'", message)):
        found = _words(code, stumbled[1] or stumbled[2] or "", line, is_text)
    remedy = _NAME_REMEDY if is_text else _CONDITION_REMEDY
    return found or TemplateProblem(f"this can't be read: {_plain(message)}", remedy, line)


def _in_text(source: str, message: str, line: int) -> TemplateProblem | None:
    return _unclosed(source) or _wrong_tag(source, message, line) or _empty(source)


def _in_condition(source: str) -> TemplateProblem | None:
    if not source.strip():
        return TemplateProblem("there is no condition here", 'Write one, such as `plan == "gold"`.')
    if "{{" in source or "{%" in source:
        inside = re.sub(r"\{\{|\}\}|\{%|%\}", "", source).strip()
        return TemplateProblem("a condition stands without braces", f"Write `if: {inside}`.")
    return None


def _unclosed(source: str) -> TemplateProblem | None:
    """An opening without its end, wherever Jinja stumbled over it."""
    closings = {"{{": "}}", "{%": "%}", "{#": "#}"}
    at = 0
    while (opening := re.compile(r"\{[{%#]").search(source, at)) is not None:
        closing = closings[opening[0]]
        end = source.find(closing, opening.end())
        again = re.compile(r"\{[{%]").search(source, opening.end())
        if end < 0 or (again and again.start() < end and opening[0] != "{#" and source[end - 1] != again[0]):
            return _not_closed(source, opening, closing)
        at = end + 2
    return None


def _not_closed(source: str, opening: re.Match[str], closing: str) -> TemplateProblem:
    line = source.count("\n", 0, opening.start()) + 1
    rest = source[opening.end() : opening.end() + 30].split("\n")[0].strip()
    message = f"`{opening[0]}` before {quoted(rest)} has no `{closing}` after it" if rest else f"`{opening[0]}` is open"
    if opening[0] == "{{":
        name = re.match(r"\w+", rest)
        return TemplateProblem(message, f"Write `{{{{ {name[0] if name else 'first_name'} }}}}`.", line)
    return TemplateProblem(
        message, f"Close it with `{closing}`, or put a space between the two signs if you mean them as text.", line
    )


def _wrong_tag(source: str, message: str, line: int) -> TemplateProblem | None:
    if found := re.search(r"innermost block that needs to be closed is '(\w+)'", message):
        tag = found[1]
        # Jinja names the line at which it gave up; the writer looks for the one that isn't closed.
        opened = list(re.finditer(rf"\{{%[-+]?\s*{tag}\b", source))
        if opened:
            line = source.count("\n", 0, opened[-1].start()) + 1
        if "unknown tag" not in message.lower() or _known_end(message):
            return TemplateProblem(f"`{{% {tag} %}}` has no `{{% end{tag} %}}`", f"Add `{{% end{tag} %}}`.", line)
    if found := re.search(r"[Uu]nknown tag '(\w+)'", message):
        return _unknown_tag(found[1], line)
    if found := re.search(r"\{%[-+]?\s*else\s+if\b", source):
        return TemplateProblem("`else if` is written in one word", "Write `{% elif ... %}`.", line)
    if re.search(r"\{%[-+]?\s*[-+]?%\}", source):
        return TemplateProblem("there is nothing between `{%` and `%}`", _TAGS_REMEDY, line)
    return None


def _known_end(message: str) -> bool:
    found = re.search(r"[Uu]nknown tag '(\w+)'", message)
    return found is not None and found[1] in ("endif", "endfor", "end", "else", "elif", "fi")


def _unknown_tag(tag: str, line: int) -> TemplateProblem:
    if tag.startswith("end") or tag in ("else", "elif"):
        begin = {"endfor": "for"}.get(tag, "if")
        return TemplateProblem(f"`{{% {tag} %}}` stands without `{{% {begin} %}}` before it", _TAGS_REMEDY, line)
    near = nearest(tag, _TAGS)
    meant = f"Did you mean `{{% {near} ... %}}`? " if near else ""
    return TemplateProblem(f"there is no `{{% {tag} %}}`", f"{meant}{_TAGS_REMEDY}", line)


def _empty(source: str) -> TemplateProblem | None:
    if (found := re.search(r"\{\{\s*\}\}", source)) is not None:
        line = source.count("\n", 0, found.start()) + 1
        return TemplateProblem("there is nothing between `{{` and `}}`", _NAME_REMEDY, line)
    if (found := re.search(r"\{\{\{", source)) is not None:
        line = source.count("\n", 0, found.start()) + 1
        return TemplateProblem("there are three braces where two belong", _NAME_REMEDY, line)
    return None


def _signs(code: str, message: str, line: int) -> TemplateProblem | None:
    """A sign that Jinja doesn't know, or that is written otherwise."""
    if curly := re.search("[“”„‟«»‘’‚]", code):
        return TemplateProblem(f"{curly[0]} isn't a quote that can be read here", 'Write straight quotes: `"`.', line)
    if re.search(r"(?<![=!<>])=(?![=])", code) and "'='" in message:
        return TemplateProblem("one `=` doesn't compare", 'Write two: `plan == "gold"`.', line)
    for wrong, right in (("&&", "and"), ("||", "or"), ("<>", "!="), ("=>", ">="), ("=<", "<=")):
        if wrong in code:
            return TemplateProblem(f"`{wrong}` can't be read here", f"Write `{right}`.", line)
    if re.search(r"!(?!=)\s*\w", code):
        return TemplateProblem("`!` can't be read here", "Write `not`.", line)
    if code.count('"') % 2 or code.count("'") % 2:
        return TemplateProblem("a quote isn't closed", "Put one quote before the words and the same after them.", line)
    return None


def _words(code: str, got: str, line: int, is_text: bool) -> TemplateProblem:
    """Several words where one name belongs, or nothing where something does."""
    if found := re.search(r"\b(\w+) +(?:contains|has|includes) +[\"']?(\w+)", code):
        return TemplateProblem("`contains` can't be read here", f'Write `"{found[2]}" in {found[1]}`.', line)
    found = re.search(r"(?<![\w.\"'])[^\W\d]\w*(?: +[^\W\d]\w*)+", code)
    if found and not {"and", "or", "not", "in", "is", "if", "else"} & set(found[0].split()):
        joined = "_".join(found[0].split())
        remedy = f'If it is a name, write it in one word: `{joined}`. If it is text, put it in quotes: `"{found[0]}"`.'
        return TemplateProblem(f"{quoted(found[0])} is more than one name", remedy, line)
    remedy = _NAME_REMEDY if is_text else _CONDITION_REMEDY
    if got in ("end of print statement", "end of statement block", "end of template", ""):
        return TemplateProblem("something is missing before the end", remedy, line)
    return TemplateProblem(f"{quoted(got)} can't stand where it stands", remedy, line)


def _code_of(source: str) -> str:
    """What stands between braces."""
    return " ".join(re.findall(r"\{[{%](.*?)[}%]\}", source, re.DOTALL))


def _plain(message: str) -> str:
    return message.replace("print statement", "`{{ }}`").replace("statement block", "`{% %}`").rstrip(".")
