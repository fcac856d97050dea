"""How output looks: colours only on a terminal, signs that the terminal knows, and nothing that a text smuggles in."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import unicodedata
from typing import TYPE_CHECKING, TextIO

import click

from responder.errors import ResponderError

if TYPE_CHECKING:
    from responder.rules.problem import Problem

PLAIN = {"✓": "+", "✗": "x", "·": "-", "↳": ">", "│": "|", "“": '"', "”": '"', "…": "...", "→": "->", "—": "-"}
"""What to write where a terminal knows only ASCII."""

HIDDEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
"""Unicode categories of characters that one doesn't see, or that aren't text."""

STYLES: dict[str, dict[str, object]] = {
    "good": {"fg": "green"},
    "bad": {"fg": "red"},
    "near": {"fg": "yellow"},
    "quiet": {"dim": True},
    "strong": {"bold": True},
    "answered": {"fg": "green", "bold": True},
    "unanswered": {"fg": "yellow", "bold": True},
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "note": {"fg": "cyan", "bold": True},
    "phone": {"fg": "cyan"},
}


def colour() -> bool | None:
    """False where the environment asks for none (NO_COLOR, a dumb terminal), else None: as the stream allows."""
    return False if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else None


def styled(text: str, tone: str) -> str:
    """The text in a tone of STYLES. ``click.echo`` takes the colours out again where they don't belong."""
    # STYLES holds click's own keywords, of more than one type.
    return click.style(text, **STYLES[tone])  # type: ignore[arg-type]


def say(text: str = "", *, err: bool = False, newline: bool = True) -> None:
    """Print, in the signs that the stream can show."""
    click.echo(_fitting(text, sys.stderr if err else sys.stdout), err=err, nl=newline)


def shown(text: str) -> str:
    """Someone else's text so that it can't steer the terminal: control and direction characters become visible."""
    return text if text.isascii() and text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    # The zero-width joiner holds emoji together.
    if character in "\n\u200d" or unicodedata.category(character) not in HIDDEN:
        return character
    return " " if character == "\t" else character.encode("unicode_escape").decode()


def quoted(text: str, most: int = 70) -> str:
    """Someone else's text on one line, in quotes, cut where it is long."""
    line = shown(" ".join(text.split()))
    return f"“{line}”" if len(line) <= most else f"“{line[: most - 1]}…”"


def width() -> int:
    """Columns to use: the terminal's, between 40 and 100; 100 where there is none."""
    return max(40, min(100, shutil.get_terminal_size((100, 24)).columns))


def wrapped(text: str, indent: str) -> str:
    """Text in lines of the terminal's width, its own line breaks kept, each line behind ``indent``."""
    lines: list[str] = []
    for line in text.split("\n"):
        lines.extend(textwrap.wrap(line, width() - len(indent), break_on_hyphens=False, break_long_words=False) or [""])
    return "\n".join(f"{indent}{line}".rstrip() for line in lines)


def plural(count: int, one: str, many: str = "") -> str:
    """``1 text``, ``2 texts``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def rendered(problem: Problem, *, err: bool = False) -> str:
    """A problem with its level in colour, on a terminal as wide as that."""
    on_terminal = (sys.stderr if err else sys.stdout).isatty()
    beside = len(str(problem.place.line)) + 8
    first, *rest = (problem.render(width() - beside) if on_terminal else problem.render()).split("\n")
    mark = f": {problem.level}: "
    if mark in first:
        place, _, message = first.partition(mark)
        first = f"{styled(place, 'strong')}: {styled(problem.level, problem.level)}: {message}"
    return "\n".join([first, *rest])


def tell_error(error: ResponderError) -> None:
    """The message of an error that stops a command, on stderr."""
    problems = getattr(error, "problems", ())
    if not problems:
        say(f"{styled('responder:', 'error')} {shown(str(error))}", err=True)
        return
    for problem in problems:
        say(rendered(problem, err=True) + "\n", err=True)
    say(f"{plural(len(problems), 'problem')} in the rules. Nothing was started.", err=True)


def _fitting(text: str, stream: TextIO) -> str:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        for sign, plain in PLAIN.items():
            text = text.replace(sign, plain)
    return text
