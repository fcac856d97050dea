"""Stories over days: what is sent later, when, and what takes it back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from textwrap import indent
from zoneinfo import ZoneInfo

import pytest

from responder import rules
from responder.simulator import Simulator, TooManyTexts
from responder.stories.run import run
from responder.stories.wording import explain

CLINIC = """
business: Clinic
phone: +1 202 555 0100
timezone: America/Chicago
staff: {maria: +1 312 555 0177, ben: +1 312 555 0178}
lists: {tips: Tips}
rules:
  - name: Emergency
    when: {contains: broken tooth}
    reply: Call us.
    notify: [maria, ben]
  - name: Prices
    when: {contains: price}
    reply: $60.
    follow_up:
      after: 2 days
      unless: they reply
      text: Hi {{ first_name or "there" }}, shall we find you a time?
  - name: Booked
    when: {says: book}
    remember: {booked: "yes"}
    cancel: nudge
    reply: Booked.
  - name: Nudge
    when: {says: nudge}
    reply: OK.
    follow_up:
      - {name: nudge, after: 1 day, unless: {contact: {booked: "yes"}}, text: Come back!}
      - {name: weekly, at: mon 9:00, text: A new week., repeat: 1 week, times: 3}
  - name: Visit
    when: {says: bye}
    reply: Bye.
    follow_up: {name: rating, after: 1 day, ask: "How was it, 1 to 5?", within: 2 days}
  - name: Rated
    when: {answering: rating, matches: "(?P<stars>[1-5])"}
    remember: {stars: "{{ stars }}"}
    reply: Thanks for {{ stars }}.
    examples: ["4"]
  - {name: Night, when: {says: night}, reply: Good night., follow_up: {after: 12 hours, text: Good morning.}}
  - {name: Urgent, when: {says: urgent}, reply: OK., follow_up: {after: 12 hours, text: Now!, urgent: yes}}
  - {name: Never mind, when: {says: forget it}, reply: OK., cancel: all}
  - {name: Person, when: {says: person}, reply: A moment., hand_over: 3 days}
