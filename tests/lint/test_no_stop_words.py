"""``no-stop-words``: someone joins a list and isn't told how to stop."""

from __future__ import annotations

import pytest

OTHERWISE = "otherwise: {reply: We will read this soon.}\n"


FILE = """lists: {{tips: Tips}}
rules:
  - name: Join
    when: {{says: tips}}
    join: tips
    reply: {reply}
  - name: Leave
    when: {{says: [enough tips]}}
    leave: tips
    reply: Done
"""


@pytest.mark.parametrize(
    "reply",
    [
        "Welcome! One tip a month.",
        "[Welcome!, One tip a month.]",
        "{en: Reply STOP to end., es: Bienvenido}",
        "Stopping by?",
    ],
)
def test_a_first_text_that_doesn_t_say_how_to_stop_is_told(lint, reply: str) -> None:
    (problem,) = lint(FILE.format(reply=reply) + OTHERWISE, "no-stop-words")

    assert (problem.place.line, problem.level) == (5, "warning")


def test_the_language_that_lacks_it_is_named(lint) -> None:
    (problem,) = lint(FILE.format(reply="{en: Reply STOP to end., es: Bienvenido}") + OTHERWISE, "no-stop-words")

    assert problem.message == 'people join the list "tips" and aren\'t told in es how to stop its texts'


@pytest.mark.parametrize(
    "reply",
    [
        "Welcome! Reply STOP to end.",
        "[Welcome!, STOP ends it.]",
        "Text us ENOUGH TIPS when you have had enough.",
        "{en: Reply STOP to end., es: Responda STOP para terminar.}",
        "To opt out just say so.",
    ],
)
def test_a_first_text_that_says_how_to_stop_is_no_problem(lint, reply: str) -> None:
    assert lint(FILE.format(reply=reply) + OTHERWISE, "no-stop-words") == []


def test_a_rule_that_says_nothing_at_all_is_told(lint) -> None:
    text = FILE.format(reply="x").replace("reply: x", "silent: yes")
    assert [p.place.line for p in lint(text + OTHERWISE, "no-stop-words")] == [5]


def test_a_rule_that_goes_on_may_leave_it_to_the_next(lint) -> None:
    text = FILE.format(reply="Welcome!").replace("join: tips", "join: tips\n    continue: yes")
    assert lint(text + OTHERWISE, "no-stop-words") == []


@pytest.mark.parametrize(("end", "found"), [("Welcome!", [7]), ("Welcome! STOP ends it.", [])])
def test_a_conversation_may_say_it_at_any_step(lint, end: str, found: list[int]) -> None:
    text = f"""
    lists: {{tips: Tips}}
    rules:
      - {{name: Sign up, when: {{says: sign up}}, start: sign_up}}
    conversations:
      sign_up:
        - {{ask: What is your name?, save: first_name}}
        - join: tips
          reply: {end}
    {OTHERWISE}"""

    assert [p.place.line for p in lint(text, "no-stop-words")] == found


def test_a_comment_silences_it(lint) -> None:
    text = FILE.format(reply="Welcome!").replace("join: tips", "join: tips  # responder: ignore=no-stop-words")
    assert lint(text + OTHERWISE, "no-stop-words") == []


def test_what_is_filled_in_from_the_file_counts(lint) -> None:
    text = "about: {end: Reply STOP to end.}\n" + FILE.format(reply="Welcome! {{ about.end }}")
    assert lint(text + OTHERWISE, "no-stop-words") == []
