"""Tables of `docs/odd.md` with the values of `calibration/measured_values.csv` and `life_patterns.csv`.

A cell is the mean with the half-width of its 95 % interval (luck only), to the digit of the half-width. Shares are in
points or per cent.
"""

import math
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from calibration.measured_values import ARMS, COACHED

from .markdown import code, markdown

SHARES = ("exit_work", "backlog_quarter", "met", "group_activity", "response")
LATER_MEASURES = ("exit_work", "life_satisfaction", "trust", "self_efficacy", "autonomy", "problem_load")
FEWEST_DIGITS, MOST_DIGITS = 1, 5


class Cell(NamedTuple):
    """A measured value."""

    value: float
    half_width: float
    spread: float
    n: int


@cache
def stored_cells() -> dict[tuple[str, str, str, int], Cell]:
    """Return the values of the file by comparison, measure, group and week."""
    import pandas as pd

    from calibration.measured_values import MEASURED_FILE

    rows = pd.read_csv(MEASURED_FILE).itertuples(index=False)
    return {tuple(row[:4]): Cell(*row[4:]) for row in rows}


def unit_factor(measure: str) -> float:
    """Return the factor of the unit shown: shares are shown in points."""
    return 100.0 if measure in SHARES else 1.0


def digits_of_half_width(half_width: float) -> int:
    """Return the number of decimals that show the first digit of the half-width."""
    if not half_width > 0.0:
        return 2
    shown = float(f"{half_width:.0e}")
    return min(MOST_DIGITS, max(FEWEST_DIGITS, math.ceil(-math.log10(shown))))


def difference(comparison: str, measure: str, group: str, week: int) -> str:
    """Return a difference with its sign and interval."""
    cell, times = stored_cells()[comparison, measure, group, week], unit_factor(measure)
    places = digits_of_half_width(times * cell.half_width)
    value = round(times * cell.value, places) + 0.0  # no minus before a zero
    return f"{value:+.{places}f} ± {times * cell.half_width:.{places}f}"


def level_cell(comparison: str, measure: str, group: str, week: int, places: int = 0) -> str:
    """Return a value without interval."""
    return f"{unit_factor(measure) * stored_cells()[comparison, measure, group, week].value:.{places}f}"


def group_heads(groups: Iterable[str]) -> tuple[str, ...]:
    """Return the column heads of groups."""
    return tuple(code(group) for group in groups)


def in_the_trial() -> str:
    """Return services and outcomes in the trial, beside the published values."""
    rows = [
        (f"trust against the same people under the service as usual, week {week}",)
        + (*(difference("trial less usual", "trust", group, week) for group in COACHED), "")
        for week in (52, 104)
    ]
    rows += [
        (f"spread of single trials, trust against `standard`, week {week}",)
        + (*(f"{stored_cells()['trial', 'trust_less_control', group, week].spread:.3f}" for group in COACHED), "")
        for week in (52, 104)
    ]
    measures = (
        ("had a conversation, of those on the benefit in week 26, %", "met", 26, 0),
        ("the same in week 39, %", "met", 39, 0),
        ("waiting without a date, mean of the last 13 weeks, %", "backlog_quarter", 104, 0),
        ("broken promises a person in two years", "broken_promises", 104, 2),
        ("grants of special assistance a person", "grants", 104, 2),
        ("new businesses a person", "businesses", 104, 4),
    )
    for words, measure, week, places in measures:
        rows.append((words, *(level_cell("trial", measure, group, week, places) for group in ARMS)))
    return markdown(("what", *group_heads(ARMS)), rows)


