"""What ngrok says when it fails, in words that lead somewhere."""

from __future__ import annotations

import re

TOKEN_PAGE = "https://dashboard.ngrok.com/get-started/your-authtoken"

WORDS = {
    "ERR_NGROK_105": f"ngrok doesn't know this token. Copy yours from {TOKEN_PAGE} into NGROK_AUTHTOKEN.",
    "ERR_NGROK_107": f"This ngrok token was reset or revoked. Copy the new one from {TOKEN_PAGE} into NGROK_AUTHTOKEN.",
    "ERR_NGROK_108": "Another ngrok already runs on this account, and the account allows no more. Stop the other one "
    "(https://dashboard.ngrok.com/agents shows it) and start again.",
    "ERR_NGROK_121": "This ngrok is too old. Run `ngrok update` and start again.",
    "ERR_NGROK_319": "The address in NGROK_URL isn't one of this ngrok account's domains. "
    "https://dashboard.ngrok.com/domains shows them.",
    "ERR_NGROK_320": "The address in NGROK_URL belongs to another ngrok account. "
    "https://dashboard.ngrok.com/domains shows yours.",
    "ERR_NGROK_334": "The address in NGROK_URL is in use: another ngrok holds it. Stop that one and start again.",
    "ERR_NGROK_4018": f"ngrok needs an account and its token. Copy yours from {TOKEN_PAGE} into NGROK_AUTHTOKEN.",
    "ERR_NGROK_9040": "ngrok doesn't serve the network that this machine is in.",
}


def explain(said: str, secret: str) -> str:
    """Why no tunnel came about, as plain sentences. ``said`` is ngrok's own words, with its code somewhere.

    ngrok repeats a token that it doesn't like: ``secret`` never comes out.
    """
    if words := known(said):
        return words
    words = quoted(said, secret)
    start = "ngrok couldn't open a tunnel. Check NGROK_AUTHTOKEN, NGROK_URL and the connection to the internet."
    return f"{start} It says: {words}" if words else start


def trouble(said: str, secret: str) -> str:
    """What ngrok says of a tunnel that was open, for the log."""
    return known(said) or f"ngrok has trouble with the tunnel and keeps trying. It says: {quoted(said, secret)}"


def known(said: str) -> str:
    """Our words for the error code in ngrok's, or nothing."""
    code = re.search(r"ERR_NGROK_\d+", said)
    return f"{WORDS[code[0]]} ({code[0]})" if code and code[0] in WORDS else ""


def quoted(said: str, secret: str) -> str:
    """ngrok's words on one line, in plain characters: what a program says may hold colours or worse."""
    if secret:
        said = said.replace(secret, "***")
    plain = " ".join(said.replace("\\r", "\r").replace("\\n", "\n").split())
    return ascii(plain[:300])[1:-1]
