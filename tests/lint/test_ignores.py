"""Comments that ignore a check, and the order in which findings come."""

from __future__ import annotations

import pytest

OTHERWISE = "otherwise: {reply: We will read this soon.}\n"


def places(problems):
    return [(problem.place.line, problem.level) for problem in problems]


IGNORED = """
rules:
  - name: A
    when: {{says: cancel}}{same}
    reply: Well
{otherwise}"""


@pytest.mark.parametrize(
    "text",
    [
        "rules:\n  - name: A\n    when: {says: cancel}  # responder: ignore=carrier-words\n    reply: Well\n",
        "rules:\n  - name: A\n    # responder: ignore=carrier-words\n    when: {says: cancel}\n    reply: Well\n",
        "rules:\n  - name: A  # responder: ignore=carrier-words\n    when: {says: cancel}\n    reply: Well\n",
        "rules:\n  # responder: ignore=no-examples, carrier-words\n  - name: A\n    when: {says: quit}\n    reply: A\n",
    ],
)
def test_a_comment_at_the_line_above_it_or_where_the_rule_begins_ignores_a_check(lint, text: str) -> None:
    assert lint(text + OTHERWISE, "carrier-words") == []


def test_a_comment_elsewhere_or_with_another_name_ignores_nothing(lint) -> None:
    text = (
        "# responder: ignore=carrier-words\nrules:\n  - name: A\n"
        "    when: {says: cancel}  # responder: ignore=costly-reply\n    reply: Well\n"
    )

    assert places(lint(text + OTHERWISE, "carrier-words")) == [(4, "warning")]


def test_a_comment_that_names_no_check_is_told_with_the_nearest_name(lint) -> None:
    text = f"rules:\n  - {{name: A, when: {{says: a}}, reply: A}}  # responder: ignore=no-exmaples\n{OTHERWISE}"

    (problem,) = lint(text, "unknown-ignore")

    assert (problem.remedy, problem.source_line[problem.place.column - 1 :]) == (
        "Did you mean `no-examples`?",
        "no-exmaples",
    )


def test_findings_come_in_the_order_of_the_file(lint) -> None:
    text = """
    rules:
      - {name: A, when: {says: cancel}, reply: A}
      - {name: B, when: {says: b}, reply: B}
    """

    assert [(problem.place.line, problem.code) for problem in lint(text)] == [
        (1, "no-otherwise"),
        (2, "no-examples"),
        (2, "carrier-words"),
        (3, "no-examples"),
    ]
