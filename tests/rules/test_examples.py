"""``examples`` under rules, and ``stories``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from responder.core.ruleset import Ruleset
from responder.core.story import Expect, Later, Said, Story
from responder.rules import Problem
from responder.stories.run import run

Load = Callable[[str], Ruleset]
OneProblem = Callable[[str], Problem]

TOP = """
timezone: America/Chicago
staff: {maria: +1 555 010 0002}
numbers: {front desk: +1 555 010 9999}
lists: {tips: A tip}
"""


def examples(load: Load, written: str) -> tuple[Story, ...]:
    body = "\n".join(f"      {line}" for line in written.strip("\n").splitlines())
    return load(f"{TOP}rules:\n  - name: Prices\n    reply: x\n    examples:\n{body}\n").rules[0].examples


def step(story: Story) -> Said:
    (only,) = story.steps
    assert isinstance(only, Said)
    return only


def test_a_text_alone_expects_its_rule(load: Load) -> None:
    (story,) = examples(load, "- how much is it?")
    assert (story.rule, story.name) == ("Prices", 'Prices: "how much is it?"')
    assert (step(story).body, step(story).expect) == ("how much is it?", Expect(rule="Prices"))
    assert step(story).place.line == 9


def test_an_example_keeps_all_that_it_says(load: Load) -> None:
    (story,) = examples(
        load,
        """
- they_text: PRICE!!
  we_reply: [One., Two.]
  we_reply_contains: wo
  at: mon 9:00
  from: maria
  to: front desk
  channel: whatsapp
  has: [picture, voice note]
  given: {contact: {plan: gold}, tags: vip, on_lists: tips, first_time: no}
  saved: {plan: gold, note: ''}
  tags: []
  on_lists: [tips]
  opted_out: no
        """,
    )
    given, said = story.given, step(story)
    assert (given.at, given.from_, given.to, given.channel) == ("mon 9:00", "+15550100002", "+15550109999", "whatsapp")
    assert (given.fields, given.tags, given.lists, given.known) == ({"plan": "gold"}, {"vip"}, {"tips"}, True)
    assert (said.body, said.channel, said.has) == ("PRICE!!", "whatsapp", ("picture", "voice note"))
    assert (said.from_, said.to) == ("+15550100002", "+15550109999")
    assert said.expect == Expect(
        replies=("One.", "Two."),
        contains=("wo",),
        rule="Prices",
        saved={"plan": "gold", "note": ""},
        tags=frozenset(),
        lists=frozenset({"tips"}),
        opted_out=False,
    )


@pytest.mark.parametrize(
    ("written", "replies"),
    [
        ("nothing", ()),
        ("silence", ()),
        ("[]", ()),
        ("'nothing'", ("nothing",)),
        ("Hello.", ("Hello.",)),
        ("|\n    One\n    Two", ("One\nTwo",)),
    ],
)
def test_we_reply_is_the_whole_text_or_nothing(load: Load, written: str, replies: tuple[str, ...]) -> None:
    (story,) = examples(load, f"- they_text: hi\n  we_reply: {written}")
    assert step(story).expect.replies == replies


@pytest.mark.parametrize("rule", ["otherwise", "none", "Prices"])
def test_an_example_may_show_what_another_rule_or_none_takes(load: Load, rule: str) -> None:
    (story,) = examples(load, f"- {{they_text: hi, rule: {rule}}}")
    assert (step(story).expect.rule, story.rule) == (rule, "Prices")


def test_otherwise_has_examples_too(load: Load) -> None:
    fallback = load("otherwise:\n  reply: x\n  examples: [what?]\n").otherwise
    assert fallback is not None
    assert step(fallback.examples[0]).expect.rule == "otherwise"


@pytest.mark.parametrize(
    ("written", "known"),
    [("first_time: yes", False), ("first_time: no", True), ("known: yes", True), ("tags: a", None)],
)
def test_given_says_whether_they_have_texted_before(load: Load, written: str, known: bool | None) -> None:
    (story,) = examples(load, f"- {{they_text: hi, given: {{{written}}}}}")
    assert story.given.known is known


def test_a_story_is_a_conversation_with_a_clock(load: Load) -> None:
    (story,) = load(
        f"""{TOP}
stories:
  - name: A new patient
    given: {{at: 2026-06-01 10:00, contact: {{first_name: Ana}}, from: +1 555 010 0005}}
    steps:
      - they_text: price?
        rule: otherwise
      - later: 2 days
      - {{at: mon 9:00, they_text: hello, we_reply: nothing}}
      - {{later: 1 hour, at: '10:00'}}
