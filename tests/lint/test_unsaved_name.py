"""``unsaved-name``: a text with a name in it that nobody ever saves."""

from __future__ import annotations

import pytest

OTHERWISE = "otherwise: {reply: We will read this soon.}\n"


FILE = """rules:
  - name: A
    when: {{says: a}}
    reply: "{reply}"
"""
SAVES = "  - {name: B, when: {matches: 'i am (?P<who>.+)'}, remember: {FIELD: '{{ who }}'}, reply: Thanks}\n"


@pytest.mark.parametrize(
    ("reply", "sent"),
    [
        ("Hi {{ first_name }}, how can we help?", "Hi , how can we help?"),
        ("Thanks {{ name }}!", "Thanks !"),
        ("Dear {{ first_name }} {{ last_name }}", "Dear"),
        ("{{ first_name }}, we are open.", ", we are open."),
        ("See you soon {{ first_name }} and bring a towel.", "See you soon  and bring a towel."),
        ("{{ first_name }}", ""),
    ],
)
def test_a_name_that_nobody_saves_is_told_with_what_people_get(lint, reply: str, sent: str) -> None:
    problem = lint(FILE.format(reply=reply) + OTHERWISE, "unsaved-name")[0]

    assert (problem.place.line, problem.level) == (4, "warning")
    assert problem.message.endswith(f'so people are sent "{sent}"')


@pytest.mark.parametrize(
    "reply",
    [
        "Hi {{ first_name or 'there' }}, how can we help?",
        "Hi {{ first_name|default('there') }}, how can we help?",
        "Hi{% if first_name %} {{ first_name }}{% endif %}, how can we help?",
        "Hi, how can we help?",
        "We are  open!  {{ 'Hello ' ~ name if name }}",
    ],
)
def test_a_name_with_something_in_its_place_is_no_problem(lint, reply: str) -> None:
    assert lint(FILE.format(reply=reply) + OTHERWISE, "unsaved-name") == []


@pytest.mark.parametrize(
    ("field", "used", "found"),
    [
        ("first_name", "first_name", 0),
        ("name", "first_name", 0),
        ("first_name", "name", 0),
        ("last_name", "first_name", 1),
    ],
)
def test_a_name_that_a_rule_saves_is_no_problem(lint, field: str, used: str, found: int) -> None:
    text = FILE.format(reply=f"Hi {{{{ {used} }}}}, well") + SAVES.replace("FIELD", field) + OTHERWISE
    assert len(lint(text, "unsaved-name")) == found


def test_a_conversation_saves_names_too(lint) -> None:
    text = FILE.format(reply="Hi {{ first_name }}!") + (
        "  - {name: B, when: {says: b}, start: talk}\n"
        "conversations: {talk: [{ask: Your name?, save: first_name, expect: name}]}\n"
    )
    assert lint(text + OTHERWISE, "unsaved-name") == []


def test_a_comment_silences_it(lint) -> None:
    text = FILE.format(reply="Hi {{ first_name }}!").rstrip() + "  # responder: ignore=unsaved-name\n"
    assert lint(text + OTHERWISE, "unsaved-name") == []
