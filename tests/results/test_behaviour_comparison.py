"""Behaviour: sentences and figures of a comparison are true, and silent without a clear difference."""

from io import StringIO
from itertools import combinations

import numpy as np
import pytest
from comparison_samples import sample_comparison
from figure_checks import assert_apart, assert_inside
from matplotlib.text import Text
from rich.console import Console
from scipy.stats import t

from results.comparison.answer import answer
from results.comparison.comparison_files import figures_of_comparison, tables_of_comparison, write_comparison
from results.comparison.comparison_screen import comparison_screen
from results.comparison.value_figures import apart
from results.run.money import StatedValues

LONG = {
    "base": "The trust experiment in Tilburg, 2018-2019",
    **{f"s{number}": f"{number} coaches more, and no waiting list for mental health care (GGZ)" for number in range(8)},
}
EFFECTS = {"exit_work": 0.03, "life_satisfaction": 0.4, "trust": 0.05, "cost_coach": 40.0}
ONE = sample_comparison({"s0": EFFECTS}, 20, 4, luck=0.05, parameters=0.02, titles=LONG)
"""Every effect is clear: of 11 differences judged with 4 sets an interval reaches t(3) = 7.7 standard errors to each
side, 0.008 of the 0.03 in exits to work."""
EIGHT = sample_comparison(
    {f"s{number}": {name: (number - 3) / 3 * size for name, size in EFFECTS.items()} for number in range(8)},
    20, 1, titles=LONG, every=26,
)  # fmt: skip
FEW = sample_comparison({"s0": EFFECTS}, 3, 1, every=26)
NULL = sample_comparison({"s0": {}}, 20, 4, luck=0.0, every=26)


def differences(comparison, name, scenario) -> np.ndarray:
    """Return the difference from the base in the last week, everyone together, of each replication."""
    frame = comparison.money if name == "money" else comparison.series
    frame = frame.assign(money=frame["cost_month"])
    last = frame[(frame["week"] == 104) & (frame["group"] == "everyone")].set_index(["scenario", "replication"])[name]
    return (last[scenario].astype(float) - last["base"]).to_numpy()


def of_one(name: str, pattern: str, scale: float = 1.0) -> str:
    return format(scale * differences(ONE, name, "s0").mean(), pattern)


def screen(comparison) -> str:
    console = Console(width=120, record=True, file=StringIO())
    console.print(comparison_screen(comparison))
    return console.export_text()


def test_one_scenario_that_differs_in_everything():
    result = answer(ONE)
    name = "‘0 coaches more, and no waiting list for mental health care (GGZ)’"
    start = "After 2 years, compared with ‘The trust experiment in Tilburg, 2018-2019’, "
    more = of_one("exit_work", "+.1f", 100)
    assert result.work.startswith(f"{start}more people have left the benefit for work under {name} ({more} ")
    assert "per 100 people; 95 % interval +" in result.work
    assert f"life satisfaction is higher under {name} ({of_one('life_satisfaction', '+.2f')} " in result.wellbeing
    assert "Tilburg's own tables were not available" in result.basis
    assert "self-reliance" in result.wellbeing and "health" in result.wellbeing
    assert "for half a year under ‘0 coaches" in result.taking_part
    assert f"more money is spent per person under {name} ({of_one('money', '+.0f')} euros;" in result.money
    assert "20 simulated trials with 4 plausible sets" in result.basis and "not a forecast" in result.basis


def test_signs_turn_the_words():
    result = answer(sample_comparison({"s": {name: -size for name, size in EFFECTS.items()}}, 20, 1, every=26))
    assert "fewer people have left the benefit for work under ‘S’ (−" in result.work
    assert "life satisfaction is lower" in result.wellbeing
    assert "less money is spent" in result.money
    assert "one set of parameter values" in result.basis


def test_silent_where_the_interval_covers_zero():
    comparison = sample_comparison({"s": {}}, 20, 1, every=26, seed=3)
    result = answer(comparison)
    of_life = differences(comparison, "life_satisfaction", "s")
    half = t.ppf(0.975, 19) * of_life.std(ddof=1) / np.sqrt(20)
    low, high = (f"{of_life.mean() + end:+.2f}".replace("-", "−") for end in (-half, half))
    assert "it cannot be told whether more or fewer people have left for work under ‘S’ (between −" in result.work
    assert f"hardly any difference in life satisfaction under ‘S’ (between {low} and {high} points)" in result.wellbeing
    assert "cannot be told whether more or less money is spent" in result.money
    claims = ("more people have", "satisfaction is higher under", "more money is")
    assert not any(claim in str(result) for claim in claims)


