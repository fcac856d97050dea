"""``responder check --fix``: shows each change, asks, and writes all of it or nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from responder.cli import fixing
from responder.cli.fixing import ChangedMeanwhileError, write
from responder.mending import mended
from responder.rules.editing.saving import Rewrite

BROKEN = "rules:\n  - {name: Hi, when: {says: hi}, reply: Hello, examples: [hi]}\notherwise:\n  reply: “Soon”\n"
MENDED = BROKEN.replace("“Soon”", '"Soon"')


@pytest.fixture
def rules(folder: Path) -> Path:
    path = folder / "rules.yaml"
    path.write_text(BROKEN, encoding="utf-8")
    return path


def test_without_a_terminal_and_without_yes_it_only_shows_and_says_how_to_write(run, rules: Path) -> None:
    result = run("check", "--fix")

    assert '-  reply: “Soon”\n+  reply: "Soon"\n' in result.output
    assert "Nothing was written. Add --yes to write it." in result.output
    assert (result.exit_code, rules.read_text(encoding="utf-8")) == (2, BROKEN)


def test_with_yes_it_shows_and_writes_and_then_checks(run, rules: Path) -> None:
    result = run("check", "--fix", "--yes")

    assert '-  reply: “Soon”\n+  reply: "Soon"\n' in result.output
    assert result.output.endswith("rules.yaml: 1 rule, 1 example. Nothing to improve.\n")
    assert (result.exit_code, rules.read_text(encoding="utf-8")) == (0, MENDED)


def test_a_file_that_could_be_used_and_cost_less_exits_with_1_where_it_is_only_shown(run, rules: Path) -> None:
    long = "We are open from Monday to Friday and at weekends by appointment, come by, it’s easy"
    rules.write_text(BROKEN.replace("“Soon”", long), encoding="utf-8")

    assert run("check").exit_code == 0
    assert run("check", "--fix").exit_code == 1
    assert run("check", "--fix", "--yes").exit_code == 0
    assert run("check", "--fix").exit_code == 0


def test_where_nothing_can_be_mended_it_says_so(run, rules: Path) -> None:
    rules.write_text(MENDED, encoding="utf-8")

    assert run("check", "--fix").output.startswith("There is nothing that can be mended safely.\n")


@pytest.mark.parametrize(("typed", "after"), [("y", MENDED), ("n", BROKEN), ("", BROKEN)])
def test_at_a_terminal_it_asks(folder: Path, rules: Path, typed: str, after: str) -> None:
    pty = pytest.importorskip("pty")
    primary, secondary = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-c", "from responder.cli import main; main()", "check", "--fix"],
        cwd=folder,
        stdin=secondary,
        stdout=secondary,
        stderr=secondary,
        env={**os.environ, "TERM": "xterm", "PYTHONIOENCODING": "utf-8"},
    )
    os.close(secondary)
    told = b""
    while b"[y/N]" not in told:
        told += os.read(primary, 4096)
    os.write(primary, f"{typed}\n".encode())
    while True:
        try:
            piece = os.read(primary, 4096)
        except OSError:
            break
        if not piece:
            break
        told += piece
    os.close(primary)
    done.wait(timeout=30)

    assert b'\x1b[32m+  reply: "Soon"' in told
    assert rules.read_text(encoding="utf-8") == after


def test_mode_links_ends_of_lines_and_byte_order_mark_stay(run, folder: Path) -> None:
    (folder / "there").mkdir()
    real = folder / "there" / "real.yaml"
    real.write_bytes(("\ufeff" + BROKEN).replace("\n", "\r\n").encode("utf-8"))
    real.chmod(0o640)
    (folder / "rules.yaml").symlink_to(real)

    assert run("check", "--fix", "--yes").exit_code == 0
    assert real.read_bytes() == ("\ufeff" + MENDED).replace("\n", "\r\n").encode("utf-8")
    assert (real.stat().st_mode & 0o777, (folder / "rules.yaml").is_symlink()) == (0o640, True)
    assert [path.name for path in real.parent.iterdir()] == ["real.yaml"]


def test_included_files_are_written_too(run, folder: Path, rules: Path) -> None:
    rules.write_text("include: more.yaml\n" + BROKEN, encoding="utf-8")
    more = folder / "more.yaml"
    more.write_text("rules:\n  - {name: B, when: {says: b}, reply: “B”, examples: [b]}\n", encoding="utf-8")

    result = run("check", "--fix", "--yes")

    assert "2 files mended." in result.output
    assert '"B"' in more.read_text(encoding="utf-8")


def test_a_file_that_somebody_changed_meanwhile_is_not_touched_nor_are_the_others(folder: Path, rules: Path) -> None:
    rules.write_text("include: more.yaml\n" + BROKEN, encoding="utf-8")
    more = folder / "more.yaml"
    more.write_text("rules:\n  - {name: B, when: {says: b}, reply: “B”, examples: [b]}\n", encoding="utf-8")
    found = mended(Path("rules.yaml"))
    more.write_text("# mine now\n", encoding="utf-8")

    with pytest.raises(ChangedMeanwhileError, match=r"more\.yaml was changed by somebody else"):
        write(found)
    assert "“Soon”" in rules.read_text(encoding="utf-8")
    assert more.read_text(encoding="utf-8") == "# mine now\n"
    assert sorted(path.name for path in folder.iterdir()) == ["more.yaml", "rules.yaml"]


@pytest.mark.usefixtures("folder")
def test_a_file_that_is_gone_is_told_in_a_sentence() -> None:
    with pytest.raises(fixing.NotWrittenError, match=r"rules\.yaml can't be written"):
        write([Rewrite(Path("rules.yaml"), b"a", b"b")])


@pytest.mark.parametrize("arguments", [("--yes",), ("--fix", "--format", "json")])
def test_options_that_don_t_go_together_are_told(run, rules: Path, arguments: tuple[str, ...]) -> None:
    assert run("check", *arguments).exit_code == 2
    assert rules.read_text(encoding="utf-8") == BROKEN
