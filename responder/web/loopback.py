"""Which addresses are this very machine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::[0-9]{1,5})?")
_BY_A_PROXY = ("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP")


def is_loopback(host: str) -> bool:
    """Whether this address, or name, is this very machine and nothing else."""
    if host == "localhost":
        return True
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def why_not_from_here(environ: Mapping[str, Any]) -> str | None:
    """Why a request, by its WSGI environment, may not be of somebody at this very machine; None where it is. A proxy on
    it speaks for others, and so does a browser on it that shows somebody's page, under its own name or under one that
    was made to lead here."""
    if any(name in _BY_A_PROXY or name.startswith("HTTP_X_FORWARDED") for name in environ):
        return "it came through a proxy"
    if not is_loopback(environ.get("REMOTE_ADDR", "")):
        return "it isn't from this machine"
    if not _names_this_machine(environ.get("HTTP_HOST", "")):
        return "its Host isn't 127.0.0.1 or localhost"
    origin: str | None = environ.get("HTTP_ORIGIN")
    if environ.get("HTTP_SEC_FETCH_SITE", "").lower() == "cross-site" or (
        origin is not None and not _names_this_machine(origin.partition("://")[2])
    ):
        return "a web page of somebody else's sent it"
    return None


def _names_this_machine(host: str) -> bool:
    named = _HOST.fullmatch(host)
    return named is not None and is_loopback(named[1].lower())
