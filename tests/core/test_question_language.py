"""The language that a contact is asked in: it stays the same from one answer to the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from responder.core.answering.outgoing.later import Sent, send_due
from responder.core.conditions.contact_matchers import InLanguage
from responder.core.conditions.matchers import Contains, Match, Says
from responder.core.conditions.question_matchers import Answering
from responder.core.contact import Contact
from responder.core.conversation import ConversationStep
from responder.core.decision import Asked, Decision, Due
from responder.core.place import Place
from responder.core.rule import Ask, FollowUp, Start

HOUR = timedelta(hours=1)
PLACE = Place("rules.yaml", 20)


def texts(decision: Decision) -> list[str]:
    return [reply.text for reply in decision.replies]


def said(decisions: list[Decision]) -> list[str]:
    return ["|".join(texts(one)) for one in decisions]


def both(english: str, spanish: str) -> dict[str, str]:
    return {"en": english, "es": spanish}


def booking(make: Any, *more: Any, **rest: Any) -> Any:
    """A conversation in two languages, begun by a rule, for a number in the United States."""
    talk = make.conversation(
        "booking",
        make.question(both("Your name?", "¿Su nombre?"), "name", save="what"),
        make.question(both("How many?", "¿Cuántos?"), "number", save="visits"),
        make.question(both("Which day?", "¿Qué día?"), "day", save="day"),
        make.doing(both("Thanks {{ what }}, see you {{ day }}.", "Gracias {{ what }}, hasta el {{ day }}.")),
    )
    begins = make.rule("Book", Contains(make.phrases("book", "cita")), None, Start("booking"))
    return make.ruleset(begins, *more, conversations=[talk], otherwise=both("Later.", "Luego."), **rest)


def test_a_conversation_stays_in_the_language_in_which_it_began(make: Any) -> None:
    decisions = make.talk(booking(make), ["Hola, quiero una cita", "Ana", "3", "Mon"])
    assert said(decisions) == ["¿Su nombre?", "¿Cuántos?", "¿Qué día?", "Gracias Ana, hasta el 2026-06-08."]
    assert [one.contact.questions[0].language for one in decisions[:-1]] == ["es"] * 3


def test_a_text_clearly_in_another_language_changes_it_from_then_on(make: Any) -> None:
    decisions = make.talk(booking(make), ["Hola, quiero una cita", "Ana", "in English please", "3", "Mon"])
    assert said(decisions)[2:] == [
        "Please reply with a number, such as 3. How many?",
        "Which day?",
        "Thanks Ana, see you 2026-06-08.",
    ]


@pytest.mark.parametrize("body", ["no hablo inglés", "español", "Español!", "en español por favor", "¿habla español?"])
def test_who_asks_for_a_language_gets_it(make: Any, body: str) -> None:
    decisions = make.talk(booking(make), ["I want to book", "Ana", body, "3"])
    assert said(decisions)[2:] == ["Por favor, responde con un número, por ejemplo 3. ¿Cuántos?", "¿Qué día?"]


@pytest.mark.parametrize("name", ["Elle", "Will", "Sol", "Mon", "hat", "May"])
def test_one_word_in_answer_is_no_change_of_language(make: Any, name: str) -> None:
    spanish = make.talk(booking(make), ["Hola, quiero una cita", name])
    english = make.talk(booking(make), ["I want to book", name])
    assert "¿" in texts(spanish[-1])[0]
    assert "¿" not in texts(english[-1])[0]


def test_the_saved_language_goes_before_what_a_question_keeps(make: Any) -> None:
    first = make.decide(booking(make), "Hola, quiero una cita")
    contact = replace(first.contact, fields={"language": "en"})
    assert texts(make.decide(booking(make), "Ana", contact=contact)) == ["How many?"]


def test_the_language_of_a_country_is_not_kept(make: Any) -> None:
    first, second = make.talk(booking(make), ["cita 1", "Ana"])
    assert (texts(first), first.contact.questions[0].language) == (["Your name?"], None)
    assert texts(second) == ["How many?"]


@pytest.mark.parametrize(
    ("bodies", "last"),
    [
        (["Hola, quiero una cita", "Ana", "x", "x", "x"], "Perdona, no lo hemos entendido."),
        (["Hola, quiero una cita", "Ana", "CANCEL THAT"], "De acuerdo, no seguimos."),
        (["Hola, quiero una cita", "BACK"], "No hay ninguna pregunta antes de esta. ¿Su nombre?"),
        (["Hola, quiero una cita", "Ana", "x"], "Por favor, responde con un número"),
        (["I want to book", "Ana", "CANCEL THAT"], "OK, we'll leave it at that."),
    ],
)
def test_what_we_say_without_words_in_the_file_is_in_that_language(make: Any, bodies: list[str], last: str) -> None:
    assert texts(make.talk(booking(make), bodies)[-1])[0].startswith(last)


def test_it_is_in_the_language_of_the_question_beside_it_where_the_country_chose_that(make: Any) -> None:
    talk = make.conversation("talk", make.question({"en": "How many?", "de": "Wie viele?"}, "number"))
    rules = make.ruleset(make.rule("Go", Says(make.phrases("1")), None, Start("talk")), conversations=[talk])
    contact = Contact("+4915112345678")
    decisions = make.talk(rules, ["1", "x"], contact=contact, from_="+4915112345678")
    assert texts(decisions[-1]) == ["Bitte antworten Sie mit einer Zahl, zum Beispiel 3. Wie viele?"]


def test_which_one_is_asked_in_that_language(make: Any) -> None:
    spanish = make.open_question("a", text="A?", language="es")
    contact = Contact(make.them, questions=(make.open_question("b", text="B?"), spanish))
    yes = Says(make.phrases("1"))
    rules = make.ruleset(make.rule("A", [Answering(("a",)), yes]), make.rule("B", [Answering(("b",)), yes]))
    assert texts(make.decide(rules, "1", contact=contact))[0].startswith("Tenemos varias preguntas para ti.")


def test_a_rule_s_question_and_what_comes_between_keep_to_it(make: Any) -> None:
    ask = Ask(make.reply(both("Are you coming?", "¿Viene?")), "coming", HOUR)
    rules = make.ruleset(
        make.rule("Ask", Contains(make.phrases("cita")), ask=ask),
        make.rule("Yes", [Answering(("coming",)), Says(make.phrases("ok"))], both("Great.", "Muy bien.")),
        otherwise=both("Later.", "Luego."),
    )
    assert said(make.talk(rules, ["quiero una cita", "17", "OK"])) == ["¿Viene?", "Luego.", "Muy bien."]


def test_a_question_that_lapsed_keeps_nothing(make: Any) -> None:
    first = make.decide(booking(make), "Hola, quiero una cita")
    later = make.now + timedelta(days=2)
    assert texts(make.decide(booking(make), "17", contact=first.contact, now=later)) == ["Later."]


def test_a_follow_up_s_question_keeps_to_what_they_wrote_in_when_it_was_planned(make: Any) -> None:
    coming = FollowUp(0, "coming", PLACE, HOUR, ask=make.reply(both("Coming?", "¿Viene?")))
    rules = booking(make, make.rule("Yes", [Answering(("coming",)), Says(make.phrases("ok"))], both("Good.", "Bien.")))
    talk = rules.conversations["booking"]
    last = ConversationStep(talk.place, None, make.doing(both("Thanks.", "Gracias."), coming))
    rules = replace(rules, conversations={"booking": replace(talk, steps=(*talk.steps[:1], last))})
    done = make.talk(rules, ["Hola, quiero una cita", "Ana"])[-1]
    (due,) = (effect for effect in done.effects if isinstance(effect, Due))
    assert due.language == "es"
    sent = send_due(rules, due, make.message("Ana"), done.contact, make.now + HOUR)
    assert isinstance(sent, Sent)
    assert [reply.text for reply in sent.replies] == ["¿Viene?"]
    assert [effect.language for effect in sent.effects if isinstance(effect, Asked)] == ["es"]
    assert texts(make.decide(rules, "ok", contact=sent.contact, now=make.now + 2 * HOUR)) == ["Bien."]


def test_when_language_agrees_with_the_replies(make: Any) -> None:
    contact = Contact(make.them, questions=(make.open_question("a", language="es"),))
    situation = make.situation("17", contact=contact)
    found = InLanguage(("es",)).test(situation)
    assert isinstance(found, Match)
    assert found.because.endswith("(what they wrote in before they were asked)")
