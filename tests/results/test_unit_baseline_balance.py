"""Unit: recruitment is counted, and the joint test of baseline balance keeps its level."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from trial_samples import ARMS, sample_trial

from results.trial.baseline_balance import balance, joint_test, recruitment, recruitment_over_trials
from results.trial.trial_frames import Roles, eligible_people

ROLES = Roles("standard", ARMS, ("reference",))


def test_balance_holds_the_means_and_the_joint_test_keeps_its_level():
    trial = sample_trial(size=150, outside=100)
    table = balance(trial, ROLES).set_index(["characteristic", "group"])
    persons = trial.persons.groupby("group", observed=True)
    for group in (*ROLES.trial, "reference"):
        assert table.loc[("age", group), "mean"] == pytest.approx(persons["age"].mean()[group])
        assert table.loc[("female", group), "mean"] == pytest.approx(persons["female"].mean()[group])
    difference = persons["age"].mean()["guidance"] - persons["age"].mean()["standard"]
    row = table.loc[("age", "guidance")]
    assert row["standardised"] == pytest.approx(difference / persons["age"].std()["standard"])
    assert row["p"] == pytest.approx(stats.f_oneway(*(persons["age"].get_group(group) for group in ROLES.trial)).pvalue)
    people, rng, p_values = eligible_people(trial), np.random.default_rng(3), []
    people = people[people["group"] != "reference"]
    for _ in range(100):
        p_values.append(joint_test(people.assign(group=rng.permutation(people["group"].astype(str))), ROLES))
    assert np.mean(np.array(p_values) < 0.05) < 0.05 + 4 * np.sqrt(0.05 * 0.95 / 100)
    assert stats.kstest(p_values, "uniform").pvalue > 0.001
    older = people.assign(age=people["age"] + 6.0 * (people["group"] == "coaching"))
    assert joint_test(older, ROLES) < 0.001


def test_recruitment_is_counted_and_an_unused_channel_counts_as_zero():
    trial = sample_trial(size=20, outside=40)
    trial.persons["channel"] = np.where(trial.persons["signed_up"], "letter", "none")
    other = sample_trial(size=20, outside=40)
    other.persons["replication"] = 2
    tables = pd.concat([recruitment(each, ROLES) for each in (trial, other)])
    table = recruitment_over_trials(tables).set_index("step")
    assert list(table.index) == ["at_start", "eligible", "signed_up", "letter", "started"]
    assert table["mean_people"].to_list() == [120, 120, 80, 40, 80]
    assert table.loc["letter", ["least", "most"]].to_list() == [0, 80]
