"""Unit: search: two efforts, offers in proportion to share and effort, refusals and checks under duties."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from income_samples import EXPERIMENT, policy
from work_samples import never_yet, rules, town

from simulation.acceptance import acceptance_chance
from simulation.income import gain_month
from simulation.institution import NO_OFFENCE, REFUSED_OFFER, TOO_LITTLE_APPLYING
from simulation.luck import PERSON, draw4, luck_of
from simulation.people import (
    CARE,
    COUPLE,
    LEFT_FOR_WORK,
    LEFT_OTHERWISE,
    ON_BENEFIT,
    OUT_OF_WORK,
    TEMPORARY,
    TRIAL_PLACEMENT,
)
from simulation.search import (
    OFFERS,
    best_offer_chance,
    change_activity,
    check_applying,
    draw_offer,
    effort_by_drive,
    look_for_work,
    offer_chance,
    offers_for,
    search_drive,
    search_effort,
    search_efforts,
    search_or_work,
    spend_week_on_benefit,
    weigh_offer,
)

LUCK = luck_of(11, 0)
PROPERTY = settings(deadline=None, derandomize=True, max_examples=50)
VALUES = {
    "effort_confidence": 0.6, "effort_autonomy": 0.1, "effort_duty": 0.1, "effort_threat": 0.0, "duty_crowds": 0.2,
    "effort_problems": 0.36, "effort_care": 0.08, "effort_stress": 0.5,
    "gain_effort_part_time": 0.03, "gain_effort_full_time": 0.02, "looks_ahead": 0.0,
}  # fmt: skip
P = rules(**VALUES)
USUAL, EXEMPT = policy(), policy(exempt=True)


def seeker(**fields):
    person = never_yet(self_efficacy=0.5, autonomy=0.4, stress=0.2, employability=0.6, full_time_share=0.4, **fields)
    person.level[0] = 4
    return person


def gains(person, levers):
    wage = P.wage * (1 + P.wage_premium)
    part = max(P.part_time_from + P.part_time_span / 3, person.hours + P.hours_step)
    return tuple(
        gain_month(person, levers, hours, wage, 0, P) / 100 for hours in (part, P.full_time_from + P.full_time_span / 2)
    )


@pytest.mark.parametrize(
    ("levers", "status", "own", "duty"),
    [(USUAL, ON_BENEFIT, 0.34 * 0.8, 0.1 * 0.9), (EXEMPT, ON_BENEFIT, 0.34, 0.0), (USUAL, OUT_OF_WORK, 0.34, 0.0)],
)
def test_efforts_follow_the_formula(levers, status, own, duty):
    person = seeker(status=status)
    part, full = gains(person, levers)
    drive = own + duty - 0.36 * 4 / 36
    expected = ((drive + 0.03 * part) * 0.9, (drive + 0.02 * full) * 0.9)
    assert search_efforts(person, levers, 0, P) == pytest.approx(expected)
    assert search_effort(person, levers, 0, P) == pytest.approx(0.4 * expected[1] + 0.6 * expected[0])


def test_a_release_moves_part_time_effort_and_a_bonus_full_time_effort():
    used_up = seeker(release_weeks=26)
    part, full = search_efforts(used_up, USUAL, 0, P)
    assert search_efforts(used_up, policy(**EXPERIMENT), 0, P)[0] == pytest.approx(part + 0.03 * 1.99 * 0.9)
    assert search_efforts(used_up, policy(**EXPERIMENT), 0, P)[1] == full
    with_bonus = search_efforts(used_up, policy(exit_bonus_year=2400.0), 0, P)
    assert with_bonus == pytest.approx((part, full + 0.02 * 2.0 * 0.9))


def test_what_part_time_work_keeps_holds_people_there():
    free, kept = (seeker(hours=12.0, wage_hour=9.1, contract=TEMPORARY, release_weeks=26) for _ in range(2))
    assert search_efforts(kept, policy(**EXPERIMENT), 0, P)[1] < search_efforts(free, USUAL, 0, P)[1]


def test_without_the_gain_both_efforts_are_the_same_whatever_work_pays():
    off = rules(["search_gain"], **VALUES)
    zero = rules(**VALUES | {"gain_effort_part_time": 0.0, "gain_effort_full_time": 0.0})
    for person, levers in ((seeker(), USUAL), (seeker(household=COUPLE), policy(exit_bonus_year=24000.0))):
        part, full = search_efforts(person, levers, 0, off)
        assert part == full
        assert (part, full) == search_efforts(person, levers, 0, zero)


@pytest.mark.parametrize(("efficacy", "effort"), [(0.0, 0.0), (50.0, 1.0)])
def test_efforts_stay_between_0_and_1(efficacy, effort):
    person = seeker()
    person.self_efficacy, person.autonomy = efficacy, 0.0
    person.level[:] = 4
    assert search_efforts(person, EXEMPT, 0, P) == (effort, effort)


def test_the_chance_of_an_offer_follows_the_formula():
    p = rules(offers=0.3, offers_employability=5.0, lead_helps=1.0, indication_helps=0.5, search_part_time=0.6)
    person = seeker()
    base = 0.3 * 0.5 * 0.2 * math.exp(-5.0 * 0.4)
    assert offer_chance(person, 0.2, 0.5, 10, p) == pytest.approx(base)
    person.lead_until, person.target_group, person.hours = 11, 1, 8.0
    assert offer_chance(person, 0.2, 0.5, 10, p) == pytest.approx(base * 2.0 * 1.5 * 0.6)
    assert best_offer_chance(person, 0.0, 10, p) == 0.0


def test_offers_need_demand_and_employers_with_a_pin_too():
    person = seeker()
    assert offers_for(person, town(labour_market=0.5, offers_left=0.8)) == pytest.approx(0.4)
    assert offers_for(person, town(employers_open=0.25)) == pytest.approx(1.1)
    assert offers_for(person, town(labour_market=0.0, employers_open=0.25)) == 0.0


@pytest.mark.parametrize("number", range(60))
def test_the_kind_of_an_offer_is_in_proportion_to_share_and_effort(number):
    person = seeker(id=number, release_weeks=26)
    levers = policy(exit_bonus_year=24000.0)
    part, full = search_efforts(person, levers, 7, P)
    assert full > 1.5 * part
    u, size, premium, accept = draw4(LUCK, OFFERS, PERSON, number, 7, 1)
    is_full = u < 0.4 * full / (0.4 * full + 0.6 * part)
    hours = P.full_time_from + P.full_time_span * size if is_full else P.part_time_from + P.part_time_span * size**2
    wage = P.wage * (1 - P.wage_premium * math.log(premium))
    assert draw_offer(person, levers, LUCK, 7, P) == pytest.approx((hours, wage, accept))


@pytest.mark.parametrize(
    ("levers", "status", "offence"),
    [(USUAL, ON_BENEFIT, REFUSED_OFFER), (EXEMPT, ON_BENEFIT, NO_OFFENCE), (USUAL, OUT_OF_WORK, NO_OFFENCE)],
)
def test_a_refused_offer_is_an_offence_under_duties_only(levers, status, offence):
    never = rules(**VALUES | {"accept": -100.0})
    person = seeker(status=status)
    weigh_offer(person, levers, LUCK, 7, never)
    assert (person.offers, person.offers_taken, person.contracts, person.offence) == (1, 0, 0, offence)


@pytest.mark.parametrize(("levers", "status"), [(USUAL, ON_BENEFIT), (EXEMPT, ON_BENEFIT), (USUAL, OUT_OF_WORK)])
def test_an_accepted_offer_is_a_contract(levers, status):
    always = rules(**VALUES | {"accept": 100.0})
    person = seeker(status=status)
    weigh_offer(person, levers, LUCK, 7, always)
    assert (person.offers_taken, person.contracts, person.offence) == (1, 1, NO_OFFENCE)
    length = draw4(LUCK, OFFERS, PERSON, person.id, 7, 2)[2]
    assert person.contract_until == 7 + round(P.contract_weeks * (0.5 + length))


@pytest.mark.parametrize(
    ("levers", "status", "switched_off", "lead_until", "own", "taken", "chosen"),
    [
        # `own` is how much the person would accept it without duties: surely, or only by their push of 200
        (USUAL, ON_BENEFIT, [], 7, 100.0, 1, 1),
        (USUAL, ON_BENEFIT, [], 7, -100.0, 1, 0),
        (USUAL, ON_BENEFIT, [], 8, -100.0, 1, 1),
        (USUAL, ON_BENEFIT, ["duty"], 7, 100.0, 1, 1),
        (USUAL, ON_BENEFIT, ["duty"], 7, -100.0, 0, 0),
        (EXEMPT, ON_BENEFIT, [], 7, 100.0, 1, 1),
        (EXEMPT, ON_BENEFIT, [], 7, -100.0, 0, 0),
        (USUAL, OUT_OF_WORK, [], 7, 100.0, 1, 1),
    ],
)
def test_work_is_chosen_unless_only_the_push_of_duties_made_the_person_accept_it(
    levers, status, switched_off, lead_until, own, taken, chosen
):
    p = rules(switched_off, **VALUES | {"accept": own, "accept_duty": 200.0})
    person = seeker(status=status, lead_until=lead_until)
    weigh_offer(person, levers, LUCK, 7, p)
    assert (person.offers_taken, person.chosen) == (taken, chosen)


@pytest.mark.parametrize("number", range(20))
def test_the_same_luck_accepts_an_offer_and_says_whether_it_was_chosen(number):
    p = rules(**VALUES | {"accept_duty": 2.0})
    bound, free = seeker(id=number), seeker(id=number, exempted=1)
    hours, wage, accept = draw_offer(bound, USUAL, LUCK, 7, p)
    pushed, own = (acceptance_chance(person, USUAL, hours, wage, 7, p) for person in (bound, free))
    weigh_offer(bound, USUAL, LUCK, 7, p)
    assert (bound.offers_taken, bound.chosen) == (accept < pushed, accept < own)


@pytest.mark.parametrize(
    ("u", "expected_effort", "levers", "offence"),
    [(0.019, 1.0, USUAL, TOO_LITTLE_APPLYING), (0.021, 1.0, USUAL, NO_OFFENCE), (0.019, 0.0, USUAL, NO_OFFENCE),
     (0.019, 1.0, EXEMPT, NO_OFFENCE)],
)  # fmt: skip
def test_too_little_applying_is_noted_when_it_is_checked_under_duties(u, expected_effort, levers, offence):
    person = seeker()
    check_applying(person, levers, u, 7, rules(**VALUES, applying_checked=0.02, effort_expected=expected_effort))
    assert person.offence == offence


def test_nobody_looks_for_work_in_vain_without_demand():
    person = seeker()
    person.employability = 1.0
    look_for_work(person, USUAL, 0.0, LUCK, 1e-12, 7, P)
    assert person.offers == 0


def spend_week(person, week=7, leaving=0.999, p=P):
    search_or_work(person, USUAL, town(), p, LUCK, 0.999, leaving, 0.5, 0.999, week)


def test_people_without_work_leave_it_at_the_pension_age_on_and_off_the_benefit():
    for status in (ON_BENEFIT, OUT_OF_WORK):
        person = seeker(status=status, age=66.5, exit_week=0)
        spend_week(person)
        assert person.status == LEFT_OTHERWISE


def test_a_week_on_the_benefit_counts_and_off_it_does_not():
    on, off = seeker(age=40.0), seeker(status=OUT_OF_WORK, age=40.0, exit_week=0)
    calm = rules(claims_later=0.0)
    for person in (on, off):
        spend_week(person, p=calm)
    assert (on.benefit_weeks, off.benefit_weeks) == (1.0, 0.0)
    assert off.status == OUT_OF_WORK


@pytest.mark.parametrize("number", range(20))
def test_small_work_off_the_benefit_leaves_people_searching_for_more(number):
    certain = rules(offers=1e9, claims_later=0.0, separation_part_time=0.0, accept=100.0, **VALUES)
    work = {"hours": 4.0, "wage_hour": 10.0, "contract": TEMPORARY, "contract_until": 10**6}
    person = seeker(id=number, status=OUT_OF_WORK, age=40.0, exit_week=0, **work)
    spend_week(person, p=certain)
    assert (person.offers, person.offers_taken) == (1, 1)
    assert person.hours > 4.0
    enough = person.hours * person.wage_hour * 52 / 12 >= certain.norm_single
    assert person.status == (LEFT_FOR_WORK if enough else OUT_OF_WORK)


@pytest.mark.parametrize(("active", "u", "then"), [(1, 0.009, 0), (1, 0.011, 1), (0, 0.9988, 0), (0, 0.999, 1)])
@pytest.mark.parametrize("status", [ON_BENEFIT, OUT_OF_WORK, LEFT_OTHERWISE])
def test_unpaid_activities_begin_and_end_whatever_the_benefit(status, active, u, then):
    # 0.01 of those active end a week; a share of 0.1 stays if 0.01 * 0.1 / 0.9 of the others begin
    p = rules(unpaid_ends=0.01, unpaid_share=0.1, claims_later=0.0)
    person = seeker(status=status, age=40.0, exit_week=0, unpaid_activity=active)
    search_or_work(person, USUAL, town(), p, LUCK, 0.999, 0.999, u, 0.999, 7)
    assert (person.unpaid_activity, person.status) == (then, status)


@pytest.mark.parametrize(
    ("levers", "status", "pressed"),
    [(USUAL, ON_BENEFIT, True), (EXEMPT, ON_BENEFIT, False), (USUAL, OUT_OF_WORK, False)],
)
def test_the_drive_is_own_motivation_and_duties_less_problems_and_care(levers, status, pressed):
    person = seeker(status=status)
    person.level[CARE] = 2
    own = (0.6 * 0.5 + 0.1 * 0.4) * (0.8 if pressed else 1.0)
    pressure = 0.1 * (1 - 0.5 * 0.2) if pressed else 0.0
    assert search_drive(person, levers, 7, P) == pytest.approx(own + pressure - 0.36 * 6 / 36 - 0.08 * 2 / 4)


@given(drive=st.floats(-2.0, 2.0), stress=st.floats(0.0, 1.0))
@PROPERTY
def test_an_effort_is_the_drive_less_what_stress_takes_within_0_and_1(drive, stress):
    person = seeker()
    person.stress = stress
    effort = effort_by_drive(person, drive, 0.0, 12.0, USUAL, 7, P)
    assert effort == pytest.approx(min(1.0, max(0.0, drive * (1 - 0.5 * stress))))
    rested = effort_by_drive(person, drive, 0.0, 12.0, USUAL, 7, rules(("bandwidth",), **VALUES))
    assert rested == pytest.approx(min(1.0, max(0.0, drive)))


@pytest.mark.parametrize(("gain_effort", "switched_off"), [(0.01, ()), (0.02, ()), (0.02, ("search_gain",))])
def test_a_hundred_euros_of_gain_from_a_typical_job_add_to_the_effort(gain_effort, switched_off):
    p = rules(switched_off, **VALUES)
    person = seeker(household=COUPLE)
    gain = gain_month(person, USUAL, 14.0, p.wage * (1 + p.wage_premium), 7, p) / 100
    assert abs(gain) > 0.1
    expected = 0.3 + (0.0 if switched_off else gain_effort * gain)
    assert effort_by_drive(person, 0.3, gain_effort, 14.0, USUAL, 7, p) == pytest.approx(expected * 0.9)


@given(st.floats(0.0, 1.0), st.floats(0.0, 0.5), st.floats(0.0, 0.5))
@PROPERTY
def test_an_activity_ends_and_begins_with_its_chance(u, ends, starts):
    p = rules()
    p.unpaid_ends, p.unpaid_starts = ends, starts
    active, idle = never_yet(unpaid_activity=1), never_yet()
    for person in (active, idle):
        change_activity(person, u, p)
    assert active.unpaid_activity == (u >= ends)
    assert idle.unpaid_activity == (u > 1.0 - starts)


def test_without_the_mechanism_activities_stay():
    p = rules(("unpaid",))
    p.unpaid_ends = p.unpaid_starts = 1.0
    for before in (0, 1):
        person = never_yet(unpaid_activity=before)
        change_activity(person, 0.5, p)
        assert person.unpaid_activity == before


WATCHED = VALUES | {"applying_checked": 0.02, "effort_expected": 1.0}
BESIDE = {"contract": TEMPORARY, "hours": 12.0, "wage_hour": 10.0}


@pytest.mark.parametrize(
    ("fields", "leaving", "applying", "switched_off", "status", "offence", "released"),
    [
        ({}, 0.999, 0.999, (), ON_BENEFIT, NO_OFFENCE, 0),
        (BESIDE, 0.999, 0.999, (), ON_BENEFIT, NO_OFFENCE, 1),
        ({}, 0.999, 0.019, (), ON_BENEFIT, TOO_LITTLE_APPLYING, 0),
        ({"contract": TRIAL_PLACEMENT, "hours": 32.0}, 0.999, 0.019, (), ON_BENEFIT, NO_OFFENCE, 0),
        ({}, 0.0, 0.019, (), LEFT_OTHERWISE, NO_OFFENCE, 0),
        (BESIDE, 0.0, 0.999, (), LEFT_OTHERWISE, NO_OFFENCE, 1),
        ({}, 0.0, 0.999, ("other_exits",), ON_BENEFIT, NO_OFFENCE, 0),
        (BESIDE | {"status": LEFT_FOR_WORK}, 0.0, 0.019, (), LEFT_FOR_WORK, NO_OFFENCE, 0),
    ],
)
def test_a_week_that_began_on_the_benefit_counts_and_may_end_it_otherwise_or_bring_a_check(
    fields, leaving, applying, switched_off, status, offence, released
):
    person = seeker(age=40.0, **fields)
    spend_week_on_benefit(person, USUAL, leaving, applying, 7, rules(switched_off, **WATCHED))
    assert (person.status, person.offence) == (status, offence)
    assert (person.benefit_weeks, person.release_weeks) == (1.0, released)
