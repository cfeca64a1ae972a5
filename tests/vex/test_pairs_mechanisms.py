"""Pairs: a mechanism that does nothing changes nothing; one that does something changes its scenario alone."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import mechanisms
import pandas as pd
import pytest
from small_comparisons import BASE, BUSY, SEED

import vex
from scenarios.file.mechanism import check_mechanisms, qualified_name, signature
from scenarios.run_folder.rebuilt_scenarios import rebuilt
from scenarios.run_folder.resume import RunFolderError
from simulation.design import Change
from vex.verbs.report import scenarios_as_run, silent

FEW = {"replications": 2, "seed": SEED, "progress": False}
FRAMES = ("series", "money", "partners", "coaches")


def compare(*scenarios, **options):
    return vex.compare(BASE, scenarios, draws=vex.POINT, **FEW | options)


def of(comparison, name: str, frame: str) -> pd.DataFrame:
    """Return the rows of one scenario, without its name."""
    rows = getattr(comparison, frame)
    return rows[rows["scenario"] == name].drop(columns="scenario").reset_index(drop=True)


def test_a_mechanism_that_does_nothing_changes_nothing():
    plain = vex.run(BASE, **FEW)
    same = vex.run(BASE, each_week=mechanisms.nothing, **FEW)
    for name in ("series", "partners", "coaches"):
        pd.testing.assert_frame_equal(getattr(plain, name), getattr(same, name))


def test_in_a_comparison_a_mechanism_changes_its_scenario_alone():
    nothing = BASE.with_mechanism(mechanisms.nothing)
    trust = BASE.with_mechanism(mechanisms.full_trust)
    comparison = compare(trust, nothing, BUSY)
    alone = compare(BUSY)
    assert comparison.scenarios == ("base-full-trust", "base-nothing", "busy")
    for frame in FRAMES:
        pd.testing.assert_frame_equal(of(comparison, "base-nothing", frame), of(comparison, "base", frame))
        pd.testing.assert_frame_equal(of(comparison, "busy", frame), of(alone, "busy", frame))
    rows = comparison.differences(weeks=[4, 8], groups=["everyone"], measures=["trust"])
    rows = rows[rows["scenario"] == "base-full-trust"]
    assert (rows["difference"] > 0.2).all() and list(rows["week"]) == [4, 8]
    assert (of(comparison, "base-full-trust", "series").query("week == 8")["trust"] > 0.9).all()


def test_the_function_is_called_before_each_week():
    weeks = []
    vex.run(BASE, each_week=lambda model: weeks.append(model.week), **FEW | {"replications": 1})
    assert weeks == list(range(BASE.design.weeks))


def test_a_mechanism_that_sets_a_lever_equals_the_dated_change():
    def fewer_jobs(model):
        if model.week == 3:
            model.set_lever("labour_market", "labour_market", 0.2)

    many_offers = replace(BASE, design=replace(BASE.design, parameters={"offers": 2.0}))
    change = Change(week=3, scope="labour_market", lever="labour_market", value=0.2)
    dated = vex.run(replace(BASE, design=replace(many_offers.design, changes=(change,))), **FEW)
    own = vex.run(many_offers, each_week=fewer_jobs, **FEW)
    pd.testing.assert_frame_equal(own.series, dated.series)
    assert not own.series.equals(vex.run(many_offers, **FEW).series)


def test_a_mechanism_runs_in_worker_processes_and_is_the_same_there():
    trust = BASE.with_mechanism(mechanisms.full_trust)
    here, there = compare(trust), compare(trust, workers=2)
    for frame in FRAMES:
        pd.testing.assert_frame_equal(getattr(here, frame), getattr(there, frame))


def test_a_mechanism_that_fails_is_a_row_of_failures():
    outcomes = vex.run(BASE, each_week=mechanisms.failing, **FEW)
    assert list(outcomes.failures["error"]) == ["ArithmeticError: no week 3"] * 2
    assert "2 runs failed, the first: ArithmeticError: no week 3" in repr(outcomes)
    comparison = compare(BASE.with_mechanism(mechanisms.failing))
    assert set(comparison.failures["scenario"]) == {"base-failing"} and set(comparison.series["scenario"]) == {"base"}


def nested():
    def inside(model):
        pass

    return inside


@pytest.mark.parametrize("function", [lambda: None, lambda model, factor: None])
def test_a_function_that_cannot_be_called_with_the_model_alone_is_refused(function):
    for verb in (lambda: BASE.with_mechanism(function), lambda: vex.run(BASE, each_week=function, **FEW)):
        with pytest.raises(vex.MechanismError, match="each_week is called with the model and nothing else"):
            verb()


@pytest.mark.parametrize("options", [{"workers": 2}, {"folder": "here"}, {"executor": object()}])
@pytest.mark.parametrize("function", [lambda model: None, nested(), partial(nested())])
def test_a_function_that_workers_cannot_import_is_refused_before_anything_runs(
    tmp_path, monkeypatch, function, options
):
    monkeypatch.chdir(tmp_path)
    for verb in (
        lambda: vex.run(BASE, each_week=function, **FEW | options),
        lambda: compare(BASE.with_mechanism(function, "own"), **options),
    ):
        with pytest.raises(vex.MechanismError, match="cannot be imported, which workers and run folders need"):
            verb()
    assert not list(tmp_path.iterdir())


def test_a_function_of_an_interactive_session_is_refused_for_workers(monkeypatch):
    import __main__

    def typed(model):
        pass

    typed.__module__, typed.__qualname__ = "__main__", "typed"
    monkeypatch.setattr(__main__, "typed", typed, raising=False)
    monkeypatch.setattr(__main__, "__file__", "<stdin>")
    with pytest.raises(vex.MechanismError, match="__main__.typed cannot be imported by worker processes"):
        check_mechanisms([typed], processes=True)
    check_mechanisms([typed], processes=False)


@pytest.mark.parametrize("function", [5, "nothing", len, mechanisms])
def test_only_a_function_is_a_mechanism(function):
    with pytest.raises(vex.MechanismError, match="each_week is a function of the model"):
        vex.run(BASE, each_week=function, **FEW)


def test_a_scenario_has_one_mechanism():
    with pytest.raises(vex.MechanismError, match="has a mechanism already"):
        vex.run(BASE.with_mechanism(mechanisms.nothing), each_week=mechanisms.full_trust, **FEW)


def test_the_manifest_names_the_function_and_its_source(tmp_path):
    vex.run(BASE, each_week=mechanisms.nothing, folder=tmp_path / "run", **FEW)
    entry = json.loads((tmp_path / "run" / "manifest.json").read_text("utf-8"))["each_week"]
    assert entry == signature(mechanisms.nothing) and entry["function"] == "mechanisms.nothing"
    assert len(entry["sha256"]) == 64 and entry != signature(mechanisms.full_trust)
    assert qualified_name(partial(mechanisms.trust_of, level=0.5)) == "mechanisms.trust_of"
    levels = [signature(partial(mechanisms.trust_of, level=level))["sha256"] for level in (0.5, 0.6)]
    assert levels[0] != levels[1]


def test_an_interrupted_comparison_goes_on_and_a_changed_function_is_refused(tmp_path, monkeypatch):
    trust = BASE.with_mechanism(mechanisms.full_trust)
    whole = compare(trust, replications=3)
    compare(trust, replications=1, folder=tmp_path / "here")
    went_on = compare(trust, replications=3, folder=tmp_path / "here")
    pd.testing.assert_frame_equal(whole.series, went_on.series)
    name = f"{BASE.name}-full-trust"
    with pytest.raises(vex.RunFolderError, match=f"The mechanism of {name} has changed since"):
        compare(BASE.with_mechanism(mechanisms.nothing, name), replications=4, folder=tmp_path / "here")
    vex.run(BASE, folder=tmp_path / "run", **FEW)
    with pytest.raises(vex.RunFolderError, match="not the same each_week"):
        vex.run(BASE, each_week=mechanisms.nothing, folder=tmp_path / "run", **FEW)


def test_a_report_leaves_out_parts_that_would_run_without_the_mechanism(tmp_path):
    trust = BASE.with_mechanism(mechanisms.full_trust)
    folder = tmp_path / "here"
    compare(trust, folder=folder)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    without: dict[str, str] = {}
    assert scenarios_as_run(manifest, "story", without, silent) is None
    assert "mechanism of its own" in without["story"]
    with pytest.raises(RunFolderError, match="mechanism of its own"):
        rebuilt(manifest)
    page = Path(vex.report(folder)).read_text("utf-8")
    assert "a Python function that the run folder does not hold" in page
    assert "mechanisms.full_trust" in page


@pytest.mark.parametrize(
    "verb",
    [
        lambda own: vex.explain(BASE, own, **FEW),
        lambda own: vex.bottleneck(own, **FEW),
        lambda own: vex.story([own], progress=False),
    ],
)
def test_verbs_that_would_leave_the_mechanism_out_refuse_it(verb):
    with pytest.raises(vex.MechanismError, match="takes no scenario with a mechanism of its own"):
        verb(BASE.with_mechanism(mechanisms.nothing))


def test_a_sweep_runs_the_mechanism_at_every_point():
    own = BASE.with_mechanism(mechanisms.full_trust)
    result = vex.sweep(own, ["policy.contacts_per_year=2,6"], draws=vex.POINT, **FEW)
    last = result.comparison.series.query("week == 8")
    assert (last["trust"].dropna() > 0.9).all() and last["scenario"].nunique() == 3
