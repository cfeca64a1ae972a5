"""Behaviour: figures of a run have a line a group, readable labels and all their files."""

import textwrap
from io import StringIO

import numpy as np
import pytest
from figure_checks import assert_apart, assert_inside
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from outcome_samples import GROUPS, LABELS, sample_outcomes
from rich.console import Console
from run_figures import draw, message, texts

from results.drawing.canvas import fold, spread_out
from results.run.coaches_and_waits_figure import coaches_and_waiting
from results.run.control_differences_figure import differences_at_end
from results.run.figures import life_satisfaction, outflow
from results.run.run_files import write_report
from results.run.table import outcome_table
from results.statistics.summary import differences
from simulation.outcomes import Outcomes

LONG = {
    "control": "Standard group with service as usual under the Participation Act",
    "own_direction": "Own direction (exempt from duties to apply)",
    "guidance": "Intensive guidance by a second contact person",
    "coaching": "Coaching with earnings release and a bonus",
}
MANY = ("control", *(f"policy_{number}" for number in range(8)))


CASES = {
    "plain": (sample_outcomes(6), LABELS),
    "one replication": (sample_outcomes(1), LABELS),
    "without luck": (sample_outcomes(3, luck=0.0), LABELS),
    "long labels": (sample_outcomes(6, weeks=78), LONG),
    "two groups": (sample_outcomes(6, groups=("control", "coaching"), weeks=30), LABELS),
    "many groups": (sample_outcomes(3, groups=MANY, luck=0.0), {}),
}
KINDS = (outflow, life_satisfaction, coaches_and_waiting, differences_at_end)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kind", KINDS)
def test_labels_are_whole_and_do_not_overlap(kind, case):
    figure = draw(kind, *CASES[case])
    labels = texts(figure, "label:")
    assert labels
    assert_apart([*labels, *texts(figure, "panel:")])
    others = [text for name in ("title", "certainty", "footnote", "legend") for text in texts(figure, name)]
    assert_inside(figure, [*labels, *others])


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kind", (outflow, life_satisfaction))
def test_a_line_and_a_label_for_every_group(kind, case):
    outcomes, names = CASES[case]
    groups = list(outcomes.series["group"].cat.categories)
    figure = draw(kind, outcomes, names)
    lines = {line.get_gid(): line for line in figure.axes[0].lines if str(line.get_gid()).startswith("line:")}
    assert set(lines) == {f"line:{group}" for group in groups}
    assert all(len(line.get_ydata()) == outcomes.series["week"].max() + 1 for line in lines.values())
    for group in groups:
        label = message(figure, f"label:{group}")
        assert label.startswith(names.get(group, group.replace("_", " ").capitalize()))
        assert lines[f"line:{group}"].get_color() == texts(figure, f"label:{group}")[0].get_color()


@pytest.mark.parametrize("width", [0.12, 0.3, 0.95])
def test_folded_words_have_the_most_characters_a_line_that_fit(width):
    words = "Illness, wills and mill-wheels " * 5 + "WWW MMM WWW MMM " * 4 + "a few more words to fold."
    figure = Figure(figsize=(10.0, 4.0), dpi=100)
    text, whole = figure.text(0.0, 0.0, ""), figure.text(0.0, 0.0, "")
    fold(text, words, width)
    for characters in range(len(words), 7, -1):
        whole.set_text(textwrap.fill(words, characters))
        if whole.get_window_extent().width <= width * figure.bbox.width:
            break
    assert text.get_text() == whole.get_text()


def test_words_that_fit_are_not_folded():
    text = Figure(figsize=(10.0, 4.0)).text(0.0, 0.0, "")
    fold(text, "words that  fit", 0.9)
    assert text.get_text() == "words that  fit"


def test_end_labels_keep_the_order_of_the_lines():
    effects = {"coaching": {"exit_work": 0.004}, "guidance": {"exit_work": 0.002}}
    figure = draw(outflow, sample_outcomes(2, luck=0.0, effects=effects))
    heights = [texts(figure, f"label:{group}")[0].get_position()[1] for group in ("control", "guidance", "coaching")]
    assert heights == sorted(heights)


def test_time_is_in_months_and_years():
    ticks = [tick.get_text() for tick in draw(outflow, sample_outcomes(2)).axes[0].get_xticklabels()]
    assert ticks == ["start", "6 months", "1 year", "18 months", "2 years"]


def test_the_footnote_explains_the_figure_and_its_assumptions():
    footnote = message(draw(life_satisfaction, sample_outcomes(40)), "footnote")
    for part in (
        "average of 40 simulated trials",
        "95 % interval of that average",
        "95 of 100 single trials",
    ):
        assert part in footnote
    assert "assumptions, not a forecast" in footnote
    assert "similar policies mostly showed no clear effect" in footnote
    assert "No measured figures" not in message(draw(outflow, sample_outcomes(12)), "footnote")


def test_both_intervals_are_drawn_and_named():
    outcomes = sample_outcomes(40, effects={"coaching": {"exit_work": 0.02}})
    figure = draw(differences_at_end, outcomes)
    assert "95 % interval" in message(figure, "legend") and "95 of 100 single trials" in message(figure, "legend")
    row = differences(outcomes, "control").set_index(["group", "measure", "week"]).loc["coaching", "exit_work", 104]
    for kind in ("mean", "trial"):
        bars = [patch for patch in figure.axes[0].patches if patch.get_gid() == kind]
        assert len(bars) == 3
        assert bars[-1].get_x() == pytest.approx(row[f"{kind}_low"])
        assert bars[-1].get_x() + bars[-1].get_width() == pytest.approx(row[f"{kind}_high"])


