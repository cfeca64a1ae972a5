"""Behaviour: frozen channels in a world, and explanations of the difference between two scenarios."""

import dataclasses
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from worlds import COACHED, FREE, two_groups, usual_equilibrium

from results.statistics.shapley import REST, WHOLE, parts_by_replication
from scenarios.channel_frames import ChannelFrames, ChannelStorage
from scenarios.explain import BASE, every_set, explain, under_usual_service, values_of_sets
from scenarios.file.faults import ScenarioError
from scenarios.file.scenario import Scenario, load
from simulation.channels import BRINGS, BRINGS_JOBS, CHANNELS, JOB, READS
from simulation.design import Group
from simulation.event_detection import COACHING_STEP, LIFE_STEP, PARTNERS_STEP, PEERS_STEP, WORK_STEP
from simulation.frozen_channels import Frozen, WrittenDown, carried_share
from simulation.model import TrustExperiment

ALL = frozenset(CHANNELS)
WEEKS = 26
GROUPED = {"organisation": {"coordination": True, "courses_from": 0, "participants_meeting": 12}}
NOT_CARRIED = {
    LIFE_STEP: {
        "age", "level", "disclosed", "household", "close_burden", "close_known", "crisis", "blocked", "blocks",
        "breaches",
    },
    COACHING_STEP: {
        "next_contact", "planned_for", "overdue_weeks", "attempts", "no_shows", "contacts", "last_contact", "asking",
        "asked_week", "crisis", "plan", "withdrawn", "left_study", "policy", "coach", "with_coach_since", "met_at_home",
        "assistance", "help", "helpers", "partner", "help_since", "accompanied", "urgent", "referred_by", "course",
        "course_state", "course_since", "release_weeks", "released_before", "breaches",
    },
    PARTNERS_STEP: {
        "help", "helpers", "partner", "help_since", "help_until", "accompanied", "urgent", "referred_by", "ended_as",
        "ended_week", "breaches", "crisis", "asking", "overdue_weeks",
    },
    PEERS_STEP: {"course_state", "course_since", "courses_begun", "round_sessions", "sessions", "acquaintances"},
}  # fmt: skip
"""Step → fields that the step writes outside its channel: life events, agendas, lists, counts."""


def world(policy=None, size=120, **changes):
    return two_groups(size=size, weeks=WEEKS, policy=FREE | {"group_training": True} if policy is None else policy,
                      **(GROUPED | changes))  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Sets:
    """Parameter sets that share the starting point of the untouched world."""

    draws: tuple = ({},)
    name: str = "made"
    sha256: str = ""

    def equilibrium(self, number, design):
        return usual_equilibrium()


def run_model(make, design, **more):
    model = make(design, rng=5, equilibrium=usual_equilibrium(), **more)
    model.run_until(design.weeks)
    return model


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
    return run_model(WrittenDown, world({}))


@pytest.fixture(scope="module")
def all_frozen(written):
    return run_model(partial(Frozen, course=written.course, frozen=ALL), world())


def test_recording_a_course_changes_nothing(written):
    plain = run_model(TrustExperiment, world({}))
    assert plain.people.tobytes() == written.people.tobytes()
    assert np.array_equal(plain.book.series, written.book.series, equal_nan=True)


def test_with_no_channel_frozen_the_scenario_is_unchanged(written):
    plain, free = (
        run_model(TrustExperiment, world()),
        run_model(partial(Frozen, course=written.course, frozen=frozenset()), world()),
    )
    assert plain.people.tobytes() == free.people.tobytes()
    assert np.array_equal(plain.book.series, free.book.series, equal_nan=True)
    assert plain.world.queue.tickets.tobytes() == free.world.queue.tickets.tobytes()


@pytest.mark.parametrize("policy", [{}, FREE | {"group_training": True}], ids=["usual", "free"])
def test_a_scenario_frozen_at_its_own_course_is_unchanged(policy):
    course = run_model(WrittenDown, world(policy))
    again = run_model(partial(Frozen, course=course.course, frozen=ALL), world(policy))
    assert again.people.tobytes() == course.people.tobytes()
    assert again.touched == set()


def test_with_all_frozen_minds_problems_and_work_are_those_of_the_base(written, all_frozen):
    for name in ("trust", "rapport", "self_efficacy", "stress", "autonomy", "life_satisfaction", "level", "disclosed",
                 "employability", "status", "contract", "hours", "exits_to_work", "money", "control"):  # fmt: skip
        assert np.array_equal(all_frozen.people[name], written.people[name]), name
    assert not np.array_equal(all_frozen.people["contacts"], written.people["contacts"])


