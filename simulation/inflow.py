"""Inflow of an open population: how many new recipients come in each week, and where their luck is addressed.

A downturn of the labour market brings more of them. The numbers of all weeks are drawn before week 0 from the design
and its dated changes. The luck of a newcomer is at the address (cohort, week of arrival, number in that week): what
changes in one week leaves the newcomers of all earlier weeks alone.
"""

import numpy as np

from .demand import downturn
from .design import Change
from .errors import VexError
from .imputation import stock_ids
from .levers import LEVERS
from .luck import DECISION, TOWN, poisson
from .messages import message
from .renewal import inflow_in
from .synthesis import NEWCOMER, person_ids

MOST_WEEKS = 1040
MOST_A_WEEK = NEWCOMER // MOST_WEEKS
"""Newcomers of a group in a week; each week has so many addresses."""
MARKET_LEVER = "labour_market"


class InflowError(VexError):
    """More people come in during a week than there are addresses for their luck."""


def market_by_week(design, later: tuple[Change, ...] = ()) -> np.ndarray:
    """Return the labour market in weeks 1, 2, …; a change that falls in week w acts from week w + 1 on.

    `later` are changes beside those of the design.
    """
    usual = LEVERS["labour_market"][MARKET_LEVER].usual
    market = np.full(design.weeks, float(design.labour_market.get(MARKET_LEVER, usual)))
    for change in sorted((*design.changes, *later), key=lambda change: change.week):
        if change.lever == MARKET_LEVER:
            market[change.week :] = float(change.value)
    return market


def inflow_factors(design, values, later: tuple[Change, ...] = ()) -> np.ndarray:
    """Return the factor of the labour market on the inflow in weeks 1, 2, …"""
    elasticity = 0.0 if "downturn" in design.switched_off else values["inflow_market"]
    return np.array([downturn(market, elasticity) for market in market_by_week(design, later)])


def check_market(model, value) -> None:
    """Raise VexError if a labour market set in a running model asks for other newcomers than were drawn."""
    change = Change(week=model.week, scope=MARKET_LEVER, lever=MARKET_LEVER, value=value)
    drawn, then = (inflow_factors(model.design, model.parameters[0], later) for later in ((), (change,)))
    if model.is_open and not np.array_equal(drawn, then):
        raise VexError(
            message(
                "the newcomers of all weeks are drawn before week 0, and this labour market would bring others; "
                "give the change to the design: {change}",
                change=change,
            )
        )


def newcomers(design, values: dict, equilibrium, luck, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the luck addresses and weeks of arrival of a group: its stock in week 0, and later arrivals if open.

    Raises InflowError if more people come in during a week than there are addresses.
    """
    group, cohort = design.groups[number], design.cohort_of(number)
    ids, weeks = [stock_ids(design, luck, number)], [np.zeros(group.size, dtype=np.int64)]
    if group.open:
        for week, factor in enumerate(inflow_factors(design, values), start=1):
            usual = group.size * inflow_in(equilibrium.inflow, week) / 52.0
            count = poisson(luck, DECISION["arrivals"], TOWN, cohort, week, usual * factor)
            if count > MOST_A_WEEK:
                raise InflowError(
                    message(
                        "at most {most:,} people come into a group in a week; got {count:,}: make the group smaller",
                        most=MOST_A_WEEK,
                        count=count,
                    )
                )
            ids.append(person_ids(cohort, count, NEWCOMER + (week - 1) * MOST_A_WEEK))
            weeks.append(np.full(count, week, dtype=np.int64))
    return np.concatenate(ids), np.concatenate(weeks)
