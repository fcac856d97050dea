"""What is kept, written to files: all of it, or what is kept of one person."""

from __future__ import annotations

import csv
import json
import stat
import subprocess
import sys
import threading
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from responder import rules
from responder.core.message import InboundMessage
from responder.exporting import NotExported, export_everything, export_person, place_at
from responder.inbound import handle
from responder.store import Store
from responder.store.snapshot import INNER
from responder.store.tables import metadata

NOW = datetime(2026, 6, 2, 16, 0, tzinfo=UTC)
ANA, BEN = "+12025550123", "+12025550199"
RULES = rules.loads("""
business: Clinic
timezone: UTC
staff: {maria: +1 312 555 0177}
lists: {tips: Tips}
rules:
  - {name: Tell, when: {contains: tell}, reply: OK., notify: {to: maria, text: "{{ from }}: {{ body }}"}}
  - {name: Join, when: {says: tips}, join: tips, reply: You're on it.}
  - {name: Name, when: {matches: "i am (?P<who>.+)"}, remember: {first_name: "{{ who }}"}, reply: Hi.}
otherwise: Hm.
""")


def texted(store: Store, body: str, from_: str = ANA, minutes: int = 0) -> None:
    sid = f"SM{abs(hash((body, from_, minutes))):032x}"[:34]
    handle(store, RULES, InboundMessage(sid, from_, "+12025550100", body), NOW + timedelta(minutes=minutes))


def sheet(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_table_is_in_it_but_for_keys_and_clockwork(store: Store, tmp_path: Path) -> None:
    written = export_everything(store, place_at(tmp_path / "out"), NOW)
    assert {name.partition(".")[0] for name in written} == set(metadata.tables) - INNER
    assert {file.name for file in (tmp_path / "out").iterdir()} == {*written, "README.txt"}


def test_a_formula_that_somebody_texts_is_none_in_a_spreadsheet(store: Store, tmp_path: Path) -> None:
    for n, body in enumerate(('=HYPERLINK("http://evil","x")', "+1", "\t=b", "\ud800 half", "plain")):
        texted(store, body, minutes=n)
    export_everything(store, place_at(tmp_path / "out"), NOW)
    rows = [row for row in sheet(tmp_path / "out" / "messages.csv") if row["direction"] == "in"]
    assert [row["body"] for row in rows] == [
        "'=HYPERLINK(\"http://evil\",\"x\")", "'+1", "'\t=b", "? half", "plain",
    ]  # fmt: skip
    assert {row["contact"] for row in rows} == {f"'{ANA}"}
    export_everything(store, place_at(tmp_path / "raw"), NOW, raw=True)
    assert next(row["body"] for row in sheet(tmp_path / "raw" / "messages.csv")).startswith("=HYPERLINK")


def test_decisions_are_json_lines_that_name_their_message(store: Store, tmp_path: Path) -> None:
    texted(store, "tell \u2028 her")
    export_everything(store, place_at(tmp_path / "out.zip"), NOW)
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.testzip() is None
        lines = archive.read("decisions.jsonl").decode().split("\n")[:-1]
        due = json.loads(archive.read("due.jsonl"))
    assert [json.loads(line)["rule"] for line in lines] == ["Tell"]
    assert due["what"]["text"] == f"{ANA}: tell \u2028 her"


def test_only_its_owner_may_read_it_and_what_is_there_stays(store: Store, tmp_path: Path) -> None:
    for name in ("out", "out.zip"):
        export_everything(store, place_at(tmp_path / name), NOW)
        assert not stat.S_IMODE((tmp_path / name).stat().st_mode) & 0o077
        with pytest.raises(NotExported, match="is there already"):
            export_everything(store, place_at(tmp_path / name), NOW)
    assert {path.name for path in tmp_path.iterdir()} >= {"out", "out.zip"}
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_it_is_of_one_moment_while_texts_come_in(store: Store, tmp_path: Path) -> None:
    stop = threading.Event()

    def busy() -> None:
        n = 0
        while not stop.is_set():
            texted(store, "hello", f"+1303555{n % 10000:04d}", n)
            n += 1

    thread = threading.Thread(target=busy)
    thread.start()
    try:
        for n in range(3):
            export_everything(store, place_at(tmp_path / f"out{n}"), NOW)
    finally:
        stop.set()
        thread.join()
    for n in range(3):
        messages = sheet(tmp_path / f"out{n}" / "messages.csv")
        decided = (tmp_path / f"out{n}" / "decisions.jsonl").read_text().splitlines()
        came = {row["id"] for row in messages if row["direction"] == "in"}
        assert came == {str(json.loads(line)["message_id"]) for line in decided}


def test_a_person_gets_all_that_is_kept_of_them_and_nothing_of_others(store: Store, tmp_path: Path) -> None:
    for minute, body in enumerate(["i am Ana\x1b[2J", "tips", "tell her", "stop"]):
        texted(store, body, minutes=minute)
    texted(store, "i am Ben's secret", BEN)
    assert export_person(store, ANA, place_at(tmp_path / "ana"), NOW) == 7
    found = json.loads((tmp_path / "ana" / "person.json").read_text(encoding="utf-8"))
    assert found["number"] == ANA
    assert found["contact"]["fields"] == {"first_name": "Ana[2J"}
    assert [line["what"] for line in found["consent"]] == ["joined", "opted_out"]
    assert [row["kind"] for row in found["sent_later"]] == ["notify"]
    assert len(found["messages"]) == 7
    text = (tmp_path / "ana" / "person.txt").read_text(encoding="utf-8")
    assert "they: tell her" in text and "we: OK." in text and "joined: tips" in text
    assert "\x1b" not in text and "Ben" not in text + json.dumps(found)


def test_a_stranger_s_export_is_empty_and_still_valid(store: Store, tmp_path: Path) -> None:
    assert export_person(store, ANA, place_at(tmp_path / "ana"), NOW) == 0
    assert json.loads((tmp_path / "ana" / "person.json").read_text())["messages"] == []


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel how much memory was used")
def test_it_holds_no_more_in_memory_when_there_is_much(sqlite_url: str, tmp_path: Path) -> None:
    from sqlalchemy import insert

    from responder.store.tables import messages

    with Store.open(sqlite_url) as store, store._engine.begin() as connection:
        row = {
            "direction": "in",
            "contact": ANA,
            "ours": "+1",
            "channel": "sms",
            "at": NOW,
            "body": "x" * 500,
            "segments": 1,
        }
        connection.execute(insert(messages), [row] * 100_000)
    script = (
        "import sys, resource; from datetime import datetime, UTC; from pathlib import Path; "
        "from responder.store import Store; from responder.exporting import export_everything, place_at; "
        "store = Store.open(sys.argv[1]); before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; "
        "export_everything(store, place_at(Path(sys.argv[2])), datetime.now(UTC)); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, sqlite_url, str(tmp_path / "out.zip")],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    # Kilobytes; the texts alone are 50 MB.
    assert int(done.stdout) < 25_000
