"""Unit: `import vex`: verbs, their arguments, errors, and how results show themselves."""

import ast
import inspect
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_comparisons import BASE, BUSY, TwoSets

import vex
from results.run.table import OUTCOME_ROWS
from scenarios import parameter_sets
from scenarios.parameter_sets import plausible_set
from simulation.errors import VexError
from vex import _HOME

for name in vex.__all__:  # names are imported at first use: within a patch they would keep the patched value for good
    getattr(vex, name)
ROOT = Path(vex.__file__).parent.parent
FEW = {"replications": 2, "seed": 5, "progress": False}
VERBS = ("run", "compare", "sweep", "explain", "bottleneck", "story", "trial", "report")
CALLS = {
    "run": lambda **options: vex.run(BASE, **options),
    "compare": lambda **options: vex.compare(BASE, [BUSY], **options),
    "sweep": lambda **options: vex.sweep(BASE, ["policy.contacts_per_year=2,6"], **options),
    "explain": lambda **options: vex.explain(BASE, BUSY, **options),
    "bottleneck": lambda **options: vex.bottleneck(BASE, **options),
    "trial": lambda **options: vex.trial(vex.load("tilburg-2018"), **options),
    "story": lambda **options: vex.story([BASE], **options),
}


def test_type_checkers_see_every_name_and_the_same_module():
    tree = ast.parse(inspect.getsource(vex))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {
        alias.asname: (f"vex.{node.module}" if node.level else node.module, alias.name)
        for node in block.body
        for alias in node.names
    }
    assert seen == _HOME


def test_every_verb_is_a_typed_function_and_a_command():
    from vex.command import app

    assert set(VERBS) <= {command.callback.__name__ for command in app.registered_commands}
    for verb in VERBS:
        signature = inspect.signature(getattr(vex, verb))
        assert signature.return_annotation is not inspect.Signature.empty
        assert all(parameter.annotation is not inspect.Signature.empty for parameter in signature.parameters.values())
        assert not any(parameter.kind is parameter.VAR_KEYWORD for parameter in signature.parameters.values())
    assert all((ROOT / room / "py.typed").exists() for room in ("vex", "simulation", "scenarios", "results"))


def error_classes():
    """Yield the class definitions that end in Error, with their file, in all rooms."""
    for room in ("simulation", "scenarios", "results", "calibration", "vex"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef) and node.name.endswith("Error"):
                    yield path, node


def test_every_error_of_the_package_is_a_vex_error():
    named = set()
    for path, node in error_classes():
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        error = getattr(sys.modules.get(module) or __import__(module, fromlist=["x"]), node.name)
        assert issubclass(error, VexError), f"{module}.{node.name}"
        named.add(node.name)
    assert named - set(dir(vex)) == {"PlausibleError"}  # of maintainers


@pytest.mark.parametrize("verb", [verb for verb in CALLS if verb != "story"])
@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"replications": 2.5}, ValueError, "replications is a whole number from 1; got 2.5"),
        ({"replications": True}, TypeError, "replications is a whole number from 1; got True"),
        ({"replications": 0}, ValueError, "replications is a whole number from 1; got 0"),
        ({"seed": "1"}, TypeError, "seed is a whole number from 0 to 18446744073709551615; got '1'"),
        ({"seed": -1}, ValueError, "seed is a whole number from 0 to 18446744073709551615; got -1"),
        ({"workers": None}, TypeError, "workers is a whole number from 1; got None"),
    ],
)
def test_numbers_are_checked_before_anything_runs(verb, options, error, words, monkeypatch):
    monkeypatch.setattr("scenarios.run.prepared", None)
    with pytest.raises(error) as raised:
        CALLS[verb](**FEW | options)
    assert str(raised.value) == words


def test_a_story_checks_its_numbers_too():
    for options in ({"seed": 1.5}, {"replication": -1}, {"replications": 0}):
        with pytest.raises(ValueError, match="is a whole number"):
            CALLS["story"](progress=False, **options)


@pytest.mark.parametrize("weeks", [2.5, "2", True, 0])
def test_weeks_are_checked(weeks):
    with pytest.raises((TypeError, ValueError), match="weeks is a whole number from 1"):
        vex.run(BASE, weeks=weeks, **FEW)


def test_numpy_integers_are_numbers_and_are_stored(tmp_path):
    options = {"replications": np.int64(1), "seed": np.uint32(5), "workers": np.int32(1), "progress": False}
    given = vex.run(BASE, weeks=np.int16(4), folder=tmp_path / "run", **options)
    plain = vex.run(BASE, weeks=4, replications=1, seed=5, progress=False)
    pd.testing.assert_frame_equal(given.series, plain.series)
    compared = vex.compare(BASE, [BUSY], folder=tmp_path / "comparison", draws=vex.POINT, **options)
    assert compared.manifest["seed"] == 5


