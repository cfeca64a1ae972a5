"""Behaviour: no demand, no new work by any door; a downturn costs jobs; a bonus and a release move offers."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import FREE, two_groups, usual_equilibrium

from simulation.design import Change, CoachPost
from simulation.experiment import TrustExperiment
from simulation.partners import PARTNERS_2018

ACTIVE = {"track_found": 0.9, "lead_found": 5.0, "introduced": 1.0, "hours_grow": 0.1, "offers": 0.4}
"""Every door into work is wide open where there is demand."""
PARTNERS = tuple(
    replace(spec, activation=5.0) if spec.name == "self_employment_advice" else spec for spec in PARTNERS_2018
)


def busy(**changes):
    settings = {"size": 500, "weeks": 60, "policy": FREE, "posts": (CoachPost(),) * 12, "partners": PARTNERS}
    return two_groups(**settings | {"parameters": ACTIVE} | changes)


def market(week, value):
    return (Change(week=week, scope="labour_market", lever="labour_market", value=value),)


def start(design):
    return TrustExperiment(design, rng=6, equilibrium=usual_equilibrium())


def test_without_demand_nobody_gets_work_or_more_hours_by_any_door():
    model = start(busy(changes=market(20, 0.0)))
    model.run_until(20)
    assert model.people.contracts.sum() > 50
    assert ((model.people.jobs > model.people.contracts) | (model.people.contract == 4)).any()
    then = model.people.copy()
    for _ in range(40):
        before = model.people.copy()
        model.step()
        assert model.town[0].hires == 0.0
        kept = model.people.contract > 0
        assert (model.people.hours[kept] <= before.hours[kept]).all()
        assert (model.people.contract_until[kept] == before.contract_until[kept]).all()
    for name in ("jobs", "contracts", "offers", "exits_to_work", "household_exits"):
        moved = model.people[name] != then[name]
        assert not moved.any() or name == "household_exits", name
    assert (model.people.jobs_lost > then.jobs_lost).sum() > 20


def test_hires_are_all_new_contracts():
    model = start(busy())
    hires = 0.0
    for _ in range(30):
        model.step()
        hires += model.town[0].hires
    assert hires == model.people.contracts.sum() > model.people.offers_taken.sum()


@pytest.mark.parametrize(("switched_off", "more"), [((), True), (("downturn",), False)])
def test_a_downturn_costs_more_jobs_only_by_its_mechanism(switched_off, more):
    lost = []
    for value in (1.0, 0.3):
        design = busy(
            size=2000, weeks=2, changes=market(1, value), switched_off=frozenset(switched_off),
            parameters={"separation_market": 0.6, "separation_part_time": 0.1, "renewal": 1.0},
        )  # fmt: skip
        model = start(design)
        model.run_until(2)
        assert model.town[0].job_loss == pytest.approx(1.0 if switched_off else value**-0.6)
        lost.append(model.people.jobs_lost.sum())
    assert (lost[1] > 1.2 * lost[0]) == more


def offers(policy):
    model = start(two_groups(size=3000, weeks=40, policy={}, posts=()))
    for lever, value in policy.items():
        model.set_lever("policy", lever, value, "coached")
    model.run_until(40)
    people = model.people[:3000]
    return np.array([people.offers.sum(), (people.offer_hours >= 32.0).sum()])


def test_a_bonus_moves_offers_to_full_time_work():
    usual, rich = offers({}), offers({"exit_bonus_year": 24000.0})
    assert rich[0] > 1.05 * usual[0]
    assert rich[1] > 1.1 * usual[1]


def test_a_release_moves_offers_to_part_time_work():
    usual, free = offers({}), offers({"release_share": 1.0, "release_cap_month": 2000.0, "release_months": 600.0})
    assert free[0] > 1.02 * usual[0]
    assert free[0] - free[1] > 1.05 * (usual[0] - usual[1])
