"""Stationary waiting lists: how many people have to come for the wait of 2018 to come out of a waiting list.

A long line hardly varies, and the arrivals follow from a balance (`balanced_arrivals`). The line at a partner with few
places is empty at times and long at others, and nobody waits less than no time: with the arrivals of the balance the
mean wait would be longer than the one given. There the queue itself is simulated, week by week as in the
world, and the arrivals are found at which the mean wait of the admitted is the one given.
"""

import hashlib
import math
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .compiled import rule
from .disk_cache import cache_root, read_cached, write_cached
from .luck import PARTNER, luck_of, uniforms

LONG = 2.0
"""Line of so many of its own standard deviations, from which it is hardly ever empty."""
CLIENTS = 100_000
"""Clients of a simulated queue."""
LINES = "lines"
"""Folder of the cache with the arrivals at partners."""
LONGEST = 1 << 11
"""Weeks of the longest service in a simulated queue, a power of two."""


@lru_cache(maxsize=512)
def balanced_arrivals(admissions: float, mean_wait: float, drop_out: float, urgent_share: float) -> tuple[float, float]:
    """Return the arrivals a week, and the wait of people who are not urgent, of a line that is never empty."""
    arrivals, wait = admissions, mean_wait
    for _ in range(60):
        urgent = min(urgent_share * arrivals, 0.9 * admissions)
        wait = mean_wait * admissions / max(admissions - urgent, 1e-12)
        arrivals = urgent + (admissions - urgent) * (1.0 - drop_out) ** -wait
    return arrivals, wait


@lru_cache(maxsize=512)
def stay_quantiles(service: float, spread: float) -> np.ndarray:
    """Return 4,000 equally likely lengths of service in weeks, in rising order, as `waiting.service_weeks` gives."""
    draws = (np.arange(4000, 0, -1) - 0.5) / 4000
    geometric = 1 + np.floor(np.log(draws) / math.log(1.0 - 1.0 / service)) if service > 1 else np.ones(4000)
    if spread >= 1.0:
        return geometric
    return np.maximum(1, np.floor((1.0 - spread) * service + spread * geometric + 0.5))


@lru_cache(maxsize=512)
def mean_stay(service: float, spread: float, leaving: float) -> float:
    """Return the mean weeks in service when a share `leaving` of those there leaves each week."""
    weeks = stay_quantiles(service, spread)
    return float(np.mean((1.0 - (1.0 - leaving) ** weeks) / leaving)) if leaving > 0 else float(np.mean(weeks))


def deviations(admissions: float, mean_wait: float, drop_out: float) -> float:
    """Return the length of a line in its own standard deviations: W·A people vary by √(A/d)."""
    return mean_wait * math.sqrt(admissions * drop_out)


def is_long(admissions: float, mean_wait: float, drop_out: float) -> bool:
    """Return whether a line of this wait is hardly ever empty."""
    return deviations(admissions, mean_wait, drop_out) >= LONG


@rule
def simulated_wait(arrivals, places, came, urgent, patience, stay, finishing, first):
    """Return the mean wait of the admitted, in weeks, of a queue that begins empty; its first quarter is left out.

    Client i comes in week `came[i]` ÷ `arrivals`, gives up after `patience[i]` weeks and stays `stay[i]` weeks. Urgent
    clients go first. `finishing`, a power of two of weeks, and `first` (2,), the heads of both lines, are only storage.
    """
    finishing[:] = 0
    first[:] = 0
    count, ring = len(came), len(finishing) - 1
    in_service, tail, week = 0, 0, 0
    waited, admitted = 0.0, 0
    while tail < count:
        week += 1
        in_service -= finishing[week & ring]
        finishing[week & ring] = 0
        while tail < count and came[tail] < week * arrivals:
            tail += 1
        for other in range(2):
            head = first[other]
            while in_service < places and head < tail:
                if urgent[head] != other:
                    joined = 1 + int(came[head] / arrivals)
                    if joined + patience[head] > week:
                        in_service += 1
                        finishing[(week + stay[head]) & ring] += 1
                        if 4 * head > count:
                            waited += week - joined
                            admitted += 1
                head += 1
            first[other] = head
    return waited / max(admitted, 1)


def luck_of_clients(count: int) -> np.ndarray:
    """Return five uniforms for each of the first clients, shape (count, 5)."""
    return uniforms(luck_of(0, 0), "town_patience", PARTNER, np.arange(count), 5)


