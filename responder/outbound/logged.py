"""What a line of the log says in fields about something that is due."""

from __future__ import annotations

from typing import Any

from responder.inbound import masked
from responder.store import KeptDue


def fields(row: KeptDue, outcome: str, **more: Any) -> dict[str, Any]:
    """For ``extra`` of a log call. Never what a text says."""
    to = {} if row.due.kind == "webhook" else {"contact": masked(row.due.to)}
    known = {"event": "due", "due": row.id, "kind": row.due.kind, "rule": row.due.rule, "outcome": outcome}
    return {"fields": {**known, **to, **more}}
