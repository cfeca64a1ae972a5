"""Words and screen tables of `vex bottleneck`, in the language in use."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from scenarios.bottleneck import Bottleneck
from simulation.outcomes import EVERYONE

from ..comparison.comparison_sentences import basis
from ..drawing.text_tables import Sheet
from ..statistics.summary import LEAST_TRIALS
from ..words.language import N_, _, decimal, plural
from .bottleneck_table import marginal_table, most_stuck, network_of, shown_step
from .flow_network import MaximumFlow

TEAM_TITLES = {
    "manager_team": N_("Client managers"),
    "coach_team": N_("Coaches"),
    "themselves": N_("People themselves"),
}
NEED_TITLES = {
    "finances": N_("Finances"), "mental_health": N_("Mental health"), "physical_health": N_("Physical health"),
    "substance_use": N_("Substance use"), "housing": N_("Housing"), "social_network": N_("Social network"),
    "language": N_("Language"), "digital_skills": N_("Digital skills"), "care_duties": N_("Care duties"),
    "activation": N_("Work or participation"),
}  # fmt: skip
NAMED = 3
"""Most teams and partners named in a sentence."""


def node_title(node: str, titles: Mapping[str, str]) -> str:
    """Return the title of a team or partner, without the part in brackets."""
    return _(TEAM_TITLES[node]) if node in TEAM_TITLES else _(titles.get(node, node)).split(" (")[0]


def bottleneck_sheets(bottleneck: Bottleneck) -> list[Sheet]:
    """Return the tables for the terminal: the network, and the effects of more places or hours."""
    nodes, titles = network_of(bottleneck).nodes, bottleneck.titles
    rows = tuple(
        (
            node_title(row.node, titles), decimal(row.places, 1 if row.kind == "team" else 0),
            f"{decimal(100 * row.utilisation)} %", decimal(row.waiting), decimal(row.wait_weeks, 1),
            decimal(row.wanted, 1), decimal(row.possible, 1), decimal(row.short, 1), _("yes") if row.limits else "",
        )
        for row in nodes.sort_values(["kind", "short"], ascending=[False, False], kind="stable").itertuples()
        if not np.isnan(row.utilisation)
    )  # fmt: skip
    columns = (
        _("Where"), _("Places or full-time posts"), _("In use"), _("Waiting"), _("Wait, weeks"),
        _("Wanted a week"), _("Possible a week"), _("Short a week"), _("Limits"),
    )  # fmt: skip
    note = _(
        "Places and people waiting at partners: everyone in town. Wanted, possible and short: simulated people a week, "
        "while everyone else in town keeps the places they use. Averages over {weeks} weeks; simulated trials: {n}."
    ).format(weeks=bottleneck.weeks, n=bottleneck.replications)
    note += " " + _("Limits: part of the minimum cut, which holds the flow back.") + " " + values_used(bottleneck)
    tables = [Sheet(_("Where it gets stuck"), columns, rows, note)]
    marginal = marginal_table(bottleneck)
    if len(marginal):
        tables.append(_marginal_sheet(marginal, titles))
    return tables


def values_used(bottleneck: Bottleneck) -> str:
    """Return the sentence on the parameter values of the runs."""
    if bottleneck.draws is None:
        return _("The parameter values are those of the table.")
    count = bottleneck.draws["count"]
    used = min(bottleneck.replications, count)
    return _("Parameter values: {used} of the {count} plausible sets in turn.").format(used=used, count=count)


def _marginal_sheet(marginal: pd.DataFrame, titles: Mapping[str, str]) -> Sheet:
    columns = (
        _("More at"), _("Added"), _("Wait, weeks"), _("Helped, people"), _("Left for work, people"),
        _("Life satisfaction, points"), _("Coaches and partners, euros"), _("Helped for each million euros"),
    )  # fmt: skip
    order = ("wait_weeks", "helped", "exits_to_work", "life_satisfaction", "euros")
    digits = {"wait_weeks": 2, "helped": 1, "exits_to_work": 1, "life_satisfaction": 3, "euros": 0}
    rows = []
    everyone = marginal[marginal["group"] == EVERYONE]
    for (node, more), part in everyone.groupby(["more_at", "more"], sort=False):
        by_effect = part.set_index("effect")
        cells = [_cell(by_effect.loc[effect], digits[effect]) for effect in order]
        price = by_effect.loc["helped", "a_million"]
        cells.append("–" if np.isnan(price) else decimal(price))
        rows.append((node_title(node, titles), f"+{decimal(more)}", *cells))
    note = _(
        "Differences from the same people with the same luck; below each the 95 % interval. The wait is that of "
        "everyone in town, the rest of all simulated people together: what coaches and partners cost for them, and how "
        "often help ended well."
    )
    priced = _("Helped for each million euros is told only where both are clear (– elsewhere).")
    note = f"{note} {priced} {basis(marginal)}"
    return Sheet(_("What more places or hours change"), columns, tuple(rows), note)


def _cell(row: pd.Series, digits: int) -> str:
    value = decimal(row["difference"], digits, signed=True)
    if np.isnan(row["low"]):
        return value
    low, high = (decimal(row[end], digits, signed=True) for end in ("low", "high"))
    return value + "\n" + _("{low} to {high}").format(low=low, high=high)


def bottleneck_sentences(bottleneck: Bottleneck) -> list[str]:
    """Return three or four sentences: the limits, the longest wait, the coaches, and the yield of one more place."""
    nodes, _flows, maximum = network_of(bottleneck)
    coaches = nodes[nodes["node"] == "coach_team"]
    return [
        limit_sentence(maximum, most_stuck(nodes), bottleneck.titles),
        wait_sentence(nodes, bottleneck.titles),
        *(_coach_sentence(row) for _index, row in coaches.iterrows()),
        _yield_sentence(marginal_table(bottleneck), bottleneck.titles),
    ]


def limit_sentence(maximum: MaximumFlow, stuck: list[str], titles: Mapping[str, str]) -> str:
    """Return the sentence on the maximum flow, and on the teams and partners that limit it."""
    asked, value = decimal(maximum.asked, 1), decimal(maximum.value, 1)
    if not stuck:
        return _(
            "Each week {asked} simulated people look for help or would be sent to it if all conversations were held in "
            "time, and there is room for all."
        ).format(asked=asked)
    return _(
        "Each week {asked} simulated people look for help or would be sent to it if all conversations were held in "
        "time; for at most {value} there is room. Most get stuck at: {names}."
    ).format(asked=asked, value=value, names=", ".join(node_title(node, titles) for node in stuck[:NAMED]))


def wait_sentence(nodes: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """Return the sentence on the partner with the longest wait; `nodes` has the columns `NODE_TABLE_COLUMNS`."""
    longest = nodes[nodes["kind"] == "partner"].sort_values("wait_weeks", kind="stable").iloc[-1]
    weeks = round(longest["wait_weeks"])
    return plural(
        "The longest wait is {weeks} week, at {name}, where {waiting} people in town stand in line.",
        "The longest wait is {weeks} weeks, at {name}, where {waiting} people in town stand in line.",
        weeks,
    ).format(weeks=decimal(weeks), name=node_title(longest["node"], titles), waiting=decimal(longest["waiting"]))


def _coach_sentence(coaches: pd.Series) -> str:
    used = decimal(100 * coaches["utilisation"])
    if coaches["short"] <= 0.0:
        return _("The coaches use {used} % of their hours and have time for all conversations that are due.").format(
            used=used
        )
    if coaches["limits"]:
        return _("The coaches use {used} % of their hours, and too few hours limit how many people get help.").format(
            used=used
        )
    return _(
        "The coaches use {used} % of their hours and are short of time; but where partners are full, whoever they send "
        "on top of this takes the place of somebody else in town."
    ).format(used=used)


def _yield_sentence(marginal: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """Return the sentence on the yield of one more place or fte, wherever that is clear."""
    if marginal.empty:
        return _("It was not tried what more places or hours would yield.")
    if marginal.loc[marginal["effect"] == "helped", "low"].isna().all():
        return _("Too few simulated trials to say what more places or hours yield; use at least {n}.").format(
            n=LEAST_TRIALS
        )
    yields = []
    for node in dict.fromkeys(marginal["more_at"]):
        helped = shown_step(marginal, node, "helped")
        if helped["clear"]:
            low, value, high = (decimal(helped[f"for_one{end}"], 2, True) for end in ("_low", "", "_high"))
            name, more = node_title(node, titles), helped["more"]
            yields.append(
                _("{name} {value} ({low} to {high})").format(name=name, value=value, low=low, high=high)
                if more == 1.0
                else _("{name} {value} ({low} to {high}; tried with {more} and divided)").format(
                    name=name, value=value, low=low, high=high, more=decimal(more)
                )
            )
    if not yields:
        return _("More places or hours, tried one spot at a time, change nothing clearly in how much help ends well.")
    return _(
        "What one more place or full-time post changes in how often help ends well, among the simulated people: {list}."
    ).format(list="; ".join(yields))
