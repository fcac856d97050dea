from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from clinic import Clinic, Proxy

from responder.testing import StandInTwilio


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    """Nobody serves here: for what has nothing to do with the way from Twilio to us."""
    proxy = Proxy()
    try:
        with StandInTwilio(seed=1) as twilio:
            twilio.point(f"{proxy.url}/sms", f"{proxy.url}/sms/fallback")
            yield Clinic(tmp_path, twilio, proxy)
    finally:
        proxy.stop()
