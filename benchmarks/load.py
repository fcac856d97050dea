"""A small closed-loop HTTP load: each connection sends a request, waits for its whole answer, sends the next.

Requests are bytes made beforehand and answers are only scanned for their length, so that the client costs far less
than the servers it measures. It talks to loopback only, for a bounded time.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass
class Load:
    """What a run did: finished requests, seconds, answers that weren't 200, and latencies in seconds, sorted."""

    requests: int
    seconds: float
    refused: int
    latencies: list[float]

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds

    def percentile(self, p: float) -> float:
        return self.latencies[min(len(self.latencies) - 1, int(len(self.latencies) * p))] if self.latencies else 0.0


class _Connection:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.sent_at = 0.0

    def send(self, request: bytes) -> None:
        self.received = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def finished(self) -> bool:
        """Read what is there; True once the whole answer has arrived."""
        chunk = self.socket.recv(65536)
        if not chunk:
            raise ConnectionError("the server closed a connection in the middle of a run")
        self.received += chunk
        head, split, body = self.received.partition(b"\r\n\r\n")
        if not split:
            return False
        lower = head.lower()
        at = lower.find(b"content-length:")
        if at < 0:
            raise ConnectionError("an answer came without Content-Length")
        return len(body) >= int(lower[at + 15 :].split(b"\r\n", 1)[0])


def run(port: int, requests: Iterator[bytes], *, connections: int, seconds: float) -> Load:
    """Send from ``requests`` over so many keep-alive connections for so many seconds, or until there are no more."""
    selector = selectors.DefaultSelector()
    open_connections = [_Connection(port) for _ in range(connections)]
    done = refused = 0
    latencies: list[float] = []
    begun = time.perf_counter()
    waiting = 0
    for connection in open_connections:
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        if request := next(requests, None):
            connection.send(request)
            waiting += 1
    end = begun + seconds
    while waiting:
        for key, _ in selector.select(timeout=10):
            connection = key.data
            if not connection.finished():
                continue
            now = time.perf_counter()
            latencies.append(now - connection.sent_at)
            done += 1
            refused += not connection.received.startswith(b"HTTP/1.1 200")
            request = next(requests, None) if now < end else None
            if request is None:
                waiting -= 1
            else:
                connection.send(request)
    elapsed = time.perf_counter() - begun
    for connection in open_connections:
        connection.socket.close()
    selector.close()
    latencies.sort()
    return Load(done, elapsed, refused, latencies)
