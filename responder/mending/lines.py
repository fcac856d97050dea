"""What a line was probably meant to be, from the line and what is wrong in it. A guess here is only a candidate:
whoever tries it looks at what the whole file then says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from responder.rules.file_keys import KNOWN_NAMES
from responder.rules.problem import Problem
from responder.rules.syntax.quoting import in_quotes
from responder.rules.syntax.raw_line import PROSE, taken_apart
from responder.rules.syntax.source import ODD_SPACES

_PASTED = re.compile(
    r"(?:Put the whole text (?:in|between two) quotes|Use the other kind of quotes around it|"
    r"Use single quotes, which leave a backslash as it is|Write it as|Settings on the same line stand in braces):?\n"
    r"  (?P<line>.+)"
)
_MEANT = re.compile(r"Did you mean `(?P<name>[^`]+)`\?")
_IN_PROSE = PROSE | {"ask", "again", "name", ""}

_BULLET = re.compile(r"(?P<lead> *)[–—−‒•·](?=[ " + ODD_SPACES + r"])")
_AFTER_DASH = re.compile(rf"(?P<lead> *(?:- *)*-)[ {ODD_SPACES}]*[{ODD_SPACES}][ {ODD_SPACES}]*(?=\S)")
_AFTER_COLON = re.compile(rf"(?P<key> *(?:- +)*[\w ]+):[ {ODD_SPACES}]*[{ODD_SPACES}][ {ODD_SPACES}]*(?=\S)")
_KEY = re.compile(r"(?P<lead>\s*(?:- +)?)(?P<key>[^:\s][^:]*)(?P<rest>:(?:\s.*)?)")
_UNSEEN = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_ODD_LEAD = re.compile(rf"[ \t]*[{ODD_SPACES}][ {ODD_SPACES}]*")
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_CURLY = re.compile(r"(?P<before>(?:[\[{,:]|^ *-) *)[“„](?P<text>[^“”„]+)[”“](?=\s*(?:[,\]}:]|$))")
_OPENING, _CLOSING = "“„”‘’‚«", "”“’‘»"


def with_plain_signs(line: str) -> str:
    """The line with ordinary signs where YAML needs them: a dash before an entry, a space behind a dash or a colon,
    nothing unseen in a setting's name."""
    line = _BULLET.sub(r"\g<lead>-", line, count=1)
    line = _AFTER_DASH.sub(r"\g<lead> ", line, count=1)
    found = _AFTER_COLON.match(line)
    if found is not None and taken_apart(f"{found['key']}:").key in KNOWN_NAMES:
        line = f"{found['key']}: {line[found.end() :]}"
    key = _KEY.fullmatch(line)
    if key is not None and (bare := _UNSEEN.sub("", key["key"])) != key["key"] and bare in KNOWN_NAMES:
        line = f"{key['lead']}{bare}{key['rest']}"
    return line


def candidates(problem: Problem, line: str) -> Iterator[str]:
    """Lines that may have been meant where this problem is told about ``line``."""
    match problem.code:
        case "text-start" | "quote-inside" | "quote-not-closed" | "backslash" | "missing-space" | "missing-braces":
            yield from _pasted(problem, line)
        case "missing-colon":
            yield from _pasted(problem, line)
        case "colon-in-text":
            yield from _whole_in_quotes(problem, line)
        case "hash-in-text":
            yield from _with_hash(problem, line)
        case "curly-quotes":
            yield from _straight_quotes(problem, line)
        case "odd-space":
            found = _ODD_LEAD.match(line)
            if found is not None:
                spaces = " " * len(_UNSEEN.sub("", found[0]))
                yield from dict.fromkeys((spaces + line[found.end() :], " " * found.end() + line[found.end() :]))
        case "invisible-character":
            yield _REFUSED.sub(lambda found: _of_windows(found[0]), line)
        case "unknown-key":
            yield from _meant(problem, line)


def _of_windows(sign: str) -> str:
    """What Windows means by a control character that came of its own encoding; nothing for the others."""
    if sign in "\x0b\x0c":
        # Word's ends of lines and pages.
        return " "
    return bytes([ord(sign)]).decode("cp1252", "ignore") if "\x80" <= sign <= "\x9f" else ""


def _pasted(problem: Problem, line: str) -> Iterator[str]:
    """The line that the remedy shows, or the text in quotes where it is too long to be shown."""
    found = _PASTED.match(problem.remedy)
    raw = taken_apart(line)
    if found is not None and " #" not in raw.value:
        pasted = found["line"]
        yield raw.lead + (pasted[2:] if pasted.startswith("- ") and raw.dashes else pasted)
    elif problem.code == "text-start":
        yield from _whole_in_quotes(problem, line)


def _whole_in_quotes(problem: Problem, line: str) -> Iterator[str]:
    """The whole text in quotes, where it is one for people and not two settings on one line."""
    raw = taken_apart(line)
    first = raw.value.split(":")[0].strip()
    # A comment at the end, or a setting's name at the beginning, may be meant as such.
    if raw.key not in _IN_PROSE or " #" in raw.value or (problem.code == "colon-in-text" and first in KNOWN_NAMES):
        return
    if problem.place.column >= raw.column:
        yield line[: raw.column - 1] + in_quotes(raw.value)


def _with_hash(problem: Problem, line: str) -> Iterator[str]:
    """``We're #1`` is text; what has a space behind its # may be a note to oneself."""
    raw = taken_apart(line)
    rest = line[problem.place.column - 1 :]
    if raw.key in _IN_PROSE and re.match(r"#\w", rest) and "# " not in rest:
        yield line[: raw.column - 1] + in_quotes(raw.value)


def _straight_quotes(problem: Problem, line: str) -> Iterator[str]:
    # The loader tells the first of a line; the others in the same list are of the same kind.
    yield _CURLY.sub(lambda found: found["before"] + in_quotes(found["text"]), line)
    start, end = problem.place.column - 1, problem.end_column - 1
    text = line[start:end]
    if len(text) > 2 and text[0] in _OPENING and text[-1] in _CLOSING:
        yield line[:start] + in_quotes(text[1:-1]) + line[end:]


def _meant(problem: Problem, line: str) -> Iterator[str]:
    """The setting that is one slip away, where there is only one."""
    found = _MEANT.fullmatch(problem.remedy)
    start, end = problem.place.column - 1, problem.end_column - 1
    written = line[start:end]
    if found is None or not written:
        return
    bare = _UNSEEN.sub("", written).strip(_OPENING + _CLOSING)
    if bare == found["name"] or (one_slip(bare, found["name"]) and [*_near(bare)] == [found["name"]]):
        yield line[:start] + found["name"] + line[end:]


def _near(written: str) -> Iterator[str]:
    return (name for name in sorted(KNOWN_NAMES) if one_slip(written, name))


def one_slip(written: str, meant: str) -> bool:
    """Whether one letter is missing, too many, another one, or two that stand side by side changed places."""
    if abs(len(written) - len(meant)) > 1 or written == meant or len(meant) < 4:
        return False
    same = next(
        (n for n, (a, b) in enumerate(zip(written, meant, strict=False)) if a != b), min(len(written), len(meant))
    )
    a, b = written[same:], meant[same:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
