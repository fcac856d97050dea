"""``no-way-to-leave``: lists that one can join and not leave."""

from __future__ import annotations

OTHERWISE = "otherwise: {reply: We will read this soon.}\n"


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


def test_a_list_that_a_conversation_puts_people_on_counts_too(lint) -> None:
    text = f"""
    lists: {{tips: Tips}}
    rules:
      - {{name: Sign up, when: {{says: sign up}}, start: sign_up}}
    conversations:
      sign_up:
        - ask: What is your name?
          save: first_name
        - reply: You're on the list. Reply STOP to end.
          join: tips
    {OTHERWISE}"""

    assert [problem.place.line for problem in lint(text, "no-way-to-leave")] == [9]
