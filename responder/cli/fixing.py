"""``responder check --fix``: shows what can be mended, asks, and writes it. ``near-misses --apply`` writes so, too."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from responder.cli.look import plural, say, shown, styled
from responder.errors import ResponderError

if TYPE_CHECKING:
    from responder.rules.editing.saving import Rewrite

TONES = {"+": "good", "-": "bad", "@": "note"}


class ChangedMeanwhileError(ResponderError):
    """A file was changed by somebody else meanwhile, so nothing was written. Try again."""


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
    if not agreed(found, "mended", without_asking=without_asking):
        return False
    write(found)
    say(f"{styled('✓', 'good')} {plural(len(found), 'file')} mended.\n")
    return True


def agreed(files: Sequence[Rewrite], how: str, *, without_asking: bool) -> bool:
    """Show what changes, and ask. Where there is nobody to ask, it is no, with how to say yes."""
    for one in files:
        for line in difference(one, how):
            say(styled(shown(line), TONES[line[0]]) if line[:1] in TONES else shown(line))
        say()
    if without_asking:
        return True
    if not sys.stdin.isatty():
        say("Nothing was written. Add --yes to write it.\n")
        return False
    yes = click.confirm(f"Write {'this' if len(files) == 1 else f'these {len(files)} files'}?", default=False)
    if not yes:
        say("Nothing was written.\n")
    return yes


def difference(one: Rewrite, how: str) -> Iterator[str]:
    """What changes in a file, as a unified diff; line ends and a byte order mark, which stay, aren't shown."""
    before, after = (data.decode("utf-8-sig").splitlines() for data in (one.before, one.after))
    name = one.path.as_posix()
    yield from difflib.unified_diff(before, after, name, f"{name} ({how})", lineterm="", n=1)


def write(files: Sequence[Rewrite]) -> None:
    """Write all of them, or none where one isn't as it was read or can't be written.

    Raises ChangedMeanwhileError, NotWrittenError.
    """
    from responder.rules.editing.saving import NotSaved, save

    try:
        save(files)
    except NotSaved as error:
        if not error.why:
            raise ChangedMeanwhileError(
                f"{error.path} was changed by somebody else meanwhile, so nothing was written. Try again."
            ) from None
        others = "Nothing was written."
        if error.changed:
            others = f"Already written, and not put back: {', '.join(map(str, error.changed))}."
        raise NotWrittenError(
            f"{error.path} can't be written: {error.why}. {others} See that you may write it, and try again."
        ) from None
