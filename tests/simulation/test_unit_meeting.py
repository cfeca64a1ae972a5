"""Unit: conversations: no-shows and their next date, what is heard in it, going along, and the date after it."""

import pytest
from contact_samples import contact, policy_with, rules, somebody
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import COACHED, two_groups

from simulation.equilibrium import first_guess
from simulation.experiment import TrustExperiment
from simulation.levers import COACHES
from simulation.luck import PERSON, draw4
from simulation.measures import contacts_a_year
from simulation.meeting import (
    SHOWING_UP,
    assist,
    be_treated,
    end_conversation,
    go_along,
    hold_meeting,
    introduction_chance,
    needs_company,
    next_date,
    no_show_chance,
    rebook,
    take_small_steps,
    try_again,
    withdraw,
)
from simulation.people import (
    DIGITAL,
    HOUSING,
    LANGUAGE,
    LEFT_FOR_WORK,
    NEVER,
    ON_BENEFIT,
)
from simulation.weekly_measures import measure

WEEK = 3
P = rules(silence_weeks=26.0)


@pytest.fixture
def world():
    design = two_groups(size=20, weeks=20, policy=COACHED)
    return TrustExperiment(design, rng=1, equilibrium=first_guess(design)).world


def test_a_summons_by_letter_distrust_and_stress_keep_people_away():
    p = rules(no_show=0.06, no_show_distrust=0.15, no_show_stress=0.25, no_show_summoned=0.06, no_show_planned=0.5)
    person = somebody(trust=0.4, stress=0.2)
    assert no_show_chance(person, policy_with(invitation="telephone"), p) == pytest.approx(0.06 + 0.09 + 0.05)
    assert no_show_chance(person, policy_with(invitation="letter"), p) == pytest.approx(0.26)
    person.asking = 1
    assert no_show_chance(person, policy_with(invitation="letter"), p) == pytest.approx(0.2)


@pytest.mark.parametrize("in_diary, chance", [(1, 0.1), (0, 0.2)])
def test_only_a_date_that_stood_in_the_diary_ahead_is_better_kept(in_diary, chance):
    p = rules(no_show=0.2, no_show_distrust=0.0, no_show_stress=0.0, no_show_summoned=0.0, no_show_planned=0.5)
    person, plans = somebody(plan=1, in_diary=in_diary), policy_with(planned_ahead=True)
    assert no_show_chance(person, plans, p) == pytest.approx(chance)


def test_a_date_from_the_diary_is_better_kept_and_the_next_one_is_in_the_diary_too(world):
    p, policy = world.p[0], world.policies[0]
    p.no_show_distrust = p.no_show_stress = p.no_show_planned = 0.0
    policy.planned_ahead, policy.invitation, world.teams[COACHES].unlimited = 1, 1, 1
    for row, in_diary in ((0, 1), (1, 0)):
        person = world.people[row]
        p.no_show = draw4(world.luck, SHOWING_UP, PERSON, person.id, WEEK, 0)[0] + 1e-9
        person.crisis, person.appointment, person.in_diary = 0, WEEK, in_diary
        hold_meeting(world, person, world.coaches[person.coach], policy, WEEK)
        assert (person.contacts, person.no_shows) == (in_diary, 1 - in_diary)
        assert (person.in_diary, person.appointment > WEEK) == (in_diary, in_diary)


def test_without_outreach_a_no_show_gets_another_date_within_weeks_up_to_a_limit(world):
    p, policy, person = world.p[0], policy_with(contacts_per_year=2.0), world.people[0]
    p.rebook_weeks, p.rebook_attempts = 4.0, 3.0
    dates = []
    for _ in range(4):
        hours = try_again(world, person, policy, 0.5, WEEK)
        dates.append(person.next_contact)
        assert hours == pytest.approx(p.preparation * p.preparation_lost)
    assert dates == [WEEK + 4, WEEK + 4, WEEK + 26, WEEK + 4]
    assert person.no_shows == 4 and person.attempts == 1


