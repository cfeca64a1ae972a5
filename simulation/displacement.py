"""Displacement (verdringing) on the labour market: recipients who compete with one another for vacancies.

A share `displacement` of the offers comes from a stock of vacancies; the other offers depend on the search alone. The
stock is refilled at the rate of hires under the service as usual, and no faster. Hires above this rate reduce the
stock for all others. Hires under the service as usual are not estimated: the same people live a second time, with the
same luck (`usual_hires.py`).
"""

from typing import NamedTuple

import numpy as np

from .compiled import rule
from .design import Design
from .levers import LEVERS
from .people import plain_records

LEVER = "displacement"


class UsualHires(NamedTuple):
    """Offers that the same people take under the service as usual.

    `by_week` (weeks + 1,): in each week; `first_year`: the weekly mean of the first year without dated changes.
    """

    by_week: np.ndarray
    first_year: float


@rule
def offers_left(displacement, vacancies):
    """Return the offers as a factor on the offers without competition.

    `vacancies` is the stock as a share of its usual size.
    """
    return 1.0 - displacement * (1.0 - vacancies)


@rule
def vacancies_after(vacancies, hires, usual, outside, left, stock):
    """Return the stock of vacancies, as a share of its usual size, a week later.

    `hires` and `usual` are this week's hires and those of the same people under the service as usual; for each of
    them `outside` others in town are under that service; `left` is the factor on this week's offers; `stock` is the
    usual number of vacancies.
    """
    if stock <= 0.0:
        return vacancies
    elsewhere = outside * usual
    contested = vacancies / left if left > 0.0 else 1.0
    opened = usual + elsewhere
    filled = (hires + elsewhere * left) * contested
    return max(0.0, vacancies + (opened - filled) / stock)


def is_contested(model) -> bool:
    """Return whether recipients compete now: the lever is above zero and the mechanism is not switched off."""
    return bool(
        plain_records(model.town)["displacement"][0] > 0.0 and plain_records(model.parameters)["on_displacement"][0]
    )


def may_be_contested(design: Design) -> bool:
    """Return whether recipients compete in any week of a design, its dated changes included."""
    changes = [change.value for change in design.changes if change.lever == LEVER]
    levels = [design.labour_market.get(LEVER, LEVERS["labour_market"][LEVER].usual), *changes]
    return "displacement" not in design.switched_off and any(float(level) > 0.0 for level in levels)


def compete(model, week: int) -> None:
    """Let this week's hires empty or spare the vacancies of the next.

    Under the service as usual nothing is displaced for any value of the lever: both lives are the same. Raises
    RuntimeError if the model was not given the usual hires.
    """
    if not is_contested(model):
        fields = plain_records(model.town)
        fields["vacancies"] = fields["offers_left"] = 1.0
        return
    usual: UsualHires | None = model.usual_hires
    if usual is None:
        raise RuntimeError(
            "displacement needs the hires of the same people under the service as usual; turn it on in the design or "
            "with set_lever('labour_market', 'displacement', …), or give usual_hires"
        )
    town, p = model.town[0], model.parameters[0]
    if model.competes:
        outside = max(0.0, model.design.town / model.design.people - 1.0)
        stock = p.vacancy_weeks * usual.first_year * (1.0 + outside)
        town.vacancies = vacancies_after(
            town.vacancies, town.hires, float(usual.by_week[week]), outside, town.offers_left, stock
        )
    model.competes = True
    town.offers_left = offers_left(town.displacement, town.vacancies)
