"""What the staff hears: of texts while a person answers, of conversations, and how often."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest

from responder.core.answering.outgoing.accounts import WORDS, Account, account_notice
from responder.core.conditions.matchers import Contains, Says
from responder.core.contact import Contact, Exchange
from responder.core.decision import Decision, Due, HandedOver, OptedOut
from responder.core.rule import Forward, HandOver, Notify, OptOut, Start, Tag, Webhook
from responder.core.ruleset import Limits, Rate
from responder.core.text.segments import count
from responder.store.rows import contact_of, contact_row

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TAKE_OVER = HandOver(2 * HOUR, "2 hours")


def told(decision: Decision) -> list[tuple[str, str]]:
    return [(due.name, due.text) for due in decision.effects if isinstance(due, Due) and due.kind == "notify"]


def names(decision: Decision) -> list[str]:
    return [name for name, _ in told(decision)]


def help_me(make: Any, *actions: Any, **rest: Any) -> Any:
    rules = rest.pop("rules", ())
    return make.ruleset(make.rule("Help", Contains(make.phrases("person")), "OK", *actions), *rules, **rest)


# While a person answers.


def test_what_they_text_goes_to_whoever_took_over_and_is_not_answered(make: Any) -> None:
    rules = help_me(make, Notify(("maria",)), TAKE_OVER, otherwise="Later")
    first, second, third = make.talk(rules, ["a person please", "are you there?", "at 5?"])
    assert first.contact.handed_over_to == ("maria",)
    assert told(second) == [("maria", f'{make.them} texted: "are you there?" Text or call them back.')]
    assert (second.replies, third.replies, names(third)) == ((), (), ["maria"])


@pytest.mark.parametrize(
    ("actions", "expected"),
    [((), ["maria", "ben"]), ((Notify(()),), ["maria", "ben"]), ((Forward("+12025550003", "ben"),), ["ben"])],
)
def test_all_are_told_where_the_rule_told_nobody_in_particular(make: Any, actions: Any, expected: list[str]) -> None:
    *_, decision = make.talk(help_me(make, *actions, TAKE_OVER), ["a person", "hello?"])
    assert names(decision) == expected


def test_nobody_is_told_where_there_is_no_staff(make: Any) -> None:
    rules = help_me(make, TAKE_OVER, business=replace(make.business, staff={}))
    *_, decision = make.talk(rules, ["a person", "hello?"])
    assert (decision.effects, decision.replies) == ((), ())


def test_who_has_left_the_staff_is_told_no_more_and_the_others_are(make: Any) -> None:
    contact = Contact(make.them, handed_over_until=make.now + HOUR, handed_over_to=("gone",))
    assert names(make.decide(make.ruleset(), "hello?", contact=contact)) == ["maria", "ben"]


def test_a_second_person_who_takes_over_does_not_leave_the_first_out(make: Any) -> None:
    both = make.rule("Too", Contains(make.phrases("person")), None, Notify(("ben",)), HandOver(HOUR, "1 hour"))
    first = make.rule("Help", Contains(make.phrases("person")), "OK", Notify(("maria",)), TAKE_OVER, goes_on=True)
    decision = make.decide(make.ruleset(first, both), "a person")
    overs = [effect for effect in decision.effects if isinstance(effect, HandedOver)]
    assert [over.staff for over in overs] == [("maria",), ("maria", "ben")]


def test_stop_is_not_passed_on_as_a_text(make: Any) -> None:
    contact = Contact(make.them, handed_over_until=make.now + HOUR)
    assert told(make.decide(make.ruleset(), "STOP", contact=contact)) == []


def test_who_a_rule_opts_out_is_not_to_be_called_back(make: Any) -> None:
    out = make.rule("Out", Contains(make.phrases("enough")), "Bye", OptOut())
    contact = Contact(make.them, handed_over_until=make.now + HOUR, handed_over_to=("ben",))
    decision = make.decide(make.ruleset(out), "enough!", contact=contact)
    assert any(isinstance(effect, OptedOut) for effect in decision.effects)
    assert "was opted out" in told(decision)[0][1]


def test_an_emergency_is_answered_while_a_person_answers_and_they_are_told(make: Any) -> None:
    emergency = make.rule(
        "Emergency", Contains(make.phrases("bleeding")), "Call 911!", Notify(("ben",)), Tag(("x",)),
        Webhook("https://example.com/page"), always=True,
    )  # fmt: skip
    contact = Contact(make.them, handed_over_until=make.now + HOUR, handed_over_to=("maria", "ben"))
    decision = make.decide(make.ruleset(emergency), "bleeding", contact=contact)
    assert [reply.text for reply in decision.replies] == ["Call 911!"]
    assert (decision.outcome, decision.rule, decision.contact.tags) == ("answered", "Emergency", frozenset({"x"}))
    assert "'Emergency' gets through" in decision.trace.steps[0].because[-1]
    assert [(due.kind, due.name, due.rule) for due in decision.effects if isinstance(due, Due)] == [
        ("notify", "ben", "Emergency"),
        ("webhook", "", "Emergency"),
        ("notify", "maria", "handed over"),
    ]


def test_always_without_conditions_keeps_silent_while_a_person_answers(make: Any) -> None:
    contact = Contact(make.them, handed_over_until=make.now + HOUR)
    rules = make.ruleset(make.rule("All", None, "Hi.", always=True))
    assert make.decide(rules, "hello", contact=contact).replies == ()


def test_nobody_is_told_of_a_machine(make: Any) -> None:
    rules = help_me(make, TAKE_OVER)
    talk = make.talk(rules, ["a person", *["Your code is 1"] * 9])
    assert [bool(told(decision)) for decision in talk[1:]] == [True] * 5 + [False] * 4


# Not too often.


def test_a_flood_of_texts_is_no_flood_of_notices(make: Any) -> None:
    limits = Limits(replies=(Rate(3, HOUR, "3 in 1 hour"),), rounds=0)
    notes = make.rule("Note", Contains(make.phrases("photo")), None, Notify(()))
    for rules, contact in (
        (make.ruleset(notes, limits=limits), Contact(make.them)),
        (make.ruleset(limits=limits), Contact(make.them, handed_over_until=make.now + 9 * HOUR)),
    ):
        talk = make.talk(rules, [f"photo {n}" for n in range(200)], contact=contact, every=timedelta(seconds=17))
        assert [len(told(decision)) for decision in talk[:5]] == [2, 2, 2, 0, 0]
        # Silent rounds don't wear the limit down.
        assert not any(told(decision) for decision in talk[3:])
        assert any("the staff was told of 3 texts of theirs already" in s.because[0] for s in talk[3].trace.steps)
        later = make.decide(rules, "photo", contact=talk[-1].contact, now=make.now + 3 * HOUR)
        assert told(later)


def test_an_emergency_is_told_however_often(make: Any) -> None:
    emergency = make.rule("Emergency", Contains(make.phrases("bleeding")), "Call!", Notify(("ben",)), always=True)
    limits = Limits(replies=(Rate(1, HOUR, "1 in 1 hour"),), rounds=0)
    talk = make.talk(make.ruleset(emergency, limits=limits), ["bleeding"] * 3)
    assert [names(decision) for decision in talk] == [["ben"]] * 3


def test_who_took_over_and_which_rounds_were_told_of_come_back_from_the_database(make: Any) -> None:
    contact = Contact(
        "+1555",
        history=(
            Exchange(make.now.astimezone(UTC), "s", ("a",), True),
            Exchange(make.now.astimezone(UTC), "", (), True),
        ),
        handed_over_to=("maria",),
    )
    row = contact_row(contact)
    assert contact_of("+1555", (*row[:-1], None, row[-1])) == contact


# What a conversation tells.


def booking(make: Any, *last: Any, **rest: Any) -> Any:
    talk = make.conversation(
        "new_booking",
        make.question("Which pet?", save="pet"),
        make.question("Which day?", "day", save="day"),
        make.question("What time?", "time", save="clock", tries=1),
        make.doing("Thanks!", *last),
    )
    start = make.rule("Go", Says(make.phrases("go")), None, Start("new_booking"))
    business = replace(make.business, kinds={"day": "day", "clock": "time"}, **rest)
    return make.ruleset(start, conversations=[talk], business=business)


ANA = {"first_name": "Ana", "clock": "09:00"}


def test_at_the_end_the_staff_reads_what_was_answered(make: Any) -> None:
    contact = Contact(make.them, fields=ANA)
    *_, last = make.talk(booking(make, Notify(("ben",))), ["go", "Rex", "friday", "3pm"], contact=contact)
    assert told(last) == [("ben", f"Ana {make.them} new booking: pet Rex, day Fri 5 June, clock 3:00 PM.")]


def test_words_of_ones_own_stay_as_they_are(make: Any) -> None:
    rules = booking(make, Notify(("ben",), make.template("{{ body }}!")))
    *_, last = make.talk(rules, ["go", "Rex", "friday", "3pm"])
    assert told(last) == [("ben", "3pm!")]


def test_who_gives_up_leaves_what_they_answered_and_where_they_got_stuck(make: Any) -> None:
    contact = Contact(make.them, fields=ANA)
    *_, last = make.talk(booking(make), ["go", "Rex", "friday", "dunno", "huh"], contact=contact)
    assert last.contact.handed_over_until is not None
    (text,) = {text for _, text in told(last)}
    assert text == (
        f'Ana {make.them} new booking: pet Rex, day Fri 5 June, no answer to "What time?", but "huh". '
        "Automatic answers resume Tue 2 June at 4:09 PM."
    )


def test_the_staff_reads_it_in_the_language_of_the_file(make: Any) -> None:
    rules = booking(make, Notify(("ben",)), language="es")
    *_, last = make.talk(rules, ["go", "Rex", "friday", "3pm"])
    assert "day vie 5" in told(last)[0][1]


def test_a_conversation_that_saved_nothing_tells_what_was_texted(make: Any) -> None:
    talk = make.conversation("talk", make.question("What?"), make.doing("Thanks!", Notify(("ben",))))
    start = make.rule("Go", Says(make.phrases("go")), None, Start("talk"))
    *_, last = make.talk(make.ruleset(start, conversations=[talk]), ["go", "my tooth"])
    assert told(last) == [("ben", f'{make.them} texted: "my tooth" Text or call them back.')]


@pytest.mark.parametrize("language", WORDS)
def test_long_answers_are_cut_so_that_it_is_two_segments(make: Any, language: str) -> None:
    fields = {f"f{n}": 'a "long"\nanswer ' * 30 for n in range(6)}
    contact = Contact(make.them, fields=fields, handed_over_until=make.now + HOUR)
    business = replace(make.business, language=language)
    situation = make.situation("why? " * 50, contact=contact, business=business)
    text = account_notice(Account("survey", tuple(fields), "How was it? " * 20), situation)
    assert count(text).segments <= 2
    assert "\n" not in text
