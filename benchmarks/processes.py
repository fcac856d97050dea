"""The programs of the benchmarks as whole processes: a server and its workers, which can be killed and come back."""

from __future__ import annotations

import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from responder.testing import StandInTwilio

ROOT = Path(__file__).parent.parent


@dataclass
class Processes:
    """A server and its workers, each with a process group of its own. All of them end with the block."""

    environment: dict[str, str]
    folder: Path
    port: int
    workers: int
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        self.running.append(self._started(["serve", "--no-worker", "--port", str(self.port)]))
        self.start_workers()

    def start_workers(self) -> None:
        self.running += [self._started(["worker"]) for _ in range(self.workers)]

    def kill(self, chance: random.Random) -> str:
        """SIGKILL for one of them, or of what it is made of, and start it again. Returns what it was."""
        which = chance.randrange(len(self.running))
        process = self.running[which]
        what = "a worker" if "worker" in command_of(process) else chance.choice(["a server", "its main process", "it"])
        answering = [pid for pid in children_of(process.pid) if _is_answering(pid)]
        if what == "it" and answering:
            # The main process starts another one.
            os.kill(chance.choice(answering), signal.SIGKILL)
            return "who answers"
        if what == "its main process":
            # Those that answer see it, and end by themselves.
            process.kill()
        else:
            kill_all_of(process)
            what = "a server" if what == "it" else what
        process.wait()
        self.running[which] = self._again(process)
        return what

    def replace_the_dead(self) -> None:
        """Start again what ended by itself, as a service manager does: a server that found its port taken, say."""
        self.running = [one if one.poll() is None else self._again(one) for one in self.running]

    def stop(self) -> None:
        """Ask all to end, and see that they do, with all that they have started."""
        for process in self.running:
            process.terminate()
        deadline = time.monotonic() + 30
        for process in self.running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            kill_all_of(process)
            process.wait()
        self.running = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _again(self, process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
        return self._started(command_of(process))

    def _started(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        with (self.folder / f"{command[0]}.log").open("ab") as log:
            return started(command, self.environment, self.folder, log.fileno())


def started(command: Sequence[str], environment: dict[str, str], folder: Path, log: int) -> subprocess.Popen[bytes]:
    """`responder` with these words, in a process group of its own; on Linux it ends with us, even if we are killed."""
    return subprocess.Popen(
        [sys.executable, "-m", "responder", *command],
        env=environment,
        cwd=folder,
        stdout=log,
        stderr=log,
        start_new_session=True,
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,
    )


def command_of(process: subprocess.Popen[bytes]) -> list[str]:
    """The words that `responder` was started with."""
    return [str(word) for word in process.args][3:]  # type: ignore[union-attr]


def kill_all_of(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL for its whole process group, of which it may be the only one that is gone."""
    if sys.platform == "win32":
        process.kill()
        return
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def children_of(pid: int) -> list[int]:
    """Its children, where the system tells (Linux)."""
    tasks = Path(f"/proc/{pid}/task")
    found: list[int] = []
    with suppress(OSError):
        for task in tasks.iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _is_answering(pid: int) -> bool:
    """Python's own process for tidying isn't one of ours."""
    with suppress(OSError):
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def environment_of(twilio: StandInTwilio, database_url: str) -> dict[str, str]:
    """What our programs are told. The rate is no number's, so that it is ours that is measured."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("TWILIO", "RESPONDER"))},
        **twilio.environment(),
        "DATABASE_URL": database_url,
        "RESPONDER_RATE": "9999",
        "PYTHONPATH": str(ROOT),
    }


def postgresql(at_the_end: ExitStack) -> str:
    """The URL of an empty database on a PostgreSQL server that ends with the stack."""
    sys.path.insert(0, str(ROOT / "tests"))
    from postgres import Postgres

    server = Postgres()
    at_the_end.callback(server.stop)
    return server.database()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _die_with_parent() -> None:
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
