"""For whoever watches over the service: alive, ready, and figures for those who may see them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from responder.operating import standing
from responder.settings import Secret, Settings
from responder.working import names

Site = Any
TOKEN = "a-token-of-24-characters"
DEPLOY = Path(__file__).parent.parent.parent / "deploy"


def test_a_service_that_can_answer_is_ready_whatever_becomes_of_sending(site: Site) -> None:
    got = site.ask("GET", "/readyz")
    assert (got.status, got.headers["Cache-Control"]) == (200, "no-store")
    parts = json.loads(got.body)
    assert (parts["status"], parts["worker"], parts["sending"], parts["lag_seconds"]) == ("ready", "none", "ok", 0)


def test_a_halt_and_a_worker_are_told_without_details(open_site: Callable[..., Site]) -> None:
    site, now = open_site(), datetime.now(UTC)
    store = site.service.store
    store.write(lambda unit: unit.doing.seen("worker-1", "secret-host", 1, now))
    store.write(lambda unit: unit.doing.halt("twilio", now, timedelta(minutes=1), "a secret reason"))
    got = site.ask("GET", "/readyz")
    assert (got.status, "secret" in got.body) == (200, False)
    assert '"worker": "alive"' in got.body and '"sending": "halted"' in got.body


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_database_that_is_gone_makes_it_unready(open_site: Callable[..., Site], path: str) -> None:
    site = open_site()
    site.service.store.close()
    for file in site.settings.data.iterdir():
        file.write_bytes(b"this is no database " * 100)
    got = site.ask("GET", path)
    assert (got.status, got.kind, str(site.settings.data) in got.body) == (503, "application/json", False)


def test_figures_are_there_for_this_machine(site: Site) -> None:
    got = site.ask("GET", "/metrics")
    assert (got.status, got.kind) == (200, "text/plain")
    names_ = {family.name for family in text_string_to_metric_families(got.body)}
    assert {"responder_info", "responder_due", "responder_lag_seconds", "responder_workers"} <= names_


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9"},
        {"Via": "1.1 proxy"},
        {"Host": "texts.example.com"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Authorization": "Bearer "},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_to_strangers_there_are_no_figures(site: Site, headers: dict[str, str]) -> None:
    if "Authorization" in headers:
        headers = {**headers, "Host": "texts.example.com"}
    got = site.ask("GET", "/metrics", headers=headers)
    nothing = site.ask("GET", "/nowhere")
    assert (got.status, got.body) == (404, nothing.body)


def test_with_a_token_only_those_who_send_it_see_them(open_site: Callable[..., Site]) -> None:
    site = open_site(metrics_token=Secret(TOKEN))
    assert site.ask("GET", "/metrics").status == 404
    for wrong in (f"Bearer {TOKEN}x", "Bearer ", f"Basic {TOKEN}", f"Bearer {TOKEN[:-1]}", "Bearer é"):
        assert (
            site.ask("GET", "/metrics", headers={"Authorization": wrong.encode("utf-8").decode("latin-1")}).status
            == 404
        )
    elsewhere = {"Authorization": f"Bearer {TOKEN}", "Host": "texts.example.com", "X-Forwarded-For": "203.0.113.9"}
    assert site.ask("GET", "/metrics", headers=elsewhere).status == 200


def test_a_token_that_is_easily_guessed_is_refused() -> None:
    with pytest.raises(Exception, match="16 characters"):
        Settings.from_environment({"RESPONDER_METRICS_TOKEN": "short"})


def test_a_worker_is_alive_for_as_long_as_others_believe_it() -> None:
    assert standing.SILENT == names.GONE


def test_the_alerts_and_the_figures_have_the_same_names(site: Site) -> None:
    told = site.ask("GET", "/metrics").body
    rules = yaml.safe_load((DEPLOY / "alerts.yaml").read_text(encoding="utf-8"))
    wanted = {
        name.removesuffix("_total")
        for group in rules["groups"]
        for rule in group["rules"]
        for name in re.findall(r"responder_\w+", rule["expr"])
    }
    there = {family.name for family in text_string_to_metric_families(told)}
    assert wanted and wanted <= there
    assert yaml.safe_load((DEPLOY / "prometheus.yaml").read_text(encoding="utf-8"))["rule_files"] == ["alerts.yaml"]
