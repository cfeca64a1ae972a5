"""Emulators of the simulation: a pattern as a polynomial of the few parameters that influence it.

Forward selection: the term that explains most of the residual is added, until the extended Bayesian information
criterion (γ = ½) no longer improves; first linear terms, then squares and products of the strongest parameters. Ridge
regression adds a small contribution of all other parameters. The error is from cross-validation of the whole procedure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulation.equilibrium import matters_before

from .bands import Band
from .space import UNCERTAIN

ACTIVE = np.array([number for number, name in enumerate(UNCERTAIN) if matters_before(name)])
"""Parameters that can influence a pattern: those that matter under the service as usual."""
MOST_TERMS, CROSSED, RIDGE, FOLDS = 30, 8, 30.0, 6
Term = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Emulator:
    """The logarithm of a pattern as a polynomial; `terms` are pairs of parameters, −1 in a linear term.

    `weights` are those of the constant, the terms and all `ACTIVE` parameters.
    """

    terms: tuple[Term, ...]
    weights: np.ndarray
    error: float = float("nan")

    def at(self, unit: np.ndarray) -> np.ndarray:
        """Return the predicted logarithm at points of the unit cube, shape (points, parameters)."""
        return design_matrix(unit, self.terms) @ self.weights


ALONE = tuple((int(number), -1) for number in ACTIVE)


def columns_of(unit: np.ndarray, terms: Iterable[Term]) -> np.ndarray:
    """Return the constant and the terms at points of the unit cube, each parameter scaled to −1…1."""
    parts = [np.ones(len(unit))]
    for first, other in terms:
        part = 2.0 * unit[:, first] - 1.0
        parts.append(part if other < 0 else part * (2.0 * unit[:, other] - 1.0))
    return np.column_stack(parts)


def design_matrix(unit: np.ndarray, terms: Iterable[Term]) -> np.ndarray:
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
    terms = forward_selection(unit, values, [], ALONE)
    strong = [parameter for parameter, _ in terms[:CROSSED]]
    crossed = [(first, other) for i, first in enumerate(strong) for other in strong[i:]]
    terms = forward_selection(unit, values, terms, [*ALONE, *crossed])
    table = design_matrix(unit, terms)
    penalty = np.where(np.arange(table.shape[1]) <= len(terms), 1e-6, RIDGE)
    weights = np.linalg.solve(table.T @ table + np.diag(penalty), table.T @ values)
    return Emulator(tuple(terms), weights)


def forward_selection(
    unit: np.ndarray, values: np.ndarray, terms: Iterable[Term], candidates: Sequence[Term]
) -> list[Term]:
    """Return `terms` extended by forward selection among the candidates."""
    terms = list(terms)
    columns = columns_of(unit, candidates)[:, 1:]
    count, most = len(values), min(MOST_TERMS, len(values) // 4)
    price = np.log(count) + np.log(len(candidates))
    basis = np.linalg.qr(columns_of(unit, terms))[0]
    residual = values - basis @ (basis.T @ values)
    rest = columns - basis @ (basis.T @ columns)
    while len(terms) < most:
        size = np.sum(rest**2, axis=0)
        gain = np.where(size > 1e-6 * count, (residual @ rest) ** 2 / np.maximum(size, 1e-12), 0.0)
        best = int(np.argmax(gain))
        before = float(residual @ residual)
        if before <= 1e-12 or count * np.log(before / max(1e-300, before - gain[best])) <= price:
            break
        direction = rest[:, best] / np.sqrt(size[best])
        residual = residual - direction * (direction @ residual)
        rest = rest - np.outer(direction, direction @ rest)
        terms.append(candidates[best])
    return terms


def not_ruled_out(
    unit: np.ndarray, emulators: Mapping[str, Emulator], bands: Mapping[str, Band], cutoff: float
) -> np.ndarray:
    """Return the mask of points whose emulated patterns are all within their bands widened by `cutoff` errors."""
    inside = np.ones(len(unit), dtype=bool)
    for name, emulator in emulators.items():
        rows = np.flatnonzero(inside)
        predicted, margin = emulator.at(unit[rows]), cutoff * emulator.error
        low, high = np.log(max(bands[name].low, 1e-9)), np.log(bands[name].high)
        inside[rows] = (predicted >= low - margin) & (predicted <= high + margin)
    return inside
