"""Pairs: policies after the trial against the city: the same people with the same luck."""

from dataclasses import replace

import numpy as np
import pytest

from scenarios.file.scenario import load
from simulation.design import Change, CoachPost
from simulation.equilibrium_search import equilibrium_of
from simulation.experiment import TrustExperiment
from simulation.measures import INDEX

PEOPLE = 700


def smaller(name, **changes):
    """Return a shipped scenario of the city with a tenth of its people, coaches and pins."""
    design = load(name).design
    organisation = dict(design.organisation)
    if "pins" in organisation:
        organisation["pins"] = organisation["pins"] / 10.0
    return replace(
        design, groups=tuple(replace(group, size=PEOPLE) for group in design.groups), town=PEOPLE, weeks=60,
        posts=design.posts[::10], organisation=organisation, **changes,
    )  # fmt: skip


def run_model(design):
    model = TrustExperiment(design, rng=6, equilibrium=equilibrium_of(design))
    model.run_until(design.weeks)
    return model


@pytest.fixture(scope="module")
def city():
    return run_model(smaller("city-7000"))


def test_without_pins_the_pin_scenario_is_the_city(city):
    design = smaller("vertrouwenspin")
    none = run_model(replace(design, organisation=dict(design.organisation) | {"pins": 0.0}))
    assert none.pins is None
    assert none.people.tobytes() == city.people.tobytes()


def test_pins_from_a_date_leave_the_weeks_before_untouched(city):
    design = smaller("vertrouwenspin")
    late = run_model(replace(design, organisation=dict(design.organisation) | {"pins_week": 30.0}))
    trust = INDEX["trust"]
    assert np.array_equal(late.book.series[:31], city.book.series[:31], equal_nan=True)
    assert late.book.series[31, 0, trust] > city.book.series[31, 0, trust]
    assert late.pins_by_week[:31].sum() == 0 and late.pins_by_week[31].sum() == 4


def test_without_its_levers_perspectief_is_the_city(city):
    design = smaller("perspectief")
    usual = replace(design, groups=tuple(replace(group, policy={}) for group in design.groups))
    assert run_model(usual).people.tobytes() == city.people.tobytes()


def test_fewer_coaches_hold_fewer_conversations_and_are_trusted_less(city):
    many, few = (run_model(smaller(name)) for name in ("perspectief", "perspectief-few-coaches"))
    assert len(many.design.posts) == 7 and len(few.design.posts) == 2
    assert np.array_equal(many.people.id, few.people.id) and np.array_equal(many.people.id, city.people.id)
    held, backlog = INDEX["contacts_held"], INDEX["backlog"]
    assert many.book.series[-1, 0, held] > 1.5 * few.book.series[-1, 0, held]
    assert many.book.series[1:, 0, backlog].mean() < 0.5 * few.book.series[1:, 0, backlog].mean()
    # What waits for a date is no broken promise; trust differs by the conversations alone, of the same people.
    difference = many.people.trust - few.people.trust
    assert difference.mean() > 4.0 * difference.std(ddof=1) / np.sqrt(len(difference))
    assert many.usual_hires.by_week.tolist() == few.usual_hires.by_week.tolist()


def test_shipped_capacities_equal_those_in_the_files():
    assert load("perspectief").design.posts == (CoachPost(),) * 70
    assert load("perspectief-few-coaches").design.posts == (CoachPost(),) * 20
    assert load("vertrouwenspin").design.organisation["pins"] == 43.0
    policies = [dict(load(name).design.groups[0].policy) for name in ("perspectief", "perspectief-few-coaches")]
    assert policies[0] == policies[1]
    assert not {"exempt", "release_share", "release_months", "exit_bonus_year"} & set(policies[0])


@pytest.mark.parametrize("scenario", ["perspectief", "vertrouwenspin"])
def test_a_later_change_leaves_the_weeks_before_untouched(scenario):
    design = smaller(scenario)
    later = Change(week=20, scope="labour_market", lever="labour_market", value=3.0)
    short, long = replace(design, weeks=20), replace(design, weeks=70, changes=(later,))
    if scenario == "perspectief":
        short, long = (replace(d, labour_market={"displacement": 1.0}) for d in (short, long))
    short_run, long_run = run_model(short), TrustExperiment(long, rng=6)
    long_run.run_until(20)
    assert np.array_equal(short_run.book.series, long_run.book.series[:21], equal_nan=True)
