"""Income: cases worked out by hand from the norms of 1 January 2018."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from income_samples import (
    ASSUMED,
    BONUS,
    EUROS,
    EXPERIMENT,
    HOUSEHOLD,
    NORM_COUPLE,
    NORM_SINGLE,
    PROPERTY,
    REGULAR,
    SHARE,
    P,
    earning,
    policy,
    rules,
    somebody,
)

from simulation.income import (
    benefit_month,
    bonus_due,
    bonus_month,
    cost_of_working,
    disposable_in_work,
    disposable_off_benefit,
    disposable_on_benefit,
    earnings_month,
    entitlement_month,
    gain_month,
    money_month,
    norm_month,
    over_the_norm,
    paid_hours,
    released_month,
)
from simulation.parameters import parameter_record
from simulation.people import (
    COUPLE,
    LEFT_FOR_WORK,
    LEFT_OTHERWISE,
    NO_WORK,
    NOT_YET_HERE,
    ON_BENEFIT,
    PERMANENT,
    SELF_EMPLOYED,
    SINGLE,
    SINGLE_PARENT,
    TEMPORARY,
    TRIAL_PLACEMENT,
)
from simulation.work import settle_income


def test_the_norms_are_those_of_the_evidence():
    p = parameter_record({}, (), np.zeros((9, 4)))[0]
    assert norm_month(SINGLE, p) == norm_month(SINGLE_PARENT, p) == NORM_SINGLE
    assert norm_month(COUPLE, p) == NORM_COUPLE


@pytest.mark.parametrize(("household", "norm"), [(SINGLE, 992.12), (SINGLE_PARENT, 992.12), (COUPLE, 1417.32)])
def test_without_work_there_is_the_norm_and_the_allowances(household, norm):
    person = somebody(household)
    assert benefit_month(person, policy(), 0, P) == pytest.approx(norm)
    assert money_month(person, policy(), 0, P) == pytest.approx(norm + 60)


@pytest.mark.parametrize(
    ("household", "release", "benefit"),
    [
        # 12 hours at 10 euros: 12 * 10 * 52 / 12 = 520 a month
        (SINGLE, REGULAR, 992.12 - (520 - 130)),  # 25 % of 520 = 130
        (SINGLE_PARENT, REGULAR, 992.12 - (520 - 130)),
        (COUPLE, REGULAR, 1417.32 - (520 - 130)),
        (SINGLE, EXPERIMENT, 992.12 - (520 - 199)),  # 50 % of 520 = 260, above the cap
        (SINGLE_PARENT, EXPERIMENT, 992.12 - (520 - 199)),
        (COUPLE, EXPERIMENT, 1417.32 - (520 - 199)),
    ],
)
def test_part_time_work_beside_the_benefit(household, release, benefit):
    person = somebody(household, hours=12.0, wage_hour=10.0)
    assert benefit_month(person, policy(**release), 0, P) == pytest.approx(benefit)
    cost = 20 + 1.2 * 12
    assert money_month(person, policy(**release), 0, P) == pytest.approx(benefit + 520 + 60 - cost)


@pytest.mark.parametrize(
    ("release", "earnings", "weeks_used", "released"),
    [
        (REGULAR, 300.0, 0, 75.0),
        (REGULAR, 796.0, 0, 199.0),  # 25 % of 796 is the cap
        (REGULAR, 900.0, 0, 199.0),
        (REGULAR, 300.0, 25, 75.0),
        (REGULAR, 300.0, 26, 0.0),  # 6 months are 26 weeks
        (EXPERIMENT, 300.0, 26, 150.0),
        (EXPERIMENT, 398.0, 0, 199.0),  # 50 % of 398 is the cap
        (EXPERIMENT, 399.0, 0, 199.0),
        (EXPERIMENT, 300.0, 103, 150.0),
        (EXPERIMENT, 300.0, 104, 0.0),  # 24 months are 104 weeks
    ],
)
def test_release_of_earnings(release, earnings, weeks_used, released):
    share, months, cap = release.values()
    assert released_month(earnings, share, cap, weeks_used, months) == pytest.approx(released)
    person = earning(earnings, release_weeks=weeks_used)
    benefit = benefit_month(person, policy(**release), 0, P)
    assert benefit == pytest.approx(992.12 - (earnings - released))


def test_without_the_release_all_earnings_are_deducted():
    person = somebody(hours=12.0, wage_hour=10.0)
    assert benefit_month(person, policy(**EXPERIMENT), 0, rules(["release"])) == pytest.approx(992.12 - 520)


def test_a_sanction_cuts_a_share_of_the_benefit_until_its_week():
    person = somebody(hours=12.0, wage_hour=10.0, sanction_until=4)
    whole = 992.12 - 390
    assert benefit_month(person, policy(**REGULAR), 3, P) == pytest.approx(0.7 * whole)
    assert benefit_month(person, policy(**REGULAR), 4, P) == pytest.approx(whole)
    assert money_month(person, policy(**REGULAR), 3, P) == pytest.approx(0.7 * whole + 520 + 60 - 34.4)
    assert money_month(person, policy(**REGULAR), 4, P) == pytest.approx(whole + 520 + 60 - 34.4)


def test_a_blocked_payment_is_owed_and_not_received():
    person = somebody(hours=12.0, wage_hour=10.0, blocked=1, sanction_until=4)
    assert benefit_month(person, policy(**REGULAR), 0, P) == pytest.approx(0.7 * (992.12 - 390))
    assert money_month(person, policy(), 0, P) == pytest.approx(520 + 60 - 34.4)


def test_a_trial_placement_is_not_paid_by_an_employer():
    person = somebody(hours=32.0, wage_hour=9.1, contract=TRIAL_PLACEMENT)
    assert paid_hours(person) == 0.0
    assert benefit_month(person, policy(), 0, P) == pytest.approx(992.12)
    assert money_month(person, policy(), 0, P) == pytest.approx(992.12 + 60)


@pytest.mark.parametrize(
    ("status", "contract", "hours", "bonus"),
    [
        (LEFT_FOR_WORK, TEMPORARY, 32.0, 200.0),  # 2400 / 12
        (LEFT_FOR_WORK, PERMANENT, 40.0, 200.0),
        (LEFT_FOR_WORK, SELF_EMPLOYED, 36.0, 200.0),
        (LEFT_FOR_WORK, TEMPORARY, 31.9, 0.0),
        (LEFT_FOR_WORK, NO_WORK, 36.0, 0.0),
        (LEFT_FOR_WORK, TRIAL_PLACEMENT, 36.0, 0.0),
        (ON_BENEFIT, TEMPORARY, 36.0, 0.0),
        (LEFT_OTHERWISE, PERMANENT, 36.0, 0.0),
        (NOT_YET_HERE, PERMANENT, 36.0, 0.0),
    ],
)
def test_the_bonus_is_for_full_time_work_off_the_benefit(status, contract, hours, bonus):
    person = somebody(hours=hours, wage_hour=10.0, contract=contract, status=status)
    assert bonus_due(person, policy(**BONUS), P) == pytest.approx(bonus)
    assert bonus_due(person, policy(), P) == 0.0
    assert bonus_due(person, policy(**BONUS), rules(["bonus"])) == 0.0


def test_money_off_the_benefit_is_earnings_and_bonus_less_the_cost_of_working():
    # 36 * 10 * 52 / 12 = 1560; cost 20 + 1.2 * 36 = 63.20
    person = somebody(hours=36.0, wage_hour=10.0, status=LEFT_FOR_WORK, blocked=1, sanction_until=9)
    assert money_month(person, policy(), 0, P) == pytest.approx(1560 - 63.2)
    assert money_month(person, policy(**BONUS), 0, P) == pytest.approx(1560 + 200 - 63.2)
    assert benefit_month(person, policy(), 0, P) == 0.0


@pytest.mark.parametrize(
    ("release", "weeks_used", "fall"),
    [
        (REGULAR, 0, 199 + 60),  # 25 % of the norm, 248.03, is above the cap; the allowances end too
        (EXPERIMENT, 103, 199 + 60),
        (REGULAR, 26, 0 + 60),  # no release is left
        (REGULAR | {"release_cap_month": 2000.0}, 0, 0.25 * 992.12 + 60),
    ],
)
def test_disposable_income_falls_where_earnings_reach_the_norm(release, weeks_used, fall):
    hours = 20.0
    below, at = 992.12 - 1e-6, 992.12
    assert not over_the_norm(below, NORM_SINGLE)
    assert over_the_norm(at, NORM_SINGLE)
    share, months, cap = release.values()
    released = released_month(below, share, cap, weeks_used, months)
    before = disposable_on_benefit(NORM_SINGLE, below, released, hours, False, False, P)
    after = disposable_in_work(at, bonus_month(hours, policy(**BONUS), P), hours, P)
    assert before - after == pytest.approx(fall, abs=1e-4)


def test_the_fall_in_income_is_felt_when_earnings_pass_the_norm():
    rule_set = policy(**REGULAR)
    person = earning(992.0, hours=20.0)
    before = money_month(person, rule_set, 0, P)
    assert before == pytest.approx(992.12 - (992 - 199) + 992 + 60 - (20 + 24))
    person.wage_hour = 993.0 * 12 / 52 / 20
    settle_income(person, 5, P)
    assert person.status == LEFT_FOR_WORK
    assert money_month(person, rule_set, 5, P) == pytest.approx(993 - (20 + 24))


@pytest.mark.parametrize(
    ("household", "hours", "levers", "weeks_used", "gain"),
    [
        # a couple has 1417.32 + 60 = 1477.32 without work; 36 * 9.1 * 52 / 12 = 1419.60 ends the benefit
        (COUPLE, 36.0, REGULAR, 0, 1419.6 - 63.2 - 1477.32),
        (COUPLE, 36.0, EXPERIMENT, 0, 1419.6 - 63.2 - 1477.32),
        (COUPLE, 36.0, EXPERIMENT | BONUS, 0, 1419.6 + 200 - 63.2 - 1477.32),
        (COUPLE, 40.0, REGULAR, 0, 40 * 9.1 * 52 / 12 - 68 - 1477.32),
        # 32 * 9.1 * 52 / 12 = 1261.87 leaves a couple on the benefit
        (COUPLE, 32.0, REGULAR, 26, -58.4),
        (COUPLE, 32.0, REGULAR, 0, 199 - 58.4),
        (COUPLE, 32.0, REGULAR | BONUS, 26, -58.4),
        # a single person or parent has 992.12 + 60 = 1052.12 without work
        (SINGLE, 36.0, REGULAR, 0, 1419.6 - 63.2 - 1052.12),
        (SINGLE_PARENT, 36.0, REGULAR, 0, 1419.6 - 63.2 - 1052.12),
        (SINGLE, 36.0, REGULAR | BONUS, 0, 1419.6 + 200 - 63.2 - 1052.12),
        (SINGLE, 12.0, REGULAR, 0, 0.25 * 12 * 9.1 * 52 / 12 - 34.4),
        (SINGLE, 12.0, EXPERIMENT, 26, 199 - 34.4),
        (SINGLE, 12.0, REGULAR, 26, -34.4),
    ],
)
def test_gain_from_working_at_the_lowest_wage(household, hours, levers, weeks_used, gain):
    person = somebody(household, release_weeks=weeks_used)
    assert gain_month(person, policy(**levers), hours, 9.1, 0, P) == pytest.approx(gain)


def test_a_couple_loses_by_full_time_work_at_the_lowest_wage():
    p = parameter_record({}, (), np.zeros((9, 4)))[0]
    rule_set = policy(**REGULAR)
    assert gain_month(somebody(COUPLE), rule_set, 36.0, p.wage, 0, p) < 0.0
    assert gain_month(somebody(COUPLE, release_weeks=26), rule_set, 32.0, p.wage, 0, p) < 0.0
    assert gain_month(somebody(SINGLE), rule_set, 36.0, p.wage, 0, p) > 0.0


def test_the_gain_is_relative_to_current_earnings():
    # from 12 hours at 10 (520, released 130) to 16 hours at 10 (693.33, released 173.33)
    person = somebody(hours=12.0, wage_hour=10.0)
    more = 16 * 10 * 52 / 12
    rule_set = policy(**REGULAR)
    assert gain_month(person, rule_set, 16.0, 10.0, 0, P) == pytest.approx(0.25 * (more - 520) - 4 * 1.2)
    assert gain_month(person, rule_set, 12.0, 10.0, 0, P) == pytest.approx(0.0)


@PROPERTY
@given(HOUSEHOLD, EUROS, SHARE, st.floats(0.0, 500.0), st.integers(0, 200), st.floats(0.0, 60.0))
def test_entitlement_and_countable_income_make_the_norm(household, earnings, share, cap, used, months):
    norm = norm_month(household, P)
    released = released_month(earnings, share, cap, used, months)
    countable = earnings - released
    entitlement = entitlement_month(norm, earnings, released)
    assert entitlement >= 0.0
    if countable <= norm:
        assert entitlement + countable == pytest.approx(norm)
    else:
        assert entitlement == 0.0


@pytest.mark.parametrize(("week", "weeks_on_benefit"), [(40, 250.0), (54, 250.0), (55, 0.0)])
def test_falling_below_the_norm_means_return_and_after_a_year_a_new_spell(week, weeks_on_benefit):
    person = earning(900.0, hours=36.0, status=LEFT_FOR_WORK, benefit_weeks=250.0, exit_week=3)
    settle_income(person, week, P)
    assert (person.status, person.benefit_weeks, person.exit_week) == (ON_BENEFIT, weeks_on_benefit, 3)


@pytest.mark.parametrize("status", [LEFT_OTHERWISE, NOT_YET_HERE])
def test_people_who_left_otherwise_are_unchanged(status):
    person = earning(2000.0, hours=36.0, status=status)
    settle_income(person, 40, P)
    assert person.status == status
    assert money_month(person, policy(), 0, P) == pytest.approx(992.12 + 60)


@pytest.mark.parametrize(("household", "norm"), [(SINGLE, NORM_SINGLE), (COUPLE, NORM_COUPLE)])
def test_earnings_of_exactly_the_norm_end_the_benefit(household, norm):
    hours = 12.0 / 52.0  # so that earnings a month are the wage an hour
    at = somebody(household, hours, norm / earnings_month(hours, 1.0))
    below = somebody(household, hours, (norm - 0.01) / earnings_month(hours, 1.0))
    settle_income(at, 1, P)
    settle_income(below, 1, P)
    assert (at.status, below.status) == (LEFT_FOR_WORK, ON_BENEFIT)


def test_a_trial_placement_never_ends_the_benefit():
    person = somebody(hours=40.0, wage_hour=30.0, contract=TRIAL_PLACEMENT)
    settle_income(person, 1, P)
    assert person.status == ON_BENEFIT


@PROPERTY
@given(st.floats(0.1, 60.0), EUROS)
def test_working_costs_an_amount_and_more_for_every_hour(hours, earnings):
    assert cost_of_working(0.0, P) == 0.0
    assert cost_of_working(hours, P) == pytest.approx(20.0 + 1.2 * hours)
    assert disposable_in_work(earnings, 0.0, hours, P) == pytest.approx(earnings - 20.0 - 1.2 * hours)


@pytest.mark.parametrize(
    ("earnings", "ww", "hours", "money"),
    [
        (1200.0, 0.0, 30.0, 1200 + 50 - 20 - 36),  # the norm is reached: nothing is made up
        (1000.0, 2000.0, 30.0, 1000 + 50 - 20 - 36),
        (0.0, 0.0, 0.0, 0.7 * 1000),
        (0.0, 800.0, 0.0, 800.0),
        (950.0, 0.0, 20.0, 950 + 50 - 20 - 24),  # more than other means
    ],
)
def test_off_the_benefit_too_little_is_made_up_by_insurance_or_other_means(earnings, ww, hours, money):
    p = parameter_record(ASSUMED | {"other_means": 0.7}, (), np.zeros((9, 4)))[0]
    assert disposable_off_benefit(1000.0, earnings, 50.0, ww, hours, p) == pytest.approx(money)