otherwise: Hm.
stories:
"""


def told(story: str) -> list[str]:
    """What ``responder test`` says of this story; nothing where it came out as written."""
    ruleset = rules.loads(CLINIC + indent("- name: A story\n" + indent(story.strip("\n"), "  "), "  "))
    (result,) = run(ruleset, ruleset.stories).results
    return [str(line) for line in explain(result)]


@pytest.mark.parametrize(
    "steps",
    [
        # At its time, and not before.
        """
        - {they_text: price, we_send: nothing}
        - {later: 47 hours, we_send: nothing}
        - {later: 1 hour, we_send: "Hi there, shall we find you a time?"}
        - {later: 30 days, we_send: nothing}
        """,
        # `we_send` may stand in a step of its own, and time that passes in several steps counts together.
        """
        - they_text: price
        - later: 1 day
        - later: 1 day
        - later: 1 day
        - we_send: "Hi there, shall we find you a time?"
        """,
        # What is sent and isn't asked for fails nothing.
        """
        - they_text: price
        - later: 3 days
        - {they_text: nudge, we_send: nothing}
        """,
        # A reply takes it back.
        """
        - they_text: price
        - later: 1 day
        - they_text: thanks
        - {later: 10 days, we_send: nothing}
        """,
        # But it is planned anew where they ask again.
        """
        - they_text: price
        - later: 1 day
        - they_text: price
        - {at: 2026-06-05 09:59, we_send: nothing}
        - {later: 2 minutes, we_send: {contains: shall we}}
        """,
        # The same follow-up waits once, however often it is planned.
        """
        - they_text: nudge
        - later: 1 hour
        - they_text: nudge
        - {later: 2 days, we_send: Come back!}
        """,
        # A condition is asked when it is due.
        """
        - they_text: nudge
        - {at: 2026-06-03 12:00, we_send: Come back!}
        """,
        # `cancel` by name leaves the others.
        """
        - they_text: nudge
        - they_text: book
        - {later: 7 days, we_send: A new week.}
        """,
        # `repeat` with `times`.
        """
        - they_text: nudge
        - they_text: book
        - {later: 60 days, we_send: [A new week., A new week., A new week.]}
        """,
        # `cancel: all`
        """
        - they_text: nudge
        - they_text: bye
        - they_text: forget it
        - {later: 60 days, we_send: nothing}
        """,
        # An opt-out between two of a series ends it, and START doesn't bring it back.
        """
        - they_text: nudge
        - {later: 7 days, we_send: [Come back!, A new week.]}
        - they_text: STOP
        - they_text: START
        - {later: 60 days, we_send: nothing}
        """,
        # Quiet hours: what is due at 22:00 comes at 8:00 in the morning.
        """
        - {they_text: night, we_send: nothing}
        - {at: 2026-06-03 07:59, we_send: nothing}
        - {at: 2026-06-03 08:00, we_send: Good morning.}
        """,
        """
        - they_text: urgent
        - {at: 22:00, we_send: Now!}
        """,
        # A person has taken over: it waits until the rules answer again.
        """
        - they_text: bye
        - {they_text: person, handed_over: yes}
        - {later: 2 days, we_send: nothing}
        - {later: 1 day, we_send: "How was it, 1 to 5?"}
        """,
        # A question that is asked later is answered by a rule with `answering`.
        """
        - {they_text: bye, question: none}
        - {they_text: "4", rule: otherwise}
        - {later: 1 day, we_send: "How was it, 1 to 5?"}
        - {they_text: "4", rule: Rated, we_reply: Thanks for 4., saved: {stars: "4"}, question: none}
        """,
        # It lapses.
        """
        - they_text: bye
        - later: 4 days
        - {they_text: "4", rule: otherwise}
        """,
        # The staff is told at once; who is told first doesn't count.
        """
        - they_text: I have a broken tooth!
          we_send:
            - {to: ben, contains: [broken tooth, "+13125550123"]}
            - {to: maria, contains: broken tooth}
        """,
        # Time and a text in the same step: what is sent in all of it.
        """
        - they_text: bye
        - later: 1 day
          they_text: broken tooth
          we_send: ["How was it, 1 to 5?", {to: maria, contains: tooth}, {to: ben, contains: tooth}]
        """,
    ],
)
def test_a_story_over_days_comes_out_as_written(steps: str) -> None:
    assert told(f"steps:\n{steps}") == []


@pytest.mark.parametrize(
    ("given", "steps"),
    [
        # Two days later is the same time of day, though 49 hours have passed, or 47.
        ("2026-10-31 10:00", ["{later: 2 days}", "{we_send: 'Hi there, shall we find you a time?'}"]),
        (
            "2026-10-31 10:00",
            ["{at: 2026-11-02 09:59, we_send: nothing}", "{later: 1 minute, we_send: {contains: Hi}}"],
        ),
        (
            "2026-03-07 10:00",
            ["{at: 2026-03-09 09:59, we_send: nothing}", "{later: 1 minute, we_send: {contains: Hi}}"],
        ),
    ],
)
def test_a_clock_change_on_the_way_moves_nothing(given: str, steps: list[str]) -> None:
    lines = "\n".join(f"  - {step}" for step in ["they_text: price", *steps])
    assert told(f"given: {{at: {given}}}\nsteps:\n{lines}") == []


def test_quiet_hours_are_those_of_the_phone_that_is_texted() -> None:
    story = """
given: {at: 2026-06-02 10:00, from: +1 213 555 0123}
steps:
  - they_text: price
  - {at: 2026-06-04 10:00, we_send: {contains: Hi}}
  - they_text: night
  - {at: 22:30, we_send: Good morning.}
"""
    assert told(story) == []


def test_what_is_known_when_it_is_sent_is_what_stands_in_it() -> None:
    story = """
given: {contact: {first_name: Ana}}
steps:
  - they_text: price
  - {later: 2 days, we_send: "Hi Ana, shall we find you a time?"}
"""
    assert told(story) == []


def test_a_question_that_was_asked_before_is_given() -> None:
    story = """
given: {question: rating}
steps:
  - {they_text: "3", rule: Rated, question: none}
