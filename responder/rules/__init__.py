"""rules.yaml to a Ruleset, or every Problem in it. The home of YAML."""

from __future__ import annotations

from responder.rules.load import load, loads
from responder.rules.problem import Problem, RulesInvalid
from responder.rules.reuse import Reuse

__all__ = ["Problem", "Reuse", "RulesInvalid", "load", "loads"]
