"""Queues at the start: every partner starts with a stationary list, and simulated people in the places of outsiders."""

import math
from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pytest
from partner_desk import FAR, MENTAL, desk, live_on, mean_and_error

from simulation.design import Design, Group
from simulation.equilibrium import first_guess
from simulation.luck import luck_of
from simulation.outsiders import (
    BEFORE,
    count_arrivals,
    draw_arrivals,
    evenly,
    live_before,
    residual_length,
    residual_stay,
    share_held,
    start_queues,
    take_over_line,
)
from simulation.parameters import parameter_record, values_of
from simulation.partners import PARTNER_RECORD, PARTNERS_2018
from simulation.people import PERSON_RECORD, SLOTS, WAITING, empty_records
from simulation.service import begin_service
from simulation.start import build_partners
from simulation.stationary_line import all_arrivals, is_long
from simulation.waiting import (
    ARRIVAL_RECORD,
    FOREVER,
    OUTSIDER,
    TICKET,
    arrivals_in_town,
    empty_queue,
    outsiders_join,
)

LEAVING = values_of({})["drop_service"]
SCALE, WEEKS, REPLICATIONS = 2.0, 208, 24


def partners_at_start(replication):
    """Return numbers waiting, in service and admitted, and the running wait, of `SCALE` towns of outsiders alone."""
    design = Design(groups=(Group(name="nobody else", size=1),))
    partners, luck = build_partners(design, SCALE), luck_of(3, replication)
    p, queue = parameter_record({}, (), np.zeros((9, 4))), empty_queue(len(partners), WEEKS + 2)
    world = SimpleNamespace(people=empty_records(PERSON_RECORD, 0), queue=queue)
    queue = start_queues(
        world.people, partners, queue, p[0], luck, PARTNERS_2018, first_guess(design), SCALE
    )
    book = np.zeros((len(partners), 3, WEEKS + 1))
    for number, partner in enumerate(partners):
        book[number, :2, 0] = partner.waiting, partner.in_service
        live_on(queue, world.people, partner, 1, WEEKS, p[0], luck, *book[number])
    return book


@lru_cache
def starts():
    return np.array([partners_at_start(replication) for replication in range(REPLICATIONS)])


NUMBERS = pytest.mark.parametrize("number", range(len(PARTNERS_2018)), ids=[spec.name for spec in PARTNERS_2018])


@NUMBERS
def test_every_partner_starts_with_a_stationary_line(number):
    waiting = starts()[:, number, 0]
    early, late = waiting[:, :27].mean(axis=1), waiting[:, -27:].mean(axis=1)
    change, error = mean_and_error(late - early)
    assert abs(change) < FAR * error + 0.03 * early.mean()


@NUMBERS
def test_the_wait_that_goes_in_comes_out(number):
    """By Little's law the mean time in line, of those admitted and those who give up, is waiting ÷ arrivals.

    With patience, who is admitted after a wait W has waited longer than that: arrivals·(1 − (1 − d)^W)/d wait.
    """
    spec, arrivals = PARTNERS_2018[number], all_arrivals(PARTNERS_2018, LEAVING, SCALE)[number]
    waiting, error = mean_and_error(starts()[:, number, 0, 27:].mean(axis=1))
    d = spec.drop_out_week
    expected = arrivals * (1.0 - (1.0 - d) ** spec.wait_weeks) / d
    assert abs(waiting - expected) < FAR * error + 0.5 * arrivals + 0.1 * expected


@NUMBERS
def test_every_partner_starts_nearly_full_and_admits_what_its_places_allow(number):
    spec = PARTNERS_2018[number]
    in_service, admitted = starts()[:, number, 1], starts()[:, number, 2]
    places, admissions = round(spec.places * SCALE), SCALE * spec.admissions(LEAVING)
    long = is_long(admissions, spec.wait_weeks, spec.drop_out_week)
    assert (in_service <= places).all()
    assert in_service[:, 0].mean() >= (1.0 if long else 0.9) * places
    early, error = mean_and_error(admitted[:, 1:9].mean(axis=1))
    assert abs(early - admissions) < FAR * max(error, math.sqrt(admissions / 192)) + 0.05 * admissions


