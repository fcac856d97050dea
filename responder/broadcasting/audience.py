"""Whom a broadcast is for: the members of lists, or the people in a file who joined one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from responder.broadcasting.people_file import PeopleFile, read_people
from responder.broadcasting.planning import LeftOut, Wanted
from responder.core.ruleset import Ruleset
from responder.core.suggest import did_you_mean
from responder.errors import ResponderError
from responder.store import Store

LIST = "list:"


class NobodyMeant(ResponderError):
    """It isn't clear whom the broadcast is for. Write --to list:tips, or --to people.csv --joined tips."""


@dataclass(frozen=True, slots=True)
class Audience:
    """``source``: as it is shown. ``key``: by what the same people are known again, and a file is read again.
    ``lists``: only who is on one of them gets it. ``columns``: names of values that come with each person."""

    source: str
    key: str
    lists: tuple[str, ...]
    columns: tuple[str, ...] = ()
    file: PeopleFile | None = None

    @property
    def unreachable(self) -> list[LeftOut]:
        """Lines of the file without a number that can be texted."""
        return (
            [LeftOut("", f"can't be texted: {one.because}", one.line) for one in self.file.unreachable]
            if self.file
            else []
        )

    def people(self, store: Store) -> tuple[int, Iterator[Wanted]]:
        """Everybody that is meant, with what is known of each, and how many that are."""
        if self.file is not None:
            found = self.file.people
            known = store.contacts_of(one.number for one in found)
            return len(found), (Wanted(who, one.groups, one.line) for one, who in zip(found, known, strict=True))
        addresses = list(dict.fromkeys(address for name in self.lists for address in store.members(name)))
        return len(addresses), (Wanted(who) for who in store.contacts_of(addresses))


def audience_of(store: Store, ruleset: Ruleset, to: str, joined: str = "", phone_column: str | None = None) -> Audience:
    """The audience that ``--to`` and ``--joined`` name. Raises NobodyMeant, NotAPeopleFile."""
    parts = [part.strip() for part in to.split(",") if part.strip()]
    named = [part.removeprefix(LIST).strip() for part in parts if part.startswith(LIST)]
    if named and len(named) < len(parts):
        raise NobodyMeant(
            "--to takes lists (list:tips,list:offers) or one file, not both. Send them one after the other."
        )
    if not named:
        return _of_file(store, ruleset, to, joined, phone_column)
    if joined or phone_column:
        raise NobodyMeant("--joined and --phone-column are for files; who is on a list has joined it.")
    lists = _known(store, ruleset, named)
    return Audience(",".join(f"{LIST}{name}" for name in lists), "lists " + ",".join(sorted(lists)), lists)


def again(ruleset: Ruleset, source: str, key: str, lists: Sequence[str]) -> Audience:
    """The audience of a broadcast that was begun. Raises NobodyMeant where its file isn't there any more."""
    if key.startswith("lists "):
        return Audience(source, key, tuple(lists))
    _, digest, column = key.split(" ", 2)
    data = _bytes(Path(source))
    if _digest(data) != digest:
        raise NobodyMeant(f"{source} was changed since the broadcast began. Put the file back as it was.")
    read = read_people(data, ruleset.business.country, column)
    return Audience(source, key, tuple(lists), read.columns, read)


def _of_file(store: Store, ruleset: Ruleset, to: str, joined: str, phone_column: str | None) -> Audience:
    path = Path(to)
    lists = set(ruleset.business.lists) | store.known_lists()
    if not path.exists() and to in lists:
        raise NobodyMeant(f"There is no file {to}. For the list, write --to list:{to}.")
    data = _bytes(path)
    if not joined:
        raise NobodyMeant(
            "Only people who joined may be texted, so name the list that they are on: --joined tips. Lists: "
            f"{', '.join(sorted(lists)) or 'none yet'}."
        )
    names = _known(store, ruleset, [part.strip().removeprefix(LIST) for part in joined.split(",") if part.strip()])
    read = read_people(data, ruleset.business.country, phone_column)
    key = f"file {_digest(data)} {read.phone_column}"
    return Audience(str(path.absolute()), key, names, read.columns, read)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NobodyMeant(f"{path} can't be read: {error.strerror}. A list is written list:tips.") from None


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _known(store: Store, ruleset: Ruleset, names: Sequence[str]) -> tuple[str, ...]:
    """The lists, each once. Raises NobodyMeant for one that nobody is on and no rule knows."""
    lists = set(ruleset.business.lists) | store.known_lists()
    for name in names:
        if name not in lists:
            others = f" There are: {', '.join(sorted(lists))}." if lists else " No rule puts anybody on a list yet."
            raise NobodyMeant(f"There is no list {name!r}.{did_you_mean(name, lists)}{others}")
    return tuple(dict.fromkeys(names))
