"""Unit: referral: admission, the weights of the choice, barriers, and help without a coach."""


import numpy as np
import pytest
from contact_samples import contact, rules, somebody
from hypothesis import given, settings
from hypothesis import strategies as st
from partial_world import partial_world

from simulation.levers import CLIENT_MANAGERS, COACHES
from simulation.luck import PERSON, draw, luck_of
from simulation.parameters import parameter_record
from simulation.partners import PARTNER_RECORD
from simulation.people import (
    ACTIVATION,
    BY_CONTACT,
    BY_SELF,
    DIGITAL,
    FINANCES,
    IN_SERVICE,
    LANGUAGE,
    MENTAL,
    NO_HELP,
    PHYSICAL,
    WAITING,
    empty_records,
)
from simulation.referral import (
    REFERRING,
    admits,
    barred,
    choose_partner,
    look_for_help,
    partner_pull,
    problem_to_solve,
    refer,
    seek_help,
)
from simulation.waiting import empty_queue, tickets_of

PROPERTY = settings(deadline=None, derandomize=True, max_examples=50)
UNIT = st.floats(0.0, 1.0)
WEEK = 12
VALUES = {"stranger": 0.2, "wait_deters": 10.0, "familiarity_grows": 0.25, "barrier": 0.8}
P = rules(**VALUES)


def partner_with(**fields):
    """Return an open partner for mental health and for tracks, from level 2 on."""
    partner = empty_records(PARTNER_RECORD, 1)[0]
    partner.serves[MENTAL], partner.serves_activation, partner.level_from = 0.8, 0.5, 2
    partner.employability_to = 1.0
    for name, value in fields.items():
        partner[name] = value
    return partner


def ill(level=3, **fields):
    person = somebody(**fields)
    person.level[MENTAL] = level
    return person


@pytest.mark.parametrize(
    ("slot", "level", "closed", "admitted"),
    [(MENTAL, 2, 0, True), (MENTAL, 4, 0, True), (MENTAL, 1, 0, False), (MENTAL, 2, 1, False), (FINANCES, 4, 0, False)],
)
def test_a_partner_admits_people_with_a_problem_that_it_serves_from_its_level_on(slot, level, closed, admitted):
    person = somebody()
    person.level[slot] = level
    assert bool(admits(partner_with(closed=closed), person, slot)) == admitted


@pytest.mark.parametrize(
    ("employability", "levels", "fields", "admitted"),
    [
        (0.4, (0, 0), {}, True),
        (0.3, (0, 0), {}, True),
        (0.29, (0, 0), {}, False),
        (0.6, (0, 0), {}, True),
        (0.61, (0, 0), {}, False),
        (0.4, (0, 0), {"closed": 1}, False),
        (0.4, (0, 0), {"serves_activation": 0.0}, False),
        (0.4, (2, 1), {"needs_limitation": 1}, False),
        (0.4, (2, 2), {"needs_limitation": 1}, True),
        (0.4, (0, 4), {"needs_limitation": 1}, True),
    ],
)
def test_a_track_admits_by_employability_and_an_indication_by_a_limitation(employability, levels, fields, admitted):
    person = somebody(employability=employability)
    person.level[MENTAL], person.level[PHYSICAL] = levels
    partner = partner_with(**{"employability_from": 0.3, "employability_to": 0.6} | fields)
    assert bool(admits(partner, person, ACTIVATION)) == admitted


@given(UNIT, st.floats(0.0, 100.0))
@PROPERTY
def test_the_pull_of_a_partner_is_fit_times_familiarity_over_the_wait(familiarity, wait):
    partner = partner_with(wait_weeks=wait)
    known = (0.2 + 0.8 * familiarity) / (1 + wait / 10.0)
    assert partner_pull(partner, ill(), MENTAL, familiarity, P) == pytest.approx(0.8 * known)
    assert partner_pull(partner, ill(), ACTIVATION, familiarity, P) == pytest.approx(0.5 * known)
    assert partner_pull(partner, ill(1), MENTAL, familiarity, P) == 0.0


@pytest.fixture
def three():
    """Return three partners for mental health with pulls of 0.8, 0 (it is closed) and 0.2 for who knows all of them."""
    partners = empty_records(PARTNER_RECORD, 3)
    partners.id, partners.level_from, partners.known_in_town = [0, 1, 2], 2, [0.0, 1.0, 1.0]
    partners.serves[:, MENTAL], partners.closed = [0.8, 0.9, 0.4], [0, 1, 0]
    partners.wait_weeks = [0.0, 0.0, 10.0]
    return partners


@pytest.mark.parametrize(("u", "coach", "choice"), [
    (0.0, 0, 0), (0.799, 0, 0), (0.801, 0, 2), (0.999, 0, 2),  # 0.8 : 0.2
    (0.443, 1, 0), (0.446, 1, 2),  # a coach who knows only the third: 0.16 : 0.2
    (0.443, -1, 0), (0.446, -1, 2),  # without a coach the choice is by what is known in town
])  # fmt: skip
def test_a_partner_is_drawn_in_proportion_to_its_pull(three, u, coach, choice):
    familiarity = np.array([[1.0, 1.0, 1.0], [0.0, 1.0, 1.0]])
    assert choose_partner(three, ill(), MENTAL, familiarity, coach, u, P) == choice


def test_nobody_is_chosen_where_none_fits(three):
    assert choose_partner(three, ill(), FINANCES, np.ones((1, 3)), 0, 0.5, P) == -1
    assert choose_partner(three, ill(1), MENTAL, np.ones((1, 3)), 0, 0.0, P) == -1


