"""Texts that no rule answers become changes that were tried, or topics; nothing personal gets into the file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from responder.replaying.nearness import without_personal
from responder.replaying.suggesting import Found, Suggesting
from responder.replaying.unanswered import hear
from responder.rules import load
from responder.store import Store

BEGUN = datetime(2026, 6, 2, 15, 0, tzinfo=UTC)

RULES = """\
business: Bright Smile
phone: +1 202 555 0100
timezone: America/Chicago
rules:
  - name: Prices
    when: {contains: [price, how much]}
    reply: $60.
    examples: [price]
  - name: Hours
    when: {says: [hours, opening hours]}
    reply: 9 to 5.
  - name: Thanks
    when: {says: wonderful}
    reply: Thank you!
  - name: Name
    when: {matches: "my name is (?P<who>[a-z]+)"}
    remember: {first_name: "{{ who }}"}
    reply: Hello {{ who }}
otherwise: {reply: A person will read this.}
"""

Look = Callable[..., Found]


@pytest.fixture
def look(store: Store, text, tmp_path: Path) -> Look:
    """What is found after these texts, each of another person and a minute after the last."""

    def look(*said: str, rules: str = RULES, least: int = 2, people: int = 100) -> Found:
        path = tmp_path / "rules.yaml"
        path.write_text(rules, encoding="utf-8")
        ruleset = load(path)
        for number, body in enumerate(said):
            text(ruleset, f"+1202556{number % people:04}", body, number * timedelta(minutes=5))
        heard = hear(ruleset, store.histories(store.texters(BEGUN)), BEGUN)
        return Suggesting(path, ruleset, store.histories, BEGUN).look(heard, least)

    return look


def changes(found: Found) -> list[tuple[str, str, str, int]]:
    return [(s.addition.rule.name, s.addition.key, s.addition.word, s.tried.gained) for s in found.suggestions]


def refused(found: Found) -> list[tuple[str, str]]:
    return [(one.addition.word, one.why) for one in found.refused]


def test_a_slip_that_many_make_becomes_a_word_of_the_rule_it_is_near(look) -> None:
    found = look("what's the prise", "PRISE?", "the pryce", "how mutch is it", "How mutch", "hello")
    assert changes(found) == [("Prices", "contains", "how mutch", 2), ("Prices", "contains", "prise", 2)]
    assert (found.heard.texts, found.heard.unanswered) == (6, 6)


def test_what_says_wants_to_be_all_of_the_text_is_added_as_a_whole(look) -> None:
    found = look(
        "hours please", "Hours please!", "openning hours", "openning hours", "hours of the dentist on the hill"
    )
    assert changes(found) == [("Hours", "says", "hours please", 2), ("Hours", "says", "openning hours", 2)]


def test_a_rule_whose_words_are_misspelt_in_several_ways_gets_typos(look) -> None:
    found = look(
        "openning hours", "opening hourss", "opening hourss", "houres", "howrs", "hours please", "hours please"
    )
    assert changes(found) == [("Hours", "typos", "typos", 5), ("Hours", "says", "hours please", 2)]
    text = next(iter(found.suggestions[0].files.values())).decode()
    assert text == RULES.replace("[hours, opening hours]}\n", "[hours, opening hours]}\n    typos: yes\n")


def test_a_change_that_takes_another_rules_texts_is_not_suggested(look) -> None:
    rules = RULES.replace("otherwise:", "  - name: Gift\n    when: {contains: gift}\n    reply: a\notherwise:")
    found = look("prise", "prise", "a gift for the prise", rules=rules)
    assert (changes(found), refused(found)) == ([], [("prise", "moved")])


def test_a_change_with_which_an_example_fails_is_not_suggested(look) -> None:
    story = "stories:\n  - name: S\n    steps: [{they_text: the prise, rule: otherwise}]\notherwise:"
    found = look("prise", "prise", rules=RULES.replace("otherwise:", story))
    assert (changes(found), refused(found)) == ([], [("prise", "broken")])


@pytest.mark.parametrize("said", ["stop the price", "STOPP", "start", "hourrs 2025550199", "help"])
def test_words_of_the_carriers_and_numbers_are_never_suggested(look, said: str) -> None:
    rules = RULES.replace("says: [hours", "says: [stoppp, statr, helpp, hourss 2025550199, hours")
    found = look(said, said, said, rules=rules)
    assert [one for one in changes(found) if set(one[2].split()) & {"stop", "start", "help", "2025550199"}] == []
    assert [topic for topic in found.topics if {"stop", "start", "help", "2025550199"} & set(topic.words)] == []


def test_a_word_that_another_rule_has_is_not_added(look) -> None:
    rules = RULES.replace("says: wonderful", "says: prise")
    found = look("the prise", "what a prise", "the prise", rules=rules)
    assert [change for change in changes(found) if change[0] == "Prices"] == []


def test_names_that_are_saved_stay_out_of_words_examples_and_what_is_shown(look) -> None:
    rules = RULES.replace("contains: [price", "contains: [annas, price")
    found = look(
        "my name is anna", "anna wants the prise", "my name is anna", "anna wants the prise", rules=rules, people=2
    )
    assert changes(found) == [("Prices", "contains", "prise", 2)]
    (one,) = found.suggestions
    assert b"anna " not in next(iter(one.files.values()))
    assert one.example == "prise"


def test_texts_that_nothing_is_near_stand_together_by_a_rare_word(look) -> None:
    parking = ("is there parking", "where is the parking", "parkin near you?")
    found = look(*parking, "do you take insurance", "insurance ok?", "hey there")
    assert [(topic.words, topic.texts, topic.people) for topic in found.topics] == [
        (("parking", "parkin"), 3, 3),
        (("insurance",), 2, 2),
    ]
    assert [one.folded.text for one in found.rest] == ["hey there"]


def test_one_persons_favourite_word_is_no_topic(look) -> None:
    assert look("parking", "parking?", "the parking", people=1).topics == []


def test_the_same_texts_give_the_same_suggestions_whatever_their_order(look) -> None:
    said = ["prise", "the prise", "a parking", "parking", "how mutch", "how mutch now", "sofa", "sofa bed"]
    one = look(*said)
    two = look(*reversed(said))
    assert [topic.words for topic in one.topics] == [topic.words for topic in two.topics]
    assert [change[:3] for change in changes(one)] == [change[:3] for change in changes(two)]


def test_long_numbers_and_addresses_are_not_shown() -> None:
    assert without_personal("call +1 2025550199 or ana@example.com at http://x.y 10am") == "call +1 … or … at … 10am"


def test_an_included_file_is_the_one_that_changes(store, text, tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text("rules: [{name: Gift, when: {contains: voucher}, reply: Yes!}]\n")
    path = tmp_path / "rules.yaml"
    path.write_text("include: more.yaml\n" + RULES)
    ruleset = load(path)
    text(ruleset, "+12025560001", "a vouchr")
    heard = hear(ruleset, store.histories(store.texters(BEGUN)), BEGUN)
    (one,) = Suggesting(path, ruleset, store.histories, BEGUN).look(heard, 1).suggestions
    assert {file.name: data for file, data in one.files.items()} == {
        "more.yaml": b"rules: [{name: Gift, when: {contains: [voucher, vouchr]}, reply: Yes!}]\n"
    }


BOOKING = """\
timezone: America/Chicago
rules:
  - name: Appt
    when: {says: appointment}
    BEGINS
  - name: Days
    when: {answering: Appt, contains: friday}
    reply: Friday it is.
