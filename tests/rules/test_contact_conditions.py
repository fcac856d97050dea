"""``when`` settings on who the contact is, as they are written; and what can't be written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from responder.core.conditions.contact_matchers import (
    Channel,
    ContactIs,
    FieldTest,
    FieldValue,
    HasTag,
    InLanguage,
    OnList,
)
from responder.core.conditions.question_matchers import Answering
from responder.core.rule import Rule
from responder.core.ruleset import Ruleset
from responder.core.text.folding import fold
from responder.core.text.written_language import written_language
from responder.rules import Problem
from responder.rules.words import BUILT_IN, built_in

TOP = "lists: {tips: A tip, deals: A deal}\notherwise: {tag: [new patient, vip]}"


@pytest.mark.parametrize(
    ("written", "condition"),
    [
        ("{on_list: tips}", OnList(("tips",), True)),
        ("{not_on_list: [tips, deals, tips]}", OnList(("tips", "deals"), False)),
        ("{tagged: [new patient, vip, vip]}", HasTag(("new patient", "vip"))),
        ("{channel: WhatsApp}", Channel(("whatsapp",))),
        ("{channel: [sms, mms]}", Channel(("sms", "mms"))),
        ("{language: es}", InLanguage(("es",))),
        ("{language: [pt-BR, no]}", InLanguage(("pt-BR", "no"))),
        ("{answering: reminder}", Answering(("reminder",))),
    ],
)
def test_each_makes_its_condition(rule: Callable[..., Rule], written: str, condition: object) -> None:
    assert rule(f"when: {written}", TOP).when == condition


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("gold", [("=", "gold")]),
        ("[gold, tin]", [("=", "gold"), ("=", "tin")]),
        ("yes", [("=", "yes")]),
        ("017", [("=", "017")]),
        ('""', [("=", "")]),
        ('["", gold]', [("=", ""), ("=", "gold")]),
        ('"> 3"', [(">", Decimal(3))]),
        (">= 3", None),
        ('"<= $1,250.50"', [("<=", Decimal("1250.50"))]),
        ('"≥ 3"', [(">=", Decimal(3))]),
        ('"!= gold"', [("!=", "gold")]),
        ('"= 3"', [("=", Decimal(3))]),
        ('"< 2026-06-01"', [("<", date(2026, 6, 1))]),
        ('"< today"', [("<", None)]),
        ("a > b", [("=", "a > b")]),
    ],
)
def test_a_field_takes_texts_and_comparisons(
    rule: Callable[..., Rule], problems: Any, written: str, values: list[tuple[str, Any]] | None
) -> None:
    if values is None:
        # YAML takes a > without quotes for the sign of a longer text.
        assert problems(f"rules:\n  - name: A\n    when:\n      contact:\n        plan: {written}\n    reply: x\n")
        return
    made = rule(f"when:\n  contact:\n    plan: {written}\nremember: {{plan: gold}}").when
    assert isinstance(made, ContactIs)
    (field,) = made.fields
    assert (field.name, [(one.sign, one.wanted) for one in field.values]) == ("plan", values)


def test_several_fields_stand_in_one_condition(rule: Callable[..., Rule]) -> None:
    made = rule("when: {contact: {first_name: Ana, language: es}}").when
    assert made == ContactIs(
        (
            FieldTest("first_name", (FieldValue("=", "Ana", "Ana"),)),
            FieldTest("language", (FieldValue("=", "es", "es"),)),
        )
    )


QUESTIONS = """
    lists: {{tips: A tip}}
    rules:
      - name: Rate us
        when: {{says: rate}}
        ask: How was it?
      - name: Time
        when: {{says: time}}
        ask: Which time?
        as: new time
      - name: Later
        when: {{says: later}}
        reply: OK
        follow_up:
          - after: 1 day
            ask: Did it help?
          - after: 2 days
            name: third day
            ask: Still good?
          - after: 3 days
            name: fourth day
            text: Bye
      - name: Answer
        when: {{answering: {name}}}
        reply: Thanks
    conversations:
      sign up:
        - ask: What's your name?
          save: first_name
