"""Unit: coaching under finite time: hours, requests, the agenda, appointments held and lapsed, paid hours."""

import numpy as np
import pytest
from contact_samples import contact, policy_with, rules, somebody, team_with
from hypothesis import given
from hypothesis import strategies as st
from income_samples import PROPERTY, SHARE
from worlds import COACHED, two_groups

from simulation.coach_hours import charge_paid_hours, grow_skill, hours_of_week, start_week_of_coaches
from simulation.coaching import (
    accepts,
    agenda_score,
    asks,
    coaching,
    fill_agendas,
    first_on_list,
    give_date,
    give_dates,
    serve,
    wait_for_date,
)
from simulation.equilibrium import first_guess
from simulation.experiment import TrustExperiment
from simulation.levers import (
    CLIENT_MANAGERS,
    CLOSEST_TO_WORK,
    COACHES,
    INITIATIVE_PARTICIPANT,
    LONGEST_WAITING,
    MOST_URGENT,
)
from simulation.luck import PERSON, draw4
from simulation.meeting import SHOWING_UP, hold_meeting
from simulation.people import NEVER

WEEK = 3


@pytest.mark.parametrize(
    "team, caseload, clients, fte, hours",
    [
        (COACHES, 0, 300, 1.0, 19.0),  # only its own clients: all hours, whatever their number
        (COACHES, 0, 0, 0.5, 9.5),
        (COACHES, 100, 25, 0.5, 9.5 / 2),
        (COACHES, 100, 300, 1.0, 19.0),  # no more than there are posts
        (CLIENT_MANAGERS, 100, 25, 1.0, 19.0 / 4),
        (CLIENT_MANAGERS, 100, 300, 1.0, 57.0),  # follow the recipients
    ],
)
def test_hours_follow_the_clients(team, caseload, clients, fte, hours):
    coach = contact(team=team, caseload=clients, fte=fte)
    assert hours_of_week(coach, team_with(hours_per_fte=19, caseload=caseload)) == pytest.approx(hours)
    coach.working = 0
    assert hours_of_week(coach, team_with(hours_per_fte=19, caseload=caseload)) == 0.0


@pytest.mark.parametrize(
    "initiative, chance", [("municipality", 0.006), ("coach", 0.006), ("both", 0.02), ("participant", 0.02)]
)
def test_people_ask_more_where_they_have_a_part_in_the_initiative_and_with_trust(initiative, chance):
    p, policy = rules(asking=0.04, asking_uninvited=0.3), policy_with(initiative=initiative)
    person = somebody(trust=0.5)
    assert asks(person, policy, chance - 1e-9, p) and not asks(person, policy, chance + 1e-9, p)
    person.trust = 0.0
    assert not asks(person, policy, 0.0, p)


@pytest.fixture
def world():
    """Return a world of one coach and twenty clients of the coach, of whom nobody needs anything."""
    design = two_groups(size=20, weeks=20, policy=COACHED, parameters={"asking": 0.0, "overrun_hours": 1.0})
    world = TrustExperiment(design, rng=1, equilibrium=first_guess(design)).world
    world.people.next_contact = world.people.planned_for = 500.0
    world.people.appointment = NEVER
    return world


def test_the_agenda_has_crises_then_appointments_by_priority_and_others_need_a_date(world):
    people = world.people
    people.next_contact[[3, 4]] = (0.0, 2.0)
    people.appointment[[5, 6]] = WEEK
    people.next_contact[[5, 6]] = (2.0, 1.0)
    people.appointment[7] = WEEK + 5
    people.crisis[8] = 1
    agenda, undated = fill_agendas(world, WEEK)
    assert agenda.tolist() == [8, 6, 5] and world.agenda_row[:undated].tolist() == [3, 4]
    coach = world.coaches[people.coach[0]]
    assert coach.caseload == 20 and world.tally[0].due == 4.0 and world.tally[0].clients == 20.0
    assert world.diary[people.coach[0], 5] == 1.0 and world.diary.sum() == 1.0