def test_a_group_without_people_is_left_out_and_colours_stay(tmp_path):
    effects = {"coaching": {"exit_work": 0.3}}
    whole, gaps = sample_outcomes(6, effects=effects), sample_outcomes(6, effects=effects, empty=("guidance",))
    for kind in KINDS:
        full, partly = draw(kind, whole), draw(kind, gaps)
        ink, with_gap = (texts(figure, "label:coaching")[0].get_color() for figure in (full, partly))
        assert ink == with_gap
        assert not texts(partly, "label:guidance")
    console = Console(width=80, record=True, file=StringIO())
    console.print(outcome_table(gaps, LABELS, "control"))
    text = console.export_text()
    assert "?" not in text and "Intensive" not in text and "Coaching" in text
    write_report(gaps, tmp_path, LABELS, "control")
    for table in ("summary.csv", "differences.csv", "money.csv"):
        assert "guidance" not in (tmp_path / table).read_text()


def test_without_people_in_control_only_levels_are_told(tmp_path):
    outcomes = sample_outcomes(3, weeks=10, empty=("control",))
    console = Console(width=80, record=True, file=StringIO())
    console.print(outcome_table(outcomes, LABELS, "control"))
    text = console.export_text()
    assert "?" not in text and "Difference" not in text
    assert "differences.png" not in {path.name for path in write_report(outcomes, tmp_path, LABELS, "control")}


def test_several_scenarios_are_refused():
    both = Outcomes.concatenate([sample_outcomes(2, weeks=2), sample_outcomes(2, weeks=2, scenario="other")])
    with pytest.raises(ValueError, match="a figure shows one scenario; got sample, other"):
        draw(outflow, both)


@given(st.lists(st.tuples(st.floats(-1.0, 1.0), st.floats(0.01, 0.3)), min_size=1, max_size=8))
def test_spread_out_places_do_not_overlap_and_stay_close(things):
    wanted, heights = zip(*things, strict=True)
    places = spread_out(list(wanted), list(heights), -10.0, 10.0)
    order = np.argsort(places)
    for low, high in zip(order, order[1:], strict=False):
        assert places[high] - places[low] >= (heights[high] + heights[low]) / 2 - 1e-9
        assert wanted[low] <= wanted[high]
    assert sum(places) == pytest.approx(sum(wanted), abs=1e-6)


def test_spread_out_known_places():
    assert spread_out([0.0, 0.0, 5.0], [1.0, 1.0, 1.0], -10, 10) == pytest.approx([-0.5, 0.5, 5.0])
    assert spread_out([5.0, 0.0], [1.0, 1.0], -10, 10) == [5.0, 0.0]
    assert spread_out([0.1, 0.0], [1.0, 1.0], 0.0, 10) == pytest.approx([1.5, 0.5])


@pytest.mark.parametrize(("replications", "control"), [(1, "control"), (3, "control"), (3, None)])
def test_report_writes_all_files_and_leaves_nothing_open(tmp_path, replications, control):
    outcomes = sample_outcomes(replications, weeks=26)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "summary.csv").write_text("of an earlier run")
    paths = write_report(outcomes, tmp_path / "run", LABELS, control, "A title", "A question?")
    names = {"summary.csv", "money.csv", "outflow.png", "life-satisfaction.png", "coaches-and-waiting.png"}
    names |= {"differences.csv", "differences.png"} if control else set()
    assert {path.name for path in paths} == {path.name for path in (tmp_path / "run").iterdir()} == names
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths if path.suffix == ".png")
    header = (tmp_path / "run" / "summary.csv").read_text().splitlines()[0]
    assert header == "scenario,group,measure,week,mean,mean_low,mean_high,trial_low,trial_high,n"
    assert plt.get_fignums() == []


def test_outcome_table_breaks_no_numbers_at_80_columns():
    console = Console(width=80, record=True, file=StringIO())
    outcomes = sample_outcomes(40, groups=("reference", *GROUPS), effects={"coaching": {"life_satisfaction": -1.5}})
    console.print(outcome_table(outcomes, LABELS, "control"))
    lines = console.export_text().splitlines()
    assert [line.count(" to ") for line in lines if "in a single trial" in line] == [4, 4]
    assert [line.count("±") for line in lines if line.startswith("Life satisfaction")] == [0, 4]
    assert any("Reference" in line and "Intensive" in line for line in lines)


@pytest.mark.parametrize("groups", [GROUPS, MANY])
@pytest.mark.parametrize("replications", [1, 20, 40])
def test_outcome_table_fits_80_columns_and_shows_both_ranges(groups, replications):
    console = Console(width=200, record=True, file=StringIO())
    console.print(outcome_table(sample_outcomes(replications, groups=groups), LONG, "control"))
    text = console.export_text()
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
    assert ("in a single trial" in text) == (replications >= 40)
    assert ("lowest to highest" in text) == (1 < replications < 40)
    assert text.isascii() or not set(text) - set("─±") - set(map(chr, range(128)))
    flat = " ".join(text.split())
    assert ("one single trial of this size can show anything between" in flat) == (replications >= 40)
    assert ("the 20 simulated trials lie between" in flat) == (replications == 20)
