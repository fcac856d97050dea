"""A request's fields: form-encoded names and values, of which any may come several times."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from responder.testing.refusals import RefusedError


class Form:
    """Decoded fields. A blank value counts as given: Twilio clears a setting by it."""

    def __init__(self, encoded: str) -> None:
        self._values = parse_qs(encoded, keep_blank_values=True)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def one(self, name: str, default: str = "") -> str:
        """The last value of ``name``."""
        return self._values.get(name, [default])[-1]

    def all(self, name: str) -> list[str]:
        """Every value of ``name`` that isn't blank."""
        return [value for value in self._values.get(name, []) if value]

    def flag(self, name: str) -> bool:
        return self.one(name).lower() == "true"

    def url(self, name: str, code: int) -> str:
        """A web address or nothing; anything else is refused with ``code``."""
        value = self.one(name)
        if value and not is_web_address(value):
            raise RefusedError(code, value)
        return value

    def method(self, name: str, default: str = "POST") -> str:
        value = self.one(name, default) or default
        if value.upper() not in ("GET", "POST"):
            raise RefusedError(21403, value)
        return value.upper()

    def number(self, name: str, default: int, lowest: int, highest: int) -> int:
        value = self.one(name)
        if not value:
            return default
        if not value.isdigit() or not lowest <= int(value) <= highest:
            raise RefusedError(20001)
        return int(value)

    def pairs(self) -> list[tuple[str, str]]:
        return [(name, value) for name, values in self._values.items() for value in values]


def is_web_address(url: str) -> bool:
    """http or https, with a host."""
    try:
        parts = urlsplit(url)
        # Reading the port is what raises for a port that isn't a number.
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