def test_without_rebooking_a_no_show_waits_for_the_next_regular_date(world):
    person = world.people[0]
    world.p[0].on_rebooking = 0
    try_again(world, person, policy_with(contacts_per_year=4.0), 0.5, WEEK)
    assert person.next_contact == person.planned_for == WEEK + 13


def test_with_outreach_people_are_tried_again_without_end(world):
    p, policy, person = world.p[0], policy_with(outreach=True), world.people[0]
    p.retry_weeks = 2.0
    for _ in range(9):
        hours = try_again(world, person, policy, 0.0, WEEK)
        assert hours == pytest.approx(p.preparation * p.preparation_lost + p.attempt_hours)
        assert person.next_contact == WEEK + 2
    assert person.attempts == 9 and not person.withdrawn


@pytest.mark.parametrize(
    "levers, attempt", [({"outreach": True}, 3), ({"outreach": False}, 2), ({"may_withdraw": False}, None)]
)
def test_who_may_steps_out_at_the_last_date_given_or_after_so_many_attempts(world, levers, attempt):
    p, person, policy = world.p[0], world.people[0], policy_with(**{"may_withdraw": True} | levers)
    p.rebook_attempts, p.patience_attempts, p.withdraw = 2.0, 3.0, 0.25
    leaves = []
    for before in range(4):
        for u in (0.25 + 1e-9, 0.25 - 1e-9):
            person.attempts, person.withdrawn = before, 0
            try_again(world, person, policy, u, WEEK)
            leaves.append(int(person.withdrawn))
    assert not any(leaves[0::2])
    assert leaves[1::2] == [int(attempt is not None and before + 1 >= attempt) for before in range(4)]


def test_who_withdraws_from_a_client_manager_keeps_this_contact_and_what_it_knows(world):
    person = world.people[30]
    person.coach = world.town[0].first_manager + world.town[0].managers - 1 - person.id % world.town[0].managers
    manager, person.rapport, person.with_coach_since = person.coach, 0.5, -30
    person.disclosed, person.on_file = 1, 0
    withdraw(world, person, WEEK)
    assert (person.coach, person.rapport, person.with_coach_since) == (manager, 0.5, -30)
    assert person.withdrawn == 1 and person.policy == world.town[0].usual_policy and person.disclosed.all()


@pytest.mark.parametrize("exempt, offence", [(False, 2), (True, 0)])
def test_staying_away_is_an_offence_under_duties_only(world, exempt, offence):
    person = world.people[0]
    person.exempted = person.offence = 0
    try_again(world, person, policy_with(exempt=exempt), 0.5, WEEK)
    assert person.offence == offence


def test_who_withdraws_leaves_the_coach_and_keeps_the_contact_at_the_department(world):
    person = world.people[0]
    person.rapport, person.rapport_department = 0.6, 0.2
    withdraw(world, person, WEEK)
    assert (person.rapport, person.rapport_department) == (0.2, 0.0)
    assert person.policy == world.town[0].usual_policy and person.coach >= world.town[0].first_manager


@pytest.mark.parametrize(
    "levers, fair",
    [
        ({"topic": "municipality", "rules_in_conversation": True}, 0.5 * 0.97),
        ({"topic": "participant", "rules_in_conversation": False}, 0.5 + 0.05 * 0.8 * 0.5),
        ({"topic": "plan", "rules_in_conversation": False}, 0.5 + 0.05 * 0.5 * 0.8 * 0.5),
        ({"topic": "municipality", "rules_in_conversation": False}, 0.5),
    ],
)
def test_rules_checked_feel_unfair_and_own_plans_fair(levers, fair):
    person = somebody(fair_treatment=0.5)
    be_treated(person, policy_with(**levers), 0.8, rules(check_weighs=0.03, plan_weighs=0.05, plan_leads=0.5))
    assert person.fair_treatment == pytest.approx(fair)


