"""What Twilio sends us and what it takes from us: webhooks in, TwiML and the REST API out."""
