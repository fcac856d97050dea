"""Who was forgotten and had opted out is known by a hash of the number, so that they are never texted again.

The hash is HMAC-SHA256 with a random key that the database makes for itself. Without the key nobody can tell from a
hash which number it is of. Whoever has the key too, that is the whole database, can find out by trying all numbers:
there are so few of them that no hash protects them from that.
"""

from __future__ import annotations

import hmac
import secrets as chance
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from responder.core.contact import OptedOutBy
from responder.store.columns import key, microseconds, read, written
from responder.store.cursor import Cursor
from responder.store.forgotten_tables import forgotten, secrets

OptOuts = Mapping[str, OptedOutBy]
"""As ``Contact.opted_out``."""

MARK = "forgotten:"
"""What a line of the consent ledger has before the hash, where a number was."""

_NAME = "forgotten"
_MOST = 32


class HashKey:
    """The key as one process knows it. None as long as nobody was forgotten; it never changes afterwards."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value: bytes | None = None


def digest_of(value: bytes, address: str) -> str:
    """The hash of an address, as it stands in ``contacts``."""
    return hmac.digest(value, key(address).encode(), "sha256").hex()


class Forgotten:
    """Looks and notes inside one transaction, as ``Unit``, of which it is a part."""

    __slots__ = ("_cursor", "_key", "_place")

    def __init__(self, cursor: Cursor, hash_key: HashKey, *, postgres: bool) -> None:
        self._cursor = cursor
        self._key = hash_key
        self._place = "%s" if postgres else "?"

    def opt_outs(self, address: str) -> OptOuts:
        """What somebody who was forgotten had opted out of; nothing for anybody else."""
        return self.opt_outs_of([address]).get(address, {})

    # Asked for each new number that texts: one statement for all of them, by an index.
    def opt_outs_of(self, addresses: Sequence[str]) -> dict[str, OptOuts]:
        """The same for many; who isn't in it wasn't forgotten, or hadn't opted out."""
        value = self._known_key()
        if value is None:
            return {}
        by_digest = {digest_of(value, address): address for address in addresses}
        digests, found = list(by_digest), {}
        for begin in range(0, len(digests), _MOST):
            some = digests[begin : begin + _MOST]
            places = ", ".join([self._place] * len(some))
            self._cursor.execute(f"SELECT digest, opted_out FROM forgotten WHERE digest IN ({places})", some)
            found.update({by_digest[row[0]]: read(row[1]) for row in self._cursor.fetchall() if row[1] != "{}"})
        return found

    def note(self, address: str, opted_out: OptOuts, now: datetime) -> str:
        """Know them by their hash from now on; returns it."""
        digest = digest_of(self._made_key(), address)
        self._run(
            "INSERT INTO forgotten (digest, opted_out, at) VALUES (?, ?, ?) ON CONFLICT (digest) DO UPDATE "
            "SET opted_out = excluded.opted_out, at = excluded.at",
            digest,
            written(dict(opted_out)),
            microseconds(now),
        )
        return digest

    def lift(self, address: str) -> None:
        """They opted in again: what the hash stood for is over."""
        if (value := self._known_key()) is not None:
            self._run("DELETE FROM forgotten WHERE digest = ?", digest_of(value, address))

    def _known_key(self) -> bytes | None:
        if self._key.value is None:
            self._run("SELECT value FROM secrets WHERE name = ?", _NAME)
            row = self._cursor.fetchone()
            if row is None:
                return None
            self._key.value = bytes.fromhex(row[0])
        return self._key.value

    def _made_key(self) -> bytes:
        # Kept by its process only once another transaction has read it, since this one may be undone.
        made = chance.token_hex(32)
        self._run("INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", _NAME, made)
        self._run("SELECT value FROM secrets WHERE name = ?", _NAME)
        return bytes.fromhex(self._cursor.fetchone()[0])

    def _run(self, sql: str, *values: Any) -> None:
        self._cursor.execute(sql.replace("?", self._place), values)


class Remembering(ABC):
    """What one may ask a store about those who were forgotten."""

    @abstractmethod
    def _rows(
        self, query: Select[*tuple[Any, ...]], parameters: dict[str, Any] | None = None
    ) -> Sequence[Row[*tuple[Any, ...]]]: ...

    def opt_outs_of_forgotten(self, address: str) -> OptOuts:
        """What somebody who was forgotten had opted out of; nothing for anybody else."""
        digest = self._digest(address)
        rows = self._rows(select(forgotten.c.opted_out).where(forgotten.c.digest == digest)) if digest else ()
        found: OptOuts = rows[0][0] if rows else {}
        return found

    def names_in_ledger(self, address: str) -> Iterable[str]:
        """Under what their lines stand: the address, and since they were forgotten its hash."""
        digest = self._digest(address)
        return (address,) if digest is None else (address, MARK + digest)

    def _digest(self, address: str) -> str | None:
        rows = self._rows(select(secrets.c.value).where(secrets.c.name == _NAME))
        return digest_of(bytes.fromhex(rows[0][0]), address) if rows else None
