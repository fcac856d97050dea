"""The checks, one file each. ``responder.lint.registry`` names them all."""
