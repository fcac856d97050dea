"""A stand-in Twilio whose every request and answer is held to Twilio's own OpenAPI, and a webhook to call."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jsonschema
import pytest

from responder.settings import Secret, Settings
from responder.sms.rest import rest_client
from responder.testing import StandInTwilio
from responder.testing.loopback import Answer, LoopbackServer, Request

# From github.com/twilio/twilio-oai (its info.x-provenance names the commit and what was left out); Apache-2.0.
SUBSET = Path(__file__).parent.parent / "data" / "twilio_openapi_subset.json"

# Real operations of Twilio's that the subset leaves out, with the schema of what they give where it has one.
BESIDE_THE_SUBSET: dict[str, str | None] = {
    "GET /2010-04-01/Accounts/{Sid}.json": None,
    "GET /2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers/{Sid}.json": "api.v2010.account.incoming_phone_number",
    "GET /2010-04-01/Accounts/{AccountSid}/Calls.json": None,
    "GET /2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media/{Sid}": None,
    "GET /v1/Services": None,
    "GET /v1/Services/{ServiceSid}/PhoneNumbers": None,
    "GET /v1/Services/{ServiceSid}/PhoneNumbers/{Sid}": None,
}

ERROR = {
    "type": "object",
    "properties": {
        "code": {"type": "integer", "minimum": 10000, "maximum": 99999},
        "message": {"type": "string", "minLength": 1},
        "more_info": {"type": "string", "pattern": r"^https://www\.twilio\.com/docs/errors/\d+$"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
    },
    "required": ["code", "message", "more_info", "status"],
    "additionalProperties": False,
}

formats = jsonschema.FormatChecker(formats=())


@formats.checks("date-time-rfc-2822", raises=ValueError)
def _is_rfc2822(value: object) -> bool:
    return not isinstance(value, str) or parsedate_to_datetime(value).utcoffset() is not None


@formats.checks("date-time", raises=ValueError)
def _is_iso(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value) is not None


# Twilio's own examples have relative addresses and empty texts here: both are URI references, and neither is a URI.
@formats.checks("uri", raises=ValueError)
def _is_uri_reference(value: object) -> bool:
    return not isinstance(value, str) or (urlsplit(value) is not None and not re.search(r"\s", value))


@formats.checks("phone-number")
def _is_phone_number(value: object) -> bool:
    return not isinstance(value, str) or re.fullmatch(r"(\w+:)?(\+?[\d*]{2,15}|[\w. ]+)", value) is not None


@formats.checks("currency")
def _is_currency(value: object) -> bool:
    return not isinstance(value, str) or re.fullmatch("[A-Z]{3}", value) is not None


class Spec:
    """Twilio's OpenAPI 3.0, translated to JSON Schema: nullable, references, formats; texts of Twilio's left out.

    Twilio's schemas allow any further property and require none. Here an answer must have every property of its
    schema and no other, since a client written against the stand-in will rely on exactly these.
    """

    def __init__(self) -> None:
        self._document = json.loads(SUBSET.read_text(encoding="utf-8"))
        self.operations = {
            f"{method.upper()} {path}": operation
            for path, item in self._document["paths"].items()
            for method, operation in item.items()
            if method in ("get", "post")
        }
        self.seen: set[str] = set()

    def validate(self, value: Any, schema: dict[str, Any]) -> None:
        jsonschema.Draft202012Validator(schema, format_checker=formats).validate(value)

    def named(self, name: str) -> dict[str, Any]:
        return self.translate({"$ref": f"#/components/schemas/{name}"})

    def translate(self, schema: dict[str, Any], strict: bool = True) -> dict[str, Any]:
        if "$ref" in schema:
            return self.translate(self._document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], strict)
        kept = {k: v for k, v in schema.items() if k not in ("nullable", "title", "default") and not k.startswith("x-")}
        if "items" in kept:
            kept["items"] = self.translate(kept["items"], strict)
        if kept.get("format") == "uri-map":
            kept["additionalProperties"] = {"type": "string"}
        if "properties" in kept:
            kept["properties"] = {name: self.translate(value, strict) for name, value in kept["properties"].items()}
            kept["additionalProperties"] = False
            if strict:
                kept["required"] = list(kept["properties"])
        return {"anyOf": [kept, {"type": "null"}]} if schema.get("nullable") else kept

    def operation_of(self, request: Request) -> str:
        for name in (*self.operations, *BESIDE_THE_SUBSET):
            method, _, template = name.partition(" ")
            pattern = "[^/]+".join(re.escape(part) for part in re.split(r"\{\w+\}", template))
            if method == request.method and re.fullmatch(pattern, request.path):
                return name
        raise AssertionError(f"{request.method} {request.path} is no operation of Twilio's")

    def check(self, request: Request, answer: Answer) -> None:
        """Hold one exchange to the specification. Refused requests only have to be refused in Twilio's shape."""
        if answer.status >= 400:
            self.validate(json.loads(answer.body), ERROR)
            return
        name = self.operation_of(request)
        self.seen.add(name)
        if name in BESIDE_THE_SUBSET:
            schema = BESIDE_THE_SUBSET[name]
            if schema:
                self.validate(json.loads(answer.body), self.named(schema))
            return
        operation = self.operations[name]
        self._check_query(operation, request)
        if "requestBody" in operation:
            self._check_form(operation, request)
        # The status must be the one that the operation is documented with, 201 for what creates.
        content = operation["responses"][str(answer.status)]["content"]["application/json"]
        self.validate(json.loads(answer.body), self.translate(content["schema"]))

    def _check_query(self, operation: dict[str, Any], request: Request) -> None:
        known = {one["name"]: one["schema"] for one in operation.get("parameters", ()) if one["in"] == "query"}
        for name, value in parse_qsl(request.query):
            assert name in known, f"{name} is no parameter of {operation['operationId']}"
            self.validate(typed([value], known[name]), self.translate(known[name]))

    def _check_form(self, operation: dict[str, Any], request: Request) -> None:
        form = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
        # A blank value clears a setting, which the specification has no words for.
        given = parse_qs(request.body.decode())
        values = {name: typed(value, form["properties"].get(name, {})) for name, value in given.items()}
        self.validate(values, {**self.translate(form, strict=False), "required": form.get("required", [])})


