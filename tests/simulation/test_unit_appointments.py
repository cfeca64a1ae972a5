"""Unit: appointments: when a conversation is due, who gets a date, and what becomes of it."""

import numpy as np
import pytest
from contact_samples import contact, policy_with, rules, somebody

from simulation.appointments import (
    HORIZON,
    book_ahead,
    contact_interval,
    drop_date,
    expected_hours,
    has_room,
    hear_of_appointment,
    in_contact,
    is_due,
    learn_from,
    let_lapse,
    let_pass,
    lose_date,
    may_let_pass,
    needs_date,
    takes_part_on_benefit,
    wait_undated,
)
from simulation.people import LEFT_FOR_WORK, LEFT_OTHERWISE, NEVER, NOT_YET_HERE, ON_BENEFIT, OUT_OF_WORK

WEEK = 20


@pytest.mark.parametrize(
    "initiative, contacts, weeks",
    [
        ("municipality", 4, 13.0), ("coach", 4, 13.0), ("both", 4, 13.0), ("both", 0.5, 104.0),
        ("participant", 2, 26.0), ("participant", 1, 52.0), ("participant", 0.5, 104.0),
        ("participant", 4, 13.0), ("participant", 12, 52 / 12),
    ],
)  # fmt: skip
def test_the_interval_follows_the_promise_and_with_the_participants_initiative_half_a_year_of_silence(
    initiative, contacts, weeks
):
    policy = policy_with(initiative=initiative, contacts_per_year=contacts)
    assert contact_interval(policy, rules(silence_weeks=26.0)) == pytest.approx(weeks)


@pytest.mark.parametrize("contacts, weeks", [(1, 52.0), (2, 40.0), (4, 20.0), (8, 10.0)])
def test_a_longer_silence_before_an_invitation_shortens_in_proportion_to_what_is_promised_above_two(contacts, weeks):
    policy = policy_with(initiative="participant", contacts_per_year=contacts)
    assert contact_interval(policy, rules(silence_weeks=40.0)) == pytest.approx(weeks)


def test_an_invitation_may_be_let_pass_and_the_next_comes_after_an_interval():
    own, p = policy_with(initiative="participant", contacts_per_year=6), rules(silence_weeks=26.0)
    person = somebody(last_contact=0, next_contact=9.0)
    assert may_let_pass(person, own) and not may_let_pass(person, policy_with(initiative="both", contacts_per_year=6))
    for field in ("asking", "attempts", "date_owed"):
        assert not may_let_pass(somebody(last_contact=0, **{field: 1}), own)
    assert not may_let_pass(somebody(last_contact=NEVER), own)  # a first conversation
    let_pass(person, own, 8, p)
    assert person.next_contact == person.planned_for == pytest.approx(9 + 52 / 6)


def test_a_conversation_is_due_from_its_date_on_and_never_where_none_is_promised():
    person = somebody(next_contact=20.4)
    usual, none = policy_with(), policy_with(contacts_per_year=0)
    assert [bool(is_due(person, usual, week, rules())) for week in (20, 21, 30)] == [False, True, True]
    assert not is_due(person, none, 30, rules())


def test_in_aftercare_a_conversation_is_due_an_interval_after_the_exit_and_after_the_last_one():
    p, policy = rules(aftercare_interval=6.0), policy_with(aftercare_weeks=20)
    person = somebody(status=LEFT_FOR_WORK, exit_week=10)
    assert [bool(is_due(person, policy, week, p)) for week in (15, 16, 30, 31)] == [False, True, True, False]
    person.last_contact = 18
    assert not is_due(person, policy, 23, p) and is_due(person, policy, 24, p)


def test_a_date_is_needed_by_who_is_due_next_week_or_asked():
    p, policy = rules(), policy_with()
    assert needs_date(somebody(next_contact=WEEK + 1.0), policy, WEEK, p)
    assert not needs_date(somebody(next_contact=WEEK + 1.5), policy, WEEK, p)
    assert not needs_date(somebody(next_contact=0.0, appointment=WEEK + 3), policy, WEEK, p)
    assert needs_date(somebody(next_contact=90.0, asking=1), policy, WEEK, p)
    assert needs_date(somebody(next_contact=90.0, asking=1, appointment=WEEK + 5), policy, WEEK, p)
    assert not needs_date(somebody(next_contact=90.0, asking=1, appointment=WEEK + 1), policy, WEEK, p)
    assert not needs_date(somebody(next_contact=0.0, status=LEFT_FOR_WORK, exit_week=2), policy, WEEK, p)


def test_a_contact_person_learns_how_long_an_appointment_takes():
    coach, policy = contact(), policy_with(hours_per_contact=0.5)
    p = rules(preparation=0.7, planning_learns=0.1)
    assert expected_hours(coach, policy, p) == pytest.approx(1.2)
    learn_from(coach, policy, 3.2, p)
    assert expected_hours(coach, policy, p) == pytest.approx(1.2 + 0.1 * 2.0)


