"""``responder near-misses --apply``: the changes in the file, shown before they are made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from responder.cli.look import plural, say, shown, styled
from responder.cli.suggestion_words import refusal, summary
from responder.errors import ResponderError

if TYPE_CHECKING:
    from responder.replaying.suggesting import Found, Suggesting, Suggestion
    from responder.replaying.topics import Topic


class NoSuchSuggestionError(ResponderError):
    """There is no such suggestion. Without --apply they are listed with their numbers."""


class NotChangedError(ResponderError):
    """The file was left as it is."""


def apply(chosen: str, reply: str | None, found: Found, suggesting: Suggesting, path: Path, *, sure: bool) -> bool:
    """Make the chosen changes, if the one at the terminal says yes or has said so before (``sure``): all of them, or
    none and an error with the reason. Returns whether they were made: False where they were only shown."""
    from responder.cli.fixing import agreed, write
    from responder.replaying.trying import BreaksError
    from responder.rules.editing.saving import Rewrite
    from responder.rules.editing.spots import CannotEdit

    picked = _picked(chosen, found)
    try:
        made = _made(picked, reply, found, suggesting)
    except (CannotEdit, BreaksError) as error:
        raise NotChangedError(f"{shown(str(error))}\n{path.as_posix()} was left as it is.") from None
    files = [Rewrite(_as_seen_from_here(target), target.read_bytes(), data) for target, data in made.items()]
    if not agreed(files, "changed", without_asking=sure):
        return False
    write(files)
    say(f"{styled('✓', 'good')} {plural(len(picked), 'change')} made; the examples pass.")
    return True


def _as_seen_from_here(path: Path) -> Path:
    here = Path.cwd().resolve()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _picked(chosen: str, found: Found) -> list[Suggestion | Topic]:
    everything: list[Suggestion | Topic] = [*found.suggestions, *found.topics]
    if chosen.strip() == "all":
        if not found.suggestions:
            raise NoSuchSuggestionError("There is nothing to change: no text that no rule answers is near one.")
        return list(found.suggestions)
    by_name: dict[str, Suggestion | Topic] = {topic.words[0]: topic for topic in reversed(found.topics)}
    by_name |= {one.addition.word: one for one in reversed(found.suggestions)}
    picked: list[Suggestion | Topic] = []
    for written in (part.strip() for part in chosen.split(",")):
        one = by_name.get(written)
        if one is None and written.isdecimal() and 0 < int(written) <= len(everything):
            one = everything[int(written) - 1]
        if one is None:
            if refused := next((one for one in found.refused if one.addition.word == written), None):
                raise NoSuchSuggestionError(f"This isn't suggested: {refusal(refused)}.")
            raise NoSuchSuggestionError(f"There is no suggestion {shown(written)!r}. Without --apply they are listed.")
        if one not in picked:
            picked.append(one)
    return picked


def _made(
    picked: list[Suggestion | Topic], reply: str | None, found: Found, suggesting: Suggesting
) -> dict[Path, bytes]:
    """The files as they would be. Each change is tried again on top of those before it."""
    from responder.replaying.suggesting import Suggestion as Change
    from responder.rules.editing.spots import CannotEdit

    topics = [one for one in picked if not isinstance(one, Change)]
    if topics and (len(picked) > 1 or not reply):
        raise click.UsageError('A new rule is written one at a time, with what it replies: --apply parking --reply "…"')
    if reply and not topics:
        raise click.UsageError("--reply is for a new rule; this change only adds a word.")
    if topics:
        return dict(suggesting.made_rule(topics[0], reply or "", found.heard)[0])
    files: dict[Path, bytes] = {}
    ruleset = None
    for one in picked:
        assert isinstance(one, Change)
        made = suggesting.made(one.addition, ruleset, files, found.heard)
        if not isinstance(made, Change):
            raise CannotEdit(f"together with the others, this wouldn't do: {summary(one)}")
        files, ruleset = dict(made.files), made.ruleset
    return files
