"""Twilio's error codes, as its REST API words them, and the two JSON shapes they come in."""

from __future__ import annotations

import json

from responder.testing.loopback import Answer

# code: (HTTP status, message). {} takes what was refused.
TABLE: dict[int, tuple[int, str]] = {
    20001: (400, "Bad request"),
    20003: (401, "Authenticate"),
    20004: (405, "Method not allowed"),
    20005: (401, "Account not active"),
    20009: (409, "Cannot update this resource before it is complete"),
    20404: (404, "The requested resource {} was not found"),
    20429: (429, "Too Many Requests"),
    20500: (500, "An internal server error has occurred"),
    20503: (503, "Service unavailable"),
    21201: (400, "No 'To' number is specified"),
    21205: (400, "Url is not a valid URL: {}"),
    21211: (400, "The 'To' number {} is not a valid phone number."),
    21212: (400, "The 'From' number {} is not a valid phone number, shortcode, or alphanumeric sender ID."),
    21213: (400, "No 'From' number is specified"),
    21214: (400, "'To' phone number {} cannot be reached"),
    21215: (400, "Account not authorized to call {}. Perhaps you need to enable some international permissions."),
    21216: (400, "Account not allowed to call phone number {}"),
    21217: (400, "Phone number {} does not appear to be valid"),
    21266: (400, "'To' and 'From' number cannot be the same: {}"),
    21402: (400, "The URL {} is invalid."),
    21403: (400, "The method {} is invalid. It must be GET or POST."),
    21408: (400, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {}."),
    21602: (400, "Message body is required."),
    21603: (400, "A 'From' phone number is required."),
    21604: (400, "A 'To' phone number is required."),
    21606: (
        400,
        "The From phone number {} is not a valid, SMS-capable inbound phone number or short code for your account.",
    ),
    21608: (400, "The number {} is unverified. Trial accounts cannot send messages to unverified numbers."),
    21609: (400, "The 'StatusCallback' URL {} is not a valid URL."),
    21610: (400, "Attempt to send to unsubscribed recipient"),
    21611: (400, "This 'From' number {} has exceeded the maximum number of queued messages"),
    21612: (400, "The 'To' phone number: {}, is not currently reachable using the 'From' phone number via SMS."),
    21614: (400, "'To' number is not a valid mobile number: {}"),
    21617: (400, "The concatenated message body exceeds the 1600 character limit"),
    21620: (400, "Invalid media URL(s): {}"),
    21623: (400, "Number of media files exceeds allowed limit"),
    21701: (404, "The Messaging Service does not exist: {}"),
    21703: (400, "The Messaging Service does not contain a phone number"),
    21910: (400, "Invalid 'From' and 'To' pair. 'From' and 'To' should be of the same channel"),
    30001: (400, "Queue overflow"),
    30003: (400, "Unreachable destination handset"),
    30004: (400, "Message blocked"),
    30005: (400, "Unknown destination handset"),
    30006: (400, "Landline or unreachable carrier"),
    30007: (400, "Carrier violation"),
    30008: (400, "Unknown error"),
    30400: (400, "Parameters are not valid"),
    30409: (409, "This message cannot be canceled"),
    32018: (400, "Twiml size exceeded maximum allowed value of 4000 characters"),
    35111: (400, "SendAt timestamp is missing"),
    35114: (400, "SendAt time must be between 300 seconds and 35 days (3024000 seconds) in the future, inclusive"),
    35118: (400, "MessagingServiceSid is required to schedule a message"),
    14107: (400, "SMS send rate limit exceeded: too many replies between two numbers"),
    63007: (400, "Twilio could not find a Channel with the specified From address"),
}


class RefusedError(Exception):
    """Twilio says no, with one of its codes. ``about`` fills the place in the code's message."""

    def __init__(self, code: int, about: str = "") -> None:
        self.code = code
        self.status, message = TABLE[code]
        self.message = message.format(about)
        super().__init__(f"{code}: {self.message}")


def error_answer(status: int, code: int, message: str, *, problem: bool = False) -> Answer:
    """Twilio's JSON for an error; with ``problem`` in the newer RFC 9457 shape."""
    more = f"https://www.twilio.com/docs/errors/{code}"
    if problem:
        content = {"type": more, "title": message, "status": status, "code": code, "detail": message}
        kind = "application/problem+json"
    else:
        content = {"code": code, "message": message, "more_info": more, "status": status}
        kind = "application/json"
    return Answer(status, json.dumps(content).encode(), [("Content-Type", kind)])


def refused(refusal: RefusedError) -> Answer:
    """The answer for a RefusedError. A 401 names the realm, as Twilio's does."""
    answer = error_answer(refusal.status, refusal.code, refusal.message)
    if refusal.status != 401:
        return answer
    return Answer(answer.status, answer.body, [*answer.headers, ("WWW-Authenticate", 'Basic realm="Twilio API"')])


def words_for(code: int | None) -> str | None:
    """The ``error_message`` of a message that ended with this code."""
    return TABLE[code][1].format("").strip() if code in TABLE else None
