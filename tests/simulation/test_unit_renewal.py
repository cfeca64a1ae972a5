"""Renewal: inflow and newcomers move against the drift; the help of simulated people is a curve in time."""

from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from simulation.measures import INDEX
from simulation.people import ON_BENEFIT, PERSON_RECORD, empty_records
from simulation.renewal import (
    INFLOWS,
    KNOTS,
    QUANTILES,
    SURE_LENGTH,
    Looks,
    composition,
    curve,
    demand_lacking,
    first_newcomers,
    inflow_in,
    inflow_without_drift,
    release_quantiles,
    renewed,
)

VALUES = {"single_parents": 0.2, "couples": 0.2, "education_low": 0.5, "education_high": 0.1, "women": 0.6}


def test_an_inflow_that_lets_the_stock_grow_falls_by_the_growth():
    """Growth of 1 % in a half-year is an inflow too high by 2 % a year; afterwards the stock stands still."""
    recipients = np.concatenate([np.linspace(1000.0, 1010.0, 27), np.full(182, 1010.0)])
    inflow = inflow_without_drift(np.full(INFLOWS, 0.25), recipients)
    assert inflow == pytest.approx([0.23, *[0.25] * 7])
    assert [inflow_in(inflow, week) for week in (1, 26, 27, 900)] == pytest.approx([0.23, 0.23, 0.25, 0.25])


def stock(count, new, **fields):
    """Return recipients, the last `new` of them newcomers, with these fields."""
    people = empty_records(PERSON_RECORD, count)
    people.status, people.arrival_week[count - new :] = ON_BENEFIT, 5
    people.age, people.household, people.education = 40.0, 0, 1
    for name, value in fields.items():
        people[name] = value
    return people


def against(people, before):
    """Return newcomers moved against the drift from `before` to `people`."""
    series = np.full((209, 1, len(INDEX)), 100.0)
    shifts = {"new_employability": 0.0, "new_trust": 0.0, "new_set_point": 0.0}
    guess = SimpleNamespace(**first_newcomers(VALUES, np.full(10, 40.0)), **shifts)
    return renewed(guess, SimpleNamespace(people=people, book=SimpleNamespace(series=series)), composition(before))


def test_newcomers_make_up_for_the_drift_by_their_share():
    """The share of women rose by 0.1 and a fifth of the recipients are new: newcomers have 0.5 less, and so on."""
    before = stock(100, 0, female=np.arange(100) < 50, employability=0.5, trust=0.4, life_satisfaction=6.0)
    after = stock(100, 20, female=np.arange(100) < 55, employability=0.52, trust=0.41, life_satisfaction=6.1)
    new = against(after, before)
    assert new["new_women"] == pytest.approx(0.6 - 0.05 / 0.2)
    assert new["new_employability"] == pytest.approx(-0.1)
    assert new["new_trust"] == pytest.approx(-0.05)
    assert new["new_set_point"] == pytest.approx(-0.5)
    assert new["inflow"] == pytest.approx(np.full(INFLOWS, 0.25))


def test_shares_of_newcomers_stay_shares():
    before, after = stock(100, 0), stock(100, 50, household=np.arange(100) % 2)
    households = against(after, before)["new_households"]
    assert households.sum() == pytest.approx(1.0) and households.min() >= 0.0
    assert households == pytest.approx([1.0, 0.0, 0.2] / np.sum([1.2])) or households[1] == 0.0


def test_a_domain_that_grew_worse_gets_lighter_newcomers():
    levels = np.zeros((100, 9))
    levels[:50, 2] = 1
    worse = levels.copy()
    worse[50:60, 2] = 1
    scores = against(stock(100, 25, level=worse), stock(100, 0, level=levels))["new_scores"]
    assert scores[3] == pytest.approx(-(0.1 / 0.5) / 0.25)  # drift 0.1 levels, spread 0.5 levels, a quarter new
    assert (scores[[0, 1, 2, 4]] == 0.0).all()


def test_a_curve_is_straight_between_its_knots():
    at_knots = np.array([4.0, 2.0, 5.0])
    assert curve(at_knots, np.array([0, 26, 52, 130, 208, 300])) == pytest.approx([4.0, 3.0, 2.0, 3.5, 5.0, 5.0])


def test_the_help_of_each_is_found_again():
    looks = Looks(SimpleNamespace(), None)
    each = np.array([[[0.3], [0.0]], [[0.2], [0.1]], [[0.1], [0.15]]])  # knots, members and newcomers, partner
    for week in range(0, KNOTS[-1] + 1, 4):
        people = np.array([1000, 10 * week])
        looks.weeks.append(week)
        looks.people.append(people)
        looks.served.append(curve(each, np.array([week]))[0] * people[:, None])
    assert looks.served_each() == pytest.approx(each)


def test_release_used_comes_apart_for_those_with_and_without_earnings():
    people = stock(200, 0, contract=np.arange(200) % 2 * 2, release_weeks=np.arange(200))
    without, working = release_quantiles(people)
    assert without[0] == 0 and without[-1] == 198 and working[0] == 1 and working[-1] == 199
    assert len(without) == len(QUANTILES)


def test_a_wait_too_short_needs_more_arrivals_by_those_who_give_up():
    """A long line that was 2 weeks short, with 1 % giving up a week: 1.5 · 0.01 · 2 more in the logarithm; a short line
    moves by the fourth power of its length in standard deviations, against SURE."""
    desk = partial(SimpleNamespace, wait_weeks=10.0, drop_out_week=0.01)
    specs = [desk(admissions=lambda leaving: 400.0), desk(admissions=lambda leaving: 9.0)]
    waits = np.zeros((209, 2, 4))
    waits[:, :, 2] = 8.0
    model = SimpleNamespace(
        parameters=[SimpleNamespace(drop_service=0.0)], scale=1.0, design=SimpleNamespace(partners=specs),
        book=SimpleNamespace(partners=waits),
    )  # fmt: skip
    assert demand_lacking(model) == pytest.approx([np.exp(0.03), np.exp(0.03 * (3.0 / SURE_LENGTH) ** 4)])