@pytest.mark.parametrize("weighed, fair", [("whole_picture", 0.55), ("fixed_rules", 0.5)])
def test_a_grant_by_the_whole_picture_feels_fair(weighed, fair):
    person = somebody(fair_treatment=0.5)
    person.level[HOUSING] = person.disclosed[HOUSING] = 1
    person.level[HOUSING] = 3
    assist(person, policy_with(special_assistance=weighed), 1.0, 0.0, rules(grant_weighs=0.1))
    assert person.assistance == 1 and person.level[HOUSING] == 2
    assert person.fair_treatment == pytest.approx(fair)


def test_going_along_is_time_together_and_builds_rapport():
    person = somebody(rapport=0.2, fair_treatment=0.5)
    p = rules(company_binds=0.5, rapport_gain=0.1, company_hours=0.6, plan_weighs=0.05)
    assert go_along(person, 0.8, p) == pytest.approx(0.6)
    assert person.rapport == pytest.approx(0.2 + 0.1 * 0.5 * 0.8 * 0.8)
    assert person.fair_treatment == pytest.approx(0.5 + 0.05 * 0.8 * 0.5)


def test_the_next_date_lies_an_interval_ahead_and_planned_dates_keep_their_rhythm():
    usual, plans = policy_with(contacts_per_year=4.0), policy_with(contacts_per_year=4.0, planned_ahead=True)
    person = somebody(planned_for=30.0)
    assert next_date(person, usual, 40, P) == next_date(person, plans, 40, P) == 53.0
    person.plan = 1
    assert next_date(person, plans, 33, P) == 43.0
    assert next_date(person, plans, 40, P) == 46.5
    assert next_date(person, plans, 20, P) == 30.0
    asks = policy_with(contacts_per_year=4.0, initiative="participant")
    assert next_date(person, asks, 40, P) == 53.0
    assert next_date(person, policy_with(contacts_per_year=2.0, initiative="participant"), 40, P) == 66.0


def test_a_conversation_long_before_its_date_leaves_the_appointment_and_one_near_it_replaces_it(world):
    person, policy = world.people[0], policy_with(contacts_per_year=4.0, planned_ahead=True)
    for planned, kept in ((WEEK + 12, True), (WEEK + 4, False)):
        person.plan, person.planned_for, person.appointment = 1, planned, planned
        end_conversation(world, person, contact(slot_hours=2.0), policy, 0, WEEK)
        assert (person.appointment == planned) == kept
        assert person.appointment == (planned if kept else planned + 13)


def test_conversations_held_are_those_on_the_benefit_while_taking_part(world):
    person, coach, policy = world.people[0], contact(slot_hours=2.0), policy_with()
    person.contacts = 0
    for status, withdrawn in ((ON_BENEFIT, 0), (ON_BENEFIT, 0), (LEFT_FOR_WORK, 0), (ON_BENEFIT, 1)):
        person.status, person.withdrawn = status, withdrawn
        end_conversation(world, person, coach, policy, 0, WEEK)
    assert person.contacts == 4
    assert contacts_a_year(person, policy, WEEK, world.p[0]) == 52.0 * 2


def test_weeks_of_conversations_held_are_those_on_the_benefit_while_taking_part():
    design = two_groups(size=20, weeks=20, policy=COACHED)
    model = TrustExperiment(design, rng=1, equilibrium=first_guess(design))
    people = model.people
    assert (people.status == ON_BENEFIT).all()
    people.withdrawn[:3] = 1
    people.status[3:5] = LEFT_FOR_WORK
    measure(model.world, model.book, 1, True)
    assert model.world.tally.benefit_weeks.tolist() == [15.0, 20.0]


