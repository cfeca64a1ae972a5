"""Unit: unemployment insurance: 26 of the last 36 weeks as employee, three months, 75 and then 70 % of the wage."""

import pytest
from work_samples import never_yet, rules, worker

from simulation.insurance import draw_insurance, is_employee, is_insured, remember_week, weeks_as_employee, ww_month
from simulation.people import NO_WORK, PERMANENT, SELF_EMPLOYED, TEMPORARY, TRIAL_PLACEMENT


@pytest.mark.parametrize(
    ("contract", "weeks"), [(TEMPORARY, 30), (PERMANENT, 30), (NO_WORK, 0), (TRIAL_PLACEMENT, 0), (SELF_EMPLOYED, 0)]
)
def test_only_weeks_as_employee_are_remembered(contract, weeks):
    person = worker(contract=contract)
    for _ in range(30):
        remember_week(person)
    assert weeks_as_employee(person) == weeks


def test_the_history_is_that_of_the_last_36_weeks():
    person = worker()
    for _ in range(50):
        remember_week(person)
    assert weeks_as_employee(person) == 36
    person.contract = NO_WORK
    for _ in range(10):
        remember_week(person)
    assert weeks_as_employee(person) == 26
    assert person.employee_history == (2**26 - 1) << 10


@pytest.mark.parametrize(
    ("weeks", "contract", "insured"),
    [(25, TEMPORARY, False), (26, TEMPORARY, True), (36, PERMANENT, True), (36, SELF_EMPLOYED, False),
     (36, TRIAL_PLACEMENT, False)],
)  # fmt: skip
def test_26_of_36_weeks_as_employee_insure_the_loss_of_employee_work(weeks, contract, insured):
    assert bool(is_insured(worker(weeks, contract=contract))) == insured


@pytest.mark.parametrize(("week", "share"), [(10, 0.75), (18, 0.75), (19, 0.7), (22, 0.7), (23, 0.0), (40, 0.0)])
def test_nine_weeks_pay_75_percent_and_four_more_70(week, share):
    person = never_yet()
    draw_insurance(person, 1600.0, 10, rules())
    assert ww_month(person, week, rules()) == pytest.approx(1600.0 * share)


def test_without_the_mechanism_nobody_draws_it():
    person = never_yet()
    draw_insurance(person, 1600.0, 10, rules())
    assert ww_month(person, 11, rules(["insurance"])) == 0.0


@pytest.mark.parametrize("contract", [NO_WORK, TRIAL_PLACEMENT, TEMPORARY, PERMANENT, SELF_EMPLOYED])
def test_an_employee_has_a_contract_with_an_employer(contract):
    assert bool(is_employee(worker(contract=contract))) == (contract in (TEMPORARY, PERMANENT))
