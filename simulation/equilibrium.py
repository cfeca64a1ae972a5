"""The equilibrium under the service as usual: the state of everything before any change of policy.

It depends on parameters, switches, partners and the least age only, never on a policy. `equilibrium_search.py` finds
it.
"""

import hashlib
from dataclasses import dataclass, fields

import numpy as np

from .design import Design, Group
from .memo import OneEntryCache
from .parameters import PARAMETERS, values_of
from .people import DOMAINS, SLOTS
from .renewal import QUANTILES, first_newcomers
from .synthesis import draw_ages
from .world_hash import PROSE

STOCK_PEOPLE, STOCK_WEEKS = 6000, 208
"""Size and time of the stock in which the equilibrium is searched in full."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Equilibrium:
    """The state of a stock under the service as usual.

    `worsen` (9, 4): base rates of worsening a week, by domain and level; `serving`, `waiting` (10, 5): shares by slot
    and level; `partner_shares` (10, partners); `served` (3, 2, partners): people in service for each member of week 0
    and for each newcomer so far, in the weeks `KNOTS`; `demand` (partners,): factor on the arrivals at a partner, with
    which the wait of 2018 comes out; `part_time` (2, 3): by segment and employability; `disclosed` (9,): share of
    problems that the contact person knows; `correlation` (10, 10): of vulnerability and the domains (normal scores);
    `permanent`: share of part-time work; `release_used` (2, 21): quantiles of the weeks of earnings release used, of
    those without and with part-time work; `inflow` (8,): newcomers a year per recipient, by half-year; `new_…`:
    attributes of newcomers (`renewal.py`): shares by age group, household and education, shifts of the normal scores of
    vulnerability and the domains, share of women, shifts of employability, trust and set point; `control`, `in_touch`
    and `fair` (2,): means of those whom the department does not exempt and of those whom it does; `trust_shift`: what
    trust gains by conversations and loses by breaches, as a pull; `dates` (21,): quantiles of the time until a
    conversation is due, in intervals of the policy, below 0 where it is due already; `dated`: share of clients with an
    appointment next week; `asking` and `asked_weeks`: share who have asked for a conversation, and how long ago on
    average; `unmet`: share without a first conversation of those who came in the last year; `slot_hours`
    and `urgent_hours`: what client managers expect an appointment, and the crises of a client in a week, to take;
    `unpaid`: factor on the rate at which unpaid activities begin without help; `warned` and `sanctioned`: shares with a
    warning, and with a sanction, that the rules remember, of those whom the department does not exempt; the rest are
    means and shifts of states of mind.
    """

    worsen: np.ndarray
    serving: np.ndarray
    waiting: np.ndarray
    partner_shares: np.ndarray
    served: np.ndarray
    demand: np.ndarray
    part_time: np.ndarray
    disclosed: np.ndarray
    correlation: np.ndarray
    control: np.ndarray
    in_touch: np.ndarray
    fair: np.ndarray
    release_used: np.ndarray
    dates: np.ndarray
    inflow: np.ndarray
    new_ages: np.ndarray
    new_households: np.ndarray
    new_education: np.ndarray
    new_scores: np.ndarray
    new_women: float = 0.5
    new_employability: float = 0.0
    new_trust: float = 0.0
    new_set_point: float = 0.0
    permanent: float = 0.5
    dated: float = 0.03
    asking: float = 0.0
    asked_weeks: float = 0.0
    unmet: float = 0.5
    slot_hours: float = 0.0
    urgent_hours: float = 0.0
    unpaid: float = 1.0
    warned: float = 0.0
    sanctioned: float = 0.0
    trust_shift: float = 0.0
    confidence_shift: float = 0.0
    rapport: float = 0.25
    attention: float = 0.1
    set_point: float = 6.0

    def __eq__(self, other):
        if not isinstance(other, Equilibrium):
            return NotImplemented
        return all(np.array_equal(getattr(self, f.name), getattr(other, f.name)) for f in fields(self))

    __hash__ = None  # type: ignore[assignment]  # arrays can change


def first_guess(design: Design) -> Equilibrium:
    """Return the guess with which the search for the equilibrium begins."""
    values = values_of(design.parameters)
    easing = np.array([values[f"easing_{domain}"] for domain in DOMAINS])
    count = len(design.partners)
    return Equilibrium(
        worsen=np.repeat(0.6 * easing[:, None], 4, axis=1),
        serving=np.zeros((SLOTS, 5)),
        waiting=np.zeros((SLOTS, 5)),
        partner_shares=np.zeros((SLOTS, count)),
        served=np.zeros((3, 2, count)),
        demand=np.ones(count),
        part_time=np.full((2, 3), 0.08),
        disclosed=np.zeros(9),
        correlation=_first_correlation(),
        control=np.array([0.2, 0.05]),
        in_touch=np.array([0.6, 0.5]),
        fair=np.array([0.5, 0.6]),
        release_used=np.zeros((2, len(QUANTILES))),
        dates=QUANTILES - 0.1,
        **first_newcomers(values, draw_ages((np.arange(2000) + 0.5) / 2000, values, design.least_age)),
    )


def _first_correlation() -> np.ndarray:
    correlation = np.full((10, 10), 0.25)
    np.fill_diagonal(correlation, 1.0)
    return correlation


def key_of(design: Design) -> str:
    """Return a key that two designs share if, and only if, they have the same equilibrium."""
    matters = dict(design.parameters), design.switched_off, design.partners, design.least_age
    return _LAST_KEY.get(matters, lambda: _key(usual_design(design)))


_LAST_KEY: OneEntryCache[str] = OneEntryCache()


def usual_design(design: Design, people: int = STOCK_PEOPLE) -> Design:
    """Return an open stock of `people` under the service as usual, with the same equilibrium as `design`."""
    return Design(
        name="usual",
        groups=(Group(name="recipients", size=people, cohort=249, open=True),),
        weeks=STOCK_WEEKS,
        least_age=design.least_age,
        partners=design.partners,
        parameters=dict(design.parameters),
        switched_off=design.switched_off,
    )


def digest_of(equilibrium: Equilibrium) -> str:
    """Return a hash of the values of an equilibrium."""
    parts = (np.ascontiguousarray(getattr(equilibrium, f.name), dtype=float).tobytes() for f in fields(equilibrium))
    return hashlib.sha256(b"".join(parts)).hexdigest()[:24]


def _key(usual: Design) -> str:
    matters = {name: value for name, value in values_of(usual.parameters).items() if matters_before(name)}
    partners = [[getattr(spec, f.name) for f in fields(spec) if f.name not in PROSE] for spec in usual.partners]
    parts = (sorted(matters.items()), sorted(usual.switched_off - WITHOUT_A_PART), partners, usual.least_age)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


WITHOUT_A_PART = frozenset(
    {
        "displacement", "pins", "pin_trust", "pin_belief", "pin_welcome", "pin_hiring", "courses",
        "participants_meeting", "peers", "file_errors", "selection", "second_thoughts", "disappointment",
        "non_response", "survey_error",
    }
)  # fmt: skip
"""Switches of mechanisms that play no part under the service as usual, for people who were not recruited."""


def matters_before(name: str) -> bool:
    """Return whether a parameter plays a part under the service as usual, for people who were not recruited."""
    return PARAMETERS[name].section not in ("recruitment", "surveys", "displacement", "pins", "groups", "ending")