"""


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Rate us", "Rate us"),
        ("rate us", "Rate us"),
        ("new time", "new time"),
        ("Later", "Later"),
        ("third day", "third day"),
        ("sign up", "sign up"),
        ("Reminder", "reminder"),
    ],
)
def test_a_question_is_called_as_what_asks_it(load: Callable[[str], Ruleset], written: str, name: str) -> None:
    assert load(QUESTIONS.format(name=written)).rules[-1].when == Answering((name,))


@pytest.mark.parametrize("written", ["Time", "fourth day", "Answer", "tips"])
def test_what_asks_nothing_is_no_question(problem: Callable[[str], Problem], written: str) -> None:
    found = problem(QUESTIONS.format(name=written))
    assert (found.code, found.message) == ("unknown-question", f'nothing asks a question called "{written}"')


def test_a_reminders_question_is_not_offered_among_those_of_the_file(problem: Callable[[str], Problem]) -> None:
    rules = "rules: [{name: A, when: {answering: order}, reply: hi}"
    asked = problem(rules + ", {name: B, when: {says: b}, ask: Well?}]")
    assert asked.remedy.startswith("Questions in the file: B. A rule with `ask`")
    assert problem(rules + "]").remedy.startswith("A rule with `ask` asks one")


@pytest.mark.parametrize(
    "tags",
    [
        "rules: [{name: B, when: {says: b}, tag: [vip, kids]}, {RULE}]",
        "rules: [{RULE}]\notherwise: {tag: kids}",
        "rules: [{RULE}, {name: B, when: {says: b}, start: c}]\nconversations: {c: [{tag: kids}]}",
        "rules: [{RULE}, {name: B, when: {says: b}, start: c}]\n"
        "conversations: {c: [{ask: Well?, give_up: {tag: kids}}]}",
    ],
)
def test_a_tag_is_known_wherever_something_gives_it(load: Callable[[str], Ruleset], tags: str) -> None:
    ruleset = load(tags.replace("{RULE}", "{name: A, when: {tagged: kids}, reply: hi}"))
    assert HasTag(("kids",)) in [rule.when for rule in ruleset.rules]


def test_a_tag_that_only_examples_give_is_none(problem: Callable[[str], Problem]) -> None:
    text = "rules: [{name: A, when: {tagged: kids}, reply: hi, examples: [{they_text: x, given: {tags: kids}}]}]"
    found = problem(text)
    assert (found.code, found.remedy) == ("unknown-tag", "A rule or a step of a conversation gives a tag by `tag: …`.")


@pytest.mark.parametrize(
    ("written", "code", "message", "remedy"),
    [
        ("{on_list: tps}", "unknown-list", 'there is no list called "tps"', "Did you mean `tips`?"),
        ("{tagged: vpi}", "unknown-tag", 'nothing tags anybody "vpi"', "Did you mean `vip`?"),
        ("{tagged: [vip, kids]}", "unknown-tag", 'nothing tags anybody "kids"', "Tags in the file: new patient, vip."),
        ("{channel: text}", "unknown-word", '"channel" doesn\'t know "text"', "Did you mean `sms`?"),
        ("{language: Spanish}", "unknown-language", '"Spanish" isn\'t a language', "Did you mean `es`?"),
        ("{answering: remindr}", "unknown-question", 'called "remindr"', "Did you mean `reminder`?"),
        ("{contact: gold}", "wrong-type", '"contact" takes fields with their values', "contact: {plan: gold"),
        ("{contact: {}}", "empty", '"contact" is empty', "Write fields"),
        ("{contact: {frst_name: x}}", "unknown-field", 'a field called "frst_name"', "Did you mean `first_name`?"),
        ("{contact: {language: '> three'}}", "not-comparable", '"three" is neither a number', '`language: "> 3"`'),
        ("{contact: {language: '>'}}", "not-comparable", "there is nothing behind the >", '`language: "> 3"`'),
        (
            "{contact: {language: '!= '}}",
            "not-comparable",
            "there is nothing behind the !=",
            'write `not: {contact: {language: ""}}`',
        ),
        ("{contact: {language: }}", "empty", '"language" has no value', ""),
        ("{contacts: {language: es}}", "unknown-key", '"contacts" isn\'t a setting here', "Did you mean `contact`?"),
        ("{subscribed: tips}", "unknown-key", '"subscribed" isn\'t a setting here', "Did you mean `on_list`?"),
    ],
)
def test_what_cannot_be_is_told_with_what_to_write(
    problem: Callable[[str], Problem], written: str, code: str, message: str, remedy: str
) -> None:
    found = problem(f"{TOP}\nrules:\n  - name: A\n    when: {written}\n    reply: hi\n")
    assert found.code == code
    assert message in found.message
    assert remedy in found.remedy


@pytest.mark.parametrize("name", BUILT_IN)
def test_no_word_of_a_built_in_list_is_taken_for_another_language_than_its_own(name: str) -> None:
    """Else a reply in several languages and ``language`` could disagree about it."""
    told = [(phrase.written, phrase.language, written_language(fold(phrase.written))) for phrase in built_in(name)]
    assert [one for one in told if one[1] is not None and one[2] not in (None, one[1])] == []


def test_stop_in_other_words_can_be_left_to_the_rules(load: Callable[[str], Ruleset]) -> None:
    assert load("opt_out: {in_other_words: no}").opt_out.in_other_words is False
    assert load("opt_out: {stop_words: baja}").opt_out.in_other_words is True
