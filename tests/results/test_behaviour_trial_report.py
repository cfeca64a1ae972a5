"""Behaviour: tables, figures and report of the trial agree with the numbers."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from figure_checks import assert_inside
from matplotlib.text import Text
from outcome_samples import sample_outcomes
from rich.console import Console
from trial_samples import ARMS, LABELS, sample_trial

from results.drawing.text_tables import Sheet, sheet_as_markdown, terminal
from results.statistics.summary import ENOUGH_TRIALS
from results.trial import trial_figures, trial_files
from results.trial.contamination import contamination
from results.trial.trial_analysis import analyse, many_trials, one_trial
from results.trial.trial_files import TrialReport, write_trial_report
from results.trial.trial_frames import AT_END
from results.trial.trial_tables import contamination_sheet, many_trials_sheets, one_trial_sheets
from results.trial.trial_wording import TRIAL_QUESTIONS, by_question, in_one_trial, over_trials
from results.words.quantities import TRIAL_QUANTITIES, amount, with_unit


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
def single():
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


def test_one_trial_in_words(single):
    finding = in_one_trial(single.estimates, LABELS, "standard")
    clear = single.estimates.query("model == 'difference' and p_corrected < 0.05")
    assert len(clear) > 3 and "stand out from luck" in finding.headline and "‘Intensive guidance’ +" in finding.headline
    assert f"{len(clear) - 3} more" in finding.headline
    assert f"{len(clear)} stand out after correction for 51 comparisons (Holm)." in finding.certainty
    none = single.estimates.assign(p_corrected=1.0)
    headline = in_one_trial(none, LABELS, "standard").headline
    assert "no single difference from ‘Standard service (control)’ stands out." in headline


def test_many_trials_in_words(many):
    finding = over_trials(many.power, LABELS, many.trials)
    assert "usually show a difference, for some arm, only in" in finding.headline
    assert "Full-time work within 2 years: found in at most" in finding.certainty
    none = over_trials(many.power.assign(power=0.3), LABELS, many.trials)
    assert "usually show none of these differences" in none.headline
    assert "too few" in over_trials(many.power, LABELS, 5).headline


def test_each_question_of_the_plan_has_the_outcome_that_is_shown_most_often(many):
    words = by_question(many.power, LABELS, many.trials)
    assert [sentence.split(":")[0] for sentence in words] == list(TRIAL_QUESTIONS)
    rows = many.power[(many.power["model"] == "difference") & many.power["outcome"].isin(("participation_w2",))]
    most = rows.loc[rows["power"].idxmax()]
    assert f"in {100 * most['power']:.0f} of 100 trials" in words[2]
    assert by_question(many.power, LABELS, 5) == []
    only_work = many.power[many.power["outcome"].isin(TRIAL_QUESTIONS["Work"])]
    assert len(by_question(only_work, LABELS, many.trials)) == 1


def test_the_forest_draws_every_difference_with_its_interval(single):
    figure = trial_figures.forest(single, LABELS)
    rows = single.estimates.query("model == 'difference' and outcome == 'health_w2'").set_index("arm")
    panel = next(axes for axes in figure.axes if any(t.get_gid() == "panel:health_w2" for t in axes.texts))
    for arm in ARMS:
        marks = [line for line in panel.lines if line.get_gid() == f"difference:{arm}"]
        assert [float(line.get_xdata()[0]) for line in marks] == [rows.loc[arm, "estimate"]]
        bars = [line for line in panel.lines if line.get_gid() == f"interval:{arm}"]
        assert len(bars) == 2
        assert list(bars[0].get_xdata()) == [rows.loc[arm, "low"], rows.loc[arm, "high"]]
    assert len(figure.axes) == 6
    assert any("Full-time work: a month with earnings" in words.replace("\n", " ") for words in texts(figure))


def test_the_curves_are_kaplan_meier(single):
    figure = trial_figures.leaving(single, LABELS)
    for group in ("standard", *ARMS, "reference"):
        line = drawn(figure, f"line:{group}")[0]
        np.testing.assert_array_equal(line.get_ydata(), single.curves.query(f"group == '{group}'")["left"])
    assert any("Log-rank p" in words for words in texts(figure))


def test_answering_shows_the_share_of_every_wave(single):
    figure = trial_figures.answering(single, LABELS)
    lowest = single.response.query("group == 'standard' and wave == 2")["share"].iloc[0]
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
def test_every_text_is_inside_the_figure(single, many, name):
    if name == "power":
        figure = trial_figures.power_bars(many, LABELS, "The trust experiment", control="standard")
    else:
        figure = getattr(trial_figures, name)(single, LABELS, "The trust experiment")
    figure.canvas.draw()
    visible = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    assert_inside(figure, visible, tolerance=1.0)


def test_tables_hold_every_arm_and_outcome_and_fit_a_terminal(single, many, alone):
    sheets = one_trial_sheets(single, LABELS, AT_END) + many_trials_sheets(many, LABELS, AT_END)
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
    row = single.estimates.query("model == 'difference' and outcome == 'health_w2' and arm == 'guidance'").iloc[0]
    cell = next(line for line in difference.rows if line[0].startswith("Health"))[3]
    assert cell.startswith(f"+{row['estimate']:.2f} ±{row['high'] - row['estimate']:.2f}*")


def test_markdown_escapes_what_would_be_a_format():
    words = sheet_as_markdown(Sheet("T", ("", "a|b"), (("x*", "1\n2"),), "n*"))
    assert "| x\\* | 1<br>2 |" in words and "a/b" in words and words.endswith("n\\*\n")


def test_the_report_writes_everything(single, many, alone, tmp_path, monkeypatch):
    report = TrialReport(single, many, alone, LABELS, "standard", "Title", "Question?", "vex trial sample", 41, 1)
    paths = {path.name for path in write_trial_report(report, tmp_path / "new")}
    assert {f"{name}.png" for name in ("differences", "leaving", "answering", "power")} <= paths
    assert {"power.csv", "response.csv", "alone.csv", "all-estimates.csv", "one-trial-curves.csv"} <= paths
    words = (tmp_path / "new" / "trial.md").read_text("utf-8")
    assert "vex trial sample" in words and "1 of 41 trials failed" in words and "rest on assumptions" in words
    for name in ("differences", "power"):
        assert f"]({name}.png)" in words
    for outcome in TRIAL_QUANTITIES.values():
        assert outcome.title in words
    seen = pd.read_csv(tmp_path / "new" / "one-trial-estimates.csv")
    assert "truth" not in seen and "change_true_start" not in set(seen["model"])
    monkeypatch.setattr(trial_files, "figures_of_trial", lambda _: {})
    write_trial_report(report, tmp_path / "true", truth=True)
    assert "truth" in pd.read_csv(tmp_path / "true" / "one-trial-estimates.csv")


def test_a_group_without_people_is_left_out():
    trial = sample_trial(size=30)
    wider = [*trial.persons["group"].cat.categories, "nobody"]
    persons = trial.persons.assign(group=trial.persons["group"].cat.set_categories(wider))
    trial = SimpleNamespace(**(vars(trial) | {"persons": persons}))
    assert one_trial(trial, "standard", 104).roles.outside == ()
