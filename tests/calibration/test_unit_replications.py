"""Unit: replications of what is measured: their sets, their processes, the mean and its interval."""

import math
from dataclasses import replace

import numpy as np
import pytest

from calibration.replications import in_processes, mean_and_reach, with_set
from scenarios.file.scenario import load
from scenarios.parameter_sets import plausible_set


def test_the_interval_is_students():
    """Four values with a standard deviation of 2: ± 3.182 · 2 / √4."""
    values = np.array([-1.0, -1.0, 1.0, 1.0]) * np.sqrt(3.0)
    assert mean_and_reach(values + 5.0) == pytest.approx((5.0, 3.1824), abs=1e-3)


def test_a_single_value_has_no_interval_and_no_value_no_mean():
    mean, half = mean_and_reach(np.array([4.0]))
    assert mean == 4.0 and math.isnan(half)
    assert all(map(math.isnan, mean_and_reach(np.array([]))))


def test_replication_r_has_set_r_and_its_starting_point_and_the_table_has_none():
    design, draws = load("tilburg-2018").design, plausible_set.load_set()
    for replication in (1, len(draws.draws) + 1):
        drawn, start = with_set(design, "plausible", replication)
        assert all(drawn.parameters[name] == value for name, value in draws.draws[1].items())
        assert start is draws.equilibrium(1, drawn) or (start.worsen == draws.equilibrium(1, drawn).worsen).all()
    assert with_set(design, "table", 1)[0].parameters == design.parameters


def test_a_switch_that_is_off_leaves_the_starting_point_of_the_set():
    design = load("tilburg-2018").design
    without = with_set(replace(design, switched_off=frozenset({"hiding"})), "plausible", 0)
    assert without[0].switched_off == {"hiding"}
    assert (without[1].worsen == with_set(design, "plausible", 0)[1].worsen).all()


def test_processes_keep_the_order_of_the_tasks():
    assert in_processes(math.sqrt, [9.0, 4.0, 1.0], 1, "roots") == [3.0, 2.0, 1.0]
