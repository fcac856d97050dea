"""``carrier-words``: words that carriers keep for themselves."""

from __future__ import annotations

import pytest

OTHERWISE = "otherwise: {reply: We will read this soon.}\n"


def places(problems):
    return [(problem.place.line, problem.level) for problem in problems]


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


@pytest.mark.parametrize(("does", "found"), [("opt_out: yes", []), ("reply: Bye", [(3, "warning")])])
def test_stop_words_in_a_rule_that_opts_out_do_what_they_do_anyway(lint, does: str, found: list[object]) -> None:
    text = f"rules:\n  - name: No more\n    when: {{says: <stop>}}\n    {does}\n" + OTHERWISE

    assert places(lint(text, "carrier-words")) == found


def test_a_word_that_the_file_itself_takes_for_stop_is_told_as_such(lint) -> None:
    rule = "rules:\n  - name: Sick note\n    when: {says: baja}\n    reply: Sent\n"
    (problem,) = lint("opt_out: {stop_words: [baja]}\n" + rule + OTHERWISE, "carrier-words")

    assert problem.message.startswith('"baja" never reaches "Sick note": it stands under `opt_out: stop_words:`')


@pytest.mark.parametrize(
    "rule",
    [
        "ask: Shall we come? Reply CANCEL for no.",
        "reply: Well\n    follow_up: {after: 1 day, text: Reply CANCEL for no.}",
        "once_per: 1 day\n    or_reply: Reply CANCEL for no.\n    reply: Well",
    ],
)
def test_what_is_asked_and_sent_later_is_looked_at_too(lint, rule: str) -> None:
    text = f"timezone: UTC\nrules:\n  - name: A\n    when: {{says: a}}\n    {rule}\n{OTHERWISE}"

    (problem,) = lint(text, "carrier-words")

    assert problem.source_line[problem.place.column - 1 : problem.end_column - 1] == "CANCEL"


def test_cancel_that_steers_a_conversation_and_isn_t_the_word_alone(lint) -> None:
    text = f"rules:\n  - name: A\n    when: {{says: a}}\n    reply: Reply CANCEL THAT to leave it.\n{OTHERWISE}"

    assert lint(text, "carrier-words") == []
