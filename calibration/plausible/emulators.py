"""Emulators of the simulation: a pattern as a polynomial of the few parameters that move it.

Forward selection: the term that explains most of the residual is added until the extended Bayesian information
criterion (γ = ½) no longer improves. Linear terms come first, then squares and products of the strongest. All
parameters together add a small share by ridge regression. The error is the cross-validated one of the whole procedure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulation.equilibrium import matters_before

from .bands import Band
from .space import UNCERTAIN

ACTIVE = np.array([number for number, name in enumerate(UNCERTAIN) if matters_before(name)])
"""Parameters that can move a pattern: those that play a part under the service as usual."""
Term = tuple[int, int]
MOST_TERMS, CROSSED, RIDGE, FOLDS = 30, 8, 30.0, 6


@dataclass(frozen=True, slots=True)
class Emulator:
    """The logarithm of a pattern as a polynomial; `terms` are pairs of parameters, −1 standing for none.

    `weights` are those of the constant, the terms and all `ACTIVE` parameters.
    """

    terms: tuple[Term, ...]
    weights: np.ndarray
    error: float = float("nan")

    def at(self, unit: np.ndarray) -> np.ndarray:
        """Return the predicted logarithm at points of the unit cube, shape (points, parameters)."""
        return table_of(unit, self.terms) @ self.weights


ALONE = tuple((int(number), -1) for number in ACTIVE)


def columns_of(unit: np.ndarray, terms: Sequence[Term]) -> np.ndarray:
    """Return the constant and the terms at points of the unit cube, each parameter scaled to −1…1."""
    parts = [np.ones(len(unit))]
    for first, second in terms:
        part = 2.0 * unit[:, first] - 1.0
        parts.append(part if second < 0 else part * (2.0 * unit[:, second] - 1.0))
    return np.column_stack(parts)


def table_of(unit: np.ndarray, terms: Sequence[Term]) -> np.ndarray:
    """Return the constant, the terms and all active parameters at points of the unit cube."""
    return np.column_stack([columns_of(unit, terms), 2.0 * unit[:, ACTIVE] - 1.0])


def fit(unit: np.ndarray, values: np.ndarray) -> Emulator:
    """Return the emulator of a pattern's logarithm from `values` at points of the unit cube, with its error."""
    folds = np.arange(len(values)) % FOLDS
    missed = np.empty(len(values))
    for fold in range(FOLDS):
        left_out = folds == fold
        missed[left_out] = values[left_out] - fitted(unit[~left_out], values[~left_out]).at(unit[left_out])
    return replace(fitted(unit, values), error=float(np.sqrt(np.mean(missed**2))))


def fitted(unit: np.ndarray, values: np.ndarray) -> Emulator:
    """Return the emulator without its error."""
    terms = chosen(unit, values, [], ALONE)
    strong = [first for first, _ in terms[:CROSSED]]
    crossed = [(first, second) for index, first in enumerate(strong) for second in strong[index:]]
    terms = chosen(unit, values, terms, [*ALONE, *crossed])
    table = table_of(unit, terms)
    penalty = np.where(np.arange(table.shape[1]) <= len(terms), 1e-6, RIDGE)
    weights = np.linalg.solve(table.T @ table + np.diag(penalty), table.T @ values)
    return Emulator(tuple(terms), weights)


def chosen(
    unit: np.ndarray, values: np.ndarray, terms: Sequence[Term], candidates: Sequence[Term]
) -> list[Term]:
    """Return `terms` with the candidates that improve the criterion."""
    selected = list(terms)
    everything = columns_of(unit, candidates)[:, 1:]
    count, most = len(values), min(MOST_TERMS, len(values) // 4)
    price = np.log(count) + np.log(len(candidates))
    basis = np.linalg.qr(columns_of(unit, selected))[0]
    left = values - basis @ (basis.T @ values)
    rest = everything - basis @ (basis.T @ everything)
    while len(selected) < most:
        size = np.sum(rest**2, axis=0)
        gain = np.where(size > 1e-6 * count, (left @ rest) ** 2 / np.maximum(size, 1e-12), 0.0)
        best = int(np.argmax(gain))
        before = float(left @ left)
        if before <= 1e-12 or count * np.log(before / max(1e-300, before - gain[best])) <= price:
            break
        direction = rest[:, best] / np.sqrt(size[best])
        left = left - direction * (direction @ left)
        rest = rest - np.outer(direction, direction @ rest)
        selected.append(candidates[best])
    return selected


def not_ruled_out(
    unit: np.ndarray, emulators: Mapping[str, Emulator], bands: Mapping[str, Band], cutoff: float
) -> np.ndarray:
    """Return which points are emulated within every band, give or take `cutoff` errors of the emulator."""
    fine = np.ones(len(unit), dtype=bool)
    for name, emulator in emulators.items():
        here = np.flatnonzero(fine)
        predicted, margin = emulator.at(unit[here]), cutoff * emulator.error
        low, high = np.log(max(bands[name].low, 1e-9)), np.log(bands[name].high)
        fine[here] = (predicted >= low - margin) & (predicted <= high + margin)
    return fine
