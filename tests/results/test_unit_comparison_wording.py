"""Unit: verdicts, sentences, headlines and screen cells of comparisons by hand."""

from dataclasses import replace
from io import StringIO
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from comparison_samples import sample_comparison
from rich.console import Console

from results.comparison import comparison_screen, value_figures
from results.comparison import comparison_sentences as sentences
from results.comparison.answer import answer, margins, overview, sentence, tally
from results.comparison.comparison_files import about
from results.comparison.cost_effect import (
    DOMINATED,
    EXTENDED,
    ON_FRONTIER,
)
from results.comparison.verdicts import HARDLY, LESS, MORE, NOT_CLEAR, NOT_ENOUGH, NOT_KNOWN, SAME, verdict
from results.page.outcome_sections import answer_section, question_section
from results.page.page import Contents
from results.run import findings
from results.statistics.summary import LEAST_TRIALS
from results.words.quantities import with_unit

EFFECTS = {"exit_work": 0.03, "life_satisfaction": 0.4, "cost_coach": 40.0}
SAMPLE = sample_comparison({"s0": EFFECTS}, 12, 1, every=104, luck=0.05)
TITLES = {"base": "Now", "a": "A", "b": "B", "c": "C", "d": "D"}


def headline(worse: dict[str, str], never: float = 1.0) -> str:
    ranks = pd.DataFrame({"effect": "exits_to_work", "scenario": ["base", "a", "b", "c", "d"], "never_best": never})
    ranks["status"] = [worse.get(name, ON_FRONTIER) for name in ranks["scenario"]]
    return value_figures.dominance(ranks, pd.DataFrame({"n": [50], "base": ["base"]}), TITLES)


def test_a_dominated_base_is_named_as_the_base_and_not_counted():
    result = headline({"a": DOMINATED, "b": EXTENDED})
    assert result.endswith("by exits to work, ‘A’ and ‘B’.") and "base" not in result
    everything = headline(dict.fromkeys("abcd", DOMINATED) | {"base": DOMINATED})
    assert everything.endswith("4 scenarios and the base ‘Now’ itself.")
    assert headline({"base": EXTENDED}).endswith("by exits to work, the base ‘Now’ itself.")
    assert headline({"a": DOMINATED}, never=0.9).startswith("No policy is clearly dominated")


UNSETTLED = "Which policy is the best is not settled; most often it is"


@pytest.mark.parametrize(
    ("shares", "start", "named"),
    [
        ([0.7, 0.3], UNSETTLED, "the base ‘Now’ itself (probability 70 %)"),
        ([0.3, 0.7], UNSETTLED, "‘A’ (prob"),
        ([0.03, 0.97], "Most probably the best choice:", "‘A’ (probability 97 %)"),
    ],
)
def test_the_most_probably_best_is_named_and_the_base_as_the_base(shares, start, named):
    curve = pd.DataFrame({"effect": "exits_to_work", "worth": 1000.0, "scenario": ["base", "a"], "probability": shares})
    result = value_figures._best(curve, {"exits_to_work": 1000.0}, TITLES)
    assert result.startswith(f"{start} at 1,000 euros for an exit to work") and named in result


def test_a_policy_that_is_best_in_less_than_half_of_the_draws_is_not_named():
    curve = pd.DataFrame({"worth": np.repeat([1000.0, 9000.0], 3), "scenario": list("abc") * 2})
    curve["effect"] = "exits_to_work"
    curve["probability"] = [0.4, 0.3, 0.3, 0.9, 0.1, 0.0]
    result = value_figures._best(curve, {"exits_to_work": 1000.0}, TITLES)
    assert result == "Which policy is the best depends on what an effect is said to be worth."


def test_the_number_of_too_few_real_people_is_withheld():
    comparison = replace(SAMPLE, series=SAMPLE.series.assign(n=np.nan))
    assert answer(comparison).scope.startswith("This is about all simulated people together.")
    assert answer(comparison, "coaching").scope.endswith(" alone.")


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((0.03, 0.01, 0.05, LEAST_TRIALS - 1), NOT_KNOWN),
        ((0.0, 0.0, 0.0, 50), SAME),
        ((0.0, -0.01, 0.01, 50), NOT_CLEAR),
        ((0.0002, 0.0001, 0.0003, 50), HARDLY),
        ((0.0001, -0.0003, 0.0004, 50), HARDLY),
        ((0.0, -0.0006, 0.0004, 50), HARDLY),
        ((0.0, -0.0012, 0.0004, 50), NOT_CLEAR),
        ((0.03, -0.01, 0.05, 50), NOT_CLEAR),
        ((0.03, 0.01, 0.05, 50), MORE),
        ((-0.03, -0.05, -0.01, 50), LESS),
    ],
)
def test_verdicts_by_hand(numbers, expected):
    assert verdict("exit_work", *numbers) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.01, 0.049, HARDLY), (-0.049, 0.04, HARDLY), (-0.05, 0.0, NOT_CLEAR), (-0.02, 0.06, NOT_CLEAR),
        (0.001, 0.09, MORE), (-0.09, -0.01, LESS),
    ],
)  # fmt: skip
def test_hardly_any_difference_only_where_the_whole_interval_is_small(low, high, expected):
    assert verdict("life_satisfaction", (low + high) / 2.0, low, high, 50) == expected


