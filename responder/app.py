"""The parts put together: settings in, a Flask app or a blueprint out."""

from __future__ import annotations

import os
import threading
from http import HTTPStatus

from flask import Blueprint, Flask
from werkzeug.exceptions import HTTPException

from responder.core.ruleset import Ruleset
from responder.jobs import Jobs
from responder.reload import LiveRules
from responder.settings import Settings
from responder.store import Store
from responder.stories.gate import complaints
from responder.web import routes
from responder.web.webhooks import Webhooks


class Service:
    """What answers: the store and the rules, each opened once, and the webhooks that use them.

    Opening migrates an old database and loads the rules, and raises a ResponderError where either can't be. A server
    that forks after that (gunicorn with ``--preload``) gets a store and a watcher of its own in each process.
    """

    def __init__(self, settings: Settings, verify: bool = True, watch: bool = True) -> None:
        self.webhooks = Webhooks(self, settings, verify)
        self._settings = settings
        self._watch = watch
        self._rules = LiveRules(settings.rules, gate=complaints)
        self._store, self._jobs = _opened(settings)
        self._inherited: list[tuple[Store, Jobs]] = []
        self._process = os.getpid()
        self._starting = threading.Lock()
        self._started = False

    @property
    def ruleset(self) -> Ruleset:
        """The rules that answer now. Take them once for each text."""
        return self._rules.current

    @property
    def stale(self) -> bool:
        """Whether the files hold newer rules that can't be used."""
        return self._rules.stale

    @property
    def store(self) -> Store:
        self.start()
        return self._store

    def start(self) -> None:
        """Watch the rules from now on, in this process. Otherwise the first text that it answers begins that."""
        if not self._started or self._process != os.getpid():
            self._start()

    def close(self) -> None:
        """Stop watching and close the database. The service can't be used afterwards."""
        self._rules.stop()
        self._store.close()
        self._jobs.close()

    def _start(self) -> None:
        """Threads and connections don't survive a fork: begin both in the process that answers the first text."""
        with self._starting:
            if self._process != os.getpid():
                # The parent's is kept and never touched: closing it here would end what the parent has under way.
                self._inherited.append((self._store, self._jobs))
                self._store, self._jobs = _opened(self._settings)
                self._process = os.getpid()
                self._started = False
            if not self._started:
                if self._watch:
                    self._rules.start()
                self._started = True


def _opened(settings: Settings) -> tuple[Store, Jobs]:
    """The store, and the jobs that it schedules for what is due later. Raises StoreError."""
    store = Store.open(settings.store_url)
    try:
        jobs = Jobs.open(settings.store_url)
    except BaseException:
        store.close()
        raise
    store.schedule_by(jobs)
    return store, jobs


def create_app(settings: Settings, *, verify: bool = True, watch: bool = True) -> Flask:
    """A Flask app that answers texts.

    ``verify=False`` answers without signatures, and only requests from this very machine. ``watch=False`` leaves the
    rules as they are now. Raises a ResponderError where the rules or the database can't be used.
    """
    app = Flask(__name__, static_folder=None)
    service = Service(settings, verify, watch)
    app.extensions["responder"] = service
    app.register_blueprint(routes.blueprint(service.webhooks))
    app.register_error_handler(HTTPException, routes.error_page)
    app.register_error_handler(HTTPStatus.NOT_FOUND, routes.lost(service.webhooks))
    return app


def blueprint(settings: Settings, *, verify: bool = True, watch: bool = True) -> Blueprint:
    """The routes for a Flask app that one already has, under any prefix:

        app.register_blueprint(responder.blueprint(responder.Settings.from_environment()), url_prefix="/texts")

    Twilio is then pointed at ``/texts/sms``. Arguments and errors as in ``create_app``.
    """
    return routes.blueprint(Service(settings, verify, watch).webhooks)
