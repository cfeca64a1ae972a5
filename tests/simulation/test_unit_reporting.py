"""Unit: earnings beside the benefit are reported or found out, and what was paid too much is recovered with a fine."""

import math

import numpy as np
import pytest

from simulation.design import Design, Group
from simulation.equilibrium import first_guess
from simulation.experiment import TrustExperiment
from simulation.income import norm_month
from simulation.luck import PERSON as PERSON_KIND
from simulation.luck import draw4, luck_of
from simulation.measures import benefit_paid
from simulation.mind import feel
from simulation.parameters import parameter_record
from simulation.people import (
    LEFT_FOR_WORK,
    LEFT_OTHERWISE,
    NEVER,
    NO_WORK,
    ON_BENEFIT,
    OUT_OF_WORK,
    PERSON_RECORD,
    SINGLE,
    TEMPORARY,
    TRIAL_PLACEMENT,
    empty_records,
)
from simulation.reporting import (
    LETTERS_DECISION,
    earned_month,
    fine_month,
    has_something_to_report,
    overpaid_month,
    pay_back,
    recover,
    recovered_month,
    report_earnings,
)
from simulation.start import POLICY_RECORD

VALUES = {
    "norm_single": 1000.0, "concealed": 0.3, "found_out": 0.2, "fine_share": 0.25, "recovery_share": 0.08,
    "recovery_weighs": 0.4, "lawful_presses": 0.1, "sanction_share": 0.3,
}  # fmt: skip
LUCK, WEEK, MONTH = luck_of(3, 0), 10, 52 / 12


def rules(switched_off=(), **values):
    return parameter_record(VALUES | values, switched_off, np.zeros((9, 4)))[0]


def policy_of(share=0.0, months=24.0):
    policy = empty_records(POLICY_RECORD, 1)[0]
    policy.release_share, policy.release_cap_month, policy.release_months = share, 199.0, months
    return policy


def worker(earned=400.0, **values):
    """Return somebody on the benefit who earns `earned` euros a month."""
    person = empty_records(PERSON_RECORD, 1)[0]
    person.household, person.contract, person.hours, person.wage_hour = SINGLE, TEMPORARY, 10.0, earned / 10.0 / MONTH
    person.sanction_until = person.last_contact = NEVER
    person.fair_treatment = 0.5
    for name, value in values.items():
        person[name] = value
    return person


def with_luck(conceals, found, count=4000):
    """Return the number of a person whose concealing and being found out fall on these sides of 0.3 and 0.2."""
    for number in range(count):
        u, v, _, _ = draw4(LUCK, LETTERS_DECISION, PERSON_KIND, number, WEEK, 1)
        if (u < 0.3) == conceals and (v < 0.2) == found:
            return number
    raise AssertionError("no such luck")


def test_the_overpaid_benefit_is_what_the_report_leaves_out():
    assert overpaid_month(worker(), policy_of(), WEEK, rules()) == pytest.approx(400.0)
    assert overpaid_month(worker(reported=150.0), policy_of(), WEEK, rules()) == pytest.approx(250.0)
    assert overpaid_month(worker(), policy_of(share=0.25), WEEK, rules()) == pytest.approx(300.0)
    assert overpaid_month(worker(reported=200.0), policy_of(share=0.25), WEEK, rules()) == pytest.approx(150.0)
    assert overpaid_month(worker(sanction_until=WEEK + 2), policy_of(), WEEK, rules()) == pytest.approx(400.0)
    assert overpaid_month(worker(reported=400.0), policy_of(), WEEK, rules()) == 0.0
    assert overpaid_month(worker(status=LEFT_FOR_WORK), policy_of(), WEEK, rules()) == 0.0
    assert overpaid_month(worker(blocked=1), policy_of(), WEEK, rules()) == 0.0


@pytest.mark.parametrize(("contract", "expected"), [(TEMPORARY, 400.0), (TRIAL_PLACEMENT, 0.0), (NO_WORK, 0.0)])
def test_only_paid_work_earns(contract, expected):
    assert earned_month(worker(contract=contract)) == pytest.approx(expected)


def test_there_is_something_to_report_while_earnings_differ_or_the_past_is_not_found():
    assert has_something_to_report(worker())
    assert has_something_to_report(worker(reported=earned_month(worker()), overpaid=50.0))
    assert not has_something_to_report(worker(reported=earned_month(worker())))


def test_most_report_a_rise_when_it_begins():
    person = worker(id=with_luck(conceals=False, found=True))
    report_earnings(person, policy_of(), rules(), LUCK, WEEK)
    assert (person.reported, person.overpaid, person.debt) == (pytest.approx(400.0), 0.0, 0.0)
    assert not has_something_to_report(person)


def test_what_is_concealed_adds_up_until_it_is_found_out():
    person = worker(id=with_luck(conceals=True, found=False))
    report_earnings(person, policy_of(), rules(), LUCK, WEEK)
    assert (person.reported, person.overpaid, person.recoveries) == (0.0, pytest.approx(400.0 / MONTH), 0)
    assert has_something_to_report(person)
    person = worker(id=with_luck(conceals=False, found=True), overpaid=900.0)  # who began to conceal goes on
    report_earnings(person, policy_of(), rules(), LUCK, WEEK)
    assert person.debt == pytest.approx((900.0 + 400.0 / MONTH) * 1.25)
    assert (person.overpaid, person.recoveries, person.reported) == (0.0, 1, pytest.approx(400.0))