@lru_cache(maxsize=1)
def clients_drawn() -> np.ndarray:
    """Return five uniforms for each client of a simulated queue, evenly spread and in random order.

    Even spread keeps chance out of the mean gap, stay and patience, on which the wait depends most.
    """
    u = luck_of_clients(CLIENTS)
    return (np.argsort(np.argsort(u, axis=0), axis=0) + 0.5) / CLIENTS


def weeks_until(u: np.ndarray, leaving: float) -> np.ndarray:
    """Return whole numbers of weeks, at least 1, when a share `leaving` leaves each week."""
    if leaving <= 0.0:
        return np.full(len(u), 1e6)
    return 1.0 + np.floor(np.log(u) / math.log(1.0 - leaving))


@lru_cache(maxsize=4096)
def simulated_arrivals(
    places: int, mean_wait: float, service: float, spread: float, leaving: float, drop_out: float, urgent_share: float
) -> float:
    """Return the arrivals a week at which the mean wait comes out of the simulated queue."""
    u = clients_drawn()
    came, urgent = np.cumsum(-np.log(u[:, 0])), (u[:, 1] < urgent_share).astype(np.int64)
    lengths = stay_quantiles(service, spread)
    stay = np.minimum(lengths[(u[:, 2] * len(lengths)).astype(int)], weeks_until(u[:, 3], leaving))
    stay = np.minimum(stay, LONGEST - 1).astype(np.int64)
    patience, finishing = weeks_until(u[:, 4], drop_out).astype(np.int64), np.zeros(LONGEST, dtype=np.int64)
    first = np.zeros(2, dtype=np.int64)
    admissions = places / mean_stay(service, spread, leaving)
    few = 0.05 * admissions
    many = 2.0 * balanced_arrivals(admissions, mean_wait, drop_out, urgent_share)[0]
    for _ in range(14):
        arrivals = math.sqrt(few * many)
        if simulated_wait(arrivals, places, came, urgent, patience, stay, finishing, first) < mean_wait:
            few = arrivals
        else:
            many = arrivals
    return math.sqrt(few * many)


class Desk(NamedTuple):
    """What decides about a line, of a partner in a town of 7,000 recipients."""

    places: float
    wait_weeks: float
    service: float
    spread: float
    drop_out_week: float
    town_urgent: float


def arrivals_of(desk: Desk, leaving: float, scale: float) -> float:
    """Return all arrivals a week at a partner in a town of this scale, under the service as usual."""
    admissions = scale * desk.places / mean_stay(desk.service, desk.spread, leaving)
    places = round(desk.places * scale)
    if places == 0 or is_long(admissions, desk.wait_weeks, desk.drop_out_week):
        return balanced_arrivals(admissions, desk.wait_weeks, desk.drop_out_week, desk.town_urgent)[0]
    return simulated_arrivals(
        places, desk.wait_weeks, desk.service, desk.spread, leaving, desk.drop_out_week, desk.town_urgent
    )


def all_arrivals(specs: Iterable, leaving: float, scale: float) -> np.ndarray:
    """Return all arrivals a week at each partner, shape (partners,)."""
    desks = (Desk(*(getattr(spec, name) for name in Desk._fields)) for spec in specs)
    return np.array([stored_arrivals(desk, leaving, scale) for desk in desks], dtype=float)


@lru_cache(maxsize=1024)
def stored_arrivals(desk: Desk, leaving: float, scale: float) -> float:
    """Return all arrivals a week at a partner; kept on disk, because simulating a queue takes time.

    It depends on this file and the luck of the clients only, and is kept while other rules change.
    """
    key = hashlib.sha256(repr((desk, leaving, scale)).encode() + line_hash()).hexdigest()[:24]
    path = cache_root() / LINES / f"{key}.bin"
    stored = read_cached(path)
    if stored is not None and len(stored) == 8:
        return float(np.frombuffer(stored)[0])
    arrivals = float(arrivals_of(desk, leaving, scale))
    write_cached(path, np.array([arrivals]).tobytes())
    return arrivals


@lru_cache(maxsize=1)
def line_hash() -> bytes:
    """Return a hash of what decides about arrivals besides the partner."""
    return hashlib.sha256(Path(__file__).read_bytes() + luck_of_clients(8).tobytes()).digest()
