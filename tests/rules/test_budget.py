"""What loading may cost. The bounds are wide: machines that run tests are slow and shared."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time

import pytest

from benchmarks.corpus import rules as made_up_rules
from responder import rules


def test_ten_thousand_rules_load_in_seconds() -> None:
    text = made_up_rules(10_000)
    begun = time.process_time()
    ruleset = rules.loads(text)
    assert len(ruleset.rules) == 10_000
    assert time.process_time() - begun < 6


def test_a_small_file_imports_nothing_heavy() -> None:
    heavy = [
        "jinja2",
        "babel",
        "sqlalchemy",
        "flask",
        "twilio",
        "pydantic",
        "rich",
        "alembic",
        "responder.rules.syntax.slips",
    ]
    text = (
        'timezone: America/Chicago\nrules:\n  - name: A\n    when: {says: <yes>}\n    reply: Hi {{ name or "you" }}\n'
    )
    program = (
        f"import sys; from responder import rules; rules.loads({text!r}); print({set(heavy)!r} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_thousands_of_mistakes_are_told_in_seconds() -> None:
    text = "rules:\n" + "".join(f"  - name: R{n}\n    replly: x{{{{ nope }}}}\n" for n in range(2_000))
    begun = time.process_time()
    try:
        rules.loads(text)
    except rules.RulesInvalid as error:
        assert len(error.problems) == 4_000
    assert time.process_time() - begun < 6


@pytest.mark.parametrize(
    "text",
    [
        "rules:\n  - name: A\n    reply: a" + " " * 100_000 + "b: c\n",
        "a" + " " * 100_000 + "b\n  c: d\n",
        " " * 100_000 + "- x: y: z\n",
        "rules:\n  - name: A\n    when: {says: [" + "a, " * 30_000 + "#x]}\n",
        "rules:\n  - name: A\n    reply: {{" + " " * 100_000 + "x\n",
        "rules:\n  - name: A\n    when: {says: <" + " " * 100_000 + ">}\n    reply: x\n",
        "- " * 20_000 + "x\n",
        "[" * 8_000,
        "{a: " * 8_000,
        "'" * 50_001,
        "rules: &a [" + "*a, " * 20_000 + "]\n",
        "rules:\n" + "\t- x\n" * 20_000,
        "a: b: c\n" * 20_000,
        "rules:\n  - name: A\n    reply: |\n" + "      {{ x }}\n" * 5_000,
    ],
    ids=range(14),
)
def test_no_text_makes_the_loader_think_for_long(text: str) -> None:
    begun = time.process_time()
    with contextlib.suppress(rules.RulesInvalid):
        rules.loads(text)
    assert time.process_time() - begun < 5