def test_an_appointment_of_somebody_who_is_no_client_any_more_is_off(world):
    world.people.status[5] = 2
    world.people.appointment[5] = WEEK
    agenda, undated = fill_agendas(world, WEEK)
    assert agenda.tolist() == [] and undated == 0
    assert world.people.appointment[5] == NEVER and world.people.lapsed[5] == 0


@pytest.mark.parametrize("left, held", [(0.1, True), (-0.9, True), (-1.0, False)])
def test_for_an_appointment_a_coach_works_longer_up_to_a_limit_and_then_it_lapses(world, left, held):
    person = world.people[5]
    person.appointment = WEEK
    world.coaches[person.coach].hours_left = left
    serve(world, person, WEEK)
    tally = world.tally[0]
    assert (tally.appointments, tally.lapsed) == (1.0, 0.0 if held else 1.0)
    assert (person.contacts + person.no_shows, person.lapsed) == ((1, 0) if held else (0, 1))
    assert person.appointment != WEEK


def test_a_crisis_is_served_at_once_while_hours_are_left(world):
    person = world.people[5]
    coach = world.coaches[person.coach]
    for left, contacts in ((0.0, 0), (0.5, 1)):
        person.crisis, coach.hours_left = 1, left
        serve(world, person, WEEK)
        assert (person.contacts, person.crisis) == (contacts, 1 - contacts)
    assert world.tally[0].appointments == 0.0 and coach.hours_left < 0.5
    assert coach.urgent_hours == pytest.approx(world.p[0].planning_learns * (0.5 - coach.hours_left))
    assert coach.slot_hours == 0.0


def test_appointments_are_made_for_next_week_until_it_is_full_and_the_others_are_in_the_backlog(world):
    people = world.people
    people.next_contact[:8] = WEEK
    coach = world.coaches[people.coach[0]]
    agenda, undated = fill_agendas(world, WEEK)
    coach.hours_week, coach.hours_left, coach.slot_hours = 10.0, 0.0, 2.0
    give_dates(world, agenda, undated, WEEK)
    for person in people[:20]:
        wait_for_date(person, world.policies[0], world.tally[0], WEEK, world.p[0])
    assert (people.appointment[:8] == WEEK + 1).sum() == 5
    assert world.tally[0].backlog == 3.0
    assert (people.overdue_weeks[:8] == (people.appointment[:8] == NEVER)).all()


@pytest.mark.parametrize("priority, order", [(LONGEST_WAITING, [3, 1, 2]), (CLOSEST_TO_WORK, [2, 3, 1])])
def test_who_comes_first_under_the_priority_rule_gets_the_dates_that_are_left(world, priority, order):
    people, coach = world.people, world.coaches[world.people.coach[0]]
    world.teams[COACHES].agenda_priority = priority
    people.next_contact[[1, 2, 3]] = (WEEK - 20.0, WEEK - 4.0, WEEK - 40.0)
    people.employability[[1, 2, 3]] = (0.1, 0.9, 0.5)
    agenda, undated = fill_agendas(world, WEEK)
    for dates in (1, 2, 3):
        people.appointment = NEVER
        keys, world.diary[:] = world.agenda_key.copy(), 0.0
        coach.hours_week, coach.hours_left, coach.slot_hours = 2.0 * dates, 0.0, 2.0
        give_dates(world, agenda, undated, WEEK)
        assert np.flatnonzero(people.appointment == WEEK + 1).tolist() == sorted(order[:dates])
        world.agenda_key[:] = keys


def test_with_a_free_agenda_everybody_who_needs_a_date_gets_one_and_with_nobody_at_work_nobody_does(world):
    people, coach = world.people, world.coaches[world.people.coach[0]]
    people.next_contact[:8] = WEEK
    for unlimited, working, dates in ((0, 0, 0), (1, 0, 0), (1, 1, 8)):
        world.teams[COACHES].unlimited, coach.working, coach.hours_week = unlimited, working, 0.0
        agenda, undated = fill_agendas(world, WEEK)
        give_dates(world, agenda, undated, WEEK)
        assert (people.appointment == WEEK + 1).sum() == dates


