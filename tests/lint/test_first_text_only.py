"""``first-text-only``: ``once_per`` keeps staff from hearing of the next texts."""

from __future__ import annotations

import pytest

TOP = "staff: {maria: +1 555 010 0002}\n"
RULE = """rules:
  - name: Closed
    when: {{contains: hi}}
    once_per: 12 hours
    {does}
"""
QUIET = "otherwise: {reply: Soon.}\n"


@pytest.mark.parametrize(
    "tells",
    [
        "notify: maria",
        "forward: maria",
        "hand_over: yes",
        "call: {to: maria, say: hi}",
        "webhook: https://example.com/texts",
    ],
)
def test_a_rule_that_answers_once_and_tells_somebody_is_told(lint, tells: str) -> None:
    (problem,) = lint(TOP + RULE.format(does=f"reply: Closed.\n    {tells}") + QUIET, "first-text-only")

    setting = tells.partition(":")[0]
    assert (problem.place.line, problem.place.column, problem.level) == (5, 5, "warning")
    assert problem.message == (
        f'within 12 hours of the first text "Closed" doesn\'t hold again, so `{setting}` is for that text only'
    )
    assert problem.remedy.startswith("Add `or_reply: nothing`")


def test_otherwise_is_looked_at_too(lint) -> None:
    text = TOP + "otherwise:\n  reply: Soon.\n  once_per: 1 day\n  notify: maria\n"
    (problem,) = lint(text, "first-text-only")

    assert problem.place.line == 4 and "`otherwise` doesn't hold again" in problem.message


@pytest.mark.parametrize(
    "does",
    [
        "reply: Closed.",
        "reply: Closed.\n    notify: maria\n    or_reply: nothing",
        "reply: Closed.\n    notify: maria\n    or_reply: Still closed.",
        "notify: maria",
        "silent: yes\n    notify: maria\n    continue: yes",
        "reply: Closed.\n    tag: x",
        "reply: Closed.\n    call: This calls whoever texted, and tells nobody else.",
    ],
)
def test_a_rule_that_tells_of_every_text_or_is_for_telling_once_is_no_problem(lint, does: str) -> None:
    assert lint(TOP + RULE.format(does=does) + QUIET, "first-text-only") == []


@pytest.mark.parametrize(
    ("otherwise", "lines"),
    [
        ("{reply: Soon., notify: maria}", []),
        ("{reply: Soon., notify: maria, once_per: 1 day, or_reply: nothing}", []),
        ("{reply: Soon., notify: maria, once_per: 1 day}", [5, 8]),
    ],
)
def test_a_rule_whose_next_texts_otherwise_tells_of_is_no_problem(lint, otherwise: str, lines: list[int]) -> None:
    text = TOP + RULE.format(does="reply: Closed.\n    notify: maria") + f"otherwise: {otherwise}\n"

    assert [p.place.line for p in lint(text, "first-text-only")] == lines


def test_a_comment_silences_it(lint) -> None:
    text = TOP + RULE.format(does="reply: Closed.\n    notify: maria") + QUIET
    text = text.replace("12 hours", "12 hours  # responder: ignore=first-text-only")

    assert lint(text, "first-text-only") == []
