"""How a problem is shown: in the terminal, as JSON, as an annotation of GitHub."""

from __future__ import annotations

import pytest

from responder.core.place import Place
from responder.rules import Problem, RulesInvalid
from responder.rules.problem import in_order


def problem(line: str, column: int, end_column: int = 0, remedy: str = "Do this.") -> Problem:
    return Problem(
        Place("rules.yaml", 12, column),
        "unknown-key",
        '"any_words" isn\'t a setting here',
        remedy,
        source_line=line,
        end_column=end_column,
    )


def test_a_problem_shows_its_place_its_line_with_carets_and_the_remedy() -> None:
    shown = problem("    any_words: [price]", 5, 14, "Did you mean `contains`?").render()
    assert shown == (
        'rules.yaml:12:5: error: "any_words" isn\'t a setting here (unknown-key)\n'
        "    12 |     any_words: [price]\n"
        "       |     ^^^^^^^^^\n"
        "         Did you mean `contains`?"
    )


@pytest.mark.parametrize(
    ("line", "column", "end_column", "shown", "carets"),
    [
        ("\treply: x", 2, 7, " reply: x", " ^^^^^"),
        ("名前: x", 1, 3, "名前: x", "^^^^"),
        ("reply: 名前 x", 11, 12, "reply: 名前 x", "            ^"),
        ("re\u0301ply: x", 5, 7, "re\u0301ply: x", "   ^^"),
        ("reply: x", 9, 0, "reply: x", "        ^"),
        ("reply: \x1b[31mx", 8, 9, "reply: ·[31mx", "       ^"),
        ("reply: \u202ex", 9, 10, "reply: ·x", "        ^"),
        ("reply:\u00a0x", 7, 8, "reply: x", "      ^"),
    ],
)
def test_carets_stand_under_what_is_meant_whatever_the_letters(
    line: str, column: int, end_column: int, shown: str, carets: str
) -> None:
    lines = problem(line, column, end_column).render().splitlines()
    assert (lines[1], lines[2]) == (f"    12 | {shown}", f"       | {carets}")


def test_a_long_line_is_cut_around_the_place() -> None:
    lines = problem("x" * 300 + "HERE" + "y" * 300, 301, 305).render().splitlines()
    assert len(lines[1]) < 120
    assert lines[1].index("HERE") == lines[2].index("^^^^")
    assert lines[1].startswith("    12 | …x")


def test_a_line_without_anything_on_it_is_not_shown() -> None:
    assert len(problem("   ", 1).render().splitlines()) == 2


def test_a_long_remedy_is_wrapped_but_what_is_to_be_typed_is_not() -> None:
    typed = "  reply: " + "word " * 40
    shown = problem("x", 1, remedy=f"{'Read this. ' * 20}\n{typed}").render().splitlines()
    assert max(len(line) for line in shown[3:-1]) < 120
    assert shown[-1].strip() == typed.strip()


def test_a_narrow_terminal_gets_narrow_lines() -> None:
    told = problem("x" * 300 + "HERE" + "y" * 300, 301, 305, remedy="Read this. " * 20).render(width=40)
    lines = told.splitlines()[1:]
    assert max(len(line) for line in lines) <= 40 + len("    12 | …")
    assert lines[0].index("HERE") == lines[1].index("^^^^")


def test_json_has_plain_values() -> None:
    assert problem("any_words: x", 1, 10).to_json() == {
        "file": "rules.yaml",
        "line": 12,
        "column": 1,
        "end_column": 10,
        "level": "error",
        "code": "unknown-key",
        "message": '"any_words" isn\'t a setting here',
        "remedy": "Do this.",
        "source_line": "any_words: x",
    }


def test_github_gets_one_line_with_its_signs_escaped() -> None:
    told = Problem(Place("a,b:c.yaml", 3, 4), "tab", "100% wrong", "Write it\nlike this.", end_column=6).to_github()
    assert told == (
        "::error file=a%2Cb%3Ac.yaml,line=3,col=4,endColumn=6,title=tab::100%25 wrong%0AWrite it%0Alike this."
    )


def test_problems_come_in_the_order_of_the_files_from_top_to_bottom_each_once() -> None:
    def at(file: str, line: int, column: int = 1) -> Problem:
        return Problem(Place(file, line, column), "tab", "a tab")

    wanted = [at("b.yaml", 1), at("b.yaml", 2, 1), at("b.yaml", 2, 9), at("a.yaml", 1), at("other.yaml", 1)]
    given = [at("other.yaml", 1), at("a.yaml", 1), at("b.yaml", 2, 9), at("b.yaml", 2, 1), at("b.yaml", 1)]
    assert in_order([*given, at("a.yaml", 1)], ["b.yaml", "a.yaml"]) == wanted


def test_the_error_says_all_problems() -> None:
    error = RulesInvalid([problem("x", 1), Problem(Place("rules.yaml", 1), "tab", "a tab")])
    assert str(error) == f"{error.problems[0].render()}\n\n{error.problems[1].render()}"