@pytest.mark.parametrize("verb", ["compare", "sweep", "explain", "bottleneck", "story"])
def test_the_plausible_set_is_the_default_and_point_switches_it_off(verb, monkeypatch):
    class Asked(Exception):
        pass

    def load():
        raise Asked

    monkeypatch.setattr(plausible_set, "load_set", load)
    options = {"progress": False} if verb == "story" else FEW
    with pytest.raises(Asked):
        CALLS[verb](**options)
    monkeypatch.setattr("scenarios.run.equilibrium_of", lambda design: 1 / 0)
    try:
        CALLS[verb](draws=vex.POINT, **options)
    except VexError as error:  # no equilibrium, nobody in such a life: both after the question which values hold
        assert "ZeroDivisionError" in str(error) or "division" in str(error) or verb == "story"


def test_the_plausible_set_gives_what_it_gives_by_name(monkeypatch):
    monkeypatch.setattr(plausible_set, "load_set", TwoSets)
    default = vex.compare(BASE, [BUSY], **FEW)
    named = vex.compare(BASE, [BUSY], draws=TwoSets(), **FEW)
    pd.testing.assert_frame_equal(default.series, named.series)
    assert default.draws == 2 and default.manifest["draws"]["name"] == "two"
    assert vex.compare(BASE, [BUSY], draws=vex.POINT, **FEW).manifest["draws"] is None
    assert parameter_sets.parameter_sets.POINT is vex.POINT


@pytest.fixture(scope="module")
def outcomes():
    return vex.run(BASE, **FEW)


@pytest.fixture(scope="module")
def comparison():
    return vex.compare(BASE, [BUSY], draws=vex.POINT, **FEW)


def test_the_summary_is_the_mean_over_replications(outcomes):
    rows = outcomes.summary(weeks=[4, 8], groups=["coached"], measures=["trust"])
    series = outcomes.series.query("group == 'coached'")
    for row in rows.itertuples():
        assert row.mean == pytest.approx(series.query(f"week == {row.week}")["trust"].mean(), abs=1e-6)
    assert list(rows["week"]) == [4, 8] and list(rows["n"]) == [2, 2]
    assert set(outcomes.summary()["week"]) == {8}


def test_differences_are_taken_within_replications(outcomes, comparison):
    wide = outcomes.series.query("week == 8").pivot(index="replication", columns="group", values="trust")
    row = outcomes.differences(measures=["trust"]).iloc[0]
    assert row["mean"] == pytest.approx((wide["coached"] - wide["usual"]).mean(), abs=1e-6)
    rows = comparison.series.query("week == 8 and group == 'coached'")
    wide = rows.pivot(index="replication", columns="scenario", values="trust")
    row = comparison.differences(groups=["coached"], measures=["trust"]).iloc[0]
    assert row["difference"] == pytest.approx((wide["busy"] - wide["base"]).mean(), abs=1e-6)
    assert row["low"] < row["difference"] < row["high"] and row["n"] == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"weeks": [3]}, "week 3"),
        ({"groups": ["coach"]}, "group 'coach'"),
        ({"measures": ["trsut"]}, "'trsut'"),
    ],
)
def test_an_unknown_row_is_refused_with_the_known_ones(comparison, options, words):
    for method in (comparison.differences, comparison.summary):
        with pytest.raises(VexError, match=f"there is no .*{words}; there (is|are) "):
            method(**options)


def test_a_single_name_or_week_is_refused(outcomes, comparison):
    for result in (outcomes, comparison):
        for options in ({"groups": "coached"}, {"measures": "trust"}, {"weeks": 8}):
            with pytest.raises(TypeError, match="collection"):
                result.differences(**options)


def test_one_scenario_or_text_in_place_of_a_sequence_is_refused():
    for verb in (
        lambda: vex.compare(BASE, BUSY, **FEW),
        lambda: vex.story(BASE),
        lambda: vex.sweep(BASE, "policy.contacts_per_year=2,6", **FEW),
        lambda: vex.bottleneck(BASE, more="ggz", **FEW),
        lambda: vex.trial(BASE, export="csv", **FEW),
    ):
        with pytest.raises(TypeError, match="is a sequence of .*: write "):
            verb()