def typed(values: list[str], schema: dict[str, Any]) -> Any:
    """Form values as the JSON that their schema speaks of."""
    kind = schema.get("type")
    if kind == "array":
        return values
    if kind == "boolean" and values[-1] in ("true", "false"):
        return values[-1] == "true"
    if kind in ("integer", "number") and re.fullmatch(r"-?\d+(\.\d+)?", values[-1]):
        return json.loads(values[-1])
    return values[-1]


@pytest.fixture(scope="session")
def spec() -> Spec:
    return Spec()


@pytest.fixture
def serve(spec: Spec) -> Iterator[Callable[..., StandInTwilio]]:
    """Makes stand-ins. Everything that their API was asked and answered is checked at the end of the test."""
    made: list[StandInTwilio] = []
    heard: list[tuple[Request, Answer]] = []

    def serve(**options: Any) -> StandInTwilio:
        made.append(StandInTwilio(heard=lambda request, answer: heard.append((request, answer)), **options))
        return made[-1]

    yield serve
    for twilio in made:
        twilio.stop()
    for request, answer in heard:
        # What a fault puts in the answer's place isn't Twilio's own shape, and must not be.
        if not answer.dropped and b"<html>" not in answer.body and b'"detail"' not in answer.body:
            spec.check(request, answer)


@pytest.fixture
def twilio(serve: Callable[..., StandInTwilio]) -> StandInTwilio:
    return serve(seed=1)


@pytest.fixture
def connect() -> Callable[..., Any]:
    """Makes real twilio clients for a stand-in, through the product's own base-address setting."""

    def connect(twilio: StandInTwilio, timeout: float = 5.0, token: str = "") -> Any:
        settings = Settings(
            account_sid=twilio.account.sid,
            auth_tokens=(Secret(token or twilio.account.auth_token),),
            api_base=twilio.url,
        )
        return rest_client(settings, timeout)

    return connect


@pytest.fixture
def client(twilio: StandInTwilio, connect: Callable[..., Any]) -> Any:
    return connect(twilio)


class Hook:
    """A webhook of ours: keeps what came, and answers what it is told to, by path."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answers: dict[str, Callable[[Request], Answer]] = {}
        self._server = LoopbackServer(self._respond)
        self.url = self._server.url
        self.stop = self._server.stop

    def _respond(self, request: Request) -> Answer:
        self.requests.append(request)
        return self.answers.get(request.path, lambda _: xml("<Response/>"))(request)

    def says(self, body: str, path: str = "/sms", kind: str = "text/xml", status: int = 200) -> None:
        self.answers[path] = lambda _: Answer(status, body.encode(), [("Content-Type", kind)])

    def forms(self, path: str = "/sms") -> list[dict[str, str]]:
        return [
            dict(parse_qsl(one.body.decode() or one.query, keep_blank_values=True))
            for one in self.requests
            if one.path == path
        ]


def xml(body: str) -> Answer:
    return Answer(200, body.encode(), [("Content-Type", "text/xml")])


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()
    yield made
    made.stop()
