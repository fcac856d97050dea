"""`python -m responder.testing.twilio`: a stand-in Twilio to try things on by hand. Nothing leaves the machine."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Sequence

from responder.testing.account import is_phone_number
from responder.testing.loopback import Answer, Request
from responder.testing.post_office import Pace
from responder.testing.twilio_server import ACCOUNT_SID, AUTH_TOKEN, NUMBER, StandInTwilio


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C. Returns the exit code."""
    options = _parser().parse_args(argv)
    try:
        twilio = StandInTwilio(
            number=options.number,
            account_sid=options.account_sid,
            auth_token=options.auth_token,
            pace=options.pace,
            host=options.host,
            port=options.port,
            heard=_log,
        )
    except OSError as error:
        print(f"Port {options.port} can't be used: {error.strerror}. Choose another with --port.", file=sys.stderr)
        return 2
    with twilio:
        twilio.point(options.sms_url)
        try:
            _greet(twilio, options.sms_url)
            threading.Event().wait()
        except KeyboardInterrupt:
            print("\nStopped.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m responder.testing.twilio", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to serve on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=4010, help="port to serve on (default: %(default)s; 0: any)")
    parser.add_argument("--number", type=_number, default=NUMBER, help="the account's number (default: %(default)s)")
    parser.add_argument("--account-sid", default=ACCOUNT_SID, help="the account (default: %(default)s)")
    parser.add_argument("--auth-token", default=AUTH_TOKEN, help="its auth token (default: an invented one)")
    parser.add_argument(
        "--sms-url", default="http://127.0.0.1:8000/sms", help="the number's webhook (default: %(default)s)"
    )
    parser.add_argument(
        "--pace",
        type=_pace,
        default=1.0,
        help='seconds that a message stays in each status, or "at once", or "on demand" (default: 1)',
    )
    return parser


def _pace(written: str) -> Pace:
    if written == "at once":
        return "at once"
    if written == "on demand":
        return "on demand"
    seconds = float(written)
    if seconds < 0:
        raise ValueError(written)
    return seconds


def _number(written: str) -> str:
    if not is_phone_number(written):
        raise argparse.ArgumentTypeError(f"{written!r} isn't a phone number; write it as +15557122661")
    return written


def _greet(twilio: StandInTwilio, sms_url: str) -> None:
    settings = "\n".join(f"  export {name}={value}" for name, value in twilio.environment().items())
    print(
        f"A stand-in Twilio serves at {twilio.url}. Texts to {twilio.number.phone_number} go to {sms_url}\n\n"
        f"Start responder with these settings, and it will take the stand-in for Twilio:\n{settings}\n\n"
        f"Text it:\n  curl {twilio.url}/stand-in/text -H 'Content-Type: application/json' "
        f'-d \'{{"from": "+15558675310", "body": "hours"}}\'\n'
        f"See every message:\n  curl {twilio.url}/stand-in/messages\n\nStop with Ctrl-C.",
        flush=True,
    )


def _log(request: Request, answer: Answer) -> None:
    outcome = "dropped" if answer.dropped else str(answer.status)
    print(f"{request.method} {request.target} → {outcome}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
