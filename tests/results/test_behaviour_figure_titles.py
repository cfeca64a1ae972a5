"""Behaviour: titles of the figures of a run say what is certain and no more."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text
from outcome_samples import LABELS, sample_outcomes
from run_figures import draw, message

from results.run.coaches_and_waits_figure import coaches_and_waiting
from results.run.control_differences_figure import differences_at_end
from results.run.figures import life_satisfaction, outflow
from results.run.findings import finding, overview_of_run
from results.statistics.summary import differences, statistics
from simulation.outcomes import Outcomes


def test_title_of_an_effect_that_one_trial_shows():
    effects = {"coaching": {"life_satisfaction": 0.6}, "guidance": {"life_satisfaction": 0.5}}
    figure = draw(life_satisfaction, sample_outcomes(40, groups=("control", "guidance", "coaching"), effects=effects))
    title = message(figure, "title")
    assert title.startswith("After 2 years life satisfaction is higher in ‘Coaching’ (+0.6")
    assert "points) and ‘Intensive guidance’ (+0.5" in title
    assert "no clear" not in title
    assert message(figure, "certainty") == "One trial of this size would more often show this than miss it."


def test_title_of_an_effect_that_one_trial_misses():
    effects = {"coaching": {"exit_work": 0.023}}
    figure = draw(outflow, sample_outcomes(300, groups=("control", "coaching"), weeks=2, effects=effects))
    title = message(figure, "title")
    assert title.startswith("After 2 weeks more people have left the benefit for work in ‘Coaching’ (+2.")
    assert message(figure, "certainty") == "One trial of this size would more often miss this than show it."


def test_title_of_a_harmful_effect_says_fewer():
    effects = {"coaching": {"exit_work": -0.1}}
    title = message(draw(outflow, sample_outcomes(30, groups=("control", "coaching"), effects=effects)), "title")
    assert "fewer people have left the benefit for work in ‘Coaching’ (−" in title


def test_title_without_effect_says_no_clear_difference():
    figure = draw(outflow, sample_outcomes(40, groups=("control", "coaching"), seed=2))
    assert (
        message(figure, "title")
        == "After 2 years no clear difference from ‘Standard group’ in people leaving for work."
    )
    assert message(figure, "certainty").startswith("Over 40 simulated trials the average difference lies between −")


def test_a_difference_too_small_to_be_seen_is_none():
    effects = {"coaching": {"exit_work": 0.0001}}
    outcomes = sample_outcomes(10, groups=("control", "coaching"), luck=0.0, effects=effects)
    assert message(draw(outflow, outcomes), "title").startswith("After 2 years hardly any difference from")


def test_groups_with_and_without_effect_are_separated_in_the_title():
    effects = {"coaching": {"exit_work": 0.2}}
    figure = draw(outflow, sample_outcomes(20, effects=effects, seed=2))
    assert "in ‘Coaching’ (+" in message(figure, "title")
    assert "no clear difference for ‘Own direction’ and ‘Intensive guidance’" in message(figure, "title")


@pytest.mark.parametrize("kind", (outflow, life_satisfaction, differences_at_end))
def test_one_replication_claims_no_difference(kind):
    figure = draw(kind, sample_outcomes(1, effects={"coaching": {"exit_work": 0.3, "life_satisfaction": 2.0}}))
    title = message(figure, "title")
    assert not any(word in title for word in ("more", "higher", "clear"))
    assert message(figure, "certainty") == "One trial cannot tell a policy from luck."
    assert "no interval can be given" in message(figure, "footnote")


def test_without_control_only_levels_are_told():
    figure = draw(outflow, sample_outcomes(3, luck=0.0), control=None)
    assert message(figure, "title") == "After 2 years 13.0 of every 100 people have left the benefit for work."
    assert message(figure, "certainty") == ""


def test_overview_names_what_one_trial_would_show():
    effects = {"coaching": {"exit_work": 0.02, "life_satisfaction": 0.9, "trust": 0.0}}
    outcomes = sample_outcomes(400, groups=("control", "coaching"), weeks=1, effects=effects)
    changes = differences(outcomes, "control")
    figure = differences_at_end(changes, LABELS, "control", ("exit_work", "life_satisfaction", "trust"))
    title = message(figure, "title")
    assert "more people leaving for work and higher life satisfaction; hardly any difference in trust" in title
    assert message(figure, "certainty").endswith("show this than miss it only for life satisfaction.")


def test_the_waiting_title_gives_peak_end_and_queue():
    figure = draw(coaches_and_waiting, sample_outcomes(4, luck=0.0))
    assert message(figure, "title").startswith(
        "At the worst moment 35 % of the people waited for a conversation without a date (‘Own direction’, month 1)"
    )
    assert message(figure, "title").endswith("after 2 years 2 %.")
    assert "The wait at GGZ (mental health care) was 16 weeks at the start and at the end." in message(
        figure, "certainty"
    )
    drawn = {line.get_gid() for line in figure.axes[0].lines}
    assert {"line:own_direction", "line:guidance", "line:coaching"} <= drawn
    assert "line:control" not in drawn


def test_waiting_without_any_conversation_due():
    outcomes = sample_outcomes(2)
    empty = Outcomes(outcomes.series.assign(backlog=np.float32("nan")), outcomes.partners, outcomes.coaches)
    assert message(draw(coaches_and_waiting, empty), "title") == "Nobody was on the benefit."


def sample_differences(draws: dict[str, np.ndarray], measure="exit_work"):
    """Return differences in one last week: a group a row of draws."""
    rows = pd.DataFrame(statistics(np.array(list(draws.values()))))
    return rows.assign(scenario="made", group=list(draws), measure=measure, week=104)


def headline(changes, measure="exit_work") -> str:
    return finding(changes, changes, measure, LABELS, "control").headline


def test_luck_alone_makes_at_most_a_headline_in_twenty():
    rng = np.random.default_rng(7)
    draws = [
        sample_differences({f"policy_{group}": 0.1 * rng.normal(size=10) for group in range(6)}) for _ in range(300)
    ]
    assert np.mean(["no clear" not in headline(changes)[:30] for changes in draws]) < 0.08
    assert (
        np.mean([overview_of_run(changes, ["exit_work"], LABELS, "control").certainty != "" for changes in draws])
        < 0.08
    )


def test_footnote_says_that_titles_are_corrected_for_the_number_of_comparisons():
    assert "widened for the 30 comparisons made" in message(draw(outflow, sample_outcomes(10)), "footnote")
    assert "widened for the 30 comparisons made" in message(draw(differences_at_end, sample_outcomes(10)), "footnote")
    alone = sample_outcomes(10, groups=("control", "coaching"))
    assert "widened for the 10 comparisons made" in message(draw(outflow, alone), "footnote")


@pytest.mark.parametrize("kind", (outflow, coaches_and_waiting, differences_at_end))
def test_with_few_trials_single_trials_are_not_mentioned(kind):
    figure = draw(kind, sample_outcomes(10, effects={"coaching": {"exit_work": 0.3}}))
    words = " ".join(text.get_text() for text in figure.findobj(Text))
    assert "95 of 100" not in words and "more often" not in words
    assert "owest to highest of 10 simulated trials" in " ".join(words.split())
    if kind is not coaches_and_waiting:
        expected = "10 simulated trials are too few to say what one trial of this size would show."
        assert message(figure, "certainty") == expected


def test_the_waiting_title_names_the_first_of_equal_peaks():
    outcomes = sample_outcomes(2, luck=0.0)
    series = outcomes.series
    for group, week, peak in (("coaching", 10, 0.900), ("own_direction", 50, 0.904)):
        near = series["week"].between(week, week + 5) & (series["group"] == group)
        series.loc[near, "backlog"] = np.float32(peak)
    figure = draw(coaches_and_waiting, outcomes)
    assert "90 % of the people waited for a conversation without a date (‘Coaching’" in message(
        figure, "title"
    )
    assert figure.axes[0].get_ylim() == (0.0, 1.0)


def test_rare_waiting_is_reported_as_rare():
    outcomes = sample_outcomes(2, luck=0.0)
    outcomes.series["backlog"] = np.float32(0.06)
    title = message(draw(coaches_and_waiting, outcomes), "title")
    assert title == "Hardly anybody had to wait for a date: at the worst moment 6 % of the people."


def test_overview_counts_groups_up_and_down():
    values = {"guidance": np.full(50, 0.1), "own_direction": np.full(50, 0.2), "coaching": -np.ones(50)}
    changes = sample_differences(values)
    words = overview_of_run(changes, ["exit_work"], LABELS, "control").headline
    assert "people leaving for work (up in 2 groups, down in 1)" in words


@pytest.mark.parametrize(
    ("measure", "small", "large"),
    [("trust", 0.019, 0.021), ("health", 0.049, 0.051), ("life_satisfaction", 0.04, 0.06)],
)
def test_a_difference_not_worth_naming_is_hardly_any(measure, small, large):
    hardly, named = (sample_differences({"coaching": np.full(50, -size)}, measure) for size in (small, large))
    assert "hardly any difference from ‘Standard group’" in headline(hardly, measure)
    assert "lower in ‘Coaching’" in headline(named, measure)
    both = pd.concat([hardly, sample_differences({"coaching": np.full(50, 0.2)})])
    words = overview_of_run(both, ["exit_work", measure], LABELS, "control").headline
    assert words.split(": ")[1].startswith("more people leaving for work; hardly any difference in ")
