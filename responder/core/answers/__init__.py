"""Reading answers: what someone typed, as the kind of value that a question expects.

Pure and total: any text is read in a few milliseconds, gives a ``Fit`` or a ``Misfit`` and never raises. What can be
understood in two ways isn't guessed. Days, times and numbers are read in English, Spanish, French, German and
Portuguese, whatever the language of the contact.
"""

from responder.core.answers.fit import Fit, Misfit
from responder.core.answers.hints import hint_for
from responder.core.answers.reading import read

__all__ = ["Fit", "Misfit", "hint_for", "read"]
