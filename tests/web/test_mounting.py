"""The routes inside a Flask app that one already has, under any prefix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import flask
import pytest
from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

import responder
import responder.errors
from responder.settings import Settings

Site = Any
PUBLIC = "https://inbound.example.com"


@pytest.fixture
def theirs() -> Flask:
    """Somebody's own app, with a page and an error page of its own."""
    app = Flask("theirs")

    @app.get("/")
    def home() -> str:
        return "their own page"

    @app.errorhandler(404)
    def missing(_: Exception) -> tuple[str, int]:
        return "their own 404", 404

    return app


@pytest.mark.parametrize("public", [PUBLIC, f"{PUBLIC}/texts"])
def test_it_answers_under_a_prefix_whether_the_public_url_names_it_or_not(
    make_settings: Callable[..., Settings], serve_app: Callable[..., Site], theirs: Flask, public: str
) -> None:
    settings = make_settings(public_url=public)
    theirs.register_blueprint(responder.blueprint(settings, watch=False), url_prefix="/texts")
    site = serve_app(theirs, settings)
    got = site.text("hours", "SM1", path="/texts/sms")
    assert got.status == 200
    assert "open 9 to 5" in got.body
    assert site.ask("GET", "/texts/healthz").status == 200
    assert site.ask("GET", "/").body == "their own page"


def test_it_answers_behind_a_dispatcher_that_sets_the_script_name(
    make_settings: Callable[..., Settings], serve_app: Callable[..., Site], theirs: Flask
) -> None:
    settings = make_settings()
    ours = responder.create_app(settings, watch=False)
    theirs.wsgi_app = DispatcherMiddleware(theirs.wsgi_app, {"/app": ours.wsgi_app})  # type: ignore[method-assign]
    site = serve_app(theirs, settings)
    assert site.text("hours", "SM1", path="/app/sms").status == 200
    ours.extensions["responder"].close()


def test_error_pages_under_it_are_html_and_theirs_stay_theirs(
    make_settings: Callable[..., Settings], serve_app: Callable[..., Site], theirs: Flask
) -> None:
    settings = make_settings()
    theirs.register_blueprint(responder.blueprint(settings, watch=False), url_prefix="/texts")
    site = serve_app(theirs, settings)
    assert (site.ask("POST", "/texts/sms").status, site.ask("POST", "/texts/sms").kind) == (403, "text/html")
    too_large = site.ask("POST", "/texts/sms", b"x" * 300_000, {"X-Twilio-Signature": "x"})
    assert (too_large.status, too_large.kind) == (413, "text/html")
    assert site.ask("GET", "/nowhere").body == "their own 404"


@pytest.mark.parametrize("looked_at", ["form", "data", "values"])
def test_an_app_that_looked_at_the_form_before_us_leaves_it_to_us_all_the_same(
    make_settings: Callable[..., Settings], serve_app: Callable[..., Site], theirs: Flask, looked_at: str
) -> None:
    theirs.before_request(lambda: (getattr(flask.request, looked_at), None)[1])
    settings = make_settings()
    theirs.register_blueprint(responder.blueprint(settings, watch=False), url_prefix="/texts")
    assert "open 9 to 5" in serve_app(theirs, settings).text("hours", "SM1", path="/texts/sms").body


def test_two_businesses_live_in_one_app(
    make_settings: Callable[..., Settings], serve_app: Callable[..., Site], theirs: Flask
) -> None:
    one = make_settings()
    two = make_settings(rules="rules:\n  - name: Two\n    reply: the second\n")
    theirs.register_blueprint(responder.blueprint(one, watch=False), url_prefix="/one", name="one")
    theirs.register_blueprint(responder.blueprint(two, watch=False), url_prefix="/two", name="two")
    site = serve_app(theirs, one)
    assert "open 9 to 5" in site.text("hours", "SM1", path="/one/sms").body
    assert "the second" in site.text("hours", "SM1", path="/two/sms").body


def test_rules_or_a_database_that_cannot_be_used_are_told_at_once(make_settings: Callable[..., Settings]) -> None:
    with pytest.raises(responder.errors.ResponderError):
        responder.blueprint(make_settings(rules="rules: 7"))
    settings = make_settings()
    with pytest.raises(responder.errors.ResponderError):
        responder.blueprint(replace(settings, rules=settings.rules.with_name("missing.yaml")))
