"""Money of the municipality: cost per participant over the run, by budget, and the price of an effect.

Costs are sums over the weeks 1 … last of the cost measures (euros a person a month) times 12/52. The benefit
budget (BUIG) pays the benefit; the execution budget pays regular execution, coaches and bonuses; partners are
mostly paid from others' budgets. Benefit that is no longer paid counts as saved, and the loss of
income of people is not deducted. The social account is made on request only: there, benefit and bonus are transfers
and no cost, and effects have a price. It rests on effects on wellbeing without a measured size.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from scenarios.pairs.kept_measures import MONTHS_A_WEEK
from simulation.levers import PAYERS
from simulation.measures import COSTS, MEASURES
from simulation.outcomes import Outcomes

from ..statistics.summary import (
    LEAST_TRIALS,
    STATISTICS,
    empty_groups,
    over_replications,
    within_bounds,
    within_replications,
)
from ..words.language import N_, _, brief, decimal
from ..words.wording import ON_WELLBEING

BUDGETS = {payer: tuple(name for name in COSTS if MEASURES[name].paid_by == payer) for payer in PAYERS}
BUDGETS["municipality"] = (*BUDGETS["benefit_budget"], *BUDGETS["execution_budget"])
BUDGETS["all_budgets"] = ("cost_month",)
TRANSFERS = ("cost_benefit", "cost_bonus")
"""Costs that others receive; no cost of society as a whole."""
"""Payer → its cost measures; the municipality has the benefit budget and the execution budget."""
EFFECTS = {
    "exits_to_work": N_("exits per participant"),
    "point_years": N_("point-years of life satisfaction per participant"),
}
EUROS_PER_PARTICIPANT = N_("euros per participant")
MONEY_COLUMNS = ("scenario", "group", "compared_with", "item", "unit", *STATISTICS, "note")
NOT_SHOWN = N_("not shown: the effect is not clearly different from zero")
FEWER_EXITS = N_("not shown: fewer exits than in the group compared with")
CHEAPER = N_("no price: more exits at clearly lower cost")
TOO_FEW_TRIALS = N_("not shown: too few simulated trials")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedValues:
    """Values of outcomes in euros, as stated by the user. These are choices, not findings.

    `point_year_pounds` is one point of life satisfaction for one person for one year in the United Kingdom,
    prices of 2019 (evidence M08); `euros_a_pound`, about the average rate of 2019, is an assumption.
    """

    exit_to_work: float = 0.0
    point_year_pounds: float = 13_000.0
    euros_a_pound: float = 1.14

    def __post_init__(self) -> None:
        for name in ("exit_to_work", "point_year_pounds", "euros_a_pound"):
            if not 0.0 <= getattr(self, name) < math.inf:
                raise ValueError(f"{name} is 0 or more; got {getattr(self, name)}")

    @property
    def point_year(self) -> float:
        """Euros for a point-year of life satisfaction."""
        return self.point_year_pounds * self.euros_a_pound

    def __str__(self) -> str:
        return _(
            "stated values: an exit to work {exit} euros, a point-year of life satisfaction {point_year} euros "
            "({pounds} pounds, M08, at {rate})"
        ).format(
            exit=decimal(self.exit_to_work),
            point_year=decimal(self.point_year),
            pounds=decimal(self.point_year_pounds),
            rate=brief(self.euros_a_pound),
        )


def stated_values(manifest: Mapping) -> StatedValues | None:
    """Return the usual stated values if the manifest of a run asks for a social account; otherwise None."""
    return StatedValues() if manifest.get("social_account") else None


def municipal_money(
    outcomes: Outcomes,
    control: str | None = None,
    values: StatedValues | None = None,
    undrawn: Collection[str] = (),
) -> pd.DataFrame:
    """Return `MONEY_COLUMNS`: costs and effects of each group, and with `control` the paired differences from it.

    `cost_…` are levels; `net_position_…` is money saved against control (negative: spent more); `net_benefit`
    is the social account, only with stated `values`; `cost_per_extra_exit`
    is the municipality's, with a Fieller interval, and only where the effect on exits is clearly above zero and there
    are `LEAST_TRIALS` replications.
    Groups without people are left out; groups in `undrawn` are compared with no other.
    Raises ValueError if a scenario has no group of the name `control`.
    """
    empty = empty_groups(outcomes.series)
    runs = totals(outcomes)
    runs = runs[~runs["group"].isin(empty)].reset_index(drop=True)
    costs = [f"cost_{whose}" for whose in BUDGETS]
    levels = over_replications(runs, [*costs, *EFFECTS]).assign(compared_with="", note="")
    levels = within_bounds(levels, levels["measure"] == "exits_to_work")
    if control is None or control in empty:
        return _tidy([levels])
    if values is not None:
        runs["net_benefit"] = social_account(values, runs, runs["cost_all_budgets"] - runs["transfers"])
    for whose in BUDGETS:
        runs[f"net_position_{whose}"] = -runs[f"cost_{whose}"]
    against = [f"net_position_{whose}" for whose in BUDGETS] + list(EFFECTS)
    against += [] if values is None else ["net_benefit"]
    paired = within_replications(runs, control, [*against, "cost_municipality"])
    paired = paired[~paired["group"].isin(undrawn)].reset_index(drop=True)
    if paired.empty:
        return _tidy([levels])
    compared = over_replications(paired, against).assign(compared_with=control, note="")
    if values is not None:
        compared.loc[compared["measure"] == "net_benefit", "note"] = f"{values}. {_(ON_WELLBEING)}"
    return _tidy([levels, compared, _prices(paired, control)])


def totals(outcomes: Outcomes) -> pd.DataFrame:
    """Return a row a scenario, replication and group: euros, exits and point-years per participant over the
    run.
    """
    series = outcomes.series
    keys = ["scenario", "replication", "group"]
    costs = sorted({cost for parts in (*BUDGETS.values(), TRANSFERS) for cost in parts})
    run = series.loc[series["week"] > 0, [*keys, "week", *costs, "life_satisfaction", "exit_work"]]
    run = run.astype(dict.fromkeys([*costs, "life_satisfaction", "exit_work"], np.float64))
    weekly = run.groupby(keys, observed=True, sort=False)
    euros = weekly[costs].sum(min_count=1) * MONTHS_A_WEEK
    result = by_budget(euros)
    result["transfers"] = euros[list(TRANSFERS)].sum(axis=1)
    result["point_years"] = weekly["life_satisfaction"].sum(min_count=1) / 52.0
    result["exits_to_work"] = weekly["exit_work"].last(skipna=False)
    result["week"] = weekly["week"].last()
    return result.reset_index()


def by_budget(euros: pd.DataFrame) -> pd.DataFrame:
    """Return `cost_…` of each of `BUDGETS` from a frame with a column a cost measure."""
    return pd.DataFrame({f"cost_{whose}": euros[list(parts)].sum(axis=1) for whose, parts in BUDGETS.items()})


def social_account(values: StatedValues, effects: pd.DataFrame, cost: pd.Series) -> pd.Series:
    """Return the stated worth of exits and point-years less `cost`, the cost of all budgets without transfers."""
    return values.exit_to_work * effects["exits_to_work"] + values.point_year * effects["point_years"] - cost


def fieller(above: np.ndarray, below: np.ndarray) -> tuple[float, float, float]:
    """Return mean(above) ÷ mean(below) and its 95 % Fieller interval, from pairs.

    The interval is NaN unless the interval of mean(below) excludes zero; then it is bounded.
    """
    n = len(above)
    a, b = float(np.mean(above)), float(np.mean(below))
    if n < 2:
        return a / b, math.nan, math.nan
    return ratio_interval(a, b, np.cov(above, below) / n, float(stdtrit(n - 1, 0.975)))


def ratio_interval(a: float, b: float, variance: np.ndarray, t: float) -> tuple[float, float, float]:
    """Return a ÷ b and its Fieller interval, from the 2 × 2 `variance` of the pair and the quantile `t`.

    The interval is NaN unless b ± t standard errors excludes zero; then it is bounded.
    """
    (va, cov), (_, vb) = t * t * np.asarray(variance)
    square = b * b - vb
    if square <= 0.0:
        return a / b, math.nan, math.nan
    middle, rest = a * b - cov, a * a - va
    half = math.sqrt(max(0.0, middle * middle - square * rest))
    return a / b, (middle - half) / square, (middle + half) / square


def _prices(paired: pd.DataFrame, control: str) -> pd.DataFrame:
    """Return the cost of an extra exit for the municipality, or the reason why it is not shown, a row a group."""
    rows = []
    for (scenario, group), pairs in paired.groupby(["scenario", "group"], observed=True, sort=False):
        pairs = pairs.dropna(subset=["cost_municipality", "exits_to_work"])
        row = {"scenario": str(scenario), "group": str(group), "compared_with": control, "n": len(pairs)}
        row |= {"measure": "cost_per_extra_exit", "note": _(NOT_SHOWN)} | dict.fromkeys(
            STATISTICS[:-1], math.nan
        )
        cost, exits = (pairs[name].to_numpy(dtype=float) for name in ("cost_municipality", "exits_to_work"))
        low, high = _interval(exits)
        if len(pairs) < LEAST_TRIALS:
            row["note"] = _(TOO_FEW_TRIALS)
        elif high < 0.0:
            row["note"] = _(FEWER_EXITS)
        elif low > 0.0 and _interval(cost)[1] < 0.0:
            row["note"] = _(CHEAPER)
        elif low > 0.0:
            row["mean"], row["mean_low"], row["mean_high"] = fieller(cost, exits)
            row["note"] = _("euros of the municipality for an extra exit; interval after Fieller")
        rows.append(row)
    return pd.DataFrame(rows)


def _interval(values: np.ndarray) -> tuple[float, float]:
    if len(values) < 2:
        return -math.inf, math.inf
    half = float(stdtrit(len(values) - 1, 0.975)) * values.std(ddof=1) / math.sqrt(len(values))
    return values.mean() - half, values.mean() + half


def _tidy(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    frame = pd.concat([part for part in parts if len(part)], ignore_index=True).rename(
        columns={"measure": "item"}
    )
    units = EFFECTS | {"cost_per_extra_exit": N_("euros per extra exit")}
    return frame.assign(unit=[_(units.get(item, EUROS_PER_PARTICIPANT)) for item in frame["item"]])[list(MONEY_COLUMNS)]
