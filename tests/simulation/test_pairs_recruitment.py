"""Pairs: changes after week 0 or elsewhere do not affect recruits and their lots."""

from dataclasses import replace

import numpy as np
import pytest
from recruitment_samples import PLAN, small_town, started, starters
from worlds import COACHED, FREE

from simulation.design import Change, CoachPost, Group

DRAWN = ("id", "group", "recruited", "channel", "eligible", "age", "trust_history", "level")


def same(first, second, fields=DRAWN):
    return [name for name in fields if not np.array_equal(first.people[name], second.people[name])] == []


def with_policy(number, policy):
    groups = list(small_town().groups)
    groups[number] = replace(groups[number], policy=policy)
    return {"groups": tuple(groups)}


@pytest.mark.parametrize(
    "changes",
    [
        {"posts": (CoachPost(), CoachPost(arrives=8), *[CoachPost()] * 5)},
        {"coach_team": {"hours_per_fte": 5.0}},
        with_policy(0, COACHED | {"contacts_per_year": 24.0}),
        with_policy(1, FREE),
        {"changes": (Change(week=3, scope="policy", target="free", lever="exempt", value=False),)},
        {"partner_levers": {"ggz": {"places_factor": 3.0}}},
    ],
    ids=str,
)
def test_another_policy_has_the_same_recruits_and_the_same_lots(changes):
    assert same(started(small_town()), started(small_town(**changes)))


def test_people_elsewhere_change_no_recruit():
    same_people = tuple(replace(group, cohort=number) for number, group in enumerate(small_town().groups))
    more = small_town(groups=(Group(name="elsewhere", size=40, cohort=9), *same_people))
    first, second = started(small_town()), started(more)
    assert np.array_equal(starters(first).id, starters(second).id)
    assert np.array_equal(starters(first).group + 1, starters(second).group)


def test_recruitment_does_not_change_the_people():
    town = Group(name="town", size=1500, open=True, cohort=3)
    without = small_town(groups=(town,), posts=(), recruitment=None)
    two_worlds = started(small_town(switched_off=frozenset({"disappointment"}))), started(without)
    assert same(*two_worlds, ("id", "age", "trust", "self_efficacy", "level", "employability", "status_holder", "help"))


def test_a_larger_target_adds_recruits_and_loses_none():
    fewer, more = (
        started(small_town(recruitment=replace(PLAN, target=target, callers=(replace(PLAN.callers[0], coaches=4),))))
        for target in (200, 350)
    )
    signed = [set(model.people.id[model.people.recruited >= 2].tolist()) for model in (fewer, more)]
    assert signed[0] < signed[1]


def test_the_same_seed_gives_the_same_bytes_and_another_another_trial():
    first, repeated, second = started(small_town()), started(small_town()), started(small_town(), rng=2)
    assert first.people.tobytes() == repeated.people.tobytes()
    assert starters(first).id.tolist() != starters(second).id.tolist()
