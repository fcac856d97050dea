"""Twilio's REST API: the client, and its errors in plain words.

Importing twilio's client takes a tenth of a second and 20 MB, so it happens when the first request is made.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from responder.errors import ResponderError, SettingsError
from responder.retry_after import retry_after
from responder.settings import Secret, Settings
from responder.sms.error_codes import Explanation, explain

if TYPE_CHECKING:
    from twilio.http import HttpClient
    from twilio.rest import Client

TIMEOUT = 10.0
"""Seconds to wait for a connection, and again for each piece of an answer. Twilio's own default is for ever."""

# twilio's client logs what it sends, numbers and all, line by line. It is given a logger that nobody's configuration
# can reach, since that would set the level of one with a name again.
_quiet = logging.Logger("responder.sms.rest")
_quiet.disabled = True


class TwilioError(ResponderError):
    """Twilio's REST API refused the request. Look in the Twilio console."""

    def __init__(
        self,
        message: str,
        *,
        code: int | None = None,
        permanent: bool = True,
        uncertain: bool = False,
        explanation: Explanation | None = None,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        """Twilio's error code, an HTTP status where it gave none, or None where there was no answer."""
        self.permanent = permanent
        """The same request fails again, however long one waits."""
        self.uncertain = uncertain
        """Twilio may have done it all the same: look there before doing it again."""
        self.explanation = explanation
        self.retry_after = retry_after
        """For how long Twilio wants to be left alone, where it says so."""


Heard = Callable[[Mapping[str, str]], None]
"""Gets the headers of an answer, which twilio's client keeps to itself."""


class LastHeaders(threading.local):
    """The headers of the last answer that this thread got: a ``Heard``."""

    def __init__(self) -> None:
        self._headers: Mapping[str, str] = {}

    def __call__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers

    @property
    def retry_after(self) -> str | None:
        return self._headers.get("Retry-After")


def rest_client(settings: Settings, timeout: float = TIMEOUT, heard: Heard | None = None) -> Client:
    """A client of this account, that gives up after ``timeout`` seconds without an answer. ``heard`` is called with the
    headers of each answer.

    With ``settings.api_base`` every request goes there, whatever Twilio host it is for. Raises SettingsError where the
    account or its token isn't set.
    """
    missing = [
        name
        for name, there in (("TWILIO_ACCOUNT_SID", settings.account_sid), ("TWILIO_AUTH_TOKEN", settings.auth_tokens))
        if not there
    ]
    if missing:
        raise SettingsError(
            f"{' and '.join(missing)} must be set to use Twilio. Copy them from the Twilio console into .env."
        )
    from twilio.rest import Client

    return Client(
        settings.account_sid,
        token(settings).reveal(),
        http_client=_http_client(settings.api_base, timeout, heard),
        # Without this, it would look for a region and an edge in the environment.
        environment={"": ""},
    )


def token(settings: Settings) -> Secret:
    """The token that opens the REST API: the first of two."""
    return settings.auth_tokens[0]


class _Elsewhere:
    """Sends to ``base`` what is meant for api.twilio.com and messaging.twilio.com."""

    def __init__(self, base: str, client: HttpClient) -> None:
        self._base = base
        self._client = client

    def request(self, method: str, url: str, **options: Any) -> Any:
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        return self._client.request(method, f"{self._base}{parts.path}{query}", **options)


def _http_client(api_base: str, timeout: float, heard: Heard | None) -> Any:
    from twilio.http.http_client import TwilioHttpClient

    client = TwilioHttpClient(timeout=timeout, logger=_quiet)
    if heard is not None:
        client.session.hooks["response"].append(lambda response, *_, **__: heard(response.headers))
    if not api_base:
        return client
    # A stand-in is on this machine, which no proxy of the environment reaches.
    client.session.trust_env = False
    return _Elsewhere(api_base, client)


@contextmanager
def plain_errors(raising: type[TwilioError] = TwilioError, headers: LastHeaders | None = None) -> Iterator[None]:
    """Turns every way in which a request can fail into ``raising``, with its code explained, and with what ``headers``,
    which heard the answer, say of trying again.

    twilio's own message is only quoted where the code is unknown to us, and never its str(): that is coloured on a
    terminal and may hold the request. Nothing is chained, for the same reason.
    """
    from requests.exceptions import RequestException
    from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException

    try:
        yield
    except TwilioRestException as error:
        raise _refused(raising, error.status, error.code, error.msg, headers) from None
    except TwilioServiceException as error:
        raise _refused(raising, error.status, error.code, error.detail or error.title, headers) from None
    except RequestException as error:
        raise _unreachable(raising, error) from None
    except TwilioException as error:
        raise _of_a_list(raising, error, headers) from None
    except ValueError:
        raise raising(
            "Twilio's answer couldn't be read. Look in the Twilio console whether it was done, before doing it again.",
            permanent=False,
            uncertain=True,
        ) from None


def _of_a_list(raising: type[TwilioError], error: Exception, headers: LastHeaders | None) -> TwilioError:
    """A list that was refused comes as a plain exception, with the answer as its second argument."""
    answer = error.args[1] if len(error.args) > 1 else None
    if answer is None:
        return raising("Twilio's client can't make this request. Check the Twilio settings.")
    try:
        told = json.loads(answer.text)
    except ValueError:
        told = {}
    told = told if isinstance(told, dict) else {}
    return _refused(raising, answer.status_code, told.get("code"), told.get("message"), headers)


def _refused(raising: type[TwilioError], status: Any, code: Any, said: Any, headers: LastHeaders | None) -> TwilioError:
    status = status if isinstance(status, int) else 0
    code = code if isinstance(code, int) else status
    explanation = explain(code, status)
    message = str(explanation)
    if not explanation.known and said:
        message += f" Twilio says: {str(said)[:300]!a}"
    return raising(
        message,
        code=code,
        permanent=explanation.permanent,
        uncertain=status >= 500,
        explanation=explanation,
        retry_after=None if headers is None else retry_after(status, headers.retry_after, datetime.now(UTC)),
    )


def _unreachable(raising: type[TwilioError], error: Exception) -> TwilioError:
    if _never_left(error):
        return raising("Twilio can't be reached. Check this machine's connection to the internet.", permanent=False)
    return raising(
        "Twilio didn't answer. Look in the Twilio console whether it was done, before doing it again.",
        permanent=False,
        uncertain=True,
    )


def _never_left(error: Exception) -> bool:
    """Whether no connection came about, so that Twilio can't have seen the request."""
    from requests.exceptions import ConnectTimeout, InvalidURL, MissingSchema, ProxyError, SSLError

    if isinstance(error, (ConnectTimeout, InvalidURL, MissingSchema, ProxyError, SSLError)):
        return True
    cause = getattr(error.args[0] if error.args else None, "reason", None)
    # By name, since urllib3 is requests' affair and its classes move.
    return type(cause).__name__ in ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError")
