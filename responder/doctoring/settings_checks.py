"""Is everything set, and is it kept to oneself?"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from responder.doctoring.case import Case
from responder.doctoring.finding import Finding, bad, good, skipped, warning

CONSOLE = "https://console.twilio.com"


def settings(case: Case) -> Iterator[Finding]:
    """What can't be used, and what isn't there."""
    for problem in case.problems:
        yield bad("settings", problem if problem.endswith(".") else f"{problem}.", "Correct it where it is set.")
    given = case.settings
    needed = {
        "TWILIO_ACCOUNT_SID": bool(given.account_sid),
        "TWILIO_AUTH_TOKEN": bool(given.auth_tokens),
        "TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID": bool(given.from_number or given.messaging_service_sid),
    }
    named = " ".join(case.problems)
    missing = [name for name, there in needed.items() if not there and not any(n in named for n in name.split(" or "))]
    if missing:
        yield bad(
            "settings",
            f"Not set: {', '.join(missing)}.",
            f"Copy what is missing from {CONSOLE} into .env. Where a service manager sets it, run this command with "
            "the same settings and as the same user.",
        )
    elif not case.problems:
        yield good("settings", "The account, its token and the sender are set.")
    if not case.public_url and "RESPONDER_PUBLIC_URL" not in named:
        yield from _without_address(case)


def _without_address(case: Case) -> Iterator[Finding]:
    if case.settings.ngrok_authtoken:
        yield warning(
            "settings",
            "No address stays: `serve --tunnel` gets a new one from ngrok unless NGROK_URL names one.",
            "Copy your static domain from https://dashboard.ngrok.com/domains into NGROK_URL.",
        )
        return
    yield warning(
        "settings",
        "RESPONDER_PUBLIC_URL isn't set, so signatures are checked over the address that each request names.",
        "Set it to the address that Twilio calls, without /sms: https://texts.example.com",
    )


def env_file(case: Case) -> Iterator[Finding]:
    """The file that holds the token is nobody else's to read."""
    if not case.dotenv.is_file():
        yield skipped(".env", "There is no .env in this folder; settings come from the environment.")
        return
    mode = stat.S_IMODE(case.dotenv.stat().st_mode)
    if os.name == "posix" and mode & stat.S_IROTH:
        yield warning(".env", "Everybody on this machine can read .env, which may hold secrets.", "chmod 600 .env")
        return
    yield good(".env", "Only those who should can read .env.")


def rotation(case: Case) -> Iterator[Finding]:
    """Two tokens are for a while only."""
    if len(case.settings.auth_tokens) == 2:
        yield warning(
            "token",
            "Two auth tokens are set, as during a rotation: webhooks that either signed are taken.",
            "Once the new one is the primary at Twilio (Account, API keys & tokens), take the old one out of "
            "TWILIO_AUTH_TOKEN.",
        )
