"""``untaken-word``: a text asks people to reply with a word, and no rule takes it."""

from __future__ import annotations

import pytest

from responder.lint.promised import promised

OTHERWISE = "otherwise: {reply: We will read this soon.}\n"


FILE = """timezone: UTC
rules:
  - name: Confirm
    when: {{says: [c, confirm]}}
    reply: "{reply}"
  - name: Leave
    when: {{says: [leave tips]}}
    reply: Done
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Reply C to confirm or R for a new time.", ["C", "R"]),
        ("Reply YES or NO", ["YES", "NO"]),
        ("Reply 1 fine, 2 some pain, 3 bad.", ["1", "2", "3"]),
        ("Text HOURS, PRICES or BOOK, or just ask.", ["HOURS", "PRICES", "BOOK"]),
        ("Escriba HOURS, PRICES o BOOK", ["HOURS", "PRICES", "BOOK"]),
        ("Reply LEAVE TIPS to end them, STOP to end all.", ["LEAVE TIPS", "STOP"]),
        ('Reply with "BOOK" to book', ["BOOK"]),
        ("Antworten Sie mit JA oder NEIN.", ["JA", "NEIN"]),
        ("Call or text 555-0100. Text 911 in an emergency.", []),
        ("Reply ASAP", []),
        ("Reply with your NAME and DATE", []),
        ("We reply within 24 hours. Text us.", []),
        ("Please text {{ first_name }}", []),
        ("I reply. In an emergency, call.", []),
        ("Text 2 days before: 10:30 or 11:30", []),
    ],
)
def test_the_words_that_a_text_asks_for(text: str, words: list[str]) -> None:
    assert list(promised(text)) == words


def test_a_word_that_was_forgotten_beside_another_is_told(lint) -> None:
    (problem,) = lint(FILE.format(reply="Reply C to confirm or R for a new time.") + OTHERWISE, "untaken-word")

    assert (problem.place.line, problem.level, problem.message) == (
        5,
        "warning",
        "people are asked to reply R, and no rule takes it",
    )
    assert problem.source_line[problem.place.column - 1 : problem.end_column - 1] == "R"


def test_where_no_rule_takes_any_of_the_words_it_is_a_note(lint) -> None:
    problems = lint(FILE.format(reply="Reply BOOK or CALL.") + OTHERWISE, "untaken-word")

    assert [(p.place.line, p.level) for p in problems] == [(5, "note"), (5, "note")]


@pytest.mark.parametrize("reply", ["Reply C or LEAVE TIPS", "Reply STOP to end", "Reply HELP for help, START to go on"])
def test_words_that_are_heard_are_no_problem(lint, reply: str) -> None:
    assert lint(FILE.format(reply=reply) + OTHERWISE, "untaken-word") == []


@pytest.mark.parametrize(
    "rule",
    [
        "{name: X, when: {contains: [r]}, reply: x}",
        "{name: X, when: {starts_with: r}, reply: x}",
        "{name: X, when: {matches: '^r$'}, reply: x}",
        "{name: Z, when: {says: z}, ask: Z?}\n  - {name: X, when: {any: [{says: r}, {answering: Z}]}, reply: x}",
        "{name: X, when: {if: body == 'R'}, reply: x}",
        "{name: X, reply: x}",
    ],
)
def test_any_rule_may_take_the_word(lint, rule: str) -> None:
    text = FILE.format(reply="Reply C or R.") + f"  - {rule}\n"
    assert lint(text + OTHERWISE, "untaken-word") == []


@pytest.mark.parametrize(("when", "found"), [("{answering: Ask}", 0), ("{answering: Other}", 1)])
def test_a_rule_that_waits_for_the_question_takes_all_answers(lint, when: str, found: int) -> None:
    text = FILE.format(reply="x") + (
        "  - {name: Ask, when: {says: ask}, ask: Reply C or R}\n"
        "  - {name: Other, when: {says: other}, ask: Well?}\n"
        f"  - {{name: X, when: {when}, reply: x}}\n"
    )
    assert len(lint(text + OTHERWISE, "untaken-word")) == found


def test_a_comment_silences_it(lint) -> None:
    text = FILE.format(reply="Reply C or R.").replace(
        "    reply:", "    # responder: ignore=untaken-word\n    reply:", 1
    )
    assert lint(text + OTHERWISE, "untaken-word") == []