@pytest.mark.parametrize("left, urgent, most", [(10.0, 0.0, 5), (0.0, 0.0, 5), (-2.0, 0.0, 4), (0.0, 3.0, 4)])
def test_next_week_takes_appointments_until_its_hours_are_expected_to_be_filled(left, urgent, most):
    coach = contact(hours_week=10.0, hours_left=left, urgent_hours=urgent, slot_hours=2.0)
    fits = [has_room(coach, policy_with(), False, float(booked), rules()) for booked in range(8)]
    assert sum(fits) == most and fits == sorted(fits, reverse=True)
    assert has_room(coach, policy_with(), True, 100.0, rules())


def test_who_has_little_time_still_makes_an_appointment_now_and_then():
    coach = contact(hours_week=0.5, hours_left=0.0, slot_hours=2.0)
    assert [bool(has_room(coach, policy_with(), False, float(booked), rules())) for booked in (0, 1)] == [True, False]
    coach.hours_left = -1.0
    assert not has_room(coach, policy_with(), False, 0.0, rules())


@pytest.mark.parametrize(
    "initiative, fair",
    [("municipality", 0.5 - 0.04 * 0.5), ("coach", 0.5 + 0.03 * 0.5), ("both", 0.515), ("participant", 0.515)],
)
def test_a_summons_feels_unfair_an_invitation_fair_and_a_request_is_neither(initiative, fair):
    p, policy = rules(summons_weighs=0.04, invitation_weighs=0.03), policy_with(initiative=initiative)
    person = somebody(fair_treatment=0.5)
    hear_of_appointment(person, policy, p)
    assert person.fair_treatment == pytest.approx(fair)
    asked = somebody(fair_treatment=0.5, asking=1)
    hear_of_appointment(asked, policy, p)
    assert asked.fair_treatment == 0.5


def booked(diary, person, policy, p, **fields):
    coach = contact(hours_week=10.0, slot_hours=2.0, **fields)
    book_ahead(person, coach, policy, False, diary, WEEK, p)
    return person.appointment


def test_the_next_conversation_goes_into_the_first_week_with_room_from_its_date_on():
    p, policy = rules(booked_ahead=0.6, diary_weeks=6.0), policy_with(planned_ahead=True)
    diary = np.zeros(HORIZON)
    assert booked(diary, somebody(next_contact=28.6), policy, p) == 29
    assert diary[9] == 1.0 and diary.sum() == 1.0
    diary[9:12] = (3.0, 4.0, 2.0)  # room for three in a week: six tenths of five
    assert booked(diary, somebody(next_contact=28.6), policy, p) == 31
    diary[9:15] = 3.0
    assert booked(diary, somebody(next_contact=28.6), policy, p) == NEVER


def test_a_date_is_in_the_diary_until_it_lapses():
    p, diary = rules(booked_ahead=0.6, diary_weeks=6.0), np.zeros(HORIZON)
    person, without = somebody(next_contact=28.6), somebody(next_contact=28.6)
    booked(diary, person, policy_with(planned_ahead=True), p)
    booked(diary, without, policy_with(), p)
    assert (person.in_diary, without.in_diary) == (1, 0)
    let_lapse(person, p)
    assert (person.in_diary, person.appointment) == (0, NEVER)


def test_nothing_is_booked_ahead_without_planning_off_the_benefit_or_over_another_date():
    p, plans, usual = rules(), policy_with(planned_ahead=True), policy_with()
    diary = np.zeros(HORIZON)
    assert booked(diary, somebody(next_contact=28.0), usual, p) == NEVER
    own = policy_with(planned_ahead=True, initiative="participant")
    assert booked(diary, somebody(next_contact=28.0), own, p) == NEVER
    assert booked(diary, somebody(next_contact=28.0, status=LEFT_FOR_WORK), plans, p) == NEVER
    assert booked(diary, somebody(next_contact=28.0, appointment=24), plans, p) == 24
    assert booked(diary, somebody(next_contact=WEEK + 200.0), plans, p) == NEVER
    assert diary.sum() == 0.0


def test_a_lapsed_appointment_is_a_breach_of_its_weight_by_the_contact_person():
    person = somebody(trust=0.5, rapport=0.4, rapport_department=0.3, appointment=WEEK)
    let_lapse(person, rules(breach_lapsed=0.5, breach_takes=0.2, breach_on_rapport=0.25))
    assert person.trust == pytest.approx(0.5 * (1 - 0.2 * 0.5))
    assert person.rapport == pytest.approx(0.4 * (1 - 0.2 * 0.25 * 0.5)) and person.rapport_department == 0.3
    assert (person.appointment, person.lapsed, person.breaches) == (NEVER, 1, 1)