def test_figures_and_tables_have_the_names_of_the_files(outcomes, comparison, tmp_path):
    vex.run(BASE, folder=tmp_path / "run", **FEW)
    vex.compare(BASE, [BUSY], draws=vex.POINT, folder=tmp_path / "comparison", **FEW)
    for result, folder in ((outcomes, tmp_path / "run"), (comparison, tmp_path / "comparison")):
        assert set(result.figures()) == {path.stem for path in folder.glob("*.png")}
        assert set(result.tables()) == {path.stem for path in folder.glob("*.csv")}
        assert result.figure("differences").get_figwidth() > 5
        with pytest.raises(VexError, match="there is no figure 'x'; there is .*differences"):
            result.figure("x")
        with pytest.raises(VexError, match="there is no table 'x'; there is .*money"):
            result.table("x")


def test_without_a_folder_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    vex.run(BASE, **FEW)
    vex.compare(BASE, [BUSY], draws=vex.POINT, **FEW)
    vex.sweep(BASE, ["policy.contacts_per_year=2,6"], draws=vex.POINT, **FEW)
    vex.bottleneck(BASE, more=[], draws=vex.POINT, **FEW)
    assert not list(tmp_path.iterdir())


def test_results_show_themselves_in_a_line_and_a_table(outcomes, comparison):
    assert repr(outcomes) == "RunResult: base, 2 replications, 8 weeks, groups With a coach, As usual".replace(
        "With a coach, As usual", "coached, usual"
    )
    assert repr(comparison) == "ComparisonResult: busy compared with base, 2 replications, 1 parameter set"
    for result in (outcomes, comparison):
        page = result._repr_html_()
        assert page.startswith(f"<p>{repr(result)}</p>") and "<table" in page and "life_satisfaction" in page
        assert "(" not in page.split("<tbody>")[1]  # no interval of two replications


def test_a_bottleneck_shows_itself_and_writes_what_the_command_writes(tmp_path):
    folder = tmp_path / "out"
    result = vex.bottleneck(BASE, more=["ggz"], draws=vex.POINT, folder=folder, **FEW)
    assert repr(result) == "BottleneckResult: base, 2 replications" and "<table" in result._repr_html_()
    assert set(result.tables()) == {"bottleneck", "flows", "marginal"} == {path.stem for path in folder.glob("*.csv")}
    assert (folder / "bottleneck.png").exists() and set(result.table("marginal")["more_at"]) == {"ggz"}
    with pytest.raises(vex.RunFolderError, match="is not empty"):
        vex.bottleneck(BASE, more=[], draws=vex.POINT, folder=folder, **FEW)
    with pytest.raises(vex.BottleneckError, match="is no team or partner"):
        vex.bottleneck(BASE, more=["gzg"], draws=vex.POINT, folder=tmp_path / "new", **FEW)
    assert not (tmp_path / "new").exists()


def test_outcomes_of_a_model_have_summary_and_figures():
    model = vex.TrustExperiment(BASE.design, rng=1)
    model.run_until(4)
    outcomes = vex.Outcomes.of(model)
    assert isinstance(vex.run(BASE, **FEW), vex.Outcomes)
    assert set(outcomes.summary()["week"]) == {4}
    assert outcomes.figure("outflow").get_figwidth() > 5
    with pytest.raises(VexError, match="there is no control group"):
        outcomes.differences()
    assert len(vex.Outcomes.of(model, control="usual").differences(measures=["trust"])) == 1


def check_display(result, words: str) -> None:
    """Check line, notebook table, and that every figure is drawn."""
    assert repr(result).startswith(words) and "\n" not in repr(result)
    assert result._repr_html_().count("<tr") > 2
    assert all(result.figure(name).get_figwidth() > 2 for name in result.figures())


def test_sweeps_explanations_trials_and_stories_show_themselves(tmp_path):
    sweep = vex.sweep(BASE, ["policy.contacts_per_year=2,6"], draws=vex.POINT, folder=tmp_path / "sweep", **FEW)
    check_display(sweep, "SweepResult: base over policy.contacts_per_year = 2, 6; 2 replications of 2 points")
    explanation = vex.explain(BASE, BUSY, measures=["trust"], draws=vex.POINT, folder=tmp_path / "explained", **FEW)
    check_display(explanation, "ExplanationResult: busy against base, everyone: trust; 2 replications")
    trial = vex.trial(vex.load("tilburg-2018"), folder=tmp_path / "trial", export=["csv"], **FEW)
    check_display(trial, "TrialResult: tilburg-2018, 2 trials")
    story = vex.story([BASE, BUSY], person=0, draws=vex.POINT, folder=tmp_path / "story", progress=False)
    check_display(story, "StoryResult: person 0 of replication 0 under base, busy")
    for result, name in ((sweep, "sweep"), (explanation, "explained"), (trial, "trial")):
        assert set(result.tables()) == {path.stem for path in (tmp_path / name).glob("*.csv")}
        assert set(result.figures()) == {path.stem for path in (tmp_path / name).glob("*.png")}
    assert (tmp_path / "story" / "story.txt").read_text("utf-8") == story.text()
    assert (tmp_path / "trial" / "data").is_dir()
    shares = explanation.shares().set_index("part")["value"]
    assert shares.drop("whole").sum() == pytest.approx(shares["whole"], abs=1e-9)


