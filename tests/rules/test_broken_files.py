"""Whole files as people break them, with every word that we say about them.

Each ``broken/*.yaml`` has its messages beside it. To see them anew after a change of wording, delete the ``.txt`` and
run the tests: it is written again, and the test fails once so that someone reads it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from responder import rules
from responder.rules import RulesInvalid

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))

JARGON = re.compile(
    r"\b(mappings?|sequences?|scalars?|nodes?|token|parser?|parsing|stream|indicator|anchor|alias|tag '|document start|"
    r"NoneType|Traceback|exception|dict|str|int|bool|boolean|null|None type|syntax|invalid|unexpected|YAML)\b"
)


def messages(path: Path) -> str:
    with pytest.raises(RulesInvalid) as caught:
        rules.loads(path.read_text(encoding="utf-8"), path.name)
    return f"{caught.value}\n"


def test_there_are_at_least_twelve_of_them() -> None:
    assert len(BROKEN) >= 12


@pytest.mark.parametrize("path", BROKEN, ids=[path.stem for path in BROKEN])
def test_a_broken_file_is_told_in_these_words(path: Path) -> None:
    golden = path.with_suffix(".txt")
    said = messages(path)
    if not golden.exists():
        golden.write_text(said, encoding="utf-8")
        pytest.fail(f"{golden.name} was missing and is written now: read it, then run the tests again")
    assert said == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", BROKEN, ids=[path.stem for path in BROKEN])
def test_the_words_are_those_of_the_writer_not_of_a_programmer(path: Path) -> None:
    told = [line for line in messages(path).splitlines() if not re.match(r"\s+\d+ \| |\s+\| ", line)]
    found = {word for line in told for word in JARGON.findall(re.sub(r"`[^`]*`|\"[^\"]*\"|\([\w-]+\)$", "", line))}
    assert found == set()


@pytest.mark.parametrize("path", BROKEN, ids=[path.stem for path in BROKEN])
def test_every_problem_has_a_remedy_and_a_place_in_the_file(path: Path) -> None:
    with pytest.raises(RulesInvalid) as caught:
        rules.loads(path.read_text(encoding="utf-8"), path.name)
    lines = path.read_text(encoding="utf-8").split("\n")
    for problem in caught.value.problems:
        assert problem.remedy
        assert problem.source_line == lines[problem.place.line - 1]
        assert 1 <= problem.place.column <= len(problem.source_line) + 1
