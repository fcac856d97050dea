"""The ngrok process ends when we do: at close, at exit, and when a signal ends us."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from types import FrameType

GRACE = 2.0
"""Seconds that ngrok gets to say goodbye to its service. Without it the account counts the dead session for a while,
and the next start is refused as one too many."""

_running: dict[subprocess.Popen[str], Callable[[], None]] = {}
_owner = 0


def keep(process: subprocess.Popen[str], afterwards: Callable[[], None]) -> None:
    """End this process with ours, however ours ends (except by SIGKILL, which nobody hears), and tidy up after it."""
    global _owner
    if _owner != os.getpid():
        # A forked child has our registrations but not our ngrok.
        _owner = os.getpid()
        _running.clear()
        atexit.register(_end_all)
    _running[process] = afterwards


def end(process: subprocess.Popen[str], grace: float = GRACE) -> None:
    """Stop the process, kindly first. Safe to call twice."""
    afterwards = _running.pop(process, None)
    _send(process, signal.SIGTERM)
    try:
        process.wait(grace)
    except subprocess.TimeoutExpired:
        _send(process, getattr(signal, "SIGKILL", signal.SIGTERM))
        process.wait()
    if afterwards is not None:
        afterwards()


def _send(process: subprocess.Popen[str], number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        # ngrok leads a process group of its own, so that Ctrl-C reaches us first; a wrapper's children are in it.
        if os.name == "posix" and process.poll() is None and os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)


def _end_all() -> None:
    if _owner == os.getpid():
        for process in list(_running):
            end(process)


def listen() -> None:
    """Take the signals that would end us without a word; one that someone else handles is theirs.

    Only the main thread may take signals: elsewhere this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _ended_by)


def _ended_by(number: int, frame: FrameType | None) -> None:
    del frame
    _end_all()
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
