"""Service at a partner: length of service, overload, more or fewer places, intake."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from partner_desk import FAR, PROPERTY, desk, history, standing_wait

from simulation.luck import PARTNER, draw
from simulation.service import admit, town_comes_and_goes
from simulation.waiting import FOREVER, OUTSIDER, enqueue, log_staying, service_weeks

# Deterministic limits


def length_of_service(partner, u):
    return service_weeks(partner, u, log_staying(1.0 / partner.service))


def regular(places, service, a_week, weeks):
    """Return the numbers waiting and in service by week, with `a_week` arrivals a week and equal stays."""
    at = desk(weeks=weeks, storage=8192, places=places, service=service)
    stay = length_of_service(at.partner, 0.5)
    book = np.zeros((2, weeks + 1), int)
    for week in range(1, weeks + 1):
        town_comes_and_goes(at.queue, at.partner, week, at.p, at.luck)
        for _ in range(a_week):
            enqueue(at.queue, 1, OUTSIDER, week, FOREVER, stay)
            at.partner.waiting += 1
        admit(at.queue, at.people, at.partner, week, at.luck)
        book[:, week] = at.partner.waiting, at.partner.in_service
    return book


@pytest.mark.parametrize(("places", "service", "a_week"), [(12, 4, 3), (10, 10, 1), (45, 15, 3), (50, 15, 3)])
def test_regular_arrivals_within_the_capacity_never_wait(places, service, a_week):
    waiting, in_service = regular(places, service, a_week, 5 * service)
    assert not waiting.any()
    assert (in_service[service:] == a_week * service).all()


@pytest.mark.parametrize(("places", "service", "a_week"), [(12, 4, 5), (10, 10, 3), (44, 15, 3)])
def test_an_overload_grows_in_a_straight_line(places, service, a_week):
    waiting, in_service = regular(places, service, a_week, 10 * service)
    full = in_service == places
    start = int(np.argmax(full))
    assert full[start:].all()
    growth = waiting[start + service :] - waiting[start:-service]
    assert (growth == a_week * service - places).all()


@given(st.floats(1.0, 200.0), st.floats(1e-9, 1 - 1e-9))
@PROPERTY
def test_a_service_without_spread_has_its_mean_length(service, u):
    partner = desk(weeks=1, service=service).partner
    assert length_of_service(partner, u) == int(service + 0.5)


@pytest.mark.parametrize("spread", [0.0, 0.3, 0.5, 0.7, 1.0])
def test_a_service_has_its_mean_and_its_spread(spread):
    mean = 20.0
    at = desk(weeks=1, service=mean, service_spread=spread)
    stays = np.array([length_of_service(at.partner, draw(at.luck, 19, PARTNER, 0, n, 0)) for n in range(4000)])
    deviation = spread * math.sqrt(mean * (mean - 1))
    assert abs(stays.mean() - mean) <= FAR * deviation / math.sqrt(len(stays)) + 0.01
    # the fourth moment of a geometric is below 9.1 times its squared variance
    assert abs(stays.std() - deviation) <= FAR * deviation * math.sqrt(8.1 / 4 / len(stays)) + 0.02
    assert stays.min() >= max(1, int((1 - spread) * mean))


# More or fewer places


def test_more_places_shorten_the_wait_and_fewer_lengthen_it():
    weeks, turn, drop_out_week, arrivals, service = 500, 150, 0.02, 50.0, 20.0
    books = {}
    for places in (700, 800, 950):
        at = desk(
            weeks=weeks, storage=8192, places=800, service=service, service_spread=0.5,
            town_arrivals=arrivals, drop_out_week=drop_out_week,
        )  # fmt: skip
        book = history(at, turn)
        at.partner.places = places
        books[places] = history(at, weeks, turn + 1, np.pad(book, ((0, 0), (0, weeks - turn))))
        wait = standing_wait(arrivals, places / service, drop_out_week)
        assert at.partner.wait_weeks == pytest.approx(wait, abs=2.0)
    assert (books[950][:, : turn + 1] == books[800][:, : turn + 1]).all()
    assert (books[700][:, : turn + 1] == books[800][:, : turn + 1]).all()
    waiting = {places: book[0, turn + 1 :] for places, book in books.items()}
    assert (waiting[950] <= waiting[800]).all()
    assert (waiting[800] <= waiting[700]).all()
    assert waiting[700][-50:].mean() > waiting[800][-50:].mean() > waiting[950][-50:].mean()


def test_removed_places_are_not_taken_from_people_in_service():
    at = desk(weeks=100, places=10, service=20.0, town_arrivals=3.0)
    book = history(at, 15)
    assert book[1, 15] == 10
    at.partner.places = 4
    book = history(at, 60, 16, np.pad(book, ((0, 0), (0, 45))))
    assert book[1, 16] > 4
    assert (np.diff(book[1, 16:25]) <= 0).all()
    assert (book[1, 50:] == 4).all()


@pytest.mark.parametrize("intake", [0, 1, 3])
def test_no_more_are_admitted_in_a_week_than_the_intake(intake):
    at = desk(weeks=100, places=50, service=8.0, town_arrivals=4.0, intake_week=intake)
    waiting, in_service, admitted = history(at, 90)
    assert admitted.max() == intake
    assert (admitted[10:] == intake).all()
    assert in_service.max() <= intake * 8
    growth = (waiting[-1] - waiting[10]) / 80
    assert abs(growth - (4 - intake)) < FAR * math.sqrt(4 / 80)
