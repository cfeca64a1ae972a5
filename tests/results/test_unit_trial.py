"""Unit: the estimators of the simulated trial find what was planted, and say how sure they are."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.treatment.treatment_effects import TreatmentEffect
from trial_samples import ARMS, MEASURES, SPREAD, sample_trial

from results.trial import baseline_balance as at_start
from results.trial import estimates, power, survival, weights
from results.trial import participants_v_outsiders as comparison_outside
from results.trial.trial_analysis import analyse, many_trials, one_trial, roles_in
from results.trial.trial_frames import (
    COLUMNS,
    OUTCOMES,
    Roles,
    TrialFramesError,
    checked,
    covariates,
    outcomes_of,
    people_of,
)

ROLES = Roles("standard", ARMS, ("reference",))


def of(frame, outcome, arm, model="difference"):
    rows = frame[(frame["outcome"] == outcome) & (frame["arm"] == arm) & (frame["model"] == model)]
    assert len(rows) == 1
    return rows.iloc[0]


@pytest.fixture(scope="module")
def planted():
    trial = sample_trial(size=1000, work={"guidance": 0.1}, wellbeing={"coaching": 0.5}, late=0.4, seed=3)
    return trial, estimates.estimates(trial, ROLES, weights.answer_weights(trial, ROLES))


@pytest.mark.parametrize("model", ["difference", "adjusted"])
def test_a_planted_effect_on_work_is_recovered(planted, model):
    row = of(planted[1], "exit_work_24", "guidance", model)
    assert abs(row["estimate"] - 0.1) < 4 * row["se"] < 0.08
    assert row["p"] < 0.001
    none = of(planted[1], "exit_work_24", "own_direction", model)
    assert abs(none["estimate"]) < 4 * none["se"]


@pytest.mark.parametrize("model", ["difference", "adjusted", "weighted"])
@pytest.mark.parametrize("place", range(6))
def test_a_planted_effect_on_wellbeing_is_recovered(planted, place, model):
    row = of(planted[1], f"{MEASURES[place]}_w2", "coaching", model)
    assert abs(row["estimate"] - 0.5 * SPREAD[place]) < 4 * row["se"]
    assert row["truth"] == pytest.approx(0.5 * SPREAD[place], abs=4 * SPREAD[place] * 0.87 * np.sqrt(2 / 1000))


def test_every_outcome_is_estimated_for_every_arm(planted):
    assert list(planted[1].columns) == list(estimates.COLUMNS)
    sizes = planted[1].groupby("model")["outcome"].nunique()
    assert sizes["difference"] == sizes["adjusted"] == len(OUTCOMES) == 17
    assert sizes["weighted"] == sizes["change"] == 12
    assert planted[1].groupby(["model", "outcome"])["arm"].nunique().eq(3).all()


def test_adjusting_for_what_predicts_the_outcome_narrows_the_interval():
    rng = np.random.default_rng(2)
    group = pd.Series(np.repeat(["standard", "guidance"], 150))
    about = pd.DataFrame({"age": rng.standard_normal(300)})
    values = about["age"] * 2.0 + rng.standard_normal(300) + 1.0 * (group == "guidance")
    plain, adjusted = (
        estimates.differences(values, group, ROLES, "x", "m", given)[0] for given in (None, about)
    )
    assert adjusted["se"] < 0.6 * plain["se"]
    assert abs(adjusted["estimate"] - 1.0) < 4 * adjusted["se"]


def test_without_covariates_the_errors_are_those_of_welch():
    rng = np.random.default_rng(5)
    group = pd.Series(["standard"] * 40 + ["guidance"] * 90)
    values = pd.Series(np.concatenate([rng.normal(0, 3, 40), rng.normal(1, 1, 90)]))
    row = estimates.differences(values, group, ROLES, "x", "difference")[0]
    welch = stats.ttest_ind(values[40:], values[:40], equal_var=False)
    assert row["estimate"] / row["se"] == pytest.approx(welch.statistic)
    assert (row["n"], row["n_control"]) == (90, 40)


def test_intervals_cover_the_truth_in_95_of_100_data_sets_and_holm_keeps_its_promise():
    rng = np.random.default_rng(8)
    group = pd.Series(np.repeat(["standard", *ARMS], [50, 40, 60, 50]))
    spread = group.map({"standard": 2.0, "own_direction": 1.0, "guidance": 0.5, "coaching": 1.5}).to_numpy()
    about = pd.DataFrame({"age": rng.standard_normal(200), "female": rng.random(200) < 0.5}).astype(float)
    inside, named, sets = [], 0, 500
    for _ in range(sets):
        share, score = pd.Series(rng.random(200) < 0.3).astype(float), pd.Series(spread * rng.standard_normal(200))
        rows = estimates.differences(share, group, ROLES, "share", "difference")
        rows += estimates.differences(score, group, ROLES, "score", "difference")
        rows += estimates.differences(score, group, ROLES, "score", "adjusted", about)
        start, weight = pd.Series(rng.standard_normal(200)), pd.Series(1.0 + 2.0 * rng.random(200))
        rows += estimates.differences(score - start, group, ROLES, "score", "change")
        rows += estimates.differences(score, group, ROLES, "score", "weighted", weights=weight)
        frame = estimates.corrected(pd.DataFrame(rows))
        inside.append((frame["low"] <= 0.0) & (frame["high"] >= 0.0))
        named += frame.loc[frame["model"] == "difference", "p_corrected"].min() < 0.05
    coverage = np.mean(inside, axis=0)
    assert len(coverage) == 15
    assert np.abs(coverage - 0.95).max() < 4 * np.sqrt(0.95 * 0.05 / sets)
    assert 0.005 < named / sets < 0.05 + 4 * np.sqrt(0.05 * 0.95 / sets)


def test_intervals_of_the_restricted_mean_cover_no_difference_in_95_of_100_data_sets():
    rng = np.random.default_rng(21)
    inside = []
    for _ in range(500):
        week = np.ceil(rng.exponential(150.0, 160))
        times = pd.DataFrame({"group": np.repeat(["standard", "guidance"], 80), "week": np.minimum(week, 104.0)})
        times["left"] = week <= 104.0
        row = survival.against_control(times, ROLES, 104).iloc[0]
        inside.append(row["low"] <= 0.0 <= row["high"])
    assert abs(np.mean(inside) - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 500)


def test_holm_is_holm():
    p = np.random.default_rng(4).random(30) ** 3
    assert estimates.holm(p) == pytest.approx(multipletests(p, method="holm")[1])


def test_the_change_since_baseline_equals_person_fixed_effects(planted):
    trial, frame = planted
    row = of(frame, "health_w1", "coaching", "change")
    seen = outcomes_of(trial, people_of(trial))[["health_w0", "health_w1"]].dropna()
    group = people_of(trial)["group"].astype(str).loc[seen.index]
    n = len(seen)
    y = np.concatenate([seen["health_w0"], seen["health_w1"]])
    wave, person = np.repeat([0.0, 1.0], n), np.tile(np.arange(n), 2)
    exog = np.column_stack([wave, *(wave * np.tile(group == arm, 2) for arm in ARMS)])

    def within(values):
        return values - (values[:n] + values[n:])[person] / 2

    fit = sm.OLS(within(y), np.column_stack([within(column) for column in exog.T])).fit(
        cov_type="cluster", cov_kwds={"groups": person}
    )
    assert row["estimate"] == pytest.approx(fit.params[3])
    assert row["se"] == pytest.approx(fit.bse[3], rel=0.01)


def test_the_truth_of_a_change_is_that_of_everybody_from_the_start(planted):
    trial, frame = planted
    true = trial.truth.pivot(index="person", columns="wave", values="health")
    change = (true[2] - true[0]).groupby(people_of(trial)["group"], observed=True).mean()
    expected = change["coaching"] - change["standard"]
    for model in ("change", "change_true_start"):
        assert of(frame, "health_w2", "coaching", model)["truth"] == pytest.approx(expected)
    level = true[2].groupby(people_of(trial)["group"], observed=True).mean()
    assert of(frame, "health_w2", "coaching")["truth"] == pytest.approx(level["coaching"] - level["standard"])


def test_a_late_baseline_hides_part_of_the_effect(planted):
    for measure, spread in zip(MEASURES, SPREAD, strict=True):
        late, true = (of(planted[1], f"{measure}_w1", "coaching", model) for model in ("change", "change_true_start"))
        assert (late["n"], late["n_control"]) == (true["n"], true["n_control"])
        assert abs(true["estimate"] - 0.5 * spread) < 4 * true["se"]
        assert late["estimate"] - true["estimate"] == pytest.approx(-0.4 * 0.5 * spread, abs=0.1 * spread)


def test_an_outcome_without_variation_has_no_interval_and_no_p():
    group = pd.Series(np.repeat(["standard", "guidance"], 10))
    row = estimates.differences(pd.Series(np.zeros(20)), group, ROLES, "x", "m")[0]
    assert row["estimate"] == 0.0
    assert np.isnan([row["se"], row["low"], row["high"], row["p"]]).all()
    assert estimates.differences(pd.Series(np.zeros(20)), pd.Series(["guidance"] * 20), ROLES, "x", "m") == []


def old_answer_less(persons, unseen):
    """Whoever has been on benefit long answers less; time on benefit goes with everything that is measured below."""
    return np.where(persons["benefit_years"] > 5, 0.25, 0.9)


def test_weights_remove_the_bias_that_follows_from_what_is_seen():
    trial = sample_trial(size=3000, answering=old_answer_less)
    years = trial.persons.set_index("person")["benefit_years"]
    for name in ("surveys", "truth"):
        frame = getattr(trial, name)
        frame["health"] = frame["health"] - 1.0 * (frame["person"].map(years) > 5)
    weight = weights.answer_weights(trial, ROLES)[2]
    said = trial.surveys[trial.surveys["wave"] == 2].set_index("person")["health"]
    true = trial.truth[trial.truth["wave"] == 2]["health"].mean()
    there = said.notna()
    plain, weighted = said.mean(), np.average(said[there], weights=weight[there])
    error = said.std() / np.sqrt(weights.effective(weight))
    assert plain - true > 0.1
    # the logit has the logarithm of the years, not the threshold: nearly all of the bias goes
    assert abs(weighted - true) < 0.25 * (plain - true) + 3 * error
    assert weights.trimmed(pd.Series([1.0] * 99 + [1000.0]), pd.Series([True] * 100)).max() == weights.MOST
    assert weights.effective(weight) < there.sum()


def test_weights_cannot_remove_the_bias_that_follows_from_what_is_not_seen():
    trial = sample_trial(size=3000, answering=lambda persons, unseen: np.where(unseen > 0, 0.9, 0.3))
    weight = weights.answer_weights(trial, ROLES)[2]
    said = trial.surveys[trial.surveys["wave"] == 2].set_index("person")["trust"]
    true = trial.truth[trial.truth["wave"] == 2]["trust"].mean()
    there = said.notna()
    plain, weighted = said.mean() - true, np.average(said[there], weights=weight[there]) - true
    assert plain > 0.01
    assert weighted > 0.8 * plain


def test_response_counts_who_was_asked_and_who_answered():
    trial = sample_trial(size=300, answering=lambda persons, _: np.where(persons["group"] == "standard", 0.5, 0.9))
    table = weights.response(trial, ROLES, weights.answer_weights(trial, ROLES)).set_index(["group", "wave"])
    assert table["asked"].eq(300).all() and len(table) == 12
    row = table.loc[("standard", 2)]
    said = trial.surveys.query("group == 'standard' and wave == 2")["answered"]
    assert row["answered"] == said.sum() and row["low"] < row["share"] == said.mean() < row["high"]
    assert row["n_effective"] <= row["answered"]
    assert table.loc[("guidance", 2), "share"] > 0.8 > 0.6 > row["share"]


def trial_of(rows):
    """Return the least that survival analysis reads: (group, week of first exit to work, week of last exit)."""
    persons = pd.DataFrame(rows, columns=["group", "first_exit_work_week", "exit_week"])
    persons = persons.assign(person=np.arange(len(rows)), arrival_week=0, eligible=True)
    return SimpleNamespace(persons=persons, register=pd.DataFrame({"person": [], "month": [], "on_benefit": []}))


def test_kaplan_meier_equals_the_hand_computed_case():
    # at risk 6, 5, 3: exits to work at 10 and 20, somebody moves away at 15 and somebody at 20
    rows = [("a", 10, 10), ("a", None, 15), ("a", 20, 20), ("a", None, 20), ("a", 40, 60), ("a", None, None)]
    times = survival.times(trial_of(rows), 52)
    assert times["week"].to_list() == [10, 15, 20, 20, 40, 52]
    assert times["left"].to_list() == [True, False, True, False, True, False]
    curve = survival.curves(times, ("a",), 52).set_index("week")
    stay = np.array([1.0, 5 / 6, 5 / 6, 5 / 6 * 3 / 4, 5 / 6 * 3 / 4 / 2])
    assert curve.loc[[9, 10, 19, 20, 40], "left"].to_numpy() == pytest.approx(1.0 - stay)
    assert curve.loc[[10, 11, 20, 21], "at_risk"].to_list() == [6, 5, 4, 2]
    variance = (5 / 6) ** 2 * (1 / (6 * 5))
    reach = np.exp(1.959964 * np.sqrt(variance) / (5 / 6 * abs(np.log(5 / 6))))
    assert curve.loc[10, ["low", "high"]].to_list() == pytest.approx([1 - (5 / 6) ** (1 / reach), 1 - (5 / 6) ** reach])
    mean, variance = survival.restricted_mean(times, 52)
    areas = [10 * 1.0, 10 * 5 / 6, 20 * 5 / 8, 12 * 5 / 16]
    assert mean == pytest.approx(sum(areas))
    greenwood = [sum(areas[1:]) ** 2 / (6 * 5), sum(areas[2:]) ** 2 / (4 * 3), areas[3] ** 2 / (2 * 1)]
    assert variance == pytest.approx(sum(greenwood))


def test_log_rank_and_restricted_mean_see_a_faster_group():
    trial = sample_trial(size=1500, work={"guidance": 0.15})
    table = survival.against_control(survival.times(trial, 104), ROLES, 104).set_index("arm")
    assert table.loc["guidance", "p"] < 0.001 < table.loc["coaching", "p"]
    assert table.loc["guidance", "low"] > 0.0
    # 15 more of 100 leave, evenly between weeks 4 and 100: 52 weeks sooner each
    assert table.loc["guidance", "weeks_sooner"] == pytest.approx(0.15 * 52, abs=4 * table.loc["guidance", "se"])


def test_matching_removes_selection_on_what_is_seen():
    trial = sample_trial(size=600, outside=3000, selection=(1.0, 0.0), seed=2)
    rows = comparison_outside.against_outside(trial, ROLES).set_index(["outcome", "who", "method"])
    rows = rows.loc["exit_work_24"].loc["participants"]
    assert rows.loc["plain", "estimate"] == pytest.approx(0.04, abs=4 * rows.loc["plain", "se"])
    assert rows.loc["plain", "low"] > 0.0
    for method in ("regression", "doubly_robust"):
        assert abs(rows.loc[method, "estimate"]) < 3 * rows.loc[method, "se"]
        assert rows.loc["plain", "estimate"] - rows.loc[method, "estimate"] > 0.025


def test_matching_cannot_remove_selection_on_what_is_not_seen():
    trial = sample_trial(size=600, outside=3000, selection=(0.0, 1.0), seed=2)
    rows = comparison_outside.against_outside(trial, ROLES).set_index(["outcome", "who", "method"])
    rows = rows.loc["exit_work_24"]
    for method in ("plain", "regression", "doubly_robust"):
        row = rows.loc[("participants", method)]
        assert row["estimate"] == pytest.approx(0.04, abs=4 * row["se"]) and row["low"] > 0.0
    # no group was treated here: the control group shows the same selection
    assert rows.loc[("control", "doubly_robust"), "estimate"] == pytest.approx(0.04, abs=0.06)


def test_the_estimates_are_those_of_statsmodels():
    trial = sample_trial(size=300, outside=1500, selection=(1.0, 0.0), work={"guidance": 0.2})
    people = people_of(trial)
    values = outcomes_of(trial, people)["exit_work_24"].to_numpy()
    inside = (people["group"] != "reference").to_numpy()
    about = covariates(people).to_numpy()
    exog = sm.add_constant(about)
    library = TreatmentEffect(sm.OLS(values, exog), inside.astype(int), sm.Logit(inside, exog).fit(disp=0))
    chance = comparison_outside.chance_inside(inside, about)
    found = {row["method"]: row for row in comparison_outside.effects(values, inside, about, chance)}
    assert found["regression"]["estimate"] == pytest.approx(library.ra(False, effect_group=1)[0])
    assert found["doubly_robust"]["estimate"] == pytest.approx(library.ipw_ra(False, effect_group=1)[0], abs=0.003)


def test_errors_of_the_comparison_with_outsiders_are_those_over_data_sets():
    found = []
    rng = np.random.default_rng(6)
    for _ in range(300):
        about = rng.standard_normal((400, 2))
        inside = rng.random(400) < 1 / (1 + np.exp(1.0 - about[:, 0]))
        values = about @ [1.0, 0.5] + rng.standard_normal(400)
        found += comparison_outside.effects(values, inside, about, comparison_outside.chance_inside(inside, about))
    frame = pd.DataFrame(found).groupby("method")
    for method in ("regression", "doubly_robust"):
        rows = frame.get_group(method)
        assert rows["se"].mean() == pytest.approx(rows["estimate"].std(), rel=0.2)
        assert abs(rows["estimate"].mean()) < 4 * rows["estimate"].std() / np.sqrt(300)


def sample_estimates(trials=2000, effect=0.5, n=200, seed=1):
    rng = np.random.default_rng(seed)
    rows = []
    for replication in range(trials):
        arm, control = rng.normal(effect, 1.0, n), rng.normal(0.0, 1.0, n)
        se = np.sqrt(arm.var(ddof=1) / n + control.var(ddof=1) / n)
        estimate = arm.mean() - control.mean()
        p = 2 * stats.norm.sf(abs(estimate) / se)
        row = {"replication": replication, "model": "difference", "outcome": "health_w2", "arm": "guidance"}
        row |= {"n": n, "n_control": n, "control_mean": 0.0, "estimate": estimate, "se": se, "df": 2 * n - 2}
        row |= {"low": estimate - 1.96 * se, "high": estimate + 1.96 * se, "p": p, "p_corrected": min(1.0, 3 * p)}
        rows.append(row | {"truth": effect - 0.05})
    return pd.DataFrame(rows)


def test_power_is_the_closed_form():
    effect = 0.25
    row = power.power_table(sample_estimates(effect=effect)).iloc[0]
    sd = np.sqrt(2 / 200)
    closed = stats.norm.sf(1.96 - effect / sd) + stats.norm.cdf(-1.96 - effect / sd)
    assert row["power"] == pytest.approx(closed, abs=4 * np.sqrt(closed * (1 - closed) / 2000))
    assert row["power_low"] < row["power"] < row["power_high"]
    assert row["power_corrected"] < row["power"]
    assert row["sd"] == pytest.approx(sd, rel=0.07) and row["mean_se"] == pytest.approx(sd, rel=0.02)
    assert row["detectable"] == pytest.approx(2.8 * row["sd"])
    assert row["bias"] == pytest.approx(0.05, abs=4 * row["bias_se"])
    assert row["bias_se"] == pytest.approx(sd / np.sqrt(2000), rel=0.07)
    # the intervals are centred 0.05 = half an error beside the truth
    covered = stats.norm.cdf(1.96 - 0.5) - stats.norm.cdf(-1.96 - 0.5)
    assert row["coverage"] == pytest.approx(covered, abs=4 * np.sqrt(covered * (1 - covered) / 2000))


def test_a_true_effect_of_the_detectable_size_is_found_in_80_of_100_trials():
    row = power.power_table(sample_estimates(effect=2.8 * np.sqrt(2 / 200))).iloc[0]
    assert row["power"] == pytest.approx(0.8, abs=0.04)


def test_one_trial_has_no_power():
    row = power.power_table(sample_estimates(trials=1)).iloc[0]
    assert np.isnan([row["sd"], row["detectable"], row["coverage"], row["bias_se"]]).all()


def test_the_late_baseline_and_the_answering_are_told_apart():
    trials = [sample_trial(seed=seed, size=150, wellbeing={"guidance": 0.5}, late=0.4) for seed in range(5)]
    table = power.power_table(pd.concat([estimates.estimates(trial, ROLES) for trial in trials]))
    row = table.set_index(["model", "outcome", "arm"]).loc[("change", "health_w2", "guidance")]
    assert row["late_baseline_bias"] == pytest.approx(-0.4 * 0.5 * 0.8, abs=4 * row["late_baseline_bias_se"])
    assert row["late_baseline_bias_se"] < 0.05


def test_many_trials_are_put_together():
    tables = [analyse(sample_trial(seed=seed, size=60), "standard", 104) for seed in range(2)]
    many = many_trials({name: pd.concat([table[name] for table in tables]) for name in tables[0]})
    assert many.trials == 2 and set(many.power["model"]) == {"difference", "adjusted", "weighted", "change"}
    assert many.response["mean_share"].between(0.6, 0.95).all()


def test_the_bias_of_not_answering_is_told_apart_from_the_scale():
    def happy_control_answers(persons, unseen):
        return np.where((persons["group"] == "standard") & (unseen < 0), 0.1, 0.9)

    trials = [sample_trial(seed=seed, size=200, answering=happy_control_answers) for seed in range(5)]
    for trial in trials:
        trial.surveys["health"] *= 0.9  # the answering scale: not a matter of who answers
    found = pd.concat([estimates.estimates(trial, ROLES) for trial in trials])
    row = power.power_table(found).set_index(["model", "outcome", "arm"]).loc[("difference", "health_w2", "guidance")]
    shift = -0.3 * 0.8 * 0.8 * np.sqrt(2 / np.pi)  # who answers in control: unseen mostly above zero
    assert row["response_bias"] == pytest.approx(shift, abs=4 * row["response_bias_se"])
    assert abs(row["response_bias"]) > 4 * row["response_bias_se"]
    assert row["bias"] - row["response_bias"] == pytest.approx(0.1 * 0.15, abs=0.05)
    assert "respondents_true" not in set(power.power_table(found)["model"])


def test_roles_follow_from_who_is_surveyed():
    trial = sample_trial(outside=100, size=30)
    assert roles_in(trial, "standard") == ROLES
    with pytest.raises(TrialFramesError, match="control group 'reference' gets no questionnaires"):
        roles_in(trial, "reference")
    with pytest.raises(TrialFramesError, match="names no control group"):
        roles_in(trial, None)


@pytest.mark.parametrize("frame", COLUMNS)
def test_frames_that_lack_a_column_or_hold_a_row_twice_are_refused(frame):
    trial = sample_trial(size=10)
    checked(trial)
    whole = getattr(trial, frame)
    setattr(trial, frame, whole.drop(columns=COLUMNS[frame][-1]))
    with pytest.raises(TrialFramesError, match=f"the frame {frame} lacks {COLUMNS[frame][-1]}"):
        checked(trial)
    setattr(trial, frame, pd.concat([whole, whole.head(1)]))
    with pytest.raises(TrialFramesError, match=f"the frame {frame} holds a row twice"):
        checked(trial)


def test_a_short_trial_has_the_outcomes_that_it_reached():
    trial = sample_trial(size=60, months=12)
    trial.surveys, trial.truth = (frame[frame["wave"] < 2] for frame in (trial.surveys, trial.truth))
    found = set(analyse(trial, "standard", 52)["estimates"]["outcome"])
    assert found == {"exit_work_12", *(f"{measure}_w1" for measure in MEASURES)}


def test_outsiders_are_those_who_were_there_and_could_have_taken_part():
    trial = sample_trial(size=60, outside=200)
    persons = trial.persons
    reference = persons.index[persons["group"] == "reference"]
    persons.loc[reference[:50], "eligible"] = False
    persons.loc[reference[50:80], "arrival_week"] = 7
    assert analyse(trial, "standard", 104)["outside"]["n_outside"].eq(120).all()
    assert one_trial(trial, "standard", 104).curves.query("group == 'reference' and week == 0")["at_risk"].item() == 120


def test_balance_is_the_means_and_the_joint_test_keeps_its_promise():
    trial = sample_trial(size=150, outside=100)
    table = at_start.balance(trial, ROLES).set_index(["characteristic", "group"])
    persons = trial.persons.groupby("group", observed=True)
    for group in (*ROLES.trial, "reference"):
        assert table.loc[("age", group), "mean"] == pytest.approx(persons["age"].mean()[group])
        assert table.loc[("female", group), "mean"] == pytest.approx(persons["female"].mean()[group])
    away = persons["age"].mean()["guidance"] - persons["age"].mean()["standard"]
    row = table.loc[("age", "guidance")]
    assert row["standardised"] == pytest.approx(away / persons["age"].std()["standard"])
    assert row["p"] == pytest.approx(stats.f_oneway(*(persons["age"].get_group(group) for group in ROLES.trial)).pvalue)
    people, rng, found = people_of(trial), np.random.default_rng(3), []
    people = people[people["group"] != "reference"]
    for _ in range(100):
        found.append(at_start.joint_test(people.assign(group=rng.permutation(people["group"].astype(str))), ROLES))
    assert np.mean(np.array(found) < 0.05) < 0.05 + 4 * np.sqrt(0.05 * 0.95 / 100)
    assert stats.kstest(found, "uniform").pvalue > 0.001
    older = people.assign(age=people["age"] + 6.0 * (people["group"] == "coaching"))
    assert at_start.joint_test(older, ROLES) < 0.001


def test_steps_towards_the_trial_are_counted_and_a_channel_that_nobody_used_counts_as_none():
    trial = sample_trial(size=20, outside=40)
    trial.persons["channel"] = np.where(trial.persons["signed_up"], "letter", "none")
    later = sample_trial(size=20, outside=40)
    later.persons["replication"] = 2
    tables = pd.concat([at_start.recruited(one, ROLES) for one in (trial, later)])
    table = at_start.recruited_table(tables).set_index("step")
    assert list(table.index) == ["at_start", "eligible", "signed_up", "letter", "started"]
    assert table["mean_people"].to_list() == [120, 120, 80, 40, 80]
    assert table.loc["letter", ["least", "most"]].to_list() == [0, 80]


def test_a_group_that_nobody_leaves_stays_whole():
    rows = pd.DataFrame({"week": [52.0, 52.0], "left": [False, False]})
    kept, errors = survival.survival_at(rows, np.array([0.0, 30.0, 52.0]))
    assert kept.tolist() == [1.0, 1.0, 1.0] and errors.tolist() == [0.0, 0.0, 0.0]
