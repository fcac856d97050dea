"""Which part of a request isn't what was sent."""

from __future__ import annotations

from urllib.parse import urlsplit

from responder.doctoring.finding import Finding, bad, warning
from responder.sms.probe import Arrived

PROXY = "In nginx: `proxy_pass http://127.0.0.1:8000;`, with nothing behind the port."


def difference(sent: str, body: str, arrived: Arrived) -> Finding | None:
    """What to do about it; None where the signature fits. ``sent`` is the URL, ``body`` the SHA-256 of what was
    sent."""
    if not arrived.verifies:
        return warning(
            "signature",
            "The server runs with --no-signature, so it answers nobody but this machine.",
            "Start it without --no-signature.",
        )
    if not arrived.route:
        return _path(sent, arrived)
    if arrived.fits:
        return None
    if not arrived.signed:
        return bad("signature", "The header X-Twilio-Signature is lost on the way.", "Let the proxy pass it on.")
    if arrived.method != "POST":
        return bad(
            "signature",
            f"A POST arrives as {arrived.method}.",
            "Look for a redirect, from http to https or to another name, and name its end in RESPONDER_PUBLIC_URL.",
        )
    if arrived.body and arrived.body != body:
        return bad(
            "signature",
            "The body arrives changed: something on the way reads forms and writes them anew.",
            "Let the proxy (or its firewall module) pass the body on as it came.",
        )
    return _of_the_url(sent, arrived)


def _of_the_url(sent: str, arrived: Arrived) -> Finding:
    ours, theirs = urlsplit(sent), urlsplit(arrived.url)
    if ours.query != theirs.query:
        return bad(
            "signature",
            "What stands behind the ? in an address is lost or changed on the way, and the signature covers it.",
            f"Let the proxy pass the query on as it came. {PROXY}",
        )
    if ours.path != theirs.path:
        return _path(sent, arrived)
    if (ours.scheme, ours.netloc) != (theirs.scheme, theirs.netloc):
        return _host(f"{ours.scheme}://{ours.netloc}", f"{theirs.scheme}://{theirs.netloc}", arrived)
    return bad(
        "signature",
        "The signature doesn't fit, though address and body arrive unchanged.",
        "The server has another token than this TWILIO_AUTH_TOKEN first: start it again with the same settings.",
    )


def _path(sent: str, arrived: Arrived) -> Finding:
    ours, theirs = urlsplit(sent).path, urlsplit(arrived.url).path
    return bad(
        "signature",
        f"The path {ours} arrives as {_shown(theirs)}, and the signature covers it.",
        f"Let the proxy pass the path on as it came. {PROXY}",
    )


def _host(ours: str, theirs: str, arrived: Arrived) -> Finding:
    if arrived.knows_its_url:
        return bad(
            "signature",
            f"The server checks signatures over {_shown(theirs)}, and not over {ours}.",
            "It was started with another RESPONDER_PUBLIC_URL: start it again with this one.",
        )
    return bad(
        "signature",
        f"The server doesn't know its address: a request for {ours} arrives as one for {_shown(theirs)}.",
        f"Set RESPONDER_PUBLIC_URL={ours} where the server runs, and start it again.",
    )


def _shown(url: str) -> str:
    return ascii(url[:120])[1:-1]
