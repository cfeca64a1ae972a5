"""Behaviour: comparisons do not depend on workers, isolate failed runs and refuse wrong arguments."""

from dataclasses import replace

import pandas as pd
import pytest
from small_comparisons import (
    BASE,
    BUSY,
    COPY,
    FRAMES,
    REPLICATIONS,
    TwoSets,
    assert_same,
    compare_small,
    manifest,
    scenario,
)

from scenarios.compare import open_comparison
from scenarios.file.faults import ScenarioError
from scenarios.pairs import paired_replication
from scenarios.pairs.kept_measures import run_and_keep
from scenarios.parameter_sets.parameter_sets import POINT, drawn
from scenarios.run_folder.store import RunFolderError
from simulation.design import Group


def test_a_stored_comparison_opens_unchanged(compared_folder):
    computed, stored = compare_small(None), open_comparison(compared_folder)
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(computed, name), getattr(stored, name), check_dtype=name != "failures")
    assert (stored.base, stored.scenarios, stored.control) == ("base", ("copy", "busy"), "usual")
    assert stored.labels == {"coached": "With a coach", "usual": "As usual"}
    assert stored.titles["busy"] == "Title of busy"
    assert (stored.draws, stored.same_people["copy"]) == (1, ("coached", "usual", "everyone"))
    assert manifest(compared_folder)["kind"] == "comparison"


def test_two_processes_give_the_same_bytes(tmp_path, undisturbed):
    compare_small(tmp_path / "run", workers=2)
    assert_same(tmp_path / "run", undisturbed)


def test_a_dask_cluster_gives_the_same_bytes(tmp_path, undisturbed):
    from distributed import LocalCluster

    from vex.commands.cluster import cluster

    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None, "local_directory": tmp_path}
    with LocalCluster(**options) as real, cluster(real.scheduler_address) as executor:
        compare_small(tmp_path / "run", executor=executor)
    assert_same(tmp_path / "run", undisturbed)


def test_replications_rotate_through_parameter_sets_equally_in_every_scenario(tmp_path):
    comparison = compare_small(tmp_path / "run", draws=TwoSets(), replications=3)
    assert comparison.draws == 2
    pairs = comparison.series[["replication", "draw"]].drop_duplicates().to_numpy().tolist()
    assert pairs == [[0, 0], [1, 1], [2, 0]]
    values = comparison.series[(comparison.series["week"] == 8) & (comparison.series["scenario"] == "base")]
    point = compare_small(None, replications=3).series
    assert not point["rapport"].equals(comparison.series["rapport"])
    assert len(values) == 3 * 3
    with pytest.raises(RunFolderError, match="holds another run: scenario base, seed 5.*not the same draws"):
        compare_small(tmp_path / "run")


def test_parameters_of_a_scenario_override_the_parameter_sets():
    own = scenario("own", parameters={"coach_skill": 0.5})
    parameters = [drawn(own.design, TwoSets(), number).parameters for number in (0, 1)]
    assert parameters == [{"coach_skill": 0.5}] * 2
    assert drawn(BASE.design, TwoSets(), 1).parameters == {"coach_skill": 0.9}
    assert drawn(BASE.design, POINT, 0) is BASE.design


def test_a_failed_run_is_a_row_and_the_others_continue(tmp_path, undisturbed, monkeypatch):
    def fails(design, seed, number, *more):
        if (design.name, number) == ("copy", 1):
            raise ArithmeticError("wrong")
        return run_and_keep(design, seed, number, *more)

    monkeypatch.setattr(paired_replication, "run_and_keep", fails)
    comparison = compare_small(tmp_path / "run")
    assert comparison.failures.to_dict("records") == [
        {"scenario": "copy", "replication": 1, "error": "ArithmeticError: wrong"}
    ]
    counts = comparison.series.groupby("scenario", observed=True)["replication"].nunique()
    assert counts.to_dict() == {"base": REPLICATIONS, "copy": REPLICATIONS - 1, "busy": REPLICATIONS}
    monkeypatch.undo()
    again = compare_small(tmp_path / "run")
    assert len(again.failures) == 0
    assert_same(tmp_path / "run", undisturbed)


def test_without_the_base_there_are_no_pairs(monkeypatch):
    def fails(design, seed, number, *more):
        if design.name == "base":
            raise ArithmeticError("wrong")
        return run_and_keep(design, seed, number, *more)

    monkeypatch.setattr(paired_replication, "run_and_keep", fails)
    comparison = compare_small(None, replications=1)
    assert (len(comparison.subgroups), len(comparison.failures), comparison.series["scenario"].nunique()) == (0, 1, 2)


def _smaller() -> tuple[Group, ...]:
    return (replace(BASE.design.groups[0], size=30), BASE.design.groups[1])


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (scenario("other", groups=_smaller()), "cohort 0 is 30 people and in the base 20 people"),
        (scenario("other", groups=BASE.design.groups[1:]), "cohort 1 is nobody and in the base 20 people"),
        (scenario("other", weeks=9), "weeks is 9 and in the base 8"),
        (scenario("other", least_age=18), "least_age is 18 and in the base 27"),
        (scenario("base"), "base is named twice"),
        (scenario("other", groups=(replace(BASE.design.groups[0], name="everyone"), BASE.design.groups[1])),
         "has a group of the name everyone"),
    ],
)  # fmt: skip
def test_scenarios_of_other_people_are_refused(tmp_path, other, words):
    with pytest.raises(ScenarioError, match=words):
        compare_small(tmp_path / "run", other)
    assert not (tmp_path / "run").exists()


def test_a_comparison_stops_exactly_at_the_asked_precision(tmp_path, monkeypatch):
    import scenarios.compare

    monkeypatch.setattr(scenarios.compare, "batch_size", lambda draws: 2)
    widths = {2: 0.02, 4: 0.005}
    monkeypatch.setattr(
        scenarios.compare,
        "half_widths",
        lambda series, base: pd.Series({"busy": widths[series["replication"].nunique()]}),
    )
    comparison = compare_small(tmp_path / "run", replications=8, precision=0.01)
    assert comparison.series["replication"].nunique() == 4
    assert compare_small(None, replications=2, precision=0.001).series["replication"].nunique() == 2


@pytest.mark.parametrize("options", [{"precision": 0.0}, {"replications": 0}, {"workers": 0}, {"seed": -1}])
def test_impossible_numbers_are_refused(options):
    with pytest.raises(ValueError, match="; got"):
        compare_small(None, **options)


def test_a_comparison_needs_a_loaded_scenario_beside_the_base():
    from scenarios.compare import compare

    with pytest.raises(ScenarioError, match="at least one scenario to compare with base"):
        compare(BASE, [])
    with pytest.raises(TypeError, match="compare takes a Scenario"):
        compare(BASE, ["copy"])


def test_the_helper_scenarios_have_their_names():
    assert (COPY.name, BUSY.name) == ("copy", "busy")
