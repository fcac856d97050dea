"""What each check finds, and what it leaves alone."""

from __future__ import annotations

from datetime import date

import pytest

OTHERWISE = "otherwise: {reply: We will read this soon.}\n"


def places(problems):
    return [(problem.place.line, problem.level) for problem in problems]


def test_a_file_without_otherwise_is_told(lint) -> None:
    (problem,) = lint("rules:\n  - {name: Hi, when: {says: hi}, reply: Hello, examples: [hi]}\n")

    assert (problem.code, problem.place.line, problem.level) == ("no-otherwise", 1, "warning")
    assert "otherwise:" in problem.remedy


def test_a_rule_that_answers_everything_needs_no_otherwise(lint) -> None:
    assert lint("rules:\n  - {name: Hi, reply: Hello, examples: [hi]}\n") == []


@pytest.mark.parametrize(
    ("when", "level", "word"),
    [
        ("{says: [cancel, move]}", "warning", "cancel"),
        ("{says: Stop}", "warning", "Stop"),
        ("{says: QUIT!}", "warning", "QUIT!"),
        ("{any: [{has: picture}, {says: end}]}", "warning", "end"),
        ("{says: info}", "warning", "info"),
        ("{says: start}", "warning", "start"),
        ("{contains: [cancel]}", "note", "cancel"),
        ("{starts_with: [cancel]}", "note", "cancel"),
        ("{says: yes}", "note", "yes"),
    ],
)
def test_words_that_carriers_keep_for_themselves_are_told(lint, when: str, level: str, word: str) -> None:
    text = f"rules:\n  - name: A\n    when: {when}\n    reply: Well\n    examples: []\n{OTHERWISE}"

    (problem,) = lint(text, "carrier-words")

    assert (problem.place.line, problem.level) == (3, level)
    assert problem.source_line[problem.place.column - 1 : problem.end_column - 1] == word


def test_a_word_is_pointed_at_where_it_counts_and_not_in_the_rule_s_name(lint) -> None:
    text = """
    rules:
      - name: Cancel
        # cancel
        when:
          any:
            - contains: [the cancel]
            - says: [cancel]
        reply: To cancel, reply CANCEL now.
    """

    assert [(p.place.line, p.place.column) for p in lint(text, "carrier-words")] == [(7, 18), (8, 29)]


@pytest.mark.parametrize(
    "when",
    [
        "{says: [cancel my appointment]}",
        "{contains: [the end]}",
        "{says: [<yes>, c]}",
        "{says: [yes, ok]}",
        "{not: {says: cancel}}",
        "{matches: cancel}",
    ],
)
def test_phrases_and_words_with_alternatives_are_no_problem(lint, when: str) -> None:
    text = f"rules:\n  - name: A\n    when: {when}\n    reply: Well\n    examples: []\n{OTHERWISE}"

    assert lint(text, "carrier-words") == []


def test_a_stop_word_of_the_file_counts_as_well(lint) -> None:
    text = f"opt_out: {{stop_words: [basta]}}\nrules:\n  - {{name: A, when: {{says: basta}}, reply: Well}}\n{OTHERWISE}"

    assert places(lint(text, "carrier-words")) == [(3, "warning")]


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        ("Reply CANCEL to cancel your appointment.", True),
        ("Text END when you are there.", True),
        ("Reply INFO for our prices.", True),
        ("Reply STOP to end.", False),
        ("Reply CANCEL to stop these texts.", False),
        ("Reply END to unsubscribe.", False),
        ("Reply C to cancel. The END is near.", False),
    ],
)
def test_a_reply_that_asks_for_such_a_word_is_told(lint, reply: str, found: bool) -> None:
    text = f"rules:\n  - name: A\n    when: {{says: a}}\n    reply: {reply}\n{OTHERWISE}"

    assert places(lint(text, "carrier-words")) == ([(4, "warning")] if found else [])


LONG = "We are open from Monday to Friday and at weekends by appointment, come by"


@pytest.mark.parametrize(
    ("reply", "level", "remedy"),
    [
        (f"{LONG}, it’s easy", "warning", "Write ' instead of ’."),
        (f"{LONG} – it’s easy", "warning", "Write - instead of –, ' instead of ’."),
        (f"{LONG} 😀", "note", "If the price matters: leave out 😀."),
        (f"{LONG} mañana o el sábado", "note", "If the price matters: write a instead of á."),
        (
            "x" * 500,
            "note",
            "Say it shorter if you can: one text has room for 160 characters, two for 306, three for 459.",
        ),
    ],
)
def test_a_reply_that_is_paid_several_times_names_the_character_and_what_to_write(
    lint, reply: str, level: str, remedy: str
) -> None:
    text = f"rules:\n  - name: A\n    when: {{says: a}}\n    reply: {reply}\n{OTHERWISE}"

    (problem,) = lint(text, "costly-reply")

    assert (problem.place.line, problem.level, problem.remedy) == (4, level, remedy)