def world_of(partners, switched_off=()):
    """Return what referrals read of a world, with a client manager (0) and a coach (1)."""
    return partial_world(
        p=parameter_record(VALUES, switched_off, np.zeros((9, 4))), luck=luck_of(7, 0), partners=partners,
        familiarity=np.full((2, len(partners)), 0.4), queue=empty_queue(len(partners), 60),
    )  # fmt: skip


@pytest.mark.parametrize(("team", "coach_id"), [(CLIENT_MANAGERS, 0), (COACHES, 1)])
@pytest.mark.parametrize("number", range(10))
def test_a_referral_gives_a_ticket_and_makes_the_partner_familiar(three, number, team, coach_id):
    three.known_in_town = 1.0
    world, person = world_of(three), ill(id=number, row=5)
    u = draw(world.luck, REFERRING, PERSON, number, WEEK, MENTAL)
    chosen = 0 if u < 0.8 else 2
    assert refer(world, person, MENTAL, contact(id=coach_id, team=team), True, WEEK)
    assert (person.help[MENTAL], person.partner[MENTAL], person.help_since[MENTAL]) == (WAITING, chosen, WEEK)
    assert (person.helpers, person.accompanied[MENTAL], person.referred_by[MENTAL]) == (1, 1, BY_CONTACT)
    assert len(tickets_of(world.queue, 2 * chosen + 1)) == 1
    expected = np.full((2, 3), 0.4)
    expected[coach_id, chosen] += 0.25 * 0.6
    assert world.familiarity == pytest.approx(expected)
    assert [tuple(partner.referred) for partner in three] == [
        (int(team == 0 and chosen == row), int(team == 1 and chosen == row)) for row in range(3)
    ]


def test_a_referral_without_a_partner_changes_nothing(three):
    world, person = world_of(three), ill(1)
    before = person.tobytes()
    assert not refer(world, person, MENTAL, contact(id=1, team=COACHES), True, WEEK)
    assert person.tobytes() == before
    assert not three.referred.any() and (world.familiarity == 0.4).all()


def test_without_familiarity_as_a_mechanism_it_stays_as_it_was(three):
    world = world_of(three, ("familiarity",))
    person = ill()
    assert refer(world, person, MENTAL, contact(id=0), False, WEEK)
    assert person.accompanied[MENTAL] == 0
    assert (world.familiarity == 0.4).all()


@pytest.mark.parametrize(
    ("language", "digital", "by_letter", "barrier"), [(0, 0, 1, 0.0), (2, 1, 1, 0.4), (1, 4, 1, 0.8), (4, 4, 0, 0.0)]
)
def test_language_and_digital_skills_bar_from_a_partner_that_writes(language, digital, by_letter, barrier):
    person = somebody()
    person.level[LANGUAGE], person.level[DIGITAL] = language, digital
    assert barred(person, partner_with(by_letter=by_letter), P) == pytest.approx(barrier)


def looking(**values):
    p = rules(self_referral=0.1, **values)
    p.found_alone[:] = np.arange(1, 10) / 10
    p.found_alone_most = 0.9
    return p


def test_each_problem_without_help_is_taken_up_with_its_chance_one_at_most():
    """Finances at level 4: 0.1 · 0.1 · 1 · 0.9; care at level 2: 0.1 · 0.9 · 0.5 · 0.9; the rest is helped or small."""
    person = somebody(level=[4, 3, 1, 0, 0, 0, 0, 0, 2], self_efficacy=0.4)
    person.help[MENTAL] = WAITING
    first, both = 0.009, 0.009 + 0.0405
    for u, domain in ((0.0, 0), (first - 1e-9, 0), (first + 1e-9, 8), (both - 1e-9, 8), (both + 1e-9, -1), (0.9, -1)):
        assert problem_to_solve(person, u, looking()) == look_for_help(person, u, looking()) == domain
    person.help[MENTAL] = NO_HELP
    assert problem_to_solve(person, first + 1e-9, looking()) == MENTAL
    person.help[0] = IN_SERVICE
    assert problem_to_solve(person, 0.0, looking()) == MENTAL


@given(st.integers(0, 8), st.integers(2, 4), UNIT, UNIT)
@PROPERTY
def test_for_who_has_one_problem_the_bound_takes_no_chance_away(domain, level, self_efficacy, u):
    person = somebody(self_efficacy=self_efficacy)
    person.level[domain] = level
    chance = 0.1 * (domain + 1) / 10 * level / 4 * (0.5 + self_efficacy)
    assert look_for_help(person, u * 0.3, looking()) == (domain if u * 0.3 < chance else -1)


def test_who_looks_for_help_alone_chooses_by_what_is_known_in_town(three):
    world, person = world_of(three), ill()
    seek_help(world, person, MENTAL, 0.446, WEEK)
    assert (person.help[MENTAL], person.partner[MENTAL], person.referred_by[MENTAL]) == (WAITING, 2, BY_SELF)
    assert person.accompanied[MENTAL] == 0 and person.helpers == 1
    assert three.self_referred.tolist() == [0, 0, 1] and not three.referred.any()
    assert (world.familiarity == 0.4).all()
    nobody = ill(1)
    seek_help(world, nobody, MENTAL, 0.446, WEEK)
    assert nobody.help[MENTAL] == NO_HELP and three.self_referred.sum() == 1
