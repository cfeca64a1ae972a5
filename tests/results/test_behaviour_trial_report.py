"""Behaviour: tables, figures and command of the trial agree with the numbers."""

import json
from functools import partial
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from figure_checks import assert_inside
from matplotlib.text import Text
from outcome_samples import sample_outcomes
from rich.console import Console
from trial_samples import ARMS, LABELS, sample_trial
from typer.testing import CliRunner

import scenarios.run
import scenarios.trial
from results.drawing.text_tables import Sheet, markdown, terminal
from results.statistics.summary import ENOUGH_TRIALS
from results.trial import trial_figures, trial_files
from results.trial.contamination import contamination
from results.trial.trial_analysis import analyse, many_trials, one_trial
from results.trial.trial_files import TrialReport, write_trial_report
from results.trial.trial_frames import AT_END
from results.trial.trial_tables import contamination_sheet, many_trials_sheets, one_trial_sheets
from results.trial.trial_wording import in_one_trial, over_trials
from results.words.quantities import OUTCOMES, amount, with_unit
from vex.command import app


def answers_less(persons, unseen):
    return np.where(persons["group"] == "standard", 0.6, 0.85)


def many_of(count, **planted):
    """Return the summary of `count` trials that repeat the same two, which is quick."""
    tables = [analyse(sample_trial(seed=seed, answering=answers_less, **planted), "standard", 104) for seed in range(2)]
    numbered = [
        {name: table.assign(replication=number) for name, table in tables[number % 2].items()}
        for number in range(count)
    ]
    return many_trials({name: pd.concat([table[name] for table in numbered]) for name in tables[0]})


@pytest.fixture(scope="module")
def one():
    trial = sample_trial(outside=300, wellbeing={"guidance": 0.6}, work={"coaching": 0.02}, answering=answers_less)
    return one_trial(trial, "standard", 104)


@pytest.fixture(scope="module")
def many():
    return many_of(ENOUGH_TRIALS, size=150, wellbeing={"guidance": 0.6}, late=0.5)


@pytest.fixture(scope="module")
def alone():
    full = sample_outcomes(replications=6, groups=("standard", *ARMS))
    changed = sample_outcomes(replications=6, groups=("standard", *ARMS), effects={"guidance": {"exit_work": 0.02}})
    return contamination(full, {("guidance", "all coaches"): changed}, 104)


def texts(figure):
    words = [text.get_text() for text in figure.texts]
    for axes in figure.axes:
        words += [text.get_text() for text in axes.texts]
    return words


def drawn(figure, gid):
    return [artist for artist in figure.findobj() if str(artist.get_gid()) == gid]


def test_amounts_are_in_the_units_of_readers():
    assert amount("exit_work_24", -0.0312, True) == "−3.1"
    assert amount("earnings_year_2", 1234.5) == "1,234"
    assert amount("health_w2", 0.0001, True) == "0.00"
    assert with_unit("health_w2", 0.25) == "0.25, scale 1 to 5"
    assert with_unit("exit_work_24", 0.09) == "9.0 per 100 people"


def test_one_trial_in_words(one):
    said = in_one_trial(one.estimates, LABELS, "standard")
    clear = one.estimates.query("model == 'difference' and p_corrected < 0.05")
    assert len(clear) > 3 and "stand out from luck" in said.headline and "‘Intensive guidance’ +" in said.headline
    assert f"{len(clear) - 3} more" in said.headline
    assert f"{len(clear)} stand out after correction for 51 comparisons (Holm)." in said.certainty
    none = one.estimates.assign(p_corrected=1.0)
    headline = in_one_trial(none, LABELS, "standard").headline
    assert "no single difference from ‘Standard service (control)’ stands out." in headline


def test_many_trials_in_words(many):
    said = over_trials(many.power, LABELS, many.trials)
    assert "usually show a difference, for some arm, only in" in said.headline
    assert "Full-time work within 2 years: found in at most" in said.certainty
    none = over_trials(many.power.assign(power=0.3), LABELS, many.trials)
    assert "usually show none of these differences" in none.headline
    assert "too few" in over_trials(many.power, LABELS, 5).headline


def test_the_forest_draws_every_difference_with_its_interval(one):
    figure = trial_figures.forest(one, LABELS)
    rows = one.estimates.query("model == 'difference' and outcome == 'health_w2'").set_index("arm")
    panel = next(axes for axes in figure.axes if any(t.get_gid() == "panel:health_w2" for t in axes.texts))
    for arm in ARMS:
        marks = [line for line in panel.lines if line.get_gid() == f"difference:{arm}"]
        assert [float(line.get_xdata()[0]) for line in marks] == [rows.loc[arm, "estimate"]]
        bars = [line for line in panel.lines if line.get_gid() == f"interval:{arm}"]
        assert len(bars) == 2
        assert list(bars[0].get_xdata()) == [rows.loc[arm, "low"], rows.loc[arm, "high"]]
    assert len(figure.axes) == 6
    assert any("Full-time work: a month with earnings" in words.replace("\n", " ") for words in texts(figure))


