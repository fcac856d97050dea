"""A stand-in for the ngrok program, so that pyngrok and what is built on it run with no account and no internet.

    ngrok = StandInNgrok(tmp_path, token="right")
    monkeypatch.setenv("PYNGROK_NGROK_PATH", str(ngrok.program))

For POSIX systems: the program is a shell script.
"""

from __future__ import annotations

import json
import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import responder


@dataclass(frozen=True, slots=True)
class Run:
    """One start of the program. ``token_from``: argv, environment, config or nowhere. ``config_modes``: who may read
    the folder of its configuration, and the file (``("700", "600")``); empty without ``--config``."""

    pid: int
    argv: tuple[str, ...]
    token_from: str
    config_modes: tuple[str, ...]

    @property
    def is_alive(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return not _is_zombie(self.pid)


class StandInNgrok:
    """Writes the program ``ngrok`` into ``folder``. Each word of ``behave`` may also be given at once."""

    def __init__(self, folder: Path, **behaviour: Any) -> None:
        self._folder = folder.absolute()
        self._folder.mkdir(parents=True, exist_ok=True)
        self.program = self._folder / "ngrok"
        self._seen = self._folder / "seen.jsonl"
        root = str(Path(responder.__file__).parent.parent)
        self.program.write_text(
            "#!/bin/sh\n"
            f"RESPONDER_STAND_IN_NGROK={shlex.quote(str(self._folder))}\n"
            f"PYTHONPATH={shlex.quote(root)}${{PYTHONPATH:+:$PYTHONPATH}}\n"
            "export RESPONDER_STAND_IN_NGROK PYTHONPATH\n"
            # The shell gives way to Python, so that the process that is started is the one that runs.
            f'exec {shlex.quote(sys.executable)} -m responder.testing.ngrok_agent "$@"\n',
            encoding="utf-8",
        )
        self.program.chmod(0o700)
        self.behave(**behaviour)

    def behave(
        self,
        *,
        token: str = "",
        fail: str = "",
        refuse: str = "",
        silent: bool = False,
        slow: float = 0.0,
        unreachable: bool = False,
        old: bool = False,
        deaf: bool = False,
        outlive: bool = False,
        loses: float = 0.0,
    ) -> None:
        """How the next start goes.

        ``token``: the one that is asked for. ``fail``: an error code with which the start ends (``ERR_NGROK_108``).
        ``refuse``: one with which an endpoint is refused (``ERR_NGROK_334``). ``silent``: it says nothing, for ever.
        ``slow``: seconds before it says anything. ``unreachable``: it tries to reach its service, for ever. ``old``:
        it doesn't know endpoints. ``deaf``: it ignores SIGTERM. ``outlive``: it doesn't mind when its parent is gone.
        ``loses``: so many seconds after its start it reports that it lost its service.
        """
        told = {
            "token": token,
            "fail": fail,
            "refuse": refuse,
            "silent": silent,
            "slow": slow,
            "unreachable": unreachable,
            "old": old,
            "deaf": deaf,
            "outlive": outlive,
            "loses": loses,
        }
        (self._folder / "behaviour.json").write_text(json.dumps(told), encoding="utf-8")

    @property
    def runs(self) -> list[Run]:
        """Every start so far, oldest first."""
        return [
            Run(row["pid"], tuple(row["argv"]), row["token_from"], tuple(row["config_modes"]))
            for row in self._rows("start")
        ]

    @property
    def endpoints(self) -> dict[str, str]:
        """Public address → the loopback address that answers for it. They differ where a domain was asked for."""
        return {row["public_url"]: row["loopback"] for row in self._rows("endpoint")}

    def _rows(self, event: str) -> list[dict[str, Any]]:
        if not self._seen.exists():
            return []
        rows = [json.loads(line) for line in self._seen.read_text(encoding="utf-8").splitlines()]
        return [row for row in rows if row["event"] == event]


def _is_zombie(pid: int) -> bool:
    """Whether the process has ended and only its parent hasn't looked yet; where there is a /proc to ask."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[:1] == ["Z"]
