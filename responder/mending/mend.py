"""Tries to mend files of rules: one guess after the other, each kept only if the files are then better and no worse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from responder.core.ruleset import Ruleset
from responder.mending.cheaper import cheaper
from responder.mending.lines import candidates, with_plain_signs
from responder.mending.meaning import meaning
from responder.mending.texts import FileText, Texts
from responder.rules.editing.saving import Rewrite
from responder.rules.load import DEPENDENT, load
from responder.rules.problem import Problem, RulesInvalid

MOST_TRIED = 500
"""So many guesses are tried; a file with more slips is mended by calling it again."""

TAB_WIDTHS = (2, 4, 8)


def mended(path: Path, today: date | None = None) -> list[Rewrite]:
    """The files of these rules that can be mended, in the order in which they are read. Nothing is written.

    ``today``: the day at the business, for the checks; None leaves replies as they are. Raises RulesUnreadable where
    the first file can't be read.
    """
    mender = Mender(path)
    mender.mend()
    if today is not None and not mender.problems:
        cheaper(mender, today)
    return [
        Rewrite(name, before, after)
        for name, before in mender.texts.before.items()
        if (after := mender.texts.read(name)) != before
    ]


class Mender:
    """The files of a set of rules, what is wrong with them, and changes that are tried with them."""

    def __init__(self, path: Path) -> None:
        self.texts = Texts()
        self.path = path
        self.ruleset: Ruleset | None = None
        self.problems: tuple[Problem, ...] = ()
        self._left = MOST_TRIED
        self._load()

    def _load(self) -> None:
        try:
            self.ruleset = load(self.path, read=self.texts.read)
            self.problems = ()
        except RulesInvalid as invalid:
            self.ruleset, self.problems = None, invalid.problems

    def mend(self) -> None:
        """Mend whatever is wrong and safe to mend."""
        if not self.problems:
            return
        self._mend_tabs()
        self._mend_signs()
        while self._mend_together():
            pass
        going = True
        while going:
            going = any(self._mend_one(problem) for problem in self.problems)

    def _mend_together(self) -> bool:
        """The first guess for every line at once: where all are right, a large file is loaded once and not for each."""
        guesses: dict[Path, dict[int, str]] = {}
        for problem in self.problems:
            path, number = Path(problem.place.file), problem.place.line
            text = self.texts[path]
            line = text.line(number) if text is not None else ""
            guess = next(candidates(problem, line), line)
            if guess != line:
                guesses.setdefault(path, {}).setdefault(number, guess)
        return any(self.attempt(path, changed) for path, changed in guesses.items() if len(changed) > 1)

    def _mend_one(self, problem: Problem) -> bool:
        path = Path(problem.place.file)
        text = self.texts[path]
        if text is None:
            return False
        number = problem.place.line
        return any(
            line != text.line(number) and self.attempt(path, {number: line})
            for line in candidates(problem, text.line(number))
        )

    def _mend_signs(self) -> None:
        """Dashes, spaces and unseen characters that YAML doesn't take for its own; all at once, or line by line."""
        for path in [name for name in self.texts.before if self.texts[name] is not None]:
            text = self.texts[path]
            assert text is not None
            changed = {
                number: plain
                for number, line in enumerate(text.lines, 1)
                if not line.isascii() and (plain := with_plain_signs(line)) != line
            }
            if changed and self.problems and not self.attempt(path, changed):
                for number, line in changed.items():
                    self.attempt(path, {number: line})

    def _mend_tabs(self) -> None:
        """Tabs before a line, where there is but one meaning that their widths can give it."""
        for path in dict.fromkeys(Path(problem.place.file) for problem in self.problems if problem.code == "tab"):
            text = self.texts[path]
            if text is None:
                continue
            found: dict[object, FileText] = {}
            for width in TAB_WIDTHS:
                changed = _without_tabs(text, width)
                trial = text.with_lines(changed)
                ruleset, problems = self._tried(path, trial)
                if ruleset is not None:
                    found.setdefault(meaning(ruleset), trial)
                elif not _is_worse(self.problems, problems, path, changed):
                    found.setdefault(tuple((one.code, one.place.line) for one in problems), trial)
            if len(found) == 1:
                self._keep(path, next(iter(found.values())))

    def attempt(self, path: Path, changed: Mapping[int, str]) -> bool:
        """Change these lines; keep them changed if the files are then better and no worse."""
        text = self.texts[path]
        if text is None or self._left <= 0:
            return False
        trial = text.with_lines(changed)
        ruleset, problems = self._tried(path, trial)
        before = _places(self.problems)
        better = ruleset is not None or bool(before - _places(problems))
        if not better or _is_worse(self.problems, problems, path, changed):
            return False
        self._keep(path, trial)
        return True

    def _tried(self, path: Path, trial: FileText) -> tuple[Ruleset | None, tuple[Problem, ...]]:
        """What the files say with one of them changed, and what is wrong then."""
        self._left -= 1
        text, ruleset, problems = self.texts[path], self.ruleset, self.problems
        assert text is not None
        self.texts.put(path, trial)
        self._load()
        tried = self.ruleset, self.problems
        self.texts.put(path, text)
        self.ruleset, self.problems = ruleset, problems
        return tried

    def _keep(self, path: Path, text: FileText) -> None:
        self.texts.put(path, text)
        self._load()

    def change(self, changed: Mapping[Path, FileText]) -> None:
        """Files become these, whatever they then say."""
        for path, text in changed.items():
            self.texts.put(path, text)
        self._load()


def _without_tabs(text: FileText, width: int) -> dict[int, str]:
    changed = {}
    for number, line in enumerate(text.lines, 1):
        rest = line.lstrip(" \t")
        lead = line[: len(line) - len(rest)]
        if "\t" in lead:
            changed[number] = lead.expandtabs(width) + rest
    return changed


def _is_worse(before: tuple[Problem, ...], after: tuple[Problem, ...], path: Path, changed: Mapping[int, str]) -> bool:
    """Whether something is wrong now that wasn't before, in a line that was changed; or elsewhere, unless it was only
    hidden by what couldn't be read: by another line, or by something else that was wrong in that line and is gone."""
    new = _places(after) - _places(before)
    mended = {(file, line) for _, file, line in _places(before) - _places(after)}
    name = path.as_posix()
    if any(file == name and line in changed for _, file, line in new):
        return True
    hidden = DEPENDENT if len(after) < len(before) + len(new) else frozenset()
    return any(code not in hidden and (file, line) not in mended for code, file, line in new)


def _places(problems: tuple[Problem, ...]) -> set[tuple[str, str, int]]:
    return {(one.code, one.place.file, one.place.line) for one in problems}
