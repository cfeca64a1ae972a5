"""The budget constraint: disposable income at every number of hours, under the income rules of each group.

The values come from the rules of the simulation (`simulation/income.py`); the levers with the channel money tell groups
apart.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from simulation.design import Design
from simulation.income import earnings_month, money_month, norm_month, over_the_norm
from simulation.levers import RULED_LEVERS
from simulation.parameters import parameter_record
from simulation.people import COUPLE, LEFT_FOR_WORK, ON_BENEFIT, PERMANENT, PERSON_RECORD, SINGLE, empty_records
from simulation.start import build_policies

from ..drawing import canvas
from ..drawing.finding import Finding
from ..words.language import N_, _, brief, decimal
from ..words.wording import joined, named

HOUSEHOLD_TITLES = {SINGLE: N_("Single person or single parent"), COUPLE: N_("Couple, one of whom works")}
HOURS_A_WEEK = np.arange(0.0, 40.01, 0.1)
USED_UP = 10**9
"""Weeks of release after which no months of release are left."""


def budget_constraint(design: Design, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return disposable income by household, income rules and weekly hours at the lowest wage.

    Columns: household, rules, hours, earnings, money (euros a month). Groups with the same income rules share a
    line; a line of its own shows the income after the months of release are used.
    """
    p = parameter_record(design.parameters, design.switched_off, np.zeros((9, 4)))[0]
    policies = build_policies(design)
    groups: dict[tuple, list[int]] = {}
    for number, group in enumerate(design.groups):
        levers = design.policy_of(group)
        groups.setdefault(tuple(levers[name] for name in RULED_LEVERS["money"]), []).append(number)
    rows = []
    for numbers in groups.values():
        policy = policies[numbers[0]]
        months = float(policy.release_months)
        lasting = months * 52.0 / 12.0 >= design.weeks
        names = joined([named(design.groups[number].name, labels) for number in numbers])
        for used_up in (False,) if lasting else (False, True):
            rules = _("{groups}: after {n} months") if used_up else _("{groups}: first {n} months")
            rules = names if lasting else rules.format(groups=names, n=brief(months))
            for household, title in HOUSEHOLD_TITLES.items():
                for hours in HOURS_A_WEEK:
                    person = worker(household, hours, p)
                    person.release_weeks = USED_UP if used_up else 0
                    earnings = earnings_month(hours, p.wage)
                    rows.append((title, rules, hours, earnings, money_month(person, policy, 0, p)))
    return pd.DataFrame(rows, columns=["household", "rules", "hours", "earnings", "money"])


def worker(household: int, hours: float, p: np.record) -> np.record:
    """Return a person who works `hours` a week at the lowest wage, off the benefit if the earnings reach the norm."""
    person = empty_records(PERSON_RECORD, 1)[0]
    person.household, person.contract, person.hours, person.wage_hour = household, PERMANENT, hours, p.wage
    leaves = over_the_norm(earnings_month(hours, p.wage), norm_month(household, p))
    person.status = LEFT_FOR_WORK if leaves else ON_BENEFIT
    return person


def budget_finding(curves: pd.DataFrame) -> Finding:
    """Return the finding of the curves: the loss at the norm, and the gain of full-time work."""
    single = curves[curves["household"] == HOUSEHOLD_TITLES[SINGLE]]
    drops = []
    for line in (rows for rules, rows in single.groupby("rules", sort=False)):
        steps = line["money"].diff()
        drops.append((-steps.min(), line.loc[steps.idxmin(), "hours"]))
    drop, hours = max(drops)
    couple = curves[(curves["household"] == HOUSEHOLD_TITLES[COUPLE])]
    gains = [line["money"].iloc[-1] - line["money"].iloc[0] for rules, line in couple.groupby("rules", sort=False)]
    low, high = min(gains), max(gains)
    says = _("For a couple, 40 hours of such work instead of none brings between {low} and {high} euros a month.")
    if high <= 0:
        says = _("For a couple, 40 hours of such work instead of none brings nothing or costs money.")
    headline = _(
        "A single person at the lowest wage who works more than {hours} hours a week loses up to {drop} euros a month "
        "at once, when the benefit ends."
    )
    return Finding(
        headline.format(hours=decimal(hours), drop=decimal(drop)), says.format(low=decimal(low), high=decimal(high))
    )


def income_rules(design: Design, labels: Mapping[str, str], kicker: str = "") -> Figure:
    """Draw the budget constraint: disposable income against weekly hours, a panel a household, a line a rule."""
    curves = budget_constraint(design, labels)
    names = list(curves["rules"].unique())
    inks = list(canvas.colours(names, None).values())
    footnote = _(
        "At the lowest net wage, travel and other costs of working taken off. Net wages, the norms of 1 January 2018, "
        "earnings release, exit bonus and local allowances are counted; taxes and national allowances beyond them "
        "are not, and neither is a partner's work."
    )
    subtitle = _("Left to spend, euros a month, by hours of work a week")
    figure, bottom, top = canvas.titled_figure(6.8, kicker, budget_finding(curves), subtitle, footnote)
    span = (top - bottom - 0.17) / 2
    labelled = [canvas.end_labels(figure, names, names, inks) for _ in HOUSEHOLD_TITLES]
    right = 1.0 - max(wide for texts, wide in labelled) - 0.06
    for index, title in enumerate(HOUSEHOLD_TITLES.values()):
        at = top - 0.045 - span - index * (span + 0.06)
        axes = figure.add_axes((0.08, at, right - 0.08, span))
        panel = curves[curves["household"] == title]
        sns.lineplot(
            panel, x="hours", y="money", hue="rules", palette=dict(zip(names, inks, strict=True)), ax=axes, lw=2.0,
            legend=False, errorbar=None,
        )  # fmt: skip
        canvas.tidy_axes(axes)
        axes.set_title(_(title), loc="left", fontsize=11, fontweight="bold", color=canvas.INK)
        axes.set_xlim(0, 40)
        axes.set_xticks(range(0, 41, 8), [_("{n} hours").format(n=hours) for hours in range(0, 41, 8)])
        axes.yaxis.set_major_formatter(lambda value, _index: _("€{amount}").format(amount=decimal(value)))
        ends = [panel.loc[panel["rules"] == name, "money"].iloc[-1] for name in names]
        canvas.place_labels(axes, labelled[index][0], ends)
    return figure
