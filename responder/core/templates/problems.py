"""What can be wrong with a template, when it is read and when it is used."""

from __future__ import annotations

from responder.errors import ResponderError


class TemplateProblem(ResponderError):
    """A reply's text or a condition can't be read. Correct it in the rules file."""

    def __init__(self, message: str, remedy: str, line: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        """What to write instead; sentences."""
        self.line = line
        """Within the template, from 1."""


class TemplateFailed(ResponderError):
    """A reply can't be made from these values. Look at the reply of this rule in the rules file."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message)
        self.message = str(self)
        """A sentence that holds nothing of what people texted."""
