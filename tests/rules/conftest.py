from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from responder import rules
from responder.core.rule import Rule
from responder.core.ruleset import Ruleset
from responder.rules import Problem, RulesInvalid

Load = Callable[[str], Ruleset]
Problems = Callable[[str], list[Problem]]
Write = Callable[..., Path]


@pytest.fixture
def load() -> Load:
    """Loads a text; its indentation as a whole doesn't count."""
    return lambda text: rules.loads(dedent(text).lstrip("\n"))


@pytest.fixture
def problems() -> Problems:
    """Every problem in a text that must not load."""

    def problems(text: str) -> list[Problem]:
        with pytest.raises(RulesInvalid) as caught:
            rules.loads(dedent(text).lstrip("\n"))
        return list(caught.value.problems)

    return problems


@pytest.fixture
def problem(problems: Problems) -> Callable[[str], Problem]:
    """The only problem in a text."""

    def problem(text: str) -> Problem:
        found = problems(text)
        assert len(found) == 1, "\n\n".join(one.render() for one in found)
        return found[0]

    return problem


@pytest.fixture
def rule(load: Load) -> Callable[[str], Rule]:
    """The rule that settings make: ``rule("when: {says: hi}")``; it replies, unless the settings say otherwise."""

    def rule(settings: str, top: str = "timezone: America/Chicago") -> Rule:
        lines = dedent(settings).strip().splitlines()
        if not any(line.startswith(("reply:", "silent:")) for line in lines):
            lines.append("reply: Thank you.")
        body = "\n".join(f"    {line}" for line in lines)
        return load(f"{dedent(top).strip()}\nrules:\n  - name: A rule\n{body}\n").rules[0]

    return rule


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files into an empty folder, and gives the first one's path."""

    def write(**files: str | bytes) -> Path:
        first: Path | None = None
        for name, content in files.items():
            path = tmp_path / name.replace("__", "/").replace("_yaml", ".yaml")
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, str):
                content = dedent(content).lstrip("\n").encode()
            path.write_bytes(content)
            first = first or path
        assert first is not None
        return first

    return write
