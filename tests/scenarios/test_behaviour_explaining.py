"""Behaviour: what freezing channels does to a world, and how two scenarios are explained by it."""

import dataclasses
from functools import partial

import numpy as np
import pandas as pd
import pytest
from worlds import COACHED, FREE, but, two_groups, usual_equilibrium

from results.statistics.shapley import REST, WHOLE, parts_by_replication
from scenarios import channel_frames as kept_sets
from scenarios.explain import BASE, every_set, explain, under_usual_service, values_of_sets
from scenarios.file.faults import ScenarioError
from scenarios.file.scenario import Scenario, load
from simulation.channel_effects import BRINGS, BRINGS_JOBS, JOB, READS
from simulation.channels import CHANNELS
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
"""Step → what it writes beside what its channel brings: life itself, agendas, lists, counts. They go as they go."""


def world(policy=None, size=120, **changes):
    return two_groups(size=size, weeks=WEEKS, policy=FREE | {"group_training": True} if policy is None else policy,
                      **(GROUPED | changes))  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Sets:
    """Sets of parameter values that all start as the untouched world does."""

    draws: tuple = ({},)
    name: str = "made"
    sha256: str = ""

    def equilibrium(self, number, design):
        return usual_equilibrium()


def lived(make, design, **more):
    model = make(design, rng=5, equilibrium=usual_equilibrium(), **more)
    model.run_until(design.weeks)
    return model


def sets(base, design):
    """Return the value of the tables of one replication by live channels, for everyone, and the number of runs."""
    found = every_set(design, 5, 0, base=base, draws=Sets())
    values = found["values"]
    everyone = values[values["group"] == "everyone"]
    return everyone.pivot(index="live", columns="measure", values="value"), int(found["runs"]["runs"].iloc[0]), values


def without(table, *channels):
    """Return the rows of sets in which none of these channels is live."""
    names = [live for live in table.index if live != BASE and not set(channels) & set(live.split("+"))]
    return table.loc[names]


@pytest.fixture(scope="module")
def written():
    return lived(WrittenDown, world({}))


@pytest.fixture(scope="module")
def all_frozen(written):
    return lived(partial(Frozen, course=written.course, frozen=ALL), world())


def test_writing_a_course_down_changes_nothing(written):
    plain = lived(TrustExperiment, world({}))
    assert plain.people.tobytes() == written.people.tobytes()
    assert np.array_equal(plain.book.series, written.book.series, equal_nan=True)


def test_with_nothing_frozen_a_scenario_is_itself(written):
    plain, free = (
        lived(TrustExperiment, world()),
        lived(partial(Frozen, course=written.course, frozen=frozenset()), world()),
    )
    assert plain.people.tobytes() == free.people.tobytes()
    assert np.array_equal(plain.book.series, free.book.series, equal_nan=True)
    assert plain.world.queue.tickets.tobytes() == free.world.queue.tickets.tobytes()


@pytest.mark.parametrize("policy", [{}, FREE | {"group_training": True}], ids=["usual", "free"])
def test_frozen_at_its_own_course_a_scenario_is_itself(policy):
    course = lived(WrittenDown, world(policy))
    again = lived(partial(Frozen, course=course.course, frozen=ALL), world(policy))
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
    one = lived(partial(Frozen, course=written.course, frozen=ALL - {channel}), world())
    assert not np.array_equal(one.people["life_satisfaction"], all_frozen.people["life_satisfaction"])


def test_a_change_is_carried_as_a_share_of_what_lacked_or_was_there():
    own, before, after = np.array([0.5, 0.5, 0.2, 0.8]), np.array([0.2, 0.8, 0.2, 0.3]), np.array([0.6, 0.4, 0.7, 0.3])
    assert carried_share(own, before, after) == pytest.approx([0.75, 0.25, 0.7, 0.8])
    assert carried_share(own, before, after)[2] == 0.7


def test_whatever_a_step_writes_is_carried_or_known_to_be_left_alone():
    changed = {step: set() for step in NOT_CARRIED} | {WORK_STEP: set()}

    class Watching(TrustExperiment):
        def let_happen(self, step, rule_set, week):
            before = self.people.copy()
            super().let_happen(step, rule_set, week)
            changed[step] |= {
                name for name in before.dtype.names if not np.array_equal(before[name], self.people[name])
            }

    lived(Watching, world(size=400))
    for step, names in NOT_CARRIED.items():
        carried = set(BRINGS[step][1]) | (set(JOB) if step in BRINGS_JOBS else set())
        assert changed[step] <= carried | names, step
    read = {name for step in (LIFE_STEP, WORK_STEP) for names in READS[step].values() for name in names}
    assert not read & changed[WORK_STEP] and "help" not in changed[LIFE_STEP]
    assert "policy" not in changed[WORK_STEP]


def test_the_same_scenario_twice_needs_two_runs_and_gives_zero_everywhere():
    table, runs, values = sets(world(size=40), world(size=40))
    assert runs == 2
    assert (table == table.loc[BASE]).all().all()
    assert (parts_by_replication(values, tuple(CHANNELS))["value"] == 0.0).all()


def test_the_parts_make_the_whole_and_nothing_is_left_over(written):
    table, runs, values = sets(world({}, size=60), world(size=60))
    assert runs == 65
    parts = parts_by_replication(values, tuple(CHANNELS))
    parts = parts.pivot(index=["group", "measure"], columns="part", values="value")
    assert np.allclose(parts[[REST, *CHANNELS]].sum(axis=1), parts[WHOLE], atol=1e-12)
    assert (parts[REST] == 0.0).all()
    assert (parts.loc["usual"].drop(columns=[REST, WHOLE]).abs().max().max()) < 0.1
    plain = lived(TrustExperiment, world(size=60))
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
    table, runs, _ = sets(world(before, size=80, **busy), world(before | changes, size=80, **busy))
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
    table, _, _ = sets(world(COACHED, size=80), world(COACHED, size=80, **changes))
    assert (without(table, *channels) == table.loc[BASE]).all().all()
    assert table.loc["+".join(channels), "life_satisfaction"] != table.loc[BASE, "life_satisfaction"]


