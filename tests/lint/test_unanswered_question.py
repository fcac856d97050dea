"""``unanswered-question``: a question is asked, and no rule waits for its answer."""

from __future__ import annotations

import pytest

OTHERWISE = "otherwise: {reply: We will read this soon.}\n"


FILE = """timezone: UTC
rules:
  - name: Late
    when: {{says: late}}
    ask: Will you come today?
  - name: Prices
    when: {{says: price}}
    reply: $80
    follow_up:
      - after: 1 day
        name: later
        ask: {question}
{more}"""
HEARD = "  - {name: Answer, when: {answering: [Late, later]}, reply: Thanks}\n"


def test_each_question_that_nobody_waits_for_is_told_at_its_line(lint) -> None:
    problems = lint(FILE.format(question="Shall we find a time?", more="") + OTHERWISE, "unanswered-question")

    assert [(p.place.line, p.level, p.remedy) for p in problems] == [
        (5, "warning", "Add a rule with `when: {answering: Late}`, or write `reply:` for `ask:`."),
        (12, "warning", "Add a rule with `when: {answering: later}`, or write `text:` for `ask:`."),
    ]


@pytest.mark.parametrize(
    "more", [HEARD, "  - {name: B, when: {any: [{answering: Late}, {answering: later, says: yes}]}, reply: B}\n"]
)
def test_a_question_with_a_rule_that_waits_for_it_is_no_problem(lint, more: str) -> None:
    assert lint(FILE.format(question="Shall we?", more=more) + OTHERWISE, "unanswered-question") == []


@pytest.mark.parametrize(("word", "lines"), [("PRICE", []), ("BOOK", [12])])
def test_a_question_that_names_the_words_of_other_rules_is_no_problem(lint, word: str, lines: list[int]) -> None:
    heard = "  - {name: B, when: {answering: Late}, reply: B}\n"
    text = FILE.format(question=f"Shall we find a time? Reply {word}.", more=heard)
    assert [p.place.line for p in lint(text + OTHERWISE, "unanswered-question")] == lines


def test_what_a_conversation_asks_it_reads_itself(lint) -> None:
    text = f"""
    rules:
      - {{name: A, when: {{says: a}}, start: talk}}
    conversations:
      talk:
        - {{ask: Which day?, save: day}}
    {OTHERWISE}"""
    assert lint(text, "unanswered-question") == []


def test_a_comment_silences_it(lint) -> None:
    text = FILE.format(question="Shall we?", more="").replace(
        "ask:", "# responder: ignore=unanswered-question\n    ask:", 1
    )
    assert [p.place.line for p in lint(text + OTHERWISE, "unanswered-question")] == [13]
