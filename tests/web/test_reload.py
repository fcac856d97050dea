"""Rules follow their files, and nothing invalid ever answers."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from responder import rules
from responder.core.ruleset import Ruleset
from responder.reload import LiveRules, is_unchanged, snapshot
from responder.rules import RulesInvalid
from responder.stories.gate import complaints

ONE = "rules:\n  - name: {name}\n    when: {{says: hi}}\n    reply: hello\n"


def content(name: str) -> str:
    return ONE.format(name=name)


def names(live: LiveRules) -> list[str]:
    return [rule.name for rule in live.current.rules]


def soon(holds: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether it comes to hold within this time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "rules.yaml"
    path.write_text(content("First"), encoding="utf-8")
    return path


@pytest.fixture
def watched(path: Path) -> Iterator[LiveRules]:
    live = LiveRules(path)
    live.start()
    try:
        yield live
    finally:
        live.stop()


class TestReload:
    def test_a_changed_file_answers_and_the_log_says_so(self, path: Path, caplog: pytest.LogCaptureFixture) -> None:
        live = LiveRules(path)
        path.write_text(content("Second"), encoding="utf-8")
        with caplog.at_level(logging.INFO, "responder.rules"):
            assert live.reload() is True
        assert names(live) == ["Second"]
        assert "the new rules answer now: 1 of them" in caplog.text

    def test_a_broken_file_changes_nothing_and_every_problem_is_logged(
        self, path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        live = LiveRules(path)
        path.write_text(
            "rules:\n  - name: A\n    any_words: x\n    reply: hi\n  - name: A\n    reply: 'x'\n", encoding="utf-8"
        )
        before = live.current
        assert live.reload() is False
        assert live.current is before
        assert "any_words" in caplog.text
        assert "rules.yaml:5" in caplog.text
        assert "keep answering" in caplog.text
        assert "any_words" in live.failure

    def test_a_file_that_is_gone_changes_nothing(self, path: Path, caplog: pytest.LogCaptureFixture) -> None:
        live = LiveRules(path)
        path.unlink()
        assert live.reload() is False
        assert names(live) == ["First"]
        assert "keep answering" in caplog.text

    def test_putting_the_old_file_back_clears_the_failure(self, path: Path) -> None:
        live = LiveRules(path)
        before = live.current
        path.write_text("rules: 7", encoding="utf-8")
        assert live.reload() is False
        path.write_text(content("First"), encoding="utf-8")
        assert live.reload() is True
        assert live.failure == ""
        assert live.current is before

    def test_a_file_that_is_broken_at_the_start_is_raised(self, path: Path) -> None:
        path.write_text("rules: 7", encoding="utf-8")
        with pytest.raises(RulesInvalid):
            LiveRules(path)


class TestGate:
    def no_second(self, ruleset: Ruleset, before: Ruleset | None) -> Sequence[str]:  # noqa: ARG002
        return ["Second isn't wanted"] if ruleset.rules[0].name == "Second" else ()

    def test_rules_that_it_complains_about_do_not_answer(self, path: Path, caplog: pytest.LogCaptureFixture) -> None:
        live = LiveRules(path, gate=self.no_second)
        path.write_text(content("Second"), encoding="utf-8")
        assert live.reload() is False
        assert names(live) == ["First"]
        assert (live.failure, live.stale) == ("Second isn't wanted", True)
        assert "Second isn't wanted" in caplog.text

    def test_at_the_start_there_are_no_others_so_they_answer_and_it_is_said(
        self, path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        path.write_text(content("Second"), encoding="utf-8")
        live = LiveRules(path, gate=self.no_second)
        assert names(live) == ["Second"]
        assert (live.failure, live.stale) == ("Second isn't wanted", False)
        assert "Second isn't wanted" in caplog.text

    def test_a_look_at_unchanged_files_does_not_forget_it(self, path: Path) -> None:
        path.write_text(content("Second"), encoding="utf-8")
        live = LiveRules(path, gate=self.no_second)
        assert live.reload() is True
        assert live.failure == "Second isn't wanted"
        path.write_text(content("Third"), encoding="utf-8")
        assert live.reload() is True
        assert live.failure == ""


class TestReuse:
    """A reload reads what changed; what comes of it is as after a first load."""

    TEXT = "\n".join(
        [
            "rules:",
            *(f"  - {{name: Rule {n}, when: {{says: word{n}}}, reply: R{n}, examples: [word{n}]}}" for n in range(50)),
            "",
        ]
    )

    def test_rules_that_did_not_change_are_kept_with_their_new_lines(self, path: Path) -> None:
        path.write_text(self.TEXT, encoding="utf-8")
        live = LiveRules(path, gate=complaints)
        before = live.current
        path.write_text(self.TEXT.replace("R3,", "Three,").replace("rules:\n", "# New.\nrules:\n"), encoding="utf-8")
        assert live.reload() is True
        assert live.current == rules.load(path)
        kept = [old.when is new.when for old, new in zip(before.rules, live.current.rules, strict=True)]
        # The first rule is always read, and the fourth changed.
        assert [n for n, same in enumerate(kept) if not same] == [0, 3]

    def test_after_a_reload_that_failed_too(self, path: Path) -> None:
        path.write_text(self.TEXT, encoding="utf-8")
        live = LiveRules(path, gate=complaints)
        before = live.current
        path.write_text(self.TEXT.replace("R3,", "{{ nobody }},"), encoding="utf-8")
        assert live.reload() is False
        path.write_text(self.TEXT.replace("R3,", "Three,"), encoding="utf-8")
        assert live.reload() is True
        assert live.current == rules.load(path)
        assert live.current.rules[20].when is before.rules[20].when

    def test_a_rule_that_takes_the_text_of_another_example_is_refused(self, path: Path) -> None:
        path.write_text(self.TEXT, encoding="utf-8")
        live = LiveRules(path, gate=complaints)
        greedy = "rules:\n  - {name: Greedy, when: {contains: word7}, reply: Mine}\n"
        path.write_text(self.TEXT.replace("rules:\n", greedy), encoding="utf-8")
        assert live.reload() is False
        assert "Rule 7" in live.failure
        path.write_text(self.TEXT.replace("rules:\n", greedy.replace("word7", "word77")), encoding="utf-8")
        assert live.reload() is True

    def test_examples_that_failed_at_the_start_are_played_until_they_pass(self, path: Path) -> None:
        wrong = self.TEXT.replace("examples: [word7]", "examples: [something else]")
        path.write_text(wrong, encoding="utf-8")
        live = LiveRules(path, gate=complaints)
        path.write_text(wrong.replace("R3,", "Three,"), encoding="utf-8")
        assert live.reload() is False
        assert "Rule 7" in live.failure


def test_a_snapshot_tells_whether_anything_was_saved_since(path: Path) -> None:
    taken = snapshot([path])
    assert is_unchanged(taken)
    path.write_text(content("Another"), encoding="utf-8")
    assert not is_unchanged(taken)
    taken = snapshot([path])
    (path.parent / "more.yaml").write_text("rules: []", encoding="utf-8")
    assert not is_unchanged(taken)


def written(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def renamed(path: Path, text: str) -> None:
    """As most editors save: a new file takes the old one's name."""
    new = path.with_name(".rules.yaml.tmp")
    new.write_text(text, encoding="utf-8")
    new.replace(path)