@pytest.mark.parametrize("p", [rules(breach_lapsed=0.0), rules(("lapses",), breach_lapsed=0.5)])
def test_by_the_narrow_definition_or_without_the_mechanism_a_lapsed_appointment_is_no_breach(p):
    person = somebody(trust=0.5, appointment=WEEK)
    let_lapse(person, p)
    assert (person.trust, person.appointment, person.lapsed, person.breaches) == (0.5, NEVER, 1, 0)


def test_waiting_without_a_date_is_no_breach_but_feels_unfair_every_six_weeks():
    p = rules(overdue_patience=6.0, waiting_weighs=0.03, breach_undated=0.0)
    person = somebody(trust=0.5, fair_treatment=0.6)
    for _ in range(17):
        wait_undated(person, p)
    assert person.fair_treatment == pytest.approx(0.6 * 0.97**2)
    assert (person.trust, person.breaches) == (0.5, 0)


def test_by_the_wide_definition_every_six_weeks_without_a_date_are_a_breach():
    person = somebody(trust=0.5)
    for _ in range(12):
        wait_undated(person, rules(overdue_patience=6.0, breach_undated=0.5, breach_takes=0.2))
    assert person.breaches == 2
    assert person.trust == pytest.approx(0.5 * 0.9**2)


def test_another_date_after_a_no_show_is_no_new_invitation_and_no_new_summons():
    p = rules(summons_weighs=0.1, invitation_weighs=0.1)
    for initiative, fair in (("municipality", 0.45), ("coach", 0.55)):
        first, again = somebody(fair_treatment=0.5), somebody(fair_treatment=0.5, attempts=1)
        for person in (first, again):
            hear_of_appointment(person, policy_with(initiative=initiative), p)
        assert (first.fair_treatment, again.fair_treatment) == (pytest.approx(fair), 0.5)


@pytest.mark.parametrize("initiative, fair", [("municipality", 0.45), ("coach", 0.55)])
def test_a_fresh_date_after_one_that_lapsed_is_no_new_invitation_and_no_new_summons(initiative, fair):
    p, policy = rules(summons_weighs=0.1, invitation_weighs=0.1, breach_lapsed=0.0), policy_with(initiative=initiative)
    person = somebody(fair_treatment=0.5, appointment=WEEK)
    let_lapse(person, p)
    hear_of_appointment(person, policy, p)
    assert person.fair_treatment == 0.5
    hear_of_appointment(person, policy, p)
    assert person.fair_treatment == pytest.approx(fair)


def test_who_did_not_come_in_aftercare_is_due_again_at_the_next_date():
    policy, p = policy_with(aftercare_weeks=52.0), rules(aftercare_interval=6.0)
    person = somebody(status=LEFT_FOR_WORK, exit_week=10, attempts=1, next_contact=20.0)
    assert [bool(is_due(person, policy, week, p)) for week in (17, 19, 20)] == [False, False, True]


@pytest.mark.parametrize(
    ("status", "week", "client"),
    [(ON_BENEFIT, 99, True), (LEFT_FOR_WORK, 10, True), (LEFT_FOR_WORK, 18, True), (LEFT_FOR_WORK, 19, False),
     (OUT_OF_WORK, 12, False), (LEFT_OTHERWISE, 12, False), (NOT_YET_HERE, 12, False)],
)  # fmt: skip
def test_clients_are_on_the_benefit_or_left_it_for_work_within_the_weeks_of_aftercare(status, week, client):
    person = somebody(status=status, exit_week=10)
    assert bool(in_contact(person, policy_with(aftercare_weeks=8), week)) == client


@pytest.mark.parametrize(
    ("status", "withdrawn", "part"),
    [(ON_BENEFIT, 0, True), (ON_BENEFIT, 1, False), (LEFT_FOR_WORK, 0, False), (OUT_OF_WORK, 0, False)],
)
def test_who_takes_part_on_the_benefit_has_neither_left_it_nor_stepped_out(status, withdrawn, part):
    assert bool(takes_part_on_benefit(somebody(status=status, withdrawn=withdrawn))) == part


def test_a_date_that_is_dropped_is_owed_by_nobody_and_one_that_the_municipality_loses_is():
    dropped = somebody(appointment=WEEK, in_diary=1)
    drop_date(dropped)
    assert (dropped.appointment, dropped.in_diary, dropped.date_owed) == (NEVER, 0, 0)
    lost = somebody(appointment=WEEK, in_diary=1)
    lose_date(lost)
    assert (lost.appointment, lost.in_diary, lost.date_owed) == (NEVER, 0, 1)
    without = somebody()
    lose_date(without)
    assert (without.appointment, without.date_owed) == (NEVER, 0)
