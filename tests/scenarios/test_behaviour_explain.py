"""Behaviour: explanations of the difference between two scenarios."""

import dataclasses
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from channel_runs import ALL, GROUPED, run_model, world
from worlds import COACHED, FREE, usual_equilibrium

from results.statistics.shapley import REST, WHOLE, parts_by_replication
from scenarios.channel_frames import ChannelFrames, ChannelStorage
from scenarios.explain import BASE, every_set, explain, under_usual_service, values_of_sets
from scenarios.file.faults import ScenarioError
from scenarios.file.scenario import Scenario, load
from scenarios.parameter_sets.parameter_sets import POINT
from simulation.channels import CHANNELS
from simulation.design import Group
from simulation.experiment import TrustExperiment
from simulation.frozen_channels import Frozen, Recorded

PLACES = {"partner_levers": {"debt_help": {"places_factor": 8.0}, "ggz": {"places_factor": 4.0}}}


@dataclasses.dataclass(frozen=True)
class Sets:
    """Parameter sets that share the starting point of the untouched world."""

    draws: tuple = ({},)
    name: str = "made"
    sha256: str = ""

    def equilibrium(self, number, design):
        return usual_equilibrium()


def values_by_set(base, design):
    """Return values of everyone by live channels, the number of runs, and all values of a replication."""
    table = every_set(design, 5, 0, base=base, draws=Sets())
    values = table["values"]
    everyone = values[values["group"] == "everyone"]
    return everyone.pivot(index="live", columns="measure", values="value"), int(table["runs"]["runs"].iloc[0]), values


def without(table, *channels):
    """Return the rows of sets without these live channels."""
    names = [live for live in table.index if live != BASE and not set(channels) & set(live.split("+"))]
    return table.loc[names]


@pytest.fixture(scope="module")
def written():
    return run_model(Recorded, world({}))


def test_the_same_scenario_twice_needs_two_runs_and_gives_zero_everywhere():
    table, runs, values = values_by_set(world(size=40), world(size=40))
    assert runs == 2
    assert (table == table.loc[BASE]).all().all()
    assert (parts_by_replication(values, tuple(CHANNELS))["value"] == 0.0).all()


def test_the_parts_add_up_to_the_whole_without_remainder(written):
    table, runs, values = values_by_set(world({}, size=60), world(size=60))
    assert runs == 65
    parts = parts_by_replication(values, tuple(CHANNELS))
    parts = parts.pivot(index=["group", "measure"], columns="part", values="value")
    assert np.allclose(parts[[REST, *CHANNELS]].sum(axis=1), parts[WHOLE], atol=1e-12)
    assert (parts[REST] == 0.0).all()
    assert (parts.loc["usual"].drop(columns=[REST, WHOLE]).abs().max().max()) < 0.1
    plain = run_model(TrustExperiment, world(size=60))
    assert table.loc["+".join(CHANNELS), "life_satisfaction"] == pytest.approx(plain.people["life_satisfaction"].mean())


@pytest.mark.parametrize(
    ("base", "changes", "channels"),
    [
        ({"exit_bonus_year": 0.0}, {"exit_bonus_year": 24000.0}, {"money"}),
        ({"release_share": 0.0}, {"release_share": 1.0, "release_cap_month": 2000.0}, {"money"}),
        ({"exempt": False}, {"exempt": True}, {"duties", "institution"}),
        ({"sanctions": 0.0}, {"sanctions": 10.0, "exempt": False}, {"duties", "institution"}),
    ],
    ids=["bonus", "release", "exemption", "sanctions"],
)
def test_a_lever_of_the_policy_works_through_its_channels(base, changes, channels):
    before = COACHED | {"exempt": changes.get("exempt", True) and base.get("exempt", True)} | base
    busy = {"labour_market": {"labour_market": 4.0}}
    table, runs, _ = values_by_set(world(before, size=80, **busy), world(before | changes, size=80, **busy))
    assert (without(table, *channels) == table.loc[BASE]).all().all()
    assert runs < 2 + 64
    satisfaction = table["life_satisfaction"]
    whole = satisfaction["+".join(CHANNELS)] - satisfaction[BASE]
    alone = satisfaction["+".join(name for name in CHANNELS if name in channels)] - satisfaction[BASE]
    assert whole != 0.0 and alone == pytest.approx(whole, rel=0.25)


def test_what_is_recovered_for_earnings_not_reported_goes_by_the_rules_of_income():
    often = {"labour_market": {"labour_market": 4.0}, "parameters": {"concealed": 1.0, "found_out": 0.3}}
    before, after = ({"release_share": share, "release_cap_month": 2000.0} for share in (0.0, 1.0))
    table, _, _ = values_by_set(world(COACHED | before, size=80, **often), world(COACHED | after, size=80, **often))
    assert (without(table, "money") == table.loc[BASE]).all().all()


