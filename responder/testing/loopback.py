"""A small threaded HTTP server for loopback, which can also misbehave: close a connection without an answer.

The standard library's server is enough for it and leaves every byte in our hands. Answers go out in one write, since
two would wait for each other on loopback (Nagle's algorithm against delayed acknowledgements, 40 ms each).
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

LARGEST = 1_000_000
"""Bytes of a request body; a larger one is answered with 413."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came. ``target`` is the raw path with its query, ``body`` the raw bytes."""

    method: str
    target: str
    headers: Mapping[str, str]
    """Names in the sender's spelling; of a repeated header the last value."""
    body: bytes
    client: str
    header_pairs: Sequence[tuple[str, str]] = ()

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> str:
        return urlsplit(self.target).query

    def header(self, name: str, default: str = "") -> str:
        """A header's value, whatever the case of its name."""
        return next((v for n, v in self.header_pairs if n.lower() == name.lower()), default)


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back. ``dropped`` closes the connection with nothing written. ``then`` runs after the last byte."""

    status: int = 200
    body: bytes = b""
    headers: Sequence[tuple[str, str]] = ()
    dropped: bool = False
    then: Sequence[Callable[[], None]] = field(default=())


class LoopbackServer:
    """Serves ``respond`` in threads on ``host:port`` (port 0: any free one) until ``stop``."""

    def __init__(self, respond: Callable[[Request], Answer], host: str = "127.0.0.1", port: int = 0) -> None:
        self._server = _Server((host, port), _handler(respond))
        self.host = host
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def stop(self) -> None:
        """Close the port and every open connection, and wait for the threads that served them."""
        ending = threading.Thread(target=self._server.shutdown)
        ending.start()
        # The server looks whether to end only now and then, or when someone calls.
        with contextlib.suppress(OSError):
            socket.create_connection((self.host, self.port), 0.5).close()
        ending.join()
        self._server.server_close()
        self._server.hang_up()
        self._thread.join(5)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A restarted server takes its port back at once, and tests in other processes may come in a burst.
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self._open: set[socket.socket] = set()
        self._quiet = threading.Condition()
        super().__init__(address, handler)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        with self._quiet:
            self._open.add(request)
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._quiet:
                self._open.discard(request)
                self._quiet.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is not worth a traceback; anything else is our own mistake and is shown."""
        import sys

        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        with self._quiet:
            for connection in self._open:
                # It may be closing itself right now.
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
            self._quiet.wait_for(lambda: not self._open, 2)


def _handler(respond: Callable[[Request], Answer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _serve(self) -> None:
            length = self.headers.get("Content-Length") or "0"
            if "Transfer-Encoding" in self.headers or not length.isdigit():
                return self._write(Answer(411, b"A Content-Length is needed.\n"), close=True)
            if int(length) > LARGEST:
                return self._write(Answer(413, b"That is too large.\n"), close=True)
            pairs = tuple(self.headers.items())
            body = self.rfile.read(int(length))
            answer = respond(Request(self.command, self.path, dict(pairs), body, self.client_address[0], pairs))
            try:
                if answer.dropped:
                    self.close_connection = True
                else:
                    self._write(answer)
            finally:
                # Also when nobody waits for the answer any more: the work was done all the same.
                for after in answer.then:
                    after()
            return None

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _serve  # noqa: N815 - http.server names them

        def _write(self, answer: Answer, close: bool = False) -> None:
            names = {name.lower() for name, _ in answer.headers}
            lines = [f"HTTP/1.1 {answer.status} {_phrase(answer.status)}"]
            lines += [f"{name}: {value}" for name, value in answer.headers]
            if "content-length" not in names and answer.status >= 200 and answer.status != 204:
                lines.append(f"Content-Length: {len(answer.body)}")
            if close:
                self.close_connection = True
                lines.append("Connection: close")
            body = b"" if self.command == "HEAD" else answer.body
            self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: whoever runs the server keeps its own log."""

    return Handler


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
