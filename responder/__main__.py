"""``python -m responder``: the command line, where the executable isn't on the path."""

from __future__ import annotations

from responder.cli import main

main()