"""
    ).stories
    assert (story.name, story.given.at, story.given.fields) == (
        "A new patient",
        "2026-06-01 10:00",
        {"first_name": "Ana"},
    )
    asked, wait, clock, hello, hour, ten = story.steps
    assert isinstance(asked, Said) and asked.expect == Expect(rule="otherwise")
    assert isinstance(wait, Later) and wait.by == timedelta(days=2)
    assert isinstance(clock, Later) and clock.until == "mon 9:00"
    assert isinstance(hello, Said) and hello.expect.replies == ()
    assert isinstance(hour, Later) and isinstance(ten, Later) and (hour.by, ten.until) == (timedelta(hours=1), "10:00")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("- they_text: ''", "empty"),
        ("- rule: Prices", "missing-setting"),
        ("- {they_text: hi, rule: Price}", "unknown-rule"),
        ("- {they_text: hi, at: half past nine}", "not-a-time"),
        ("- {they_text: hi, at: 25:00}", "not-a-time"),
        ("- {they_text: hi, from: bob}", "not-a-number"),
        ("- {they_text: hi, to: reception}", "unknown-number"),
        ("- {they_text: hi, channel: email}", "unknown-word"),
        ("- {they_text: hi, on_lists: tipps}", "unknown-list"),
        ("- {they_text: hi, saved: gold}", "wrong-type"),
        ("- {they_text: hi, given: {first_time: yes, known: no}}", "opposites"),
        ("- {they_text: hi, opted_out: maybe}", "not-yes-or-no"),
        ("- [a, b]", "wrong-type"),
    ],
)
def test_an_example_that_cant_be_is_told(problem: OneProblem, written: str, code: str) -> None:
    text = f"{TOP}rules:\n  - name: Prices\n    reply: x\n    examples:\n      {written}\n"
    assert problem(text).code == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("{steps: [{they_text: hi}]}", "missing-setting"),
        ("{name: A}", "missing-setting"),
        ("{name: A, steps: []}", "empty"),
        ("{name: A, steps: hi}", "wrong-type"),
        ("{name: A, steps: [{later: soon}]}", "not-a-time"),
        ("{name: A, steps: [{we_reply: x}]}", "missing-setting"),
        ("{name: A, steps: [{}]}", "empty"),
        ("{name: A, steps: [{they_text: hi, we_whisper: x}]}", "unknown-key"),
        ("{name: A, given: {now: '9:00'}, steps: [{they_text: hi}]}", "unknown-key"),
    ],
)
def test_a_story_that_cant_be_is_told(problem: OneProblem, written: str, code: str) -> None:
    assert problem(f"stories:\n  - {written}\n").code == code


def test_a_story_named_twice_is_told(problem: OneProblem) -> None:
    found = problem("stories:\n  - {name: A, steps: [{they_text: a}]}\n  - {name: a, steps: [{they_text: b}]}\n")
    assert (found.code, found.place.line) == ("duplicate-name", 3)


@pytest.mark.parametrize(
    "written", ["- has: picture", "- {they_text: '', has: picture}", "- {has: picture, they_text: }"]
)
def test_a_picture_alone_can_be_an_example(load: Load, written: str) -> None:
    (story,) = examples(load, written)
    assert (step(story).body, step(story).has) == ("", ("picture",))
    assert (story.name, story.rule) == ("Prices: nothing but picture", "Prices")


def test_a_picture_alone_can_be_a_step_and_is_played(load: Load) -> None:
    ruleset = load(
        """
        rules:
          - {name: Photos, when: {has: picture}, reply: Nice!, examples: [{has: picture}]}
        stories:
          - name: A photo
            steps: [{has: picture, we_reply: Nice!}, {they_text: "", has: [picture, file], rule: Photos}]
        """
    )
    assert run(ruleset).passed


@pytest.mark.parametrize("written", ["they_text: ''", "{they_text: , rule: Prices}", "rule: Prices"])
def test_an_example_needs_words_or_what_comes_along(problem: OneProblem, written: str) -> None:
    found = problem(f"rules:\n  - name: Prices\n    reply: x\n    examples:\n      - {written}\n")
    assert found.code in ("empty", "missing-setting") and "they_text" in found.message


def test_an_empty_value_forgets_a_field(load: Load) -> None:
    ruleset = load(
        """
        rules:
          - name: Forget me
            when: {says: forget}
            remember: {first_name: ""}
            reply: Done.
            examples:
              - {they_text: forget, given: {contact: {first_name: Ana}}, saved: {first_name: ""}}
        """
    )
    assert run(ruleset).passed


def test_a_field_without_any_value_isnt_forgotten_by_that(problem: OneProblem) -> None:
    found = problem("rules:\n  - name: A\n    remember:\n      first_name:\n")
    assert found.code == "empty" and '`first_name: ""`' in found.remedy