conversations:
  talk: [{ask: Day?, save: day, expect: day}, {reply: ok}]
otherwise: hm
"""


@pytest.mark.parametrize(
    ("begins", "behind"),
    [
        ("start: talk", "hello?"),
        ("start: talk", "friday"),
        ("ask: Which day?", "friday"),
        ("hand_over: yes", "hello?"),
    ],
)
def test_what_nobody_answered_and_is_then_for_a_question_of_the_rule_does_not_speak_against_it(
    look, begins: str, behind: str
) -> None:
    said = ["appointmant"] * 3 + [behind] * 3
    rules = BOOKING.replace("BEGINS", begins)
    if not begins.startswith("ask"):
        rules = rules.replace("{answering: Appt, contains: friday}", "{says: fridays please}")
    found = look(*said, rules=rules, people=3)
    assert [change[:3] for change in changes(found)] == [("Appt", "says", "appointmant")]
    assert refused(found) == []


def test_a_word_that_is_near_a_rule_and_was_refused_is_no_topic(look) -> None:
    rules = RULES.replace("otherwise:", "  - name: Gift\n    when: {contains: gift}\n    reply: a\notherwise:")
    found = look("the prise", "a prise", "prise now", "a gift for the prise", "sofa", "the sofa", rules=rules)
    assert refused(found) == [("prise", "moved")]
    assert [topic.words for topic in found.topics] == [("sofa",)]


def test_a_rule_whose_other_conditions_do_not_hold_for_the_texts_is_refused_for_that(look) -> None:
    rules = RULES.replace("contains: [price, how much]", "contains: [price, how much], has: picture")
    found = look("prise", "prise", rules=rules.replace("    examples: [price]\n", ""))
    assert (changes(found), refused(found)) == ([], [("prise", "few")])
