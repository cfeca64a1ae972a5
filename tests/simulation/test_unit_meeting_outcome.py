"""Unit: what comes out in a conversation, and what is arranged in it: referrals, a lead, an activity, a track."""

import numpy as np
import pytest
from contact_samples import policy_with
from worlds import COACHED, two_groups

from simulation.equilibrium import first_guess
from simulation.experiment import TrustExperiment
from simulation.luck import PERSON, draw4
from simulation.meeting import DISCLOSING, MEETING_DECISION, arrange_help, disclose
from simulation.people import (
    ACTIVATION,
    IN_SERVICE,
    LEFT_FOR_WORK,
    MENTAL,
    NEVER,
    NO_HELP,
    NO_WORK,
    ON_BENEFIT,
    PHYSICAL,
    SOCIAL,
    TEMPORARY,
    TRIAL_PLACEMENT,
    WAITING,
)

WEEK = 3


@pytest.fixture
def world():
    design = two_groups(size=20, weeks=20, policy=COACHED)
    return TrustExperiment(design, rng=1, equilibrium=first_guess(design)).world


def hiding(world, row, **fields):
    """Let person `row` have a problem of level 2 in every domain, of which nothing is known."""
    person = world.people[row]
    person.level, person.disclosed, person.close_burden, person.close_known = 2, 0, 3, 0
    person.rapport, person.shame = 0.8, 0.5
    for name, value in fields.items():
        person[name] = value
    return person


def openness(world):
    """Set the chances of telling and seeing, and return them."""
    p = world.p[0]
    p.openness, p.seen_at_home = np.arange(1, 10) / 10, np.arange(9) / 20
    p.openness_scale, p.shame_hides, p.municipal_topic, p.telling_relieves = 0.9, 0.6, 0.5, 0.0
    p.close_seen, p.close_seen_at_home = 0.7, 0.2
    return np.array(p.openness), np.array(p.seen_at_home)


@pytest.mark.parametrize("at_home", [0, 1])
@pytest.mark.parametrize(("topic", "open_topic"), [("participant", 1.0), ("municipality", 0.5)])
def test_a_hidden_problem_is_disclosed_with_the_chance_of_the_formula(world, topic, open_topic, at_home):
    told, seen = openness(world)
    chance = told * 0.9 * 0.8 * (1 - 0.6 * 0.5) * 0.75 * open_topic
    close = 0.7 * 0.8 * 0.75 * open_topic
    if at_home:
        chance, close = 1 - (1 - chance) * (1 - seen), 1 - (1 - close) * (1 - 0.2)
    for row in range(20):
        person = hiding(world, row)
        draws = np.array([draw4(world.luck, DISCLOSING, PERSON, person.id, WEEK, block) for block in range(3)])
        disclose(world, person, policy_with(topic=topic), 0.75, at_home, WEEK)
        assert person.disclosed.tolist() == (draws[:, :3].ravel() < chance).tolist()
        assert person.close_known == (draws[0, 3] < close)


def test_everything_is_told_where_nobody_hides_and_only_problems_are(world):
    person = hiding(world, 0, level=[0, 1, 2, 3, 4, 1, 2, 0, 2], rapport=0.0, close_burden=0)
    disclose(world, person, policy_with(), 1.0, 0, WEEK)
    assert not person.disclosed.any()
    world.p[0].on_hiding = 0
    disclose(world, person, policy_with(), 1.0, 0, WEEK)
    assert person.disclosed.tolist() == [0, 0, 1, 1, 1, 0, 1, 0, 1]
    assert not person.close_known  # there is no burden that could become known


def test_telling_takes_a_share_of_shame_each_time_and_shame_is_a_mechanism(world):
    person = hiding(world, 0, level=[2, 2, 2, 0, 0, 0, 0, 0, 0])
    openness(world)
    world.p[0].on_hiding, world.p[0].telling_relieves = 0, 0.1
    disclose(world, person, policy_with(), 1.0, 0, WEEK)
    assert person.shame == pytest.approx(0.5 * 0.9**3)
    p, p.openness, p.shame_hides = world.p[0], 1.0, 1.0  # in full shame nothing is told, without the mechanism all
    p.openness_scale, p.on_hiding = 2.0, 1
    for on_shame in (1, 0):
        person, p.on_shame = hiding(world, 1, rapport=1.0, shame=1.0), on_shame
        disclose(world, person, policy_with(topic="participant"), 1.0, 0, WEEK)
        assert person.disclosed.all() == (not on_shame) and person.disclosed.any() == (not on_shame)


