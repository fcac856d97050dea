"""``follow_up``, ``cancel`` and ``quiet_hours``, and what is told to who writes them otherwise."""

from __future__ import annotations

from datetime import timedelta

import pytest

from responder import rules
from responder.core.conditions.matchers import AnyOf, If
from responder.core.rule import CancelFollowUps, FollowUp
from responder.core.ruleset import QUIET_HOURS
from responder.rules.reuse import Reuse


def follow_ups(rule) -> list[FollowUp]:
    return [action for action in rule.actions if isinstance(action, FollowUp)]


def test_a_follow_up_is_called_like_its_rule_unless_it_has_a_name(rule) -> None:
    made = rule(
        """
        follow_up:
          - {after: 2 days, text: Hi}
          - {at: mon 9:00, name: second, text: Hello, urgent: yes}
        """
    )

    first, second = follow_ups(made)
    assert (first.name, first.position, first.after, first.at) == ("A rule", 0, timedelta(days=2), None)
    assert (second.name, second.position, second.at, second.written) == ("second", 1, "mon 9:00", "mon 9:00")
    assert (first.urgent, second.urgent) == (False, True)


def test_one_alone_needs_no_list_and_a_rule_needs_nothing_else(load) -> None:
    ruleset = load("rules: [{name: A, follow_up: {after: 1 hour, ask: 'How was it?', within: 3 days}}]")

    (one,) = follow_ups(ruleset.rules[0])
    assert one.text is None and one.ask is not None
    assert one.within == timedelta(days=3)


def test_otherwise_may_follow_up_too(load) -> None:
    ruleset = load("otherwise: {reply: Hm, follow_up: {after: 1 hour, text: Still there?}}")

    assert [one.name for one in follow_ups(ruleset.otherwise)] == ["otherwise"]


@pytest.mark.parametrize(
    ("written", "reply", "conditions"),
    [
        ("they reply", True, 0),
        ("They Reply", True, 0),
        ("they answer", True, 0),
        ("they opt out", False, 0),
        ("{contact: {first_name: Ana}}", False, 1),
        ("[they reply, {if: first_name}, {from: staff}]", True, 2),
    ],
)
def test_what_takes_it_back(rule, written: str, reply: bool, conditions: int) -> None:
    made = rule(
        f"follow_up: {{after: 2 days, text: Hi, unless: {written}}}",
        top="timezone: America/Chicago\nstaff: {maria: +1 202 555 0177}",
    )

    (one,) = follow_ups(made)
    assert one.unless_reply is reply
    assert len(one.unless.conditions if isinstance(one.unless, AnyOf) else [c for c in [one.unless] if c]) == conditions


def test_an_if_is_a_condition_as_any(rule) -> None:
    (one,) = follow_ups(rule('follow_up: {after: 2 days, text: Hi, unless: {if: "first_name"}}'))

    assert isinstance(one.unless, If)


def test_files_come_with_the_first_text_of_each_language_or_alone(rule) -> None:
    made = rule(
        """
        follow_up:
          - {after: 2 days, text: {en: [Hi, There], es: Hola}, media: https://example.com/a.png}
          - {after: 2 days, media: [https://example.com/a.png, https://example.com/b.png]}
        """
    )

    worded, alone = follow_ups(made)
    assert {tag: [len(part.media) for part in parts] for tag, parts in worded.text.by_language.items()} == {
        "en": [1, 0],
        "es": [1],
    }
    assert [(part.text.source, len(part.media)) for part in alone.text.by_language[""]] == [("", 2)]


def test_a_follow_up_knows_what_the_rule_found(rule) -> None:
    made = rule(
        """
        when: {matches: "(?P<med>[a-z]+) refill"}
        follow_up: {after: 2 days, text: "Is {{ med }} enough, {{ first_name or 'friend' }}?"}
        """
    )
    assert follow_ups(made)


@pytest.mark.parametrize(
    ("written", "names"),
    [("A rule", ("A rule",)), ("[b, A rule, b]", ("b", "A rule")), ("all", ()), ("[b, all]", ())],
)
def test_follow_ups_are_cancelled_by_name_or_all(rule, written: str, names: tuple[str, ...]) -> None:
    made = rule(
        f"""
        follow_up:
          - {{after: 2 days, text: Hi}}
          - {{after: 2 days, name: b, text: Hi}}
        cancel: {written}
        """
    )

    # What was planned before is taken back, wherever `cancel` stands; never what is planned now.
    assert made.actions[0] == CancelFollowUps(names)


@pytest.mark.parametrize(
    ("settings", "code", "told"),
    [
        ("{text: Hi}", "missing-setting", "doesn't say when it is sent"),
        ("{after: 1 day, at: 10:00, text: Hi}", "opposites", '"after" and "at" both say when it is sent'),
        ("{after: 1 day}", "missing-setting", "doesn't say what is sent"),
        ("{after: 1 day, text: Hi, ask: Hm?}", "opposites", '"text" and "ask" both say what is sent'),
        ("{after: 1 day, text: Hi, within: 1 day}", "missing-setting", '"within" needs "ask"'),
        ("{after: 1 day, text: Hi, times: 3}", "missing-setting", '"times" needs "repeat"'),
        ("{after: 1 day, text: Hi, repeat: 5 minutes}", "too-often", "more than once an hour"),
        ("{after: 2 dais, text: Hi}", "not-a-time", '"dais" isn\'t a unit of time'),
        ("{at: soon, text: Hi}", "not-a-time", "isn't a time"),
        ("{after: 1 day, name: all, text: Hi}", "taken-name", "can't be called"),
        ("{after: 1 day, text: Hi, unless: they repli}", "unknown-word", "they repli"),
        ("{after: 1 day, text: Hi, unless: {says: yes}}", "no-text-then", '"says" looks at a text'),
        ("{after: 1 day, text: Hi, unless: {not: {contains: x}}}", "no-text-then", '"contains" looks at a text'),
        ("{after: 1 day, text: Hi, unless: []}", "empty", "empty list"),
        ("[]", "empty", "empty list"),
        ("{aftr: 1 day, text: Hi}", "unknown-key", '"aftr" isn\'t a setting here'),
        ("{delay: 1 day, text: Hi}", "unknown-key", '"delay" isn\'t a setting here'),
        ('{after: 1 day, text: "Hi {{ frist_name }}"}', "unknown-variable", "frist_name"),
        ("{after: 1 day, text: Hi, media: map.png}", "not-a-web-address", "map.png"),
        ("tomorrow", "wrong-type", "follow_up"),
    ],
)
def test_each_slip_is_told_once_where_it_stands(problem, settings: str, code: str, told: str) -> None:
    found = problem(f"timezone: UTC\nrules:\n  - name: A\n    reply: x\n    follow_up: {settings}\n")

    assert (found.code, found.place.line) == (code, 5)
    assert told in found.message
    assert found.remedy