def test_hardly_any_money_is_half_a_euro():
    assert verdict("cost_all_budgets", 0.1, -0.2, 0.4, 50) == HARDLY
    assert verdict("cost_all_budgets", 0.1, -0.2, 0.6, 50) == NOT_CLEAR


def test_the_verdict_does_not_contradict_the_interval_that_is_shown():
    """Clear alone but not among all differences judged: no clear difference, and no contradiction."""
    assert verdict("exit_work", 0.02, -0.002, 0.042, 50, (0.003, 0.037)) == NOT_ENOUGH
    assert verdict("exit_work", 0.02, -0.002, 0.042, 50, (-0.001, 0.041)) == NOT_CLEAR
    assert verdict("part_time", 0.0004, 0.0001, 0.0007, 50, (0.0002, 0.0006)) == NOT_ENOUGH
    rows = pd.DataFrame(
        {"scenario": "a", "base": "b", "week": 104, "measure": "exit_work", "difference": 0.02, "low": 0.003,
         "high": 0.037, "n": 50, "verdict": NOT_ENOUGH}, index=[0],
    )  # fmt: skip
    result = sentence(rows, TITLES)
    assert "no clear difference in people leaving for work, among all differences judged here" in result
    assert "cannot be told" not in result
    assert overview(rows, TITLES)[0].startswith("After 2 years no clear difference")
    rows = of_hand("life_satisfaction", {"a": (HARDLY, 0.01, -0.01, 0.03), "b": (MORE, 0.2, 0.1, 0.3)})
    assert "on both sides of zero (life satisfaction 0.05 points)." in margins(rows)
    assert margins(rows[rows["verdict"] == MORE]) == ""


def test_a_run_calls_a_difference_hardly_any_by_its_whole_interval_too():
    row = SimpleNamespace(measure="life_satisfaction", n=50, mean=0.02, trial_low=-1.0, trial_high=1.0)
    for half, result in ((0.01, findings.NEGLIGIBLE), (0.025, findings.NEGLIGIBLE), (0.05, findings.NOT_CLEAR)):
        row.mean_low, row.mean_high = row.mean - half, row.mean + half
        assert findings.group_verdict(row, 1) == result


def test_the_overview_names_measures_that_are_not_clear():
    kinds = {"trust": MORE, "exit_work": NOT_CLEAR, "life_satisfaction": HARDLY}
    rows = pd.concat([of_hand(name, {"a": (kind, 0.1, 0.1, 0.1)}) for name, kind in kinds.items()])
    result = overview(rows, TITLES)[1]
    assert result.startswith("Hardly any difference in these: life satisfaction.")
    assert result.endswith("It cannot be told whether these differ: left the benefit for work.")
    assert "this comparison cannot tell" in overview(rows[rows["measure"] == "exit_work"], TITLES)[1]
    only = overview(rows[rows["measure"] == "life_satisfaction"], TITLES)
    assert only[0].startswith("After 2 years hardly any difference") and only[1] == ""


def of_hand(measure: str, kinds: dict[str, tuple]) -> pd.DataFrame:
    """Return rows as `judged` gives them: scenario → verdict, difference, low, high."""
    rows = pd.DataFrame([(name, *row) for name, row in kinds.items()],
                        columns=["scenario", "verdict", "difference", "low", "high"])  # fmt: skip
    return rows.assign(base="base", measure=measure, week=104, n=50)


def test_sentences_by_hand():
    four = of_hand("exit_work", {name: (LESS, -at / 100, -0.09, -0.01) for at, name in enumerate("abcd", 1)})
    assert "under 4 scenarios (−1.0 to −4.0 per 100 people, most under ‘D’)." in sentence(four, TITLES)
    saved = of_hand("net_position_all_budgets", {"a": (MORE, 50.0, 40.0, 60.0), "b": (LESS, -70.0, -80.0, -60.0)})
    result = sentence(saved, TITLES)
    expected = "money is saved under ‘A’ (+50 euros; 95 % interval +40 to +60); more money is spent under ‘B’ (+70"
    assert expected in result
    unclear = {"a": (NOT_CLEAR, 0.01, -0.01, 0.02), "b": (NOT_CLEAR, 0.0, -0.01, 0.01)}
    assert sentence(of_hand("exit_work", unclear), TITLES).endswith("people have left for work under ‘A’ and ‘B’.")
    unclear.pop("b")
    assert "under ‘A’ (between −1.0 and +2.0 per 100 people)." in sentence(of_hand("exit_work", unclear), TITLES)
    unknown = of_hand("exit_work", {"a": (NOT_KNOWN, 0.01, -0.01, 0.02), "b": (MORE, 0.02, 0.01, 0.03)})
    assert "‘A’" not in sentence(unknown, TITLES) and "‘Now’" in sentence(unknown, TITLES)


