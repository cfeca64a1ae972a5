"""Behaviour: many trials over processes, each arm alone, and what one arm does to another."""

import os
import signal
import time
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest
from outcome_samples import made_outcomes
from trial_samples import ARMS, made_trial

from results.trial.contamination import COLUMNS, contamination
from results.trial.trial_analysis import FRAMES, analyse_and_keep, kept
from scenarios.file.scenario import load
from scenarios.single_arm import ALL_COACHES, ITS_SHARE, NO_PROGRAMME, alone, alone_designs, share_of_coaches
from scenarios.trial import map_trials
from simulation.design import Change

SCENARIO = load("tilburg-2018")


def made(design, seed, replication):
    """Simulate nothing: make up a trial; number 2 fails."""
    if replication == 2:
        raise ArithmeticError("no luck")
    trial = made_trial(seed=replication, size=25)
    assert seed == 7 and design is not None
    return trial


def count(trial):
    """Analyse nothing: count people."""
    return {"people": pd.DataFrame({"replication": [trial.persons["replication"].iloc[0]], "n": [len(trial.persons)]})}


def interrupt(trial):
    """Press Ctrl-C in the third trial."""
    if trial.persons["replication"].iloc[0] == 3:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(1)
    return count(trial)


def test_tables_come_in_the_order_of_the_trials_and_a_failed_trial_is_a_row():
    found = map_trials(SCENARIO, count, replications=5, seed=7, progress=False, simulate=made)
    assert found.tables["people"]["replication"].to_list() == [0, 1, 3, 4]
    assert (found.asked, found.finished, found.interrupted) == (5, 4, False)
    assert found.failures.to_dict("records") == [
        {"scenario": "tilburg-2018", "replication": 2, "error": "ArithmeticError: no luck"}
    ]


def test_processes_change_nothing():
    here, there = (
        map_trials(SCENARIO, count, replications=4, seed=7, workers=workers, progress=False, simulate=made)
        for workers in (1, 2)
    )
    assert set(here.tables) == set(there.tables) == {"people"}
    pd.testing.assert_frame_equal(here.tables["people"], there.tables["people"])
    pd.testing.assert_frame_equal(here.failures, there.failures)


def test_the_data_of_the_first_trial_are_kept_whole():
    analyse = partial(analyse_and_keep, control="standard", weeks=104)
    found = map_trials(SCENARIO, analyse, replications=2, seed=7, progress=False, simulate=made)
    data, first = kept(found.tables), made_trial(seed=0, size=25)
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(data, name), getattr(first, name))
    assert kept({}) is None


@pytest.mark.skipif(os.name == "nt", reason="sends the signal of Ctrl-C as a terminal does on POSIX")
def test_ctrl_c_keeps_what_is_finished():
    found = map_trials(SCENARIO, interrupt, replications=6, seed=7, progress=False, simulate=made)
    assert found.interrupted
    assert found.tables["people"]["replication"].to_list() == [0, 1]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_data_set_that_cannot_be_analysed_is_a_failure():
    analyse = partial(analyse_and_keep, control="nobody", weeks=104)
    found = map_trials(SCENARIO, analyse, replications=1, seed=7, progress=False, simulate=made)
    assert found.finished == 0 and not found.tables
    assert "the control group 'nobody' gets no questionnaires" in found.failures["error"].iloc[0]


def test_fewer_than_one_trial_or_worker_is_refused():
    for wrong in ({"replications": 0}, {"replications": 1, "workers": 0}):
        with pytest.raises(ValueError, match="is a whole number from 1; got 0"):
            map_trials(SCENARIO, count, **wrong)


def test_alone_keeps_people_luck_and_lot_and_takes_only_the_others_policy():
    design = replace(
        SCENARIO.design,
        changes=tuple(
            Change(week=30, scope="policy", target=group, lever="contacts_per_year", value=4.0) for group in ARMS
        ),
    )
    found = alone(design, "guidance", ALL_COACHES)
    for number, (group, before) in enumerate(zip(found.groups, design.groups, strict=True)):
        assert (group.name, group.size, group.lot, group.surveyed) == (
            before.name, before.size, before.lot, before.surveyed,
        )  # fmt: skip
        assert found.cohort_of(number) == design.cohort_of(number)
        assert group.policy == (before.policy if group.name == "guidance" else {})
    assert [change.target for change in found.changes] == ["guidance"]
    assert found.posts == design.posts
    assert (found.town, found.partners, found.weeks) == (design.town, design.partners, design.weeks)


def test_its_share_of_the_coaches_goes_by_the_hours_promised():
    design = SCENARIO.design
    share = share_of_coaches(design, "guidance")
    assert share == pytest.approx(199 * 6 / (200 * 2 + 199 * 6 + 199 * 6))
    found = alone(design, "guidance", ITS_SHARE)
    assert [post.fte for post in found.posts] == [pytest.approx(post.fte * share) for post in design.posts]
    whole = load("whole-experiment").design
    drawn = tuple(
        replace(group, lot=(2.0 if group.name == "guidance" else 1.0)) if group.lot else group for group in whole.groups
    )
    assert share_of_coaches(replace(whole, groups=drawn), "guidance") == pytest.approx(12 / (2 + 12 + 6))
    assert share_of_coaches(design, "standard") == 0.0


def test_who_was_drawn_for_nothing_stays_so_when_a_group_is_alone():
    whole = load("whole-experiment").design
    assert alone(whole, "guidance", ALL_COACHES).no_news == {"standard"}


def test_every_arm_is_run_alone_and_control_without_any_programme():
    designs = alone_designs(SCENARIO.design, "standard")
    assert set(designs) == {(arm, way) for arm in ARMS for way in (ALL_COACHES, ITS_SHARE)} | {
        ("standard", NO_PROGRAMME)
    }
    nobody = designs["standard", NO_PROGRAMME]
    assert not any(group.policy for group in nobody.groups)
    assert nobody.posts == SCENARIO.design.posts


def test_what_is_no_group_or_variant_is_refused():
    with pytest.raises(KeyError, match="'nobody' is no group"):
        alone(SCENARIO.design, "nobody", ALL_COACHES)
    with pytest.raises(ValueError, match="all coaches, its share of the coaches; got 'half'"):
        alone(SCENARIO.design, "guidance", "half")


def test_contamination_is_the_difference_within_each_replication():
    full = made_outcomes(replications=6, groups=("control", "guidance"))
    changed = made_outcomes(replications=6, groups=("control", "guidance"), effects={"guidance": {"exit_work": 0.02}})
    table = contamination(full, {("guidance", "all coaches"): changed}, 104).set_index("measure")
    assert list(table.reset_index()[list(COLUMNS)].columns) == list(COLUMNS)
    row = table.loc["exit_work"]
    assert row["mean"] == pytest.approx(0.02, abs=1e-6)  # the same luck: the spread of trials is gone
    assert row["mean_high"] - row["mean_low"] < 1e-5 and row["n"] == 6
    assert row["full_trial"] == pytest.approx(
        full.series.query("group == 'guidance' and week == 104")["exit_work"].mean(), abs=1e-6
    )
    assert np.allclose(table.drop(index="exit_work")[["mean"]], 0.0)


def test_contamination_leaves_out_what_failed_in_either_world():
    full = made_outcomes(replications=5, groups=("control", "guidance"))
    changed = made_outcomes(replications=4, groups=("control", "guidance"), first=2)
    table = contamination(full, {("guidance", "all coaches"): changed}, 104)
    assert table["n"].max() == 3