def test_without_recovery_everybody_reports():
    person = worker(id=with_luck(conceals=True, found=True))
    report_earnings(person, policy_of(), rules(switched_off=("recovery",)), LUCK, WEEK)
    assert (person.reported, person.overpaid) == (pytest.approx(400.0), 0.0)


def test_a_fall_is_reported_at_once_and_the_past_can_still_be_found():
    person = worker(id=with_luck(conceals=True, found=True), contract=NO_WORK, reported=300.0, overpaid=200.0)
    assert has_something_to_report(person)
    report_earnings(person, policy_of(), rules(), LUCK, WEEK)
    assert (person.reported, person.debt, person.overpaid) == (0.0, pytest.approx(250.0), 0.0)


@pytest.mark.parametrize("status", [LEFT_FOR_WORK, LEFT_OTHERWISE, OUT_OF_WORK])
@pytest.mark.parametrize("found", [True, False])
def test_the_past_can_be_found_out_after_the_exit_and_nothing_is_added_to_it(status, found):
    person = worker(id=with_luck(conceals=True, found=found), status=status, overpaid=200.0)
    assert has_something_to_report(person)
    report_earnings(person, policy_of(), rules(), LUCK, WEEK)
    assert (person.overpaid, person.debt) == ((0.0, pytest.approx(250.0)) if found else (200.0, 0.0))
    assert person.recoveries == found


def test_earnings_off_the_benefit_need_no_report():
    assert not has_something_to_report(worker(status=LEFT_FOR_WORK))


def test_the_department_finds_out_in_a_week_off_the_benefit_too():
    design = Design(groups=(Group(name="town", size=40),), weeks=2, town=40, parameters={"found_out": 0.25})
    model = TrustExperiment(design, rng=1, equilibrium=first_guess(design))
    model.people.status, model.people.overpaid, model.people.reported = LEFT_OTHERWISE, 80.0, 0.0
    model.people.contract = NO_WORK
    model.step()
    found = [draw4(model.luck, LETTERS_DECISION, PERSON_KIND, i, 1, 1)[1] < 0.25 for i in model.people.id.tolist()]
    assert model.people.recoveries.tolist() == found
    assert 2 < sum(found) < 20


def test_a_recovery_is_a_letter_about_lawfulness_exempt_or_not():
    person = worker(overpaid=800.0, exempted=1)
    recover(person, rules())
    assert (person.letters_lawful, person.letters_duty, person.in_touch, person.breaches) == (1, 0, 1.0, 0)
    assert (person.control, person.fair_treatment) == (pytest.approx(0.1), pytest.approx(0.3))


def test_a_debt_is_paid_by_a_share_of_the_norm_until_it_is_paid():
    p, person = rules(), worker(debt=90.0)
    assert recovered_month(person, p) == pytest.approx(0.08 * norm_month(SINGLE, p)) == 80.0
    pay_back(person, p)
    assert person.debt == pytest.approx(90.0 - 80.0 / MONTH)
    weeks = 0
    while person.debt > 1e-6 and weeks < 200:
        pay_back(person, p)
        weeks += 1
    assert recovered_month(worker(debt=10.0), p) == pytest.approx(10.0 * MONTH)  # all of it within the week
    last = worker(debt=10.0)
    pay_back(last, p)
    assert last.debt == 0.0
    assert weeks == math.ceil(90.0 * MONTH / 80.0) - 1


@pytest.mark.parametrize("status", [ON_BENEFIT, LEFT_FOR_WORK, LEFT_OTHERWISE])
def test_the_town_books_the_fine_as_it_is_paid_and_no_more(status):
    # 800 euros and a fine of a quarter are 1000 of debt; of 80 euros a month a fifth, 16, is fine
    p, person = rules(), worker(reported=400.0, overpaid=800.0, status=status)
    owed = benefit_paid(person, policy_of(), WEEK, p)
    recover(person, p)
    assert owed - benefit_paid(person, policy_of(), WEEK, p) == pytest.approx(16.0)
    booked = 0.0
    for _ in range(400):
        booked += fine_month(person, p) / MONTH
        pay_back(person, p)
    assert booked == pytest.approx(200.0)


def test_somebody_without_debt_pays_no_fine():
    assert fine_month(worker(), rules()) == 0.0


def test_concealed_earnings_are_in_hand_and_a_debt_is_not():
    p = rules()
    honest, concealing = worker(reported=400.0), worker(overpaid=90.0)
    owing = worker(reported=400.0, debt=500.0)
    for person in (honest, concealing, owing):
        feel(person, policy_of(), WEEK, p)
    assert concealing.money == pytest.approx(honest.money + 400.0)
    assert owing.money == pytest.approx(honest.money - 80.0)
