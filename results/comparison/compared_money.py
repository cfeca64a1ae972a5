"""Money of scenarios against the base: cost by item and budget, net position over time, net benefit, prices.

All amounts are euros per person since the start, from the cumulative sums of `comparison.money`; `run/money.py` has the
budgets and their items.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulation.measures import COSTS

from ..run.money import BUDGETS, EFFECTS, NOT_SHOWN, TOO_FEW_TRIALS, TRANSFERS, StatedValues, by_budget, social_account
from ..statistics.multiple_testing import judgements
from ..statistics.pairs import Pairs, paired, weeks_of
from ..statistics.prices import bounds, price
from ..statistics.summary import LEAST_TRIALS, over_replications, within_bounds
from ..statistics.uncertainty import uncertainty_of
from ..words.language import N_, _
from ..words.wording import ON_WELLBEING

if TYPE_CHECKING:
    from scenarios.compare import Comparison

NET = tuple(f"net_position_{whose}" for whose in BUDGETS)
ITEMS = (*COSTS, "cost_all_budgets", *NET, *EFFECTS)
MONEY_DIFFERENCE_COLUMNS = (
    "scenario",
    "base",
    "group",
    "item",
    "unit",
    "week",
    "difference",
    "low",
    "high",
    "n",
    "note",
)
EUROS_PER_PERSON = N_("euros per person")
ITEM_UNITS = {
    "exits_to_work": N_("exits per person"),
    "point_years": N_("point-years of life satisfaction per person"),
    "cost_per_extra_exit": N_("euros per extra exit"),
    "cost_per_point_year": N_("euros per point-year of life satisfaction"),
}
PRICES = {"cost_per_extra_exit": "exits_to_work"}
SOCIAL_PRICES = {"cost_per_point_year": "point_years"}
"""Price → effect; those of the social account are given on request only."""
EFFECT_BELOW_ZERO = N_("not shown: the effect is clearly below zero")
PRICE = N_("all budgets together, for one more; interval after Fieller")
SAVING = N_("no price: a larger effect at clearly lower cost")


def money_with_budgets(
    comparison: "Comparison", values: StatedValues | None, weeks: Collection[int]
) -> pd.DataFrame:
    """Return `comparison.money` of these weeks with added columns: cost_… and net_position_… of each budget.

    With stated `values` also `net_benefit`, the social account. A net position is minus the cost, so that a difference
    above zero is money saved against the base.
    """
    money = comparison.money[comparison.money["week"].isin(weeks)]
    euros = by_budget(money[[*COSTS, "cost_month"]].astype(np.float64))
    net = {f"net_position_{whose}": -euros[f"cost_{whose}"] for whose in BUDGETS}
    money = money.assign(**euros, **net)
    if values is None:
        return money
    cost = money["cost_all_budgets"] - money[list(TRANSFERS)].astype(np.float64).sum(axis=1)
    return money.assign(net_benefit=social_account(values, money, cost))


def compared_money(
    comparison: "Comparison",
    values: StatedValues | None = None,
    weeks: Sequence[int] | None = None,
    groups: Collection[str] | None = None,
) -> pd.DataFrame:
    """Return `MONEY_DIFFERENCE_COLUMNS`: costs, savings and effects against the base, and prices in the last week.

    `cost_…` are extra costs by item (minus `cost_benefit` is benefit saved), `net_position_…` is money saved by budget.
    `weeks` are by default the stored multiples of 26 and the last. A price is the cost of one more exit for all
    budgets. With stated `values` there is also the social account: `net_benefit`, the stated worth of the effects less
    all costs but transfers, and the price of a point-year. A price is given only if the effect is clearly above zero
    (after the correction of `multiple_testing.py`); otherwise `note` has the reason.
    """
    pairs = money_pairs(comparison, values, weeks, groups)
    rows = uncertainty_of(pairs, "item").assign(note="")
    prices = PRICES
    if values is not None:
        rows.loc[rows["item"] == "net_benefit", "note"] = f"{values}. {_(ON_WELLBEING)}"
        prices = PRICES | SOCIAL_PRICES
    rows = pd.concat([rows[rows["n"] > 0], _prices(pairs, judgements(comparison), prices)], ignore_index=True)
    return rows.assign(unit=[_(ITEM_UNITS.get(item, EUROS_PER_PERSON)) for item in rows["item"]])[
        list(MONEY_DIFFERENCE_COLUMNS)
    ]


def money_pairs(
    comparison: "Comparison",
    values: StatedValues | None = None,
    weeks: Sequence[int] | None = None,
    groups: Collection[str] | None = None,
    items: Sequence[str] | None = None,
) -> Pairs:
    """Return `items` of the money of every scenario and the base as pairs; the other arguments as `compared_money`."""
    if items is None:
        items = ITEMS if values is None else (*ITEMS, "net_benefit")
    weeks = weeks_of(comparison.money) if weeks is None else weeks
    return paired(comparison, money_with_budgets(comparison, values, weeks), items, weeks, groups)


def _prices(pairs: Pairs, comparisons: int, prices: Mapping[str, str]) -> pd.DataFrame:
    """Return the `prices` (price → effect) of one more at the last week, or the reason why none is shown.

    Columns: scenario, base, group, item, week, difference, low, high, n, note.
    """
    last = len(pairs.weeks) - 1
    net = pairs.columns.index("net_position_all_budgets")
    rows = []
    for (s, scenario), (g, group) in product(enumerate(pairs.scenarios[1:]), enumerate(pairs.groups)):
        for item, effect in prices.items():
            cost, gain = pairs.differences[s, g, last][[net, pairs.columns.index(effect)]] * [[-1.0], [1.0]]
            complete = np.isfinite(cost) & np.isfinite(gain)
            cost, gain, draws = cost[complete], gain[complete], pairs.draws[complete]
            if not len(cost):
                continue
            row = {"scenario": scenario, "base": pairs.base, "group": group, "item": item, "week": pairs.weeks[last]}
            row |= {"difference": math.nan, "low": math.nan, "high": math.nan, "n": len(cost), "note": _(NOT_SHOWN)}
            low, high = bounds(gain, draws, comparisons)
            if len(cost) < LEAST_TRIALS:
                row["note"] = _(TOO_FEW_TRIALS)
            elif high < 0.0:
                row["note"] = _(EFFECT_BELOW_ZERO)
            elif low > 0.0 and bounds(cost, draws, comparisons)[1] < 0.0:
                row["note"] = _(SAVING)
            elif low > 0.0:
                interval = price(cost, gain, draws, comparisons)
                row |= dict(zip(("difference", "low", "high"), interval, strict=True)) | {"note": _(PRICE)}
            rows.append(row)
    return pd.DataFrame(rows)


def costs(comparison: "Comparison") -> pd.DataFrame:
    """Return the total cost of each scenario, the base included, by the last week: a row a group, item and budget.

    Columns: scenario, group, item, unit, week, mean, low, high (95 % interval of the mean), n.
    """
    frame = money_with_budgets(comparison, None, weeks_of(comparison.money)[-1:])
    names = [*COSTS, *(f"cost_{whose}" for whose in BUDGETS), *EFFECTS]
    levels = over_replications(frame, names)
    levels = within_bounds(levels, levels["measure"] == "exits_to_work")
    levels = levels.rename(columns={"measure": "item", "mean_low": "low", "mean_high": "high"})
    levels["unit"] = [_(ITEM_UNITS.get(item, EUROS_PER_PERSON)) for item in levels["item"]]
    return levels[["scenario", "group", "item", "unit", "week", "mean", "low", "high", "n"]]
