"""Queues at the start: every partner starts full and with a stationary waiting list."""

import math
from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pytest
from partner_desk import FAR, MENTAL, desk, live_on, mean_and_error

from simulation.design import Design, Group
from simulation.equilibrium import first_guess
from simulation.luck import luck_of
from simulation.outsiders import fill_line, start_queues
from simulation.parameters import parameter_record, values_of
from simulation.partners import PARTNERS_2018, mean_stay
from simulation.people import PERSON_RECORD, SLOTS, WAITING, empty_records
from simulation.service import begin_service
from simulation.start import build_partners
from simulation.waiting import FOREVER, OUTSIDER, empty_queue, outsiders_join

LEAVING = values_of({})["drop_service"]


def partners_at_start(scale, replication, specs, weeks):
    """Return the numbers waiting, in service and admitted in `scale` towns, shape (partners, 3, weeks)."""
    design = Design(groups=(Group(name="nobody else", size=1),), partners=specs)
    world = SimpleNamespace(
        people=empty_records(PERSON_RECORD, 0), partners=build_partners(design, scale), luck=luck_of(3, replication),
        p=parameter_record({}, (), np.zeros(9)), queue=empty_queue(len(specs), weeks + 2, 1 << 14),
    )  # fmt: skip
    start_queues(
        world.people, world.partners, world.queue, world.p[0], world.luck, specs, first_guess(design), scale
    )
    book = np.zeros((len(specs), 3, weeks + 1))
    for number, partner in enumerate(world.partners):
        book[number, :2, 0] = partner.waiting, partner.in_service
        live_on(world.queue, world.people, partner, 1, weeks, world.p[0], world.luck, *book[number])
    return book


@lru_cache
def starts(urgent):
    specs = PARTNERS_2018 if urgent else tuple(replace(spec, town_urgent=0.0) for spec in PARTNERS_2018)
    return np.array([partners_at_start(8.0, replication, specs, 100) for replication in range(8)])


@pytest.mark.parametrize("spec", PARTNERS_2018, ids=lambda spec: spec.name)
def test_arrivals_are_solved_from_places_and_wait(spec):
    arrivals, admissions, line = (solved(LEAVING) for solved in (spec.arrivals, spec.admissions, spec.line_weeks))
    urgent = spec.town_urgent * arrivals
    assert admissions == pytest.approx(spec.places / mean_stay(spec.service, spec.spread, LEAVING))
    assert urgent + (arrivals - urgent) * math.exp(-spec.drop_out_week * line) == pytest.approx(admissions)
    assert line * (admissions - urgent) / admissions == pytest.approx(spec.wait_weeks)


@pytest.mark.parametrize("number", range(len(PARTNERS_2018)), ids=[spec.name for spec in PARTNERS_2018])
@pytest.mark.parametrize("urgent", [False, True], ids=["nobody urgent", "some urgent"])
def test_every_partner_starts_with_a_stationary_line(number, urgent):
    waiting = starts(urgent)[:, number, 0]
    early, late = waiting[:, :21].mean(axis=1), waiting[:, 60:].mean(axis=1)
    change, error = mean_and_error(late - early)
    # the table has exp(-d·W) instead of (1 - d)^W
    assert abs(change) < FAR * error + 0.01 * early.mean()


@pytest.mark.parametrize("number", range(len(PARTNERS_2018)), ids=[spec.name for spec in PARTNERS_2018])
def test_every_partner_starts_full_and_admits_what_its_places_allow(number):
    spec = PARTNERS_2018[number]
    _, in_service, admitted = np.moveaxis(starts(False)[:, number], 1, 0)
    assert (in_service[:, :2] == round(spec.places * 8.0)).all()
    expected = 8.0 * spec.admissions(LEAVING)
    early, error = mean_and_error(admitted[:, 1:9].mean(axis=1))
    assert abs(early - expected) < FAR * max(error, math.sqrt(expected / 64)) + 0.02 * expected


def test_the_line_at_the_start_is_ordered_by_week_of_joining():
    at = desk(weeks=30, storage=4096, people=6, town_arrivals=20.0, drop_out_week=0.05, town_urgent=0.1)
    joined = [-9, -9, -5, -3, -1, 0]
    at.people.help[:, MENTAL] = WAITING
    at.people.help_since[:, MENTAL] = joined
    at.people.urgent[2, MENTAL] = 1
    rows = np.arange(6)
    fill_line(at.queue, at.people, at.partner, 9, rows, np.full(6, MENTAL), at.p, at.luck)
    urgent, other = (at.queue.tickets[line, : at.queue.lines.count[line]] for line in range(2))
    assert urgent.holder.tolist() == [2 * SLOTS + MENTAL]
    assert (np.diff(other.joined) >= 0).all()
    assert other.holder[other.holder != OUTSIDER].tolist() == [row * SLOTS + MENTAL for row in (0, 1, 3, 4, 5)]
    assert at.partner.waiting == len(urgent) + len(other)
    outsiders = other[other.holder == OUTSIDER]
    assert (outsiders.joined < 0).all()
    assert (outsiders.until > 0).all()
    for week in range(1, 10):
        left = sum(0.9 * 20.0 * 0.95**back for back in range(week, 10))
        still = (outsiders.joined <= -week).sum()
        assert abs(still - left) < FAR * math.sqrt(left)


def test_outsiders_who_gave_up_before_the_start_do_not_join():
    at = desk(weeks=10, drop_out_week=0.5)
    outsiders_join(at.queue, at.partner, 400, 0, -3, at.p, at.luck)
    assert abs(at.partner.waiting - 400 * 0.5**3) < FAR * math.sqrt(400 * 0.125 * 0.875)
    begin_service(at.queue, at.people, at.partner, OUTSIDER, FOREVER, 0, at.luck)
    assert at.partner.in_service == 1
    assert at.queue.departures["finishing"].sum() == 0
