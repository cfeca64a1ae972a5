"""The search for the equilibrium: a fixed point of the world under the service as usual.

A stock of people lives for two years under the service as usual. The base rates of worsening, the shares in service
and on lists, the shares with part-time work and the average states of mind are moved until a stock that starts there
stays there. The result is cached in memory and on disk.
"""

import io
import zipfile
from dataclasses import fields, replace
from typing import Any

import numpy as np

from .compiled import cache_folder, rule
from .design import Design
from .disk_cache import read_cached, write_cached
from .equilibrium import STOCK_PEOPLE, STOCK_WEEKS, Equilibrium, digest_of, first_guess, key_of, usual_design
from .model import ExperimentModel
from .parameters import values_of
from .people import IN_SERVICE, ON_BENEFIT, PERMANENT, WAITING
from .problems import worsening_chance
from .stock_shares import mean_or, part_time_shares, partner_shares, shares_by_level

FULL = ((STOCK_PEOPLE, 1.0),) * 4 + ((STOCK_PEOPLE, 0.5),) * 10
COARSE = ((1500, 1.0),) * 4
NEAR = ((STOCK_PEOPLE, 1.0), (STOCK_PEOPLE, 0.5))
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
    for people, damping in rounds:
        model = ExperimentModel(usual_design(usual, people), rng=0, equilibrium=guess)
        start = stock_moments(model)
        model.run_until(STOCK_WEEKS)
        guess = improve(guess, model, start, damping)
    return guess


def stock_moments(model) -> dict:
    """Return the moments of the stock now that the search compares between start and end."""
    people = model.people
    table = np.column_stack([people.vulnerability, people.level])
    return {
        "correlation": np.corrcoef(table.T),
        "waiting": model.partners.waiting.copy(),
        "level": people.level.mean(axis=0, dtype=float),
        "worse": mean_worsening(model),
        "satisfaction": float(people.life_satisfaction.mean()),
    }


@rule
def sum_worsening(world, sums):
    """Add up everybody's chance of worsening, domain by domain."""
    for i in range(len(world.people)):
        for k in range(9):
            if world.people[i].level[k] < 4:
                sums[k] += worsening_chance(world.people[i], k, world.p[0])


def mean_worsening(model) -> np.ndarray:
    """Return the mean weekly chance of worsening by domain."""
    sums = np.zeros(9)
    sum_worsening(model.world, sums)
    return sums / len(model.people)


def improve(guess: Equilibrium, model, start: dict, damping: float) -> Equilibrium:
    """Return a better guess from two years under the last one."""
    people, end = model.people, stock_moments(model)
    drift = end["level"] - start["level"]
    ups = 0.5 * STOCK_WEEKS * (start["worse"] + end["worse"])
    factor = np.clip(1.0 - drift / np.maximum(ups, 1e-9), 0.5, 2.0)
    here = people.status == ON_BENEFIT
    stock = people[here]
    moved = Equilibrium(
        worsen=guess.worsen * factor,
        serving=shares_by_level(people, IN_SERVICE),
        waiting=shares_by_level(people, WAITING),
        partner_shares=partner_shares(people, len(model.design.partners)),
        displaced=guess.displaced - missing_arrivals(model, start["waiting"]) / len(people),
        part_time=part_time_shares(stock, values_of(model.design.parameters)),
        disclosed=np.array(
            [mean_or(people.disclosed[people.level[:, k] >= 2, k], 0.0) for k in range(9)]
        ),
        permanent=mean_or(stock.contract[stock.contract > 1] == PERMANENT, 0.5),
        trust_shift=float((stock.trust - stock.trust_history).mean()),
        confidence_shift=float((stock.self_efficacy - stock.confidence_history).mean()),
        rapport=float(stock.rapport.mean()),
        attention=float(stock.attention.mean()),
        control=float(stock.control.mean()),
        correlation=nearest_correlation(guess.correlation + 2.0 * (end["correlation"] - start["correlation"])),
        set_point=guess.set_point + values_of(model.design.parameters)["satisfaction_mean"] - start["satisfaction"],
    )
    return blend(guess, moved, damping)


def missing_arrivals(model, waiting_at_start: np.ndarray) -> np.ndarray:
    """Return the arrivals a week that a list lacked to stay as long as it was."""
    partners = model.partners
    unused = np.maximum(0, partners.places - partners.in_service) / partners.service
    return (waiting_at_start - partners.waiting) / STOCK_WEEKS + unused


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
