"""Rules files as pytest items: every example and every story is a test.

``pytest rules.yaml`` runs one file's; with ``responder_rules = rules.yaml`` (paths or patterns) in pytest's settings a
plain ``pytest`` finds them too. Other YAML files are left alone, and responder itself is imported only for a file that
is collected: the plugin is present in every test run of an environment that has responder installed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from responder.core.ruleset import Ruleset
    from responder.core.story import Story
    from responder.stories.run import Result


class StoryError(Exception):
    """An example or a story didn't come out as expected."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.story.name)
        self.result = result


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("responder_rules", "rules files whose examples and stories are tests (paths or patterns)", "args", [])


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.File | None:
    if file_path.suffix not in (".yaml", ".yml") or not _is_asked_for(file_path, parent):
        return None
    return RulesFile.from_parent(parent, path=file_path)


def _is_asked_for(path: Path, parent: pytest.Collector) -> bool:
    if parent.session.isinitpath(path):
        return True
    try:
        relative = path.relative_to(parent.config.rootpath)
    except ValueError:
        return False
    return any(relative.match(pattern) for pattern in parent.config.getini("responder_rules"))


class RulesFile(pytest.File):
    """One rules file. A file that doesn't load is an error of collection, with every problem in it."""

    def collect(self) -> Iterator[StoryItem]:
        from responder.errors import ResponderError
        from responder.rules import load
        from responder.stories.run import stories_of

        try:
            ruleset = load(self.path)
        except ResponderError as error:
            raise self.CollectError(str(error)) from None
        taken: dict[str, int] = {}
        for story in stories_of(ruleset):
            taken[story.name] = count = taken.get(story.name, 0) + 1
            unique = story.name if count == 1 else f"{story.name} ({count})"
            yield StoryItem.from_parent(self, name=unique, ruleset=ruleset, story=story)


class StoryItem(pytest.Item):
    """One example or story."""

    def __init__(self, *, ruleset: Ruleset, story: Story, **rest: Any) -> None:
        super().__init__(**rest)
        self.ruleset = ruleset
        self.story = story

    def runtest(self) -> None:
        from responder.stories.run import play

        result = play(self.ruleset, self.story)
        if not result.passed:
            raise StoryError(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if not isinstance(excinfo.value, StoryError):
            return super().repr_failure(excinfo, style)
        from responder.stories.wording import explain, title

        result = excinfo.value.result
        return "\n".join([f"{self.story.place}: {title(result)}", *(str(line) for line in explain(result))])

    def reportinfo(self) -> tuple[Path, int, str]:
        return Path(self.story.place.file), self.story.place.line - 1, self.name