def test_somebody_on_the_agenda_who_needs_another_date_gets_it_before_the_others(world):
    people, coach = world.people, world.coaches[world.people.coach[0]]
    people.next_contact[[1, 2]] = (WEEK - 40.0, WEEK)
    people.crisis[2] = 1
    agenda, undated = fill_agendas(world, WEEK)
    coach.hours_week, coach.hours_left, coach.slot_hours = 2.0, 0.0, 2.0
    give_dates(world, agenda, undated, WEEK)
    assert np.flatnonzero(people.appointment == WEEK + 1).tolist() == [2]


def test_the_first_on_a_list_is_who_has_the_smallest_key_and_is_not_handled():
    key, following = np.array([3.0, 1.0, 2.0, 0.5]), np.array([-1, 0, 1, 2])
    assert [int(first_on_list(key, following, start)) for start in (0, 1, 2, 3)] == [0, 1, 1, 3]
    key[3] = key[1] = np.inf
    assert first_on_list(key, following, 3) == 2
    assert first_on_list(np.full(4, np.inf), following, 3) == -1
    assert first_on_list(np.zeros(4), following, 3) == 0  # of equals the first in storage


def test_a_date_given_a_week_ahead_was_not_in_the_diary_ahead_whatever_stood_there_before(world):
    people = world.people
    world.teams[COACHES].unlimited = 1
    people.asking[3], people.appointment[3], people.in_diary[3] = 1, WEEK + 5, 1
    people.appointment[4], people.in_diary[4] = WEEK + 5, 1
    for i in (3, 4):
        give_date(world, people[i], WEEK)
    assert people.appointment[[3, 4]].tolist() == [WEEK + 1, WEEK + 5]
    assert people.in_diary[[3, 4]].tolist() == [0, 1]


@pytest.mark.parametrize("no_show, accepted", [(0.0, 20), (1.0, 0)])
def test_who_would_not_come_lets_an_invitation_pass_at_no_cost(world, no_show, accepted):
    p, people, policy = world.p[0], world.people, world.policies[0]
    p.silence_weeks, p.no_show, p.no_show_distrust, p.no_show_stress, p.no_show_planned = 26.0, no_show, 0.0, 0.0, 1.0
    policy.initiative, policy.contacts_per_year = INITIATIVE_PARTICIPANT, 4.0
    world.teams[COACHES].unlimited = 1
    people.next_contact[:20], people.last_contact[:20], people.fair_treatment = WEEK + 1, WEEK - 12, 0.5
    before = world.coaches.hours_used.copy()
    for i in range(20):
        give_date(world, people[i], WEEK)
    assert abs((people.appointment[:20] == WEEK + 1).sum() - accepted) <= (0 if not no_show else 4)
    passed = people[:20][people.appointment[:20] == NEVER]
    assert (passed.next_contact == WEEK + 1 + 13).all() and not passed.no_shows.any()
    assert people.fair_treatment[:20] == pytest.approx(0.5 + 0.5 * p.invitation_weighs)
    assert (world.coaches.hours_used == before).all()


@pytest.mark.parametrize("i", range(20))
def test_one_piece_of_luck_decides_whether_an_invitation_is_accepted_and_the_appointment_kept(world, i):
    p, person, policy = world.p[0], world.people[i], world.policies[0]
    p.no_show_distrust = p.no_show_stress = p.no_show_summoned = 0.0
    u = draw4(world.luck, SHOWING_UP, PERSON, person.id, WEEK + 1, 0)[0]
    for chance, comes in ((min(0.95, u + 1e-9), u >= 0.95), (u - 1e-9, True)):
        p.no_show, person.no_shows, person.contacts = chance, 0, 0
        assert bool(accepts(world, person, policy, WEEK)) == comes
        person.appointment, person.crisis = WEEK + 1, 0
        hold_meeting(world, person, world.coaches[person.coach], policy, WEEK + 1)
        assert (person.contacts, person.no_shows) == (comes, not comes)


def test_without_no_shows_every_invitation_is_accepted(world):
    world.p[0].no_show, world.p[0].on_no_shows = 0.95, 0
    assert all(accepts(world, person, world.policies[0], WEEK) for person in world.people[:20])


