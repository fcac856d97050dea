from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _here(bakery: Path) -> None:
    """Every test stands beside the bakery's rules."""


def test_describe_says_what_the_rules_do(run: Run) -> None:
    result = run("describe")
    assert result.exit_code == 0
    assert result.output.startswith("How Rosa's Bakery answers texts\n====")
    assert "1. Opening hours\n   When a text has “hours” or “open” in it.\n   We answer:\n" in result.output


def test_the_ending_of_the_output_says_the_format(run: Run) -> None:
    assert "policy.html written." in run("describe", "--output", "policy.html").output
    assert Path("policy.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert run("describe", "--output", "policy.md").exit_code == 0
    assert Path("policy.md").read_text(encoding="utf-8") == run("describe", "--format", "markdown").output


def test_rules_are_never_written_over(run: Run) -> None:
    before = Path("rules.yaml").read_text(encoding="utf-8")
    result = run("describe", "--output", "rules.yaml")
    assert result.exit_code == 2
    assert "looks like a rules file" in result.output
    assert Path("rules.yaml").read_text(encoding="utf-8") == before


def test_broken_rules_are_told_as_by_check(run: Run) -> None:
    Path("rules.yaml").write_text("rules: [{name: A}]\n", encoding="utf-8")
    result = run("describe")
    assert result.exit_code == 2
    assert "does nothing" in result.output


def test_a_place_that_cant_be_written_is_told(run: Run) -> None:
    result = run("describe", "--output", "nowhere/policy.html")
    assert result.exit_code == 2
    assert "can't be written" in result.output
