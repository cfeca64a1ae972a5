"""Rows of the frames of results, with the attributes that `itertuples` gives them."""

from typing import Protocol


class SummaryRow(Protocol):
    """A row of `summary.over_replications`: a measure or item of money of one group in one week."""

    group: str
    measure: str
    week: int
    mean: float
    mean_low: float
    mean_high: float
    trial_low: float
    trial_high: float
    n: int


class DifferenceRow(Protocol):
    """A row of `uncertainty.uncertainty_of`: a scenario minus the base, with its 95 % interval."""

    scenario: str
    base: str
    group: str
    measure: str
    week: int
    difference: float
    low: float
    high: float
    n: int
