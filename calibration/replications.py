"""Replications of what is measured: their parameter sets, their processes, and their mean with its interval."""

import multiprocessing
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from scipy.special import stdtrit
from tqdm import tqdm

from scenarios.parameter_sets import plausible_set
from scenarios.parameter_sets.parameter_sets import POINT, drawn
from simulation.design import Design
from simulation.equilibrium import Equilibrium


def with_set(design: Design, sets: str, replication: int) -> tuple[Design, Equilibrium | None]:
    """Return the design with the parameter set of a replication, and the starting point of the set if it is known.

    Replication r has set r of the plausible set, or the values of the table if `sets` is not "plausible". The starting
    point is that with all mechanisms.
    """
    draws = plausible_set.load_set() if sets == "plausible" else POINT
    number = replication % len(draws.draws)
    design = drawn(design, draws, number)
    return design, draws.equilibrium(number, replace(design, switched_off=frozenset()))


def in_processes[Task, Done](
    work: Callable[[Task], Done], tasks: Sequence[Task], workers: int, words: str
) -> list[Done]:
    """Return what `work` gives for each task, in order, with a progress bar."""
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        return list(tqdm(pool.imap(work, tasks), total=len(tasks), desc=words))


def mean_and_reach(values: np.ndarray) -> tuple[float, float]:
    """Return the mean and the half-width of its 95 % interval (t): not a number for a single value."""
    n = len(values)
    if n < 2:
        return (float(values[0]) if n else float("nan")), float("nan")
    return float(values.mean()), float(stdtrit(n - 1, 0.975) * values.std(ddof=1) / np.sqrt(n))
