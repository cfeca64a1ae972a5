"""Unit: help of participants week by week: giving up, leaving, success, onward referral, and looking for help."""


import numpy as np
import pytest
from contact_samples import rules, somebody
from hypothesis import given
from hypothesis import strategies as st
from partial_world import partial_world
from partner_desk import FINANCES, MENTAL, PROPERTY
from worlds import two_groups

from simulation.draw_rows import LOOKING_ROW
from simulation.equilibrium import first_guess
from simulation.experiment import TrustExperiment
from simulation.luck import PERSON, draw, draw4, luck_of
from simulation.network import ONWARD_RECORD
from simulation.parameters import parameter_record
from simulation.partners import PARTNER_RECORD
from simulation.people import (
    ACTIVATION,
    BY_PARTNER,
    BY_SELF,
    DIGITAL,
    DROPPED_OUT,
    FAILED,
    GAVE_UP,
    HOUSING,
    IN_SERVICE,
    LANGUAGE,
    NO_HELP,
    NO_WORK,
    NOT_YET_HERE,
    PHYSICAL,
    SUCCEEDED,
    TEMPORARY,
    WAITING,
    empty_records,
)
from simulation.referral import SELF_REFERRAL
from simulation.service import (
    AT_SERVICE,
    AT_WAITING,
    ONWARD_DECISION,
    advance_services,
    finish_service,
    give_up_help,
    giving_up_chance,
    leaving_chance,
    onward_slot,
    record_end,
    refer_on,
    success_chance,
    week_of_help,
)
from simulation.start import TALLY, TOWN_RECORD
from simulation.waiting import empty_queue, tickets_of

WEEK = 12
VALUES = {
    "giving_up": 2.0, "drop_service": 0.04, "stress_leaves": 0.5, "barrier": 0.8, "company_holds": 0.4,
    "success_stress": 0.3, "success_other": 0.2, "success_encourages": 0.1, "failure_discourages": 0.25,
}  # fmt: skip
P = rules(**VALUES)
UNIT = st.floats(0.0, 1.0)


def partner_with(**fields):
    partner = empty_records(PARTNER_RECORD, 1)[0]
    for name, value in ({"drop_out_week": 0.03, "success": 0.8, "service": 10.0, "welcome": 0.0} | fields).items():
        partner[name] = value
    return partner


def helped(slot=MENTAL, state=IN_SERVICE, level=3, **fields):
    """Return a person with a problem for which there is help, or with a track."""
    person = somebody(**{"trust": 0.5, "self_efficacy": 0.4, "helpers": 1} | fields)
    person.help[slot] = state
    if slot != ACTIVATION:
        person.level[slot] = level
    return person


def in_the_way(person, language=0, digital=0, accompanied=0):
    person.level[LANGUAGE], person.level[DIGITAL], person.accompanied[MENTAL] = language, digital, accompanied
    return person


@pytest.mark.parametrize(
    ("trust", "barriers", "by_letter", "welcome", "factor"),
    [
        (0.5, {}, 0, 0.0, 1.0),
        (0.0, {}, 0, 0.0, 1.5),
        (1.0, {}, 0, 0.0, 0.5),
        (0.5, {"language": 2, "digital": 1}, 1, 0.0, 1.4),
        (0.5, {"language": 2, "digital": 4}, 1, 0.0, 1.8),
        (0.5, {"language": 4}, 0, 0.0, 1.0),
        (0.5, {"accompanied": 1}, 0, 0.0, 0.6),
        (0.5, {}, 0, 0.1, 0.9),
        (0.0, {"digital": 4, "accompanied": 1}, 1, 0.1, 1.5 * 1.8 * 0.6 * 0.9),
    ],
)
def test_distrust_and_barriers_drive_people_off_a_list_and_out_of_a_service_and_company_holds_them(
    trust, barriers, by_letter, welcome, factor
):
    partner = partner_with(by_letter=by_letter, welcome=welcome)
    waiting, served = (in_the_way(helped(state=state, trust=trust), **barriers) for state in (WAITING, IN_SERVICE))
    assert giving_up_chance(waiting, MENTAL, partner, P) == pytest.approx(2.0 * 0.03 * factor)
    assert leaving_chance(served, MENTAL, partner, P) == pytest.approx(0.04 * factor)


