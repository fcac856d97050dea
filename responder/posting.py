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
from responder.retry_after import retry_after
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

    def __init__(self, because: str, *, permanent: bool, retry_after: timedelta | None = None) -> None:
        super().__init__(because)
        self.permanent = permanent
        """The same event won't be taken, however long one waits."""
        self.retry_after = retry_after
        """For how long the other program wants to be left alone, where it says so."""


def signature(secret: Secret, timestamp: str, body: bytes) -> str:
    """What the header holds: ``sha256=`` and 64 hexadecimal digits."""
    signed = hmac.new(secret.reveal().encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={signed.hexdigest()}"


class Poster:
    """Posts to the internet, never into a private network: an address in the rules may have been copied from anywhere,
    and a name may begin to point inside. ``allowed`` names the hosts that may be reached all the same."""

    def __init__(self, secret: Secret, allowed: Collection[str] = (), timeout: float = TIMEOUT) -> None:
        self._secret = secret
        self._allowed = frozenset(map(_plain, allowed))
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
        host = str(parts.hostname)
        line = _Line(self._reached(host, port, deadline), deadline)
        try:
            if parts.scheme == "https":
                line.encrypt(host)
            status, later = _asked(_Connection(host, port, parts.scheme, line.socket), _target(parts), content, headers)
        except (OSError, ValueError, http.client.HTTPException) as error:
            because = "it took too long" if line.is_over else _told(error)
            failed = "can't be reached" if isinstance(error, ssl.SSLError) else "didn't answer"
            raise Refused(f"{host} {failed}: {because}.", permanent=False) from None
        finally:
            line.close()
        return _taken(status, host, retry_after(status, later, now))

    def _reached(self, host: str, port: int, deadline: float) -> socket.socket:
        """A connection to an address that was looked at: the name isn't asked for a second time, when it might mean
        another machine."""
        found = _addresses(host, port, deadline)
        if not found:
            raise Refused(f"There is no address for {host}.", permanent=False)
        allowed = _plain(host) in self._allowed
        open_to_us = [one for one in found if allowed or is_public(str(one[4][0]))]
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


def _plain(host: str) -> str:
    """A host's name as it is compared."""
    return host.strip("[]").rstrip(".").lower()


def _addresses(host: str, port: int, deadline: float) -> list[Any]:
    """What the name stands for; nothing where that isn't known in time: the system may ask for half a minute."""
    found: list[Any] = []

    def look() -> None:
        with contextlib.suppress(OSError, UnicodeError):
            found.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))

    asking = threading.Thread(target=look, daemon=True)
    asking.start()
    asking.join(max(0.1, deadline - time.monotonic()))
    return list(found)


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
        elif found not in _GIVEN_OUT:
            return False
    return found.is_global and not found.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_GIVEN_OUT = ipaddress.IPv6Network("2000::/3")
"""All that the internet uses of IPv6. Python takes more for public: IPv4 behind zeros, a network's own NAT64
(64:ff9b:1::/48), addresses of a site (fec0::/10)."""


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


class _Line:
    """A connection that is cut when its time is over, whatever it is at: one who answers byte by byte, each in time,
    or never ends to agree on encryption, doesn't hold us longer either."""

    def __init__(self, reached: socket.socket, deadline: float) -> None:
        self.socket = reached
        self._deadline = deadline
        self._clock = threading.Timer(max(0.1, deadline - time.monotonic()), self._cut)
        self._clock.daemon = True
        self._clock.start()

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._deadline

    def encrypt(self, host: str) -> None:
        # The handshake comes after, so that the line can be cut in the middle of it.
        context = ssl.create_default_context()
        self.socket = context.wrap_socket(self.socket, server_hostname=host, do_handshake_on_connect=False)
        self.socket.do_handshake()

    def _cut(self) -> None:
        with contextlib.suppress(OSError):
            # Not the method of an encrypted one, which takes the encryption away from whoever reads at the moment.
            socket.socket.shutdown(self.socket, socket.SHUT_RDWR)

    def close(self) -> None:
        self._clock.cancel()
        self.socket.close()


def _asked(
    connection: http.client.HTTPConnection, target: str, body: bytes, headers: dict[str, str]
) -> tuple[int, str | None]:
    connection.request("POST", target, body, headers)
    answer = connection.getresponse()
    answer.read(ANSWER)
    return answer.status, answer.getheader("Retry-After")


def _taken(status: int, host: str, later: timedelta | None) -> int:
    if 200 <= status < 300:
        return status
    if 300 <= status < 400:
        because = f"{host} answered with {status}: it sends on to another address, which isn't followed. Name that one."
        raise Refused(because, permanent=True)
    passing = status >= 500 or status in _AGAIN
    raise Refused(f"{host} answered with {status}.", permanent=not passing, retry_after=later)


def _told(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it took too long"
    if isinstance(error, ssl.SSLError):
        return f"its certificate or its encryption can't be accepted ({error.reason or 'SSL'})"
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__


class _Connection(http.client.HTTPConnection):
    """Over a socket that is connected already, and encrypted where it should be."""

    def __init__(self, host: str, port: int, scheme: str, reached: socket.socket) -> None:
        # Tells whether the port is named in the request.
        self.default_port = http.client.HTTPS_PORT if scheme == "https" else http.client.HTTP_PORT
        super().__init__(host, port)
        self.sock: Any = reached

    def connect(self) -> None:
        raise OSError("a connection is used once")
