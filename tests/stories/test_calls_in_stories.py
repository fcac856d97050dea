"""Phone calls in examples and stories."""

from __future__ import annotations

from datetime import timedelta

import pytest

from responder import rules
from responder.simulator import Simulator
from responder.stories.run import run
from responder.stories.wording import explain

RULES = """
timezone: America/Chicago
staff: {maria: +1 312 555 0177}
rules:
  - {name: Ring, when: {says: call}, reply: OK., call: {say: {en: Hello there., es: Hola.}}}
  - {name: Fire, when: {contains: fire}, reply: Out., call: {to: maria, say: "Fire! {{ body }}"}}
stories:
  - name: Story
    steps:
"""


def played(steps: str) -> list[str]:
    ruleset = rules.loads(RULES + "".join(f"      - {line}\n" for line in steps.splitlines()))
    (result,) = run(ruleset, ruleset.stories).results
    return [str(line) for line in explain(result)]


@pytest.mark.parametrize(
    "steps",
    [
        "{they_text: call, we_send: {call: Hello there.}}",
        "{they_text: fire at home, we_send: {to: maria, call: 'Fire! fire at home'}}",
        "{they_text: fire at home, we_send: {to: maria, call: yes, contains: at home}}",
    ],
)
def test_a_call_is_expected_as_it_is_said(steps: str) -> None:
    assert played(steps) == []


@pytest.mark.parametrize(
    "steps",
    [
        "{they_text: call, we_send: Hello there.}",
        "{they_text: call, we_send: nothing}",
        "{they_text: call, we_send: {call: Good-bye.}}",
    ],
)
def test_another_text_or_no_call_fails(steps: str) -> None:
    assert "by phone: Hello there." in "\n".join(played(steps))


def test_they_hear_their_language() -> None:
    simulator = Simulator(rules.loads(RULES.partition("stories")[0]))
    simulator.know(fields={"language": "es"})
    simulator.text("call")
    (call,) = simulator.sent
    assert (call.kind, call.text) == ("call", "Hola.")


def test_a_flood_of_texts_is_no_flood_of_calls() -> None:
    simulator = Simulator(rules.loads(RULES.partition("stories")[0]))
    for n in range(60):
        simulator.text(f"fire {n}")
    assert len(simulator.sent) <= 20


WORDS = (
    "apple",
    "river",
    "stone",
    "cloud",
    "tiger",
    "piano",
    "lemon",
    "castle",
    "window",
    "garden",
    "rocket",
    "planet",
)


def test_calls_count_towards_the_limit_on_replies_as_notes_to_staff_do() -> None:
    text = """
timezone: America/Chicago
staff: {maria: +1 312 555 0177}
limits: {replies: 3 in 1 hour, passed_on: 1000 an hour}
rules:
  - {name: Fire, when: {contains: fire}, silent: yes, call: {to: maria, say: "It burns: {{ body }}"}}
"""
    simulator = Simulator(rules.loads(text))
    for word in WORDS:
        simulator.text(f"fire at the {word}")
        simulator.advance(timedelta(minutes=1))
    assert len(simulator.sent) == 3