def test_what_is_no_channel_is_left_over():
    table, runs, values = sets(world(size=40), world(size=40, labour_market={"labour_market": 3.0}))
    parts = parts_by_replication(values[values["group"] == "everyone"], tuple(CHANNELS))
    work = parts[parts["measure"] == "off_benefit"].set_index("part")["value"]
    assert work[REST] > 0.0 and abs(work[REST] - work[WHOLE]) <= 0.2 * work[WHOLE]


def test_a_run_serves_every_set_that_it_is_the_same_as():
    asked = []

    def run(live):
        asked.append(live)
        return np.array([float("a" in live)]), frozenset({"a"} - live)  # b and c never matter

    values, runs = values_of_sets(("a", "b", "c"), run)
    assert asked == [frozenset(), frozenset("a")] and runs == 2 and len(values) == 8
    assert all(found[0] == float("a" in live) for live, found in values.items())


def scenario(design, name="one"):
    return Scenario(design=but(design, name=name))


def test_a_failed_replication_is_a_row_and_the_others_go_on(monkeypatch):
    from scenarios import explain as explaining

    def fails_once(design, seed, replication, **more):
        if replication == 1:
            raise RuntimeError("no luck")
        return every_set(design, seed, replication, base=more["base"], draws=Sets())

    monkeypatch.setattr(explaining, "every_set", fails_once)
    monkeypatch.setattr(explaining, "prepared", lambda *_: None)
    small = scenario(world(COACHED, size=20))
    found = explain(small, small, replications=3, progress=False)
    assert list(found.failures["replication"]) == [1] and "no luck" in found.failures["error"].iloc[0]
    assert set(found.values["replication"]) == {0, 2} and list(found.runs["runs"]) == [2, 2]


def test_draws_set_the_parameters_of_both_and_a_scenario_s_own_win():
    small, draws = world(COACHED, size=20), Sets(({"accept": -1.0}, {"accept": 2.0}))
    found = [every_set(small, 5, number, base=small, draws=draws)["values"] for number in (0, 1)]
    assert [set(table["draw"]) for table in found] == [{0}, {1}]
    own = but(small, parameters={"accept": 2.0})
    fixed = every_set(own, 5, 1, base=own, draws=Sets(({"accept": -1.0},)))["values"]
    assert np.array_equal(fixed["value"], found[1]["value"])


def test_other_people_cannot_be_explained():
    one = world(COACHED, size=20)
    for other in (
        but(one, weeks=20),
        world(COACHED, size=21),
        but(one, groups=one.groups[::-1]),
        but(one, least_age=30),
    ):
        with pytest.raises(ScenarioError, match="same people"):
            explain(scenario(one), scenario(other, "other"))
    with pytest.raises(ValueError, match="not the people"):
        lived(partial(Frozen, course=lived(WrittenDown, one).course, frozen=ALL), world(COACHED, size=21))
    with pytest.raises(ValueError, match="a channel is one of"):
        Frozen(one, None, frozenset({"luck"}))


def test_too_many_lives_are_refused():
    many = dataclasses.replace(world(), groups=(Group(name="all", size=400_000),), posts=())
    with pytest.raises(ScenarioError, match="person-weeks"):
        explain(scenario(many), scenario(many))


def test_the_service_as_usual_for_one_group_leaves_the_others():
    both = scenario(world(FREE), "both")
    usual = under_usual_service(both, "coached")
    assert [dict(group.policy) for group in usual.design.groups] == [{}, {}]
    assert usual.name != both.name
    by_lot = under_usual_service(load("whole-experiment"), "guidance")
    assert by_lot.design.no_news == frozenset({"standard"})  # who is in guidance was told of something new all the same
    for group, words in (("usual", "already"), ("nobody", "no group")):
        with pytest.raises(ScenarioError, match=words):
            under_usual_service(both, group)


def test_placements_that_a_coach_brings_are_carried_and_taken_away():
    eager = {"parameters": {"introduced": 1.0, "lead_found": 1.0}}
    course, design = lived(WrittenDown, world({}, **eager)), world(**eager)
    assert any(len(brought.rows) for brought in course.course.jobs.values())
    frozen = lived(partial(Frozen, course=course.course, frozen=ALL), design)
    plain = lived(TrustExperiment, design)
    for name in JOB:
        assert np.array_equal(frozen.people[name], course.people[name]), name
    assert not np.array_equal(plain.people["jobs"], course.people["jobs"])


def test_what_is_kept_of_a_chunk_is_read_back_with_its_failures(tmp_path):
    tables = {
        "values": pd.DataFrame(
            {"replication": 2, "draw": 0, "live": "none", "group": "g", "measure": ["trust", "stress"], "value": 0.5}
        ),
        "runs": pd.DataFrame({"replication": [2], "runs": [3]}),
    }
    part = kept_sets.Sets.concatenate([kept_sets.Sets.of("s", tables), kept_sets.Sets.failed("s", (3,), "wrong")])
    kept_sets.KeptSets.write(part, tmp_path)
    found = kept_sets.KeptSets.read(tmp_path)
    assert found.failures[["replication", "error"]].values.tolist() == [[3, "wrong"]]
    assert kept_sets.KeptSets.runs(found).values.tolist() == [["s", 2]]
    assert found.runs["runs"].tolist() == [3] and found.series["value"].dtype == float
