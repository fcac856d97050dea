"""Loading without Python's garbage collector, which would take half of the time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """No collection begins by itself within, in the whole process.

    Ten thousand rules are half a million objects, of which nearly all stay; the collector would go through all of them
    again and again, in vain. What a load leaves behind is freed by counting references, without it.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
