"""Unit: benefit status: exits to work, exits by a change of household, and payments blocked on the way."""

import pytest
from work_samples import never_yet, rules, worker

from simulation.benefit_status import (
    beside_benefit,
    cross_by_household,
    earns_the_norm,
    find_enough_work,
    in_small_work,
    leave_with_work,
    return_to_benefit,
    risk_block,
    settle_income,
)
from simulation.people import (
    COUPLE,
    LEFT_FOR_WORK,
    NO_WORK,
    ON_BENEFIT,
    OUT_OF_WORK,
    PERMANENT,
    SELF_EMPLOYED,
    SINGLE,
    SINGLE_PARENT,
    TEMPORARY,
    TRIAL_PLACEMENT,
)

P = rules()


def test_leaving_for_work_ends_all_waiting_for_a_payment():
    person = worker(status=ON_BENEFIT, blocked=1)
    settle_income(person, 7, P)
    assert (person.status, person.blocked, person.exits_to_work) == (LEFT_FOR_WORK, 0, 1)
    assert person.exit_week == person.working_since == person.first_exit_week == 7


def test_work_after_a_time_without_it_is_no_second_exit_from_the_benefit():
    person = worker(status=OUT_OF_WORK, exit_week=3, exits_to_work=1, first_exit_week=3)
    settle_income(person, 20, P)
    assert (person.status, person.exit_week, person.working_since, person.exits_to_work) == (LEFT_FOR_WORK, 3, 20, 1)


@pytest.mark.parametrize(("hours", "status", "since"), [(22.0, OUT_OF_WORK, 8), (23.0, LEFT_FOR_WORK, 20)])
def test_only_work_that_brings_the_norm_ends_a_time_without_enough_work(hours, status, since):
    # 22 hours at 10 euros bring 953 euros a month, 23 hours 997; the norm of a single person is 992.12
    person = worker(status=OUT_OF_WORK, hours=hours, exit_week=3, exits_to_work=1, working_since=8)
    settle_income(person, 20, P)
    assert (person.status, person.working_since, person.exits_to_work) == (status, since, 1)


def test_small_work_off_the_benefit_becomes_enough_in_a_smaller_household():
    person = worker(status=OUT_OF_WORK, household=COUPLE, hours=30.0, wage_hour=9.1)
    cross_by_household(person, 4, P)
    assert person.status == OUT_OF_WORK
    person.household = SINGLE
    cross_by_household(person, 5, P)
    assert (person.status, person.working_since, person.household_exits) == (LEFT_FOR_WORK, 5, 0)


def test_who_claims_beside_small_work_states_its_earnings():
    person = worker(status=OUT_OF_WORK, hours=12.0, reported=0.0)
    return_to_benefit(person, 9, P)
    assert person.reported == pytest.approx(12 * 10 * 52 / 12)


def test_a_smaller_household_ends_the_benefit_and_is_no_exit_to_work():
    # 30 hours at 9.10 bring 1183 euros: less than the norm of a couple, more than that of a single person
    person = never_yet(household=COUPLE, hours=30.0, wage_hour=9.1, contract=TEMPORARY)
    cross_by_household(person, 4, P)
    assert (person.status, person.household_exits) == (ON_BENEFIT, 0)
    person.household = SINGLE
    cross_by_household(person, 5, P)
    assert (person.status, person.household_exits, person.exits_to_work) == (LEFT_FOR_WORK, 1, 0)
    assert person.exit_week == person.working_since == 5


def test_a_trial_placement_never_crosses_the_norm():
    person = never_yet(hours=40.0, wage_hour=30.0, contract=TRIAL_PLACEMENT)
    cross_by_household(person, 5, P)
    assert (person.status, person.household_exits) == (ON_BENEFIT, 0)


@pytest.mark.parametrize(("status", "blocked"), [(ON_BENEFIT, 1), (LEFT_FOR_WORK, 0), (OUT_OF_WORK, 0)])
def test_only_somebody_on_the_benefit_can_find_its_payment_blocked(status, blocked):
    person = never_yet(status=status)
    risk_block(person, 0.0, P)
    assert person.blocked == blocked
    risk_block(person, 1.0 - 1e-9, P)
    assert person.blocked == blocked


@pytest.mark.parametrize(("week", "spell"), [(54, 300.0), (55, 0.0)])
def test_a_new_spell_begins_after_a_year_off_the_benefit_with_or_without_work(week, spell):
    person = never_yet(status=OUT_OF_WORK, contract=NO_WORK, exit_week=3, benefit_weeks=300.0, working_since=40)
    return_to_benefit(person, week, P)
    assert (person.status, person.benefit_weeks) == (ON_BENEFIT, spell)


def test_an_offence_is_forgotten_on_leaving_and_the_next_date_is_new_on_return():
    person = never_yet(offence=1, planned_for=20.0, next_contact=20.0)
    leave_with_work(person, 30)
    assert person.offence == 0
    return_to_benefit(person, 40, rules())
    assert person.next_contact == person.planned_for == 42.0


@pytest.mark.parametrize("contract", [NO_WORK, TRIAL_PLACEMENT, TEMPORARY, PERMANENT, SELF_EMPLOYED])
@pytest.mark.parametrize("status", [ON_BENEFIT, OUT_OF_WORK, LEFT_FOR_WORK])
def test_paid_work_beside_the_benefit_or_off_it_without_enough_is_small_work(status, contract):
    person, paid = never_yet(status=status, contract=contract), contract in (TEMPORARY, PERMANENT, SELF_EMPLOYED)
    assert bool(beside_benefit(person)) == (paid and status == ON_BENEFIT)
    assert bool(in_small_work(person)) == (paid and status != LEFT_FOR_WORK)


@pytest.mark.parametrize(
    ("household", "hours", "contract", "enough"),
    [(SINGLE, 22.0, TEMPORARY, False), (SINGLE, 23.0, TEMPORARY, True), (SINGLE_PARENT, 23.0, PERMANENT, True),
     (COUPLE, 32.0, TEMPORARY, False), (COUPLE, 33.0, SELF_EMPLOYED, True), (SINGLE, 40.0, TRIAL_PLACEMENT, False)],
)  # fmt: skip
def test_the_norm_is_that_of_the_household_and_a_placement_pays_nothing(household, hours, contract, enough):
    # an hour at 10 euros brings 43.33 euros a month; the norms are 992.12 (alone) and 1417.32 (couple)
    person = never_yet(household=household, hours=hours, wage_hour=10.0, contract=contract)
    assert bool(earns_the_norm(person, P)) == enough


def test_enough_work_after_a_time_without_it_begins_unbroken_work_anew():
    person = worker(status=OUT_OF_WORK, exit_week=3, working_since=3, exits_to_work=1)
    find_enough_work(person, 30)
    assert (person.status, person.working_since) == (LEFT_FOR_WORK, 30)
    assert (person.exit_week, person.exits_to_work) == (3, 1)
