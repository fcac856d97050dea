"""What the tutorial builds: one route, one fixed answer, no signature, no memory. The yardstick."""

from __future__ import annotations

from flask import Flask
from twilio.twiml.messaging_response import MessagingResponse

app = Flask(__name__)


@app.route("/sms", methods=["GET", "POST"])
def sms_reply() -> str:
    response = MessagingResponse()
    response.message("Thanks for your message! We will get back to you soon.")
    return str(response)
