"""``single-braces``: braces and stars that are taken letter by letter."""

from __future__ import annotations

import pytest

OTHERWISE = "otherwise: {reply: We will read this soon.}\n"


def places(problems):
    return [(problem.place.line, problem.level) for problem in problems]


BRACES = """
about: {{address: 12 Mill Lane}}
rules:
  - name: Hello
    when: {{says: hi}}
    remember: {{plan: gold}}
    reply: "{reply}"
    examples: [hi]
otherwise: {{reply: Soon}}
"""


@pytest.mark.parametrize(
    ("reply", "meant"),
    [
        ("Hi {first_name}", "first_name"),
        ("Hi { First name }!", "first_name"),
        ("Hi {{ first_name }}, {plan}", "plan"),
        ("Come to {about.address}", "about.address"),
        ("Hi ${first_name}", "first_name"),
    ],
)
def test_a_name_in_single_braces_would_be_sent_as_it_stands(lint, reply: str, meant: str) -> None:
    (problem,) = lint(BRACES.format(reply=reply), "single-braces")

    assert (problem.place.line, problem.level) == (6, "warning")
    assert problem.remedy == f"Write {{{{ {meant} }}}}."


@pytest.mark.parametrize("reply", ["Hi {{ first_name }}", "Choose {a} or {b}", "A {} b"])
def test_braces_that_mean_no_name_are_left_alone(lint, reply: str) -> None:
    assert lint(BRACES.format(reply=reply), "single-braces") == []


def test_a_group_and_the_replies_of_opt_out_count_too(lint) -> None:
    problems = lint(
        """
        opt_out: {stop_reply: "Bye {first_name}"}
        rules:
          - {name: A, when: {matches: '(?P<med>[a-z]+) refill'}, reply: "We refill {med}", examples: []}
        otherwise: {reply: Soon}
        """,
        "single-braces",
    )

    assert places(problems) == [(1, "warning"), (3, "warning")]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("says: 'i am {{ first_name }}'", "nothing is filled into"),
        ("starts_with: ['{first_name}']", "nothing is filled into"),
        ("contains: [cost, pric*]", "the star in"),
        ("contains_all: [broken, '*tooth']", "the star in"),
    ],
)
def test_words_are_compared_letter_by_letter(lint, words: str, told: str) -> None:
    (problem,) = lint(
        f"rules:\n  - name: A\n    when: {{{words}}}\n    reply: x\n    examples: []\n" + OTHERWISE, "single-braces"
    )

    assert problem.place.line == 3
    assert told in problem.message and "letter by letter" in problem.message


def test_a_list_of_words_is_told_where_it_stands(lint) -> None:
    (problem,) = lint(
        "words: {pain: [hurt*]}\nrules:\n  - {name: A, when: {contains: <pain>}, reply: x, examples: []}\n" + OTHERWISE,
        "single-braces",
    )

    assert problem.place.line == 1


def test_braces_that_are_meant_can_be_left(lint) -> None:
    text = BRACES.format(reply="Write {name}").replace(
        "    reply:", "    # responder: ignore=single-braces\n    reply:"
    )
    assert lint(text, "single-braces") == []
