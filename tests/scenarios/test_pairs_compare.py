"""Pairs: a copy of the base has zero differences, and paired differences agree with the series."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from small_comparisons import BASE, BUSY, COPY, SEED, compare_small, scenario

from scenarios.pairs import subgroups
from scenarios.pairs.kept_measures import CUMULATIVE, Persons, kept_weeks, run_and_keep
from scenarios.pairs.precision import batch_size, half_widths
from scenarios.pairs.same_people import people_differ, same_people
from scenarios.run import run
from simulation.design import Design, Group
from simulation.experiment import TrustExperiment
from simulation.measures import NAMES
from simulation.outcomes import EVERYONE
from simulation.parameters import PARAMETERS
from simulation.recruitment import Recruitment

KEYS = ["replication", "draw", "group", "week"]
FREE = {"release_share": 1.0, "release_cap_month": 2000.0, "release_months": 60.0, "exit_bonus_year": 24000.0}
OPEN = replace(
    BASE,
    design=replace(
        BASE.design,
        weeks=30,
        labour_market={"labour_market": 5.0},
        groups=tuple(replace(group, size=40, open=True) for group in BASE.design.groups),
    ),
)


@pytest.fixture(scope="module")
def comparison():
    return compare_small(None)


@pytest.fixture(scope="module")
def generous():
    """Compare a long base with newcomers and a scenario in which work pays."""
    groups = tuple(replace(group, policy={**group.policy, **FREE}) for group in OPEN.design.groups)
    return compare_small(None, scenario_of(OPEN, "generous", groups=groups), base=OPEN, replications=2)


def scenario_of(scenario, name, **changes):
    return replace(scenario, design=replace(scenario.design, name=name, **changes))


@pytest.mark.parametrize("table", ["series", "money", "partners", "coaches"])
def test_nothing_changed_changes_nothing(comparison, table):
    frame = getattr(comparison, table)
    first, second = (frame[frame["scenario"] == name].reset_index(drop=True) for name in ("base", "copy"))
    assert len(first) > 0
    pd.testing.assert_frame_equal(first.drop(columns="scenario"), second.drop(columns="scenario"), check_exact=True)


def test_nobody_gains_or_loses_when_nothing_changed(comparison):
    rows = comparison.subgroups[comparison.subgroups["scenario"] == "copy"]
    assert len(rows) and (rows[list(subgroups.SUBGROUP_VALUES)] == 0.0).all(axis=None)
    busy = comparison.subgroups[comparison.subgroups["scenario"] == "busy"]
    assert (busy[list(subgroups.SUBGROUP_VALUES)] != 0.0).any(axis=None)


def test_group_series_equal_those_of_a_run_of_the_scenario_alone(comparison):
    alone = run(BUSY, replications=4, seed=SEED, progress=False)
    for table in ("series", "partners", "coaches"):
        own = getattr(comparison, table)
        own = own[own["scenario"] == "busy"].drop(columns="draw")
        own = own[own["group"] != EVERYONE] if "group" in own else own
        other = getattr(alone, table)
        other = other[other["week"].isin(kept_weeks(8))]
        values = list(other.columns[4:])
        np.testing.assert_array_equal(own[values].to_numpy(float), other[values].to_numpy(float))


def test_stored_weeks():
    assert kept_weeks(8) == [0, 4, 8]
    assert kept_weeks(30) == [0, 4, 8, 12, 16, 20, 24, 26, 28, 30]
    assert {26, 52, 78, 104} < set(kept_weeks(104))


def test_everyone_equals_a_single_group_of_all_people():
    """The measures of everyone are equal for the same people in a single group or in two groups."""
    two = replace(BASE.design, weeks=26, groups=tuple(Group(name=f"g{n}", size=size) for n, size in ((0, 60), (1, 20))))
    model = run_and_keep(two, SEED, 0)
    whole, parts = model.series[:, -1], model.series[:, :-1]
    assert (whole[:, 0] == parts[:, :, 0].sum(axis=1)).all()
    single_group = _as_one_group(two)
    for index, name in enumerate(NAMES, start=1):
        np.testing.assert_allclose(whole[:, index], single_group[:, index], rtol=1e-9, err_msg=name)


def _as_one_group(design: Design) -> np.ndarray:
    """Return the series of the same run with all people in a single group."""
    model = TrustExperiment(design, rng=SEED, replication=0)
    model.people["group"] = 0
    model.run_until(design.weeks)
    first = run_and_keep(design, SEED, 0).series[:1, -1]
    weekly = np.concatenate([model.book.members[:, :1], model.book.series[:, 0]], axis=1)
    return np.concatenate([first, weekly[kept_weeks(design.weeks)[1:]]])


def test_money_adds_up_the_weeks():
    design = BASE.design
    weekly = run(BASE, replications=1, seed=SEED, progress=False).series
    money = compare_small(None, replications=1).money
    own = money[(money["scenario"] == "base") & (money["group"] == "coached")].set_index("week")
    rows = weekly[(weekly["group"] == "coached") & (weekly["week"] > 0)]
    for name in CUMULATIVE[:6]:
        assert own[name][design.weeks] == pytest.approx(rows[name].sum() * 12 / 52, rel=1e-5)
        assert own[name][0] == 0.0
    assert own["point_years"][design.weeks] == pytest.approx(rows["life_satisfaction"].sum() / 52, rel=1e-5)


def test_pairs_agree_with_the_series(generous):
    """The mean over pairs is the difference of the means, among everyone and in each group, newcomers included."""
    last = generous.series[generous.series["week"] == 30].set_index(["scenario", "replication", "group"])
    rows = generous.subgroups[generous.subgroups["dimension"] == "everyone"]
    assert set(rows["group"]) == {"coached", "usual", EVERYONE}
    assert (rows["exit_work"] != 0.0).any()
    for row in rows.itertuples():
        first, second = (last.loc[(name, row.replication, row.group)] for name in ("base", "generous"))
        assert row.n == first["n"] == second["n"] >= 40
        for measure in ("exit_work", "off_benefit", "life_satisfaction"):
            assert getattr(row, measure) == pytest.approx(second[measure] - first[measure], abs=1e-5)
        assert row.better_work - row.worse_work == pytest.approx(row.exit_work, abs=1e-6)


def test_levels_of_a_dimension_add_up_to_everyone(generous):
    rows = generous.subgroups
    sums = rows.groupby(["replication", "group", "dimension"], observed=True)["n"].sum().unstack()
    assert sums.nunique(axis=1).max() == 1


def test_counts_of_people_better_and_worse_off():
    base = Persons(np.arange(4), np.zeros(4), *(np.array(x) for x in ([0, 1, 0, 1], [0, 1, 1, 1], [5.0, 5, 5, 5])))
    other = Persons(np.arange(4), np.zeros(4), *(np.array(x) for x in ([1, 0, 0, 1], [1, 1, 1, 1], [5.5, 5.6, 4.4, 5])))
    start = {name: np.zeros(4, dtype=int) for name in ("household", "female", "education")}
    start |= {"load": np.array([0, 6, 11, 12]), "benefit_weeks": np.array([0, 52, 156, 520]), "age": np.full(4, 35)}
    codes = subgroups.level_codes(start)
    sums = subgroups.subgroup_sums(codes, subgroups.person_differences(base, other))
    rows = dict(zip(subgroups.ALL_LEVELS, subgroups.means(sums, False), strict=True))
    np.testing.assert_allclose(rows["everyone", "everyone"], [4, 0, 0.25, 0.125, 0.25, 0.25, 0.25, 0.25])
    np.testing.assert_allclose(rows["load", "medium"], [2, -0.5, 0, 0, 0, 0.5, 0.5, 0.5], atol=1e-12)
    assert [rows["duration", level][0] for level in subgroups.DIMENSIONS["duration"]] == [1, 1, 1, 1]
    assert rows["age", "35 to 44"][0] == 4 and rows["age", "under 35"][0] == 0


def test_small_counts_of_real_people_are_suppressed_with_their_complements():
    sums = np.zeros((2, len(subgroups.ALL_LEVELS), 8))
    sums[:, :, 0] = 100.0
    old, young = (subgroups.ALL_LEVELS.index(("age", level)) for level in ("55 and over", "under 35"))
    sums[0, old, 0] = 9.0
    men, women = (subgroups.ALL_LEVELS.index(("sex", level)) for level in ("men", "women"))
    sums[0, men, 4] = 3.0
    hidden = subgroups.withheld(sums)
    assert hidden[0, old].all() and hidden[0, young].all() and hidden[1, young].all()
    assert hidden[:, [men, women]][:, :, [1, 4]].all() and not hidden[:, [men, women], 0].any()
    assert not hidden[:, subgroups.ALL_LEVELS.index(("load", "light"))].any()


def test_the_same_people_are_known_by_cohort_and_size():
    coached, usual = BASE.design.groups
    turned = replace(BASE.design, groups=(replace(usual, cohort=1), replace(coached, cohort=0)))
    assert people_differ(BASE.design, turned) == []
    assert same_people(BASE.design, turned) == ("usual", "coached")
    for name in ("prevalence_language", "couples"):
        others = replace(BASE.design, parameters={name: PARAMETERS[name].low})
        assert people_differ(BASE.design, others) == [f"the parameter {name} differs, so that other people are drawn"]
        stated = replace(BASE.design, parameters={name: PARAMETERS[name].value})
        assert people_differ(BASE.design, stated) == []
    assert people_differ(BASE.design, replace(BASE.design, parameters={"wage": PARAMETERS["wage"].high})) == []
    swapped = replace(BASE.design, groups=(replace(coached, cohort=1), replace(usual, cohort=0)))
    assert people_differ(BASE.design, swapped) == []
    assert same_people(BASE.design, swapped) == ()


def test_reordered_groups_are_paired_person_by_person():
    coached, usual = BASE.design.groups
    turned = scenario("turned", groups=(replace(usual, cohort=1), replace(coached, cohort=0)))
    rows = compare_small(None, turned, replications=1).subgroups
    assert set(rows["group"]) == {"coached", "usual", EVERYONE}


def test_only_the_same_lottery_gives_the_same_groups():
    groups = (Group(name="drawn", size=0, lot=1.0), Group(name="pool", size=60))
    plan = Recruitment(pool="pool", target=20)
    base = Design(name="lots", groups=groups, weeks=8, recruitment=plan)
    assert same_people(base, replace(base, name="same")) == ("drawn", "pool")
    assert same_people(base, replace(base, recruitment=replace(plan, target=30))) == ()
    assert same_people(base, replace(base, switched_off=frozenset({"selection"}))) == ()
    assert people_differ(base, replace(base, recruitment=None, groups=groups[1:])) != []


def test_half_widths_are_those_of_paired_differences():
    generator = np.random.default_rng(1)
    rows = pd.DataFrame(
        {
            "scenario": pd.Categorical(["base", "a"] * 5, categories=["base", "a"]),
            "replication": np.repeat(np.arange(5), 2),
            "group": EVERYONE,
            "week": 8,
            "draw": 0,
            "exit_work": generator.random(10),
        }
    )
    pairs = rows["exit_work"].to_numpy().reshape(5, 2) @ [-1, 1]
    assert half_widths(rows, "base")["a"] == pytest.approx(2.776445 * pairs.std(ddof=1) / 5**0.5)
    assert half_widths(rows[rows["replication"] == 0], "base")["a"] == np.inf


def test_runs_continue_until_sets_and_chance_are_separable_and_something_differs():
    """The error of the average is the error within parameter sets: each set needs several replications."""
    numbers = np.arange(8)
    effect = np.where(numbers % 2, -0.5, 0.5) + np.random.default_rng(3).normal(0.0, 0.01, 8)
    rows = pd.DataFrame(
        {
            "scenario": pd.Categorical(["base", "a"] * 8, categories=["base", "a"]),
            "replication": np.repeat(numbers, 2), "group": EVERYONE, "week": 8, "draw": np.repeat(numbers % 2, 2),
            "exit_work": np.column_stack([np.zeros(8), effect]).ravel(),
        }
    )  # fmt: skip
    assert half_widths(rows, "base")["a"] < 0.02
    assert half_widths(rows[rows["replication"] < 6], "base")["a"] == np.inf
    assert half_widths(rows.assign(exit_work=0.0), "base")["a"] == np.inf


def test_the_base_is_the_base_where_its_first_run_failed():
    """Scenarios are in order of first occurrence, so the base need not be first."""
    numbers = np.repeat(np.arange(6), 3)
    values = np.random.default_rng(2).random(18)
    rows = pd.DataFrame(
        {
            "scenario": pd.Categorical(["base", "a", "b"] * 6, categories=["a", "b", "base"]),
            "replication": numbers, "group": EVERYONE, "week": 8, "draw": 0, "exit_work": values,
        }
    ).iloc[1:]  # fmt: skip
    pairs = values.reshape(6, 3)[1:] @ [[-1, -1], [1, 0], [0, 1]]
    widths = half_widths(rows, "base")
    assert list(widths.index) == ["a", "b"]
    assert widths.to_numpy() == pytest.approx(2.776445 * pairs.std(axis=0, ddof=1) / 5**0.5)


@pytest.mark.parametrize(("draws", "size"), [(1, 20), (20, 20), (7, 21), (64, 64)])
def test_batches_have_every_parameter_set_equally_often(draws, size):
    assert batch_size(draws) == size


def test_the_helper_scenarios_have_the_needed_form():
    assert (COPY.name, len(subgroups.ALL_LEVELS)) == ("copy", 20)