@pytest.mark.parametrize("reply", ["It’s easy", f"{LONG}, bring a friend", "x" * 400])
def test_a_reply_that_costs_nothing_extra_is_no_problem(lint, reply: str) -> None:
    text = f"rules:\n  - name: A\n    when: {{says: a}}\n    reply: {reply}\n{OTHERWISE}"

    assert lint(text, "costly-reply") == []


def test_what_is_filled_in_counts_with_its_length(lint) -> None:
    text = f"about: {{place: '{LONG}'}}\nrules:\n  - name: A\n    reply: It’s {{{{ about.place }}}}\n{OTHERWISE}"

    assert places(lint(text, "costly-reply")) == [(4, "warning")]


def test_a_list_that_one_can_join_and_not_leave_is_told_once(lint) -> None:
    text = f"""
    lists: {{tips: Tips}}
    rules:
      - name: Join
        when: {{says: tips}}
        join: tips
      - name: Join too
        when: {{says: more}}
        join: [tips]
    {OTHERWISE}"""

    (problem,) = lint(text, "no-way-to-leave")

    assert (problem.place.line, problem.remedy) == (
        5,
        "Add a rule such as `when: {says: [leave tips]}` with `leave: tips`.",
    )


def test_a_list_with_a_way_out_is_no_problem(lint) -> None:
    text = f"""
    lists: {{tips: Tips}}
    rules:
      - {{name: Join, when: {{says: tips}}, join: tips}}
      - {{name: Leave, when: {{says: no tips}}, leave: tips}}
    {OTHERWISE}"""

    assert lint(text, "no-way-to-leave") == []


def test_rules_without_examples_are_noted(lint) -> None:
    text = f"""
    rules:
      - {{name: A, when: {{says: a}}, reply: A}}
      - {{name: B, when: {{says: b}}, reply: B, examples: [b]}}
      - {{name: C, when: {{says: c}}, reply: C}}
    stories:
      - name: C is told
        steps: [{{they_text: c, rule: C}}]
    {OTHERWISE}"""

    assert places(lint(text, "no-examples")) == [(2, "note")]


@pytest.mark.parametrize(
    ("dates", "found"),
    [
        ("2025-12-25", True),
        ("2025-12-24 to 2026-06-01", True),
        ("[2026-12-25, 2024-12-25]", True),
        ("2026-06-02", False),
        ("2025-12-24 to 2026-06-02", False),
        ("12-25", False),
    ],
)
def test_dates_that_never_come_again_are_told(lint, dates: str, found: bool) -> None:
    text = f"timezone: UTC\nrules:\n  - name: A\n    when: {{date: {dates}}}\n    reply: Well\n{OTHERWISE}"

    assert places(lint(text, "past-date", date(2026, 6, 2))) == ([(4, "warning")] if found else [])


def test_closed_days_that_are_all_past_are_told_at_the_last(lint) -> None:
    text = f"timezone: UTC\nhours: {{mon-fri: 9-17}}\nclosed: [2024-12-25, 2025-12-25]\n{OTHERWISE}"

    (problem,) = lint(text, "past-date")

    assert (problem.place.line, problem.source_line[problem.place.column - 1 :]) == (3, "2025-12-25]")


def test_old_closed_days_beside_coming_ones_do_no_harm(lint) -> None:
    text = f"timezone: UTC\nhours: {{mon-fri: 9-17}}\nclosed: [2024-12-25, 2026-12-25]\n{OTHERWISE}"

    assert lint(text, "past-date") == []


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


@pytest.mark.parametrize(("does", "found"), [("opt_out: yes", []), ("reply: Bye", [(3, "warning")])])
def test_stop_words_in_a_rule_that_opts_out_do_what_they_do_anyway(lint, does: str, found: list[object]) -> None:
    text = f"rules:\n  - name: No more\n    when: {{says: <stop>}}\n    {does}\n" + OTHERWISE

    assert places(lint(text, "carrier-words")) == found


def test_a_word_that_the_file_itself_takes_for_stop_is_told_as_such(lint) -> None:
    rule = "rules:\n  - name: Sick note\n    when: {says: baja}\n    reply: Sent\n"
    (problem,) = lint("opt_out: {stop_words: [baja]}\n" + rule + OTHERWISE, "carrier-words")

    assert problem.message.startswith('"baja" never reaches "Sick note": it stands under `opt_out: stop_words:`')
