"""The equilibrium under the service as usual: where everything stands before anybody changes anything.

Solved by a fixed point: a stock of people lives for two years under the service as usual, and the base rates of
worsening, the shares in service and on lists, the shares with part-time work and the average states of mind are
moved until a stock that starts there stays there. It depends on parameters, switches, partners and the least age
only, never on a policy, and is kept in memory and in the user's cache folder.
"""

import hashlib
import pickle
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from .compiled import cache_folder, rule
from .design import Design, Group
from .memo import Last
from .parameters import PARAMETERS, values_of
from .people import IN_SERVICE, ON_BENEFIT, PERMANENT, SLOTS, WAITING
from .problems import worsening_chance
from .stock_shares import mean_or, part_time_shares, partner_shares, shares_by_level

PEOPLE, WEEKS = 6000, 104
FULL = ((PEOPLE, 1.0),) * 4 + ((PEOPLE, 0.5),) * 10
COARSE = ((1500, 1.0),) * 4
NEAR = ((PEOPLE, 1.0), (PEOPLE, 0.5))
FINE = ((3000, 1.0), *NEAR)
"""Rounds of the search, each with the number of people and how far the guess moves: in full; coarse, to tell what a
world is like; from a solution nearby, such as the same parameters with another least age; and from a coarse one, which
together is a quarter of the work in full and ends as near to standing still."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Equilibrium:
    """Where a stock stands under the service as usual.

    `worsen` (9,): base rates of worsening a week; `serving`, `waiting` (10, 5): shares by slot and level;
    `partner_shares` (10, partners); `displaced` (partners,): arrivals of everyone else in
    town whose place a simulated person takes, a week; `part_time` (2, 3): by
    segment and employability; `disclosed` (9,): of problems; `correlation` (10, 10): of vulnerability and the
    domains (normal scores); `permanent`: share of part-time work; the rest are means and
    shifts of states of mind.
    """

    worsen: np.ndarray
    serving: np.ndarray
    waiting: np.ndarray
    partner_shares: np.ndarray
    displaced: np.ndarray
    part_time: np.ndarray
    disclosed: np.ndarray
    correlation: np.ndarray
    permanent: float = 0.5
    trust_shift: float = 0.0
    confidence_shift: float = 0.0
    rapport: float = 0.25
    attention: float = 0.1
    control: float = 0.2
    set_point: float = 6.0

    def __eq__(self, other):
        if not isinstance(other, Equilibrium):
            return NotImplemented
        return all(np.array_equal(getattr(self, f.name), getattr(other, f.name)) for f in fields(self))

    __hash__ = None


def first_guess(design: Design) -> Equilibrium:
    """Return where the search for the equilibrium begins."""
    values = values_of(design.parameters)
    easing = np.array([values[f"easing_{domain}"] for domain in _domains()])
    count = len(design.partners)
    return Equilibrium(
        worsen=easing * 0.6,
        serving=np.zeros((SLOTS, 5)),
        waiting=np.zeros((SLOTS, 5)),
        partner_shares=np.zeros((SLOTS, count)),
        displaced=np.zeros(count),
        part_time=np.full((2, 3), 0.08),
        disclosed=np.zeros(9),
        correlation=_first_correlation(),
    )


def _first_correlation() -> np.ndarray:
    correlation = np.full((10, 10), 0.25)
    np.fill_diagonal(correlation, 1.0)
    return correlation


def _domains():
    from .people import DOMAINS

    return DOMAINS


def equilibrium_of(design: Design, near: Equilibrium | None = None) -> Equilibrium:
    """Return the equilibrium for this design's parameters, switches, partners and least age.

    Searched for `near` a solution of a design that differs little, with as many partners, it takes a seventh of the
    time. The result is kept for the design and where the search began.
    """
    usual = usual_design(design)
    return _remembered(_Keyed(usual, _key(usual) + (f"-{_digest(near)}" if near else ""), near))


def key_of(design: Design) -> str:
    """Return a key that two designs share if, and only if, they have the same equilibrium."""
    matters = dict(design.parameters), design.switched_off, design.partners, design.least_age
    return _LAST_KEY.of(matters, lambda: _key(usual_design(design)))


_LAST_KEY = Last()


def usual_design(design: Design, people: int = PEOPLE) -> Design:
    """Return a stock of `people` under the service as usual, with what matters to the equilibrium of `design`."""
    return Design(
        name="usual",
        groups=(Group(name="recipients", size=people, cohort=249),),
        weeks=WEEKS,
        least_age=design.least_age,
        partners=design.partners,
        parameters=dict(design.parameters),
        switched_off=design.switched_off,
    )


def _digest(found: Equilibrium) -> str:
    parts = (np.ascontiguousarray(getattr(found, f.name), dtype=float).tobytes() for f in fields(found))
    return hashlib.sha256(b"".join(parts)).hexdigest()[:24]


def _key(usual: Design) -> str:
    matters = {name: value for name, value in values_of(usual.parameters).items() if matters_before(name)}
    parts = (sorted(matters.items()), sorted(usual.switched_off - WITHOUT_A_PART), usual.partners, usual.least_age)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


WITHOUT_A_PART = frozenset(
    {
        "displacement", "pins", "pin_trust", "pin_belief", "pin_welcome", "pin_hiring", "courses",
        "participants_meeting", "peers", "file_errors", "selection", "second_thoughts", "disappointment",
        "non_response", "survey_error",
    }
)  # fmt: skip
"""Switches of what does not happen under the service as usual to people whom nobody recruited."""


def matters_before(name: str) -> bool:
    """Return whether a parameter plays a part under the service as usual, of people whom nobody recruited."""
    return PARAMETERS[name].section not in ("recruitment", "surveys", "displacement", "pins", "groups", "ending")


class _Keyed:
    """A design that is equal to another if its key is; `lru_cache` needs something hashable."""

    def __init__(self, design, key, near):
        self.design, self.key, self.near = design, key, near

    def __eq__(self, other):
        return self.key == other.key

    def __hash__(self):
        return hash(self.key)


@lru_cache(maxsize=1)
def tables_hash() -> str:
    """Return a hash of the tables of the world that are in no key: a changed table is another world."""
    digest = hashlib.sha256()
    for table in ("courses", "levers", "switches"):
        digest.update((Path(__file__).parent / f"{table}.toml").read_bytes())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=64)
def _remembered(keyed: _Keyed) -> Equilibrium:
    path = cache_folder() / "equilibria" / tables_hash() / f"{keyed.key}.pickle"
    try:
        return pickle.loads(path.read_bytes())
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError):
        pass
    found = solve(keyed.design, NEAR if keyed.near else FULL, keyed.near)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{np.random.SeedSequence().entropy:x}")
        partial.write_bytes(pickle.dumps(found))
        partial.replace(path)
    except OSError:
        pass
    return found


def solve(usual: Design, rounds=FULL, near: Equilibrium | None = None) -> Equilibrium:
    """Return the equilibrium by damped fixed-point `rounds`, from `near` if given, else from a first guess."""
    from .model import TrustExperiment

    guess = near or first_guess(usual)
    for people, damping in rounds:
        model = TrustExperiment(usual_design(usual, people), rng=0, equilibrium=guess)
        start = _moments(model)
        model.run_until(WEEKS)
        guess = improve(guess, model, start, damping)
    return guess


def _moments(model) -> dict:
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
    people, end = model.people, _moments(model)
    drift = end["level"] - start["level"]
    ups = 0.5 * WEEKS * (start["worse"] + end["worse"])
    factor = np.clip(1.0 - drift / np.maximum(ups, 1e-9), 0.5, 2.0)
    here = people.status == ON_BENEFIT
    stock = people[here]
    found = Equilibrium(
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
    return blend(guess, found, damping)


def missing_arrivals(model, waiting_at_start: np.ndarray) -> np.ndarray:
    """Return the arrivals a week that a list lacked to stay as long as it was."""
    partners = model.partners
    unused = np.maximum(0, partners.places - partners.in_service) / partners.service
    return (waiting_at_start - partners.waiting) / WEEKS + unused


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
