from __future__ import annotations

from textwrap import indent

import pytest

from responder import rules
from responder.stories.gate import complaints
from responder.stories.run import play, run, stories_of
from responder.stories.wording import explain, title

CLINIC = """
business: Clinic
phone: +1 202 555 0100
timezone: America/Chicago
hours: {mon-fri: 9:00-17:00}
lists: {tips: Tips, news: News}
rules:
  - name: Prices
    when: {contains: [price, how much]}
    reply: |
      Check-up $60, cleaning $80.
      More at https://example.com
  - name: Tips
    when: {says: tips}
    join: tips
    tag: reader
    remember: {first_name: Ana}
    reply: You are on the list.
  - name: Also
    when: {contains: also}
    continue: yes
    reply: First this.
  - name: Also that
    when: {contains: also}
    reply: Then that.
  - name: Night
    when: {outside: hours}
    reply: Closed.
  - name: Thanks
    when: {says: thanks}
    silent: yes
otherwise: {reply: A person will read this.}
stories:
"""


def report(story: str):
    return run(rules.loads(CLINIC + indent("- name: A story\n" + indent(story, "  "), "  ")))


def failures(story: str) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [
        (failure.what, failure.expected, failure.actual)
        for result in report(story).failed
        for step in result.played
        for failure in step.failures
    ]


@pytest.mark.parametrize(
    "step",
    [
        "{they_text: price?, rule: Prices}",
        "{they_text: price?, we_reply_contains: cleaning $80}",
        "{they_text: tips, on_lists: [tips], tags: [reader], saved: {first_name: Ana}}",
        "{they_text: also, rule: Also}",
        "{they_text: also, rule: Also that, we_reply: [First this., Then that.]}",
        "{they_text: thanks, we_reply: nothing, rule: Thanks}",
        "{they_text: hm, rule: otherwise}",
        "{they_text: STOP, opted_out: yes}",
        "{they_text: hm, on_lists: [], tags: [], opted_out: no}",
        "{they_text: tips, on_lists: [tips]}",
    ],
)
def test_a_story_passes_where_everything_came_as_written(step: str) -> None:
    assert failures(f"steps: [{step}]") == []


def test_a_block_of_text_compares_without_the_line_break_at_its_end() -> None:
    story = """
steps:
  - they_text: price
    we_reply: |
      Check-up $60, cleaning $80.
      More at https://example.com
"""
    assert failures(story) == []


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("{they_text: hm, rule: Prices}", ("rule", ("Prices",), ("otherwise",))),
        ("{they_text: price, rule: none}", ("rule", ("none",), ("Prices",))),
        ("{they_text: tips, we_reply: No.}", ("replies", ("No.",), ("You are on the list.",))),
        ("{they_text: tips, we_reply: nothing}", ("replies", (), ("You are on the list.",))),
        ("{they_text: thanks, we_reply: Hm}", ("replies", ("Hm",), ())),
        ("{they_text: tips, we_reply_contains: news}", ("contains", ("news",), ("You are on the list.",))),
        ("{they_text: tips, saved: {first_name: Bo}}", ("saved", ("first_name: Bo",), ("first_name: Ana",))),
        ("{they_text: hm, saved: {first_name: Bo}}", ("saved", ("first_name: Bo",), ("first_name empty",))),
        ("{they_text: tips, tags: [vip]}", ("tags", ("vip",), ("reader",))),
        ("{they_text: tips, tags: []}", ("tags", (), ("reader",))),
        ("{they_text: tips, on_lists: [news]}", ("lists", ("news",), ("tips",))),
        ("{they_text: STOP, opted_out: no}", ("opted out", ("no",), ("yes",))),
    ],
)
def test_each_expectation_that_does_not_hold_is_told(step: str, expected) -> None:
    assert failures(f"steps: [{step}]") == [expected]


def test_the_clock_of_a_story_turns_only_where_the_story_turns_it() -> None:
    story = """
given: {at: mon 16:59}
steps:
  - {they_text: hm, rule: otherwise}
  - later: 1 minute
  - {they_text: hm, rule: Night}
  - at: tue 9:00
  - {they_text: hm, rule: otherwise}
  - at: 2026-12-25 20:00
  - {they_text: hm, rule: Night}
"""
    assert failures(story) == []


