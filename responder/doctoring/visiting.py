"""One request to an address, as a stranger on the internet makes it: no redirects, no proxy of the environment."""

from __future__ import annotations

import base64
import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from responder.errors import ResponderError

LARGEST = 100_000
"""Bytes of an answer that are read."""


class Unreached(ResponderError):
    """Nobody answered at the address. Is the server up, and the firewall open?"""

    def __init__(self, words: str, *, certificate: bool = False) -> None:
        super().__init__(words)
        self.certificate = certificate
        """Whether it was the certificate that wasn't trusted."""


@dataclass(frozen=True, slots=True)
class Visit:
    """An answer. Names of headers are in lower case; ``expires`` is when the certificate ends, seconds since 1970."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    expires: float | None


def visit(url: str, headers: Mapping[str, str], body: bytes, timeout: float) -> Visit:
    """POST a form and return the answer, whatever its status. Raises Unreached."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "responder-doctor", **headers}
    if parts.username is not None:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        sent["Authorization"] = f"Basic {base64.b64encode(login.encode()).decode()}"
    connection = _connection(parts.scheme, str(parts.hostname), parts.port, timeout)
    deadline = time.monotonic() + timeout
    try:
        connection.connect()
        expires = _expires(connection.sock)
        connection.request("POST", target, body, sent)
        answer = connection.getresponse()
        content = _read(answer, deadline)
        return Visit(answer.status, {k.lower(): v for k, v in answer.getheaders()}, content, expires)
    except ssl.SSLCertVerificationError as error:
        raise Unreached(error.verify_message, certificate=True) from None
    except ssl.SSLError:
        raise Unreached("no encrypted connection came about", certificate=True) from None
    except TimeoutError:
        raise Unreached("nobody answered in time") from None
    except socket.gaierror:
        raise Unreached(f"there is no address for {parts.hostname}") from None
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        raise Unreached(str(getattr(error, "strerror", None) or type(error).__name__).lower()) from None
    finally:
        connection.close()


def _connection(scheme: str, host: str, port: int | None, timeout: float) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=timeout, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=timeout)


def _read(answer: http.client.HTTPResponse, deadline: float) -> bytes:
    content = b""
    while len(content) < LARGEST and (piece := answer.read1(LARGEST - len(content))):
        content += piece
        if time.monotonic() > deadline:
            raise TimeoutError
    return content


def _expires(connection: socket.socket | None) -> float | None:
    if not isinstance(connection, ssl.SSLSocket):
        return None
    # Unions of types that the standard library's stubs give for every kind of certificate.
    ends = (connection.getpeercert() or {}).get("notAfter")
    return ssl.cert_time_to_seconds(ends) if isinstance(ends, str) else None
