"""A file that is edited while people are in the middle of its conversations files no answer under another question."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from responder.core.conditions.matchers import Says
from responder.core.decision import Answered, Closed
from responder.core.rule import Start

MINUTE = timedelta(minutes=1)


def file(make: Any, *steps: Any) -> Any:
    start = make.rule("Go", Says(make.phrases("go")), None, Start("talk"))
    return make.ruleset(start, otherwise="Later", conversations=[make.conversation("talk", *steps)])


def moving_on(make: Any, before: Any, bodies: list[str], after: Any, body: str) -> Any:
    contact = make.talk(before, bodies)[-1].contact
    return make.decide(after, body, contact=contact, now=make.now + 10 * MINUTE)


def said(decision: Any) -> list[str]:
    return [reply.text for reply in decision.replies]


def three(make: Any) -> list[Any]:
    return [make.question("Pet?", save="pet"), make.question("Breed?", save="breed"), make.question("Age?", save="age")]


def test_an_answer_finds_its_question_behind_one_that_was_put_before_it(make: Any) -> None:
    pet, breed, age = three(make)
    new = make.question("Your phone?", save="phone_2")
    decision = moving_on(make, file(make, pet, breed, age), ["go", "Rex"], file(make, new, pet, breed, age), "poodle")
    assert (said(decision), decision.contact.fields) == (["Age?"], {"pet": "Rex", "breed": "poodle"})
    (asked,) = decision.contact.questions
    assert (asked.step, asked.came_from) == (3, (1, 2))


def test_back_finds_the_question_before_it_too(make: Any) -> None:
    pet, breed, age = three(make)
    new = make.question("Your phone?", save="phone_2")
    decision = moving_on(make, file(make, pet, breed, age), ["go", "Rex"], file(make, new, pet, breed, age), "back")
    assert (said(decision), decision.contact.fields) == (["Pet?"], {})


def test_a_new_wording_of_a_question_that_saves_the_same_takes_the_answer(make: Any) -> None:
    pet, breed, age = three(make)
    other = make.question("Which breed is it?", save="breed")
    decision = moving_on(make, file(make, pet, breed, age), ["go", "Rex"], file(make, age, pet, other), "poodle")
    assert decision.contact.fields == {"pet": "Rex", "breed": "poodle"}


def test_a_question_that_saves_nothing_is_known_by_its_words(make: Any) -> None:
    first, second = make.question("How was it?"), make.question("What else?")
    decision = moving_on(make, file(make, first), ["go"], file(make, second, first, "Bye"), "good")
    assert said(decision) == ["Bye"]


def test_where_the_question_is_gone_nothing_is_saved_and_the_next_one_is_asked(make: Any) -> None:
    pet, breed, age = three(make)
    decision = moving_on(make, file(make, pet, breed, age), ["go", "Rex"], file(make, pet, age), "poodle")
    assert (said(decision), decision.contact.fields) == (["Age?"], {"pet": "Rex"})
    assert not any(isinstance(effect, Answered) for effect in decision.effects)
    assert "what they were asked is gone" in decision.trace.steps[0].because[0]
    assert (decision.outcome, decision.rule) == ("answered", "talk")


def test_where_only_the_end_is_left_it_ends(make: Any) -> None:
    pet, breed, _ = three(make)
    decision = moving_on(make, file(make, pet, breed), ["go", "Rex"], file(make, pet, "Thanks!"), "poodle")
    assert (said(decision), decision.contact.questions) == (["Thanks!"], ())
    first = moving_on(make, file(make, pet, breed), ["go"], file(make, "Thanks!"), "Rex")
    assert (said(first), first.contact.questions) == (["Thanks!"], ())
    assert [effect.how for effect in first.effects if isinstance(effect, Closed)] == ["lapsed"]


def test_a_reaction_sets_nothing_going_where_the_question_is_gone(make: Any) -> None:
    pet, breed, age = three(make)
    decision = moving_on(make, file(make, pet, breed), ["go", "Rex"], file(make, pet, age), "Liked “Breed?”")
    assert (decision.contact.fields, len(decision.contact.questions)) == ({"pet": "Rex"}, 1)
    assert "Age?" not in said(decision)


def test_a_question_of_an_older_release_is_found_by_its_position(make: Any) -> None:
    pet, breed, age = three(make)
    contact = make.talk(file(make, pet, breed, age), ["go", "Rex"])[-1].contact
    contact = replace(contact, questions=tuple(replace(one, known_by=()) for one in contact.questions))
    decision = make.decide(file(make, pet, breed, age), "poodle", contact=contact, now=make.now + MINUTE)
    assert decision.contact.fields == {"pet": "Rex", "breed": "poodle"}
