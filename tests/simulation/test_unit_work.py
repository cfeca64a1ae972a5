"""Unit: work: every new contract needs demand, hours grow only if accepted, lasting work has no break."""


import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from income_samples import policy
from partial_world import partial_world
from work_samples import never_yet, rules, town, worker

from simulation.acceptance import acceptance_chance
from simulation.luck import PERSON, draw4, luck_of
from simulation.parameters import parameter_record
from simulation.people import (
    ACTIVATION,
    IN_SERVICE,
    LEFT_FOR_WORK,
    LEFT_OTHERWISE,
    NO_WORK,
    ON_BENEFIT,
    OUT_OF_WORK,
    PERMANENT,
    SELF_EMPLOYED,
    TEMPORARY,
    TRIAL_PLACEMENT,
    WAITING,
)
from simulation.work import (
    HOLDING,
    NO_END_DATE,
    begin_placement,
    consider_more_hours,
    end_of_contract,
    hold_work,
    lasts,
    leave_otherwise,
    leaves_otherwise,
    lose_employability,
    other_exit_chance,
    start_business,
    take_work,
)

P = rules(renewal=0.8, made_permanent=0.25, placement_holds=0.6, rehired=0.0, block_at_change=0.5)
GROWS = rules(hours_grow=1.0, separation_part_time=0.0)
LUCK = luck_of(5, 0)
USUAL = policy()
AGAIN = 0.9


def end(person, need, renew):
    end_of_contract(person, need, 40, renew, AGAIN, 0.99, 0.99, P)
    return person


@pytest.mark.parametrize(
    ("need", "renew", "contract"),
    [(1.0, 0.19, PERMANENT), (1.0, 0.21, TEMPORARY), (1.0, 0.79, TEMPORARY), (1.0, 0.81, NO_WORK),
     (0.5, 0.09, PERMANENT), (0.5, 0.11, TEMPORARY), (0.5, 0.41, NO_WORK), (0.0, 1e-9, NO_WORK)],
)  # fmt: skip
def test_a_renewal_needs_demand(need, renew, contract):
    person = end(worker(10), need, renew)
    assert person.contract == contract
    assert person.contracts == 0
    assert person.contract_until == (40 + round(1.4 * P.renewal_weeks) if contract else 0)


@pytest.mark.parametrize(("need", "renew", "kept"), [(1.0, 0.59, 1), (1.0, 0.61, 0), (0.5, 0.31, 0), (0.0, 1e-9, 0)])
def test_a_contract_after_a_placement_needs_demand(need, renew, kept):
    person = end(never_yet(contract=TRIAL_PLACEMENT, hours=32.0, wage_hour=9.1), need, renew)
    assert person.contract == (TEMPORARY if kept else NO_WORK)
    assert (person.contracts, person.exits_to_work) == (kept, kept)


def test_a_new_job_ends_unemployment_insurance_and_counts_as_a_contract():
    person = never_yet(status=OUT_OF_WORK, ww_until=50, ww_wage=1500.0, exit_week=1)
    take_work(person, SELF_EMPLOYED, 36.0, 9.0, 99, 0.0, 40, P)
    assert (person.ww_until, person.contracts, person.jobs) == (40, 1, 1)
    assert (person.status, person.blocked, person.working_since) == (LEFT_FOR_WORK, 0, 40)


@pytest.mark.parametrize(("hours", "blocked"), [(10.0, 1), (40.0, 0)])
def test_a_new_job_blocks_the_payment_of_those_who_stay_on_the_benefit_only(hours, blocked):
    person = never_yet()
    take_work(person, TEMPORARY, hours, 10.0, 99, 0.49, 40, P)
    assert (person.status == ON_BENEFIT, person.blocked) == (bool(blocked), blocked)


def test_longer_hours_are_accepted_with_the_chance_of_the_acceptance_rule():
    person = never_yet(hours=12.0, wage_hour=10.0, contract=TEMPORARY, self_efficacy=0.5)
    chance = acceptance_chance(person, USUAL, 12.0 + P.hours_step, 10.0, 40, P)
    assert 0.05 < chance < 0.95
    consider_more_hours(person, USUAL, 40, chance + 1e-9, 0.99, P)
    assert person.hours == 12.0
    consider_more_hours(person, USUAL, 40, chance - 1e-9, 0.99, P)
    assert person.hours == 12.0 + P.hours_step
    assert person.contracts == 0


