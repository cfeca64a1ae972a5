"""The search for the equilibrium: a fixed point of the world under the service as usual.

An open stock of people lives for four years under the service as usual. The base rates of worsening, the shares in
service and on lists, the shares with part-time work, the average states of mind and the newcomers are moved until a
stock that starts there stays there. Each round has its own luck; the later ones move the guess less, so that luck
averages out. The result is cached in memory and on disk.
"""

import io
import zipfile
from dataclasses import fields, replace
from functools import partial
from typing import Any

import numpy as np

from .appointments import contact_interval
from .compiled import cache_folder, rule
from .design import Design
from .disk_cache import read_cached, write_cached
from .equilibrium import STOCK_PEOPLE, STOCK_WEEKS, Equilibrium, digest_of, first_guess, key_of, usual_design
from .institution import memory_of_measures
from .model import ExperimentModel
from .parameters import values_of
from .people import IN_SERVICE, ON_BENEFIT, PERMANENT, WAITING
from .problems import worsening_chance
from .renewal import QUANTILES, Looks, composition, demand_lacking, release_quantiles, renewed
from .start_contact import NEW_WEEKS
from .stock_shares import mean_or, part_time_shares, partner_shares, shares_by_level

AVERAGED = tuple((STOCK_PEOPLE, 1.0 / n) for n in range(1, 13))
FULL = ((STOCK_PEOPLE, 1.0),) * 7 + AVERAGED
COARSE = ((1500, 1.0),) * 6
NEAR = AVERAGED[:4]
FINE = ((3000, 1.0), *NEAR)
"""Rounds of the search, each with the number of people and how far the guess moves: FULL from a first guess; COARSE for
a rough solution; NEAR from a similar solution, such as that of the same parameters with another least age; FINE
from a coarse solution: COARSE and FINE take a quarter of the work of FULL and end as near to a fixed point."""

MOST_IN_MEMORY = 64
_in_memory: dict[str, Equilibrium] = {}


def equilibrium_of(design: Design, near: Equilibrium | None = None) -> Equilibrium:
    """Return the equilibrium for this design's parameters, switches, partners and least age.

    Searched for `near` a solution of a design that differs little, with as many partners, it takes a seventh of the
    time. The result is cached for the design and where the search began.
    """
    key = key_of(design) + (f"-{digest_of(near)}" if near else "")
    if key not in _in_memory:
        while len(_in_memory) >= MOST_IN_MEMORY:
            del _in_memory[next(iter(_in_memory))]
        _in_memory[key] = _cached_on_disk(key, design, near)
    return _in_memory[key]


def _cached_on_disk(key: str, design: Design, near: Equilibrium | None) -> Equilibrium:
    path = cache_folder() / "equilibria" / f"{key}.npz"
    content = read_cached(path)
    cached = from_bytes(content) if content else None
    if cached is None:
        cached = solve(usual_design(design), NEAR if near else FULL, near)
        write_cached(path, as_bytes(cached))
    return cached


def as_bytes(equilibrium: Equilibrium) -> bytes:
    """Return an equilibrium as the content of a file."""
    content = io.BytesIO()
    arrays: dict[str, Any] = {f.name: np.asarray(getattr(equilibrium, f.name)) for f in fields(equilibrium)}
    np.savez(content, allow_pickle=False, **arrays)
    return content.getvalue()


