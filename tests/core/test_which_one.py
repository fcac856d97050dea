"""A text that answers more than one open question: the contact says which one they mean."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from responder.core.conditions.matchers import Says
from responder.core.conditions.question_matchers import Answering
from responder.core.contact import Contact
from responder.core.decision import Decision
from responder.core.message import Media

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ASKED = "Which one do you mean? Reply with its number.\n1: Shall we call you today?\n2: See you Tuesday at 10?"


def texts(decision: Decision) -> list[str]:
    return [reply.text for reply in decision.replies]


def names(decision: Decision) -> list[str]:
    return [question.name for question in decision.contact.questions]


def two(make: Any, **fields: str) -> Contact:
    """The visit was asked about first, the call last."""
    visit = make.open_question("visit", text="See you Tuesday at 10?")
    call = make.open_question("call", text="Shall we call you today?")
    return Contact(make.them, questions=(visit, call), fields=fields)


def rules(make: Any, *more: Any, **rest: Any) -> Any:
    yes = Says(make.phrases("yes"))
    return make.ruleset(
        make.rule("Visit", [Answering(("visit",)), yes], "See you!"),
        make.rule("Call", [Answering(("call",)), yes], "We'll call."),
        *more,
        otherwise="Later",
        **rest,
    )


def test_an_answer_to_two_questions_is_asked_about(make: Any) -> None:
    decision = make.decide(rules(make), "Yes", contact=two(make))
    assert (texts(decision), decision.outcome, decision.rule) == ([ASKED], "answered", None)
    assert (names(decision), decision.effects) == (["visit", "call"], ())
    assert decision.contact.choosing.names == ("call", "visit")
    because = "it fits the questions 'call' and 'visit': they are asked which one they mean"
    assert [step.because for step in decision.trace.steps] == [(because,), (because,)]


@pytest.mark.parametrize(
    ("pick", "reply", "left"),
    [
        ("1", "We'll call.", ["visit"]),
        ("2.", "See you!", ["call"]),
        ("number 2", "See you!", ["call"]),
        ("2 please", "See you!", ["call"]),
        ("Shall we call", "We'll call.", ["visit"]),
        ("see you tuesday", "See you!", ["call"]),
        ("visit", "See you!", ["call"]),
    ],
)
def test_a_number_or_the_first_words_pick_one(make: Any, pick: str, reply: str, left: list[str]) -> None:
    _, decision = make.talk(rules(make), ["yes", pick], contact=two(make))
    assert (texts(decision), names(decision), decision.contact.choosing) == ([reply], left, None)


def test_the_text_before_is_what_is_decided(make: Any) -> None:
    _, decision = make.talk(rules(make), ["Yes!", "2"], contact=two(make))
    assert decision.effects[0].value == "Yes!"
    assert decision.trace.steps[0].because == ("they were asked which question 'Yes!' is for, and mean this one",)


def test_anything_else_is_decided_afresh(make: Any) -> None:
    decisions = make.talk(rules(make), ["yes", "hm", "1"], contact=two(make))
    assert [texts(decision) for decision in decisions[1:]] == [["Later"], ["Later"]]
    assert [decision.contact.choosing for decision in decisions[1:]] == [None, None]


@pytest.mark.parametrize("pick", ["3", "0", "12", "x"])
def test_what_was_not_offered_picks_nothing(make: Any, pick: str) -> None:
    _, decision = make.talk(rules(make), ["yes", pick], contact=two(make))
    assert texts(decision) == ["Later"]


def test_a_choice_that_comes_too_late_is_an_ordinary_text(make: Any) -> None:
    _, decision = make.talk(rules(make), ["yes", "1"], contact=two(make), every=23 * HOUR)
    assert texts(decision) == ["We'll call."]
    _, decision = make.talk(rules(make), ["yes", "1"], contact=two(make), every=25 * HOUR)
    assert texts(decision) == ["Later"]


def test_they_are_asked_in_their_language(make: Any) -> None:
    decision = make.decide(rules(make), "yes", contact=two(make, language="de"))
    assert texts(decision)[0].startswith("Welche Frage meinen Sie?")


def test_a_long_question_is_quoted_by_its_beginning_and_one_without_words_by_its_name(make: Any) -> None:
    visit = make.open_question("visit", text="Dear Ana, " + "we look forward to seeing you " * 5)
    contact = Contact(make.them, questions=(visit, make.open_question("call")))
    assert texts(make.decide(rules(make), "yes", contact=contact))[0].splitlines()[1:] == [
        "1: call",
        "2: Dear Ana, we look forward to seeing you we look forward...",
    ]


def test_a_step_that_takes_any_text_gives_way_to_an_answer_in_certain_words(make: Any) -> None:
    talk = make.conversation("talk", make.question("How was it?", save="what"), "Thanks.")
    contact = Contact(
        make.them, questions=(make.open_question("call"), make.open_question("talk", "conversation", step=0))
    )
    file = rules(make, conversations=[talk])
    assert texts(make.decide(file, "yes", contact=contact)) == ["We'll call."]
    assert texts(make.decide(file, "great", contact=contact)) == ["Thanks."]


def test_a_step_and_a_rule_that_both_want_these_words_are_asked_about(make: Any) -> None:
    talk = make.conversation("talk", make.question("Was it good?", "yes or no", save="what"), "Thanks.")
    waiting = make.open_question("talk", "conversation", "Was it good?", step=0)
    contact = Contact(make.them, questions=(make.open_question("call", text="Call you?"), waiting))
    first, second = make.talk(rules(make, conversations=[talk]), ["yes", "1"], contact=contact)
    assert texts(first)[0].endswith("1: Was it good?\n2: Call you?")
    assert (texts(second), second.rule, second.contact.fields) == (["Thanks."], "talk", {"what": "yes"})


def test_an_older_question_may_be_answered_while_a_conversation_waits(make: Any) -> None:
    talk = make.conversation("talk", make.question("Which day?", "day", save="day"), "Thanks.")
    waiting = make.open_question("talk", "conversation", "Which day?", step=0)
    contact = Contact(make.them, questions=(make.open_question("call"), waiting))
    decision = make.decide(rules(make, conversations=[talk]), "yes", contact=contact)
    assert (texts(decision), names(decision)) == (["We'll call."], ["talk"])


def test_what_fits_no_question_goes_to_the_conversation_that_asked_last(make: Any) -> None:
    talk = make.conversation("talk", make.question("Which day?", "day", save="day"), "Thanks.")
    waiting = make.open_question("talk", "conversation", "Which day?", step=0)
    contact = Contact(make.them, questions=(waiting, make.open_question("call")))
    decision = make.decide(rules(make, conversations=[talk]), "hm", contact=contact)
    assert decision.rule == "talk"


def test_one_rule_for_two_questions_answers_the_last_one(make: Any) -> None:
    both = make.rule("Both", [Answering(("visit", "call")), Says(make.phrases("yes"))], "Good.")
    decision = make.decide(make.ruleset(both), "yes", contact=two(make))
    assert (texts(decision), names(decision)) == (["Good."], ["visit"])


def test_two_reminders_are_asked_about_as_each_has_an_appointment(make: Any) -> None:
    yes = make.rule("Confirm", [Answering(("reminder",)), Says(make.phrases("yes"))], "Good.")
    questions = tuple(make.open_question(day, "reminder", f"See you {day}?") for day in ("Tuesday", "Friday"))
    first, second = make.talk(make.ruleset(yes), ["yes", "2"], contact=Contact(make.them, questions=questions))
    assert texts(first)[0].endswith("1: See you Friday?\n2: See you Tuesday?")
    assert (texts(second), names(second)) == (["Good."], ["Friday"])


def test_with_a_picture_the_question_asked_last_gets_it(make: Any) -> None:
    media = (Media("https://example.com/1.jpg", "image/jpeg"),)
    decision = make.decide(rules(make), "yes", contact=two(make), media=media)
    assert (texts(decision), decision.contact.choosing) == (["We'll call."], None)
