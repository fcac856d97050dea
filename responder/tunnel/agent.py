"""Which ngrok to start, and with what: the program, and a configuration that keeps the token to ourselves."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from responder.errors import TunnelError

DOWNLOAD_PAGE = "https://ngrok.com/download"


def find_program() -> Path:
    """Where ngrok is, or where pyngrok would put it: PYNGROK_NGROK_PATH, pyngrok's own place, then the PATH."""
    from pyngrok import conf

    chosen = os.environ.get("PYNGROK_NGROK_PATH")
    if chosen:
        return Path(chosen)
    usual = Path(conf.DEFAULT_NGROK_PATH)
    on_path = None if usual.exists() else shutil.which("ngrok")
    return Path(on_path) if on_path else usual


def install(program: Path, progress: Callable[[str], None]) -> None:
    """Download ngrok to ``program`` if it isn't there. Raises TunnelError."""
    if program.exists():
        if not os.access(program, os.X_OK):
            raise TunnelError(f"{program} can't be run. Make it executable, or correct PYNGROK_NGROK_PATH.")
        return
    from pyngrok import installer
    from pyngrok.exception import PyngrokError

    progress("Downloading ngrok, once …")
    # pyngrok writes its own progress to stdout, which isn't ours to write to.
    installer._print_progress_enabled = False
    try:
        installer.install_ngrok(str(program))
    except (PyngrokError, OSError):
        raise TunnelError(
            "ngrok isn't installed, and it couldn't be downloaded. Connect this machine to the internet and try again, "
            f"or download ngrok from {DOWNLOAD_PAGE} and set PYNGROK_NGROK_PATH to it."
        ) from None


class PrivateConfig:
    """ngrok's configuration with the token in it, in a file that only we can read, until ``remove`` (safe to call
    twice).

    pyngrok would put a token into ngrok's arguments, where every user of the machine sees it in the process list.
    Whatever the user has configured for ngrok otherwise (a proxy, a region) is kept.
    """

    def __init__(self, token: str) -> None:
        self._folder = tempfile.mkdtemp(prefix="responder-ngrok-")
        self.path = Path(self._folder) / "ngrok.yml"
        try:
            # JSON is YAML too.
            content = json.dumps(with_token(_own_config(), token), default=str).encode()
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
        except BaseException:
            self.remove()
            raise

    def remove(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


def _own_config() -> dict[str, Any]:
    """What the user has told ngrok in its usual file; nothing if there is none."""
    from pyngrok import conf, installer

    path = Path(conf.DEFAULT_NGROK_CONFIG_PATH)
    if not path.is_file():
        return {}
    try:
        config = installer.get_ngrok_config(str(path), use_cache=False)
    # Not ours to know how a YAML file can be broken: pyngrok reads it with its own parser.
    except Exception:
        raise TunnelError(f"ngrok's own settings can't be read. Correct or delete {path}.") from None
    return config if isinstance(config, dict) else {}


def with_token(config: dict[str, Any], token: str) -> dict[str, Any]:
    """A copy of ngrok's configuration with this token, where its version of the format has it."""
    version = str(config.get("version", "3"))
    if version == "2":
        return {**config, "version": version, "authtoken": token}
    agent = config.get("agent")
    return {**config, "version": version, "agent": {**(agent if isinstance(agent, dict) else {}), "authtoken": token}}
