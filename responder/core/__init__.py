"""The part that decides. Pure: no I/O, no clock, no environment, no Flask, Twilio, YAML or SQL in here."""
