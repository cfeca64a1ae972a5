"""Unit: income: one kind of release at a time, insurance beside the benefit, life off the benefit without work."""

import pytest
from income_samples import BONUS, EXPERIMENT, NORM_COUPLE, NORM_SINGLE, REGULAR, policy
from work_samples import never_yet, rules

from simulation.income import (
    benefit_month,
    gain_month,
    is_limited,
    later_release,
    money_month,
    release_ahead,
    release_now,
)
from simulation.people import (
    COUPLE,
    MENTAL,
    ON_BENEFIT,
    OUT_OF_WORK,
    PHYSICAL,
    SINGLE,
    SINGLE_PARENT,
    TEMPORARY,
)

P = rules(work_cost=20.0, work_cost_hour=1.2, allowances=60.0, other_means=0.9, looks_ahead=0.0)


def earner(used, month=520.0, limited=False, **fields):
    person = never_yet(hours=12.0, wage_hour=month / 52, contract=TEMPORARY, release_weeks=used, **fields)
    person.exempted, person.level[PHYSICAL] = limited, 3 if limited else 0
    return person


@pytest.mark.parametrize(
    ("household", "children", "limited", "levers", "used", "released"),
    [
        # the general release: 25 % of 520 for six months, 26 weeks, and for most people nothing after it
        (SINGLE, 0, False, REGULAR, 25, 130.0),
        (SINGLE, 0, False, REGULAR, 26, 0.0),
        (SINGLE_PARENT, 0, False, REGULAR, 26, 0.0),
        # single parents with young children: 12.5 % for thirty months, 130 weeks, after it
        (SINGLE_PARENT, 1, False, REGULAR, 25, 130.0),
        (SINGLE_PARENT, 1, False, REGULAR, 26, 65.0),
        (SINGLE_PARENT, 1, False, REGULAR, 155, 65.0),
        (SINGLE_PARENT, 1, False, REGULAR, 156, 0.0),
        (COUPLE, 1, False, REGULAR, 26, 0.0),
        # limited on medical grounds: 15 % without end, and of two kinds only this
        (SINGLE, 0, True, REGULAR, 25, 130.0),
        (SINGLE, 0, True, REGULAR, 26, 78.0),
        (SINGLE_PARENT, 1, True, REGULAR, 26, 78.0),
        (SINGLE, 0, True, REGULAR, 900, 78.0),
        # that of the experiment takes the place of all: 50 % up to 199 for 24 months, 104 weeks
        (SINGLE_PARENT, 1, False, EXPERIMENT, 26, 199.0),
        (SINGLE, 0, True, EXPERIMENT, 103, 199.0),
        (SINGLE_PARENT, 1, False, EXPERIMENT, 104, 65.0),
    ],
)
def test_kinds_of_release_never_two_at_once(household, children, limited, levers, used, released):
    person = earner(used, household=household, young_children=children, limited=limited)
    assert release_now(person, policy(**levers), 520.0, P) == pytest.approx(released)
    norm = NORM_COUPLE if household == COUPLE else NORM_SINGLE
    assert benefit_month(person, policy(**levers), 0, P) == pytest.approx(norm - (520 - released))


@pytest.mark.parametrize(
    ("used", "weeks", "children", "released"),
    [
        # 130 for the 26 weeks that are left of the general release, nothing or 65 for the other weeks
        (0, 0.0, 0, 130.0),
        (0, 26.0, 0, 130.0),
        (0, 52.0, 0, 65.0),
        (13, 52.0, 0, 32.5),
        (0, 52.0, 1, 97.5),
        (26, 52.0, 1, 65.0),
        (26, 52.0, 0, 0.0),
    ],
)
def test_a_release_that_will_be_used_up_counts_for_its_part_of_the_time_ahead(used, weeks, children, released):
    person = earner(used, household=SINGLE_PARENT, young_children=children)
    assert release_ahead(person, policy(), 520.0, weeks, 100, P) == pytest.approx(released)
    without = rules(["release"])
    assert release_ahead(person, policy(), 520.0, weeks, 100, without) == 0.0


