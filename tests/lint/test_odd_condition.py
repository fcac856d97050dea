"""``odd-condition``: an ``if`` that is always so, or never, though it looks as if it mattered."""

from __future__ import annotations

import pytest

OTHERWISE = "otherwise: {reply: We will read this soon.}\n"


FILE = """rules:
  - name: A
    when:
      contains: a
      if: {condition}
    reply: Well
  - {{name: B, when: {{says: b}}, remember: {{plan: gold}}, reply: B}}
"""


@pytest.mark.parametrize(
    ("condition", "told", "remedy"),
    [
        ("plan == 'gold' or 'silver'", '"silver" alone is always so', "`plan in ['one', 'other']`"),
        ("contact.plan == 'gold' or 'silver'", '"silver" alone is always so', "`contact.plan in ['one', 'other']`"),
        ("\"'yes'\"", "this condition is always so", "Compare a name"),
        ('"true"', "this condition is always so", "Compare a name"),
        ('"false"', "this condition is never so", "Compare a name"),
        ("1 > 2", "it looks at nothing that changes", "Compare a name"),
        ("plan != 'gold' or plan != 'silver'", "this is always so", "Write `and`"),
        ("plan == 'gold' and plan == 'silver'", "plan can't be both", "Write `or`"),
        ("body|lower == 'Yes'", "this is never so", 'Write "yes"'),
        ("\"'Price' in body|lower\"", "this is never so", 'Write "price"'),
        ("body|upper != 'yes'", "this is always so", 'Write "YES"'),
        ("country == 'us'", "this is never so: `country` is a code", 'Write "US"'),
        ("country != 'Canada'", "this is always so: `country` is a code", "such as"),
    ],
)
def test_a_condition_that_asks_nothing_is_told(lint, condition: str, told: str, remedy: str) -> None:
    (problem,) = lint(FILE.format(condition=condition) + OTHERWISE, "odd-condition")

    assert (problem.place.line, problem.level) == (5, "warning")
    assert told in problem.message and (remedy in problem.remedy or remedy == "such as")


@pytest.mark.parametrize(
    "condition",
    [
        "plan == 'gold' or plan == 'silver'",
        "plan in ['gold', 'silver']",
        "not plan == 'gold'",
        "plan != 'gold' and plan != 'silver'",
        "(plan or 'none') == 'gold'",
        "body|lower == 'yes'",
        "country == 'US'",
        "country == ''",
        "plan == 'Gold' or plan == 'gold'",
        "body|length > 3",
        "plan == 'gold' and first_name == 'silver'",
    ],
)
def test_a_condition_that_asks_something_is_no_problem(lint, condition: str) -> None:
    assert lint(FILE.format(condition=condition) + OTHERWISE, "odd-condition") == []


def test_a_comment_silences_it(lint) -> None:
    text = FILE.format(condition="plan == 'gold' or 'silver'  # responder: ignore=odd-condition")
    assert lint(text + OTHERWISE, "odd-condition") == []
