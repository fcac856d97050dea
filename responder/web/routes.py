"""The webhooks under their URLs: as a Flask blueprint, and straight from the server."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Request, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.wrappers import Response as AnyResponse

from responder.web.pages import JSON, Page, html
from responder.web.webhooks import Read, Webhooks

_WATCHING = ("healthz", "readyz", "metrics")

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def blueprint(webhooks: Webhooks) -> Blueprint:
    """The routes, to be mounted under any prefix in our own app or in somebody's."""
    routes = Blueprint("responder", __name__)
    for path, view, methods in (
        ("/sms", webhooks.sms, ["GET", "POST"]),
        ("/sms/fallback", webhooks.fallback, ["GET", "POST"]),
        ("/sms/status", webhooks.status, ["POST"]),
        ("/voice/status", webhooks.call_status, ["POST"]),
        ("/healthz", webhooks.watching.healthz, ["GET"]),
        ("/readyz", webhooks.watching.readyz, ["GET"]),
        ("/metrics", webhooks.watching.metrics, ["GET"]),
    ):
        routes.add_url_rule(
            path,
            endpoint=view.__name__,
            view_func=_flask_view(view),
            methods=methods,
            strict_slashes=False,
            provide_automatic_options=False,
        )
    routes.register_error_handler(HTTPException, error_page)
    return routes


def straight(webhooks: Webhooks, app: Wsgi) -> Wsgi:
    """``app``, with the routes that nearly all requests take answered before the framework has unpacked them.

    The answers are the same, and there are a third more of them a second (measured with signatures, rules and commits).
    For our own server, where nobody has added hooks to the app that would be passed over.
    """

    straightly = {
        ("POST", "/sms"): webhooks.sms,
        ("GET", "/healthz"): webhooks.watching.healthz,
        ("GET", "/readyz"): webhooks.watching.readyz,
        ("GET", "/metrics"): webhooks.watching.metrics,
    }

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        view = straightly.get((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        if view is None or environ["SCRIPT_NAME"]:
            return app(environ, start_response)
        page = view(environ)
        body = page.body.encode("utf-8")
        headers = [("Content-Type", page.kind), ("Content-Length", str(len(body))), *page.headers]
        start_response(f"{page.status.value} {page.status.phrase}", headers)
        return [body]

    return answer


def error_page(error: HTTPException) -> AnyResponse:
    """What an error of the framework looks like. A redirect stays one."""
    theirs = error.get_response()
    if theirs.status_code < HTTPStatus.BAD_REQUEST:
        return theirs
    ours = _response(html(HTTPStatus(theirs.status_code), error.description or ""))
    ours.headers.update({name: value for name, value in theirs.headers.items() if name in ("Allow", "Retry-After")})
    return ours


def lost(webhooks: Webhooks) -> Callable[[HTTPException], AnyResponse]:
    """What is answered where nothing is, at a path that a proxy may have changed: ``responder doctor`` is told so."""

    def answer(error: HTTPException) -> AnyResponse:
        page = webhooks.probed(request.environ, _read_before(request), route=False)
        return error_page(error) if page is None else _response(page)

    return answer


def _flask_view(view: Callable[[dict[str, Any], Read], Page]) -> Callable[[], Response]:
    def answer() -> Response:
        if request.method == "HEAD" and view.__name__ not in _WATCHING:
            # Flask lets it in wherever GET may, and a text isn't answered for the sake of its headers.
            raise MethodNotAllowed(["GET", "POST"])
        return _response(view(request.environ, _read_before(request)))

    return answer


def _read_before(request: Request) -> Read:
    """The form or the body, where the app that we are mounted in has looked at it already, in a ``before_request``
    say: nobody can read it from the server a second time."""
    looked_at = vars(request)
    if "form" in looked_at:
        return list(request.form.items(multi=True))
    return request.get_data() if "_cached_data" in looked_at else None


def _response(page: Page) -> Response:
    response = Response(page.body, page.status, content_type=page.kind)
    response.headers.extend(page.headers)
    if page.kind == JSON:
        response.headers["Cache-Control"] = "no-store"
    return response