def test_an_overrun_is_taken_off_the_next_week(world):
    coach = world.coaches[world.people.coach[0]]
    coach.hours_left = -1.5
    start_week_of_coaches(world.coaches, world.teams, WEEK, world.p[0])
    assert (coach.hours_week, coach.hours_left) == (19.0, 17.5)


@pytest.mark.parametrize("hours", [(0.0, 0.0), (6.0, 3.0), (30.0, 10.0)])
def test_paid_hours_are_charged_whether_or_not_anybody_comes(world, hours):
    p, tally = world.p[0], world.tally
    world.teams[COACHES].hours_per_fte = 19.0
    tally.clients, tally.cost_hours = (15.0, 5.0), hours
    charge_paid_hours(world)
    working = (world.coaches.team == COACHES) & (world.coaches.working == 1)
    paid = p.coach_hours_paid * world.coaches.fte[working].sum()
    assert tally.cost_hours.sum() == pytest.approx(paid)
    used = np.array(hours) * p.coach_hours_paid / 19.0
    shared = max(0.0, paid - used.sum())
    if used.sum() < paid:
        assert tally.cost_hours.tolist() == pytest.approx((used + shared * np.array([0.75, 0.25])).tolist())


def test_conversations_that_a_coach_holds_are_not_booked_at_the_department_too(world):
    world.teams[CLIENT_MANAGERS].hours_per_fte, world.teams[CLIENT_MANAGERS].caseload = 7.0, 120.0
    world.teams[COACHES].hours_per_fte = 19.0
    world.tally.clients, world.tally.recipients = (20.0, 0.0), (15.0, 0.0)
    charge_paid_hours(world)
    assert world.tally.spared_hours.tolist() == pytest.approx([15 * 7 / 120, 0.0])
    world.teams[COACHES].hours_per_fte = 10.0
    charge_paid_hours(world)
    assert world.tally.spared_hours.tolist() == pytest.approx([15 * 7 / 120, 0.0])


RULES_OF_PRIORITY = {LONGEST_WAITING: "longest_waiting", MOST_URGENT: "most_urgent", CLOSEST_TO_WORK: "closest_to_work"}


@pytest.mark.parametrize(
    ("priority", "order"),
    [(LONGEST_WAITING, [4, 1, 2, 3]), (MOST_URGENT, [2, 4, 3, 1]), (CLOSEST_TO_WORK, [3, 1, 2, 4])],
)
def test_the_agenda_of_the_week_is_in_the_order_of_the_priority_rule(world, priority, order):
    people, four = world.people, [1, 2, 3, 4]
    world.teams[COACHES].agenda_priority = priority
    people.level, people.stress, people.crisis = 0, 0.0, 0
    people.appointment[four] = WEEK
    people.next_contact[four] = (WEEK - 20.0, WEEK - 4.0, WEEK + 3.0, WEEK - 1.0)
    people.asking[4], people.asked_week[4] = 1, WEEK - 30  # has waited longest: since the request
    people.level[2, :4], people.stress[[2, 3, 4]] = 4, (0.1, 0.2, 0.4)
    people.employability[four] = (0.7, 0.4, 0.9, 0.1)
    agenda, undated = fill_agendas(world, WEEK)
    assert (agenda.tolist(), undated) == (order, 0)


def test_a_crisis_comes_before_everybody_under_every_priority_rule(world):
    people = world.people
    people.level, people.stress = 0, 0.0
    people.appointment[[1, 2]] = WEEK
    people.next_contact[1], people.employability[1], people.stress[1] = WEEK - 49.0, 1.0, 1.0
    people.crisis[[2, 3]] = 1
    for priority in RULES_OF_PRIORITY:
        world.teams[COACHES].agenda_priority = priority
        agenda, _ = fill_agendas(world, WEEK)
        assert sorted(agenda[:2].tolist()) == [2, 3] and agenda[2] == 1


