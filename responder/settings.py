"""Every setting, once: its name in the environment, its meaning, its default. ``.env`` is read too.

The environment wins over ``.env``, so that what a service manager sets is not overruled by a forgotten file.
"""

from __future__ import annotations

import io
import logging
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from responder.errors import SettingsError

_log = logging.getLogger("responder.settings")


class Secret:
    """A value that never prints itself: in logs, errors and pages it reads as ``***``."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself, for the one call that needs it."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "Secret('***')" if self._value else "Secret('')"

    __str__ = __repr__


def setting(env: str, about: str, default: Any = None, **metadata: Any) -> Any:
    """A field of Settings: ``env`` is its name in the environment, ``about`` its help."""
    return field(default=default, metadata={"env": env, "about": about, **metadata})


@dataclass(frozen=True, slots=True)
class Settings:
    """What the product is told from outside. Build it with ``Settings.from_environment`` or by keyword."""

    rules: Path = setting("RESPONDER_RULES", "The rules file.", Path("rules.yaml"))
    data: Path = setting("RESPONDER_DATA", "Folder of the SQLite file, made where it's missing.", Path("data"))
    database_url: Secret = setting(
        "DATABASE_URL",
        "A PostgreSQL database (`postgresql://user:password@host/name`) or another SQLite file (`sqlite:///path`), "
        "instead of `responder.sqlite3` in RESPONDER_DATA.",
        Secret(""),
    )
    account_sid: str = setting("TWILIO_ACCOUNT_SID", "Your Twilio account (`AC…`), from the Twilio console.", "")
    auth_tokens: tuple[Secret, ...] = setting(
        "TWILIO_AUTH_TOKEN",
        "The account's auth token, which signs webhooks and opens the REST API. Two with a comma while you rotate: "
        "both are accepted on webhooks, the first is used for sending.",
        (),
    )
    shared_keys: tuple[tuple[str, Secret], ...] = setting(
        "TWILIO_WEBHOOK_KEYS",
        "Shared keys that sign webhooks by HMAC-SHA256 (Twilio's public beta): `key=secret`, several with a comma.",
        (),
    )
    from_number: str = setting("TWILIO_FROM", "The number that texts are sent from, as `+15551234567`.", "")
    messaging_service_sid: str = setting(
        "TWILIO_MESSAGING_SERVICE_SID", "A Messaging Service (`MG…`) to send from instead of a number.", ""
    )
    api_base: str = setting(
        "TWILIO_API_BASE", "Another address for Twilio's REST API: the stand-in from `responder.testing`.", ""
    )
    public_url: str = setting(
        "RESPONDER_PUBLIC_URL",
        "The address that Twilio calls, as configured there, without the route: `https://texts.example.com`. "
        "Webhook signatures are checked over it.",
        "",
    )
    threads: int = setting(
        "RESPONDER_THREADS",
        "How many threads answer webhooks, 1 to 256. A client that sends its request slowly keeps one busy, so that "
        "there should be many; a proxy in front that buffers requests, as nginx does, keeps such clients away.",
        128,
    )
    rate: float = setting(
        "RESPONDER_RATE",
        "Segments a second that follow-ups are sent with from one number. By default by its kind: 1 from long numbers "
        "of the US and Canada, 3 toll-free, 30 from short codes, 10 from other numbers and services, 80 on WhatsApp.",
        0.0,
    )
    webhook_secret: Secret = setting(
        "RESPONDER_WEBHOOK_SECRET",
        "Signs what `webhook` posts, so that the receiver knows it is from you. Without it nothing is signed.",
        Secret(""),
    )
    webhook_hosts: tuple[str, ...] = setting(
        "RESPONDER_WEBHOOK_HOSTS",
        "Hosts inside your own network that `webhook` may post to, several with a comma: `localhost, crm.internal`. "
        "Others are only reached on the internet.",
        (),
    )
    ngrok_authtoken: Secret = setting("NGROK_AUTHTOKEN", "Your ngrok token, for `serve --tunnel`.", Secret(""))
    ngrok_url: str = setting("NGROK_URL", "Your static ngrok domain: `https://me.ngrok-free.dev`.", "")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None, dotenv: Path | None = None) -> Settings:
        """Read the environment (``os.environ`` unless given) and ``.env`` (in the working folder unless given).

        Raises SettingsError with every value that can't be used, not only the first.
        """
        found = dict(_read_dotenv(dotenv or Path(".env")))
        found.update(environ if environ is not None else os.environ)
        values: dict[str, Any] = {}
        problems: list[str] = []
        for f in fields(cls):
            raw = found.get(f.metadata["env"], "").strip()
            if not raw:
                continue
            try:
                values[f.name] = READERS[f.name](raw)
            except ValueError as error:
                problems.append(f"{f.metadata['env']}: {error}")
        if problems:
            raise SettingsError("\n".join(problems))
        return cls(**values)

    @property
    def store_url(self) -> str:
        """The database's SQLAlchemy URL. It may hold a password: never print it."""
        if self.database_url:
            return self.database_url.reveal()
        return f"sqlite:///{(self.data / 'responder.sqlite3').absolute()}"


def _read_dotenv(path: Path) -> Mapping[str, str]:
    if not path.is_file():
        return {}
    from dotenv import dotenv_values
    from dotenv.parser import parse_stream

    good = []
    for binding in parse_stream(io.StringIO(_text_of(path))):
        written, line = binding.original
        if binding.error:
            # Not the line itself: it may hold a secret.
            line += written[: len(written) - len(written.lstrip())].count("\n")
            _tell_skipped(path.absolute(), line, str(path))
        else:
            good.append(written)
    values = dotenv_values(stream=io.StringIO("".join(good)))
    return {name: value for name, value in values.items() if value is not None}


@cache
def _tell_skipped(_path: Path, line: int, shown: str) -> None:
    """Once in a process, however often the settings are read."""
    _log.warning("%s, line %d isn't NAME=value, so it is skipped. Correct it, or put a # before it.", shown, line)


def _text_of(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{path} can't be read: {error.strerror}. Let this user read it.") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        # "from None": the error holds the whole file, secrets too.
        raise SettingsError(
            f"{path}, line {line} isn't UTF-8 text. Open the file in an editor and save it as UTF-8."
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def without_login(url: str) -> str:
    """A URL as it may be shown: without ``user:password@``."""
    return re.sub(r"^([A-Za-z][A-Za-z0-9+.-]*://)?[^/?#]*@", r"\1", url)


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
    "ngrok_authtoken": Secret,
    "ngrok_url": _base_url,
}
