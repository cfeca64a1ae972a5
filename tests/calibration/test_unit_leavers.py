"""Unit: leavers: shares of those who left for employee work, read some weeks later."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import usual_equilibrium

from calibration.leavers import PUBLISHED, WEEKS_AFTER, _shares, _state, followed_town, leaver_shares, table
from simulation.design import Group
from simulation.experiment import TrustExperiment
from simulation.parameters import parameter_record
from simulation.people import (
    LEFT_FOR_WORK,
    LEFT_OTHERWISE,
    ON_BENEFIT,
    OUT_OF_WORK,
    PERSON_RECORD,
    SELF_EMPLOYED,
    TEMPORARY,
    empty_records,
)


def test_states_and_shares_of_six_people():
    people = empty_records(PERSON_RECORD, 6)
    people.status = [LEFT_FOR_WORK, ON_BENEFIT, ON_BENEFIT, OUT_OF_WORK, LEFT_FOR_WORK, LEFT_OTHERWISE]
    people.contract = [TEMPORARY, TEMPORARY, 0, 0, SELF_EMPLOYED, 0]
    people.ww_until, people.ww_wage = [0, 0, 80, 80, 0, 0], 1500.0
    people.durable = [1, 1, 0, 0, 1, 0]
    p = parameter_record({}, (), np.zeros((9, 4)))[0]
    rows = _state(people, people.contract == TEMPORARY, 70, p)
    shares = _shares(rows, 78)
    expected = {"employee_work": 2 / 6, "on_benefit": 2 / 6, "neither": 3 / 6, "insured": 1 / 6, "lasting": 3 / 6}
    assert shares == pytest.approx(
        {f"{name}_78": value for name, value in expected.items()} | {"benefit_of_jobless_78": 1 / 4}
    )


def test_a_town_gives_every_share():
    design = replace(followed_town(), groups=(Group(name="recipients", size=1000, open=True),))
    values = leaver_shares(TrustExperiment(design, rng=1, equilibrium=usual_equilibrium()))
    assert set(values) == {f"{name}_{weeks}" for name in PUBLISHED for weeks in WEEKS_AFTER}
    assert all(0.0 <= value <= 1.0 for value in values.values())
    for weeks in WEEKS_AFTER:
        parts = [values[f"{name}_{weeks}"] for name in ("employee_work", "on_benefit", "neither")]
        assert 1.0 <= sum(parts) < 1.1
    assert values["employee_work_26"] > values["employee_work_78"]
    lines = table({name: np.array([value, value]) for name, value in values.items()}).splitlines()
    assert len(lines) == len(PUBLISHED) + 1 and "W07" in lines[5]