def test_the_curves_are_kaplan_meier(one):
    figure = trial_figures.leaving(one, LABELS)
    for group in ("standard", *ARMS, "reference"):
        line = drawn(figure, f"line:{group}")[0]
        np.testing.assert_array_equal(line.get_ydata(), one.curves.query(f"group == '{group}'")["left"])
    assert any("Log-rank p" in words for words in texts(figure))


def test_answering_shows_the_share_of_every_wave(one):
    figure = trial_figures.answering(one, LABELS)
    lowest = one.response.query("group == 'standard' and wave == 2")["share"].iloc[0]
    title = next(text.get_text() for text in figure.texts if text.get_gid() == "title").replace("\n", " ")
    assert f"{100 * lowest:.0f} of 100 people answered in ‘Standard service (control)’" in title
    labels = [text.get_text() for text in figure.texts if str(text.get_gid()).startswith("label:")]
    assert len(labels) == 4


def test_the_power_bars_are_the_power(many):
    figure = trial_figures.power_bars(many, LABELS, control="standard")
    rows = many.power.query("model == 'difference'").set_index(["outcome", "arm"])
    for outcome in AT_END:
        for arm in ARMS:
            (bar,) = drawn(figure, f"power:{outcome}:{arm}")
            assert bar.get_width() == pytest.approx(100 * rows.loc[(outcome, arm), "power"])
    words = texts(figure)
    most = rows.loc["health_w2", "detectable"].max()
    assert f"{most:.2f}, scale 1 to 5" in words


@pytest.mark.parametrize("name", ["forest", "leaving", "answering", "power"])
def test_every_text_is_inside_the_figure(one, many, name):
    if name == "power":
        figure = trial_figures.power_bars(many, LABELS, "The trust experiment", control="standard")
    else:
        figure = getattr(trial_figures, name)(one, LABELS, "The trust experiment")
    figure.canvas.draw()
    visible = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    assert_inside(figure, visible, tolerance=1.0)


def test_tables_hold_every_arm_and_outcome_and_fit_a_terminal(one, many, alone):
    sheets = one_trial_sheets(one, LABELS, AT_END) + many_trials_sheets(many, LABELS, AT_END)
    sheets.append(contamination_sheet(alone, LABELS))
    console = Console(width=80, highlight=False)
    with console.capture() as capture:
        console.print(terminal(sheets))
    shown = capture.get()
    assert max(map(len, shown.splitlines())) <= 80
    shown.replace("─", "-").encode("latin-1")
    for label in ("Own direction", "Coaching", "95 % interval", "per 100 people", "selection", "late baseline"):
        assert label in shown
    difference = next(sheet for sheet in sheets if sheet.title.startswith("One simulated trial: difference"))
    assert len(difference.rows) == len(AT_END)
    row = one.estimates.query("model == 'difference' and outcome == 'health_w2' and arm == 'guidance'").iloc[0]
    cell = next(line for line in difference.rows if line[0].startswith("Health"))[3]
    assert cell.startswith(f"+{row['estimate']:.2f} ±{row['high'] - row['estimate']:.2f}*")


def test_markdown_escapes_what_would_be_a_format():
    words = markdown(Sheet("T", ("", "a|b"), (("x*", "1\n2"),), "n*"))
    assert "| x\\* | 1<br>2 |" in words and "a/b" in words and words.endswith("n\\*\n")


def test_the_report_writes_everything(one, many, alone, tmp_path, monkeypatch):
    report = TrialReport(one, many, alone, LABELS, "standard", "Title", "Question?", "vex trial sample", 41, 1)
    paths = {path.name for path in write_trial_report(report, tmp_path / "new")}
    assert {f"{name}.png" for name in ("differences", "leaving", "answering", "power")} <= paths
    assert {"power.csv", "response.csv", "alone.csv", "all-estimates.csv", "one-trial-curves.csv"} <= paths
    words = (tmp_path / "new" / "trial.md").read_text("utf-8")
    assert "vex trial sample" in words and "1 of 41 trials failed" in words and "rest on assumptions" in words
    for name in ("differences", "power"):
        assert f"]({name}.png)" in words
    for outcome in OUTCOMES.values():
        assert outcome.title in words
    seen = pd.read_csv(tmp_path / "new" / "one-trial-estimates.csv")
    assert "truth" not in seen and "change_true_start" not in set(seen["model"])
    monkeypatch.setattr(trial_files, "figures", lambda _: {})
    write_trial_report(report, tmp_path / "true", truth=True)
    assert "truth" in pd.read_csv(tmp_path / "true" / "one-trial-estimates.csv")


