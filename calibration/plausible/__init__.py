"""The plausible set: parameters within their ranges under which the background patterns of the evidence hold."""

from scenarios.parameter_sets.plausible_set import PlausibleSet, load_set

__all__ = ["PlausibleSet", "load_set"]