def test_a_line_before_the_start_is_in_the_order_of_joining_and_thinned_by_giving_up():
    at = desk(weeks=30, town_arrivals=200.0, drop_out_week=0.05, town_urgent=0.1)
    tickets = empty_records(TICKET, 4000)
    count = live_before(at.partner, 9.0, 0, tickets, np.zeros(1, int), np.zeros(2, int), at.p, at.luck)
    line = tickets[:count]
    assert (np.diff(line.joined) >= 0).all() and (line.until > 0).all() and (line.holder == 1).all()
    for week in range(1, 10):
        still = (line.joined == -week).sum()
        expected = 0.9 * 200.0 * 0.95**week
        assert abs(still - expected) < FAR * math.sqrt(expected)


def test_a_partner_with_few_places_lives_before_the_start():
    """Without giving up, arrivals below the capacity and equal stays leave nobody waiting for long."""
    at = desk(weeks=30, places=30, service=4.0, town_arrivals=5.0)
    tickets, finishing = empty_records(TICKET, 4000), np.zeros(BEFORE + 31, int)
    count = live_before(at.partner, float(BEFORE), BEFORE, tickets, finishing, np.zeros(2, int), at.p, at.luck)
    line = tickets[:count]
    assert (line.until > 0).sum() == 0  # everybody has been admitted
    assert at.partner.in_service == finishing[BEFORE + 1 :].sum() <= 30
    assert abs(at.partner.in_service - 4 * 5.0) < FAR * math.sqrt(20.0)


