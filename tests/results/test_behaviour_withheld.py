"""Behaviour: withheld numbers, ranges of few trials and groups outside the lot are not shown."""

from io import StringIO
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from outcome_samples import GROUPS, LABELS, sample_outcomes
from rich.console import Console

from results.run import run_files
from results.run.coaches_and_waits_figure import coaches_and_waiting
from results.run.control_differences_figure import differences_at_end
from results.run.figures import life_satisfaction, outflow
from results.run.money import municipal_money
from results.run.table import outcome_table
from results.statistics.summary import differences, summarise, summarise_partners
from simulation.outcomes import Outcomes

NOT_SHOWN = "not shown (fewer than 10 people)"
TOO_FEW = "Too few people left for work in each group to show a difference."
FEW_TRIALS = "2 simulated trials are too few for a range. Use at least 50 (--replications 50)."


def withheld(groups, measures=("exit_work",), weeks=(7, 104), replications=12, **options) -> Outcomes:
    """Return outcomes in which the measures of these groups are missing from the first to the last of `weeks`."""
    outcomes = sample_outcomes(replications, **options)
    gone = outcomes.series["group"].isin(groups) & outcomes.series["week"].between(*weeks)
    outcomes.series.loc[gone, list(measures)] = np.float32("nan")
    return outcomes


def draw(kind, outcomes) -> Figure:
    summary, changes = summarise(outcomes), differences(outcomes, "control")
    if kind is differences_at_end:
        return kind(changes, LABELS, "control")
    if kind is coaches_and_waiting:
        return kind(summary, summarise_partners(outcomes), LABELS, "control")
    return kind(summary, changes, LABELS, "control")


def message(figure: Figure, name: str = "") -> str:
    texts = [text for text in figure.findobj(Text) if str(text.get_gid() or "").startswith(name) or not name]
    return " ".join(" ".join(text.get_text() for text in texts).split())


def on_screen(outcomes, **arguments) -> str:
    console = Console(width=80, record=True, file=StringIO())
    console.print(outcome_table(outcomes, LABELS, "control", **arguments))
    return console.export_text()


def drawn(figure: Figure, name: str) -> list:
    return [thing for axes in figure.axes for thing in axes.get_children() if thing.get_gid() == name]


def test_a_line_has_a_gap_and_its_label_no_value():
    figure = draw(outflow, withheld(("coaching",)))
    assert message(figure, "label:coaching") == f"Coaching {NOT_SHOWN}"
    values = drawn(figure, "line:coaching")[0].get_ydata()
    assert len(values) == 105 and np.isnan(values[7:]).all() and not np.isnan(values[:7]).any()
    assert NOT_SHOWN not in message(figure, "label:control") and "%" in message(figure, "label:control")


def test_a_line_is_never_drawn_across_missing_weeks():
    figure = draw(outflow, withheld(("coaching",), weeks=(20, 60)))
    assert np.isnan(drawn(figure, "line:coaching")[0].get_ydata()[20:61]).all()
    assert NOT_SHOWN not in message(figure)
    outcomes = withheld(GROUPS[1:], measures=("backlog",), weeks=(20, 60))
    assert np.isnan(drawn(draw(coaches_and_waiting, outcomes), "line:coaching")[0].get_ydata()[30:61]).all()


def test_a_week_between_two_gaps_is_a_dot():
    outcomes = withheld(("coaching",), weeks=(7, 50))
    gone = (outcomes.series["group"] == "coaching") & outcomes.series["week"].between(52, 104)
    outcomes.series.loc[gone, "exit_work"] = np.float32("nan")
    dots = [line for line in draw(outflow, outcomes).axes[0].lines if line.get_marker() == "o"]
    assert [list(line.get_xdata()) for line in dots if len(line.get_xdata())] == [[51]]


@pytest.mark.parametrize("gone", [("control",), GROUPS[1:], GROUPS])
def test_without_control_or_without_others_no_difference_is_told(gone):
    outcomes = withheld(gone)
    figure = draw(outflow, outcomes)
    assert message(figure, "title") == TOO_FEW and message(figure, "certainty") == ""
    figure = draw(differences_at_end, outcomes)
    assert not drawn(figure, "panel:exit_work") and TOO_FEW in message(figure, "footnote")
    assert "people leaving for work" not in message(figure, "title")
    text = on_screen(outcomes)
    assert TOO_FEW in " ".join(text.split()) and "±?" not in text
    for words in (message(draw(outflow, outcomes)), message(figure), text):
        assert "6 weeks" not in words and "between 0.0 and 0.0" not in words and "between +0.0" not in words


def test_a_group_without_one_outcome_is_marked_there():
    figure = draw(differences_at_end, withheld(("guidance",)))
    assert len(drawn(figure, "missing:guidance")) == 1
    assert message(figure, "missing:guidance") == NOT_SHOWN
    assert not drawn(figure, "missing:coaching")


def test_the_headline_names_its_groups():
    outcomes = withheld(("control", "coaching"), replications=1)
    outcomes.series.loc[outcomes.series["group"] == "coaching", "exit_work"] = np.float32("nan")
    summary = summarise(outcomes)
    title = message(outflow(summary, None, LABELS, None), "title")
    assert title.startswith("Of the people in ‘Own direction’ and ‘Intensive guidance’, after 2 years ")
    assert title.endswith("of every 100 have left the benefit for work, depending on the group.")
    empty = summarise(sample_outcomes(1, luck=0.0, empty=("guidance",)))
    title = message(outflow(empty, None, LABELS, None), "title")
    assert title == "After 2 years 13.0 of every 100 people have left the benefit for work."


