"""Behaviour: an open town of 7,000 stands still for four years (law 5), as far as few towns can show."""

import numpy as np
import pytest

from calibration.standing_still import LAW, WAIT, Allowed, drifts, interval, open_town, readings, verdict_of
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


def test_the_waits_stand_still_taken_together(table):
    """Single partners with few places vary too much for six towns; the sum of their drifts does not."""
    waits = table[table.index.str.startswith("wait_")]
    assert abs(waits["drift"].sum()) < np.sqrt((waits["half_width"] ** 2).sum()) + waits["allowed"].sum()
    assert abs(table.loc["wait_ggz", "drift"]) < table.loc["wait_ggz", "allowed"] + table.loc["wait_ggz", "half_width"]


def test_problems_stand_still_and_so_do_services(table):
    """The rates of worsening are solved by level: not only the mean level stands still, but also who has a problem."""
    for quantity, most in {"problems": 0.03, "level": 0.03, "services": 0.10, "unpaid": 0.10}.items():
        row = table.loc[quantity]
        assert abs(row["drift"]) < most * row["first"] + row["half_width"], (quantity, row.to_dict())


def test_the_wait_for_mental_health_care_comes_out_as_it_went_in(table):
    mean = table.loc["wait_ggz", ["first", "last"]].mean()
    assert mean == pytest.approx(15.0, abs=1.5)


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


def test_the_interval_is_students():
    """Four values with a standard deviation of 2: ± 3.182 · 2 / √4."""
    values = np.array([-1.0, -1.0, 1.0, 1.0]) * np.sqrt(3.0)
    assert interval(values + 5.0) == pytest.approx((5.0, 3.1824), abs=1e-3)


@pytest.mark.parametrize(
    ("drift", "half", "verdict"), [(0.1, 0.1, "stands still"), (-0.5, 0.1, "drifts"), (0.25, 0.1, "open")]
)
def test_a_drift_is_judged_by_its_interval(drift, half, verdict):
    assert verdict_of(drift, half, 0.3) == verdict
