"""Behaviour: an open town of 7,000 stands still for four years (law 5), as far as few towns can show."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from calibration.standing_still import (
    LAW,
    WAIT,
    Allowed,
    drifts,
    half_width_among,
    open_town,
    readings,
    verdict_of,
)
from simulation.equilibrium import first_guess
from simulation.equilibrium_search import equilibrium_of
from simulation.experiment import TrustExperiment
from simulation.people import ON_BENEFIT

TOWNS = 6


@pytest.fixture(scope="module")
def table():
    design = open_town()
    equilibrium = equilibrium_of(design)
    towns = (TrustExperiment(design, 1, number, equilibrium, surveyed=False) for number in range(TOWNS))
    return drifts(towns).set_index("quantity")


@pytest.mark.parametrize("quantity", LAW)
def test_it_stands_still_or_drifts_no_more_than_chance(table, quantity):
    assert table.loc[quantity, "verdict"] != "drifts", table.loc[quantity].to_dict()


def test_the_number_of_people_stands_still_for_sure(table):
    assert table.loc["recipients", "verdict"] == "stands still"
    assert table.loc["recipients", "first"] == pytest.approx(7000, rel=0.02)


def sure_drifts(waits, towns):
    """Return the waits that drift more than allowed with 95 % confidence for all of them at once."""
    half = half_width_among(waits["half_width"], towns, len(waits))
    return waits.index[waits["drift"].abs() - half > waits["allowed"]].to_list()


def drift_of_waits(waits, towns):
    """Return the mean drift of waits, each as a share of that allowed and without sign, and its bound.

    The bound is that of waits which drift by half of what is allowed, plus what luck adds to the mean of a drift
    without sign: at most the standard error times √(2/π).
    """
    luck = np.sqrt(2.0 / np.pi) * waits["half_width"] / t.ppf(0.975, towns - 1)
    return (waits["drift"].abs() / waits["allowed"]).mean(), 0.5 + (luck / waits["allowed"]).mean()


def test_no_wait_drifts_for_sure_and_on_average_they_drift_little(table):
    """A few towns leave a single wait at a partner with few places wide open; all of them together they do not."""
    waits = table[table.index.str.startswith("wait_")]
    assert len(waits) == 17 and not sure_drifts(waits, TOWNS), waits.to_string()
    drift, bound = drift_of_waits(waits, TOWNS)
    assert drift < bound, waits.to_string()


def waits_that_drift(by, allowed=1.0, half_width=0.5):
    names = [f"wait_{number}" for number in range(len(by))]
    return pd.DataFrame({"drift": by, "half_width": half_width, "allowed": allowed}, index=names)


def test_opposite_drifts_do_not_cancel():
    opposite = waits_that_drift([3.0, -3.0] * 8 + [0.0])
    assert len(sure_drifts(opposite, 6)) == 16
    drift, bound = drift_of_waits(opposite, 6)
    assert drift == pytest.approx(3.0 * 16 / 17) and bound == pytest.approx(0.5 + 0.7979 * 0.5 / 2.5706, abs=1e-4)
    one = waits_that_drift([-2.1] + [0.0] * 16)
    assert sure_drifts(one, 6) == ["wait_0"] and drift_of_waits(one, 6)[0] < bound
    small = waits_that_drift([0.9, -0.9] * 8 + [0.9])
    assert not sure_drifts(small, 6) and drift_of_waits(small, 6)[0] > bound


def test_intervals_that_hold_at_once_are_wider():
    """Of 17 with six towns: the quantile at 0.05/17, 5.40 with five degrees of freedom, against 2.57 of one."""
    assert half_width_among(1.0, 6, 1) == pytest.approx(1.0)
    assert half_width_among(2.5706, 6, 17) == pytest.approx(5.4005, abs=1e-3)
    chance = 1.0 - t.cdf(half_width_among(t.ppf(0.975, 5), 6, 17), 5)
    assert 2.0 * chance == pytest.approx(0.05 / 17)


def test_problems_stand_still_and_so_do_services(table):
    """The rates of worsening are solved by level: not only the mean level stands still, but also who has a problem."""
    for quantity, most in {"problems": 0.03, "level": 0.03, "services": 0.10, "unpaid": 0.10}.items():
        row = table.loc[quantity]
        assert abs(row["drift"]) < most * row["first"] + row["half_width"], (quantity, row.to_dict())


def test_the_wait_for_mental_health_care_comes_out_as_it_went_in(table):
    mean = table.loc["wait_ggz", ["first", "last"]].mean()
    assert mean == pytest.approx(15.0, abs=1.5)
    assert abs(table.loc["wait_ggz", "drift"]) < table.loc["wait_ggz", "allowed"] + table.loc["wait_ggz", "half_width"]


def test_the_share_exempted_by_the_department_is_read():
    design = open_town(300)
    model = TrustExperiment(design, rng=1, equilibrium=first_guess(design), surveyed=False)
    start = model.people[model.people.status == ON_BENEFIT]
    read, _ = readings(model)
    end = model.people[model.people.status == ON_BENEFIT]
    assert len(read["exempted"]) == 17
    assert read["exempted"][[0, -1]].tolist() == [start.exempted.mean(), end.exempted.mean()]


def test_what_is_allowed_is_the_largest_of_number_share_and_deviations():
    assert Allowed(absolute=0.03).of(6.0, 1.2) == 0.03
    assert WAIT.of(4.0, 0.0) == 0.5 and WAIT.of(15.0, 0.0) == pytest.approx(1.5)
    assert Allowed(deviations=0.05).of(0.4, 0.2) == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("drift", "half", "verdict"), [(0.1, 0.1, "stands still"), (-0.5, 0.1, "drifts"), (0.25, 0.1, "open")]
)
def test_a_drift_is_judged_by_its_interval(drift, half, verdict):
    assert verdict_of(drift, half, 0.3) == verdict
