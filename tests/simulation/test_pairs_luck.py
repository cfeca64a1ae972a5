"""Pairs: the same people with the same luck, and the differences that a change may cause."""

import os
import pickle
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from worlds import two_groups, usual_equilibrium

from simulation.design import Change, Group
from simulation.experiment import TrustExperiment
from simulation.outcomes import Outcomes


def run(design, weeks=None, rng=1, replication=0):
    model = TrustExperiment(design, rng=rng, replication=replication, equilibrium=usual_equilibrium())
    model.run_until(weeks or design.weeks)
    return model


def differing_fields(first, second, rows=slice(None), ignore=()):
    return [
        name
        for name in first.dtype.names
        if name not in ignore and not np.array_equal(first[name][rows], second[name][rows])
    ]


def test_a_change_of_nothing_gives_exactly_zero():
    same = two_groups(
        changes=(Change(week=30, scope="policy", target="coached", lever="contacts_per_year", value=6.0),)
    )
    first, second = Outcomes.of(run(two_groups())), Outcomes.of(run(same))
    for frame in ("series", "partners", "coaches"):
        assert getattr(first, frame).equals(getattr(second, frame))


def test_single_steps_equal_an_uninterrupted_run():
    design = two_groups(size=60)
    at_once, one_by_one = run(design), TrustExperiment(design, rng=1, equilibrium=usual_equilibrium())
    for _ in range(design.weeks):
        one_by_one.step()
    assert at_once.people.tobytes() == one_by_one.people.tobytes()
    assert at_once.book.series.tobytes() == one_by_one.book.series.tobytes()


@pytest.mark.parametrize("other", [{"rng": 2}, {"replication": 1}])
def test_another_seed_or_replication_gives_another_world(other):
    design = two_groups(size=60, weeks=10)
    assert run(design).people.tobytes() != run(design, **other).people.tobytes()


@pytest.mark.parametrize(
    ("scope", "target", "lever", "value"),
    [
        ("policy", "coached", "contacts_per_year", 24.0),
        ("policy", "usual", "exempt", True),
        ("labour_market", "", "labour_market", 3.0),
        ("partners", "ggz", "places_factor", 3.0),
        ("team", "coach_team", "agenda_priority", "most_urgent"),
    ],
)
def test_a_lever_changed_at_week_30_leaves_the_weeks_before_untouched(scope, target, lever, value):
    design = two_groups(changes=(Change(week=30, scope=scope, target=target, lever=lever, value=value),))
    base, changed = run(two_groups(), 30), run(design, 30)
    assert base.people.tobytes() == changed.people.tobytes()
    assert base.book.series[:31].tobytes() == changed.book.series[:31].tobytes()
    base.run_until(52)
    changed.run_until(52)
    assert base.people.tobytes() != changed.people.tobytes()


def test_set_lever_equals_a_dated_change():
    dated = run(two_groups(changes=(Change(week=10, scope="organisation", lever="letters", value=5.0),)), 30)
    by_hand = run(two_groups(), 10)
    by_hand.set_lever("organisation", "letters", 5.0)
    by_hand.run_until(30)
    assert dated.people.tobytes() == by_hand.people.tobytes()


def test_more_people_change_nobody_elses_draws():
    nothing_shared = {"manager_team": {"caseload": 120.0, "unlimited": True}, "partners": ()}
    without_partners = replace(
        usual_equilibrium(), partner_shares=np.zeros((10, 0)), served=np.zeros((3, 2, 0)), demand=np.zeros(0)
    )
    few = two_groups(policy={}, **nothing_shared)
    many = replace(few, groups=(few.groups[0], Group(name="usual", size=400), Group(name="more", size=100)))
    worlds = [TrustExperiment(design, rng=1, equilibrium=without_partners) for design in (few, many)]
    for model in worlds:
        model.run_until(52)
    everyone_of_before = few.groups[0].size + few.groups[1].size
    rows = slice(0, everyone_of_before)
    assert differing_fields(worlds[0].people[rows], worlds[1].people[rows], ignore={"coach"}) == []


def test_people_affect_each_other_through_shared_partners_but_not_at_the_start():
    few = two_groups(policy={})
    many = replace(few, groups=(few.groups[0], Group(name="usual", size=400)))
    before, after = (TrustExperiment(d, rng=1, equilibrium=usual_equilibrium()).people[:150] for d in (few, many))
    assert differing_fields(before, after, ignore={"coach"}) == []
    assert differing_fields(run(few).people[:150], run(many).people[:150], ignore={"coach"}) != []


def test_the_cohort_and_not_the_order_of_groups_determines_the_people():
    both_groups = two_groups(size=80)
    second_group = replace(both_groups, groups=(replace(both_groups.groups[1], cohort=1),), posts=())
    both = TrustExperiment(both_groups, rng=1, equilibrium=usual_equilibrium()).people[80:]
    single = TrustExperiment(second_group, rng=1, equilibrium=usual_equilibrium()).people
    assert differing_fields(both, single, ignore={"row", "group", "policy", "coach"}) == []


def test_group_names_decide_nothing():
    renamed = two_groups(size=80)
    groups = tuple(replace(group, name=group.name[::-1]) for group in renamed.groups)
    assert run(renamed).people.tobytes() == run(replace(renamed, groups=groups)).people.tobytes()


UNCOMPILED = """
import pickle, sys
from simulation.experiment import TrustExperiment
design, equilibrium = pickle.load(open(sys.argv[1], "rb"))
model = TrustExperiment(design, rng=3, equilibrium=equilibrium)
model.run_until(design.weeks)
w = model.world
arrays = (w.people, w.coaches, w.partners, w.queue.tickets, model.book.series)
sys.stdout.write("".join(array.tobytes().hex() for array in arrays))
"""


def test_compiled_and_uncompiled_give_the_same_bytes(tmp_path):
    world = two_groups(size=12, weeks=28, town=200)
    file = tmp_path / "design.pickle"
    file.write_bytes(pickle.dumps((world, usual_equilibrium())))
    outputs = [
        subprocess.run(
            [sys.executable, "-W", "error::RuntimeWarning", "-c", UNCOMPILED, str(file)],
            env=os.environ | {"NUMBA_DISABLE_JIT": off},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for off in ("0", "1")
    ]
    assert outputs[0] == outputs[1]
    assert len(outputs[0]) > 10_000
