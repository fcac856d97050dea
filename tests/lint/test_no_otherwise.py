"""``no-otherwise``: a file that leaves people without an answer."""

from __future__ import annotations


def test_a_file_without_otherwise_is_told(lint) -> None:
    (problem,) = lint("rules:\n  - {name: Hi, when: {says: hi}, reply: Hello, examples: [hi]}\n")

    assert (problem.code, problem.place.line, problem.level) == ("no-otherwise", 1, "warning")
    assert "otherwise:" in problem.remedy


def test_a_rule_that_answers_everything_needs_no_otherwise(lint) -> None:
    assert lint("rules:\n  - {name: Hi, reply: Hello, examples: [hi]}\n") == []