@pytest.mark.parametrize("verb", ["run", "sweep", "explain", "bottleneck", "trial"])
@pytest.mark.parametrize("scenario", ["tilburg-2018", None, [BASE]])
def test_anything_but_a_scenario_is_refused_by_every_verb(verb, scenario):
    more = {"sweep": (["policy.contacts_per_year=2"],), "explain": (BUSY,)}.get(verb, ())
    with pytest.raises(TypeError, match=f"{verb} takes a Scenario, not a .*; load it first"):
        getattr(vex, verb)(scenario, *more, **FEW)


@pytest.mark.parametrize("scenarios", ["busy", None, 3])
def test_anything_but_a_sequence_of_scenarios_is_refused(scenarios):
    for verb in (lambda: vex.compare(BASE, scenarios, **FEW), lambda: vex.story(scenarios)):
        with pytest.raises(TypeError, match="scenarios is a sequence of scenarios; got "):
            verb()


@pytest.mark.parametrize("draws", ["plausible", 3, [], {}, True])
@pytest.mark.parametrize("verb", ["compare", "sweep", "explain", "bottleneck", "story"])
def test_what_is_no_set_of_parameter_sets_is_refused(verb, draws):
    with pytest.raises(TypeError, match="draws is vex.POINT, "):
        CALLS[verb](draws=draws, **({"progress": False} if verb == "story" else FEW))


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: vex.run(BASE, executor=2, **FEW), TypeError, "executor is an executor of concurrent.futures"),
        (lambda: vex.sweep(BASE, {"policy.contacts_per_year": [2]}, **FEW), TypeError, "vary is a sequence of texts"),
        (lambda: vex.sweep(BASE, [("policy.contacts_per_year", 2)], **FEW), TypeError, "vary is a sequence of texts"),
        (lambda: vex.sweep(BASE, ["policy.contacts_per_year=2"], measure=3), TypeError, "measure is a text; got 3"),
        (lambda: vex.explain(BASE, BUSY, measures=[], **FEW), ValueError, "measures names at least one of exit_work"),
        (lambda: vex.explain(BASE, BUSY, measures="trust"), TypeError, r"measures .* got 'trust': write \['trust'\]"),
        (lambda: vex.bottleneck(BASE, more=3, **FEW), TypeError, "more is a sequence of names; got 3"),
        (lambda: vex.trial(vex.load("tilburg-2018"), export=[3]), TypeError, "export is a sequence of formats; got 3"),
        (lambda: vex.story([BASE], person=True), TypeError, "person is a whole number from 0; got True"),
        (lambda: vex.story([BASE], person=1.5), ValueError, "person is a whole number from 0; got 1.5"),
        (lambda: vex.story([BASE], like=3), TypeError, "like is a text; got 3"),
        (lambda: vex.story([BASE], where=3), TypeError, "where is a text; got 3"),
    ],
)
def test_other_arguments_are_refused_with_rule_and_value(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_a_comparison_refuses_as_a_run_does(outcomes, comparison):
    for result in (outcomes, comparison):
        with pytest.raises(ValueError, match="week is a whole number from 0; got 1.5"):
            result.differences(weeks=[1.5])
        with pytest.raises(VexError, match="there is no measure 'trsut'; there are exit_work, "):
            result.differences(measures=["trsut"])
        with pytest.raises(TypeError, match="groups is a collection of names; got 3"):
            result.differences(groups=3)
        for nothing in ({"weeks": []}, {"groups": []}, {"measures": []}):
            assert result.differences(**nothing).empty


def test_a_scenario_shows_itself_in_a_line():
    assert repr(BASE) == "Scenario: base, 8 weeks, groups coached, usual"


def test_the_overview_of_a_run_has_the_order_of_its_printed_table(outcomes):
    assert list(outcomes.overview()["measure"]) == [
        name for name in OUTCOME_ROWS if name in set(outcomes.overview()["measure"])
    ]
