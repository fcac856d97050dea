"""Opens a tunnel through pyngrok, and gives up in time where pyngrok would wait for ever."""

from __future__ import annotations

import logging
import os
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from responder.errors import TunnelError
from responder.settings import Settings
from responder.tunnel import child
from responder.tunnel.agent import PrivateConfig, find_program, install
from responder.tunnel.ngrok_errors import explain, trouble

DOWNLOAD_TIMEOUT = 180.0
"""Seconds for the one download of ngrok (12 MB), on a slow line."""

_log = logging.getLogger("responder.tunnel")


def _say_nothing(sentence: str) -> None:
    """No one is waiting to be told."""


class Tunnel:
    """An open tunnel: requests to ``public_url`` come to our port. Ends with ``close``, or with this process."""

    def __init__(self, public_url: str, opening: _Opening) -> None:
        self.public_url = public_url
        self._opening = opening

    @property
    def is_open(self) -> bool:
        """Whether ngrok still runs."""
        return self._opening.runs

    def close(self) -> None:
        """Stop ngrok. Safe to call twice."""
        self._opening.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_tunnel(
    port: int, settings: Settings, timeout: float = 15.0, progress: Callable[[str], None] = _say_nothing
) -> Tunnel:
    """A public address whose requests come to ``port`` of this machine.

    Uses ``settings.ngrok_authtoken`` and ``settings.ngrok_url`` (a domain of the account that stays the same). ngrok
    has ``timeout`` seconds to come up. ``progress`` gets a sentence before each thing that one waits for; ngrok is
    downloaded where it is missing, which has a limit of its own. Raises TunnelError.
    """
    program = find_program()
    _within(DOWNLOAD_TIMEOUT, lambda: install(program, progress), "ngrok couldn't be downloaded in time. Try again.")
    progress("Opening a tunnel with ngrok …")
    child.listen()
    opening = _Opening(port, settings, program)
    try:
        return Tunnel(opening.wait(timeout), opening)
    except BaseException:
        # Ctrl-C while we wait must not leave an ngrok behind either.
        opening.close()
        raise


def _within(timeout: float, work: Callable[[], None], otherwise: str) -> None:
    """Do the work, in a thread that can be left behind."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run, name="ngrok download", daemon=True)
    thread.start()
    thread.join(timeout)
    if thread.is_alive():
        raise TunnelError(otherwise)
    if errors:
        raise errors[0]


class _Opening:
    """pyngrok at work in a thread of its own.

    pyngrok reads ngrok's output line by line and looks at the clock only in between, so a silent ngrok would hang it
    for ever, holding its lock. Here the thread can be left alone, and ending the child is what frees it.
    """

    def __init__(self, port: int, settings: Settings, program: Path) -> None:
        from pyngrok import process
        from pyngrok.conf import PyngrokConfig

        if process.is_process_running(str(program)):
            raise TunnelError("A tunnel is already open. Close it before you open another.")
        _hush_pyngrok()
        token = settings.ngrok_authtoken.reveal()
        self._secret = token or os.environ.get("NGROK_AUTHTOKEN", "")
        self._private = PrivateConfig(token) if token else None
        self._config = PyngrokConfig(
            ngrok_path=str(program),
            config_path=str(self._private.path) if self._private else None,
            log_event_callback=self._hear,
            # Ours is the clock that counts. pyngrok's would end a slow but honest start.
            startup_timeout=86_400,
            start_new_session=True,
        )
        # PyngrokConfig takes the token from the environment and would put it into ngrok's arguments.
        self._config.auth_token = None
        self._options = {"url": settings.ngrok_url} if settings.ngrok_url else {}
        self._port = port
        self._lines: list[Any] = []
        self._child: subprocess.Popen[str] | None = None
        self._public_url = ""
        self._error: BaseException | None = None
        self._up = False
        self._thread = threading.Thread(target=self._connect, name="ngrok", daemon=True)
        self._thread.start()

    @property
    def runs(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def wait(self, timeout: float) -> str:
        """The public address, within ``timeout`` seconds. Raises TunnelError."""
        deadline = time.monotonic() + timeout
        while self._thread.is_alive() and time.monotonic() < deadline:
            self._thread.join(0.02)
            self._find_child()
        if self._thread.is_alive():
            raise TunnelError(self._why_late(timeout))
        if self._error is not None:
            raise TunnelError(explain(self._what_it_said(self._error), self._secret)) from None
        self._up = True
        # ngrok has read it. What isn't there any more can't be left behind, however we end.
        self._remove_private()
        return self._public_url

    def close(self) -> None:
        self._find_child()
        if self._child is not None:
            child.end(self._child)
        # With its child gone the thread comes back from reading, and pyngrok's lock is free again.
        self._thread.join(5)
        self._forget_child()
        self._remove_private()

    def _remove_private(self) -> None:
        if self._private is not None:
            self._private.remove()

    def _connect(self) -> None:
        from pyngrok import ngrok

        try:
            tunnel = ngrok.connect(
                f"http://127.0.0.1:{self._port}",
                name=f"responder-{self._port}",
                pyngrok_config=self._config,
                **self._options,
            )
            self._public_url = str(tunnel.public_url).rstrip("/")
        # Whatever it is, the one who waits has to be told; it is raised there as a TunnelError.
        except Exception as error:
            self._error = error

    def _find_child(self) -> None:
        """pyngrok names its child only once all is well; its table of processes has it from the start."""
        from pyngrok import process

        if self._child is None:
            started = process._current_processes.get(self._config.ngrok_path)
            if started is not None:
                self._child = started.proc
                child.keep(started.proc, self._remove_private)

    def _hear(self, line: Any) -> None:
        """One line of ngrok's log."""
        if not self._up:
            self._find_child()
            self._lines.append(line)
        elif line.lvl in ("ERROR", "CRITICAL"):
            _log.warning("%s", trouble(str(line.err or line.msg or ""), self._secret))

    def _what_it_said(self, error: BaseException) -> str:
        """Everything in which ngrok may have named its error code.

        pyngrok stops reading as soon as the child has ended, so the last lines may still be in the pipe.
        """
        body = str(getattr(error, "body", "") or "")
        lines = [str(line.err) for line in self._lines if line.err and line.err != "nil"]
        last = ""
        if self._child is not None and self._child.stdout is not None and self._child.poll() is not None:
            last = self._child.stdout.read()
        return " ".join(part for part in (body, *lines, last, str(error)) if part)

    def _why_late(self, timeout: float) -> str:
        start = f"ngrok didn't open a tunnel within {timeout:g} seconds."
        if any("client session established" in (line.msg or "") for line in self._lines):
            return f"{start} It is connected, but doesn't take orders: it may be too old. Run `ngrok update`."
        errors = [str(line.err) for line in self._lines if line.err and line.err != "nil"]
        if errors:
            return f"{start} {explain(errors[-1], self._secret)}"
        return (
            f"{start} It says nothing. Check this machine's connection to the internet (a firewall may be in "
            "the way), and that the ngrok program is sound: run `ngrok diagnose`."
        )

    def _forget_child(self) -> None:
        from pyngrok import ngrok, process

        started = process._current_processes.get(self._config.ngrok_path)
        if self._thread.is_alive() or self._child is None:
            return
        if started is not None and started._monitor_thread is not None:
            started._monitor_thread.join(2)
        ngrok.kill(self._config)
        if self._child.stdout is not None:
            self._child.stdout.close()


def _hush_pyngrok() -> None:
    """pyngrok logs ngrok's errors, tokens and all, and with no logging set up they would land on stderr."""
    logger = logging.getLogger("pyngrok")
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.CRITICAL + 1)
