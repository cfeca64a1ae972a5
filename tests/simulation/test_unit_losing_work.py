"""Unit: losing work: rehired, insured, living on other means, or on the benefit again."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from work_samples import never_yet, rules, town, worker

from simulation.insurance import ww_month
from simulation.losing_work import (
    claim,
    contract_length,
    end_work,
    first_claim_chance,
    is_followed,
    is_rehired,
    is_short,
    live_without_work,
    lose_work,
    separation_chance,
)
from simulation.luck import PERSON, draw4, luck_of
from simulation.people import (
    COUPLE,
    LEFT_FOR_WORK,
    NO_WORK,
    ON_BENEFIT,
    OUT_OF_WORK,
    PERMANENT,
    SELF_EMPLOYED,
    TEMPORARY,
    TRIAL_PLACEMENT,
)
from simulation.work import HOLDING

P = rules(rehired=0.4, not_claiming=0.6, claims_later=0.05, block_at_change=0.0)
LUCK = luck_of(3, 0)
PROPERTY = settings(deadline=None, derandomize=True)
UNIT = st.floats(0.0, 1.0)


def lose(person, need=1.0, again=0.99, claims=0.0, p=P):
    lose_work(person, need, 10, again, 0.99, claims, p)
    return person


@pytest.mark.parametrize(("need", "again", "rehired"), [(1.0, 0.39, 1), (1.0, 0.41, 0), (0.5, 0.21, 0), (0.0, 1e-9, 0)])
def test_other_work_at_once_needs_demand(need, again, rehired):
    person = lose(worker(5, tenure=30), need, again, claims=0.99)
    assert person.jobs_lost == 1
    assert person.contracts == person.jobs == rehired
    assert person.contract == (TEMPORARY if rehired else NO_WORK)
    assert person.status == (LEFT_FOR_WORK if rehired else OUT_OF_WORK)


@pytest.mark.parametrize(("u", "weeks"), [(0.0, 13), (0.5, 26), (0.999999, 39)])
def test_contracts_last_between_half_and_one_and_a_half_times_the_mean(u, weeks):
    assert contract_length(26.0, u) == weeks
    assert contract_length(0.1, u) == 1


def test_only_somebody_off_the_benefit_finds_other_work_at_once():
    person = lose(worker(5, status=ON_BENEFIT, hours=10.0), again=0.0)
    assert (person.contract, person.contracts, person.status) == (NO_WORK, 0, ON_BENEFIT)


def test_the_insured_live_on_insurance_above_the_norm():
    # 36 * 10 * 52 / 12 = 1560; 75 % of it is 1170, above the norm of a single person, 992.12
    person = lose(worker(30), claims=0.0)
    assert person.status == OUT_OF_WORK
    assert ww_month(person, 10, P) == pytest.approx(1170.0)


def test_insurance_below_the_norm_is_supplemented_by_the_benefit_if_claimed():
    person = lose(worker(30, household=COUPLE), claims=0.39)
    assert person.status == ON_BENEFIT
    assert ww_month(person, 10, P) == pytest.approx(1170.0)
    assert lose(worker(30, household=COUPLE), claims=0.41).status == OUT_OF_WORK


@pytest.mark.parametrize(("claims", "status"), [(0.39, ON_BENEFIT), (0.41, OUT_OF_WORK)])
def test_the_others_claim_or_do_not_claim(claims, status):
    assert lose(worker(25), claims=claims).status == status
    assert lose(worker(36, contract=SELF_EMPLOYED), claims=claims).status == status


@pytest.mark.parametrize(("hours", "short"), [(22.0, True), (23.0, False)])
def test_small_earnings_count_against_the_norm(hours, short):
    assert bool(is_short(worker(status=OUT_OF_WORK, hours=hours), 10, P)) == short


@pytest.mark.parametrize("number", range(40))
def test_somebody_in_small_work_off_the_benefit_claims_later_and_keeps_the_work(number):
    person = worker(id=number, status=OUT_OF_WORK, hours=12.0, exit_week=0)
    live_without_work(person, 24, LUCK, P)
    claims = draw4(LUCK, HOLDING, PERSON, number, 24, 0)[3] < 0.05
    assert (person.status, person.hours) == (ON_BENEFIT if claims else OUT_OF_WORK, 12.0)


@pytest.mark.parametrize(("again", "contract"), [(0.39, TEMPORARY), (0.41, NO_WORK)])
def test_small_work_off_the_benefit_is_lost_like_other_work_off_it(again, contract):
    person = lose(worker(5, status=OUT_OF_WORK, hours=12.0), again=again, claims=0.0)
    assert (person.contract, person.status) == (contract, OUT_OF_WORK)


def test_small_work_has_the_same_risk_on_the_benefit_and_off_it():
    p = rules(separation_part_time=0.02, separation_problems=0.0)
    for status in (ON_BENEFIT, OUT_OF_WORK):
        assert separation_chance(worker(status=status, hours=12.0, tenure=30), town(), 5, p) == pytest.approx(0.02)


def test_everybody_claims_without_the_mechanism():
    p = rules(["not_claiming"])
    assert first_claim_chance(p) == 1.0
    assert lose(worker(25), claims=0.999, p=p).status == ON_BENEFIT


def test_a_lost_job_beside_the_benefit_gives_insurance_too():
    person = lose(worker(36, status=ON_BENEFIT, hours=10.0))
    assert ww_month(person, 10, P) == pytest.approx(0.75 * 10 * 10 * 52 / 12)


def test_a_placement_that_ends_gives_no_insurance():
    person = lose(worker(36, status=ON_BENEFIT, contract=TRIAL_PLACEMENT))
    assert ww_month(person, 10, P) == 0.0


@pytest.mark.parametrize("number", range(40))
def test_somebody_with_too_little_claims_at_once_and_later_with_their_chances(number):
    # Insurance of 1100 a month at 75 % and 1027 at 70 % is enough; from week 23 on there is none.
    for week, chance in ((22, None), (23, 0.4), (24, 0.05)):
        person = never_yet(id=number, status=OUT_OF_WORK, ww_until=23, ww_wage=1100.0 / 0.75, exit_week=0)
        live_without_work(person, week, LUCK, P)
        claims = chance is not None and draw4(LUCK, HOLDING, PERSON, number, week, 0)[3] < chance
        assert person.status == (ON_BENEFIT if claims else OUT_OF_WORK)


@pytest.mark.parametrize(("wage", "short"), [(992.13 / 0.75, False), (992.11 / 0.75, True)])
def test_being_short_means_less_insurance_than_the_norm(wage, short):
    assert bool(is_short(never_yet(status=OUT_OF_WORK, ww_until=13, ww_wage=wage), 2, P)) == short


def test_the_chance_of_losing_work_follows_the_formula():
    p = rules(separation=0.01, separation_kept=0.2, separation_tenure=40.0, separation_problems=1.5)
    person = worker(tenure=20)
    person.level[:] = 2
    base = 0.01 * (0.2 + 0.8 * math.exp(-0.5)) * (1 + 1.5 * 18 / 36)
    assert separation_chance(person, town(), 5, p) == pytest.approx(base)
    assert separation_chance(person, town(job_loss=1.3), 5, p) == pytest.approx(1.3 * base)
    person.contract = PERMANENT
    assert separation_chance(person, town(), 5, p) == pytest.approx(p.permanent_holds * base)


@pytest.mark.parametrize(
    ("fields", "week", "followed"),
    [
        ({"last_contact": 14}, 15, True),
        ({"last_contact": 14}, 30, True),  # two intervals of 8 weeks
        ({"last_contact": 14}, 31, False),
        ({"last_contact": 10}, 11, False),  # the conversation of the week of the exit is none of aftercare
        ({"last_contact": 6}, 11, False),
        ({}, 11, False),
        ({"last_contact": 14, "status": OUT_OF_WORK}, 15, False),
        ({"last_contact": 14, "status": ON_BENEFIT}, 15, False),
    ],
)
def test_a_leaver_is_followed_for_two_intervals_after_a_conversation_in_aftercare(fields, week, followed):
    person = worker(exit_week=10, **fields)
    assert bool(is_followed(person, week, rules(aftercare_interval=8.0))) == followed


def test_who_is_followed_loses_work_less_often():
    p, off = (rules(without, aftercare_holds=0.25, aftercare_interval=8.0) for without in ((), ("aftercare",)))
    alone, followed = worker(exit_week=10), worker(exit_week=10, last_contact=14)
    chance = separation_chance(alone, town(), 15, p)
    assert separation_chance(followed, town(), 15, p) == pytest.approx(0.75 * chance)
    assert separation_chance(followed, town(), 15, off) == chance


@PROPERTY
@given(u=UNIT, need=st.floats(0.0, 5.0), chance=UNIT, status=st.sampled_from([ON_BENEFIT, LEFT_FOR_WORK, OUT_OF_WORK]))
def test_other_work_at_once_is_for_those_off_the_benefit_with_chance_times_demand(u, need, chance, status):
    rehired = is_rehired(worker(status=status), u, need, rules(rehired=chance))
    assert bool(rehired) == (status != ON_BENEFIT and u < min(1.0, chance * need))


@pytest.mark.parametrize("status", [ON_BENEFIT, LEFT_FOR_WORK, OUT_OF_WORK])
def test_without_work_there_are_no_hours_no_wage_and_no_tenure(status):
    person = worker(30, status=status, tenure=40, chosen=1, contracts=2, jobs=3)
    end_work(person)
    assert (person.contract, person.hours, person.wage_hour, person.tenure, person.chosen) == (NO_WORK, 0.0, 0.0, 0, 0)
    assert (person.status, person.contracts, person.jobs) == (status, 2, 3)


@pytest.mark.parametrize(
    ("u", "block", "status", "blocked"),
    [(0.29, 0.0, ON_BENEFIT, 1), (0.29, 0.5, ON_BENEFIT, 0), (0.31, 0.0, OUT_OF_WORK, 0)],
)
def test_who_claims_the_benefit_may_find_the_first_payment_blocked(u, block, status, blocked):
    person = never_yet(status=OUT_OF_WORK, exit_week=0)
    claim(person, 0.3, 10, u, block, rules(block_at_change=0.4))
    assert (person.status, person.blocked) == (status, blocked)
