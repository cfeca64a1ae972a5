"""Unit: an earnings release that begins or ends at a date has its months counted from then."""

from types import SimpleNamespace

import numpy as np
import pytest
from income_samples import EXPERIMENT, REGULAR, policy, rules

from simulation.calendar import apply_change
from simulation.design import Design, Group
from simulation.income import release_now
from simulation.people import PERSON_RECORD, TEMPORARY, empty_records
from simulation.search import count_release
from simulation.start import POLICY_RECORD, build_policies

P = rules()
NONE = {"release_share": 0.0}


def two_policies(**levers):
    """Return what a dated change needs: three people of whom the last has the service as usual."""
    groups = (Group(name="released", size=2), Group(name="control", size=1))
    model = SimpleNamespace(design=Design(groups=groups, weeks=208), people=empty_records(PERSON_RECORD, 3))
    model.policies = empty_records(POLICY_RECORD, 3)
    for number, record in enumerate((policy(**levers), policy(), policy())):
        model.policies[number] = record
    model.people.policy = [0, 0, 1]
    model.people.contract, model.people.hours, model.people.wage_hour = TEMPORARY, 12.0, 10.0
    return model


@pytest.mark.parametrize("ends, until", [(None, 0), (104, 104)])
def test_people_know_when_a_release_of_the_experiment_ends_and_the_usual_one_ends_at_no_date(ends, until):
    groups = (Group(name="released", size=2, policy=EXPERIMENT), Group(name="control", size=1))
    policies = build_policies(Design(groups=groups, weeks=208, ends=ends))
    assert policies.release_ends.tolist() == [until, 0, 0]
    model = two_policies()
    model.design = Design(groups=groups, weeks=208, ends=ends)
    for levers, expected in ((EXPERIMENT, until), (REGULAR, 0)):
        change(model, levers)
        assert model.policies.release_ends.tolist() == [expected, 0, 0]


def change(model, levers):
    for lever, value in levers.items():
        apply_change(model, "policy", "released", lever, value)


def work(model, weeks):
    for _ in range(weeks):
        for person in model.people:
            count_release(person, P)


def counts(model, field="release_weeks"):
    return model.people[field].tolist()


def test_a_release_that_begins_in_week_52_lasts_its_months_from_then():
    model = two_policies()
    work(model, 52)
    change(model, EXPERIMENT)
    assert (counts(model), counts(model, "released_before")) == ([0, 0, 52], [52, 52, 0])
    work(model, 103)
    assert release_now(model.people[0], model.policies[0], 300.0, P) == pytest.approx(150.0)
    work(model, 1)
    assert release_now(model.people[0], model.policies[0], 300.0, P) == 0.0


def test_the_order_of_the_levers_of_one_date_does_not_matter():
    ahead, back = two_policies(), two_policies()
    for model, levers in ((ahead, EXPERIMENT), (back, dict(reversed(EXPERIMENT.items())))):
        work(model, 52)
        change(model, levers)
    assert ahead.people.tobytes() == back.people.tobytes()


def test_after_a_release_for_two_years_and_none_for_one_a_new_one_counts_from_zero():
    model = two_policies(**EXPERIMENT)
    work(model, 104)
    change(model, NONE)
    work(model, 52)
    change(model, {"release_share": 0.5})
    assert (counts(model)[:2], counts(model, "released_before")[:2]) == ([0, 0], [104, 104])
    assert release_now(model.people[0], model.policies[0], 300.0, P) == pytest.approx(150.0)


def test_when_the_usual_release_returns_weeks_of_a_release_are_used_and_weeks_without_are_not():
    model = two_policies(**EXPERIMENT)
    model.people.released_before[:2] = 5
    work(model, 10)
    change(model, NONE)
    work(model, 30)
    change(model, REGULAR)
    assert (counts(model)[:2], counts(model, "released_before")[:2]) == ([15, 15], [0, 0])
    assert release_now(model.people[0], model.policies[0], 300.0, P) == pytest.approx(75.0)


@pytest.mark.parametrize("levers", [{"release_months": 36.0}, {"release_share": 0.4}, {"release_cap_month": 250.0}])
def test_other_terms_of_a_release_under_way_do_not_restart_it(levers):
    model = two_policies(**EXPERIMENT)
    work(model, 60)
    change(model, levers)
    assert counts(model) == [60, 60, 60]


def test_other_levers_and_other_people_are_left_alone():
    model = two_policies()
    work(model, 20)
    before = model.people.copy()
    change(model, {"exempt": True, "release_share": 0.25})
    assert np.array_equal(model.people, before)
