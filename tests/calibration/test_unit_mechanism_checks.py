"""Unit: checks of mechanisms compute their values from runs as they say."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from calibration.leavers import followed_town, leaver_shares
from calibration.mechanism_checks.check_list import CHECKS
from calibration.mechanism_checks.check_replications import CHECK_COLUMNS, rows_by_set, rows_of_check
from calibration.mechanism_checks.check_settings import (
    CheckRun,
    CheckSetting,
    mean_search,
    record_run,
    waited_at,
)
from calibration.mechanism_checks.check_values import displacement, losing_work, waits
from simulation.equilibrium import first_guess
from simulation.experiment import TrustExperiment
from simulation.people import PERSON_RECORD, TEMPORARY, WAITING, empty_records


def run_with(hires=(), offers_left=(), people=None, start=None):
    zeros = np.zeros((1, 1))
    records = np.zeros(700) if people is None else people
    return CheckRun(
        zeros, np.array(hires), np.array(offers_left), zeros, zeros, zeros, records,
        records if start is None else start, search=0.5, leavers={},
    )  # fmt: skip


def test_leavers_are_followed_as_in_the_published_rows():
    """In a town like theirs, of all ages and for as long, the check has the readings of `leavers.py` in per cent."""
    setting = replace(CHECKS["losing work"].settings["town"], people=400)
    design, alike = setting.design(), followed_town()
    assert (design.weeks, design.least_age, design.groups[0].open) == (alike.weeks, alike.least_age, True)
    towns = [TrustExperiment(design, rng=1, equilibrium=first_guess(design)) for _ in range(2)]
    shares = leaver_shares(towns[0])
    run = record_run(towns[1], setting)
    assert losing_work({"town": run}) == {name: pytest.approx(100.0 * share) for name, share in shares.items()}
    assert shares["employee_work_26"] > 0.0
    assert not np.isnan(run.hires[1:]).any() and run.inflow[1:].sum() == (run.people["arrival_week"] > 0).sum()


def test_exits_of_waits_are_people_who_left_and_not_their_exits():
    """Of four people one left in the usual run; with twice the places two did, one of them three times."""
    start = empty_records(PERSON_RECORD, 4)
    start.help[:2, 1] = WAITING  # the first partner is mental health care
    usual, twice = start.copy(), start.copy()
    usual.exits_to_work, twice.exits_to_work = [0, 0, 0, 1], [3, 0, 0, 1]
    values = waits({"usual": run_with(people=usual, start=start), "twice": run_with(people=twice, start=start)})
    assert (values["all: exits"], values["waiting in week 0: exits"]) == (25.0, 50.0)


def test_displaced_hires_are_those_of_all_recipients_in_town():
    late = np.full(209, 1.0)
    runs = {
        "usual": run_with(hires=late * 2.0, offers_left=late),
        "guidance": run_with(hires=late * 3.0, offers_left=late),
        "guidance, contested": run_with(hires=late * 2.9, offers_left=late * 0.95),
    }  # 1,200 of 7,000 recipients: 29 / 6 outsiders for each, who lose 0.05 x 2 hires each
    values = displacement(runs)
    assert values["extra hires in weeks 105-208 without displacement"] == pytest.approx(104 * 1.0)
    assert values["extra hires in weeks 105-208 with displacement"] == pytest.approx(104 * (0.9 - 29 / 6 * 0.1))


def test_a_row_has_the_mean_and_the_t_interval():
    (row,) = rows_of_check("x", "table", [{"v": 1.0}, {"v": 2.0}, {"v": 3.0}])
    assert tuple(row) == CHECK_COLUMNS
    assert (row["mean"], row["n"]) == (2.0, 3)
    assert row["half_width"] == pytest.approx(4.302652729749464 / 3**0.5)


def test_sets_differ_by_more_than_luck():
    """Two sets with means 1 and -1, each from two replications with standard error 0.1: clearly apart."""
    rows = [{"v": value} for value in (0.9, -0.9, 1.1, -1.1)]
    by_value = {row["value"]: row["mean"] for row in rows_by_set("x", rows, 2)}
    assert by_value == pytest.approx({
        "v: mean": 0.0,
        "v: standard deviation between sets": (2.0 - 0.01) ** 0.5,
        "v: per cent of sets above 0": 50.0,
        "v: per cent of sets clearly above 0": 0.0,  # 12.7 standard errors with one degree of freedom
        "v: per cent of sets clearly below 0": 0.0,
    })  # fmt: skip


def test_effort_is_of_those_without_work_and_waiting_is_of_week_0():
    setting = CheckSetting(people=300, weeks=1)
    model = TrustExperiment(setting.design(), rng=1)
    waiting = (model.people.help[:, 1] == WAITING) & (model.people.partner[:, 1] == 0)
    run = record_run(model, setting)
    assert 0.0 < run.search < 1.0
    assert waiting.any() and not waiting.all() and (waited_at(run, "ggz") >= waiting).all()
    model.people.contract = TEMPORARY
    assert np.isnan(mean_search(model))


def test_a_run_is_read_week_by_week():
    setting = CheckSetting(people=60, weeks=4)
    design = setting.design()
    run = record_run(TrustExperiment(design, rng=1, equilibrium=first_guess(design)), setting)
    assert run.worked.shape == (5, 60) and run.leavers == {}
    assert np.isnan(run.hires[0]) and not np.isnan(run.hires[1:]).any()
    assert run.at("trust", 4) == pytest.approx(run.people["trust"].mean())


def test_every_check_is_measured_and_stands_in_the_file():
    from calibration.mechanism_checks.check_replications import CHECKS_FILE

    stored = pd.read_csv(CHECKS_FILE)
    assert set(stored["check"]) == set(CHECKS)
    assert (stored["n"] >= 50).all()