def test_a_clock_that_would_go_back_fails_the_story() -> None:
    story = """
given: {at: 2026-07-01 10:00}
steps:
  - {they_text: hm, rule: otherwise}
  - at: 2026-06-01 10:00
  - {they_text: hm, rule: otherwise}
"""
    assert [what for what, _, _ in failures(story)] == ["clock"]


def test_what_is_given_is_known_from_the_start() -> None:
    story = """
given: {contact: {first_name: Bo}, tags: [vip], on_lists: [news], from: +12025550177}
steps:
  - {they_text: hm, saved: {first_name: Bo}, tags: [vip], on_lists: [news]}
"""
    assert failures(story) == []


def test_a_story_ends_at_the_first_step_that_fails() -> None:
    story = "steps: [{they_text: hm, rule: Prices}, {they_text: price, rule: Tips}]"

    (result,) = report(story).failed

    assert len(result.played) == 1


def test_examples_are_played_before_stories_and_expect_their_rule() -> None:
    ruleset = rules.loads(
        """
rules:
  - name: Hi
    when: {says: hi}
    reply: Hello
    examples: [hi, hello]
otherwise: {reply: Hm, examples: [what]}
stories:
  - {name: S, steps: [{they_text: hi, rule: Hi}]}
"""
    )

    found = run(ruleset)

    assert [(story.rule, title(result)) for story, result in zip(stories_of(ruleset), found.results, strict=True)] == [
        ("Hi", "Hi: “hi”"),
        ("Hi", "Hi: “hello”"),
        ("otherwise", "otherwise: “what”"),
        (None, "S"),
    ]
    assert [result.passed for result in found.results] == [True, False, True, True]


def lines(story: str) -> list[str]:
    (result,) = report(story).failed
    return [str(line) for line in explain(result)]


def test_a_wrong_answer_is_shown_line_by_line_with_marks_under_what_differs() -> None:
    story = """
steps:
  - they_text: price
    we_reply: |
      Check-up $65, cleaning $80.
      More at https://example.com
"""
    assert lines(story) == [
        "they text  “price”",
        "expected   Check-up $65, cleaning $80.",
        "                      ^",
        "got        Check-up $60, cleaning $80.",
        "                      ^",
        "           More at https://example.com",
    ]


def test_answers_that_have_little_in_common_stand_one_after_the_other() -> None:
    assert lines("steps: [{they_text: tips, we_reply: No idea}]") == [
        "they text  “tips”",
        "expected   No idea",
        "got        You are on the list.",
    ]


def test_silence_has_a_name() -> None:
    assert lines("steps: [{they_text: thanks, we_reply: Welcome}]") == [
        "they text  “thanks”",
        "expected   Welcome",
        "got        no answer",
    ]


def test_the_rule_that_was_expected_says_why_it_did_not_fit_with_near_misses() -> None:
    told = lines("steps: [{they_text: prise, rule: Prices}]")

    assert told[:3] == [
        "they text  “prise”",
        "expected   “Prices” answers",
        "got        no rule fits, so otherwise answers",
    ]
    assert told[3].startswith("why        Prices: ")
    assert "price" in told[4]


def test_a_step_of_a_longer_story_says_which_it_is() -> None:
    told = lines("steps: [{they_text: tips, rule: Tips}, {later: 1 day}, {they_text: tips, rule: Prices}]")

    assert told[0].startswith("at step    3 of 3, rules.yaml:")


def test_the_gate_says_what_failed_in_a_few_lines_each_and_nothing_for_good_rules() -> None:
    bad = "rules: [{name: Hi, when: {says: hi}, reply: Hello, examples: [hey]}]\n"
    many = "rules: [{name: Hi, when: {says: hi}, reply: Hello, examples: [" + ", ".join("abcdefghijkl") + "]}]\n"

    assert complaints(rules.loads(bad.replace("hey", "hi"))) == ()
    (told,) = complaints(rules.loads(bad))
    assert told.startswith("rules.yaml:1: Hi: “hey”\n    they text  “hey”\n    expected   “Hi” answers\n")
    assert complaints(rules.loads(many))[-1] == "and 2 more; `responder test` shows them all"


def test_playing_the_same_story_twice_comes_to_the_same() -> None:
    ruleset = rules.loads(CLINIC + "  - {name: S, steps: [{they_text: prise, rule: Prices}]}")

    assert play(ruleset, ruleset.stories[0]) == play(ruleset, ruleset.stories[0])