@pytest.mark.parametrize(
    ("changes", "goes_along", "channels"),
    [
        ({"organisation": GROUPED["organisation"] | {"letters": 6.0}}, True, {"institution"}),
        (PLACES, False, {"partners"}),
        # Help that ends sooner is followed by the next referral: the coach goes along again, and that is attention.
        (PLACES, True, {"partners", "attention"}),
    ],
    ids=["letters", "places", "places with a coach alongside"],
)
def test_a_lever_of_the_town_works_through_its_channels(changes, goes_along, channels):
    policy = COACHED | {"goes_along": goes_along}
    table, _, _ = values_by_set(world(policy, size=80), world(policy, size=80, **changes))
    assert (without(table, *channels) == table.loc[BASE]).all().all()
    alone = "+".join(name for name in CHANNELS if name in channels)
    assert table.loc[alone, "life_satisfaction"] != table.loc[BASE, "life_satisfaction"]


def test_an_effect_outside_the_channels_is_the_remainder():
    table, runs, values = values_by_set(world(size=40), world(size=40, labour_market={"labour_market": 3.0}))
    parts = parts_by_replication(values[values["group"] == "everyone"], tuple(CHANNELS))
    work = parts[parts["measure"] == "off_benefit"].set_index("part")["value"]
    assert work[REST] > 0.0 and abs(work[REST] - work[WHOLE]) <= 0.2 * work[WHOLE]


def test_one_run_serves_every_equivalent_set_of_channels():
    runs_of = []

    def run(live):
        runs_of.append(live)
        return np.array([float("a" in live)]), frozenset({"a"} - live)  # b and c never matter

    values, runs = values_of_sets(("a", "b", "c"), run)
    assert runs_of == [frozenset(), frozenset("a")] and runs == 2 and len(values) == 8
    assert all(row[0] == float("a" in live) for live, row in values.items())


def scenario(design, name="one"):
    return Scenario(design=replace(design, name=name))


def test_a_failed_replication_is_a_row_and_the_others_continue(monkeypatch):
    import scenarios.explain

    def fails_once(design, seed, replication, **more):
        if replication == 1:
            raise RuntimeError("no luck")
        return every_set(design, seed, replication, base=more["base"], draws=Sets())

    monkeypatch.setattr(scenarios.explain, "every_set", fails_once)
    monkeypatch.setattr(scenarios.explain, "prepared", lambda *_: None)
    small = scenario(world(COACHED, size=20))
    explanation = explain(small, small, replications=3, progress=False, draws=POINT)
    assert list(explanation.failures["replication"]) == [1] and "no luck" in explanation.failures["error"].iloc[0]
    assert set(explanation.values["replication"]) == {0, 2} and list(explanation.runs["runs"]) == [2, 2]


def test_parameter_sets_apply_to_both_scenarios_except_overridden_values():
    small, draws = world(COACHED, size=20), Sets(({"accept": -1.0}, {"accept": 2.0}))
    tables = [every_set(small, 5, number, base=small, draws=draws)["values"] for number in (0, 1)]
    assert [set(table["draw"]) for table in tables] == [{0}, {1}]
    own = replace(small, parameters={"accept": 2.0})
    fixed = every_set(own, 5, 1, base=own, draws=Sets(({"accept": -1.0},)))["values"]
    assert np.array_equal(fixed["value"], tables[1]["value"])


def test_scenarios_with_different_people_cannot_be_explained():
    base = world(COACHED, size=20)
    for other in (
        replace(base, weeks=20),
        world(COACHED, size=21),
        replace(base, groups=base.groups[::-1]),
        replace(base, least_age=30),
    ):
        with pytest.raises(ScenarioError, match="same people"):
            explain(scenario(base), scenario(other, "other"))
    with pytest.raises(ValueError, match="not the people"):
        run_model(partial(Frozen, course=run_model(Recorded, base).course, frozen=ALL), world(COACHED, size=21))
    with pytest.raises(ValueError, match="a channel is one of"):
        Frozen(base, None, frozenset({"luck"}))


def test_too_many_person_weeks_are_refused():
    many = dataclasses.replace(world(), groups=(Group(name="all", size=400_000),), posts=())
    with pytest.raises(ScenarioError, match="person-weeks"):
        explain(scenario(many), scenario(many))


def test_the_service_as_usual_for_one_group_leaves_the_others():
    both = scenario(world(FREE), "both")
    usual = under_usual_service(both, "coached")
    assert [dict(group.policy) for group in usual.design.groups] == [{}, {}]
    assert usual.name != both.name
    by_lot = under_usual_service(load("whole-experiment"), "guidance")
    assert by_lot.design.no_news == frozenset({"standard"})  # people in guidance were still promised something new
    for group, words in (("usual", "already"), ("nobody", "no group")):
        with pytest.raises(ScenarioError, match=words):
            under_usual_service(both, group)


def test_a_stored_chunk_is_read_back_with_its_failures(tmp_path):
    tables = {
        "values": pd.DataFrame(
            {"replication": 2, "draw": 0, "live": "none", "group": "g", "measure": ["trust", "stress"], "value": 0.5}
        ),
        "runs": pd.DataFrame({"replication": [2], "runs": [3]}),
    }
    part = ChannelFrames.concatenate([ChannelFrames.of("s", tables), ChannelFrames.failed("s", (3,), "wrong")])
    ChannelStorage.write(part, tmp_path)
    stored = ChannelStorage.read(tmp_path)
    assert stored.failures[["replication", "error"]].values.tolist() == [[3, "wrong"]]
    assert ChannelStorage.runs(stored).values.tolist() == [["s", 2]]
    assert stored.runs["runs"].tolist() == [3] and stored.series["value"].dtype == float
