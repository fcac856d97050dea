"""The web address of another program, taken apart where one can be reached by it."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from responder.core.text.letters import is_mark

LONGEST_NAME, LONGEST_PART = 253, 63
"""Letters of the name of a machine on the net, and of what stands between its dots, as the DNS allows."""

_NUMBER_LAST: Final = re.compile(r"(?:.*\.)?[0-9]+\.?")


def web_address(value: str) -> SplitResult | None:
    """The parts of an ``http`` or ``https`` address; None where no program can be at it: a name of dots or dashes
    alone, port 0, a number that is no IP address."""
    try:
        parts = urlsplit(value)
        # The port is read only when it is asked for.
        port_fits = parts.port != 0
    except ValueError:
        return None
    fits = port_fits and parts.scheme in ("https", "http") and re.search(r"\s", value) is None
    return parts if fits and _is_host(parts.hostname or "") else None


def _is_host(name: str) -> bool:
    if ":" in name or _NUMBER_LAST.fullmatch(name):
        return _is_ip(name)
    return len(name) <= LONGEST_NAME and all(map(_is_part, name.removesuffix(".").split(".")))


def _is_part(part: str) -> bool:
    """Whether this may stand between two dots. Letters of any script: müller.de becomes ASCII when it is called."""
    seen = all(c.isalnum() or c in "-_" or is_mark(c) for c in part)
    return 0 < len(part) <= LONGEST_PART and seen and "-" not in (part[0], part[-1])


def _is_ip(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
