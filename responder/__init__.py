"""Answer texts from a YAML file.

The public names are few: ``create_app`` for a whole Flask app, ``blueprint`` for a Flask app that one already has,
``Settings`` for both. They are imported on first use, since Flask and SQLAlchemy take a while to load and
`responder --help` needs neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Settings", "__version__", "blueprint", "create_app"]

if TYPE_CHECKING:
    from responder.app import blueprint, create_app
    from responder.settings import Settings


def __getattr__(name: str) -> Any:
    if name in ("create_app", "blueprint"):
        from responder import app

        return getattr(app, name)
    if name == "Settings":
        from responder.settings import Settings

        return Settings
    raise AttributeError(f"module 'responder' has no attribute {name!r}")
