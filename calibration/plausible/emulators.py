"""Cheap stand-ins for the simulation: a pattern as a polynomial of the few parameters that move it.

Terms are taken in one by one, each time the one that explains most of what is left, until the next would no longer pay
for having been chosen among so many (extended Bayesian information criterion). First parameters by themselves, then
squares and products of the strongest. The error is that of predicting points left out of the fit.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulation.equilibrium import matters_before

from .bands import Band
from .space import UNCERTAIN

ACTIVE = np.array([number for number, name in enumerate(UNCERTAIN) if matters_before(name)])
"""Parameters that can move a pattern: those that play a part under the service as usual."""
MOST_TERMS, CROSSED = 30, 10


@dataclass(frozen=True, slots=True)
class Emulator:
    """The logarithm of a pattern as a polynomial; `terms` are pairs of parameters, −1 standing for none."""

    terms: tuple[tuple[int, int], ...]
    weights: np.ndarray
    error: float

    def at(self, unit: np.ndarray) -> np.ndarray:
        """Return the predicted logarithm at points of the unit cube, shape (points, parameters)."""
        return columns_of(unit, self.terms) @ self.weights


def columns_of(unit: np.ndarray, terms) -> np.ndarray:
    """Return the constant and the terms at points of the unit cube, each parameter scaled to −1…1."""
    parts = [np.ones(len(unit))]
    for one, other in terms:
        part = 2.0 * unit[:, one] - 1.0
        parts.append(part if other < 0 else part * (2.0 * unit[:, other] - 1.0))
    return np.column_stack(parts)


def fit(unit: np.ndarray, values: np.ndarray) -> Emulator:
    """Return the emulator of a pattern's logarithm from `values` at points of the unit cube."""
    terms = chosen(unit, values, [], [(int(number), -1) for number in ACTIVE])
    strong = [one for one, _ in terms[:CROSSED]]
    crossed = [(one, other) for place, one in enumerate(strong) for other in strong[place:]]
    terms = chosen(unit, values, terms, [*((int(number), -1) for number in ACTIVE), *crossed])
    table = columns_of(unit, terms)
    weights = np.linalg.lstsq(table, values, rcond=None)[0]
    leverage = np.einsum("ij,ji->i", table, np.linalg.pinv(table))
    left_out = (values - table @ weights) / np.maximum(0.05, 1.0 - leverage)
    return Emulator(tuple(terms), weights, float(np.sqrt(np.mean(left_out**2))))


def chosen(unit: np.ndarray, values: np.ndarray, terms: list, candidates: list) -> list:
    """Return `terms` with those of the candidates that pay for themselves."""
    terms = list(terms)
    everything = columns_of(unit, candidates)[:, 1:]
    count, most = len(values), min(MOST_TERMS, len(values) // 4)
    price = np.log(count) + 2.0 * np.log(max(2, len(candidates)))
    basis = np.linalg.qr(columns_of(unit, terms))[0]
    left = values - basis @ (basis.T @ values)
    rest = everything - basis @ (basis.T @ everything)
    while len(terms) < most:
        size = np.sum(rest**2, axis=0)
        gain = np.where(size > 1e-6 * count, (left @ rest) ** 2 / np.maximum(size, 1e-12), 0.0)
        best = int(np.argmax(gain))
        before = float(left @ left)
        if before <= 1e-12 or count * np.log(before / max(1e-300, before - gain[best])) <= price:
            break
        direction = rest[:, best] / np.sqrt(size[best])
        left = left - direction * (direction @ left)
        rest = rest - np.outer(direction, direction @ rest)
        terms.append(candidates[best])
    return terms


def not_ruled_out(
    unit: np.ndarray, emulators: Mapping[str, Emulator], bands: Mapping[str, Band], cutoff: float
) -> np.ndarray:
    """Return which points are emulated within every band, give or take `cutoff` errors of the emulator."""
    fine = np.ones(len(unit), dtype=bool)
    for name, emulator in emulators.items():
        here = np.flatnonzero(fine)
        found, margin = emulator.at(unit[here]), cutoff * emulator.error
        low, high = np.log(max(bands[name].low, 1e-9)), np.log(bands[name].high)
        fine[here] = (found >= low - margin) & (found <= high + margin)
    return fine
