"""Behaviour: extra hires come at the cost of others, by the share of the lever."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import COACHED, two_groups, usual_equilibrium

from simulation.design import Change
from simulation.displacement import offers_left, vacancies_after
from simulation.measures import POSITION
from simulation.model import TrustExperiment

EXIT_WORK = POSITION["exit_work"]
MANY_LEADS = {"lead_found": 20.0, "lead_helps": 5.0, "lead_weeks": 12.0, "introduced": 0.0}
SIZE = 1200


def run_world(displacement, town=2 * SIZE, **changes):
    """Return (series, hires a week, model) of a world in which only coached people get job leads, and many."""
    design = two_groups(
        size=SIZE, weeks=104, town=town, policy=COACHED | {"contacts_per_year": 12.0},
        coach_team={"unlimited": True}, parameters=MANY_LEADS,
        labour_market={"displacement": displacement} | changes.pop("labour_market", {}), **changes,
    )  # fmt: skip
    model = TrustExperiment(design, rng=3, equilibrium=usual_equilibrium())
    hires = np.zeros(design.weeks + 1)
    for week in range(1, design.weeks + 1):
        model.step()
        hires[week] = model.town[0].hires
    return model.book.series, hires, model


@pytest.fixture(scope="module")
def worlds():
    return {displacement: run_world(displacement) for displacement in (0.0, 0.3, 0.6, 1.0)}


def usual_of(worlds):
    return worlds[1.0][2].usual_hires


@pytest.mark.parametrize("displacement", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("outside", [0.0, 4.0])
def test_the_share_of_extra_hires_is_taken_from_others(displacement, outside):
    gross, usual, stock, vacancies = 9.0, 5.0, 40.0, 1.0
    for _ in range(3000):
        left = offers_left(displacement, vacancies)
        vacancies = vacancies_after(vacancies, gross * left, usual, outside, left, stock)
    total = (gross + outside * usual) * offers_left(displacement, vacancies)
    assert total == pytest.approx((1.0 + outside) * usual + (1.0 - displacement) * (gross - usual))


def test_hires_as_usual_leave_the_vacancies_alone_exactly():
    assert vacancies_after(1.0, 7.0, 7.0, 3.7, 1.0, 50.0) == 1.0


def test_without_displacement_usual_hires_are_not_needed(worlds):
    series, _, model = worlds[0.0]
    assert model.usual_hires is None
    off = run_world(1.0, switched_off=frozenset({"displacement"}))[0]
    assert np.array_equal(off, series, equal_nan=True)


def test_with_full_displacement_hires_cannot_exceed_the_usual_by_more_than_the_vacancies(worlds):
    _, hires, model = worlds[1.0]
    usual = usual_of(worlds)
    stock = model.parameters[0].vacancy_weeks * usual[1:53].mean()
    # Hires of the last week would lower the vacancies of the week after.
    gone = hires[:-1].sum() - usual[:-1].sum()
    assert gone == pytest.approx(stock * (1.0 - model.town[0].vacancies), rel=1e-9)
    assert gone <= stock


def test_with_full_displacement_hires_of_the_second_year_equal_the_usual_hires(worlds):
    usual, held, free = usual_of(worlds)[53:].sum(), worlds[1.0][1][53:].sum(), worlds[0.0][1][53:].sum()
    error = np.sqrt(usual)
    assert abs(held - usual) < 3.0 * error
    assert free - usual > 6.0 * error


def test_the_other_group_loses(worlds):
    free, held = worlds[0.0][0][-1, :, EXIT_WORK], worlds[1.0][0][-1, :, EXIT_WORK]
    assert (held < free - 0.01).all()


def test_more_displacement_means_fewer_hires(worlds):
    totals = [worlds[displacement][1].sum() for displacement in (0.0, 0.3, 0.6, 1.0)]
    assert totals == sorted(totals, reverse=True) and len(set(totals)) == 4


def test_outsiders_bear_their_part_of_the_loss(worlds):
    alone, among_many = worlds[1.0][2], run_world(1.0, town=10 * SIZE)[2]
    assert alone.town[0].vacancies < among_many.town[0].vacancies - 0.1 < 0.9


def test_under_the_service_as_usual_nothing_is_displaced():
    boom = (Change(week=20, scope="labour_market", lever="labour_market", value=1.8),)
    design = two_groups(size=400, weeks=60, town=800, policy={}, posts=(), changes=boom)
    ways = (design, replace(design, labour_market={"displacement": 1.0}))
    free, contested = (TrustExperiment(way, rng=5, equilibrium=usual_equilibrium()) for way in ways)
    free.run_until(60)
    contested.run_until(60)
    assert contested.usual_hires.sum() > 0.0
    assert contested.people.tobytes() == free.people.tobytes()


def test_displacement_from_a_date_leaves_the_weeks_before_untouched(worlds):
    late = run_world(0.0, changes=(Change(week=30, scope="labour_market", lever="displacement", value=1.0),))[0]
    free = worlds[0.0][0]
    assert np.array_equal(late[:31], free[:31], equal_nan=True)
    assert late[-1, 1, EXIT_WORK] < free[-1, 1, EXIT_WORK]