def talks(world, row=0, **fields):
    """Return a person without problems, help or work, off whom every chance in a conversation is taken."""
    p, person = world.p[0], world.people[row]
    p.on_assistance = p.on_courses = p.lead_found = p.unpaid_found = p.track_found = p.introduced = 0
    p.referral_hours, p.company_hours, p.trusted = 0.25, 1.5, 0.4
    person.level, person.disclosed, person.help, person.helpers = 0, 0, NO_HELP, 0
    person.status, person.contract, person.hours, person.unpaid_activity = ON_BENEFIT, NO_WORK, 0.0, 0
    person.plan, person.trust, person.rapport, person.employability = 1, 0.9, 1.0, 0.5
    person.lead_until = NEVER
    for name, value in fields.items():
        person[name] = value
    return person


def hours_of_arranging(world, person, **levers):
    policy = policy_with(**{"goes_along": True} | levers)
    return arrange_help(world, person, world.coaches[person.coach], policy, 1.0, WEEK)


@pytest.mark.parametrize(("trust", "company"), [(0.9, 0), (0.1, 1)])
def test_a_conversation_gives_two_referrals_for_known_problems_without_help(world, trust, company):
    levels = [3, 3, 3, 0, 0, 3, 0, 0, 0]
    person = talks(world, level=levels, disclosed=[0, 1, 1, 0, 0, 1, 0, 0, 0], trust=trust, plan=0)
    assert hours_of_arranging(world, person) == pytest.approx(2 * (0.25 + 1.5 * company))
    assert np.flatnonzero(person.help == WAITING).tolist() == [MENTAL, PHYSICAL]  # finances are not known
    assert person.accompanied[[MENTAL, PHYSICAL]].tolist() == [company, company]
    assert hours_of_arranging(world, person) == pytest.approx(0.25 + 1.5 * company)
    assert np.flatnonzero(person.help == WAITING).tolist() == [MENTAL, PHYSICAL, SOCIAL]
    assert hours_of_arranging(world, person) == 0.0


def test_a_lead_lasts_its_weeks_and_needs_a_plan_and_the_benefit(world):
    for fields, gets_lead in (({}, True), ({"plan": 0}, False), ({"status": LEFT_FOR_WORK}, False)):
        person = talks(world, **fields)
        world.p[0].lead_found, world.p[0].lead_weeks = 1e9, 8.0
        assert hours_of_arranging(world, person) == (0.25 if gets_lead else 0.0)
        assert person.lead_until == (WEEK + 8 if gets_lead else NEVER)
        assert person.contract == NO_WORK
    person, world.p[0].on_leads = talks(world), 0
    world.p[0].lead_found = 1e9
    assert hours_of_arranging(world, person) == 0.0


def test_a_lead_is_brought_with_the_chance_of_the_formula(world):
    p, coach = world.p[0], world.coaches[0]
    for row in range(20):
        person = talks(world, row, coach=0, with_coach_since=-52, last_contact=NEVER)
        p.lead_found, p.belief_opens, coach.belief = 1.0, 0.2, 1.0
        lead = draw4(world.luck, MEETING_DECISION, PERSON, person.id, WEEK, 0)[1]
        hours_of_arranging(world, person)
        assert (person.lead_until > WEEK) == (lead < 1.0 * 0.5 * 1.2)


@pytest.mark.parametrize(
    ("switch", "rapport", "market", "hours", "begins"),
    [
        (None, 1.0, 1.0, 0.0, True),
        (None, 0.0, 1.0, 0.0, False),
        (None, 1.0, 0.0, 0.0, False),
        (None, 1.0, 1.0, 12.0, False),
        ("on_placements", 1.0, 1.0, 0.0, False),
        ("on_introductions", 1.0, 1.0, 0.0, False),
    ],
)
def test_an_introduction_begins_a_placement_where_there_is_rapport_demand_and_no_work(
    world, switch, rapport, market, hours, begins
):
    person = talks(world, rapport=rapport, hours=hours, contract=TEMPORARY if hours else NO_WORK)
    world.p[0].lead_found, world.p[0].introduced, world.town[0].labour_market = 1e9, 1.0, market
    if switch:
        world.p[0][switch] = 0
    hours_of_arranging(world, person)
    assert (person.contract == TRIAL_PLACEMENT) == begins


def test_who_has_no_work_may_begin_an_activity_and_a_track(world):
    for contract, begins in ((NO_WORK, 1), (TEMPORARY, 0)):
        person = talks(world, contract=contract, hours=12.0 if contract else 0.0)
        world.p[0].unpaid_found = world.p[0].track_found = 1e9
        assert hours_of_arranging(world, person) == pytest.approx(0.25 * begins)
        assert (person.unpaid_activity, person.help[ACTIVATION] == WAITING) == (begins, bool(begins))


def test_who_is_on_a_track_or_its_list_begins_no_second(world):
    for state in (WAITING, IN_SERVICE):
        person = talks(world)
        person.help[ACTIVATION], person.partner[ACTIVATION], world.p[0].track_found = state, -1, 1e9
        assert hours_of_arranging(world, person) == 0.0
        assert (person.help[ACTIVATION], person.partner[ACTIVATION]) == (state, -1)
