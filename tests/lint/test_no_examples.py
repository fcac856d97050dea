"""``no-examples``: rules without examples."""

from __future__ import annotations

OTHERWISE = "otherwise: {reply: We will read this soon.}\n"


def places(problems):
    return [(problem.place.line, problem.level) for problem in problems]


def test_rules_without_examples_are_noted(lint) -> None:
    text = f"""
    rules:
      - {{name: A, when: {{says: a}}, reply: A}}
      - {{name: B, when: {{says: b}}, reply: B, examples: [b]}}
      - {{name: C, when: {{says: c}}, reply: C}}
    stories:
      - name: C is told
        steps: [{{they_text: c, rule: C}}]
    {OTHERWISE}"""

    assert places(lint(text, "no-examples")) == [(2, "note")]