@pytest.mark.parametrize(
    ("used", "week", "weeks", "children", "released"),
    [
        # 199 for the weeks until week 104, then nothing or 65: 104 weeks of release do not count beyond the end
        (0, 52, 52.0, 0, 199.0),
        (0, 78, 52.0, 0, 99.5),
        (0, 100, 52.0, 0, 199 * 4 / 52),
        (0, 104, 52.0, 0, 0.0),
        (0, 100, 52.0, 1, 65 + 134 * 4 / 52),
        (102, 100, 52.0, 0, 199 * 2 / 52),
        (0, 100, 4.0, 0, 199.0),
        # who sees only what work pays now sees no end; after the end nothing ends any more
        (0, 104, 0.0, 0, 199.0),
        (0, 105, 52.0, 0, 199.0),
    ],
)
def test_a_release_that_ends_with_the_experiment_counts_until_then(used, week, weeks, children, released):
    person = earner(used, household=SINGLE_PARENT, young_children=children)
    until = policy(ends=104, **EXPERIMENT)
    assert release_ahead(person, until, 520.0, weeks, week, P) == pytest.approx(released)
    assert release_now(person, until, 520.0, P) == 199.0


def test_the_gain_of_work_shrinks_towards_the_end_of_the_experiment():
    # 12 hours at 10 euros: 520, released 199 for 4 of 52 weeks; cost 20 + 1.2 * 12
    ahead = rules(work_cost=20.0, work_cost_hour=1.2, looks_ahead=52.0)
    ends = policy(ends=104, **EXPERIMENT)
    assert gain_month(never_yet(), ends, 12.0, 10.0, 100, ahead) == pytest.approx(199 * 4 / 52 - 34.4)
    assert gain_month(never_yet(), ends, 12.0, 10.0, 20, ahead) == pytest.approx(199 - 34.4)
    assert gain_month(never_yet(), policy(**EXPERIMENT), 12.0, 10.0, 100, ahead) == pytest.approx(199 - 34.4)


def test_the_gain_of_work_looks_ahead():
    # 12 hours at 10 euros: 520, released 130 for half of the year ahead; cost 20 + 1.2 * 12
    ahead = rules(work_cost=20.0, work_cost_hour=1.2, looks_ahead=52.0)
    assert gain_month(never_yet(), policy(), 12.0, 10.0, 0, ahead) == pytest.approx(65 - 34.4)
    assert gain_month(never_yet(), policy(), 12.0, 10.0, 0, P) == pytest.approx(130 - 34.4)


def test_later_releases_have_caps_in_proportion_to_the_general_one():
    parent = earner(26, household=SINGLE_PARENT, young_children=1)
    assert release_now(parent, policy(), 900.0, P) == pytest.approx(0.125 * 796)
    assert release_now(earner(26, limited=True), policy(), 900.0, P) == pytest.approx(0.15 * 796)
    assert 0.25 * 796 == 199.0
    assert later_release(parent, policy(), 520.0, P) == pytest.approx(0.125 * 520)
    assert later_release(earner(26, limited=True), policy(), 520.0, P) == pytest.approx(0.15 * 520)
    assert later_release(earner(26), policy(), 520.0, P) == 0.0
    past = earner(156, household=SINGLE_PARENT, young_children=1)
    assert later_release(past, policy(release_months=6.0), 520.0, P) == 0.0


@pytest.mark.parametrize("switched_off", ["release", "later_release"])
def test_without_the_mechanism_there_is_no_later_release(switched_off):
    parent = earner(26, household=SINGLE_PARENT, young_children=1)
    assert release_now(parent, policy(), 520.0, rules([switched_off])) == 0.0


@pytest.mark.parametrize(("exempted", "mental", "limited"), [(1, 3, True), (1, 2, False), (0, 4, False)])
def test_limited_are_those_exempted_with_heavy_health_problems(exempted, mental, limited):
    person = never_yet(exempted=exempted)
    person.level[MENTAL] = mental
    assert bool(is_limited(person)) == limited