def test_a_headline_on_differences_names_the_withheld_groups():
    for effects in ({}, {"own_direction": {"exit_work": 0.3}}):
        title = message(draw(outflow, withheld(("coaching", "guidance"), effects=effects)), "title")
        assert title.endswith("; not shown for ‘Intensive guidance’ and ‘Coaching’.")
    assert "not shown" not in message(draw(outflow, sample_outcomes(12)), "title")


def test_the_screen_explains_the_question_mark():
    explained = "? = not shown, because fewer than 10 people stand behind it."
    assert explained in on_screen(withheld(("coaching",)))
    assert "?" not in on_screen(sample_outcomes(12))


@pytest.mark.parametrize("replications", [2, 9])
@pytest.mark.parametrize("kind", [outflow, life_satisfaction, coaches_and_waiting, differences_at_end])
def test_a_few_trials_have_no_range(kind, replications):
    outcomes = sample_outcomes(replications, effects={"coaching": {"exit_work": 0.3}})
    figure = draw(kind, outcomes)
    words = message(figure)
    assert FEW_TRIALS.replace("2 ", f"{replications} ", 1) in words
    assert "between" not in words and "interval" not in words and "rey:" not in words and "owest to" not in words
    assert not drawn(figure, "mean") and not drawn(figure, "trial")
    for group in (*GROUPS, "ggz"):
        for edge in drawn(figure, f"interval:{group}"):
            assert all(len(path.vertices) == 0 for path in edge.get_paths())
    for band in drawn(figure, "trials"):
        assert all(len(path.vertices) == 0 for path in band.get_paths())


def test_a_few_trials_have_no_range_on_screen():
    outcomes = sample_outcomes(2)
    text = on_screen(outcomes)
    assert FEW_TRIALS in " ".join(text.split()) and "±" not in text and "between" not in text and "lowest" not in text
    assert "±" in on_screen(sample_outcomes(10))


def test_intervals_of_shares_stay_within_0_and_1():
    outcomes = sample_outcomes(2, groups=("control", "coaching"), weeks=3, luck=30.0)
    outcomes.series["exit_work"] = outcomes.series["replication"].map({0: 0.02, 1: 0.3}).astype(np.float32)
    outcomes.series["off_benefit"] = 1 - outcomes.series["exit_work"]
    summary = summarise(outcomes).set_index("measure")
    assert (summary.loc["exit_work", "mean_low"] == 0.0).all() and (summary.loc["exit_work", "mean_high"] == 1.0).all()
    assert (summary.loc["off_benefit", "mean_high"] == 1.0).all()
    assert (summary.loc["life_satisfaction", "mean_high"] > 1.0).any()
    money = municipal_money(outcomes, "control").set_index(["compared_with", "item"])
    row = money.loc[("", "exits_to_work")].iloc[0]
    assert (row["mean_low"], row["mean_high"]) == (0.0, 1.0)
    assert differences(sample_outcomes(2, weeks=3), "control")["mean_low"].min() < 0.0


def test_the_grey_band_matches_the_legend():
    outcomes = sample_outcomes(12)
    figure = draw(coaches_and_waiting, outcomes)
    assert "grey: lowest to highest of 12 simulated trials" in message(figure)
    assert all(len(path.vertices) == 0 for path in drawn(figure, "interval:ggz")[0].get_paths())
    waits = summarise_partners(outcomes)
    waits = waits[(waits["partner"] == "ggz") & (waits["measure"] == "wait_weeks")]
    heights = drawn(figure, "trials")[0].get_paths()[0].vertices[:, 1]
    assert heights.min() == pytest.approx(waits["trial_low"].min())
    assert heights.max() == pytest.approx(waits["trial_high"].max())
    footnote = message(draw(outflow, outcomes), "footnote")
    assert "the darker edge along each line is the 95 % interval of that average" in footnote
    assert "Pale grey: lowest to highest of 12 simulated trials for ‘Standard group’." in footnote


def test_a_group_outside_the_lot_is_not_compared(tmp_path, monkeypatch):
    note = "Nobody drew lots for this group; it is not compared."
    outcomes = sample_outcomes(12, groups=("reference", *GROUPS), weeks=10, effects={"reference": {"exit_work": 0.5}})
    design = SimpleNamespace(recruitment=SimpleNamespace(pool="reference"), population=None)
    figures = {}
    monkeypatch.setattr(run_files, "income_rules", lambda *arguments: Figure())
    monkeypatch.setattr(run_files, "write_figure", lambda path, figure: figures.setdefault(path.name, figure) and path)
    run_files.write_report(outcomes, tmp_path, LABELS, "control", design=design)
    assert set(pd.read_csv(tmp_path / "differences.csv")["group"]) == set(GROUPS[1:])
    assert "reference" in set(pd.read_csv(tmp_path / "summary.csv")["group"])
    money = pd.read_csv(tmp_path / "money.csv")
    assert "reference" not in set(money.loc[money["compared_with"].notna(), "group"])
    assert "reference" in set(money["group"])
    outflow, compared = figures["outflow.png"], figures["differences.png"]
    assert not message(compared, "label:reference") and "30 comparisons" in message(compared, "footnote")
    assert "30 comparisons" in message(outflow, "footnote") and "Reference" not in message(outflow, "title")
    assert message(outflow, "label:reference").startswith("Reference group 6")
    assert note in message(outflow, "footnote") and note in message(compared, "footnote")
    text = on_screen(outcomes, undrawn=run_files.undrawn_in(design))
    levels, changes = text.split("Difference from")
    assert "Reference" in levels and note in " ".join(levels.split()) and "Reference" not in changes
    assert run_files.undrawn_in(None) == run_files.undrawn_in(SimpleNamespace(recruitment=None)) == ()
