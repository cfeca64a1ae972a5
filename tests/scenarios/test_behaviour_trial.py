"""Behaviour: many trials over processes, single arms, and contamination between arms."""

import os
import signal
import time
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from outcome_samples import sample_outcomes
from trial_samples import ARMS, sample_trial

from results.trial.contamination import CONTAMINATION_COLUMNS, contamination
from results.trial.trial_analysis import FRAMES, analyse_and_keep, kept_trial
from scenarios.file.scenario import load
from scenarios.single_arm import ALL_COACHES, ITS_SHARE, NO_PROGRAMME, share_of_coaches, single_arm, single_arm_designs
from scenarios.trial import map_trials
from simulation.design import Change
from simulation.errors import VexError

SCENARIO = load("tilburg-2018")


def simulate_sample(design, seed, replication):
    """Stand-in for the simulation: return a sample trial; replication 2 fails."""
    if replication == 2:
        raise ArithmeticError("no luck")
    trial = sample_trial(seed=replication, size=25)
    assert seed == 7 and design is not None
    return trial


def count_people(trial):
    """Stand-in for the analysis: count people."""
    return {"people": pd.DataFrame({"replication": [trial.persons["replication"].iloc[0]], "n": [len(trial.persons)]})}


def interrupt(trial):
    """Stand-in for the analysis: raise Ctrl-C in the third trial."""
    if trial.persons["replication"].iloc[0] == 3:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(1)
    return count_people(trial)


def test_tables_are_in_order_of_trials_and_a_failed_trial_is_a_row():
    trials = map_trials(SCENARIO, count_people, replications=5, seed=7, progress=False, simulate=simulate_sample)
    assert trials.tables["people"]["replication"].to_list() == [0, 1, 3, 4]
    assert (trials.asked, trials.finished, trials.interrupted) == (5, 4, False)
    assert trials.failures.to_dict("records") == [
        {"scenario": "tilburg-2018", "replication": 2, "error": "ArithmeticError: no luck"}
    ]


def test_processes_change_nothing():
    one_process, two_processes = (
        map_trials(
            SCENARIO, count_people, replications=4, seed=7, workers=workers, progress=False, simulate=simulate_sample
        )
        for workers in (1, 2)
    )
    assert set(one_process.tables) == set(two_processes.tables) == {"people"}
    pd.testing.assert_frame_equal(one_process.tables["people"], two_processes.tables["people"])
    pd.testing.assert_frame_equal(one_process.failures, two_processes.failures)


def test_the_data_of_the_first_trial_are_kept_whole():
    analyse = partial(analyse_and_keep, control="standard", weeks=104)
    trials = map_trials(SCENARIO, analyse, replications=2, seed=7, progress=False, simulate=simulate_sample)
    data, first = kept_trial(trials.tables), sample_trial(seed=0, size=25)
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(data, name), getattr(first, name))
    assert kept_trial({}) is None


@pytest.mark.skipif(os.name == "nt", reason="sends the signal of Ctrl-C as a terminal does on POSIX")
def test_ctrl_c_keeps_finished_trials():
    before = signal.getsignal(signal.SIGINT)
    trials = map_trials(SCENARIO, interrupt, replications=6, seed=7, progress=False, simulate=simulate_sample)
    assert trials.interrupted
    assert trials.tables["people"]["replication"].to_list() == [0, 1]
    assert signal.getsignal(signal.SIGINT) is before


def test_a_data_set_that_cannot_be_analysed_is_a_failure():
    analyse = partial(analyse_and_keep, control="nobody", weeks=104)
    trials = map_trials(SCENARIO, analyse, replications=1, seed=7, progress=False, simulate=simulate_sample)
    assert trials.finished == 0 and not trials.tables
    assert "the control group 'nobody' gets no questionnaires" in trials.failures["error"].iloc[0]


def test_fewer_than_one_trial_or_worker_is_refused():
    for wrong in ({"replications": 0}, {"replications": 1, "workers": 0}):
        with pytest.raises(ValueError, match="is a whole number from 1; got 0"):
            map_trials(SCENARIO, count_people, **wrong)


