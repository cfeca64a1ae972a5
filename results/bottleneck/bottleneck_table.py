"""Where help gets stuck, in tables and sentences: utilisation, waits, what limits, and what one more place yields.

The tables are in no language (`node_table`, `marginal_table`); `sheets` and `sentences` put them into the reader's.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from scenarios.bottleneck import Bottleneck
from simulation.outcomes import EVERYONE

from ..comparison.comparison_sentences import basis
from ..drawing.text_tables import Sheet
from ..statistics.summary import LEAST_TRIALS
from ..statistics.uncertainty import components
from ..words.language import N_, _, decimal, plural
from . import flow_network

EFFECTS = ("helped", "exits_to_work", "life_satisfaction", "euros", "wait_weeks", "waiting")
"""What one more place changes; the last two at the place itself, for everyone in town."""
NODE_COLUMNS = (
    "node", "kind", "places", "in_use", "utilisation", "waiting", "wait_weeks", "wait_first", "wait_last", "wanted",
    "possible", "begun", "short", "ended_well", "limits",
)  # fmt: skip
TEAMS = {
    "manager_team": N_("Client managers"),
    "coach_team": N_("Coaches"),
    "themselves": N_("People themselves"),
}
NEEDS = {
    "finances": N_("Finances"), "mental_health": N_("Mental health"), "physical_health": N_("Physical health"),
    "substance_use": N_("Substance use"), "housing": N_("Housing"), "social_network": N_("Social network"),
    "language": N_("Language"), "digital_skills": N_("Digital skills"), "care_duties": N_("Care duties"),
    "activation": N_("Work or participation"),
}  # fmt: skip
NAMED = 3
"""Bottlenecks named in a sentence."""


def tell_name(node: str, titles: Mapping) -> str:
    """Return what readers call a team or partner, without what stands in brackets."""
    return _(TEAMS[node]) if node in TEAMS else _(titles.get(node, node)).split(" (")[0]


def network_of(found: Bottleneck) -> tuple[pd.DataFrame, pd.DataFrame, flow_network.MaximumFlow]:
    """Return nodes (`NODE_COLUMNS`), mean flows, and the maximum flow of the scenario as it is."""
    flows = flow_network.mean_flows(found.flows)
    nodes = flow_network.capacities(flow_network.mean_nodes(found.nodes), flows)
    most = flow_network.maximum_flow(nodes, flows)
    nodes["limits"] = nodes["node"].isin(most.limits)
    return nodes[list(NODE_COLUMNS)], flows, most


def most_stuck(nodes: pd.DataFrame) -> list[str]:
    """Return the limiting teams and partners, those first where most people a week cannot begin."""
    rows = nodes[nodes["limits"] & (nodes["short"] > 0.0)]
    return list(rows.sort_values("short", ascending=False, kind="stable")["node"])


def marginal_table(found: Bottleneck) -> pd.DataFrame:
    """Return what more places or hours change on the same people with the same luck, paired by replication.

    Columns: more_at, more (places or fte), group, effect, difference, low, high (95 % interval, which holds the error
    of the mean and, with several parameter sets, what they leave open: `uncertainty.py`), n, sets, parameters,
    `clear` (whether it leaves out zero after correction for the number of steps tried: Bonferroni), `for_one`,
    `for_one_low`, `for_one_high` (divided by `more`) and `a_million` (for each million euros more that
    coaches and partners cost for the same people; only where both intervals leave out zero).
    """
    outcomes, nodes = found.outcomes, found.nodes
    sets = found.draws["count"] if found.draws else 1
    tables = []
    tried = len(outcomes.loc[outcomes["more_at"] != "", ["more_at", "more"]].drop_duplicates())
    for (node, more), after in outcomes[outcomes["more_at"] != ""].groupby(["more_at", "more"], sort=False):
        before = outcomes[outcomes["more_at"] == ""]
        tables.append(_paired(before, after, EFFECTS[:4], sets, tried).assign(more_at=node, more=more))
        there = nodes[(nodes["node"] == node) & (nodes["more_at"] == "")].assign(group=EVERYONE)
        later = nodes[(nodes["more_at"] == node) & (nodes["more"] == more)].assign(group=EVERYONE)
        tables.append(_paired(there, later, EFFECTS[4:], sets, tried).assign(more_at=node, more=more))
    columns = ["more_at", "more", "group", "effect", "difference", "low", "high", "n", "sets", "parameters", "clear"]
    numbers = [f"for_one{end}" for end in ("", "_low", "_high")]
    if not tables:
        return pd.DataFrame(columns=[*columns, *numbers, "a_million"])
    table = pd.concat(tables, ignore_index=True)[columns]
    for column, name in zip(("difference", "low", "high"), numbers, strict=True):
        table[name] = table[column] / table["more"]
    keys = ["more_at", "more", "group"]
    paid = table[(table["effect"] == "euros") & (table["low"] > 0.0)].set_index(keys)["difference"]
    cost = pd.Series([paid.get(key, np.nan) for key in table[keys].itertuples(index=False, name=None)], table.index)
    known = _clear(table) & table["effect"].isin(("helped", "exits_to_work"))
    table["a_million"] = (1e6 * table["difference"] / cost).where(known)
    return table


def _paired(before: pd.DataFrame, after: pd.DataFrame, effects, sets: int, tried: int) -> pd.DataFrame:
    """Return group, effect, mean difference within replications, its 95 % interval, n, sets, `parameters` and `clear`.

    Replication r has parameter set r modulo `sets`; `clear` is corrected for `tried` steps.
    """
    keys, rows = ["replication", "group"], []
    pairs = after.set_index(keys)[list(effects)] - before.set_index(keys)[list(effects)]
    pairs = pairs.dropna(how="all").rename_axis(columns="effect").stack().rename("value").reset_index()
    for (group, effect), part in pairs.groupby(["group", "effect"], sort=False):
        found = components(part["value"].to_numpy(dtype=float)[None, :], part["replication"].to_numpy() % sets)
        enough = len(part) >= LEAST_TRIALS
        half, wide = (float(found.halves(many)["together"][0]) if enough else np.nan for many in (1, tried))
        mean = float(found.mean[0])
        known = (len(part), int(found.sets[0]), str(found.parameters[0]))
        rows.append((group, effect, mean, mean - half, mean + half, *known, abs(mean) > wide))
    names = ["group", "effect", "difference", "low", "high", "n", "sets", "parameters", "clear"]
    return pd.DataFrame(rows, columns=names)


def _clear(rows: pd.DataFrame) -> pd.Series:
    return (rows["low"] > 0.0) | (rows["high"] < 0.0)


def shown_step(marginal: pd.DataFrame, node: str, effect: str) -> pd.Series:
    """Return the row of everyone for a team or partner: of one place or fte, or of the larger step if that is lost in
    noise.
    """
    rows = marginal[
        (marginal["more_at"] == node) & (marginal["group"] == EVERYONE) & (marginal["effect"] == effect)
    ].sort_values("more", kind="stable")
    return rows.iloc[0] if _clear(rows).iloc[0] else rows.iloc[-1]


def sheets(found: Bottleneck) -> list[Sheet]:
    """Return the tables for the terminal: the network, and what more places or hours change."""
    nodes, _flows, _most = network_of(found)
    titles = found.titles
    rows = tuple(
        (
            tell_name(row.node, titles), decimal(row.places, 1 if row.kind == "team" else 0),
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
    ).format(weeks=found.weeks, n=found.replications)
    note += " " + _("Limits: part of the minimum cut, which holds the flow back.") + " " + values_used(found)
    tables = [Sheet(_("Where it gets stuck"), columns, rows, note)]
    marginal = marginal_table(found)
    if len(marginal):
        tables.append(_marginal_sheet(marginal, titles))
    return tables


def values_used(found: Bottleneck) -> str:
    """Return with which parameter values the network was watched."""
    if found.draws is None:
        return _("The parameter values are those of the table.")
    used, count = min(found.replications, found.draws["count"]), found.draws["count"]
    return _("Parameter values: {used} of the {count} plausible sets in turn.").format(used=used, count=count)


def _marginal_sheet(marginal: pd.DataFrame, titles: Mapping) -> Sheet:
    columns = (
        _("More at"), _("Added"), _("Wait, weeks"), _("Helped, people"), _("Left for work, people"),
        _("Life satisfaction, points"), _("Coaches and partners, euros"), _("Helped for each million euros"),
    )  # fmt: skip
    order = ("wait_weeks", "helped", "exits_to_work", "life_satisfaction", "euros")
    digits = {"wait_weeks": 2, "helped": 1, "exits_to_work": 1, "life_satisfaction": 3, "euros": 0}
    rows = []
    everyone = marginal[marginal["group"] == EVERYONE]
    for (node, more), part in everyone.groupby(["more_at", "more"], sort=False):
        by = part.set_index("effect")
        cells = [_cell(by.loc[effect], digits[effect]) for effect in order]
        price = by.loc["helped", "a_million"]
        cells.append("–" if np.isnan(price) else decimal(price))
        rows.append((tell_name(node, titles), f"+{decimal(more)}", *cells))
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


def sentences(found: Bottleneck) -> list[str]:
    """Return three or four plain sentences: what limits, who waits longest, and what one more place yields."""
    nodes, _flows, most = network_of(found)
    coaches = nodes[nodes["node"] == "coach_team"]
    return [
        limit_sentence(most, most_stuck(nodes), found.titles),
        wait_sentence(nodes, found.titles),
        *(_coach_sentence(row) for row in coaches.itertuples()),
        _yield_sentence(marginal_table(found), found.titles),
    ]


def limit_sentence(most: flow_network.MaximumFlow, stuck: list[str], titles: Mapping) -> str:
    """Say how many people a week can begin with help at most, and where most of the others get stuck."""
    asked, value = decimal(most.asked, 1), decimal(most.value, 1)
    if not stuck:
        return _(
            "Each week {asked} simulated people look for help or would be sent to it if all conversations were held in "
            "time, and there is room for all."
        ).format(asked=asked)
    return _(
        "Each week {asked} simulated people look for help or would be sent to it if all conversations were held in "
        "time; for at most {value} there is room. Most get stuck at: {names}."
    ).format(asked=asked, value=value, names=", ".join(tell_name(node, titles) for node in stuck[:NAMED]))


def wait_sentence(nodes: pd.DataFrame, titles: Mapping) -> str:
    """Say where in town the wait is longest."""
    longest = nodes[nodes["kind"] == "partner"].sort_values("wait_weeks", kind="stable").iloc[-1]
    weeks = round(longest["wait_weeks"])
    return plural(
        "The longest wait is {weeks} week, at {name}, where {waiting} people in town stand in line.",
        "The longest wait is {weeks} weeks, at {name}, where {waiting} people in town stand in line.",
        weeks,
    ).format(weeks=decimal(weeks), name=tell_name(longest["node"], titles), waiting=decimal(longest["waiting"]))


def _coach_sentence(coaches) -> str:
    used = decimal(100 * coaches.utilisation)
    if coaches.short <= 0.0:
        return _("The coaches use {used} % of their hours and have time for all conversations that are due.").format(
            used=used
        )
    if coaches.limits:
        return _("The coaches use {used} % of their hours, and too few hours limit how many people get help.").format(
            used=used
        )
    return _(
        "The coaches use {used} % of their hours and are short of time; but where partners are full, whoever they send "
        "on top of this takes the place of somebody else in town."
    ).format(used=used)


def _yield_sentence(marginal: pd.DataFrame, titles: Mapping) -> str:
    """Say what one more place or fte yields where that is clear; where nothing is, say so."""
    if marginal.empty:
        return _("It was not tried what more places or hours would yield.")
    if marginal.loc[marginal["effect"] == "helped", "low"].isna().all():
        return _("Too few simulated trials to say what more places or hours yield; use at least {n}.").format(
            n=LEAST_TRIALS
        )
    said = []
    for node in dict.fromkeys(marginal["more_at"]):
        helped = shown_step(marginal, node, "helped")
        if helped["clear"]:
            low, value, high = (decimal(helped[f"for_one{end}"], 2, True) for end in ("_low", "", "_high"))
            name, more = tell_name(node, titles), helped["more"]
            said.append(
                _("{name} {value} ({low} to {high})").format(name=name, value=value, low=low, high=high)
                if more == 1.0
                else _("{name} {value} ({low} to {high}; tried with {more} and divided)").format(
                    name=name, value=value, low=low, high=high, more=decimal(more)
                )
            )
    if not said:
        return _("More places or hours, tried one spot at a time, change nothing clearly in how much help ends well.")
    return _(
        "What one more place or full-time post changes in how often help ends well, among the simulated people: {list}."
    ).format(list="; ".join(said))
