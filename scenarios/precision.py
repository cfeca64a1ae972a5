"""How precisely a mean difference is known, and in which steps replications are added until it is enough."""

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from .watching import EVERYONE

MEASURE = "exit_work"
LEAST_BATCH = 20


def batch_size(draws: int) -> int:
    """Return how many replications are added at a time: every parameter set equally often, and not too few."""
    return draws * -(-LEAST_BATCH // draws)


def half_widths(series: pd.DataFrame, base: str, measure: str = MEASURE) -> pd.Series:
    """Return for each scenario but the base half the 95 % interval of its mean paired difference at the end.

    Everyone is looked at. Infinite with fewer than two pairs.
    """
    last = series[(series["week"] == series["week"].max()) & (series["group"] == EVERYONE)]
    values = last.pivot(index="replication", columns="scenario", values=measure).astype(np.float64)
    found = {}
    for name in last["scenario"].cat.categories:
        if name == base:
            continue
        pairs = (values[name] - values[base]).dropna() if {name, base} <= set(values) else pd.Series(dtype=float)
        n = len(pairs)
        found[name] = stdtrit(n - 1, 0.975) * pairs.std(ddof=1) / np.sqrt(n) if n > 1 else np.inf
    return pd.Series(found, dtype=np.float64)
