"""Whatever stands in a file: it loads, or every problem is told. Nothing else is raised."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from responder import rules
from responder.core.ruleset import Ruleset
from responder.rules import RulesInvalid

ROOT = Path(__file__).parents[2]
WHOLE = (ROOT / "responder" / "starters" / "clinic.yaml").read_text(encoding="utf-8")
LINES = WHOLE.split("\n")

LINES_OF_RULES = [
    "rules:\n",
    "  - name: A\n",
    "    when: {says: hi}\n",
    "    reply: Hi {{ name }}\n",
    "    reply: |\n",
    "      text # x\n",
    "words:\n",
    "hours: mon-fri 9:00-17:00\n",
    "examples:\n",
    "stories:\n",
    "otherwise:",
    "include: x\n",
    "---\n",
]
SIGNS = [
    "  - ",
    "- ",
    "    ",
    "\t",
    "'",
    '"',
    "[",
    "]",
    "{",
    "}",
    "{{",
    "}}",
    "{%",
    ": ",
    " #",
    "&a",
    "*a",
    "!",
    "%",
    "@",
    ">",
    "?",
    "when:",
    "says: ",
    "<yes>",
    "staff: ",
    "if: ",
    "yes",
    "(?P<x>",
]
ODD = ["|", "\u00a0", "…", "😀", "\x00", "\ud800", "\r\n", "\u2028", "limits: {"]
PIECES = st.sampled_from(LINES_OF_RULES + SIGNS + ODD)


def told_or_loaded(text: str) -> None:
    try:
        loaded = rules.loads(text)
    except RulesInvalid as error:
        assert error.problems
        for problem in error.problems:
            assert problem.message and problem.code and problem.place.line >= 1
            assert problem.render() and problem.to_github() and problem.to_json()
    else:
        assert isinstance(loaded, Ruleset)


@given(st.lists(PIECES, max_size=12).map("".join))
@settings(max_examples=300, deadline=None)
def test_pieces_of_rules_in_any_order(text: str) -> None:
    told_or_loaded(text)


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text(text: str) -> None:
    told_or_loaded(text)


@given(st.integers(0, len(WHOLE)), st.integers(0, 40), PIECES)
@settings(max_examples=100, deadline=None)
def test_a_file_with_something_cut_out_and_something_put_in(at: int, length: int, piece: str) -> None:
    told_or_loaded(WHOLE[:at] + piece + WHOLE[at + length :])


@given(st.integers(0, len(LINES) - 1), st.integers(0, 8))
@settings(max_examples=60, deadline=None)
def test_a_file_with_a_line_moved_sideways(number: int, spaces: int) -> None:
    lines = list(LINES)
    lines[number] = " " * spaces + lines[number].lstrip()
    told_or_loaded("\n".join(lines))


@given(st.text(max_size=40).map(lambda text: text.encode("utf-16")) | st.binary(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_bytes(data: bytes) -> None:
    def read(_: Path) -> bytes:
        return data

    try:
        rules.load(Path("rules.yaml"), read=read)
    except RulesInvalid as error:
        assert all(problem.render() for problem in error.problems)