def deleted_first(path: Path, text: str) -> None:
    """As some do, with a moment in between."""
    path.rename(path.with_name("rules.yaml~"))
    time.sleep(0.25)
    path.write_text(text, encoding="utf-8")


def in_pieces(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        for piece in (text[:20], text[20:40], text[40:]):
            file.write(piece)
            file.flush()
            time.sleep(0.03)


class TestWatching:
    @pytest.mark.parametrize("save", [written, renamed, deleted_first, in_pieces])
    def test_it_notices_however_an_editor_saves(
        self, path: Path, watched: LiveRules, save: Callable[[Path, str], None], caplog: pytest.LogCaptureFixture
    ) -> None:
        for name in ("Second", "Third"):
            save(path, content(name))
            assert soon(lambda name=name: names(watched) == [name])  # type: ignore[misc]
        assert watched.failure == ""
        assert "keep answering" not in caplog.text

    def test_a_mistake_and_its_correction(self, path: Path, watched: LiveRules) -> None:
        written(path, "rules: [")
        assert soon(lambda: watched.failure != "")
        assert names(watched) == ["First"]
        written(path, content("Second"))
        assert soon(lambda: names(watched) == ["Second"] and watched.failure == "")

    def test_other_files_in_the_folder_do_not_matter(self, path: Path, watched: LiveRules) -> None:
        before = watched.current
        (path.parent / "notes.txt").write_text("x", encoding="utf-8")
        (path.parent / "other.yaml").write_text("x: y", encoding="utf-8")
        assert not soon(lambda: watched.current is not before or watched.failure != "", 1.0)

    def test_stopping_is_quick_and_ends_the_watch(self, path: Path, watched: LiveRules) -> None:
        began = time.monotonic()
        watched.stop()
        assert time.monotonic() - began < 3
        written(path, content("Second"))
        assert not soon(lambda: names(watched) == ["Second"], 1.0)

    def test_a_link_that_moves_to_another_file_is_a_change(self, tmp_path: Path) -> None:
        """As mounted configuration does: the file that one names never changes, what it points to does."""
        for name in ("First", "Second"):
            (tmp_path / name).mkdir()
            written(tmp_path / name / "rules.yaml", content(name))
        (tmp_path / "now").symlink_to("First")
        path = tmp_path / "mounted"
        path.mkdir()
        (path / "rules.yaml").symlink_to("../now/rules.yaml")
        live = LiveRules(path / "rules.yaml")
        live.start()
        try:
            (tmp_path / "next").symlink_to("Second")
            (tmp_path / "next").replace(tmp_path / "now")
            assert soon(lambda: names(live) == ["Second"])
        finally:
            live.stop()


class TestIncludes:
    @pytest.fixture(autouse=True)
    def folder(self, path: Path) -> Path:
        folder = path.parent / "more"
        folder.mkdir()
        written(folder / "a.yaml", content("A"))
        written(path, "include: [more/*.yaml]\n" + content("Main"))
        return folder

    def test_a_change_in_an_included_file_is_noticed(self, path: Path, folder: Path) -> None:
        live = LiveRules(path)
        live.start()
        try:
            assert set(names(live)) == {"Main", "A"}
            written(folder / "a.yaml", content("B"))
            assert soon(lambda: set(names(live)) == {"Main", "B"})
        finally:
            live.stop()

    def test_a_new_file_that_an_include_names_is_noticed_and_one_that_goes(self, path: Path, folder: Path) -> None:
        live = LiveRules(path)
        live.start()
        try:
            written(folder / "b.yaml", content("B"))
            assert soon(lambda: set(names(live)) == {"Main", "A", "B"})
            (folder / "a.yaml").unlink()
            assert soon(lambda: set(names(live)) == {"Main", "B"})
        finally:
            live.stop()

    def test_what_is_no_longer_included_is_no_longer_watched(self, path: Path, folder: Path) -> None:
        live = LiveRules(path)
        live.start()
        try:
            written(path, content("Alone"))
            assert soon(lambda: names(live) == ["Alone"])
            before = live.current
            written(folder / "a.yaml", content("B"))
            assert not soon(lambda: live.current is not before or live.failure != "", 1.0)
        finally:
            live.stop()

    def test_a_new_file_with_a_mistake_is_read_again_once_it_is_corrected(self, path: Path) -> None:
        other = path.parent / "other"
        other.mkdir()
        live = LiveRules(path)
        live.start()
        try:
            written(other / "c.yaml", "rules: 7")
            written(path, "include: [more/*.yaml, other/*.yaml]\n" + content("Main"))
            assert soon(lambda: live.failure != "")
            written(other / "c.yaml", content("C"))
            assert soon(lambda: set(names(live)) == {"Main", "A", "C"})
        finally:
            live.stop()
