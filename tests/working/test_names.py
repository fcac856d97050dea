"""Names of workers: each has one process, whatever clocks and process numbers say, and nobody waits for the dead."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from responder.store import Store
from responder.working.alone import AnotherWorks, alone
from responder.working.care import Care
from responder.working.names import BEAT, GONE, Name, NameLost, Silence
from responder.working.proof import Proof, is_over, path_of

SOME = datetime(2026, 6, 2, 12, 0, tzinfo=UTC)
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="ends a process in a way that Windows has not")


@pytest.fixture
def take(store: Store) -> Iterator[Any]:
    """Takes a name, as a process of its own would."""
    taken: list[Name] = []

    def take() -> Name:
        taken.append(Name.take(store, only=False))
        return taken[-1]

    yield take
    for name in taken:
        name.leave()


def names(store: Store) -> list[str]:
    return [name for name, *_ in store.write(lambda unit: unit.doing.workers())]


def seen(store: Store, name: str, host: str, pid: int, at: datetime, token: str) -> bool:
    return store.write(lambda unit: unit.doing.seen(name, host, pid, at, token))


def test_who_leaves_makes_room(store: Store, take: Any) -> None:
    first, second = take(), take()
    assert (first.name, second.name) == ("worker-1", "worker-2")
    assert first.beat() == second.beat() == ["worker-1", "worker-2"]
    assert first.is_fresh()
    first.leave()
    assert names(store) == ["worker-2"]
    assert take().name == "worker-1"


def test_a_name_isn_t_taken_because_its_process_number_is_ours(store: Store, take: Any) -> None:
    # In containers each worker is process 1, and their hosts may be called the same.
    seen(store, "worker-1", socket.gethostname(), os.getpid(), datetime.now(UTC), secrets.token_hex(16))
    assert take().name == "worker-2"


def test_a_name_isn_t_taken_because_there_is_no_such_process_here(store: Store, take: Any) -> None:
    seen(store, "worker-1", socket.gethostname(), 2**22 + 1, datetime.now(UTC), secrets.token_hex(16))
    assert take().name == "worker-2"


@POSIX
def test_who_was_killed_on_this_machine_is_followed_at_once_under_the_same_name(
    store: Store, take: Any, tmp_path: Path
) -> None:
    program = (
        "import sys, time; from responder.working.proof import Proof; proof = Proof.of_this_process(); "
        "print(proof.token, flush=True); time.sleep(600)"
    )
    ours = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent.parent)}
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=tmp_path, env=ours) as process:
        assert process.stdout is not None
        token = process.stdout.readline().decode().strip()
        seen(store, "worker-1", "elsewhere", 7, datetime.now(UTC), token)
        assert not is_over(token)
        other = take()
        process.kill()
    assert is_over(token)
    assert (other.name, take().name) == ("worker-2", "worker-1")
    # Nothing is left of it.
    assert not path_of(token).exists()


def test_where_nothing_is_known_of_a_process_it_is_not_over() -> None:
    assert not is_over(secrets.token_hex(16))
    assert not is_over("")
    assert not is_over("../../../etc/passwd")


@pytest.mark.parametrize("off", [-90, 90, 86_400], ids=["slow", "fast", "a day fast"])
def test_a_worker_whose_clock_is_wrong_lives_all_the_same(store: Store, take: Any, off: int) -> None:
    token = secrets.token_hex(16)
    ours = take()
    for beat in range(4):
        now = datetime.now(UTC) + timedelta(seconds=off, microseconds=beat)
        assert seen(store, "worker-2", "there", 1, now, token)
        assert ours.beat() == ["worker-1", "worker-2"]
    assert take().name == "worker-3"


def test_silence_is_judged_by_the_judge_s_own_watch() -> None:
    silence, watch = Silence(), 1000.0
    there = ("worker-1", "a", SOME)
    for beat in range(8):
        # Whatever the clock does meanwhile.
        clock = SOME + timedelta(days=beat % 3)
        assert silence.gone([there], SOME if beat == 0 else clock, watch + beat * BEAT) == [], beat
    assert silence.gone([there], SOME, watch + GONE.total_seconds()) == [there]


def test_one_that_was_last_seen_in_the_future_is_gone_as_soon_as_any_other() -> None:
    silence = Silence()
    there = ("worker-1", "a", SOME + timedelta(days=1))
    found = [silence.gone([there], SOME, beat * BEAT) for beat in range(9)]
    assert found == [[]] * 8 + [[there]]


def test_one_that_was_silent_before_we_came_needn_t_be_waited_for_so_long() -> None:
    silence = Silence()
    there = ("worker-1", "a", SOME - timedelta(hours=1))
    found = [silence.gone([there], SOME, beat * BEAT) for beat in range(4)]
    # But for longer than one may go on to send after the last sign of life.
    assert found == [[]] * 3 + [[there]]


def test_nobody_is_gone_because_we_couldn_t_look() -> None:
    silence = Silence()
    there = ("worker-1", "a", SOME)
    assert silence.gone([there], SOME, 0.0) == silence.gone([there], SOME, BEAT) == []
    # The database was away for ten minutes, for the others too.
    assert silence.gone([there], SOME, 600.0) == []
    assert silence.gone([("worker-1", "a", SOME + timedelta(seconds=610))], SOME, 605.0) == []
    assert silence.gone([("worker-1", "a", SOME + timedelta(seconds=610))], SOME, 630.0) == []


def test_who_finds_its_name_with_another_sends_nothing_more_and_ends(store: Store, take: Any) -> None:
    frozen = take()
    assert frozen.is_fresh()
    # It was silent for a minute: others let its name go, and one came that took it.
    store.write(lambda unit: unit.doing.leave("worker-1"))
    assert take().name == "worker-1"
    with pytest.raises(NameLost, match="another one"):
        frozen.beat()
    assert not frozen.is_fresh()
    frozen.leave()
    assert names(store) == ["worker-1"]


def test_who_was_taken_for_gone_goes_on_where_nobody_took_the_name(store: Store, take: Any) -> None:
    frozen = take()
    store.write(lambda unit: unit.doing.leave("worker-1"))
    assert frozen.beat() == ["worker-1"]


class Counting:
    """Of the job engine, what a watch asks it for."""

    def __init__(self) -> None:
        self.taken_up = 0

    def take_up(self, _alive: Any) -> int:
        self.taken_up += 1
        return 0

    def states(self, _jobs: Any) -> dict[Any, Any]:
        return {}

    def schedule_now(self, _jobs: Any) -> None:
        pass

    def tidy(self, _now: datetime) -> int:
        return 0


def test_a_worker_that_loses_its_name_stops_its_watch(store: Store, take: Any) -> None:
    frozen = take()
    store.write(lambda unit: unit.doing.leave("worker-1"))
    take()
    engine: Any = Counting()
    with pytest.raises(NameLost):
        Care(store, engine, frozen).until(threading.Event())
    assert engine.taken_up == 0


def test_signs_of_life_never_wait_for_each_other(postgres: Any) -> None:
    with Store.open(postgres.database()) as store:
        taken = [Name.take(store, only=False) for _ in range(8)]
        at_once, failed = threading.Barrier(9), []

        def beat(name: Name | None) -> None:
            for _ in range(4):
                at_once.wait(60)
                try:
                    # And somebody comes and goes.
                    Name.take(store, only=False).leave() if name is None else name.beat()
                except Exception as error:
                    failed.append(error)

        threads = [threading.Thread(target=beat, args=(one,)) for one in (*taken, None)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for name in taken:
            name.leave()
        assert failed == []


def test_a_proof_ends_with_who_gave_it() -> None:
    proof = Proof.of_this_process()
    assert path_of(proof.token).exists()
    assert not is_over(proof.token)
    proof.end()
    assert not path_of(proof.token).exists()
    proof.end()


def test_nobody_is_alone_twice(tmp_path: Path) -> None:
    with alone(tmp_path / "db"), pytest.raises(AnotherWorks, match="PostgreSQL"), alone(tmp_path / "db"):
        pass
    with alone(tmp_path / "db"):
        pass


@POSIX
def test_nobody_is_alone_twice_under_another_name_of_the_file(tmp_path: Path) -> None:
    file, other = tmp_path / "db", tmp_path / "there" / "link"
    file.touch()
    other.parent.mkdir()
    other.symlink_to(file)
    with alone(file), pytest.raises(AnotherWorks), alone(other):
        pass
