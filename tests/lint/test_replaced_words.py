"""``replaced-words``: a word list that takes the place of a built-in one."""

from __future__ import annotations

import pytest

OTHERWISE = "otherwise: {reply: We will read this soon.}\n"


FILE = """words:
  {name}: [sure thing, ok]
rules:
  - name: A
    when: {{says: <{name}>}}
    reply: Well
"""


@pytest.mark.parametrize("name", ["yes", "no", "greeting"])
def test_a_list_of_a_built_in_name_is_noted_with_what_it_loses(lint, name: str) -> None:
    (problem,) = lint(FILE.format(name=name) + OTHERWISE, "replaced-words")

    assert (problem.place.line, problem.level) == (2, "note")
    assert f"takes the place of the built-in <{name}>" in problem.message
    assert f"`[<{name}>, <our {name}>]`" in problem.remedy


def test_a_list_of_another_name_is_no_problem(lint) -> None:
    assert lint(FILE.format(name="agreed") + OTHERWISE, "replaced-words") == []


def test_a_comment_silences_it(lint) -> None:
    text = FILE.format(name="yes").replace("words:", "words:  # responder: ignore=replaced-words") + OTHERWISE
    assert lint(text, "replaced-words") == []
