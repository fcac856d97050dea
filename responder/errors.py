"""Every error that the product raises on purpose, under one base class.

A class's docstring is its default message and names the remedy, so that an error that reaches a person
says what to do even where it was raised without words.
"""

from __future__ import annotations

import inspect
import traceback


class ResponderError(Exception):
    """Something went wrong in responder. Run the command again with --help, or look in docs/."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or inspect.getdoc(type(self)) or type(self).__name__)


class SettingsError(ResponderError):
    """A setting has a value that can't be used. Correct it in the environment or in .env and start again."""


class RulesUnreadable(ResponderError):
    """The rules file can't be read. Check that the path is right and that this user may read it."""


class StoreError(ResponderError):
    """The database can't be used. Check DATABASE_URL or RESPONDER_DATA, and run `responder db upgrade`."""


class SignatureRefused(ResponderError):
    """The request wasn't signed by Twilio with our auth token for our public URL, so it isn't answered."""


class TunnelError(ResponderError):
    """ngrok didn't open a tunnel. Check NGROK_AUTHTOKEN, and that no other ngrok runs on this account."""


def told(error: Exception) -> str:
    """An error for the log: our own in its words, any other by its kind and place, since its words may hold a text."""
    if isinstance(error, ResponderError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " < ".join([type(error).__name__, *(f"{f.name} ({f.filename}:{f.lineno})" for f in reversed(frames))])
