"""Unit: every lever is moved to its ends, by itself, and judged against the sign written down before."""

import pandas as pd
import pytest

from calibration.effects.effect_settings import as_written
from calibration.effects.lever_ends import (
    BASES,
    END_KEYS,
    ENDS_FILE,
    MAIN_MEASURES,
    READINGS,
    base_value,
    lever_value,
    moved,
    read_expectations,
)
from calibration.mechanism_checks.check_settings import CheckSetting, record_run
from simulation.equilibrium import first_guess
from simulation.experiment import TrustExperiment
from simulation.levers import LEVERS
from tools.effect_tables import AS_EXPECTED, CONTRARY, NOTHING, NOTHING_CLEAR, end_verdict, with_band, with_reach

EXPECTED = read_expectations()
ALL_LEVERS = [(scope, lever) for scope, table in LEVERS.items() for lever in table]


@pytest.mark.parametrize("scope, lever", ALL_LEVERS)
def test_every_lever_is_tried_at_every_end(scope, lever):
    rows = EXPECTED[(EXPECTED["scope"] == scope) & (EXPECTED["lever"] == lever)]
    row = LEVERS[scope][lever]
    tried = {lever_value(row, value) for value in rows["value"]}
    tried |= {lever_value(row, base_value(BASES[each.base], scope, each.target, lever)) for each in rows.itertuples()}
    if row.choices:
        assert tried == set(row.choices)
    elif isinstance(row.usual, bool):
        assert tried == {False, True}
    else:
        assert set(row.bounds) <= tried


def test_a_value_differs_from_its_base_and_nothing_else_does():
    for row in EXPECTED.itertuples():
        base = BASES[row.base]
        value = lever_value(LEVERS[row.scope][row.lever], row.value)
        assert as_written(value) != base_value(base, row.scope, row.target, row.lever)
        setting = moved(base, row.scope, row.target, row.lever, value)
        design, before = setting.design(), base.design()
        same = [name for name in ("posts", "weeks", "ends", "parameters", "switched_off", "town", "least_age")
                if name != "posts" or row.lever != "team"]  # fmt: skip
        assert all(getattr(design, name) == getattr(before, name) for name in same)
    setting = moved(BASES["usual"], "team", "manager_team", "caseload", 60.0)
    assert setting.design().manager_team == {"caseload": 60.0, "hours_per_fte": 7.0}
    setting = moved(BASES["coaching"], "partners", "all", "open", False)
    assert len(setting.design().partner_levers) == len(setting.design().partners)


def test_expectations_have_a_sign_a_reason_and_a_known_measure():
    assert set(EXPECTED["sign"]) == {"+", "-", "0"}
    assert set(EXPECTED["measure"]) <= set(READINGS)
    assert EXPECTED["why"].ne("").all() and EXPECTED["through"].ne("").all()
    assert not EXPECTED.duplicated([*END_KEYS, "measure"]).any()
    assert set(EXPECTED[EXPECTED["sign"] == "0"]["measure"]) <= set(NOTHING)


def test_every_lever_is_measured_and_stands_in_the_file():
    stored = pd.read_csv(ENDS_FILE, dtype={"value": str}).fillna({"target": ""})
    keys = [*END_KEYS, "measure"]
    wanted = {*EXPECTED[keys].itertuples(index=False, name=None)}
    wanted |= {(*each, name) for each in EXPECTED[list(END_KEYS)].itertuples(index=False, name=None)
               for name in MAIN_MEASURES}  # fmt: skip
    assert set(stored[keys].itertuples(index=False, name=None)) == wanted
    assert (stored["n"] >= 30).all() and not stored["mean"].isna().any()


@pytest.mark.parametrize(
    "sign, mean, half_width, verdict",
    [("+", 1.0, 0.5, AS_EXPECTED), ("-", 1.0, 0.5, CONTRARY), ("-", 1.0, 1.5, NOTHING_CLEAR),
     ("-", -1.0, 0.5, AS_EXPECTED), ("0", 0.1, 0.1, AS_EXPECTED), ("0", 0.3, 0.1, NOTHING_CLEAR),
     ("0", -0.5, 0.1, CONTRARY), ("+", 0.0, 0.0, NOTHING_CLEAR)],
)  # fmt: skip
def test_an_effect_is_judged_by_its_interval(sign, mean, half_width, verdict):
    assert end_verdict(sign, "exit_work", mean, half_width) == verdict


def test_numbers_are_written_to_the_digits_of_their_intervals():
    assert with_reach(-0.0001, 0.02) == "0.00 ± 0.02"
    assert with_band(1.234, 0.5, 2.0) == "1.2 (0.5 to 2.0)"


def test_readings_are_those_of_the_people_the_partners_and_the_questionnaires():
    setting = CheckSetting(people=60, weeks=104, surveyed=True)
    design = setting.design()
    run = record_run(TrustExperiment(design, rng=1, equilibrium=first_guess(design)), setting)
    letters = run.people["letters_lawful"] + run.people["letters_duty"]
    assert READINGS["letters"](run) == pytest.approx(letters.mean())
    assert READINGS["exit_work"](run) == pytest.approx(100.0 * (run.people["first_exit_week"] > 0).mean(), abs=5.0)
    assert 0.0 < READINGS["response"](run) < 100.0
    assert run.waits.shape == (105, len(design.partners)) and READINGS["wait"](run) > 0.0