def test_a_single_arm_keeps_people_luck_and_lot_and_removes_only_the_policy_of_others():
    design = replace(
        SCENARIO.design,
        changes=tuple(
            Change(week=30, scope="policy", target=group, lever="contacts_per_year", value=4.0) for group in ARMS
        ),
    )
    design_of_arm = single_arm(design, "guidance", ALL_COACHES)
    for number, (group, before) in enumerate(zip(design_of_arm.groups, design.groups, strict=True)):
        assert (group.name, group.size, group.lot, group.surveyed) == (
            before.name, before.size, before.lot, before.surveyed,
        )  # fmt: skip
        assert design_of_arm.cohort_of(number) == design.cohort_of(number)
        assert group.policy == (before.policy if group.name == "guidance" else {})
    assert [change.target for change in design_of_arm.changes] == ["guidance"]
    assert design_of_arm.posts == design.posts
    assert (design_of_arm.town, design_of_arm.partners, design_of_arm.weeks) == (
        design.town,
        design.partners,
        design.weeks,
    )


def test_a_single_arm_gets_its_share_of_coach_hours_by_promised_hours():
    design = SCENARIO.design
    share = share_of_coaches(design, "guidance")
    assert share == pytest.approx(199 * 6 / (200 * 2 + 199 * 6 + 199 * 6))
    design_of_arm = single_arm(design, "guidance", ITS_SHARE)
    assert [post.fte for post in design_of_arm.posts] == [pytest.approx(post.fte * share) for post in design.posts]
    whole = load("whole-experiment").design
    drawn = tuple(
        replace(group, lot=(2.0 if group.name == "guidance" else 1.0)) if group.lot else group for group in whole.groups
    )
    assert share_of_coaches(replace(whole, groups=drawn), "guidance") == pytest.approx(12 / (2 + 12 + 6))
    assert share_of_coaches(design, "standard") == 0.0


def test_people_drawn_for_nothing_stay_so_in_a_single_arm():
    whole = load("whole-experiment").design
    assert single_arm(whole, "guidance", ALL_COACHES).no_news == {"standard"}


def test_every_arm_runs_alone_and_control_without_any_programme():
    designs = single_arm_designs(SCENARIO.design, "standard")
    assert set(designs) == {(arm, way) for arm in ARMS for way in (ALL_COACHES, ITS_SHARE)} | {
        ("standard", NO_PROGRAMME)
    }
    nobody = designs["standard", NO_PROGRAMME]
    assert not any(group.policy for group in nobody.groups)
    assert nobody.posts == SCENARIO.design.posts


def test_an_unknown_group_or_variant_is_refused():
    with pytest.raises(VexError, match="'nobody' is no group"):
        single_arm(SCENARIO.design, "nobody", ALL_COACHES)
    with pytest.raises(ValueError, match="all coaches, its share of the coaches; got 'half'"):
        single_arm(SCENARIO.design, "guidance", "half")


def test_contamination_is_the_difference_within_each_replication():
    full = sample_outcomes(replications=6, groups=("control", "guidance"))
    changed = sample_outcomes(replications=6, groups=("control", "guidance"), effects={"guidance": {"exit_work": 0.02}})
    table = contamination(full, {("guidance", "all coaches"): changed}, 104).set_index("measure")
    assert list(table.reset_index()[list(CONTAMINATION_COLUMNS)].columns) == list(CONTAMINATION_COLUMNS)
    row = table.loc["exit_work"]
    assert row["mean"] == pytest.approx(0.02, abs=1e-6)  # the same luck: no spread between trials
    assert row["mean_high"] - row["mean_low"] < 1e-5 and row["n"] == 6
    assert row["full_trial"] == pytest.approx(
        full.series.query("group == 'guidance' and week == 104")["exit_work"].mean(), abs=1e-6
    )
    assert np.allclose(table.drop(index="exit_work")[["mean"]], 0.0)


def test_contamination_omits_replications_that_failed_in_either_world():
    full = sample_outcomes(replications=5, groups=("control", "guidance"))
    changed = sample_outcomes(replications=4, groups=("control", "guidance"), first=2)
    table = contamination(full, {("guidance", "all coaches"): changed}, 104)
    assert table["n"].max() == 3
