"""``unused-words``: word lists that no rule names."""

from __future__ import annotations

import pytest

OTHERWISE = "otherwise: {reply: We will read this soon.}\n"


FILE = """words:
  emergency: [bleeding, broken tooth]
  pain: [toothache, {more}]
rules:
  - name: A
    {note}when: {{contains: {words}}}
    reply: Well
"""


def test_a_list_that_no_rule_names_is_noted_where_it_stands(lint) -> None:
    (problem,) = lint(FILE.format(more="ache", note="", words="<pain>") + OTHERWISE, "unused-words")

    assert (problem.place.line, problem.level) == (2, "note")


def test_a_list_that_only_a_comment_names_is_noted(lint) -> None:
    text = FILE.format(more="ache", note="# <emergency>\n    ", words="<pain>") + OTHERWISE
    assert len(lint(text, "unused-words")) == 1


@pytest.mark.parametrize(
    ("more", "words"), [("ache", "[<pain>, <emergency>]"), ("<emergency>", "<pain>"), ("x", "[< emergency >, <pain>]")]
)
def test_lists_that_rules_or_other_lists_name_are_no_problem(lint, more: str, words: str) -> None:
    assert lint(FILE.format(more=more, note="", words=words) + OTHERWISE, "unused-words") == []


def test_a_comment_silences_it(lint) -> None:
    text = FILE.format(more="ache", note="", words="<pain>").replace(
        "words:", "words:  # responder: ignore=unused-words", 1
    )
    assert lint(text + OTHERWISE, "unused-words") == []