def after_the_end() -> str:
    """Return the effects after the experiment, with a warm handover, without a handover, and without an end."""
    warm, none, no_end = "warm handover less usual", "no handover less usual", "no end less usual"
    columns = ((warm, 104), (warm, 156), (none, 156), (warm, 208), (none, 208), (no_end, 208))
    rows = []
    for measure in LATER_MEASURES:
        for group in COACHED:
            name = code(measure) + (", points" if measure in SHARES else "") if group == COACHED[0] else ""
            values = (difference(contrast, measure, group, week) for contrast, week in columns)
            rows.append((name, code(group), *values))
    heads = ("week 104", "156, warm", "156, none", "208, warm", "208, none", "208, no end")
    return markdown(("measure", "group", *heads), rows)


def four_coaches() -> str:
    """Return the effects of four coaches instead of six."""
    measures = (
        ("waiting without a date, last 13 weeks, points", "backlog_quarter", 104),
        ("conversations a year, first year", "conversations_year", 52),
        ("conversations a year, second year", "conversations_year", 104),
        ("broken promises a person in two years", "broken_promises", 104),
        ("`trust`, week 104", "trust", 104),
        ("`life_satisfaction`, week 104", "life_satisfaction", 104),
        ("`exit_work`, week 104, points", "exit_work", 104),
    )
    rows = [
        (words, *(difference("four coaches less six", measure, group, week) for group in COACHED))
        for words, measure, week in measures
    ]
    return markdown(("measure", *group_heads(COACHED)), rows)


TEAM_COMPARISONS = {"`tilburg-2018`": "trial", "`four-coaches`": "trial, four coaches"}


def conversations() -> str:
    """Return the conversations a year by team."""
    rows = []
    for words, comparison in TEAM_COMPARISONS.items():
        for year, week in (("first", 52), ("second", 104)):
            held = (level_cell(comparison, "conversations_year", group, week, 1) for group in ARMS)
            rows.append((words if year == "first" else "", year, *held))
    return markdown(("scenario", "year", *group_heads(ARMS)), rows)


def caseload() -> str:
    """Return the clients in contact for each working coach."""
    from calibration.measured_values import CASELOAD_WEEKS

    rows = [
        (f"caseload, {words}", *(level_cell(comparison, "caseload", "all", week) for week in CASELOAD_WEEKS))
        for words, comparison in TEAM_COMPARISONS.items()
    ]
    return markdown(("week", *CASELOAD_WEEKS), rows)


def in_groups() -> str:
    """Return the effects of courses, the meeting and acquaintances: of all three, and of acquaintances alone."""
    measures = {
        "`exit_work`, points": "exit_work",
        "`life_satisfaction`": "life_satisfaction",
        "`trust`": "trust",
        "`self_efficacy`": "self_efficacy",
        "`problem_load`": "problem_load",
    }
    came = (level_cell("trial", "group_activity", group, 104) for group in COACHED)
    known = (level_cell("trial", "acquaintances", group, 104, 2) for group in COACHED)
    rows = [("took part in a group, %", *came, "", "", ""), ("people known from groups", *known, "", "", "")]
    for words, measure in measures.items():
        both = ("groups and peers", "peers alone")
        rows.append((words, *(difference(contrast, measure, group, 104) for contrast in both for group in COACHED)))
    heads = (*group_heads(COACHED), *(f"acquaintances alone, {name}" for name in group_heads(COACHED)))
    return markdown(("measure", *heads), rows)


def perspectief() -> str:
    """Return the policy for the whole town against the service as usual."""
    worlds = {
        "`perspectief`, 70 coaches": ("perspectief, d 0.3", "perspectief, d 0", "perspectief, d 1"),
        "140 coaches": ("140 coaches, d 0.3", "140 coaches, d 0"),
        "`perspectief-few-coaches`, 20": ("few coaches, d 0.3", "few coaches, d 0"),
    }
    rows = []
    for words, contrasts in worlds.items():
        for contrast in contrasts:
            differences = (("exit_work", 52), ("exit_work", 104), ("life_satisfaction", 104), ("trust", 104))
            rows.append(
                (words, contrast.split(", d ")[1])
                + tuple(difference(contrast, measure, "recipients", week) for measure, week in differences)
                + (level_cell(contrast, "contacts_held", "recipients", 104, 1),)
                + (level_cell(contrast, "backlog_quarter", "recipients", 104),)
            )
    columns = ("scenario", "displacement d", "left for work, year 1, points", "year 2, points", "life satisfaction")
    return markdown((*columns, "trust", "conversations a person-year", "waiting without a date at the end, %"), rows)


