"""``empty-list``: lists that nobody can join by text."""

from __future__ import annotations

import pytest

OTHERWISE = "otherwise: {reply: We will read this soon.}\n"


FILE = """lists:
  tips: Tips
  news: News
rules:
  - name: A
    when: {says: a}
    join: tips
    reply: Reply STOP to end.
"""


def test_a_list_that_no_rule_lets_people_join_is_noted_where_it_stands(lint) -> None:
    (problem,) = lint(FILE + OTHERWISE, "empty-list")

    assert (problem.place.line, problem.level) == (3, "note")
    assert problem.remedy == "Add a rule such as `when: {says: [join news]}` with `join: news`, or take the list out."


@pytest.mark.parametrize(
    "more",
    [
        "  - {name: B, when: {says: b}, join: [tips, news], reply: STOP ends it}\n",
        """
  - {name: Start, when: {says: b}, start: more}
conversations:
  more:
    - {ask: Sure?, expect: yes or no, save: sure}
    - {join: news, reply: Reply STOP to end.}
""",
    ],
)
def test_a_list_that_a_rule_or_a_conversation_puts_people_on_is_no_problem(lint, more: str) -> None:
    assert lint(FILE + more.lstrip("\n"), "empty-list") == []


def test_a_comment_silences_it(lint) -> None:
    assert (
        lint(FILE.replace("news: News", "news: News  # responder: ignore=empty-list") + OTHERWISE, "empty-list") == []
    )
