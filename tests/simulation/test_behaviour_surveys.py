"""Behaviour: response to the questionnaires, its timing, and survey error."""

from dataclasses import replace

import numpy as np
import pytest
from observed_trials import EVENTFUL, run, surveyed
from worlds import COACHED, FREE, two_groups, usual_equilibrium

from simulation.design import Group
from simulation.events import ALL_PEOPLE
from simulation.model import TrustExperiment
from simulation.surveys import SURVEY_MEASURES, answering_chance
from simulation.trial_data import TrialData


@pytest.fixture(scope="module")
def watched():
    design = surveyed(two_groups(size=250, weeks=104, policy=FREE), parameters=EVENTFUL)
    return run(design, register=True, logged=ALL_PEOPLE)


@pytest.fixture(scope="module")
def data(watched):
    return TrialData.of(watched)


def test_respondents_differ_in_trust():
    design = surveyed(two_groups(size=2500, weeks=30, policy=COACHED))
    data = TrialData.of(run(design))
    answered = data.surveys.set_index("person")["answered"]
    trust = data.persons.set_index("person")["true_trust"].loc[answered.index]
    respondents, others = trust[answered.to_numpy()], trust[~answered.to_numpy()]
    gap = respondents.mean() - others.mean()
    assert gap > 4.0 * np.sqrt(respondents.var() / len(respondents) + others.var() / len(others))


def chance(model, **fields):
    person = model.people[0]
    for name, value in fields.items():
        person[name] = value
    return answering_chance(person, False, 0, model.parameters[0])


def test_trust_and_attention_raise_and_stress_lowers_the_chance_of_answering():
    model = TrustExperiment(two_groups(size=2, weeks=1), rng=1, equilibrium=usual_equilibrium())
    plain = chance(model, trust=0.4, attention=0.1, stress=0.3)
    assert chance(model, trust=0.8) > plain
    assert chance(model, trust=0.4, attention=0.7) > plain
    assert chance(model, attention=0.1, stress=0.9) < plain


def test_the_same_policy_under_another_name_answers_alike():
    groups = tuple(Group(name=name, size=3000, surveyed=True) for name in ("one", "other"))
    model = run(two_groups(groups=groups, weeks=26, posts=()))
    table = model.observed.surveys.table
    rates = [table["answered"][model.people["group"][table["row"]] == group].mean() for group in (0, 1)]
    error = np.sqrt(sum(rate * (1 - rate) / 3000 for rate in rates))
    assert abs(rates[0] - rates[1]) < 3.5 * error


def test_the_draw_disappoints_people_who_get_nothing_new():
    model = TrustExperiment(surveyed(two_groups(size=2, ends=20)), rng=1, equilibrium=usual_equilibrium())
    assert model.people.drawn_for_nothing.tolist() == [0, 0, 1, 1]
    model.run_until(30)
    assert model.people.drawn_for_nothing.tolist() == [0, 0, 1, 1]
    groups = (Group(name="usual", size=3000, surveyed=True),)
    rates = [
        run(two_groups(groups=groups, weeks=26, posts=(), switched_off=off)).observed.surveys.table["answered"].mean()
        for off in (frozenset(), frozenset({"disappointment"}))
    ]
    assert rates[1] - rates[0] > 0.03


def test_the_baseline_runs_on_and_later_waves_lie_around_their_week(data):
    weeks = data.surveys.groupby("wave")["week"]
    assert weeks.min().tolist()[0] == 0 and weeks.max().tolist()[0] > 16
    baseline = data.surveys[data.surveys["wave"] == 0]
    assert (baseline.loc[baseline["answered"], "week"] > 0).mean() > 0.5
    assert weeks.min().tolist()[1] == 46 and 58 <= weeks.max().tolist()[1] <= 63
    assert weeks.max().tolist()[2] <= 104


def test_without_non_response_everybody_answers():
    design = surveyed(two_groups(size=200, weeks=60), switched_off=frozenset({"non_response"}))
    model = TrustExperiment(design, rng=1, equilibrium=usual_equilibrium())
    model.people.left_study[:3] = 1
    model.run_until(60)
    surveys = TrialData.of(model).surveys
    left_study = set(model.people["id"][model.people["left_study"] == 1])  # those three, and later leavers
    # The first invitations of the baseline go out before anybody can have left.
    stayers = surveys[~surveys["person"].isin(left_study)]
    assert stayers["answered"].all() and len(stayers) == 2 * (400 - len(left_study)) and len(left_study) < 20
    first_three = surveys["person"].isin(model.people["id"][:3])
    assert not surveys.loc[first_three & (surveys["week"] > 0), "answered"].any()
    assert surveys.loc[~surveys["answered"], list(SURVEY_MEASURES)].isna().all(axis=None)


def test_help_with_the_form_brings_more_answers():
    rates = []
    for share in (0.0, 1.0):
        design = surveyed(two_groups(size=2000, weeks=30), organisation={"survey_help": share})
        rates.append(run(design).observed.surveys.table["answered"].mean())
    assert rates[1] > rates[0] + 0.05


AT_ONCE = {"baseline_before": 0.0, "baseline_after": 0.0}
RELIABILITIES = (
    "reliability_life_satisfaction", "reliability_health", "reliability_self_efficacy", "reliability_trust",
    "reliability_participation", "reliability_money",
)  # fmt: skip


@pytest.fixture(scope="module")
def stock():
    design = surveyed(two_groups(size=4000, weeks=1), parameters=AT_ONCE, switched_off=frozenset({"non_response"}))
    return TrustExperiment(design, rng=5, equilibrium=usual_equilibrium())


@pytest.mark.parametrize("index", range(6), ids=SURVEY_MEASURES)
def test_the_error_has_the_stated_reliability(index, stock):
    table = stock.observed.surveys.table
    answers, truth = table["answers"][:, index], stock.observed.truth[0][table["row"], index]
    reliability = np.corrcoef(answers, truth)[0, 1] ** 2
    assert reliability == pytest.approx(stock.parameters[0][RELIABILITIES[index]], abs=0.06)


def test_answers_are_on_the_scale(stock):
    answers = stock.observed.surveys.table["answers"]
    for index, (low, high, step) in enumerate([(0, 10, 1), (1, 5, 1), (0, 1, 0), (0, 1, 0.1), (1, 6, 1), (1, 5, 1)]):
        column = answers[:, index]
        assert column.min() >= low and column.max() <= high
        if step:
            assert np.allclose(column / step, np.round(column / step))


def test_without_error_answers_are_the_truth_on_the_scale(stock):
    design = replace(stock.design, switched_off=frozenset({"non_response", "survey_error"}))
    exact = TrustExperiment(design, rng=5, equilibrium=usual_equilibrium())
    table = exact.observed.surveys.table
    gap = np.abs(table["answers"] - exact.observed.truth[0][table["row"]])
    assert (gap.max(axis=0) <= np.array([0.5, 0.5, 0.0, 0.05, 0.0, 0.0]) + 1e-9).all()
