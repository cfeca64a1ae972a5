"""Displacement (verdringing) on the labour market: recipients who compete with one another for vacancies.

A share `displacement` of the offers comes from a stock of vacancies that fills up at the rate at which the same
people find work under the service as usual, and no faster. Whoever is hired beyond that empties it for the others.
The rest of the offers comes with the search itself. What the same people would find is not estimated: they live a
second time, under the service as usual, with the same luck.
"""

from dataclasses import replace

import numpy as np

from .compiled import rule
from .design import USUAL_MANAGERS
from .people import plain
from .start import without_news

FIRST_YEAR = 52


@rule
def offers_left(displacement, vacancies):
    """Return the offers as a factor on what they would be if nobody took them from others.

    `vacancies` is the stock as a share of its usual size.
    """
    return 1.0 - displacement * (1.0 - vacancies)


@rule
def vacancies_after(vacancies, hires, usual, outside, left, stock):
    """Return the stock of vacancies, as a share of its usual size, a week later.

    `hires` and `usual` are this week's hires and those of the same people under the service as usual; for each of
    them `outside` others in town are under that service; `left` is what was left of the offers; `stock` is the usual
    number of vacancies.
    """
    if stock <= 0.0:
        return vacancies
    elsewhere = outside * usual
    contested = vacancies / left if left > 0.0 else 1.0
    opened = usual + elsewhere
    filled = (hires + elsewhere * left) * contested
    return max(0.0, vacancies + (opened - filled) / stock)


def compete(model, week: int) -> None:
    """Let this week's hires empty or spare the vacancies of the next.

    Under the service as usual nothing is displaced, whatever the lever: both lives are the same.
    """
    fields = plain(model.town)
    if not (fields["displacement"][0] > 0.0 and plain(model.parameters)["on_displacement"][0]):
        fields["vacancies"] = fields["offers_left"] = 1.0
        return
    town, p = model.town[0], model.parameters[0]
    if model.usual_hires is None:
        model.usual_hires, model.usual_vacancies = usual_hires(model)
    elif week > 0:
        usual, outside = model.usual_hires, max(0.0, model.design.town / model.design.people - 1.0)
        stock = p.vacancy_weeks * model.usual_vacancies * (1.0 + outside)
        town.vacancies = vacancies_after(
            town.vacancies, town.hires, float(usual[week]), outside, town.offers_left, stock
        )
    town.offers_left = offers_left(town.displacement, town.vacancies)


def usual_hires(model) -> tuple[np.ndarray, float]:
    """Return how many of the same people take an offer in each week under the service as usual, and the mean at first.

    The labour market is that of the design, its dated changes included; nothing else of the design's policy is. The
    mean is that of the first year without dated changes: it may not depend on what is still to come.
    """
    changes = tuple(change for change in model.design.changes if change.lever == "labour_market")
    hires = lived_as_usual(model, changes, max(FIRST_YEAR, model.design.weeks))
    first = lived_as_usual(model, (), FIRST_YEAR) if changes else hires
    return hires, float(first[1 : FIRST_YEAR + 1].mean())


def lived_as_usual(model, changes: tuple, weeks: int) -> np.ndarray:
    """Return the offers that the same people take in each week under the service as usual, shape (weeks + 1,)."""
    from .model import TrustExperiment

    design = model.design
    usual = replace(
        design,
        groups=tuple(replace(group, policy={}) for group in design.groups),
        no_news=frozenset(without_news(design)),
        weeks=weeks,
        posts=(),
        ends=None,
        coach_team={},
        manager_team=dict(USUAL_MANAGERS),
        organisation={},
        labour_market={name: value for name, value in design.labour_market.items() if name != "displacement"},
        partner_levers={},
        changes=changes,
    )
    same = TrustExperiment(usual, rng=model.seed_given, replication=model.replication, equilibrium=model.equilibrium)
    hires = np.zeros(weeks + 1)
    for week in range(1, weeks + 1):
        same.step()
        hires[week] = same.town[0].hires
    return hires
