from __future__ import annotations

from collections.abc import Callable
from datetime import date
from textwrap import dedent

import pytest

from responder import rules
from responder.lint.registry import run
from responder.rules.problem import Problem

Lint = Callable[..., list[Problem]]


@pytest.fixture
def lint() -> Lint:
    """Runs every check over a file's text, and returns what one of them found, or all."""

    def lint(
        text: str, name: str | None = None, today: date = date(2026, 6, 2), sent: dict[str, int] | None = None
    ) -> list[Problem]:
        text = dedent(text).lstrip("\n")
        ruleset = rules.loads(text)
        found = run(ruleset, dict.fromkeys(ruleset.files, text), today, sent)
        return found if name is None else [problem for problem in found if problem.code == name]

    return lint
