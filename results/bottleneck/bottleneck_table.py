"""Tables of `vex bottleneck`: the referral network with its limits, and the yield of one more place.

Columns and values are the same in every language; `bottleneck_wording.py` translates them for readers.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from scenarios.bottleneck import Bottleneck
from simulation.outcomes import EVERYONE

from ..statistics.summary import LEAST_TRIALS
from ..statistics.uncertainty import components
from .flow_network import MaximumFlow, capacities, maximum_flow, mean_flows, mean_nodes

PLACE_EFFECTS = ("helped", "exits_to_work", "life_satisfaction", "euros", "wait_weeks", "waiting")
"""Effects of one more place; the last two are measured at that partner or team, for everyone in town."""
NODE_TABLE_COLUMNS = (
    "node", "kind", "places", "in_use", "utilisation", "waiting", "wait_weeks", "wait_first", "wait_last", "wanted",
    "possible", "begun", "short", "ended_well", "limits",
)  # fmt: skip
PAIRED_COLUMNS = ("group", "effect", "difference", "low", "high", "n", "sets", "parameters", "clear")


class Network(NamedTuple):
    """The referral network of a scenario, means over replications.

    `nodes`: a row a team and partner (`NODE_TABLE_COLUMNS`; `limits`: is it in the minimum cut). `flows`: origin,
    partner, need and the steps of help in people a week.
    """

    nodes: pd.DataFrame
    flows: pd.DataFrame
    maximum: MaximumFlow


def network_of(bottleneck: Bottleneck) -> Network:
    """Return the network of the scenario without added places."""
    flows = mean_flows(bottleneck.flows)
    nodes = capacities(mean_nodes(bottleneck.nodes), flows)
    maximum = maximum_flow(nodes, flows)
    nodes["limits"] = nodes["node"].isin(maximum.limits)
    return Network(nodes[list(NODE_TABLE_COLUMNS)], flows, maximum)


def most_stuck(nodes: pd.DataFrame) -> list[str]:
    """Return the limiting teams and partners, sorted by the number of people a week who cannot begin, most first."""
    rows = nodes[nodes["limits"] & (nodes["short"] > 0.0)]
    return list(rows.sort_values("short", ascending=False, kind="stable")["node"])


def marginal_table(bottleneck: Bottleneck) -> pd.DataFrame:
    """Return the effects of more places or hours on the same people with the same luck, paired by replication.

    Columns: more_at, more (places or fte), group, effect, difference, low, high (95 % interval, which holds the error
    of the mean and, with several parameter sets, the uncertainty of parameters: `uncertainty.py`), n, sets, parameters,
    `clear` (whether the interval leaves out zero after Bonferroni's correction for the number of steps tried),
    `for_one`, `for_one_low`, `for_one_high` (divided by `more`) and `a_million` (for each million euros more that
    coaches and partners cost for the same people; only where both intervals leave out zero).
    """
    outcomes, nodes = bottleneck.outcomes, bottleneck.nodes
    sets = bottleneck.draws["count"] if bottleneck.draws else 1
    tables = []
    tried = len(outcomes.loc[outcomes["more_at"] != "", ["more_at", "more"]].drop_duplicates())
    for (node, more), after in outcomes[outcomes["more_at"] != ""].groupby(["more_at", "more"], sort=False):
        before = outcomes[outcomes["more_at"] == ""]
        tables.append(_paired(before, after, PLACE_EFFECTS[:4], sets, tried).assign(more_at=node, more=more))
        node_before = nodes[(nodes["node"] == node) & (nodes["more_at"] == "")].assign(group=EVERYONE)
        node_after = nodes[(nodes["more_at"] == node) & (nodes["more"] == more)].assign(group=EVERYONE)
        tables.append(_paired(node_before, node_after, PLACE_EFFECTS[4:], sets, tried).assign(more_at=node, more=more))
    columns = ["more_at", "more", *PAIRED_COLUMNS]
    numbers = [f"for_one{end}" for end in ("", "_low", "_high")]
    if not tables:
        return pd.DataFrame(columns=[*columns, *numbers, "a_million"])
    table = pd.concat(tables, ignore_index=True)[columns]
    for column, name in zip(("difference", "low", "high"), numbers, strict=True):
        table[name] = table[column] / table["more"]
    keys = ["more_at", "more", "group"]
    paid = table[(table["effect"] == "euros") & (table["low"] > 0.0)].set_index(keys)["difference"]
    cost = pd.Series([paid.get(key, np.nan) for key in table[keys].itertuples(index=False, name=None)], table.index)
    priced = _leaves_out_zero(table) & table["effect"].isin(("helped", "exits_to_work"))
    table["a_million"] = (1e6 * table["difference"] / cost).where(priced)
    return table


def _paired(
    before: pd.DataFrame, after: pd.DataFrame, effects: Sequence[str], sets: int, tried: int
) -> pd.DataFrame:
    """Return the mean difference within replications of each effect and group (`PAIRED_COLUMNS`).

    Replication r has parameter set r modulo `sets`; `clear` is corrected for `tried` steps.
    """
    keys, rows = ["replication", "group"], []
    pairs = after.set_index(keys)[list(effects)] - before.set_index(keys)[list(effects)]
    pairs = pairs.dropna(how="all").rename_axis(columns="effect").stack().rename("value").reset_index()
    for (group, effect), part in pairs.groupby(["group", "effect"], sort=False):
        spread = components(part["value"].to_numpy(dtype=float)[None, :], part["replication"].to_numpy() % sets)
        enough = len(part) >= LEAST_TRIALS
        half, wide = (float(spread.halves(many)["combined"][0]) if enough else np.nan for many in (1, tried))
        mean = float(spread.mean[0])
        counts = (len(part), int(spread.sets[0]), str(spread.parameters[0]))
        rows.append((group, effect, mean, mean - half, mean + half, *counts, abs(mean) > wide))
    return pd.DataFrame(rows, columns=list(PAIRED_COLUMNS))


def _leaves_out_zero(rows: pd.DataFrame) -> pd.Series:
    return (rows["low"] > 0.0) | (rows["high"] < 0.0)


def shown_step(marginal: pd.DataFrame, node: str, effect: str) -> pd.Series:
    """Return the row that is shown of a team or partner, for everyone: the smaller step, or the larger step where the
    interval of the smaller holds zero.
    """
    rows = marginal[
        (marginal["more_at"] == node) & (marginal["group"] == EVERYONE) & (marginal["effect"] == effect)
    ].sort_values("more", kind="stable")
    return rows.iloc[0] if _leaves_out_zero(rows).iloc[0] else rows.iloc[-1]