def test_stress_drives_people_out_of_a_service_but_not_off_a_list():
    partner, person = partner_with(), helped(stress=0.6)
    assert leaving_chance(person, MENTAL, partner, P) == pytest.approx(0.04 * 1.3)
    assert leaving_chance(person, MENTAL, partner, rules(("bandwidth",), **VALUES)) == pytest.approx(0.04)
    assert giving_up_chance(person, MENTAL, partner, P) == pytest.approx(0.06)
    assert giving_up_chance(person, MENTAL, partner, rules(("waiting_drop_out",), **VALUES)) == 0.0


def test_stress_and_other_untreated_problems_lower_the_chance_of_success():
    person, partner = helped(stress=0.5), partner_with()
    calm = 0.8
    assert success_chance(person, MENTAL, partner, P) == pytest.approx(calm * 0.85)
    person.stress = 0.0
    person.level[FINANCES], person.level[HOUSING], person.level[PHYSICAL] = 2, 4, 1
    assert success_chance(person, MENTAL, partner, P) == pytest.approx(calm * 0.8**2)
    person.help[HOUSING] = WAITING
    assert success_chance(person, MENTAL, partner, P) == pytest.approx(calm * 0.8**2)
    person.help[HOUSING] = IN_SERVICE
    assert success_chance(person, MENTAL, partner, P) == pytest.approx(calm * 0.8)
    assert success_chance(person, ACTIVATION, partner, P) == pytest.approx(calm * 0.8)
    person.help[MENTAL] = NO_HELP  # a track is blocked by the mind as well
    assert success_chance(person, ACTIVATION, partner, P) == pytest.approx(calm * 0.8**2)
    assert success_chance(person, MENTAL, partner, rules(("stacking",), **VALUES)) == pytest.approx(calm)


@given(UNIT, UNIT, UNIT, st.lists(st.integers(0, 4), min_size=9, max_size=9), UNIT)
@PROPERTY
def test_chances_of_help_are_chances_and_stress_and_distrust_never_raise_success_or_staying(
    trust, stress, success, levels, welcome
):
    p = rules(**VALUES | {"giving_up": 1.0})
    partner = partner_with(success=success, welcome=welcome, by_letter=1)
    person, worse = (somebody(trust=trust, stress=stress, level=levels) for _ in range(2))
    worse.trust, worse.stress = 0.5 * trust, 0.5 + 0.5 * stress
    for chance in (giving_up_chance, leaving_chance, success_chance):
        assert 0.0 <= chance(person, MENTAL, partner, p) <= 1.0
    assert success_chance(worse, MENTAL, partner, p) <= success_chance(person, MENTAL, partner, p)
    for chance in (giving_up_chance, leaving_chance):
        assert chance(worse, MENTAL, partner, p) >= chance(person, MENTAL, partner, p)


def test_the_end_of_help_is_recorded_in_its_slot():
    person = helped()
    record_end(person, FINANCES, DROPPED_OUT, WEEK)
    assert np.flatnonzero(person.ended_as).tolist() == [FINANCES] == np.flatnonzero(person.ended_week).tolist()
    assert (person.ended_as[FINANCES], person.ended_week[FINANCES]) == (DROPPED_OUT, WEEK)


@pytest.mark.parametrize(("state", "left"), [(WAITING, (4, 3)), (IN_SERVICE, (5, 2))])
def test_giving_up_help_discourages_and_frees_the_place_or_shortens_the_list(state, left):
    person, partner = helped(state=state), partner_with(waiting=5, in_service=3)
    person.accompanied[MENTAL], person.help_until[MENTAL], person.helpers = 1, 30, 2
    give_up_help(person, MENTAL, partner, P)
    assert (person.help[MENTAL], person.helpers, person.accompanied[MENTAL]) == (NO_HELP, 1, 0)
    assert person.help_until[MENTAL] == 0
    assert (partner.waiting, partner.in_service) == left
    assert person.self_efficacy == pytest.approx(0.4 * 0.75)


def test_a_partner_takes_people_on_for_the_same_problem_or_else_for_the_heaviest_that_it_serves():
    partner = partner_with(level_from=2)
    partner.serves[[MENTAL, FINANCES, HOUSING]] = 1.0
    person = somebody()
    for slot, level in ((MENTAL, 2), (FINANCES, 3), (PHYSICAL, 4), (HOUSING, 3)):
        person.level[slot] = level
    assert onward_slot(person, MENTAL, partner) == MENTAL
    assert onward_slot(person, PHYSICAL, partner) == FINANCES  # the first of two equally heavy
    person.help[MENTAL] = person.help[FINANCES] = WAITING
    assert onward_slot(person, MENTAL, partner) == HOUSING
    person.level[HOUSING] = 1
    assert onward_slot(person, MENTAL, partner) == -1
    partner.serves_activation, partner.employability_to = 1.0, 1.0
    assert onward_slot(person, ACTIVATION, partner) == ACTIVATION
    partner.closed = 1
    assert onward_slot(person, ACTIVATION, partner) == -1