def test_hours_grow_only_where_there_is_demand():
    p = rules(hours_grow=1.0, separation_part_time=0.0, accept=50.0)
    for need, hours in ((1.0, 16.0), (0.0, 12.0)):
        person = never_yet(hours=12.0, wage_hour=10.0, contract=PERMANENT, contract_until=10**6)
        hold_work(person, USUAL, town(offers_left=need), 0.5, 40, LUCK, p)
        assert person.hours == hours


def test_longer_hours_are_accepted_by_luck_of_their_own():
    for week in range(40, 60):
        person = never_yet(hours=12.0, wage_hour=10.0, contract=PERMANENT, contract_until=10**6, status=OUT_OF_WORK)
        accept = draw4(LUCK, HOLDING, PERSON, person.id, week, 2)[0]
        chance = acceptance_chance(person, USUAL, 12.0 + GROWS.hours_step, 10.0, week, GROWS)
        hold_work(person, USUAL, town(), 0.5, week, LUCK, GROWS)
        assert (person.hours > 12.0) == (accept < chance)


@pytest.mark.parametrize("week", range(40, 50))
def test_a_block_after_longer_hours_has_luck_of_its_own(week):
    p = rules(hours_grow=1.0, separation_part_time=0.0, accept=50.0, block_at_change=0.5)
    person = never_yet(hours=12.0, wage_hour=10.0, contract=PERMANENT, contract_until=10**6)
    hold_work(person, USUAL, town(), 0.5, week, LUCK, p)
    assert person.blocked == (draw4(LUCK, HOLDING, PERSON, person.id, week, 2)[1] < 0.5)


@pytest.mark.parametrize(("since", "exits", "durable"), [(14, 1, 1), (15, 1, 0), (14, 0, 0)])
def test_lasting_work_is_26_weeks_without_a_break_after_an_exit_to_work(since, exits, durable):
    person = worker(contract=PERMANENT, contract_until=10**6, exit_week=1, working_since=since, exits_to_work=exits)
    hold_work(person, USUAL, town(), 0.999, 40, LUCK, P)
    assert person.durable == durable


@pytest.mark.parametrize(("length", "durable"), [(25, 0), (26, 1)])
def test_a_contract_of_26_weeks_lasts_as_long_as_lasting_work(length, durable):
    # taken in week 10, it has been held for 26 weeks when it ends in week 36
    person = never_yet()
    take_work(person, TEMPORARY, 36.0, 10.0, 10 + length, 0.99, 10, P)
    p = rules(separation=0.0, renewal=0.0, rehired=0.0)
    for week in range(11, 10 + length):
        hold_work(person, USUAL, town(), 0.999, week, LUCK, p)
        assert (person.status, person.durable) == (LEFT_FOR_WORK, 0)
    hold_work(person, USUAL, town(), 0.999, 10 + length, LUCK, p)
    assert (person.contract, person.durable) == (NO_WORK, durable)


@pytest.mark.parametrize(("week", "durable"), [(35, 0), (36, 1)])
def test_work_lost_in_week_26_after_leaving_was_held_for_26_weeks(week, durable):
    person = worker(contract=PERMANENT, contract_until=10**6, exit_week=10, working_since=10, exits_to_work=1)
    hold_work(person, USUAL, town(), 0.0, week, LUCK, rules(separation=0.01, rehired=0.0))
    assert (person.contract, person.durable) == (NO_WORK, durable)


def test_hours_of_small_work_off_the_benefit_grow_until_it_is_enough():
    p = rules(hours_grow=1.0, separation_part_time=0.0, accept=50.0, hours_step=4.0)
    person = worker(status=OUT_OF_WORK, hours=19.0, contract=PERMANENT, contract_until=10**6)
    hold_work(person, USUAL, town(), 0.5, 40, LUCK, p)  # 23 hours at 10 euros bring 997 euros a month
    assert (person.hours, person.status, person.working_since) == (23.0, LEFT_FOR_WORK, 40)
    hold_work(person, USUAL, town(), 0.5, 41, LUCK, p)
    assert person.hours == 23.0


def test_work_that_pays_less_than_the_norm_is_not_lasting_work():
    weeks = {"exit_week": 1, "working_since": 1, "contract_until": 10**6}
    small = worker(status=OUT_OF_WORK, hours=6.0, contract=PERMANENT, exits_to_work=1, **weeks)
    hold_work(small, USUAL, town(), 0.999, 40, LUCK, P)
    assert small.durable == 0


def test_the_chance_of_other_exits_follows_the_formula():
    person = never_yet(benefit_weeks=26.0, age=40.0)
    p = rules(other_exit=0.04, other_exit_entry=0.9, other_exit_fades=26.0)
    yearly = 0.04 + 0.9 * 2.718281828459045**-1
    chance = 1 - 2.718281828459045 ** (-yearly / 52)
    assert other_exit_chance(person, 3, p) == pytest.approx(chance)
    assert leaves_otherwise(person, chance - 1e-9, 3, p) and not leaves_otherwise(person, chance + 1e-9, 3, p)