def test_freezing_each_channel_takes_effect(all_frozen):
    assert all_frozen.touched == ALL


@pytest.mark.parametrize("channel", CHANNELS)
def test_freeing_each_channel_makes_a_difference(channel, written, all_frozen):
    frozen_run = run_model(partial(Frozen, course=written.course, frozen=ALL - {channel}), world())
    assert not np.array_equal(frozen_run.people["life_satisfaction"], all_frozen.people["life_satisfaction"])


def test_a_change_is_transferred_as_a_share_of_the_room_or_of_the_stock():
    own, before, after = np.array([0.5, 0.5, 0.2, 0.8]), np.array([0.2, 0.8, 0.2, 0.3]), np.array([0.6, 0.4, 0.7, 0.3])
    assert carried_share(own, before, after) == pytest.approx([0.75, 0.25, 0.7, 0.8])
    assert carried_share(own, before, after)[2] == 0.7


def test_every_field_that_a_step_writes_is_transferred_or_listed_as_free():
    changed = {step: set() for step in NOT_CARRIED} | {WORK_STEP: set()}

    class Watching(TrustExperiment):
        def let_happen(self, step, rule_set, week):
            before = self.people.copy()
            super().let_happen(step, rule_set, week)
            changed[step] |= {
                name for name in before.dtype.names if not np.array_equal(before[name], self.people[name])
            }

    run_model(Watching, world(size=400))
    for step, names in NOT_CARRIED.items():
        carried = set(BRINGS[step][1]) | (set(JOB) if step in BRINGS_JOBS else set())
        assert changed[step] <= carried | names, step
    read = {name for step in (LIFE_STEP, WORK_STEP) for names in READS[step].values() for name in names}
    assert not read & changed[WORK_STEP] and "help" not in changed[LIFE_STEP]
    assert "policy" not in changed[WORK_STEP]


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
        ({"sanctions": 0.0}, {"sanctions": 10.0, "exempt": False}, {"institution"}),
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


@pytest.mark.parametrize(
    ("changes", "channels"),
    [
        ({"organisation": GROUPED["organisation"] | {"letters": 6.0}}, {"institution"}),
        ({"partner_levers": {"debt_help": {"places_factor": 8.0}, "ggz": {"places_factor": 4.0}}}, {"partners"}),
    ],
    ids=["letters", "places"],
)
def test_a_lever_of_the_town_works_through_its_channel(changes, channels):
    table, _, _ = values_by_set(world(COACHED, size=80), world(COACHED, size=80, **changes))
    assert (without(table, *channels) == table.loc[BASE]).all().all()
    assert table.loc["+".join(channels), "life_satisfaction"] != table.loc[BASE, "life_satisfaction"]


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
    assert all(found[0] == float("a" in live) for live, found in values.items())


def scenario(design, name="one"):
    return Scenario(design=replace(design, name=name))


def test_a_failed_replication_is_a_row_and_the_others_continue(monkeypatch):
    from scenarios import explain as explaining

    def fails_once(design, seed, replication, **more):
        if replication == 1:
            raise RuntimeError("no luck")
        return every_set(design, seed, replication, base=more["base"], draws=Sets())

    monkeypatch.setattr(explaining, "every_set", fails_once)
    monkeypatch.setattr(explaining, "prepared", lambda *_: None)
    small = scenario(world(COACHED, size=20))
    explanation = explain(small, small, replications=3, progress=False)
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
        run_model(partial(Frozen, course=run_model(WrittenDown, base).course, frozen=ALL), world(COACHED, size=21))
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


def test_placements_through_a_coach_are_transferred_and_removed():
    eager = {"parameters": {"introduced": 1.0, "lead_found": 1.0}}
    course, design = run_model(WrittenDown, world({}, **eager)), world(**eager)
    assert any(len(brought.rows) for brought in course.course.jobs.values())
    frozen = run_model(partial(Frozen, course=course.course, frozen=ALL), design)
    plain = run_model(TrustExperiment, design)
    for name in JOB:
        assert np.array_equal(frozen.people[name], course.people[name]), name
    assert not np.array_equal(plain.people["jobs"], course.people["jobs"])


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
