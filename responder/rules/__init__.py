"""rules.yaml to a Ruleset, or every Problem in it. The home of YAML."""

from __future__ import annotations

from responder.rules.load import load, loads
from responder.rules.problem import Problem, RulesInvalid

__all__ = ["Problem", "RulesInvalid", "load", "loads"]
