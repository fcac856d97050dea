"""Trouble on demand: what shall go wrong with the next requests to the stand-in Twilio."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from responder.testing.loopback import Answer, Request
from responder.testing.refusals import TABLE, error_answer

STATUS_CODES = {401: 20003, 404: 20404, 429: 20429, 500: 20500, 503: 20503}


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of trouble, for the next ``times`` requests that it concerns.

    ``status``: this HTTP status instead of the answer, with ``code`` (Twilio's, chosen by status where it is 0).
    ``drop``: the connection is closed without an answer. ``delay``: seconds before the answer. ``done``: the work is
    done all the same, so that the caller can't know whether it was (the message is sent, the answer lost).
    ``garbage``: the answer's body is an HTML page, as from a gateway. ``problem``: the error comes as RFC 9457.
    ``on``: only requests whose ``METHOD /path`` holds this text.
    """

    status: int = 0
    code: int = 0
    drop: bool = False
    delay: float = 0.0
    done: bool = False
    garbage: bool = False
    problem: bool = False
    retry_after: int | None = None
    on: str = ""
    times: int = 1

    def concerns(self, request: Request) -> bool:
        return self.on in f"{request.method} {request.target}"

    @property
    def only_slow(self) -> bool:
        return not (self.status or self.code or self.drop)

    def answer(self) -> Answer:
        """What the caller gets instead of the truth."""
        if self.drop:
            return Answer(dropped=True)
        status = self.status or TABLE.get(self.code, (400, ""))[0]
        code = self.code or STATUS_CODES.get(status, 20500 if status >= 500 else 20001)
        if self.garbage:
            page = f"<html><body><h1>{status}</h1></body></html>".encode()
            answer = Answer(status, page, [("Content-Type", "text/html")])
        else:
            words = TABLE.get(code, (0, "Error"))[1].format("")
            answer = error_answer(status, code, words, problem=self.problem)
        if self.retry_after is None:
            return answer
        return replace(answer, headers=[*answer.headers, ("Retry-After", str(self.retry_after))])


class Faults:
    """The faults that wait for a request, oldest first. ``wait`` sleeps so many seconds, or until the server ends."""

    def __init__(self, wait: Callable[[float], object]) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []
        self._wait = wait

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def around(self, request: Request, work: Callable[[], Answer]) -> Answer:
        """The answer to ``request``: ``work``'s own, unless a fault waits for it."""
        fault = self._take(request)
        if fault is None:
            return work()
        truth = work() if fault.done or fault.only_slow else None
        self._wait(fault.delay)
        if fault.only_slow and truth is not None:
            return truth
        answer = fault.answer()
        return replace(answer, then=truth.then) if truth is not None else answer

    def _take(self, request: Request) -> Fault | None:
        with self._lock:
            for index, fault in enumerate(self._waiting):
                if not fault.concerns(request):
                    continue
                if fault.times > 1:
                    self._waiting[index] = replace(fault, times=fault.times - 1)
                else:
                    del self._waiting[index]
                return fault
        return None