@PROPERTY
@given(st.floats(-200.0, 200.0), st.lists(st.integers(0, 4), min_size=9, max_size=9), SHARE, SHARE)
def test_the_priority_of_a_person_follows_the_rule_of_the_team(next_contact, levels, stress, employability):
    person = somebody(next_contact=next_contact, stress=stress, employability=employability)
    person.level[:] = levels
    expected = {
        LONGEST_WAITING: min(50.0, max(0.0, WEEK - next_contact)),
        MOST_URGENT: 50.0 * (sum(levels) / 36 + stress) / 2,
        CLOSEST_TO_WORK: 50.0 * employability,
    }
    for priority, name in RULES_OF_PRIORITY.items():
        score = agenda_score(person, team_with(agenda_priority=name), WEEK)
        assert 0.0 <= score <= 50.0 and score == pytest.approx(expected[priority])


def test_who_asked_has_waited_since_the_request_or_since_an_earlier_date():
    team = team_with(agenda_priority="longest_waiting")
    for date, asked, weeks in ((10.0, 14, 10.0), (18.0, 14, 6.0), (30.0, 14, 6.0)):
        assert agenda_score(somebody(next_contact=date, asking=1, asked_week=asked), team, 20) == pytest.approx(weeks)
    assert agenda_score(somebody(next_contact=30.0, asked_week=14), team, 20) == 0.0


LEARNING = {"training_teaches": 0.2, "discussion_teaches": 0.1, "discussion_opens": 0.05}


def coach_after(team, week, switched_off=(), **fields):
    """Return the skill and the belief of a coach after this week; before it they are 0.4 and 0.6."""
    coach = contact(**{"team": COACHES, "skill": 0.4, "ceiling": 0.9, "belief": 0.6} | fields)
    grow_skill(coach, team, week, rules(switched_off, **LEARNING))
    return coach.skill, coach.belief


@pytest.mark.parametrize(
    ("training_week", "arrives", "weeks"), [(6, 0, [6]), (0, 0, [1]), (6, 20, [24]), (30, 20, [30]), (-1, 0, [])]
)
def test_training_is_once_for_later_coaches_four_weeks_after_arrival(training_week, arrives, weeks):
    team = team_with(training_week=training_week, case_discussion=False)
    trained = {week: coach_after(team, week, arrives=arrives) for week in range(1, 60)}
    assert [week for week, (skill, _) in trained.items() if skill != 0.4] == weeks
    for week in weeks:
        assert trained[week] == pytest.approx((0.4 + 0.2 * 0.6, 0.6))


def test_case_discussion_teaches_up_to_the_ceiling_and_opens_minds():
    team = team_with(training_week=-1, case_discussion=True)
    assert coach_after(team, 9) == pytest.approx((0.4 + 0.1 * 0.5, 0.6 + 0.05 * 0.4))
    assert coach_after(team, 9, skill=0.95) == pytest.approx((0.95, 0.62))
    both = team_with(training_week=9, case_discussion=True)
    assert coach_after(both, 9) == pytest.approx((0.52 + 0.1 * 0.38, 0.62))


def test_nobody_learns_who_is_not_at_work_or_where_learning_is_switched_off():
    team = team_with(training_week=9, case_discussion=True)
    assert coach_after(team, 9, working=0) == coach_after(team, 9, switched_off=["learning"]) == (0.4, 0.6)


def test_a_week_of_coaching_holds_appointments_makes_dates_and_counts_who_waits(world):
    people, coach = world.people, world.coaches[world.people.coach[0]]
    world.p[0].on_no_shows = 0
    people.next_contact[:8] = 0.0
    people.appointment[:2] = WEEK
    coach.urgent_hours, coach.slot_hours = 16.0, 1.0
    coaching(world, WEEK)
    assert people.contacts[:20].tolist() == [1, 1, *[0] * 18]
    dates = (people.appointment[2:8] == WEEK + 1).sum()
    assert 0 < dates < 6 and world.tally[0].backlog == 6 - dates
    assert (people.overdue_weeks[2:8] == (people.appointment[2:8] != WEEK + 1)).all()
    assert coach.hours_used > 0.0 and world.tally.cost_hours.sum() > coach.hours_used