def test_without_any_difference_the_answer_says_the_same():
    result = answer(NULL)
    assert "exactly as many people" in result.work
    assert "exactly as many people have taken part" in result.taking_part
    assert "exactly the same" in result.wellbeing and "exactly as much money" in result.money


def test_with_few_trials_the_answer_is_silent():
    result = answer(FEW)
    assert (result.work, result.wellbeing, result.taking_part, result.money) == ("", "", "", "")
    assert "3 simulated trials are too few" in result.basis
    text = screen(FEW)
    assert "interval" not in text.splitlines()[1] and "unclear" not in text and " to " not in text.split("simulated")[0]


def test_the_answer_separates_many_scenarios():
    result = answer(EIGHT).work
    assert "more people have left the benefit for work under 4 scenarios (+" in result
    assert "most under ‘7 coaches more" in result
    assert "fewer people have left the benefit for work under ‘0 coaches" in result
    assert "cannot be told whether more or fewer people have left for work under ‘3 coaches" in result
    assert "correction for 112 differences" in answer(EIGHT).basis


def test_the_screen_fits_80_columns_and_is_silent_around_zero():
    for comparison in (ONE, EIGHT, NULL, FEW):
        assert max(len(line.rstrip()) for line in screen(comparison).splitlines()) <= 80
    assert "unclear" not in screen(NULL) and screen(NULL).count("0.0 to 0.0") == 1
    assert of_one("exit_work", "+.1f", 100) in screen(ONE) and "unclear" not in screen(ONE).split("After")[0]
    screen(EIGHT).replace("─", "-").encode("cp1252")


def test_the_screen_names_the_chosen_group():
    console = Console(width=120, record=True, file=StringIO())
    console.print(comparison_screen(ONE, "coaching"))
    text = console.export_text()
    assert "Only the group 'Coaching" in text and "Group 'Coaching" in text
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
    assert "Only the group" not in screen(ONE)


def drawn(comparison):
    return figures_of_comparison(comparison, StatedValues(), tables_of_comparison(comparison))


@pytest.mark.parametrize("comparison", (ONE, EIGHT, FEW, NULL), ids=("one", "eight", "few", "null"))
def test_texts_of_figures_are_whole_and_do_not_overlap(comparison):
    by_name = drawn(comparison)
    wanted = {"differences", "budgets", "work-over-time", "money-over-time", "cost-effectiveness"}
    assert wanted < set(by_name)
    assert ("acceptability" in by_name) == (comparison is not FEW)
    for name, draw in list(by_name.items()):
        if name.startswith("who-gains") and not name.endswith("s0"):
            continue
        figure = draw()
        texts_shown = [text for text in figure.findobj(Text) if text.get_text() and text.get_gid()]
        labels = [text for text in texts_shown if text.get_gid().startswith(("label:", "panel:"))]
        assert_apart(labels)
        assert_inside(figure, texts_shown, tolerance=1.0)


def test_no_interval_is_drawn_of_few_trials():
    for name, draw in drawn(FEW).items():
        shown = [part.get_gid() for part in draw().findobj() if part.get_gid()]
        assert not [gid for gid in shown if gid.split(":")[0] in ("interval", "combined", "mean", "ellipse")], name


def test_overlapping_numbers_are_moved_apart():
    places = apart(np.array([[0.0, 0.0]] * 4 + [[300.0, 0.0]]), 17.0)
    gaps = [np.linalg.norm(places[a] - places[b]) for a, b in combinations(range(5), 2)]
    assert min(gaps) > 16.0 and np.abs(places[4] - [300.0, 0.0]).max() < 0.1


def test_everything_is_written(tmp_path):
    small = sample_comparison({"s0": EFFECTS}, 12, 2, every=26)
    paths = write_comparison(small, tmp_path / "run")
    names = {path.name for path in paths}
    assert {path.name for path in (tmp_path / "run").iterdir()} == names
    for name in ("differences", "budgets", "who-gains-s0", "cost-effectiveness", "acceptability"):
        assert {f"{name}.png", f"{name}.svg"} <= names
    assert {"comparison.csv", "uncertainty.csv", "who-gains.csv", "money.csv", "tables.xlsx"} <= names