def pins() -> str:
    """Return the effects of pins under the assumed parameters."""
    contrasts = {
        "as in the table of parameters": "pins",
        "the same without `pin_hiring`": "pins without pin_hiring",
        "the same without `pin_trust`": "pins without pin_trust",
        "all at the top of their ranges": "pins, all high",
    }
    shown = ("exit_work", "life_satisfaction", "trust")
    rows = [
        (words, *(difference(contrast, measure, "recipients", 104) for measure in shown))
        for words, contrast in contrasts.items()
    ]
    return markdown(("the five effects", "left for work, points", "life satisfaction", "trust"), rows)


def pins_held() -> str:
    """Return the number of pins."""
    measures = {
        "pins held after 52 weeks": ("pins_held", 52),
        "pins held after 104 weeks": ("pins_held", 104),
        "of these with residents": ("pins_residents", 104),
        "with professionals": ("pins_professionals", 104),
        "with employers": ("pins_employers", 104),
        "week in which there are 300": ("week_of_300_pins", 104),
    }
    rows = []
    for words, (measure, week) in measures.items():
        cell = stored_cells()["pins", measure, "all", week]
        rows.append((words, f"{cell.value:.0f}", f"{cell.spread:.0f}"))
    return markdown(("what", "mean", "spread of single runs"), rows)


def response() -> str:
    """Return the response to the surveys by wave."""
    rows = [(week, *(level_cell("trial", "response", group, week) for group in ARMS)) for week in (0, 52, 104)]
    return markdown(("week", *(f"{name}, %" for name in group_heads(ARMS))), rows)


def lives() -> str:
    """Return the frequencies of lives like those in the process report, measured by `calibration/lives.py`."""
    import pandas as pd

    from calibration.lives import LIVES_FILE

    rows = pd.read_csv(LIVES_FILE).itertuples(index=False)
    columns = ("pattern", "group", "people", "start", "life", "close", "opposite")
    cells = [(row[0], code(row[1]), f"{row[2]:,}", *(f"{share:.2f}" for share in row[3:])) for row in rows]
    return markdown(columns, cells)


def life_steps() -> str:
    """Return the steps of rare lives that people with a coach reached."""
    import pandas as pd

    from calibration.lives import PATTERN_STEPS, STORED_STEPS

    rows = pd.read_csv(STORED_STEPS).itertuples(index=False)
    return markdown(
        ("pattern", "step", "people"), [(row[0], PATTERN_STEPS[row[0]][row[1]], f"{row[2]:,}") for row in rows]
    )


def leavers(simulated: Mapping[str, float]) -> str:
    """Return where people are after leaving for employee work: published and simulated shares."""
    from calibration.leavers import PUBLISHED, WEEKS_AFTER

    rows = []
    for name, (meaning, published, evidence) in PUBLISHED.items():
        for weeks in WEEKS_AFTER:
            value = f"{simulated[f'{name}_{weeks}']:.3g}" if f"{name}_{weeks}" in simulated else ""
            known = f"{published:.2f}" if published is not None and weeks == WEEKS_AFTER[-1] else ""
            rows.append((code(f"{name}_{weeks}"), meaning, weeks, known, value, evidence if known else ""))
    columns = ("share", "of those who left for employee work", "weeks later", "published", "simulated", "rows")
    return markdown(columns, rows)


MEASURED = (
    in_the_trial, after_the_end, four_coaches, conversations, caseload, in_groups, perspectief, pins, pins_held,
    response, lives, life_steps,
)  # fmt: skip
