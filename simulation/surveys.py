"""Surveys: the researchers' questionnaires (vragenlijsten) at the start, after one year and after two.

Each person is invited in a week of their own in a window around the nominal week; the baseline (nulmeting) ran on into
2018, after the first conversations. People without an answer may be approached personally and helped with the form. An
answer is the truth with an error, on the scale of the questionnaire. A survey changes nothing in the world.
Source: process report, "Onderzoek" and phase 1 (the group for whom nothing changed).
"""

import math
from collections import namedtuple

import numpy as np

from .compiled import rule
from .luck import DECISION, PERSON, draw4, uniforms
from .measures import ladder_step
from .people import DIGITAL, FINANCES, LANGUAGE, MENTAL, NOT_YET_HERE, PHYSICAL, empty_records
from .problems import problem_load

SURVEY_MEASURES = ("life_satisfaction", "health", "self_efficacy", "trust", "participation", "finances")
LOWEST = (0.0, 1.0, 0.0, 0.0, 1.0, 1.0)
HIGHEST = (10.0, 5.0, 1.0, 1.0, 6.0, 5.0)
SCALE_STEP = (1.0, 1.0, 0.0, 0.1, 1.0, 1.0)
"""The questionnaire: life satisfaction and trust (0 to 10, here 0-1) in whole points, health, participation and
finances in whole steps; self-efficacy is the mean of several questions and has no steps."""
SPREAD = (1.36, 1.04, 0.133, 0.152, 1.15, 1.27)
"""Standard deviation of the truth among recipients at week 0, for which the reliabilities hold."""

NOMINAL_WEEKS = (0, 52, 104, 208)
ANSWERING, ERROR = DECISION["survey"], DECISION["survey_error"]

ANSWER = np.dtype(
    [
        ("row", "i8"), ("wave", "i8"), ("invited", "i8"), ("approached", "i8"), ("week", "i8"), ("answered", "u1"),
        ("with_help", "u1"), ("answers", "f8", (6,)),
    ],
    align=True,
)  # fmt: skip
"""One record a surveyed person and wave; `week` is that of the answer, or of the last attempt."""

Surveys = namedtuple("Surveys", "table due")
"""`table`: records of `ANSWER`; `due`: week → indices of the records that are invited or approached in it."""


def waves(weeks: int) -> list[int]:
    """Return the nominal weeks of the surveys in a run of this length."""
    return [week for week in NOMINAL_WEEKS if week <= weeks]


def plan_surveys(design, world, luck, values: dict) -> Surveys:
    """Return the surveys of a run with the week of each invitation. Newcomers are not surveyed.

    Invitations before week 0 count as week 0, as nobody changes before it. At the end of the run the window closes.
    """
    people = world.people
    surveyed = np.array([group.surveyed for group in design.groups])
    rows = np.flatnonzero(surveyed[people["group"]] & (people["arrival_week"] == 0))
    nominal = waves(design.weeks) if len(rows) else []
    table = empty_records(ANSWER, len(rows) * len(nominal))
    for wave, week in enumerate(nominal):
        part = table[wave * len(rows) : (wave + 1) * len(rows)]
        first, last = week - values["survey_window"], week + values["survey_window"]
        if wave == 0:
            first, last = -values["baseline_before"], values["baseline_after"]
        u = uniforms(luck, "survey", PERSON, people["id"][rows], 1, wave)[:, 0]
        invited = np.floor(first + u * (last - first + 1.0))
        part["row"], part["wave"] = rows, wave
        part["invited"] = np.clip(invited, 0, design.weeks)
        part["approached"] = np.clip(invited + values["survey_again"], part["invited"], design.weeks)
        part["week"] = part["approached"]
    table["answers"] = np.nan
    return Surveys(table, due_weeks(np.asarray(table["invited"]), np.asarray(table["approached"])))


def due_weeks(invited: np.ndarray, approached: np.ndarray) -> dict[int, np.ndarray]:
    """Return week → indices of the records that are invited or approached in it."""
    if not len(invited):
        return {}
    indices = np.arange(len(invited))
    both = np.concatenate([invited, approached]) * len(invited) + np.tile(indices, 2)
    week, index = np.divmod(np.unique(both), len(invited))
    weeks, starts = np.unique(week, return_index=True)
    return dict(zip(weeks.tolist(), np.split(index, starts[1:]), strict=True))


