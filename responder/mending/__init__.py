"""Mends what is safe to mend in files of rules: ``mended`` gives the files as they would be, and writes nothing."""

from responder.mending.mend import mended

__all__ = ["mended"]