def test_a_placement_is_unpaid_work_of_its_hours_and_weeks_while_the_benefit_is_paid():
    person = never_yet(unpaid_activity=1, tenure=7)
    begin_placement(person, 40, rules(placement_hours=32.0, placement_weeks=13.0, wage=9.1))
    assert (person.contract, person.hours, person.wage_hour) == (TRIAL_PLACEMENT, 32.0, 9.1)
    assert (person.contract_until, person.tenure, person.chosen, person.unpaid_activity) == (53, 0, 1, 0)
    assert (person.status, person.jobs, person.contracts) == (ON_BENEFIT, 1, 0)




@pytest.mark.parametrize("number", range(20))
def test_a_business_is_small_at_first_has_no_end_and_may_be_enough_to_live_on(number):
    values = {
        "business_hours_from": 10.0, "business_hours_span": 30.0, "business_income_from": 0.5,
        "business_income_span": 1.5, "wage": 9.0, "block_at_change": 0.5,
    }  # fmt: skip
    person = never_yet(id=number)
    start_business(partial_world(p=parameter_record(values, (), np.zeros((9, 4))), luck=LUCK), person, 40)
    hours, income, block, _ = draw4(LUCK, HOLDING, PERSON, number, 40, 1)
    assert (person.contract, person.contract_until, person.contracts) == (SELF_EMPLOYED, NO_END_DATE, 1)
    assert (person.hours, person.wage_hour) == pytest.approx((10 + 30 * hours, 9 * (0.5 + 1.5 * income)))
    enough = person.hours * person.wage_hour * 52 / 12 >= P.norm_single
    assert person.status == (LEFT_FOR_WORK if enough else ON_BENEFIT)
    assert person.blocked == (not enough and block < 0.5)
    assert person.chosen == 1


@pytest.mark.parametrize(
    ("fields", "week", "lasting"),
    [
        ({}, 40, True),
        ({}, 39, False),
        ({"exits_to_work": 0}, 40, False),  # the household became smaller
        ({"status": OUT_OF_WORK}, 40, False),
        ({"status": ON_BENEFIT}, 40, False),
        ({"exits_to_work": 3}, 90, True),
    ],
)
def test_work_lasts_from_the_26th_week_after_it_began(fields, week, lasting):
    person = worker(**{"working_since": 14, "exits_to_work": 1} | fields)
    assert bool(lasts(person, week)) == lasting


DECAY = {"employability_decay": 0.1, "employability_floor": 0.2, "activity_keeps": 0.4}


def after_a_week_without_work(switched_off=(), track=0, **fields):
    person = never_yet(**{"employability": 0.7} | fields)
    person.help[ACTIVATION] = track
    lose_employability(person, rules(switched_off, **DECAY))
    return person.employability


def test_employability_above_its_floor_decays_and_less_with_something_to_do():
    assert after_a_week_without_work() == pytest.approx(0.7 - 0.1 * 0.5)
    assert after_a_week_without_work(unpaid_activity=1) == pytest.approx(0.7 - 0.04 * 0.5)
    assert after_a_week_without_work(track=IN_SERVICE) == pytest.approx(0.7 - 0.04 * 0.5)
    assert after_a_week_without_work(track=WAITING) == pytest.approx(0.7 - 0.1 * 0.5)
    assert after_a_week_without_work(("decay",)) == 0.7
    assert after_a_week_without_work(employability=0.1) == 0.1


@given(st.floats(0.0, 1.0), st.booleans())
@settings(deadline=None, derandomize=True, max_examples=50)
def test_employability_never_rises_without_work_and_never_decays_below_the_floor(before, active):
    after = after_a_week_without_work(employability=before, unpaid_activity=active)
    assert min(before, 0.2) <= after <= before


def test_who_leaves_otherwise_leaves_everything_of_the_benefit_behind():
    person = worker(status=ON_BENEFIT, blocked=1, offence=1, crisis=1, asking=1, exits_to_work=1)
    leave_otherwise(person, 40)
    assert (person.status, person.exit_week, person.exits_to_work) == (LEFT_OTHERWISE, 40, 1)
    assert (person.contract, person.hours, person.wage_hour) == (NO_WORK, 0.0, 0.0)
    assert (person.blocked, person.offence, person.crisis, person.asking) == (0, 0, 0, 0)
