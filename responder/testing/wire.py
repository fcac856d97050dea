"""One HTTP request with Twilio's three limits: to connect, between packets, and for everything."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from responder.testing.overrides import Overrides

LARGEST = 256 * 1024
"""Bytes of an answer that are read: enough to see that it is beyond Twilio's 64 kB."""


class WireError(Exception):
    """No usable answer. ``code`` is Twilio's, ``kind`` the retry policy's word for it."""

    def __init__(self, code: int, kind: str, because: str) -> None:
        self.code = code
        self.kind = kind
        self.because = because
        super().__init__(because)


@dataclass(frozen=True, slots=True)
class Got:
    status: int
    content_type: str
    location: str
    body: bytes


def fetch(url: str, method: str, headers: Mapping[str, str], body: bytes, limits: Overrides, deadline: float) -> Got:
    """Ask ``url``. ``deadline`` is in the seconds of time.monotonic(). Raises WireError."""
    try:
        parts = urlsplit(url)
        connection = _connection(parts.scheme, parts.hostname or "", parts.port, min(limits.ct, _left(deadline)))
    except ValueError as error:
        raise WireError(11100, "other", f"{url} isn't a web address: {error}") from error
    try:
        _connect(connection)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return _talk(connection, method, target, headers, body, limits, deadline)
    finally:
        connection.close()


def _connection(scheme: str, host: str, port: int | None, timeout: float) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=timeout)
    if scheme == "http" and host:
        return http.client.HTTPConnection(host, port, timeout=timeout)
    raise ValueError("it must begin with http:// or https://")


def _connect(connection: http.client.HTTPConnection) -> None:
    try:
        connection.connect()
    except socket.gaierror as error:
        raise WireError(11210, "ct", f"no host of that name: {connection.host}") from error
    except ssl.SSLError as error:
        raise WireError(11220, "ct", f"no secure connection: {error.reason}") from error
    except OSError as error:
        raise WireError(11205, "ct", f"no connection to {connection.host}:{connection.port}: {error}") from error


def _talk(
    connection: http.client.HTTPConnection,
    method: str,
    target: str,
    headers: Mapping[str, str],
    body: bytes,
    limits: Overrides,
    deadline: float,
) -> Got:
    try:
        _patience(connection, limits, deadline)
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        if method == "POST":
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        with connection.getresponse() as response:
            content = b""
            while len(content) < LARGEST:
                _patience(connection, limits, deadline)
                part = response.read1(65_536)
                if not part:
                    break
                content += part
            kind, location = response.headers.get("Content-Type", ""), response.headers.get("Location", "")
            return Got(response.status, kind, location, content)
    except TimeoutError as error:
        raise WireError(11200, "rt", "no answer in time") from error
    except (OSError, http.client.HTTPException) as error:
        raise WireError(11200, "rt", f"the connection broke off: {error or type(error).__name__}") from error
    except ValueError as error:
        raise WireError(11100, "other", f"that address can't be asked for: {error}") from error


def _patience(connection: http.client.HTTPConnection, limits: Overrides, deadline: float) -> None:
    # After a full answer of known length http.client has already let go of the socket.
    if connection.sock is not None:
        connection.sock.settimeout(min(limits.rt, _left(deadline)))


def _left(deadline: float) -> float:
    """Seconds to the deadline; never zero, which would mean not to wait at all."""
    return max(deadline - time.monotonic(), 0.001)