def network(switched_off=(), chances=(0.0, 0.3, 0.4), warm=0.5, **values):
    """Return three partners for mental health; the first refers on to the second and the third with these chances."""
    partners = empty_records(PARTNER_RECORD, 3)
    partners.id, partners.level_from, partners.service, partners.in_service = [0, 1, 2], 2, 10.0, 1
    partners.serves[:, MENTAL] = 1.0
    onward = empty_records(ONWARD_RECORD, (3, 3))
    onward.chance[0], onward.warm[0] = chances, warm
    p = parameter_record(VALUES | values, switched_off, np.zeros((9, 4)))
    return partial_world(
        p=p, luck=luck_of(9, 0), partners=partners, queue=empty_queue(3, 60), onward=onward,
        town=empty_records(TOWN_RECORD, 1),
    )  # fmt: skip


@pytest.mark.parametrize("number", range(30))
def test_people_are_sent_on_with_the_chances_of_the_partner_warm_or_cold(number):
    world = network()
    u, hand, _, _ = draw4(world.luck, ONWARD_DECISION, PERSON, number, WEEK, MENTAL)
    person = somebody(id=number, row=5)
    person.level[MENTAL] = 3
    refer_on(world, person, MENTAL, 0, WEEK)
    to = 1 if u < 0.3 else 2 if u < 0.7 else None
    assert world.onward.referrals.tolist() == [[0, int(to == 1), int(to == 2)], [0, 0, 0], [0, 0, 0]]
    assert person.help[MENTAL] == (NO_HELP if to is None else WAITING)
    if to is not None:
        assert (person.partner[MENTAL], person.accompanied[MENTAL]) == (to, hand < 0.5)
        assert (person.referred_by[MENTAL], person.helpers, person.help_since[MENTAL]) == (BY_PARTNER, 1, WEEK)
        assert len(tickets_of(world.queue, 2 * to + 1)) == 1


def test_a_partner_that_fits_nobody_leaves_its_chance_to_none():
    """Of two partners with certainty the second gets whom the first does not admit."""
    for fields, switched_off, to in (({}, (), 1), ({"closed": 1}, (), 2), ({}, ("onward",), None)):
        world = network(switched_off, chances=(0.0, 1.0, 1.0), warm=1.0)
        for name, value in fields.items():
            world.partners[1][name] = value
        person = somebody()
        person.level[MENTAL] = 3
        refer_on(world, person, MENTAL, 0, WEEK)
        assert world.onward.referrals[0].tolist() == [0, int(to == 1), int(to == 2)]


@pytest.mark.parametrize(("contract", "sent"), [(NO_WORK, 1), (TEMPORARY, 0)])
def test_who_has_work_after_a_track_is_not_sent_on(contract, sent):
    world = network(chances=(0.0, 1.0, 0.0))
    world.partners.serves_activation, world.partners.employability_to = 1.0, 1.0
    person = somebody(contract=contract, employability=0.5)
    refer_on(world, person, ACTIVATION, 0, WEEK)
    assert world.onward.referrals.sum() == sent == (person.help[ACTIVATION] == WAITING)


@pytest.mark.parametrize(
    ("success", "level", "ended_as", "self_efficacy", "after", "sent"),
    [
        (1.0, 3, SUCCEEDED, 0.4 + 0.1 * 0.6, 1, 0),
        (1.0, 4, SUCCEEDED, 0.4 + 0.1 * 0.6, 2, 1),  # help is still needed
        (0.0, 3, FAILED, 0.4 * 0.75, 3, 1),
        (0.0, 1, FAILED, 0.4 * 0.75, 1, 0),
    ],
)
def test_a_service_ends_with_success_or_failure_and_who_still_needs_help_is_sent_on(
    success, level, ended_as, self_efficacy, after, sent
):
    world = network(chances=(0.0, 1.0, 0.0))
    world.partners.success, world.partners.levels_down = success, 2
    person = helped(level=level)
    finish_service(world, person, MENTAL, 0, WEEK)
    assert (person.ended_as[MENTAL], person.ended_week[MENTAL], person.level[MENTAL]) == (ended_as, WEEK, after)
    assert person.self_efficacy == pytest.approx(self_efficacy)
    assert world.partners.in_service.tolist() == [0, 1, 1]
    assert (person.help[MENTAL], person.helpers) == ((WAITING, 1) if sent else (NO_HELP, 0))
    assert world.onward.referrals[0, 1] == sent