SURVEYED = 'extends = "tilburg-2018"\n' + "".join(f"groups.{name}.surveyed = true\n" for name in (*ARMS, "standard"))


def simulate_sample(design, seed, replication):
    """Return a sample trial; replication 1 fails in scenarios of 60 weeks."""
    if design.weeks == 60 and replication == 1:
        raise ArithmeticError("no luck")
    return sample_trial(seed=replication, size=40, outside=30)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(scenarios.trial, "map_trials", partial(scenarios.trial.map_trials, simulate=simulate_sample))
    monkeypatch.setattr(trial_files, "figures", lambda _: {})  # drawn above
    (tmp_path / "sample.toml").write_text(SURVEYED, encoding="utf-8")
    return tmp_path


def call(*arguments):
    return CliRunner().invoke(app, ["trial", *map(str, arguments)])


def test_the_command_shows_and_keeps_the_analysis(folder):
    result = call("sample.toml", "--replications", 2, "--workers", 1, "--out", "here", "--export", "csv,stata")
    assert result.exit_code == 0, result.output
    for words in ("One simulated trial", "Over 2 simulated trials", "too few", "not a forecast", "Folder: here",
                  "Parameters: the values of the table alone"):  # fmt: skip
        assert words in result.stdout
    names = {path.name for path in (folder / "here").iterdir()}
    assert {"trial.md", "manifest.json", "power.csv", "data"} <= names
    assert {path.name for path in (folder / "here" / "data").iterdir()} == {
        "person_wave.csv", "person_month.csv", "coach_records.csv", "person_wave.dta", "person_month.dta",
        "coach_records.dta", "dictionary.csv", "dictionary.md",
    }  # fmt: skip
    assert not [name for name in pd.read_csv("here/data/person_wave.csv") if name.startswith("true_")]
    manifest = json.loads((folder / "here" / "manifest.json").read_text("utf-8"))
    assert (manifest["status"], manifest["replications"]["finished"], manifest["seed"]) == ("finished", 2, 1)
    assert pd.read_csv("here/all-estimates.csv")["replication"].nunique() == 2