def test_simulated_people_take_the_places_of_as_many_in_line():
    people = empty_records(PERSON_RECORD, 6)
    people.id = people.row = np.arange(6)
    people.help[:, MENTAL] = WAITING
    tickets = empty_records(TICKET, 40)
    tickets.joined, tickets.until, tickets.holder = np.repeat(np.arange(-10, 0), 4), FOREVER, np.arange(40) % 4 > 0
    rows = np.arange(6)
    urgent, line = take_over_line(people, rows, np.full(6, MENTAL), tickets, luck_of(1, 0))
    assert (len(urgent), len(line)) == (10, 30)
    assert (urgent.holder == OUTSIDER).all() and (line.holder == OUTSIDER).sum() == 24
    assert sorted(line.holder[line.holder != OUTSIDER]) == (rows * SLOTS + MENTAL).tolist()
    assert (np.diff(line.joined) >= 0).all()
    own = line[line.holder != OUTSIDER]
    assert (people.help_since[own.holder // SLOTS, MENTAL] == own.joined).all()
    alone = take_over_line(people[:1].copy(), rows[:1], np.full(1, MENTAL), tickets, luck_of(1, 0))[1]
    assert alone.joined[alone.holder != OUTSIDER][0] == people.help_since[0, MENTAL]  # whoever else waits


def test_people_are_spread_evenly():
    assert evenly(2, 8).tolist() == [2, 6] and evenly(4, 4).tolist() == [0, 1, 2, 3]
    assert evenly(3, 2).tolist() == [0, 1, 1] and evenly(0, 5).tolist() == []


def test_simulated_people_hold_a_share_of_the_places():
    """100 members hold 0.3 places each, 50 newcomers from week 10 on 0.1: of 100 places 0.3, then 0.35."""
    specs = (SimpleNamespace(places=50.0),)
    equilibrium = SimpleNamespace(served=np.array([[[0.3], [0.1]]] * 3))
    held = share_held(np.repeat([0, 10], [100, 50]), specs, equilibrium, 2.0, 20)
    assert held[0, [0, 9, 10, 20]] == pytest.approx([0.3, 0.3, 0.35, 0.35])


def test_what_is_left_of_a_service_has_its_closed_form():
    """A service of 10 weeks: any of 1 to 10 weeks is left. Memoryless: what is left is as long as the whole."""
    assert np.diff(residual_stay(10.0, 0.0, 0.0)[:10], prepend=0) == pytest.approx([0.1] * 10, abs=1e-3)
    assert np.diff(residual_length(10.0, 0.0, 0.0)[:10], prepend=0) == pytest.approx([0.1] * 10, abs=1e-3)
    left = 1 - 0.9 ** np.arange(1, 30)
    assert residual_length(10.0, 1.0, 0.05)[:29] == pytest.approx(left, abs=0.01)
    assert residual_stay(10.0, 1.0, 0.05)[:29] == pytest.approx(1 - (0.9 * 0.95) ** np.arange(1, 30), abs=0.01)


def test_outsiders_who_gave_up_before_the_start_do_not_join():
    at = desk(weeks=10, drop_out_week=0.5)
    outsiders_join(at.queue, at.partner, 400, 0, -3, at.p, at.luck)
    assert abs(at.partner.waiting - 400 * 0.5**3) < FAR * math.sqrt(400 * 0.125 * 0.875)
    begin_service(at.queue, at.people, at.partner, OUTSIDER, FOREVER, 0, at.luck)
    assert at.partner.in_service == 1
    assert at.queue.departures["finishing"].sum() == 0


def test_as_many_come_as_the_places_that_nobody_simulated_holds_draw():
    """200 a week to a partner of which nothing is held, then half: 200 and 100 a week; 40 a week to the other."""
    partners = empty_records(PARTNER_RECORD, 2)
    partners.id, partners.luck_number, partners.town_arrivals = [0, 1], [3, 8], [200.0, 40.0]
    held = np.zeros((2, 101))
    held[0, 51:] = 0.5
    counts = np.full((2, 101), -1)
    count_arrivals(partners, 100, held, counts, luck_of(5, 0))
    assert (counts[:, 0] == -1).all()  # in week 0 the line stands already
    for row, weeks, mean in ((0, slice(1, 51), 200.0), (0, slice(51, 101), 100.0), (1, slice(1, 101), 40.0)):
        come = counts[row, weeks]
        assert abs(come.mean() - mean) < FAR * math.sqrt(mean / len(come))
    for row, partner in enumerate(partners):
        come = [arrivals_in_town(partner, week, held, luck_of(5, 0)) for week in range(1, 101)]
        assert counts[row, 1:].tolist() == come


def drawn_ahead(drop_out_week, service, leaving=0.0, come=2000):
    """Return the outsiders of weeks 1 and 2 at the second of two partners; to the first nobody comes."""
    partners = empty_records(PARTNER_RECORD, 2)
    partners.id, partners.luck_number, partners.service = [0, 1], [3, 8], 1.0
    partners.service[1], partners.service_spread[1], partners.town_urgent[1] = service, 1.0, 0.25
    partners.drop_out_week[1] = drop_out_week
    queue = empty_queue(2, 10)._replace(
        arrivals=empty_records(ARRIVAL_RECORD, 2 * come),
        first_arrival=np.array([[0, 0, 0, 0], [0, 0, come, 2 * come]]),
    )
    p = parameter_record({"drop_service": leaving}, (), np.zeros((9, 4)))[0]
    draw_arrivals(queue, partners, p, luck_of(5, 0))
    return queue.arrivals[:come], queue.arrivals[come:]


def test_patience_and_stay_of_outsiders_drawn_ahead_are_geometric_from_the_week_of_their_coming():
    first, second = drawn_ahead(drop_out_week=0.1, service=5.0)
    for week, come in ((1, first), (2, second)):
        urgent, patience, stay = come.urgent, come.until - week, come.stay
        assert abs(urgent.mean() - 0.25) < FAR * math.sqrt(0.25 * 0.75 / 2000)
        assert patience.min() == 1 and abs(patience.mean() - 10.0) < FAR * math.sqrt(90.0 / 2000)
        assert stay.min() == 1 and abs(stay.mean() - 5.0) < FAR * math.sqrt(20.0 / 2000)
    assert first.tolist() != second.tolist()


def test_outsiders_leave_a_service_early_by_the_parameter_of_everybody():
    """Stays of which the shorter of two counts: the chances to stay a week are multiplied."""
    (stays, _) = (come.stay for come in drawn_ahead(drop_out_week=0.1, service=5.0, leaving=0.05))
    leaving = 1 - 0.8 * 0.95
    assert abs(stays.mean() - 1 / leaving) < FAR * math.sqrt((1 - leaving) / leaving**2 / 2000)
    never, _ = drawn_ahead(drop_out_week=0.0, service=5.0)
    assert (never.until == FOREVER).all()