def test_the_headline_counts_up_and_down():
    kinds = {"a": MORE, "b": MORE, "c": LESS, "d": NOT_CLEAR}
    rows = of_hand("trust", {name: (kind, 0.1, 0.1, 0.1) for name, kind in kinds.items()})
    assert "trust in the municipality (up in 2 and down in 1 of 4)" in overview(rows, TITLES)[0].lower()
    assert tally("trust", 1, 0, 1).endswith("(up)") and tally("trust", 0, 1, 1).endswith("(down)")
    assert tally("net_position_execution_budget", 0, 1, 1) == "execution budget (more spent)"
    assert tally("net_position_all_budgets", 1, 2, 4).endswith("(money saved in 1 and more spent in 2 of 4)")
    assert tally("trust", 2, 0, 4).endswith("(up in 2 of 4)") and tally("trust", 0, 3, 4).endswith("(down in 3 of 4)")


def test_the_answer_names_its_people_and_the_option_for_a_group():
    result = answer(SAMPLE)
    assert result.scope.startswith("This is about all 200 simulated people together.")
    assert "people without a coach" in result.scope and "--group coaching" in result.scope
    page = " ".join(block.words for block in answer_section(contents(SAMPLE))[1].blocks if block.look != "note")
    assert "people without a coach" in page and "--group coaching" in page
    assert "without a coach" not in answer(SAMPLE, "coaching").scope


def test_without_parameter_sets_a_warning_stands_first():
    varied = sample_comparison({"s0": EFFECTS}, 20, 4, every=104)
    console = Console(width=120, record=True, file=StringIO())
    console.print(comparison_screen.comparison_screen(SAMPLE))
    head = " ".join(console.export_text().split("Difference from")[0].split())
    assert "too narrow for decisions" in head
    for section in (question_section(SAMPLE), answer_section(contents(SAMPLE))[1]):
        assert section.blocks[0].look == "warning" and "too narrow for decisions" in section.blocks[0].words
    for section in (question_section(varied), answer_section(contents(varied))[1]):
        assert section.blocks[0].look != "warning"
    assert "too narrow" in about(SAMPLE) and "too narrow" not in about(varied)


def contents(comparison):
    return Contents(comparison=comparison, folder=None)


def test_failures_are_told_with_the_answer():
    failed = pd.DataFrame({"scenario": ["s0"], "replication": [3], "error": ["wrong"]})
    assert "1 run failed and is left out." in answer(replace(SAMPLE, failures=failed)).basis
    assert "failed" not in answer(SAMPLE).basis


def cell(low: float, high: float, result: str, n: int = 50) -> tuple[str, bool]:
    """Return the text of a cell of the screen for the difference in the middle, and whether it is bold."""
    row = SimpleNamespace(measure="exit_work", difference=(low + high) / 2, low=low, high=high, n=n, verdict=result)
    text = comparison_screen._cell(row)
    return text.plain, "bold" in str(text.style)


def test_a_cell_is_silent_around_zero_and_bold_where_clear():
    assert cell(0.01, 0.03, MORE) == ("+2.0\n+1.0 to +3.0", True)
    assert cell(-0.03, -0.01, LESS) == ("-2.0\n-3.0 to -1.0", True)
    assert cell(0.01, 0.03, NOT_ENOUGH) == ("+2.0\n+1.0 to +3.0", False)
    assert cell(-0.01, 0.03, NOT_CLEAR) == ("unclear\n-1.0 to +3.0", False)
    assert cell(-0.0003, 0.0005, HARDLY)[0].startswith("0.0\n")
    assert cell(0.01, 0.03, NOT_KNOWN, n=3) == ("+2.0\ntoo few trials", False)


def test_every_row_of_the_screen_is_of_its_own_scenario():
    comparison = sample_comparison({"a": {"exit_work": 0.1}, "b": {"exit_work": -0.1}}, 20, 1, luck=0.01, every=104)
    console = Console(width=120, record=True, file=StringIO())
    console.print(comparison_screen.comparison_screen(comparison))
    rows = {line.split()[0]: line.split()[1] for line in console.export_text().splitlines() if line[:2] in ("A ", "B ")}
    assert rows["A"].startswith(("+10", "+9")) and rows["B"].startswith(("-10", "-9"))


def test_sentences_on_money_and_on_the_content_of_intervals():
    assert with_unit("exits_to_work", 0.031, change=True) == "+3.1 per 100 people"
    assert with_unit("point_years", -0.5, change=True) == "−0.50 point-years per person"
    assert with_unit("net_benefit", 12.3, change=True) == "+12 euros"
    rows = pd.DataFrame({"n": [20], "sets": [18], "parameters": ["not told apart from chance"]})
    assert "the intervals hold both: use at least 36." in sentences.basis(rows)
    assert "what is not known of the parameters" in sentences.basis(rows.assign(parameters="varied"))
    assert "one set of parameter values" in sentences.basis(rows.assign(parameters="not varied"))
    assert "14 outcomes under 1 scenario " in sentences.widened(1) and "28 differences" in sentences.widened(2)
