"""Sets of parameter values that a comparison runs with."""
