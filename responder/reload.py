"""Rules that follow their files: change rules.yaml, and the next text is answered by the new ones.

A reload that fails changes nothing. The rules that answered before go on answering, and the log says what is wrong.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from responder import rules
from responder.core.ruleset import Ruleset
from responder.errors import ResponderError
from responder.rules import Reuse
from responder.rules.collector import collector_at_rest

log = logging.getLogger("responder.rules")

Gate = Callable[[Ruleset, Ruleset | None], Sequence[str]]
"""Looks at rules that loaded, and says in sentences why they mustn't answer. None said: they may. It is also given
rules that it let through before, if there are any: where they say the same, it needn't look again."""

TICK = 2.0
"""Seconds between looks at the files themselves, for file systems that announce nothing (network shares, some
containers), and for changes in the moment between a load and the next watch."""
SETTLED = 0.1
"""Seconds without a change before a file is read: editors write in several steps, some by renaming."""
PATIENCE = 20
"""How often to wait for that. A file that something writes to all the time is read all the same."""

Snapshot = dict[str, tuple[int, int, int]]


class LiveRules:
    """The rules that answer now, and the thread that keeps them so.

    ``path`` is the rules file; what it includes is watched as well. Construction loads it, and raises as
    ``responder.rules.load`` does. ``gate`` can refuse rules that loaded: on a reload the old ones stay; at the start
    there are none, so what the gate says is logged and the rules answer all the same.
    """

    def __init__(self, path: Path, gate: Gate | None = None) -> None:
        self.path = path
        self.failure = ""
        """What is wrong with the files as they are now, for whoever asks. Empty: nothing."""
        self._gate = gate
        self._passed: Ruleset | None = None
        """The last rules that the gate let through."""
        self._reuse = Reuse()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        before = snapshot([path])
        self.current: Ruleset = rules.load(path, reuse=self._reuse)
        """Take it once for each text: the next look may find another."""
        self._files = _paths(path, self.current.files)
        # A change of the main file while it was read counts as one that is still to come.
        self._seen = {**snapshot(self._files), **before}
        self._reservation = self.failure = "\n".join(self._complaints(self.current))
        if self.failure:
            log.error("%s answers, but not as its examples say:\n%s", path, self.failure)

    @property
    def stale(self) -> bool:
        """Whether the files hold other rules than those that answer, because they can't be used."""
        return self.failure != self._reservation

    def start(self) -> None:
        """Begin to watch. Call it in the process that answers, since threads don't survive a fork."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._watch, name="responder-rules", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop watching, and wait until no reload is under way."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)
            self._thread = None

    def reload(self) -> bool:
        """Read the files again. True where their rules answer now, whether or not anything changed."""
        # Looked at before they are read: a change that comes meanwhile is then seen as one.
        self._seen = snapshot(self._files)
        try:
            found = rules.load(self.path, reuse=self._reuse)
        except rules.RulesInvalid as error:
            # A file that is wrong now may be new, and it is the one that will be corrected.
            self._follow(self._files | _paths(self.path, (problem.place.file for problem in error.problems)))
            return self._fail("\n".join(problem.render() for problem in error.problems))
        except ResponderError as error:
            return self._fail(str(error))
        if found.digest == self.current.digest:
            if self.failure != self._reservation:
                log.info("%s is again as the rules that answer", self.path)
        elif complaints := self._complaints(found):
            self._follow(self._files | _paths(self.path, found.files))
            return self._fail("\n".join(complaints))
        else:
            # One assignment: a text is answered by the old rules or by the new ones, never by some of each.
            self.current = found
            self._reservation = ""
            log.info("%s was changed, and the new rules answer now: %d of them", self.path, len(found.rules))
        self._follow(_paths(self.path, found.files))
        self.failure = self._reservation
        return True

    def _complaints(self, found: Ruleset) -> Sequence[str]:
        if self._gate is None:
            return ()
        with collector_at_rest():
            told = self._gate(found, self._passed)
        if not told:
            self._passed = found
        return told

    def _fail(self, why: str) -> bool:
        self.failure = why
        log.error("%s can't be used as it is now. The rules from before keep answering.\n%s", self.path, why)
        return False

    def _follow(self, files: frozenset[Path]) -> None:
        """Watch these files from now on: as they were before the load, or where they are new, as they are."""
        if files == self._files:
            return
        self._files = files
        folders = {str(folder) for folder in _folders(files)}
        before = {path: state for path, state in self._seen.items() if str(Path(path).parent) in folders}
        self._seen = {**snapshot(files), **before}

    def _watch(self) -> None:
        from watchfiles import watch

        while not self._stop.is_set():
            folders = _folders(self._files)
            try:
                for _ in watch(
                    *(folder for folder in folders if folder.is_dir()),
                    watch_filter=None,
                    debounce=int(SETTLED * 1000),
                    stop_event=self._stop,
                    rust_timeout=int(TICK * 1000),
                    yield_on_timeout=True,
                    raise_interrupt=False,
                    recursive=False,
                    ignore_permission_denied=True,
                ):
                    self._look()
                    if _folders(self._files) != folders:
                        break
            except Exception as error:
                # Too many watches on this machine, or a folder that went away: looking every now and then goes on.
                log.debug("watching %s failed: %s", self.path, type(error).__name__)
                self._stop.wait(TICK)
                self._look()

    def _look(self) -> None:
        if snapshot(self._files) == self._seen or not self._settled():
            return
        try:
            self.reload()
        except Exception:
            # A thread that dies would leave every later change unseen, without a word.
            log.exception("reading %s again failed. The rules from before keep answering.", self.path)

    def _settled(self) -> bool:
        """Wait until nothing has changed for a moment. False: we are to stop."""
        before = snapshot(self._files)
        for _ in range(PATIENCE):
            if self._stop.wait(SETTLED):
                return False
            now = snapshot(self._files)
            # Some editors delete a file before they write it anew.
            if now == before and self.path.exists():
                break
            before = now
        return True


def snapshot(files: Iterable[Path]) -> Snapshot:
    """What tells one state of these files and their folders from another: of each entry its time, size and inode.

    Folders inside count too: one that an ``include`` names may have been empty until now.
    """
    files = frozenset(file.absolute() for file in files)
    found: dict[str, tuple[int, int, int]] = {}
    for folder in _folders(files):
        # What is gone between two looks, or not ours to read, is left out: the load says so where it matters.
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                path = Path(entry.path)
                if path in files or path.suffix in (".yaml", ".yml") or _may_hold_rules(entry):
                    # Links are followed, since the file behind one is what is read.
                    with suppress(OSError):
                        status = path.stat()
                        found[entry.path] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return found


def is_unchanged(state: Snapshot) -> bool:
    """Whether a snapshot taken now would be this one."""
    return snapshot(map(Path, state)) == state


def _paths(main: Path, files: Iterable[str]) -> frozenset[Path]:
    return frozenset({main, *(Path(file) for file in files if file)})


def _folders(files: Iterable[Path]) -> tuple[Path, ...]:
    return tuple(sorted({file.absolute().parent for file in files}))


def _may_hold_rules(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith((".", "_")) and entry.is_dir()
