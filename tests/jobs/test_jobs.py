"""What is due and its job are kept together or not at all; a job that was lost or left behind is found."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from responder.core.contact import Contact
from responder.core.decision import Decision, Due, Trace
from responder.core.message import InboundMessage
from responder.jobs import Jobs, Runner
from responder.store import Job, Question, Store
from responder.store.effects import Cause
from responder.working.care import Care
from responder.working.names import Name

ANA = "+15550100001"
_sids = iter(range(10**9))


def due(seconds: float = 3600.0, **more: Any) -> Due:
    at = datetime.now(UTC) + timedelta(seconds=seconds)
    return Due(**{"kind": "follow-up", "to": ANA, "at": at, "rule": "Prices", "name": "visit", **more})


def asking(*effects: Any, from_: str = ANA) -> Question:
    message = InboundMessage(f"SM{next(_sids):032x}", from_, "+15550109999", "hi")

    def decide(contact: Contact) -> tuple[Decision, str]:
        return Decision("answered", "Prices", (), effects, replace(contact), Trace(), (), "digest"), "<Response/>"

    return Question(message, datetime.now(UTC), decide)


@pytest.fixture
def jobs(store: Store, database_url: str) -> Iterator[Jobs]:
    opened = Jobs.open(database_url)
    store.schedule_by(opened)
    yield opened
    opened.close()


def test_a_text_that_plans_something_schedules_its_job(store: Store, jobs: Jobs) -> None:
    store.answer(asking(due(), due(0, kind="notify"), due(0, kind="webhook", to="https://x.example/")))
    rows = store.due(state="due")
    assert jobs.states([(row.id, 0) for row in rows]) == {(row.id, 0): "waiting" for row in rows}
    statuses = {one.workflow_id: (one.status, one.queue_name) for one in jobs.client.list_workflows()}
    by_kind = {row.due.kind: statuses[f"due-{row.id}-0"] for row in rows}
    assert by_kind == {
        "follow-up": ("DELAYED", "texts"),
        "notify": ("ENQUEUED", "texts"),
        "webhook": ("ENQUEUED", "posts"),
    }


def test_neither_is_kept_without_the_other(store: Store, jobs: Jobs) -> None:
    def work(unit: Any) -> None:
        unit.keep_due(due(), Cause(ANA, 0, "", None, "digest", None))
        raise LookupError

    with pytest.raises(LookupError):
        store.write(work)
    assert store.due() == []
    assert jobs.client.list_workflows() == []


def test_texts_that_share_a_commit_schedule_their_jobs_in_it(
    sqlite_url: str, gathered: Callable[[Store, list[Callable[[], Any]]], list[Any]]
) -> None:
    with Store.open(sqlite_url) as store:
        jobs = Jobs.open(sqlite_url)
        store.schedule_by(jobs)

        def fails(_contact: Contact) -> tuple[Decision, str]:
            raise LookupError

        good = [asking(due(), from_=f"+1555010{n:04d}") for n in range(20)]
        bad = replace(asking(due()), decide=fails)
        results = gathered(store, [lambda q=q: store.answer(q) for q in [*good, bad]])  # type: ignore[misc]
        assert [type(result) for result in results].count(LookupError) == 1
        rows = store.due(limit=99)
        assert len(rows) == 20
        assert len(jobs.client.list_workflows()) == 20
        jobs.close()


def test_a_receiver_with_an_odd_name_gets_a_job_too(store: Store, jobs: Jobs) -> None:
    odd = "whatsapp:\x00\ud83d" + "x" * 500
    store.answer(asking(due(0, to=odd), from_=odd))
    assert len(jobs.client.list_workflows()) == 1


def test_a_job_that_can_t_be_kept_undoes_the_text(store: Store) -> None:
    class Failing:
        def schedule(self, connection: Any, job: Job) -> None:
            raise LookupError(connection, job)

    store.schedule_by(Failing())
    with pytest.raises(LookupError):
        store.answer(asking(due()))
    assert store.contents().messages == 0


def test_the_same_job_twice_is_one(jobs: Jobs) -> None:
    job = Job(7, 0, datetime.now(UTC), "notify", ANA)
    jobs.schedule_now([job, job])
    jobs.schedule_now([job])
    assert len(jobs.client.list_workflows()) == 1


@pytest.mark.usefixtures("store")
def test_two_programs_may_make_the_tables_at_once(database_url: str) -> None:
    opened: list[Any] = []

    def open_() -> None:
        try:
            opened.append(Jobs.open(database_url))
        except Exception as error:
            opened.append(error)

    threads = [threading.Thread(target=open_) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(one) for one in opened] == [Jobs] * 4, opened
    for one in opened:
        one.close()


def test_the_runner_does_what_is_due_one_at_a_time_for_each_receiver(store: Store, jobs: Jobs) -> None:
    running: dict[str, int] = {}
    done: list[tuple[int, int]] = []
    overlaps: list[str] = []
    lock = threading.Lock()

    def attempt(id_: int, number: int) -> None:
        row = store.due_by_id(id_)
        assert row is not None
        with lock:
            running[row.due.to] = running.get(row.due.to, 0) + 1
            if running[row.due.to] > 1:
                overlaps.append(row.due.to)
        time.sleep(0.05)
        with lock:
            running[row.due.to] -= 1
            done.append((id_, number))
        if id_ == 1:
            raise LookupError("an error ends one job and no other")
        store.write(lambda unit: unit.doing.end(row, "sent", None, datetime.now(UTC)))

    for n in range(4):
        person = f"+1555010000{n}"
        effects = [due(0.2 * (k % 2), to=person, name=f"n{k}", position=k, kind="notify") for k in range(5)]
        store.answer(asking(*effects, from_=person))
    runner = Runner(jobs, "worker-1", attempt, 16)
    runner.start()
    try:
        deadline = time.monotonic() + 30
        while len(done) < 20 and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        runner.stop(5)
    assert sorted(done) == [(n, 0) for n in range(1, 21)]
    assert overlaps == []
    assert store.states_of_due() == {"due": 1, "sent": 19}
    _what_met_an_error_gets_a_new_job(store, jobs)


def _what_met_an_error_gets_a_new_job(store: Store, jobs: Jobs) -> None:
    name = Name.take(store, only=False)
    care = Care(store, jobs, name)
    assert care.look(datetime.now(UTC) + timedelta(minutes=2)) == 1
    row = store.due_by_id(1)
    assert row is not None
    assert row.job == 1
    assert jobs.states([(1, 0), (1, 1)]) == {(1, 0): "over", (1, 1): "waiting"}
    assert jobs.tidy(datetime.now(UTC) + timedelta(days=1)) == 20
    assert jobs.states([(1, 0), (1, 1)]) == {(1, 1): "waiting"}
    name.leave()


def test_what_was_kept_without_a_job_is_found_when_it_is_due(store: Store, database_url: str) -> None:
    store.answer(asking(due(0, kind="notify"), due(3600)))
    jobs = Jobs.open(database_url)
    name = Name.take(store, only=False)
    care = Care(store, jobs, name)
    assert care.look(datetime.now(UTC)) == 0
    assert care.look(datetime.now(UTC) + timedelta(minutes=1)) == 1
    assert care.look(datetime.now(UTC) + timedelta(minutes=1)) == 0
    name.leave()
    jobs.close()