def test_the_command_simulates_and_analyses(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    options = ("--replications", 2, "--workers", 1, "--out", "here", "--quiet", "--export", "csv")
    result = call("tilburg-2018", *options)
    assert result.exit_code == 0, result.output
    rows = pd.read_csv("here/all-estimates.csv")
    assert rows["replication"].nunique() == 2 and set(rows["arm"]) == set(ARMS)
    assert set(rows["outcome"]) == set(OUTCOMES)
    waves = pd.read_csv("here/data/person_wave.csv")
    assert len(waves) == 3 * 798
    assert waves["eligible"].all() and waves["person"].nunique() == 798
    months = pd.read_csv("here/data/person_month.csv", usecols=["person", "month"])
    assert months.groupby("person")["month"].agg(["min", "max", "size"]).eq([1, 24, 24]).all(axis=None)
    assert pd.read_csv("here/recruited.csv").set_index("step").loc["started", "mean_people"] == 798


RECRUITING = """
extends = "whole-experiment"
groups.reference.size = 900
recruitment.target = 200
"""


def test_the_command_analyses_a_trial_with_recruitment_and_each_arm_alone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(trial_files, "figures", lambda _: {})
    (tmp_path / "town.toml").write_text(RECRUITING, encoding="utf-8")
    options = ("--replications", 1, "--workers", 1, "--out", "here", "--quiet", "--alone", "--export", "csv")
    result = call("town.toml", *options)
    assert result.exit_code == 0, result.output
    steps = pd.read_csv("here/recruited.csv").set_index("step")["mean_people"]
    assert steps["at_start"] == 900 > steps["eligible"] > steps["signed_up"] > steps["started"] > 100
    outside = pd.read_csv("here/outside.csv")
    assert set(outside["who"]) == {"participants", "treated", "control"}
    one = pd.read_csv("here/one-trial-outside.csv").query("who == 'participants'")
    assert one["n"].eq(steps["started"]).all() and one["n_outside"].eq(steps["eligible"] - steps["started"]).all()
    months = pd.read_csv("here/data/person_month.csv", usecols=["person", "month"])
    assert months["person"].nunique() == 900
    alone = pd.read_csv("here/alone.csv")
    assert set(alone["group"]) == {*ARMS, "standard"} and alone["mean"].notna().all()


def test_quiet_says_nothing_and_truth_adds_the_truth(folder):
    options = ("--replications", 1, "--workers", 1, "--out", "here", "--quiet", "--truth", "--export", "csv")
    result = call("sample.toml", *options)
    assert (result.exit_code, result.output) == (0, "")
    assert "true_trust" in pd.read_csv("here/data/person_wave.csv")
    assert "truth" in pd.read_csv("here/one-trial-estimates.csv")


def test_a_failed_trial_is_reported(folder):
    (folder / "short.toml").write_text("weeks = 60\n" + SURVEYED, encoding="utf-8")
    result = call("short.toml", "--replications", 2, "--workers", 1, "--out", "here")
    assert result.exit_code == 1
    assert "1 of 2 trials failed, the first of them number 1: ArithmeticError: no luck" in result.stderr
    assert pd.read_csv("here/failures.csv")["replication"].to_list() == [1]


def test_alone_runs_each_group_with_the_same_seed(folder, monkeypatch):
    asked = []

    def run(scenario, **options):
        asked.append((scenario.name, options["seed"], options["replications"]))
        return sample_outcomes(replications=options["replications"], groups=(*ARMS, "standard"))

    monkeypatch.setattr(scenarios.run, "run", run)
    result = call("sample.toml", "--replications", 2, "--workers", 1, "--seed", 5, "--out", "here", "--alone")
    assert result.exit_code == 0, result.output
    assert [name for name, *_ in asked][:2] == ["sample", "sample, own_direction alone"]
    assert len(asked) == 8 and {(seed, count) for _, seed, count in asked} == {(5, 2)}
    assert set(pd.read_csv("here/alone.csv")["group"]) == {*ARMS, "standard"}
    assert "Each group's programme alone" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere",), "there is no scenario 'nowhere'"),
        (("none.toml",), "there is no scenario file none.toml"),
        (("sample.toml", "--export", "spss"), "--export knows csv, parquet, stata; got 'spss'"),
        (("sample.toml", "--replications", "0"), "--replications"),
        (("sample.toml", "--seed", "-1"), "--seed"),
        (("sample.toml", "--workers", "0"), "--workers"),
        (("sample.toml", "--out", "sample.toml"), "cannot write in sample.toml"),
        (("sample.toml", "--synthetic"), "it says something of a --population"),
        (("sample.toml", "--population", "people.csv"), "this population was not declared synthetic"),
        (("sample.toml", "--out", "."), "is not empty; choose another folder"),
        (("brief.toml",), "a trial is followed for 52 weeks or more; got weeks = 51"),
        (("unsurveyed.toml",), "the control group 'standard' gets no questionnaires; groups with surveyed: none"),
        (("lonely.toml",), "a trial compares groups, but only 'standard' is surveyed"),
    ],
)
def test_bad_input_gives_one_clear_message_and_exit_code_2(folder, arguments, words):
    (folder / "brief.toml").write_text("weeks = 51\n" + SURVEYED, encoding="utf-8")
    (folder / "unsurveyed.toml").write_text(SURVEYED.replace("true", "false"), encoding="utf-8")
    one = "".join(f"groups.{name}.surveyed = {str(name == 'standard').lower()}\n" for name in (*ARMS, "standard"))
    (folder / "lonely.toml").write_text('extends = "tilburg-2018"\n' + one, encoding="utf-8")
    (folder / "people.csv").write_text("age\n" + "40\n" * 60, encoding="utf-8")
    result = call(*arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.split())
    assert "Traceback" not in result.output and result.stdout == ""
    assert not (folder / "runs").exists()


def test_nothing_finished_leaves_no_folder(folder, monkeypatch):
    nothing = scenarios.trial.Trials(asked=3, interrupted=True)
    monkeypatch.setattr(scenarios.trial, "map_trials", lambda *_, **__: nothing)
    result = call("sample.toml", "--out", "here")
    assert result.exit_code == 130
    assert "interrupted before anything was finished" in result.stderr
    assert not (folder / "here").exists()


def test_a_group_without_people_is_left_out():
    trial = sample_trial(size=30)
    wider = [*trial.persons["group"].cat.categories, "nobody"]
    persons = trial.persons.assign(group=trial.persons["group"].cat.set_categories(wider))
    trial = SimpleNamespace(**(vars(trial) | {"persons": persons}))
    assert one_trial(trial, "standard", 104).roles.outside == ()
