"""Webhooks out: an event posted to another program as signed JSON.

The receiver checks ``X-Responder-Signature``: the hex HMAC-SHA256, under RESPONDER_WEBHOOK_SECRET, of the time in
``X-Responder-Timestamp``, a full stop and the body. ``Idempotency-Key`` is the same each time that an event is tried.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import SplitResult, urlsplit

from responder import __version__
from responder.errors import ResponderError
from responder.settings import Secret

TIMEOUT = 10.0
"""Seconds for the whole of one post."""
ANSWER = 64_000
"""Bytes of an answer that are read; what it says doesn't matter."""
FIRST_WAIT = timedelta(seconds=10)
"""before the second try; each further one doubles it."""
MOST_FAILURES = 20

_AGAIN = frozenset({408, 409, 423, 425, 429})
"""Refusals that may be over soon, as all of 500 and more may."""


class Refused(ResponderError):
    """An event wasn't taken by the program that it was posted to."""

    def __init__(self, because: str, *, permanent: bool) -> None:
        super().__init__(because)
        self.permanent = permanent
        """The same event won't be taken, however long one waits."""


def signature(secret: Secret, timestamp: str, body: bytes) -> str:
    """What the header holds: ``sha256=`` and 64 hexadecimal digits."""
    signed = hmac.new(secret.reveal().encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={signed.hexdigest()}"


class Poster:
    """Posts to the internet, never into a private network: an address in the rules may have been copied from anywhere,
    and a name may begin to point inside. ``allowed`` names the hosts that may be reached all the same."""

    def __init__(self, secret: Secret, allowed: Collection[str] = (), timeout: float = TIMEOUT) -> None:
        self._secret = secret
        self._allowed = frozenset(allowed)
        self._timeout = timeout

    def post(self, url: str, body: str, key: str, now: datetime) -> int:
        """Post, and return the status, which is 2xx. ``key`` names the event. Raises Refused."""
        content = body.encode()
        timestamp = str(int(now.timestamp()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"responder/{__version__}",
            "Idempotency-Key": key,
            "X-Responder-Timestamp": timestamp,
            "Connection": "close",
        }
        if self._secret:
            headers["X-Responder-Signature"] = signature(self._secret, timestamp, content)
        parts, port = _address_of(url)
        deadline = time.monotonic() + self._timeout
        connection = self._connection(parts, port, deadline)
        try:
            status = _asked(connection, _target(parts), content, headers, deadline)
        except (OSError, http.client.HTTPException) as error:
            raise Refused(f"{parts.hostname} didn't answer: {_told(error)}.", permanent=False) from None
        finally:
            connection.close()
        return _taken(status, str(parts.hostname))

    def _connection(self, parts: SplitResult, port: int, deadline: float) -> http.client.HTTPConnection:
        """A connection to an address that was looked at: the name isn't asked for a second time."""
        host = str(parts.hostname)
        reached = self._reached(host, port, deadline)
        if parts.scheme == "https":
            return _Https(host, port, reached)
        return _Http(host, port, reached)

    def _reached(self, host: str, port: int, deadline: float) -> socket.socket:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise Refused(f"There is no address for {host}.", permanent=False) from None
        open_to_us = [one for one in found if host in self._allowed or is_public(str(one[4][0]))]
        if not open_to_us:
            raise Refused(
                f"{host} is inside a private network, where webhooks aren't posted. If it should be, name it in "
                "RESPONDER_WEBHOOK_HOSTS.",
                permanent=True,
            )
        problem: OSError | None = None
        for family, kind, protocol, _, address in open_to_us:
            plain = socket.socket(family, kind, protocol)
            try:
                plain.settimeout(max(0.1, deadline - time.monotonic()))
                plain.connect(address)
            except OSError as error:
                plain.close()
                problem = error
            else:
                return plain
        raise Refused(f"{host} can't be reached: {_told(problem or OSError())}.", permanent=False) from None


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the internet, and to no private, local or reserved network."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        # IPv4 can be written inside of IPv6, and leads to the same machine.
        inside = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inside is not None:
            found = inside
        elif found in _NAT64:
            found = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.is_global and not found.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _address_of(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise Refused("That isn't a web address.", permanent=True) from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused("That isn't a web address.", permanent=True)
    return parts, port


def _target(parts: SplitResult) -> str:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return "".join(c if "!" <= c <= "~" else "".join(f"%{byte:02X}" for byte in c.encode()) for c in target)


def _asked(
    connection: http.client.HTTPConnection, target: str, body: bytes, headers: dict[str, str], deadline: float
) -> int:
    assert connection.sock is not None
    # A receiver that answers byte by byte, each in time, doesn't hold us longer either.
    clock = threading.Timer(max(0.1, deadline - time.monotonic()), _cut, (connection.sock,))
    clock.daemon = True
    clock.start()
    try:
        connection.request("POST", target, body, headers)
        answer = connection.getresponse()
        answer.read(ANSWER)
        return answer.status
    finally:
        clock.cancel()


def _cut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _taken(status: int, host: str) -> int:
    if 200 <= status < 300:
        return status
    if 300 <= status < 400:
        because = f"{host} answered with {status}: it sends on to another address, which isn't followed. Name that one."
        raise Refused(because, permanent=True)
    passing = status >= 500 or status in _AGAIN
    raise Refused(f"{host} answered with {status}.", permanent=not passing)


def _told(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it took too long"
    if isinstance(error, ssl.SSLError):
        return f"its certificate or its encryption can't be accepted ({error.reason or 'SSL'})"
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__


class _Http(http.client.HTTPConnection):
    """To a socket that is connected already."""

    def __init__(self, host: str, port: int, reached: socket.socket) -> None:
        super().__init__(host, port)
        self.sock: Any = reached

    def connect(self) -> None:
        raise OSError("a connection is used once")


class _Https(_Http):
    default_port = http.client.HTTPS_PORT

    def __init__(self, host: str, port: int, reached: socket.socket) -> None:
        super().__init__(host, port, reached)
        try:
            self.sock = ssl.create_default_context().wrap_socket(reached, server_hostname=host)
        except OSError as error:
            reached.close()
            raise Refused(f"{host} can't be reached: {_told(error)}.", permanent=False) from None
