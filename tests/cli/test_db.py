from __future__ import annotations

import stat
from datetime import UTC, datetime


def test_the_path_is_told_without_touching_anything(run, folder) -> None:
    assert run("db", "path").output == f"{folder / 'data' / 'responder.sqlite3'}\n"
    assert not (folder / "data").exists()


def test_a_password_is_never_printed(run) -> None:
    output = run("db", "path", env={"DATABASE_URL": "postgresql://me:hush@db.example.com/texts"}).output

    assert "db.example.com" in output and "hush" not in output


def test_upgrade_makes_the_tables_and_may_be_repeated(run) -> None:
    assert "is new; its tables are made" in run("db", "upgrade").output
    assert "is up to date" in run("db", "upgrade").output


def test_info_counts_what_is_there(run) -> None:
    run("db", "upgrade")

    output = run("db", "info").output

    assert "0 messages, 0 contacts" in output and "none yet" in output


def test_info_without_a_database_says_what_makes_one(run) -> None:
    result = run("db", "info")

    assert (result.exit_code, "responder db upgrade" in result.output) == (2, True)


def test_why_shows_how_a_text_that_really_came_was_answered(run, bakery) -> None:
    from responder import inbound, rules
    from responder.core.message import InboundMessage
    from responder.settings import Settings
    from responder.store import Store

    sid = "SM" + "a" * 32
    message = InboundMessage(sid=sid, from_="+12025550123", to="+12025550100", body="a cake \x1b[2J please")
    with Store.open(Settings.from_environment().store_url) as store:
        inbound.handle(store, rules.load(bakery / "rules.yaml"), message, datetime(2026, 6, 2, 15, tzinfo=UTC))

    output = run("why", "--sid", sid).output

    assert output.startswith("“Order a cake” answered\n")
    assert "from +12025550123 to +12025550100" in output
    assert "│ Lovely! What date is it for?" in output
    assert "Tag “cake-order” added" in output
    assert "\x1b" not in output
    assert '"rule": "Order a cake"' in run("why", "--sid", sid, "--json").output


def test_a_sid_that_never_came_is_told_plainly(run) -> None:
    run("db", "upgrade")

    result = run("why", "--sid", "SM1")

    assert (result.exit_code, "holds no text that came in with the sid SM1" in result.output) == (2, True)


def test_the_folder_that_it_makes_is_for_its_own_user_alone(run, tmp_path) -> None:
    run("db", "upgrade", env={"RESPONDER_DATA": str(tmp_path / "data")})

    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
