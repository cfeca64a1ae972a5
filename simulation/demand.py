"""Demand for labour: every way into work needs it, and a downturn costs jobs and brings newcomers.

Job offers, introductions, trial placements, the contract after one, renewals, other work found at once, longer hours
and new businesses all carry the same factor: the labour market times the offers that displacement leaves. Where it is
0 nobody gets work by any door.
"""

import math

from .compiled import rule

LEAST_MARKET = 0.1
"""A labour market below this costs no more jobs and brings no more newcomers."""


@rule
def demand(town):
    """Return the demand for labour, as a factor on the chance of every way into work."""
    return town.labour_market * town.offers_left


@rule
def opens(u, chance, demand):
    """Return whether a door into work opens by the uniform `u`; `chance` is that at the demand of 2018."""
    return u < min(1.0, chance * demand)


@rule
def downturn(labour_market, elasticity):
    """Return the factor of the labour market on job loss or inflow: labour_market ** −elasticity, 1 as in 2018."""
    return math.exp(-elasticity * math.log(max(LEAST_MARKET, labour_market)))
