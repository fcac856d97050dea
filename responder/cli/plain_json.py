"""What commands tell as JSON, for other programs."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any


def json_text(value: dict[str, Any] | list[Any]) -> str:
    """Plain values as indented JSON; times in ISO 8601, in UTC where they are the core's."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=_time)


def _time(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} isn't plain")
