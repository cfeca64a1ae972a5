"""Shares of a stock: in service, on a waiting list, with part-time work beside the benefit."""

import numpy as np

from .people import SLOTS


def mean_or(values, otherwise: float) -> float:
    """Return the mean, or `otherwise` for an empty array."""
    return float(values.mean()) if len(values) else otherwise


def shares_by_level(people, state: int) -> np.ndarray:
    """Return the share of people in `state` of help by slot and level, shape (10, 5)."""
    shares = np.zeros((SLOTS, 5))
    for slot in range(SLOTS):
        level = people.level[:, slot] if slot < 9 else np.zeros(len(people), dtype=int)
        for step in range(5):
            shares[slot, step] = mean_or(people.help[level == step, slot] == state, 0.0)
    return shares


def partner_shares(people, count: int) -> np.ndarray:
    """Return the number of people on each partner's list or in service, by slot, shape (10, partners)."""
    table = np.zeros((SLOTS, count))
    for slot in range(SLOTS):
        busy = people.help[:, slot] > 0
        table[slot] = np.bincount(people.partner[busy, slot], minlength=count)
    return table


def part_time_shares(stock, values: dict) -> np.ndarray:
    """Return the share with earnings beside the benefit by segment and tercile of employability, shape (2, 3)."""
    segment = (stock.full_time_share == values["full_time_women"]).astype(int)
    tercile = np.searchsorted([0.35, 0.5], stock.employability)
    working = stock.contract > 1
    return np.array(
        [[mean_or(working[(segment == s) & (tercile == t)], 0.08) for t in range(3)] for s in range(2)]
    )
