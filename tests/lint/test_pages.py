"""Each check's page shows a file in which it finds something, and the same file put right."""

from __future__ import annotations

from pathlib import Path

import pytest

import responder
from responder import rules
from responder.lint.check import Check
from responder.lint.registry import CHECKS, NAMES
from responder.stories.run import run as play


@pytest.fixture(params=CHECKS, ids=lambda check: check.name)
def check(request: pytest.FixtureRequest) -> Check:
    made: Check = request.param
    return made


def test_its_page_says_what_it_finds_and_what_to_do(check: Check) -> None:
    assert check.summary.endswith(".")
    assert len(check.page.split("\n\n")) >= 2


def test_it_alone_finds_something_in_its_bad_example(check: Check, lint) -> None:
    assert {problem.code for problem in lint(check.bad)} == {check.name}


def test_no_check_finds_anything_in_its_good_example(check: Check, lint) -> None:
    assert [str(problem) for problem in lint(check.good)] == []


def test_the_examples_in_its_good_example_come_out(check: Check) -> None:
    assert play(rules.loads(check.good)).failed == ()


def test_names_are_unique_and_can_stand_in_a_comment() -> None:
    assert len(NAMES) == len(CHECKS)
    assert all(name.replace("-", "").isalpha() and name.islower() for name in NAMES)


STARTERS = sorted((Path(responder.__file__).parent / "starters").glob("*.yaml"))


@pytest.mark.parametrize("path", STARTERS, ids=lambda path: path.name)
def test_no_check_finds_anything_in_the_files_to_begin_with(path: Path, lint) -> None:
    assert [str(problem) for problem in lint(path.read_text(encoding="utf-8"))] == []