@pytest.mark.parametrize(
    ("wrong", "meant"), [("they repli", "`they reply`"), ("they optout", "`they opt out`"), ("unlss", "`unless`")]
)
def test_the_remedy_names_what_was_meant(problem, wrong: str, meant: str) -> None:
    key = "unless" if wrong.startswith("they") else wrong
    value = wrong if key == "unless" else "they reply"
    found = problem(f"rules:\n  - name: A\n    reply: x\n    follow_up: {{after: 1 day, text: Hi, {key}: {value}}}\n")

    assert f"Did you mean {meant}?" in found.remedy


def test_a_moment_needs_the_time_zone_and_a_length_of_time_does_not(load, problem) -> None:
    assert load("rules: [{name: A, follow_up: {after: 2 days, text: Hi}}]")
    assert problem("rules: [{name: A, follow_up: {at: 10:00, text: Hi}}]").code == "no-timezone"


def test_cancelling_what_nothing_plans_is_told_with_what_was_meant(problem) -> None:
    found = problem(
        """
        rules:
          - name: Prices
            reply: x
            follow_up: {after: 2 days, name: price reminder, text: Hi}
          - name: Booked
            reply: y
            cancel: price remindr
        """
    )

    assert (found.code, found.place.line) == ("unknown-follow-up", 7)
    assert found.remedy == "Did you mean `price reminder`?"


def test_a_follow_up_with_a_slip_in_it_is_there_for_cancel(problem) -> None:
    found = problem(
        """
        rules:
          - {name: Prices, reply: x, follow_up: {after: 2 days, text: "{{ nobody }}"}}
          - {name: Booked, reply: y, cancel: Prices}
        """
    )
    assert found.code == "unknown-variable"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("21:00-8:00", "21:00-8:00"),
        ("mon-sat 21:00-9:00, sun 21:00-12:00", "mon-sat 21:00-9:00, sun 21:00-12:00"),
        ("none", None),
        ("no", None),
    ],
)
def test_quiet_hours_are_times_or_none(load, written: str, expected: str | None) -> None:
    quiet = load(f"limits: {{quiet_hours: '{written}'}}\n").limits.quiet_hours

    assert (None if quiet is None else quiet.written) == expected


def test_quiet_hours_last_from_nine_to_eight_unless_said(load) -> None:
    assert load("limits: {rounds: 3}\n").limits.quiet_hours == QUIET_HOURS
    assert QUIET_HOURS.written == "21:00-8:00"


@pytest.mark.parametrize(
    ("written", "code"), [("24 hours", "endless"), ("at night", "not-a-time"), ("21", "not-a-time")]
)
def test_quiet_hours_that_cant_be_are_told(problem, written: str, code: str) -> None:
    found = problem(f"limits: {{quiet_hours: {written}}}\n")

    assert found.code == code and found.remedy


def test_examples_under_a_rule_that_answers_one_question_have_it_open(load) -> None:
    ruleset = load(
        """
        rules:
          - name: Visit
            reply: Bye
            when: {says: bye}
            follow_up: {after: 1 day, name: rating, ask: How was it?}
          - name: Rated
            when: {answering: rating, says: good}
            reply: Thanks
            examples: [good, {they_text: Good!, given: {question: Rated again}}]
          - {name: Asks, when: {says: ask}, reply: x, follow_up: {after: 1 day, name: Rated again, ask: And now?}}
          - name: Either
            when: {answering: [rating, Rated again]}
            reply: Thanks
            examples: [hm]
        """
    )

    examples = [example.given.questions for rule in ruleset.rules for example in rule.examples]
    assert examples == [("rating",), ("Rated again",), ()]


def test_a_reload_that_reuses_rules_still_knows_which_follow_ups_there_are() -> None:
    reuse = Reuse()
    plans = "  - {name: Prices, reply: x, follow_up: {after: 2 days, name: nudge, text: Hi}}\n"
    cancels = "  - {name: Booked, when: {says: booked}, reply: y, cancel: nudge}\n"
    rules.loads(f"rules:\n{plans}{cancels}", reuse=reuse)

    again = rules.loads(f"rules:\n{cancels}  - {{name: New, reply: z}}\n{plans}", reuse=reuse)
    with pytest.raises(rules.RulesInvalid) as caught:
        rules.loads(f"rules:\n{cancels}{plans.replace('nudge', 'other')}", reuse=reuse)

    assert [rule.name for rule in again.rules] == ["Booked", "New", "Prices"]
    assert [problem.code for problem in caught.value.problems] == ["unknown-follow-up"]
