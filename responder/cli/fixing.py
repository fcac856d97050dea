"""``responder check --fix``: shows what can be mended, asks, and writes it."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from responder.cli.look import plural, say, shown, styled
from responder.errors import ResponderError

if TYPE_CHECKING:
    from responder.mending import Mended

TONES = {"+": "good", "-": "bad", "@": "note"}


class ChangedMeanwhileError(ResponderError):
    """A file was changed by somebody else meanwhile, so it wasn't written. Try again."""


class NotWrittenError(ResponderError):
    """A file can't be written. See that you may write it, and try again."""


def fix(path: Path, *, without_asking: bool) -> bool:
    """Show what can be mended in these rules and write it, if the one at the terminal says yes or has said so before.

    Returns whether all that can be mended is: False where it was only shown.
    """
    from responder.mending import mended

    found = mended(path, datetime.now(UTC).date())
    if not found:
        say("There is nothing that can be mended safely.\n")
        return True
    for one in found:
        for line in difference(one):
            say(styled(shown(line), TONES[line[0]]) if line[:1] in TONES else shown(line))
        say()
    if not without_asking and not _agreed(len(found)):
        return False
    write(found)
    say(f"{styled('✓', 'good')} {plural(len(found), 'file')} mended.\n")
    return True


def _agreed(files: int) -> bool:
    if not sys.stdin.isatty():
        say("Nothing was written. Add --yes to write it.\n")
        return False
    agreed = click.confirm(f"Write {'this' if files == 1 else f'these {files} files'}?", default=False)
    if not agreed:
        say("Nothing was written.\n")
    return agreed


def difference(one: Mended) -> Iterator[str]:
    """What changes in a file, as a unified diff; line ends and a byte order mark, which stay, aren't shown."""
    before, after = (data.decode("utf-8-sig").splitlines() for data in (one.before, one.after))
    name = one.path.as_posix()
    yield from difflib.unified_diff(before, after, name, f"{name} (mended)", lineterm="", n=1)


def write(files: list[Mended]) -> None:
    """Write all of them, or none where one isn't as it was read.

    Raises ChangedMeanwhileError, NotWrittenError.
    """
    from responder.rules.editing.saving import save
    from responder.rules.editing.spots import CannotEdit

    path = files[0].path
    try:
        for one in files:
            path = one.path
            if path.read_bytes() != one.before:
                raise CannotEdit
        for one in files:
            path = one.path
            save(path, one.after, one.before)
    except CannotEdit:
        raise ChangedMeanwhileError(
            f"{path} was changed by somebody else meanwhile, so it wasn't written. Try again."
        ) from None
    except OSError as error:
        raise NotWrittenError(f"{path} can't be written: {error.strerror}. See that you may, and try again.") from None
