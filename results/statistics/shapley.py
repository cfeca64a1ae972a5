"""Exact Shapley shares of the channels in a difference, and the rest that no channel carries.

The share of a channel is the change when the channel is freed after the others, averaged over every order in which the
channels can be freed. Shares are taken within each replication and add up: base + rest + all shares = scenario.
"""

from collections.abc import Iterable, Sequence
from math import factorial

import numpy as np
import pandas as pd

from scenarios.explain import BASE, NO_CHANNELS

from .summary import LEAST_TRIALS
from .uncertainty import components

REST, WHOLE = "none_of_these", "whole"
"""Parts beside the channels: the difference with all channels frozen, and the whole difference."""

SHAPLEY_COLUMNS = ("group", "measure", "part", "value", "low", "high", "clear", "n", "draws", "base", "scenario")


def shapley(values: np.ndarray) -> np.ndarray:
    """Return the Shapley value of each of n players, shape (n, …).

    `values` has shape (2**n, …): the value of each set of players, whose number has bit i set if player i is in it.
    Raises ValueError for another number of sets.
    """
    values = np.asarray(values, dtype=np.float64)
    n = len(values).bit_length() - 1
    if len(values) != 1 << n:
        raise ValueError(f"n players make 2**n sets; got the values of {len(values)}")
    sets = np.arange(1 << n)
    size = np.array([int(number).bit_count() for number in sets])
    shares = np.zeros((n, *values.shape[1:]))
    for player in range(n):
        without = sets[sets >> player & 1 == 0]
        weight = np.array([factorial(int(k)) * factorial(n - int(k) - 1) / factorial(n) for k in size[without]])
        gains = values[without | 1 << player] - values[without]
        shares[player] = np.tensordot(weight, gains, axes=1)
    return shares


def set_number(live: str, channels: Sequence[str]) -> int:
    """Return the number of a set of channels that the column `live` names."""
    return 0 if live == NO_CHANNELS else sum(1 << channels.index(name) for name in live.split("+"))


def parts_by_replication(values: pd.DataFrame, channels: Sequence[str]) -> pd.DataFrame:
    """Return replication, draw, group, measure, part, value: channels, `REST` and `WHOLE` of each replication.

    `values` is the table of an explanation: replication, draw, group, measure, live, value. Raises
    ValueError if a set of channels is missing.
    """
    keys = ["replication", "draw", "group", "measure"]
    table = values.pivot(index=keys, columns="live", values="value")
    numbers = {live: set_number(live, channels) for live in table.columns if live != BASE}
    if BASE not in table or sorted(numbers.values()) != list(range(1 << len(channels))):
        raise ValueError(f"{len(channels)} channels make {1 << len(channels)} sets beside the base; some are missing")
    sets = table[sorted(numbers, key=numbers.__getitem__)].to_numpy().T
    base = table[BASE].to_numpy()
    parts = dict(zip(channels, shapley(sets), strict=True))
    parts |= {REST: sets[0] - base, WHOLE: sets[-1] - base}
    wide = pd.DataFrame(parts, index=table.index).assign(base=base, scenario=sets[-1])
    long = wide.reset_index().melt([*keys, "base", "scenario"], var_name="part", value_name="value")
    return long[[*keys, "part", "value", "base", "scenario"]]


def channel_shares(values: pd.DataFrame, channels: Sequence[str], measures: Iterable[str], group: str) -> pd.DataFrame:
    """Return a row a measure and part (`SHAPLEY_COLUMNS`): the mean over replications with its 95 % interval.

    `base` and `scenario` are means of the measure. With several parameter sets the interval holds parameters and error
    of the mean, as in a comparison (`uncertainty.py`). `clear`: the interval leaves out zero after
    correction for all parts of all `measures` (Bonferroni), and there are at least `LEAST_TRIALS` replications.
    """
    measures = list(measures)
    asked = values[values["measure"].isin(measures) & (values["group"].astype(str) == group)]
    parts = parts_by_replication(asked, channels)
    rows, names = [], (REST, *channels, WHOLE)
    for measure in measures:
        for part in names:
            these = parts[(parts["measure"] == measure) & (parts["part"] == part)]
            split = components(these["value"].to_numpy(dtype=float)[None, :], these["draw"].to_numpy())
            n, mean = len(these), float(these["value"].mean())
            half, wider = (float(split.halves(count)["combined"][0]) for count in (1, len(names) * len(measures)))
            half = half if n > 1 else np.nan
            clear = n >= LEAST_TRIALS and abs(mean) > wider
            rows.append(
                (
                    group, measure, part, mean, mean - half, mean + half, clear, n, int(split.sets[0]),
                    these["base"].mean(), these["scenario"].mean(),
                )
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(SHAPLEY_COLUMNS))