def from_bytes(content: bytes) -> Equilibrium | None:
    """Return the equilibrium in the content of a file; None if it is damaged."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            values = {f.name: stored[f.name] for f in fields(Equilibrium)}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return Equilibrium(**{name: value if value.ndim else value.item() for name, value in values.items()})


Rounds = tuple[tuple[int, float], ...]


def solve(usual: Design, rounds: Rounds = FULL, near: Equilibrium | None = None) -> Equilibrium:
    """Return the equilibrium by damped fixed-point `rounds`, from `near` if given, else from a first guess."""
    guess = near or first_guess(usual)
    part_time = partial(part_time_shares, values=values_of(usual.parameters))
    for luck, (people, damping) in enumerate(rounds):
        model = ExperimentModel(usual_design(usual, people), rng=luck, equilibrium=guess)
        start, looks = stock_moments(model), Looks(model, part_time)
        looks.live(STOCK_WEEKS)
        guess = improve(guess, model, start, looks, damping)
    return guess


def stock_moments(model) -> dict:
    """Return the moments of the members of week 0 that the search compares between start and end."""
    people = model.people[model.people.arrival_week == 0]
    table = np.column_stack([people.vulnerability, people.level])
    return {
        "correlation": np.corrcoef(table.T),
        "recipients": composition(model.people[model.people.status == ON_BENEFIT]),
        "above": shares_above(people.level),
        "worse": mean_worsening(model),
        "satisfaction": float(people.life_satisfaction.mean()),
        "unpaid": float(model.people.unpaid_activity[model.people.status == ON_BENEFIT].mean()),
        "trust": people.trust.copy(),
    }


def shares_above(levels: np.ndarray) -> np.ndarray:
    """Return the share of people above each of the levels 0 to 3, by domain, shape (9, 4)."""
    return np.stack([(levels > level).mean(axis=0) for level in range(4)], axis=1)


@rule
def sum_worsening(world, sums):
    """Add up the chance of worsening of the members of week 0, by domain and level."""
    for i in range(len(world.people)):
        if world.people[i].arrival_week > 0:
            continue
        for k in range(9):
            if world.people[i].level[k] < 4:
                sums[k, world.people[i].level[k]] += worsening_chance(world.people[i], k, world.p[0])


def mean_worsening(model) -> np.ndarray:
    """Return the expected worsenings a week and member from each level below 4, by domain, shape (9, 4)."""
    sums = np.zeros((9, 4))
    sum_worsening(model.world, sums)
    return sums / (model.people.arrival_week == 0).sum()


def improve(guess: Equilibrium, model, start: dict, looks: Looks, damping: float) -> Equilibrium:
    """Return a better guess from a life under the last one."""
    people, end = model.people, stock_moments(model)
    drift = end["above"] - start["above"]
    ups = 0.5 * STOCK_WEEKS * (start["worse"] + end["worse"])
    factor = np.clip(1.0 - drift / np.maximum(ups, 1e-9), 0.5, 2.0)
    stock = people[people.status == ON_BENEFIT]
    warned, sanctioned = shares_remembered(stock, values_of(model.design.parameters))
    moved = Equilibrium(
        worsen=guess.worsen * factor,
        serving=shares_by_level(stock, IN_SERVICE),
        waiting=shares_by_level(stock, WAITING),
        partner_shares=partner_shares(stock, len(model.design.partners)),
        served=looks.served_each(),
        demand=guess.demand * demand_lacking(model),
        part_time=looks.part_time_table(),
        release_used=release_quantiles(stock),
        disclosed=np.array(
            [mean_or(stock.disclosed[stock.level[:, k] >= 2, k], 0.0) for k in range(9)]
        ),
        permanent=mean_or(stock.contract[stock.contract > 1] == PERMANENT, 0.5),
        trust_shift=guess.trust_shift + trust_gained(model, start["trust"]),
        fair=by_exemption(stock.fair_treatment, stock.exempted, guess.fair),
        dates=dates_of(model, stock),
        dated=float((stock.appointment > STOCK_WEEKS).mean()),
        asking=float(stock.asking.mean()),
        asked_weeks=STOCK_WEEKS - mean_or(stock.asked_week[stock.asking == 1], STOCK_WEEKS),
        unmet=mean_or(stock.plan[stock.benefit_weeks < NEW_WEEKS] == 0, 0.5),
        slot_hours=float(model.coaches.slot_hours.mean()),
        urgent_hours=float(model.coaches.urgent_hours.sum() / max(1, model.coaches.caseload.sum())),
        unpaid=guess.unpaid * float(np.clip(start["unpaid"] / max(end["unpaid"], 1e-9), 0.5, 2.0)),
        warned=warned,
        sanctioned=sanctioned,
        confidence_shift=float((stock.self_efficacy - stock.confidence_history).mean()),
        rapport=mean_or(stock.rapport[stock.plan == 1], 0.25),
        attention=float(stock.attention.mean()),
        control=by_exemption(stock.control, stock.exempted, guess.control),
        in_touch=by_exemption(stock.in_touch, stock.exempted, guess.in_touch),
        correlation=nearest_correlation(guess.correlation + 2.0 * (end["correlation"] - start["correlation"])),
        set_point=guess.set_point + values_of(model.design.parameters)["satisfaction_mean"] - start["satisfaction"],
        **renewed(guess, model, start["recipients"]),
    )
    return blend(guess, moved, damping)


def dates_of(model, stock) -> np.ndarray:
    """Return quantiles of the time until a conversation is due, in intervals of the policy."""
    interval = contact_interval(model.policies[-1], model.parameters[0])
    return np.quantile((stock.next_contact - STOCK_WEEKS) / interval, QUANTILES)


def shares_remembered(stock, values: dict[str, float]) -> tuple[float, float]:
    """Return the shares of those not exempted with a warning, and with a sanction, that the rules still remember."""
    under_duties = stock[stock.exempted == 0]
    warning, sanction = memory_of_measures(values)
    warned = STOCK_WEEKS - under_duties.warned_week < warning
    sanctioned = STOCK_WEEKS - under_duties.sanction_week < sanction
    return mean_or(warned, 0.0), mean_or(sanctioned, 0.0)


def by_exemption(values: np.ndarray, exempted: np.ndarray, without: np.ndarray) -> np.ndarray:
    """Return the means of people who are not exempted and of those who are; `without` where there are none."""
    return np.array([mean_or(values[exempted == flag], without[flag]) for flag in (0, 1)])


def trust_gained(model, start: np.ndarray) -> float:
    """Return the pull that moved the trust of members of week 0 still on the benefit as far as it moved since then."""
    members = model.people[model.people.arrival_week == 0]
    moved = float((members.trust - start)[members.status == ON_BENEFIT].mean())
    return moved / (1.0 - (1.0 - values_of(model.design.parameters)["trust_drift"]) ** STOCK_WEEKS)


def nearest_correlation(table: np.ndarray) -> np.ndarray:
    """Return a positive definite correlation matrix next to a symmetric `table`."""
    values, vectors = np.linalg.eigh(0.5 * (table + table.T))
    near = (vectors * np.maximum(values, 0.02)) @ vectors.T
    scale = np.sqrt(np.diag(near))
    return near / np.outer(scale, scale)


def blend(old: Equilibrium, new: Equilibrium, weight: float) -> Equilibrium:
    """Return old + weight × (new − old), field by field."""
    return replace(
        old,
        **{f.name: getattr(old, f.name) + weight * (getattr(new, f.name) - getattr(old, f.name)) for f in fields(old)},
    )