@pytest.mark.parametrize("number", range(20))
def test_a_service_succeeds_with_its_chance_by_its_own_luck(number):
    world = network(switched_off=("onward",))
    world.partners.success = 0.5
    person = helped(id=number)
    u = draw(world.luck, AT_SERVICE, PERSON, number, WEEK, 40 + MENTAL)
    finish_service(world, person, MENTAL, 0, WEEK)
    assert person.ended_as[MENTAL] == (SUCCEEDED if u < 0.5 else FAILED)


def test_a_track_of_who_still_has_no_work_is_followed_by_another():
    world = network(chances=(0.0, 1.0, 0.0))
    world.partners.serves_activation, world.partners.employability_to, world.partners.success = 1.0, 1.0, 1.0
    world.partners.gives_employability = 0.2
    person = helped(ACTIVATION, employability=0.5)
    finish_service(world, person, ACTIVATION, 0, WEEK)
    assert (person.employability, person.help[ACTIVATION]) == (pytest.approx(0.6), WAITING)


def lived_week(person, drop_service=0.0, giving_up=0.0, **fields):
    """Let the help of a person go on for a week; return the completed slots as bits, the cost, and the partners."""
    partners = empty_records(PARTNER_RECORD, 3)
    partners.id, partners.cost_week, partners.drop_out_week = [0, 1, 2], [10.0, 20.0, 40.0], 0.1
    partners.waiting = partners.in_service = 5
    for name, value in fields.items():
        partners[name] = value
    tally = empty_records(TALLY, 2)
    p = rules(**VALUES | {"drop_service": drop_service, "giving_up": giving_up})
    finished = week_of_help(person, partners, tally, p, luck_of(9, 0), WEEK)
    return finished, tally.service_cost.tolist(), partners


def three_kinds(**fields):
    """Return a person of group 1 who waits for debt help, and is in care until week 12 and on a track until week 20."""
    person = somebody(**{"trust": 0.5, "self_efficacy": 0.4, "helpers": 3, "group": 1} | fields)
    for partner, slot in enumerate((FINANCES, MENTAL, ACTIVATION)):
        person.help[slot], person.partner[slot] = IN_SERVICE, partner
    person.help[FINANCES], person.help_until[MENTAL], person.help_until[ACTIVATION] = WAITING, 12, 20
    return person


def test_a_week_of_help_costs_what_is_received_and_names_what_is_complete():
    person = three_kinds()
    finished, cost, partners = lived_week(person)
    assert finished == 1 << MENTAL
    assert cost == [0.0, 60.0]
    assert person.help[[FINANCES, MENTAL, ACTIVATION]].tolist() == [WAITING, IN_SERVICE, IN_SERVICE]
    assert partners.waiting.tolist() == partners.in_service.tolist() == [5, 5, 5]
    assert person.helpers == 3 and person.self_efficacy == 0.4


def test_who_surely_leaves_has_no_help_left_and_completes_nothing():
    person = three_kinds()
    finished, cost, partners = lived_week(person, drop_service=1.0, giving_up=10.0)
    assert (finished, person.helpers, cost) == (0, 0, [0.0, 60.0])
    assert person.ended_as[[FINANCES, MENTAL, ACTIVATION]].tolist() == [GAVE_UP, DROPPED_OUT, DROPPED_OUT]
    assert person.ended_week[[FINANCES, MENTAL, ACTIVATION]].tolist() == [WEEK] * 3
    assert (partners.waiting.tolist(), partners.in_service.tolist()) == ([4, 5, 5], [5, 4, 4])
    assert person.self_efficacy == pytest.approx(0.4 * 0.75**3)


def test_from_the_list_of_a_partner_that_closes_everybody_goes_and_who_is_served_stays():
    person = three_kinds()
    finished, _, _ = lived_week(person, closed=1)
    assert person.help[[FINANCES, MENTAL, ACTIVATION]].tolist() == [NO_HELP, IN_SERVICE, IN_SERVICE]
    assert (person.ended_as[FINANCES], finished) == (GAVE_UP, 1 << MENTAL)