"""
    assert told(story) == []


@pytest.mark.parametrize(
    ("steps", "lines"),
    [
        (
            "[{they_text: price}, {later: 2 days, we_send: 'Hi there, shall we find you time?'}]",
            [
                "expected   Hi there, shall we find you time?",
                "got        Hi there, shall we find you a time?",
                "                                      ++",
                "why        nothing more is due; it is Thu 4 June 2026, 10:00",
            ],
        ),
        (
            "[{they_text: price}, {later: 1 day, we_send: {contains: Hi}}]",
            [
                'expected   a text with "Hi" in it',
                "got        nothing is sent",
                "why        “Prices” is due Thu 4 June 2026, 10:00; it is Wed 3 June 2026, 10:00",
            ],
        ),
        (
            "[{they_text: price}, {later: 2 days, we_send: nothing}]",
            [
                "expected   nothing is sent",
                "got        Hi there, shall we find you a time?",
                "why        nothing more is due; it is Thu 4 June 2026, 10:00",
            ],
        ),
        (
            "[{they_text: nudge}, {they_text: book}, {they_text: nudge}, {later: 1 day, we_send: Come back!}]",
            [
                "expected   Come back!",
                "got        nothing is sent",
                "why        “nudge” was due Wed 3 June 2026, 10:00 and wasn't sent: unless: booked is 'yes'",
                "why        “weekly” is due Mon 8 June 2026, 09:00; it is Wed 3 June 2026, 10:00",
            ],
        ),
    ],
)
def test_what_wasnt_sent_as_expected_is_told_with_what_is_due(steps: str, lines: list[str]) -> None:
    found = told(f"steps: {steps}")

    assert found[0].startswith("at step    ")
    assert found[1:] == lines


def test_a_text_to_someone_else_is_shown_with_the_name() -> None:
    found = told("steps: [{they_text: broken tooth, we_send: [{to: maria, text: Help}]}]")

    assert "expected   to maria: Help" in found
    assert any("to ben: " in line for line in found)


@pytest.mark.parametrize(
    ("step", "expected", "got"),
    [
        ("{they_text: price, question: rating}", "question that is open: rating", "question that is open: none"),
        ("{they_text: price, handed_over: yes}", "handed over: yes", "handed over: no"),
        ("{they_text: person, handed_over: no}", "handed over: no", "handed over: yes"),
    ],
)
def test_questions_and_handing_over_are_expected_too(step: str, expected: str, got: str) -> None:
    assert told(f"steps: [{step}]")[-2:] == [f"expected   {expected}", f"got        {got}"]


@pytest.fixture
def simulator() -> Simulator:
    return Simulator(rules.loads(CLINIC.removesuffix("stories:\n")))


def test_the_simulator_keeps_what_it_sent_with_time_and_receiver(simulator) -> None:
    simulator.text("a broken tooth")
    simulator.text("bye")
    simulator.advance(timedelta(days=1, minutes=1))

    assert [(one.to, one.kind, one.rule, one.name) for one in simulator.sent] == [
        ("+13125550177", "notify", "Emergency", "maria"),
        ("+13125550178", "notify", "Emergency", "ben"),
        ("+13125550123", "follow-up", "Visit", "rating"),
    ]
    assert simulator.sent[-1].at == datetime(2026, 6, 3, 15, 0, 15, tzinfo=UTC)


def test_people_have_outboxes_of_their_own(simulator) -> None:
    simulator.text("price")
    simulator.text("price", from_="+13125550124")
    simulator.text("thanks", from_="+13125550124")
    simulator.advance(timedelta(days=3))

    assert [one.to for one in simulator.sent] == ["+13125550123"]


def test_who_is_forgotten_gets_nothing_later(simulator) -> None:
    simulator.text("price")
    simulator.forget("+13125550123")
    simulator.advance(timedelta(days=3))

    assert simulator.sent == []


def test_a_staff_member_who_opted_out_isnt_told(simulator) -> None:
    simulator.text("STOP", from_="+13125550177")
    simulator.text("a broken tooth")

    assert [one.name for one in simulator.sent] == ["ben"]


def test_a_clock_that_is_turned_back_sends_nothing(simulator) -> None:
    simulator.text("price")
    simulator.set_time(simulator.now - timedelta(days=5))

    assert simulator.sent == []
    simulator.advance(timedelta(days=8))
    assert len(simulator.sent) == 1


def test_a_series_without_end_stops_the_clock_in_place_of_the_machine() -> None:
    ruleset = rules.loads(
        """
timezone: America/Chicago
limits: {quiet_hours: none}
rules: [{name: A, reply: x, follow_up: {after: 1 hour, repeat: 1 hour, text: Hi}}]
stories:
  - {name: S, steps: [{they_text: hi}, {later: 3650 days, we_send: nothing}]}