def test_a_conversation_is_remembered_felt_and_led(world):
    p, person = world.p[0], world.people[0]
    p.on_no_shows = 0
    person.rapport, person.last_contact, person.appointment = 0.0, NEVER, WEEK
    person.attention = person.led = 0.0
    policy = world.policies[0]
    policy.planned_ahead = 0
    hold_meeting(world, person, world.coaches[person.coach], policy, WEEK)
    assert person.contacts == person.plan == 1
    assert (person.appointment, person.last_contact) == (NEVER, WEEK)
    assert 0.0 < person.rapport < p.rapport_gain
    assert person.attention == pytest.approx(person.rapport / p.rapport_gain, abs=0.05)
    assert person.led == pytest.approx(p.lead_remembered)


def test_who_does_not_come_has_no_appointment_any_more(world):
    world.p[0].no_show = 0.95
    for person in world.people[:10]:
        person.crisis, person.appointment = 0, WEEK
        hold_meeting(world, person, world.coaches[person.coach], world.policies[0], WEEK)
        assert person.no_shows == 0 or person.appointment == NEVER
    assert world.people.no_shows[:10].sum() > 5


@pytest.mark.parametrize(
    ("attempts", "on_rebooking", "date", "planned", "left"),
    [
        (1, 1, WEEK + 4, 30.0, 1),
        (2, 1, WEEK + 4, 30.0, 2),
        (3, 1, WEEK + 26, WEEK + 26, 0),
        (1, 0, WEEK + 26, WEEK + 26, 0),
    ],
)
def test_another_date_is_within_weeks_and_after_so_many_no_shows_the_regular_one(
    attempts, on_rebooking, date, planned, left
):
    p = rules(rebook_weeks=4.0, rebook_attempts=3.0) if on_rebooking else rules(("rebooking",), rebook_weeks=4.0)
    person = somebody(attempts=attempts, planned_for=30.0)
    rebook(person, policy_with(contacts_per_year=2.0), WEEK, p)
    assert (person.next_contact, person.planned_for, person.attempts) == (date, planned, left)


@pytest.mark.parametrize(("topic", "lead"), [("municipality", 0.0), ("plan", 0.5), ("participant", 1.0)])
def test_a_conversation_encourages_and_more_where_the_participant_leads(topic, lead):
    p = rules(meeting_encourages=0.02, leading_encourages=0.5, plan_leads=0.5)
    person = somebody(self_efficacy=0.4)
    take_small_steps(person, policy_with(topic=topic), 0.8, p)
    assert person.self_efficacy == pytest.approx(0.4 + 0.02 * 0.8 * (1 + 0.5 * lead) * 0.6)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 0.5), st.floats(0.0, 1.0))
@settings(deadline=None, derandomize=True, max_examples=50)
def test_self_efficacy_rises_by_a_conversation_but_not_above_1(before, quality, encourages, more):
    person = somebody(self_efficacy=before)
    p = rules(meeting_encourages=encourages, leading_encourages=more)
    take_small_steps(person, policy_with(topic="participant"), quality, p)
    assert before <= person.self_efficacy <= 1.0


@pytest.mark.parametrize(
    ("language", "digital", "trust", "goes_along", "switched_off", "needed"),
    [
        (1, 1, 0.5, True, (), False),
        (2, 0, 0.5, True, (), True),
        (0, 2, 0.5, True, (), True),
        (0, 0, 0.39, True, (), True),
        (0, 0, 0.4, True, (), False),
        (4, 4, 0.0, False, (), False),
        (4, 4, 0.0, True, ("company",), False),
    ],
)
def test_the_coach_goes_along_if_language_digital_skills_or_distrust_are_in_the_way(
    language, digital, trust, goes_along, switched_off, needed
):
    person = somebody(trust=trust)
    person.level[LANGUAGE], person.level[DIGITAL] = language, digital
    p = rules(switched_off, trusted=0.4)
    assert bool(needs_company(person, policy_with(goes_along=goes_along), p)) == needed


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
@settings(deadline=None, derandomize=True, max_examples=50)
def test_the_chance_of_an_introduction_is_proportional_to_rapport(introduced, rapport):
    assert introduction_chance(somebody(rapport=rapport), rules(introduced=introduced)) == introduced * rapport
