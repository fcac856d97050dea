"""What each setting may be, and the sentence for what it can't be."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from responder.secret import Secret


def _shown(raw: str) -> str:
    """A value that can't be used, for its error message: a secret that was put into the wrong setting stays one."""
    # A password may hold what ends it too early, such as a slash: everything up to the last @ is left out.
    shown = re.sub(r"^([A-Za-z][A-Za-z0-9+.-]*://)?.*@", r"\1", raw, flags=re.DOTALL)
    return "this value" if re.search("[0-9A-Fa-f]{32}", raw) else repr(shown)


def _base_url(raw: str) -> str:
    example = "Write it as https://texts.example.com"
    if re.search(r"[\s\x00-\x1f\x7f]", raw):
        raise ValueError(f"{_shown(raw)} has a space in it. {example}")
    try:
        parts = urlsplit(raw)
    except ValueError:
        raise ValueError(f"{_shown(raw)} isn't a web address. {example}") from None
    # A password may hold an @, a user name no slash: what has one after the host is a login that ended too early.
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.path + parts.query + parts.fragment:
        raise ValueError(f"{_shown(raw)} isn't a web address. {example}")
    if "?" in raw or "#" in raw:
        raise ValueError(f"{_shown(raw)} should end before any ? or #. {example}")
    if not _has_good_port(parts):
        raise ValueError(f"the port of {_shown(raw)} isn't a number from 1 to 65535. {example}")
    return raw.rstrip("/")


def _has_good_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0 and not parts.netloc.endswith(":")
    except ValueError:
        return False


def _prefixed(prefix: str, what: str) -> Any:
    def read(raw: str) -> str:
        if not (raw.startswith(prefix) and len(raw) == 34 and raw[2:].isalnum()):
            raise ValueError(f"a {what} is {prefix} and 32 letters and digits, and this one isn't")
        return raw

    return read


def _from_number(raw: str) -> str:
    number = raw.replace(" ", "").replace("-", "")
    digits = number.removeprefix("whatsapp:").removeprefix("+")
    if not digits.isdigit():
        raise ValueError(f"{_shown(raw)} isn't a phone number. Write it with its country code, as +15551234567")
    return number


def _database_url(raw: str) -> Secret:
    scheme = raw.partition(":")[0]
    if scheme in ("postgres", "postgresql"):
        return Secret("postgresql+psycopg" + raw[len(scheme) :])
    if scheme in ("postgresql+psycopg", "sqlite"):
        return Secret(raw)
    begins = f"it begins with {_shown(scheme)}" if "://" in raw else "it isn't a database's address"
    raise ValueError(f"{begins}; use postgresql://… or sqlite:///…")


def _threads(raw: str) -> int:
    if not raw.isdecimal() or not 1 <= int(raw) <= 256:
        raise ValueError(f"{_shown(raw)} isn't a whole number from 1 to 256")
    return int(raw)


def _rate(raw: str) -> float:
    if not re.fullmatch(r"\d{1,4}(\.\d{1,3})?", raw) or not float(raw):
        raise ValueError(f"{_shown(raw)} isn't a number above 0 and below 10000, as 1 or 0.5")
    return float(raw)


def _hosts(raw: str) -> tuple[str, ...]:
    hosts = tuple(part.strip().lower() for part in raw.split(",") if part.strip())
    for host in hosts:
        if not re.fullmatch(r"[a-z0-9._-]+|[0-9a-f:]+", host):
            raise ValueError(f"{_shown(host)} isn't a host. Write names alone, as localhost, several with a comma")
    return hosts


def _tokens(raw: str) -> tuple[Secret, ...]:
    tokens = [part.strip() for part in raw.split(",") if part.strip()]
    if len(tokens) > 2:
        raise ValueError("one token, or two with a comma while you rotate")
    return tuple(Secret(token) for token in tokens)


def _token(raw: str) -> Secret:
    if not re.fullmatch(r"[!-~]{16,}", raw):
        raise ValueError("write 16 characters or more, letters and digits, such as `openssl rand -hex 24` prints")
    return Secret(raw)


def keep_texts(raw: str) -> timedelta:
    # Settings stand below the core, which reads lengths of time; days and weeks are all that this needs.
    found = re.fullmatch(r"(\d{1,5})\s*(d|days?|w|weeks?)", raw.lower())
    if found is None:
        raise ValueError(f"{_shown(raw)} isn't a number of days or weeks. Write `400 days`")
    kept = timedelta(days=int(found[1]) * (7 if found[2].startswith("w") else 1))
    if kept < timedelta(days=31):
        raise ValueError("the shortest is `31 days`, since a month's budget for texts is counted from what is kept")
    return kept


def _one_of(*words: str) -> Any:
    def read(raw: str) -> str:
        if raw.lower() not in words:
            raise ValueError(f"{_shown(raw)} isn't one of {', '.join(words)}")
        return raw.lower()

    return read


def _yes_or_no(raw: str) -> bool:
    if raw.lower() not in ("yes", "no", "true", "false", "1", "0"):
        raise ValueError(f"{_shown(raw)} isn't yes or no")
    return raw.lower() in ("yes", "true", "1")


def _keys(raw: str) -> tuple[tuple[str, Secret], ...]:
    keys = []
    for part in raw.split(","):
        name, equals, secret = part.strip().partition("=")
        if not equals or not name or not secret:
            raise ValueError("write each key as name=secret, several with a comma")
        keys.append((name, Secret(secret)))
    return tuple(keys)


READERS: dict[str, Any] = {
    "rules": Path,
    "data": Path,
    "database_url": _database_url,
    "account_sid": _prefixed("AC", "Twilio account sid"),
    "auth_tokens": _tokens,
    "shared_keys": _keys,
    "from_number": _from_number,
    "messaging_service_sid": _prefixed("MG", "Messaging Service sid"),
    "api_base": _base_url,
    "public_url": _base_url,
    "threads": _threads,
    "rate": _rate,
    "webhook_secret": Secret,
    "webhook_hosts": _hosts,
    "keep_texts": keep_texts,
    "log": _one_of("text", "json"),
    "log_numbers": _yes_or_no,
    "metrics_token": _token,
    "ngrok_authtoken": Secret,
    "ngrok_url": _base_url,
}
