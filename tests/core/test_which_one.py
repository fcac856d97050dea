"""A text that answers more than one open question: the contact says which one they mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from responder.core.answering.asking.questions import quoted_among
from responder.core.conditions.matchers import Says
from responder.core.conditions.question_matchers import Answering
from responder.core.contact import Contact
from responder.core.decision import Decision
from responder.core.message import Media
from responder.core.rule import OptOut

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
        ("the first one", "We'll call.", ["visit"]),
        ("The second!", "See you!", ["call"]),
        ("2nd", "See you!", ["call"]),
        ("two", "See you!", ["call"]),
        ("la segunda", "See you!", ["call"]),
        ("le premier", "We'll call.", ["visit"]),
        ("die zweite", "See you!", ["call"]),
        ("a primeira", "We'll call.", ["visit"]),
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


def test_anything_else_is_decided_afresh_and_leaves_them_one_more_chance(make: Any) -> None:
    _, between, picked = make.talk(rules(make), ["yes", "hm", "1"], contact=two(make))
    assert (texts(between), texts(picked)) == (["Later"], ["We'll call."])
    assert (between.contact.choosing.times, picked.contact.choosing) == (2, None)
    decisions = make.talk(rules(make), ["yes", "hm", "hm?", "1"], contact=two(make))
    assert [decision.contact.choosing for decision in decisions[2:]] == [None, None]
    assert names(decisions[-1]) == ["visit", "call"]


def test_an_opt_out_leaves_nothing_to_choose_from(make: Any) -> None:
    leave = make.rule("Leave", Says(make.phrases("leave")), "Bye.", OptOut())
    _, decision = make.talk(rules(make, leave), ["yes", "leave"], contact=two(make))
    assert (decision.contact.questions, decision.contact.choosing) == ((), None)


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


# More than once.


def sugar_and_milk(make: Any) -> tuple[Any, Contact]:
    """A rule's question, and a conversation of two questions that take the same answers, at its first."""
    order = make.conversation(
        "order",
        make.question("Sugar?", "yes or no", save="what"),
        make.question("Milk?", "yes or no", save="half"),
        "Sugar {{ what }}, milk {{ half }}.",
    )
    waiting = make.open_question("order", "conversation", "Sugar?", step=0)
    contact = Contact(make.them, questions=(make.open_question("call", text="Shall we call you today?"), waiting))
    return rules(make, conversations=[order]), contact


WHICH = "Which one do you mean? Reply with its number.\n1: Sugar?\n2: Shall we call you today?"


def test_what_the_picked_conversation_asks_next_is_answered_first_until_it_ends(make: Any) -> None:
    file, contact = sugar_and_milk(make)
    decisions = make.talk(file, ["yes", "1", "yes", "yes"], contact=contact)
    assert [texts(one) for one in decisions] == [[WHICH], ["Milk?"], ["Sugar yes, milk yes."], ["We'll call."]]


def test_a_question_asked_after_the_pick_is_a_choice_again(make: Any) -> None:
    file, contact = sugar_and_milk(make)
    picked = make.talk(file, ["yes", "1"], contact=contact)[-1].contact
    visit = make.open_question("visit", text="See you Tuesday at 10?")
    decision = make.decide(file, "yes", contact=replace(picked, questions=(*picked.questions, visit)))
    assert texts(decision)[0].endswith("1: See you Tuesday at 10?\n2: Milk?")


def test_a_text_that_picks_nothing_is_no_wrong_answer(make: Any) -> None:
    file, contact = sugar_and_milk(make)
    decisions = make.talk(file, ["yes", "huh", "2"], contact=contact)
    assert [texts(one) for one in decisions] == [[WHICH], [WHICH], ["We'll call."]]
    assert decisions[-1].effects[0].value == "yes"
    because = "it picks none of the questions 'order' and 'call': they are asked once more which one they mean"
    assert decisions[1].trace.steps[-1].because == (because,)


def test_who_picks_nothing_twice_answers_what_was_asked_last(make: Any) -> None:
    file, contact = sugar_and_milk(make)
    third = make.talk(file, ["yes", "huh", "huh"], contact=contact)[-1]
    assert texts(third) == ["Please reply YES or NO. Sugar?"]
    decisions = make.talk(file, ["yes", "yes", "yes", "yes"], contact=contact)
    assert [texts(one) for one in decisions] == [[WHICH], [WHICH], ["Milk?"], ["Sugar yes, milk yes."]]


def test_asking_which_one_is_not_held_back_as_said_before(make: Any) -> None:
    file, contact = sugar_and_milk(make)
    for minutes in range(0, 8, 2):
        asked = make.decide(file, "yes", contact=contact, now=make.now + timedelta(minutes=minutes))
        assert texts(asked) == [WHICH]
        contact = replace(asked.contact, choosing=None)


def test_the_question_is_named_without_the_hint_that_went_before_it(make: Any) -> None:
    file, contact = sugar_and_milk(make)
    decisions = make.talk(file, ["hm", "yes"], contact=contact)
    assert [texts(one) for one in decisions] == [["Please reply YES or NO. Sugar?"], [WHICH]]


def test_a_reaction_finds_the_question_with_the_hint_and_without(make: Any) -> None:
    file, contact = sugar_and_milk(make)
    (hinted,) = make.talk(file, ["hm"], contact=contact)
    questions = list(hinted.contact.questions)
    assert quoted_among(questions, "Please reply YES or NO. Sugar?") == "order"
    assert quoted_among(questions, "Sugar?") == "order"


def test_they_are_asked_in_the_language_of_the_question(make: Any) -> None:
    visit = make.open_question("visit", text="¿Vienes mañana por la tarde?")
    contact = Contact(make.them, questions=(visit, make.open_question("call", text="¿Te llamamos hoy?")))
    file = make.ruleset(
        make.rule("Visit", [Answering(("visit",)), Says(make.phrases("ok"))], "1"),
        make.rule("Call", [Answering(("call",)), Says(make.phrases("ok"))], "2"),
    )
    assert texts(make.decide(file, "ok", contact=contact))[0].startswith("Tenemos varias preguntas")
