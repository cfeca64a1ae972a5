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


class UncertaintyRow(DifferenceRow, Protocol):
    """A row of `uncertainty.uncertainty_of` with its three uncertainties."""

    mean_low: float
    mean_high: float
    trial_low: float
    trial_high: float
    parameters_low: float
    parameters_high: float
    paired_to_unpaired: float
    parameters: str


class PriceRow(Protocol):
    """A row of a table of prices; without a price `difference` is NaN and `note` has the reason."""

    difference: float
    low: float
    high: float
    note: str
