"""Notices when ngrok ends by itself, which nobody else would say: the server goes on and no text comes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Protocol

PAUSE = 2.0
"""Seconds between two looks."""

_log = logging.getLogger("responder.tunnel")


class Opened(Protocol):
    """A ``responder.tunnel.Tunnel``."""

    @property
    def is_open(self) -> bool: ...


def watch_tunnel(tunnel: Opened, pause: float = PAUSE) -> Callable[[], None]:
    """Log an error when the tunnel ends. Call what this returns before you close the tunnel yourself."""
    enough = threading.Event()

    def look() -> None:
        while not enough.wait(pause):
            if not tunnel.is_open:
                _log.error(
                    "The tunnel is down: ngrok has ended, so no text reaches this server any more. "
                    "Stop with Ctrl-C and start again with --tunnel."
                )
                return

    threading.Thread(target=look, name="responder-tunnel", daemon=True).start()
    return enough.set
