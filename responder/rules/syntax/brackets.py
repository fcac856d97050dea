"""What goes on inside of brackets on one line, and the first thing there that breaks them."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from responder.rules.syntax.quoting import in_quotes

WRONG_ESCAPE = re.compile(r"\\(?![0abt\tnvfre \"/\\N_LPxuU])")
"""A backslash in double quotes with something behind it that YAML doesn't know."""

PARTNER = {"[": "]", "{": "}"}
_REFUSED_FIRST = "*&!@%`|>"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What breaks a value in brackets, and where: ``at`` counts from 0 in the value."""

    at: int
    code: str
    message: str
    remedy: str


def closing_quote(value: str) -> int | None:
    """Where the quote that opens ``value`` closes, or None."""
    quote, at = value[0], 1
    while at < len(value):
        if quote == '"' and value[at] == "\\":
            at += 2
        elif value[at] != quote:
            at += 1
        elif quote == "'" and value[at + 1 : at + 2] == "'":
            at += 2
        else:
            return at
    return None


class BracketScan:
    """Goes through a value that begins with a bracket. ``end``: where that bracket closes, or None."""

    def __init__(self, value: str, known: Container[str] = ()) -> None:
        self.end: int | None = None
        self.trouble: Trouble | None = None
        self._value = value
        self._known = known
        """Names of settings, to tell one that lacks the comma before it."""
        self._open: list[str] = []
        self._fresh = True
        """An entry may begin here."""
        self._colons = [0]
        """How many colons the entry has so far, for each bracket that is open."""
        at = 0
        while at < len(value) and self.end is None and self.trouble is None:
            at = self._step(at)

    def _step(self, at: int) -> int:
        """Looks at one character, or at a text in quotes; gives where to look next."""
        value, sign = self._value, self._value[at]
        following = value[at + 1 : at + 2]
        if sign in "'\"" and self._fresh:
            return self._quoted(at)
        if sign == "#" and (self._fresh or value[at - 1] in " \t"):
            self._stop(at, "hash-in-text", "the # would make a comment of the rest of the line")
        elif sign in "[{":
            if self._fresh:
                self._open.append(PARTNER[sign])
                self._colons.append(0)
            else:
                self._stop(at, "text-start", f"the {sign} can't stand here outside of quotes")
        elif sign in "]}":
            self._close(at, sign)
        elif sign == ",":
            self._fresh, self._colons[-1] = True, 0
        elif sign == ":" and following in ("", " ", ",", "]", "}"):
            self._colons[-1] += 1
            self._fresh = True
            if self._colons[-1] > 1 or self._open[-1] == "]":
                if self._lacks_comma(at):
                    return at + 1
                self._stop(
                    at, "colon-in-text", "this colon cuts the text in two: a colon and a space begin a new setting"
                )
        elif self._fresh and (sign in _REFUSED_FIRST or (sign in "?-" and following in ("", " ", ",", "]", "}"))):
            self._stop(at, "text-start", f"the {sign} can't stand here outside of quotes")
        elif sign not in " \t":
            self._fresh = False
        return at + 1

    def _lacks_comma(self, at: int) -> bool:
        """Whether a setting begins before this colon, ``{says: hi contains: yo}``; if so it is told."""
        value = self._value
        found = re.search(r"\s(?P<name>\w+)$", value[:at])
        if self._open[-1] != "}" or found is None or found["name"] not in self._known:
            return False
        message = f'a comma is missing before "{found["name"]}"'
        whole = f"{value[: found.start()].rstrip()}, {value[found.start('name') :]}"
        text = in_quotes(self.piece(at))
        remedy = f"Write it like this:\n  {whole}\nIf it is one text, put it in quotes: {text}"
        self.trouble = Trouble(found.start("name"), "missing-comma", message, remedy)
        return True

    def _quoted(self, at: int) -> int:
        length = closing_quote(self._value[at:])
        if length is None:
            piece = self.piece(at)
            safe = in_quotes(piece if self._value[at] == "'" else piece.lstrip('"'))
            self._stop(at, "quote-not-closed", "the quote that opens here isn't closed", safe)
            return at
        inside = self._value[at + 1 : at + length]
        if self._value[at] == '"' and (found := WRONG_ESCAPE.search(inside)):
            self._backslash(at + 1 + found.start(), inside)
            return at
        after = self._value[at + length + 1 :].lstrip()
        if after and after[0] not in ",]}:#":
            piece = self.piece(at)
            inside = piece[1:-1] if piece[-1] == piece[0] else piece
            sign = "apostrophe" if piece[0] == "'" else "quote"
            self._stop(
                at + length, "quote-inside", f"the text ends at this {sign}, because one opened it", in_quotes(inside)
            )
        self._fresh = False
        return at + length + 1

    def _backslash(self, at: int, inside: str) -> None:
        single = "'" + inside.replace("'", "''") + "'"
        told = f"in double quotes {self._value[at : at + 2]} means something else"
        self.trouble = Trouble(at, "backslash", told, f"Use single quotes, which leave a backslash as it is: {single}")

    def _close(self, at: int, sign: str) -> None:
        if sign != self._open.pop():
            told = f"this {sign} closes a bracket of the other kind"
            self.trouble = Trouble(at, "bracket-not-closed", told, "A list stands in [ ], settings stand in { }.")
        elif not self._open:
            self.end = at
        self._colons.pop()
        self._fresh = False

    def piece(self, at: int) -> str:
        """The entry around this position, as written."""
        value = self._value
        begin = max(value.rfind(sign, 0, at) for sign in ",[{") + 1
        colon = value.find(": ", begin, at)
        begin = colon + 2 if colon >= 0 else begin
        if value[at] in PARTNER:
            # A bracket inside of an entry: the entry goes on behind its partner.
            closing = "}}" if value.startswith("{{", at) else PARTNER[value[at]]
            partner = value.find(closing, at)
            at = partner + len(closing) - 1 if partner >= 0 else at
        stops = [end for sign in ",]}" if (end := value.find(sign, at + 1)) >= 0]
        return value[begin : min(stops, default=len(value))].strip()

    def _stop(self, at: int, code: str, message: str, safe: str = "") -> None:
        remedy = f"Put this entry in quotes: {safe or in_quotes(self.piece(at))}"
        self.trouble = Trouble(at, code, message, remedy)
