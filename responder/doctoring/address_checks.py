"""The way from Twilio to us, walked by ourselves: is somebody there, is it us, and does a signature survive it?"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import time
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from responder.doctoring.arrivals import difference
from responder.doctoring.case import Case
from responder.doctoring.finding import Finding, bad, good, skipped, warning
from responder.doctoring.visiting import Unreached, Visit, visit
from responder.settings import without_login
from responder.sms import probe
from responder.sms.signature import SIGNATURE, sign

TIMEOUT = 4.0
EXPIRING = 14
"""Days before a certificate's end when one should look why it wasn't renewed."""

# What proxies like to spell anew: encoded letters and signs, blank and repeated names, an emoji, a plus.
BODY = b"Doctor=caf%C3%A9+%26+%F0%9F%91%8D&Blank=&Twice=2&Twice=1&Plus=%2B1"
QUERY = "re=doctor&n=0"
"""As the addresses have it where Twilio tells us of answers."""


def address(case: Case) -> Iterator[Finding]:
    """Somebody answers there, over TLS, and refuses what Twilio didn't sign."""
    url = case.public_url
    if not url:
        yield skipped("address", "RESPONDER_PUBLIC_URL isn't set, so nobody can call there.")
        return
    if not case.is_rehearsal and _is_inside(str(urlsplit(url).hostname)):
        yield bad(
            "address",
            f"{without_login(url)} is an address inside your own network: Twilio can't reach it.",
            "Set RESPONDER_PUBLIC_URL to an address on the internet, or use `serve --tunnel`.",
        )
    try:
        answer = visit(case.sms_url, {}, BODY, min(TIMEOUT, case.seconds))
    except Unreached as error:
        yield _unreached(url, error)
        return
    case.reached = True
    if answer.expires is not None:
        case.days_left = int((answer.expires - time.time()) // 86_400)
    yield _refusal(case, answer)
    yield from _certificate(case)


def _is_inside(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith((".local", ".internal", ".localhost"))


def _unreached(url: str, error: Unreached) -> Finding:
    shown = without_login(url)
    if error.certificate:
        return bad(
            "certificate",
            f"The certificate of {shown} isn't trusted: {error}.",
            "Renew it, and have the proxy send the whole chain: `certbot renew`, ssl_certificate fullchain.pem. "
            "Twilio's error for it is 11237.",
        )
    return bad(
        "address",
        f"{shown} can't be reached from this machine: {error}.",
        "Is `responder serve` running, the proxy up, the firewall open, the name right? Some routers don't let one "
        "reach one's own address from inside: try it from a phone.",
    )


def _refusal(case: Case, answer: Visit) -> Finding:
    """What an unsigned request gets. It names no message, so that nothing happens where it is let in."""
    shown = without_login(case.sms_url)
    if answer.status == 403:
        return good("address", f"{shown} answers, and refuses what Twilio didn't sign.")
    if 300 <= answer.status < 400:
        there = ascii(without_login(answer.headers.get("location", ""))[:120])[1:-1]
        return bad(
            "address",
            f"{shown} sends callers on to {there}, and a text's signature is for the first address only.",
            "Set RESPONDER_PUBLIC_URL and Twilio's webhook to the address at the end.",
        )
    if answer.status in (502, 503, 504):
        return bad(
            "address",
            f"A proxy answers at {shown}, but responder doesn't answer the proxy ({answer.status}).",
            "Is `responder serve` running, on the port that the proxy passes to?",
        )
    if answer.status == 400 and b"MessageSid" in answer.body:
        return bad(
            "address",
            f"{shown} takes requests that nobody signed: the server runs with --no-signature.",
            "Start it without --no-signature.",
        )
    return bad(
        "address",
        f"At {shown} somebody answers with {answer.status}, where responder refuses with 403.",
        "Does the proxy pass /sms on to responder, with its path unchanged?",
    )


def _certificate(case: Case) -> Iterator[Finding]:
    days = case.days_left
    if urlsplit(case.public_url).scheme == "http" and not case.is_rehearsal:
        yield warning(
            "certificate",
            "The address is http://: texts cross the internet for everybody to read.",
            "Give the proxy a certificate (Let's Encrypt has free ones), and use https:// here and at Twilio.",
        )
    elif days is not None and days < EXPIRING:
        yield warning("certificate", f"The certificate ends in {days} days.", "Renew it: `certbot renew`.")
    elif days is not None:
        yield good("certificate", f"The certificate is trusted and lasts {days} more days.")


def round_trip(case: Case) -> Iterator[Finding]:
    """A request of our own, signed as Twilio signs, arrives as it was sent. It names no message: nothing is kept."""
    if not case.settings.auth_tokens or not case.reached:
        why = "nobody answers there" if case.settings.auth_tokens else "TWILIO_AUTH_TOKEN isn't set"
        yield skipped("signature", f"It wasn't tried, since {why}.")
        return
    texts = _tried(case, case.sms_url)
    if texts is not None:
        yield texts
        return
    news = _tried(case, f"{case.sms_url}/status?{QUERY}")
    if news is None:
        yield good("signature", "Signed requests arrive unchanged, for texts and for news of them.")
    else:
        yield good("signature", "Signed requests for texts arrive unchanged.")
        yield Finding("news signature", news.verdict, news.sentence, news.remedy)


def _tried(case: Case, url: str) -> Finding | None:
    """What is wrong with a signed request to this address; None where nothing is."""
    token, nonce = case.settings.auth_tokens[0], secrets.token_hex(16)
    fields = parse_qsl(BODY.decode(), keep_blank_values=True)
    headers = {
        SIGNATURE: sign(token.reveal(), without_login(url), fields),
        probe.QUESTION: probe.question(token, nonce, case.now),
    }
    try:
        answer = visit(url, headers, BODY, max(0.5, min(TIMEOUT, case.seconds)))
    except Unreached as error:
        return bad("signature", f"A signed request got no answer: {error}.", "Look in the proxy's log.")
    arrived = None
    if answer.status == 200:
        arrived = probe.read(token, nonce, answer.body, answer.headers.get(probe.ANSWER.lower(), ""))
    if arrived is not None:
        return difference(without_login(url), hashlib.sha256(BODY).hexdigest(), arrived)
    return _no_answer(url, answer)


def _no_answer(url: str, answer: Visit) -> Finding | None:
    if answer.status == 400 and b"MessageSid" in answer.body:
        # An older responder: it let the request in, so that the signature fits.
        return None
    path = urlsplit(url).path
    if answer.status == 403:
        return bad(
            "signature",
            f"The server refuses what was signed with this TWILIO_AUTH_TOKEN for {path}.",
            "Was the server started before the token was changed, or with another? Start it again. Else the proxy "
            "takes the X-… headers out.",
        )
    return bad(
        "signature",
        f"A signed request to {path} gets {answer.status}, and not from a responder with this auth token.",
        "Does the proxy pass that path on to this responder, unchanged?",
    )