@pytest.mark.parametrize("number", range(20))
def test_people_leave_lists_and_services_by_the_luck_of_the_slot(number):
    person = three_kinds(id=number)
    lived_week(person, drop_service=0.5, giving_up=4.0)
    for slot, chance in ((FINANCES, 0.4), (MENTAL, 0.5), (ACTIVATION, 0.5)):
        u = draw(luck_of(9, 0), AT_WAITING, PERSON, number, WEEK, slot)
        assert (person.help[slot] == NO_HELP) == (u < chance)


@pytest.fixture
def world():
    """Return a world in which nobody has help or a problem, and nobody else comes to any partner."""
    design = two_groups(size=70, weeks=20)
    world = TrustExperiment(design, rng=1, equilibrium=first_guess(design)).world
    people, partners = world.people, world.partners
    people.help, people.helpers, people.level, people.self_efficacy = NO_HELP, 0, 0, 0.5
    partners.waiting, partners.in_service, partners.town_arrivals, world.queue.lines["count"] = 0, 0, 0.0, 0
    world.queue.departures.giving_up, world.queue.departures.finishing = 0, 0
    world.p.found_alone, world.p.found_alone_most, world.p.self_referral = 1.0, 1.0, 1.0
    return world


def test_in_a_week_people_look_for_help_and_are_admitted_where_there_are_places(world):
    """With level 4 everybody looks for help; row 99 has not come yet and row 100 has no problem of level 2."""
    people = world.people
    people.level[[3, 99, 130], FINANCES] = 4
    people.level[100, FINANCES], people.status[99] = 1, NOT_YET_HERE
    advance_services(world, 1)
    assert np.flatnonzero(people.help.any(axis=1)).tolist() == [3, 130]
    assert people.help[[3, 130], FINANCES].tolist() == [IN_SERVICE] * 2
    assert (people.referred_by[[3, 130], FINANCES] == BY_SELF).all()
    assert world.partners.self_referred.sum() == 2 == world.partners.in_service.sum()
    assert not world.partners.waiting.any()


def test_people_look_for_help_by_their_own_luck(world):
    """At level 4 and a self-efficacy of 0.5 the chance is `self_referral`; the first uniform of the week decides."""
    world.people.level[:, FINANCES], world.p.self_referral = 4, 0.4
    luck = [draw4(world.luck, SELF_REFERRAL, PERSON, identity, 1, 0) for identity in world.people.id]
    advance_services(world, 1)
    assert (world.people.help[:, FINANCES] != NO_HELP).tolist() == [u[LOOKING_ROW] < 0.4 for u in luck]


def test_without_self_referral_nobody_finds_help_alone(world):
    world.people.level[:, FINANCES], world.p.on_self_referral = 4, 0
    advance_services(world, 1)
    assert not world.people.help.any()


def test_a_completed_service_ends_in_its_week_and_frees_the_place_for_the_next(world):
    people, partners, number = world.people, world.partners, 0
    people.help[5, MENTAL], people.partner[5, MENTAL], people.help_until[5, MENTAL] = IN_SERVICE, number, 2
    people.helpers[5], people.level[5, MENTAL], partners[number].in_service = 1, 2, 1
    partners.success, partners.levels_down, partners.places = 1.0, 2, 1
    world.p.on_self_referral = world.p.on_stacking = world.p.on_bandwidth = world.p.on_onward = 0
    world.p.drop_service = 0.0
    advance_services(world, 1)
    assert people.help[5, MENTAL] == IN_SERVICE and world.tally.service_cost.sum() == partners[number].cost_week
    advance_services(world, 2)
    assert (people.help[5, MENTAL], people.ended_as[5, MENTAL], people.level[5, MENTAL]) == (NO_HELP, SUCCEEDED, 0)
    assert partners[number].in_service == 0


def test_everybody_else_in_town_comes_too(world):
    world.p.on_self_referral = 0
    world.partners.town_arrivals, world.partners.places = 20.0, 10**6
    world.queue.held[:] = 0.0
    advance_services(world, 1)
    admitted = world.partners.admitted
    assert abs(admitted.sum() - 20.0 * len(admitted)) < 4.5 * np.sqrt(20.0 * len(admitted))
    assert (world.partners.in_service == admitted).all() and not world.people.help.any()
