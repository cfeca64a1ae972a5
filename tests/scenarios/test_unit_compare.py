"""Unit: a comparison resumes its folder, pairs with the base, rotates parameter sets and stops at its precision."""

import json
from dataclasses import dataclass, field, replace

import pandas as pd
import pytest
from small_comparisons import BASE, COPY, SEED, TwoSets, compare_small, scenario

import scenarios.compare
from scenarios.file.faults import ScenarioError
from scenarios.pairs import paired_replication
from scenarios.pairs.comparison_frames import frames_of
from scenarios.pairs.kept_measures import run_and_keep
from scenarios.pairs.same_people import check_paired, people_differ, same_people
from scenarios.parameter_sets.parameter_sets import POINT
from scenarios.run_folder.manifest import FORMATS
from scenarios.run_folder.resume import unfinished
from simulation.design import Design, Group
from simulation.recruitment import Recruitment


@pytest.fixture
def precise(monkeypatch):
    """Replace computed half widths by given values per number of replications; batches have two replications."""
    widths = {}

    def half_widths(series, base):
        return pd.Series(dict(zip(("copy", "busy"), widths[series["replication"].nunique()], strict=True)))

    monkeypatch.setattr(scenarios.compare, "batch_size", lambda draws: 2)
    monkeypatch.setattr(scenarios.compare, "half_widths", half_widths)
    return widths


@pytest.mark.parametrize(
    ("widths", "run"),
    [
        ({2: (0.005, 0.01)}, 2),
        ({2: (0.005, 0.02), 4: (0.01, 0.01)}, 4),
        ({2: (0.02, 0.005), 4: (0.02, 0.005)}, 5),
    ],
)
def test_a_comparison_stops_after_the_batch_in_which_every_scenario_is_precise(precise, widths, run):
    precise |= widths
    assert compare_small(None, replications=5, precision=0.01).series["replication"].nunique() == run


def test_the_stopping_point_does_not_depend_on_stored_replications(precise, tmp_path):
    compare_small(tmp_path / "run", replications=4)
    precise |= {2: (0.005, 0.005), 4: (0.02, 0.02)}
    assert compare_small(tmp_path / "run", replications=8, precision=0.01).series["replication"].nunique() == 4


def test_a_replication_without_base_has_no_pairs_and_the_base_is_no_pair(monkeypatch):
    def fails(design, seed, number, *more):
        if (design.name, number) == ("base", 1):
            raise ArithmeticError("wrong")
        return run_and_keep(design, seed, number, *more)

    monkeypatch.setattr(paired_replication, "run_and_keep", fails)
    job = paired_replication.PairedReplications((BASE.design, COPY.design), SEED, POINT, ((), ("coached", "usual")))
    frames = frames_of(job.run((0, 1)))
    assert set(frames.subgroups["replication"]) == {0} and set(frames.subgroups["scenario"]) == {"copy"}
    assert frames.failures[["scenario", "replication"]].to_numpy().tolist() == [["base", 1]]


@dataclass(frozen=True)
class Noting(TwoSets):
    """Two parameter sets that record the requested starting points."""

    asked: list = field(default_factory=list)

    def equilibrium(self, number, design):
        """Record and return the starting point."""
        self.asked.append(number)
        return super().equilibrium(number, design)


def test_every_parameter_set_has_its_own_starting_point():
    draws = Noting()
    paired_replication.PairedReplications((BASE.design,), SEED, draws, ((),)).run((0, 1))
    assert draws.asked == [0, 1]


def test_the_last_unfinished_comparison_is_resumed(tmp_path):
    for name, started, status in (("a", "2026-01-01", "running"), ("b", "2026-01-02", "stopped"), ("c", "2026-01-03",
                                  "finished")):  # fmt: skip
        (tmp_path / name).mkdir()
        content = {"kind": "comparison", "format": FORMATS["comparison"], "scenarios": ["base", "copy"]}
        words = json.dumps(content | {"started": started, "status": status})
        (tmp_path / name / "manifest.json").write_text(words, encoding="utf-8")
    assert unfinished(["base", "copy"], tmp_path) == tmp_path / "b"
    assert unfinished(["base", "busy"], tmp_path) is None


def test_other_newcomers_are_other_people():
    groups = tuple(replace(group, open=True) for group in BASE.design.groups)
    base = replace(BASE.design, groups=groups)
    other = replace(base, parameters={"inflow": 0.001})
    assert people_differ(base, other) == ["the parameter inflow differs, so that not the same people come in"]
    assert people_differ(BASE.design, replace(BASE.design, parameters={"inflow": 0.001})) == []


def test_a_lottery_under_other_parameters_draws_other_groups():
    groups = (Group(name="drawn", size=0, lot=1.0), Group(name="pool", size=60))
    base = Design(name="lots", groups=groups, weeks=8, recruitment=Recruitment(pool="pool", target=20))
    assert same_people(base, replace(base, parameters={"coach_skill": 0.9})) == ()


def test_a_group_is_compared_only_with_the_same_people_in_every_scenario():
    coached, usual = BASE.design.groups
    swapped = scenario("swapped", groups=(replace(coached, cohort=1), replace(usual, cohort=0)))
    check_paired("usual", BASE, [COPY])
    check_paired("everyone", BASE, [COPY, swapped])
    with pytest.raises(ScenarioError, match="^group: 'usual' is no group .*; such groups are everyone$"):
        check_paired("usual", BASE, [COPY, swapped])
