"""Behaviour: every lever runs at both bounds and in between, and every value of it changes something."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from worlds import COACHED, FREE, two_groups, usual_equilibrium

from simulation.design import CoachPost
from simulation.experiment import TrustExperiment
from simulation.levers import LEVERS

WEEKS = 40
EVENTFUL = {"course_invites": 1.0, "withdraw": 0.5, "separation": 0.05, "block_by_itself": 0.005}
"""Higher rates of rare events, so that a small world shows every lever."""
POLICY = FREE | {"group_training": True, "aftercare_weeks": 26.0}
NEEDS = {
    ("organisation", "pins_week"): {"organisation": {"pins": 40.0}},
    ("organisation", "coordination_from"): {"organisation": {"coordination": True}},
    ("labour_market", "displacement"): {"labour_market": {"labour_market": 2.0}, "size": 240},
    ("policy", "may_withdraw"): {"parameters": EVENTFUL | {"no_show": 0.6, "withdraw": 1.0}},
}  # fmt: skip
"""What a lever needs to act: the other levers that it moves."""
PARTNER = "ggz"


def small(**changes):
    """A coached group and a group under the service as usual, with two coaches, of whom the first leaves."""
    design = two_groups(
        **{
            "size": 60, "weeks": WEEKS, "policy": POLICY, "parameters": EVENTFUL, "town": 700,
            "posts": (CoachPost(leaves=20), CoachPost(arrives=10), CoachPost(arrives=20)),
            "coach_team": {}, "organisation": {}, "ends": 34,
        }
        | changes
    )  # fmt: skip
    return replace(design, groups=tuple(replace(group, surveyed=True) for group in design.groups))


def with_lever(scope, lever, value):
    """Return a small world in which one lever has this value."""
    needed = NEEDS.get((scope, lever), {})
    if scope == "policy":
        design = small(**needed)
        groups = tuple(replace(group, policy=dict(group.policy) | {lever: value}) for group in design.groups)
        managed = {"team": "client_managers"}
        if (lever, value) == ("team", "client_managers"):
            groups = tuple(replace(group, policy=dict(group.policy) | managed) for group in groups)
        return replace(design, groups=groups, ends=None if lever == "team" else 34)
    if scope == "team":
        managers = {"caseload": 120.0, "hours_per_fte": 7.0}
        managers |= {lever: value} if LEVERS[scope][lever].belongs_to("manager_team") else {}
        return small(**needed, coach_team={lever: value}, manager_team=managers)
    if scope == "partners":
        return small(**needed, partner_levers={PARTNER: {lever: value}})
    return small(**(needed | {scope: dict(needed.get(scope, {})) | {lever: value}}))


def values_of_lever(row):
    """Return the values to try: every choice, both truths, or both bounds and between them; a week within the run."""
    if row.choices:
        return tuple(row.choices)
    if isinstance(row.usual, bool):
        return False, True
    middle = 5 if row.unit == "week" else (row.low + row.high) / 2
    return row.low, type(row.usual)(middle), row.high


ROWS = [(scope, name) for scope in LEVERS for name in LEVERS[scope]]
"""Every lever of the table."""


def run(design):
    model = TrustExperiment(design, rng=2, equilibrium=usual_equilibrium())
    model.run_until(design.weeks)
    return model


def seen(model):
    """Return all that is measured and all that happened to people, coaches and partners."""
    counted = np.concatenate([model.book.series.ravel(), model.book.coaches.ravel(), model.book.partners.ravel()])
    answers = model.observed.surveys.table["answers"]
    return counted.tobytes(), model.people.tobytes(), answers.tobytes()


@pytest.mark.parametrize(("scope", "lever"), ROWS, ids=[f"{scope}.{name}" for scope, name in ROWS])
def test_every_value_of_a_lever_runs_and_acts(scope, lever):
    """Choices all differ. Of a number the values differ, but what is high enough for a small town may be alike."""
    row = LEVERS[scope][lever]
    values = values_of_lever(row)
    outcomes = [seen(run(with_lever(scope, lever, value))) for value in values]
    pairs = list(combinations(range(len(values)), 2))
    alike = [(values[a], values[b]) for a, b in pairs if outcomes[a] == outcomes[b]]
    assert len(set(outcomes)) > 1, "the lever does nothing"
    if row.choices:
        assert not alike


@pytest.mark.parametrize("outreach", [False, True])
def test_stepping_out_acts_with_outreach_and_without(outreach):
    withdrawn = []
    for allowed in (False, True):
        design = small(
            policy=POLICY | {"outreach": outreach, "may_withdraw": allowed},
            parameters=EVENTFUL | {"no_show": 0.6, "withdraw": 1.0},
        )
        withdrawn.append(run(design).people.withdrawn.sum())
    assert withdrawn[0] == 0 < withdrawn[1]


def test_a_hundredfold_demand_fills_every_list_without_an_error():
    levers = {"town_arrivals_factor": 100.0}
    design = two_groups(size=60, weeks=60, policy=COACHED, partner_levers={"ggz": levers, "siza": levers})
    model = run(design)
    ggz = design.partner_number("ggz")
    assert model.partners.waiting[ggz] > 50_000
    assert model.book.partners[-1, ggz, 2] > model.book.partners[1, ggz, 2]