"""
    )
    simulator = Simulator(ruleset)
    simulator.text("hi")

    with pytest.raises(TooManyTexts, match="more than 1,000 texts"):
        simulator.advance(timedelta(days=3650))
    (result,) = run(ruleset).failed
    assert any("more than 1,000 texts" in str(line) for line in explain(result))


@pytest.mark.parametrize(
    ("steps", "line", "message"),
    [
        ("- we_send: Hi", 1, "stands before anything that could send something"),
        ("- {they_text: a, we_send: nothing}\n- we_send: Hi", 2, "says already what is sent"),
        ("- {they_text: a, we_send: {to: nobody, text: Hi}}", 1, "nobody"),
        ("- {they_text: a, we_send: {to: maria}}", 1, 'needs "text"'),
        ("- {they_text: a, we_send: {to: maria, txt: Hi}}", 1, '"txt" isn\'t a setting here'),
        ("- {they_text: a, question: ratin}", 1, "nothing asks a question called"),
        ("- {later: 1 day, question: rating}", 1, 'stands in a step without "they_text"'),
        ("- {they_text: a, handed_over: maybe}", 1, "neither yes nor no"),
    ],
)
def test_what_a_story_cant_say_is_told(steps: str, line: int, message: str) -> None:
    text = CLINIC + "  - name: A story\n    steps:\n" + indent(steps, "      ")
    first = CLINIC.count("\n") + 3

    with pytest.raises(rules.RulesInvalid) as caught:
        rules.loads(text)

    found = caught.value.problems[0]
    assert message in found.message
    assert found.place.line == first + line - 1


def test_an_example_may_name_a_conversation_as_its_rule() -> None:
    ruleset = rules.loads(
        """
rules:
  - {name: Begin, when: {says: hi}, reply: Hello., start: signup}
conversations:
  signup:
    - {ask: Your name?, save: first_name}
    - reply: Thanks!
stories:
  - name: S
    steps:
      - {they_text: hi, question: signup}
      - {they_text: Ana, rule: signup, question: none}
  - name: Given
    given: {question: signup}
    steps:
      - {they_text: Ana, rule: signup, we_reply: Thanks!}
"""
    )
    assert run(ruleset).failed == ()


def test_the_steps_of_a_conversation_may_follow_up_each_with_its_own_words() -> None:
    ruleset = rules.loads(
        """
timezone: America/Chicago
rules:
  - {name: Begin, when: {says: hi}, reply: Hello., start: signup}
conversations:
  signup:
    - ask: Your name?
      save: first_name
      follow_up: {after: 1 hour, text: Are you there?}
    - reply: Thanks!
      follow_up: {after: 2 hours, text: "Welcome, {{ first_name }}."}
stories:
  - name: S
    steps:
      - {they_text: hi}
      - {they_text: Ana, rule: signup, question: none}
      - {later: 1 day, we_send: [Are you there?, "Welcome, Ana."]}
"""
    )
    assert run(ruleset).failed == ()


ONE_A_DAY = """
business: Clinic
timezone: America/Chicago
limits: {unasked: 1 a day}
rules:
  - name: Both
    when: {says: both}
    reply: OK.
    follow_up:
      - {name: first, after: 1 hour, text: One.}
      - {name: second, after: 2 hours, text: Two.}
"""


def test_the_cap_on_what_we_begin_holds_here_too() -> None:
    simulator = Simulator(rules.loads(ONE_A_DAY), now=datetime(2026, 6, 2, 15, 0, tzinfo=UTC))
    simulator.text("both")
    simulator.advance(timedelta(hours=3))
    assert [one.text for one in simulator.sent] == ["One."]
    assert [one.due.name for one in simulator.outbox.withheld] == ["second"]


NIGHTLY = """
business: Clinic
timezone: America/Chicago
limits: {quiet_hours: "tue 21:00-23:00"}
rules:
  - name: Night
    when: {says: night}
    reply: OK.
    follow_up: {name: nightly, at: "21:30", text: Sleep well., repeat: 1 day, times: 3}
"""


def test_what_the_night_put_off_keeps_its_own_time_for_the_next() -> None:
    simulator = Simulator(rules.loads(NIGHTLY), now=datetime(2026, 6, 2, 15, 0, tzinfo=UTC))
    simulator.text("night")
    simulator.advance(timedelta(days=5))
    # On Tuesday it is quiet in Chicago until 23:00, on the days after never.
    assert [one.at.astimezone(ZoneInfo("America/Chicago")).strftime("%a %H:%M") for one in simulator.sent] == [
        "Tue 23:00",
        "Wed 21:30",
        "Thu 21:30",
    ]