def hold_surveys(world, surveys: Surveys, week: int) -> None:
    """Let everybody who is invited or approached this week answer or not."""
    indices = surveys.due.get(week)
    if indices is not None:
        ask(world, surveys.table, indices, week)


@rule
def answering_chance(person, with_help, week, p):
    """Return the chance that a person fills in the questionnaire (logit)."""
    pull = p.answer_base + p.answer_trust * person.trust + p.answer_attention * person.attention
    pull -= p.on_bandwidth * p.answer_stress * person.stress + p.answer_load * problem_load(person) / 36.0
    barrier = p.answer_barrier * max(person.level[LANGUAGE], person.level[DIGITAL]) / 4.0
    if with_help:
        pull += p.answer_approached
        barrier *= 1.0 - p.form_help_lifts
    if person.drawn_for_nothing:
        pull -= p.on_disappointment * p.answer_disappointed * math.exp(-week / p.disappointment_weeks)
    return 1.0 / (1.0 + math.exp(barrier - pull))


@rule
def truth_of(person, measure):
    """Return the truth of measure number `measure` of `SURVEY_MEASURES`."""
    if measure == 0:
        return person.life_satisfaction
    if measure == 1:
        return 5.0 - 0.5 * (person.level[MENTAL] + person.level[PHYSICAL])
    if measure == 2:
        return person.self_efficacy
    if measure == 3:
        return person.trust
    return float(ladder_step(person)) if measure == 4 else 5.0 - person.level[FINANCES]


@rule
def error_spread(measure, p):
    """Return the standard deviation of the error that gives the reliability, without the part that rounding adds."""
    reliability = (
        p.reliability_life_satisfaction, p.reliability_health, p.reliability_self_efficacy, p.reliability_trust,
        p.reliability_participation, p.reliability_money,
    )[measure]  # fmt: skip
    variance = SPREAD[measure] * SPREAD[measure] * (1.0 - reliability) / reliability
    return math.sqrt(max(0.0, variance - SCALE_STEP[measure] * SCALE_STEP[measure] / 12.0))


@rule
def survey_answer(person, measure, wave, luck, p):
    """Return an answer: truth and error, in the steps and within the bounds of the scale.

    The error is the scaled sum of four uniforms: close to normal, and never further than 3.5 standard deviations.
    """
    a, b, c, d = draw4(luck, ERROR, PERSON, person.id, wave, measure)
    error = p.on_survey_error * error_spread(measure, p) * math.sqrt(3.0) * (a + b + c + d - 2.0)
    value = truth_of(person, measure) + error
    if SCALE_STEP[measure] > 0.0:
        value = LOWEST[measure] + SCALE_STEP[measure] * math.floor(
            (value - LOWEST[measure]) / SCALE_STEP[measure] + 0.5
        )
    return min(HIGHEST[measure], max(LOWEST[measure], value))


@rule
def fill_in(entry, person, with_help, week, luck, p):
    """Fill in the questionnaire."""
    entry.answered = 1
    entry.with_help = with_help
    entry.week = week
    for measure in range(6):
        entry.answers[measure] = survey_answer(person, measure, entry.wave, luck, p)


@rule
def ask(world, table, indices, week):
    """Invite people to fill in the questionnaire; approach the others later, some of them with help."""
    p, luck, town = world.p[0], world.luck, world.town[0]
    for index in indices:
        entry = table[index]
        person = world.people[entry.row]
        if person.status == NOT_YET_HERE or person.left_study or entry.answered:
            continue
        # The first uniform of this block gave the week of the invitation.
        _, willing, approached, persuaded = draw4(luck, ANSWERING, PERSON, person.id, entry.wave, 0)
        if week == entry.invited:
            chance = answering_chance(person, False, week, p)
            if willing < chance or not p.on_non_response:
                fill_in(entry, person, False, week, luck, p)
        if week == entry.approached and not entry.answered and approached < town.survey_help:
            chance = answering_chance(person, True, week, p)
            if persuaded < chance:
                fill_in(entry, person, True, week, luck, p)


@rule
def read_truth(people, table):
    """Write the truth of every person into `table`, shape (people, 6); NaN for people who have not come yet."""
    for i in range(len(people)):
        for measure in range(6):
            table[i, measure] = np.nan if people[i].status == NOT_YET_HERE else truth_of(people[i], measure)