def test_the_benefit_supplements_insurance_below_the_norm():
    # WW of 75 % of 1000 is 750; deducted in full, also where earnings would be released
    person = never_yet(ww_until=13, ww_wage=1000.0)
    assert benefit_month(person, policy(), 2, P) == pytest.approx(NORM_SINGLE - 750)
    assert money_month(person, policy(), 2, P) == pytest.approx(NORM_SINGLE + 60)
    assert benefit_month(person, policy(), 11, P) == pytest.approx(NORM_SINGLE - 700)
    assert benefit_month(person, policy(), 13, P) == pytest.approx(NORM_SINGLE)


@pytest.mark.parametrize(
    ("ww_wage", "week", "money"),
    [(1600.0, 2, 1200.0), (1600.0, 10, 1120.0), (1600.0, 13, 0.9 * NORM_SINGLE), (900.0, 2, 0.9 * NORM_SINGLE)],
)
def test_off_the_benefit_without_work_there_is_insurance_or_other_means(ww_wage, week, money):
    person = never_yet(status=OUT_OF_WORK, ww_until=13, ww_wage=ww_wage)
    assert money_month(person, policy(**BONUS), week, P) == pytest.approx(money)
    assert benefit_month(person, policy(), week, P) == 0.0


def test_a_small_job_off_the_benefit_is_made_up_by_other_means():
    person = never_yet(status=OUT_OF_WORK, hours=12.0, wage_hour=10.0, contract=TEMPORARY)
    assert money_month(person, policy(), 2, P) == pytest.approx(0.9 * NORM_SINGLE)


@pytest.mark.parametrize(
    ("household", "hours", "levers", "ww_wage", "gain"),
    [
        # 36 * 10 * 52 / 12 = 1560, less cost 63.20, against 0.9 times the norm or WW
        (SINGLE, 36.0, {}, 0.0, 1560 - 63.2 - 0.9 * NORM_SINGLE),
        (SINGLE, 36.0, BONUS, 0.0, 1560 + 200 - 63.2 - 0.9 * NORM_SINGLE),
        (SINGLE, 36.0, {}, 1600.0, 1560 - 63.2 - 1200),
        (COUPLE, 36.0, {}, 0.0, 1560 - 63.2 - 0.9 * NORM_COUPLE),
        # 32 hours bring 1386.67, less cost 58.40: below the norm of a couple, so there is no bonus
        (COUPLE, 32.0, BONUS, 0.0, 1386.67 - 58.4 - 0.9 * NORM_COUPLE),
        (SINGLE, 12.0, {}, 0.0, 0.0),
        (SINGLE, 12.0, {}, 1600.0, 0.9 * NORM_SINGLE - 1200),
    ],
)
def test_gain_from_work_of_somebody_off_the_benefit(household, hours, levers, ww_wage, gain):
    person = never_yet(household=household, status=OUT_OF_WORK, ww_until=13, ww_wage=ww_wage)
    assert gain_month(person, policy(**levers), hours, 10.0, 2, P) == pytest.approx(gain, abs=0.01)


def test_insurance_beside_the_benefit_counts_as_income_now():
    # without work NORM + 60 with or without WW below the norm, so the gain is the same
    with_ww, without = never_yet(ww_until=13, ww_wage=1000.0), never_yet()
    for person in (with_ww, without):
        assert person.status == ON_BENEFIT
        assert gain_month(person, policy(), 36.0, 10.0, 2, P) == pytest.approx(1560 - 63.2 - NORM_SINGLE - 60)


def test_at_the_norm_a_part_timer_loses_release_and_allowances():
    # 24 hours at 9.50 bring 988 (released 199), 24.2 bring 996.23: the notch costs all of the release and 60
    person = never_yet(hours=24.0, wage_hour=9.5, contract=TEMPORARY)
    before = NORM_SINGLE + 199 + 60 - (20 + 1.2 * 24)
    after = 24.2 * 9.5 * 52 / 12 - (20 + 1.2 * 24.2)
    assert gain_month(person, policy(), 24.2, 9.5, 2, P) == pytest.approx(after - before)
    assert after - before < -250
