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
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from responder.errors import SettingsError
from responder.secret import Secret
from responder.setting_values import READERS

__all__ = ["Secret", "Settings", "setting", "without_login"]

_log = logging.getLogger("responder.settings")


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
    keep_texts: timedelta | None = setting(
        "RESPONDER_KEEP_TEXTS",
        "How long texts, decisions, answers and what was sent later are kept: `400 days`, 31 at least. Older ones are "
        "deleted by the worker. By default all is kept for ever.",
        None,
    )
    log: str = setting("RESPONDER_LOG", "How the log is written: `text`, or `json`, one object a line.", "text")
    log_numbers: bool = setting(
        "RESPONDER_LOG_NUMBERS", "`yes` shows whole phone numbers in the log. Else only their last digits.", False
    )
    metrics_token: Secret = setting(
        "RESPONDER_METRICS_TOKEN",
        "Whoever asks for `/metrics` must send it, as `Authorization: Bearer …`. At least 16 characters. Without it "
        "only this machine may ask.",
        Secret(""),
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
