"""Unit: questionnaires: the truth of each measure, the error that gives the reliability, and who answers."""

import math

import numpy as np
import pytest
from contact_samples import rules, somebody
from hypothesis import given, settings
from hypothesis import strategies as st
from partial_world import partial_world

from simulation.luck import PERSON, draw4, luck_of
from simulation.parameters import parameter_record
from simulation.people import (
    FINANCES,
    LEFT_FOR_WORK,
    MENTAL,
    NOT_YET_HERE,
    PERSON_RECORD,
    PHYSICAL,
    SOCIAL,
    empty_records,
)
from simulation.start import TOWN_RECORD
from simulation.surveys import (
    ANSWER,
    ANSWERING,
    ERROR,
    HIGHEST,
    LOWEST,
    SCALE_STEP,
    SPREAD,
    SURVEY_MEASURES,
    answering_chance,
    ask,
    error_spread,
    fill_in,
    read_truth,
    survey_answer,
    truth_of,
)

LUCK = luck_of(5, 0)
RELIABILITY = {
    "reliability_life_satisfaction": 0.8, "reliability_health": 0.7, "reliability_self_efficacy": 0.6,
    "reliability_trust": 0.5, "reliability_participation": 0.65, "reliability_money": 0.75,
}  # fmt: skip
P = rules(**RELIABILITY)
EXACT = rules(("survey_error",), **RELIABILITY)
MEASURES = range(len(SURVEY_MEASURES))


def respondent(**fields):
    person = somebody(**{"life_satisfaction": 6.4, "self_efficacy": 0.37, "trust": 0.56} | fields)
    person.level[MENTAL], person.level[PHYSICAL], person.level[FINANCES], person.level[SOCIAL] = 3, 2, 1, 3
    return person


def test_the_truth_of_each_measure():
    """Health is 5 less the mean of 3 and 2; isolated people are on step 1; finances are 5 less their level."""
    truth = dict(zip(SURVEY_MEASURES, (truth_of(respondent(), measure) for measure in MEASURES), strict=True))
    assert truth == pytest.approx(
        {"life_satisfaction": 6.4, "health": 2.5, "self_efficacy": 0.37, "trust": 0.56, "participation": 1.0,
         "finances": 4.0}
    )  # fmt: skip
    assert truth_of(respondent(status=LEFT_FOR_WORK), 4) == 6.0


@pytest.mark.parametrize("measure", MEASURES)
def test_error_and_rounding_together_give_the_reliability(measure):
    """Reliability is the variance of the truth over that of the answers; rounding adds a twelfth of a squared step."""
    rounding = SCALE_STEP[measure] ** 2 / 12
    error = error_spread(measure, P)
    answers = SPREAD[measure] ** 2 + error**2 + rounding
    assert error > 0.0
    assert SPREAD[measure] ** 2 / answers == pytest.approx(list(RELIABILITY.values())[measure])


def test_where_rounding_alone_takes_more_there_is_no_further_error():
    assert error_spread(0, rules(**RELIABILITY | {"reliability_life_satisfaction": 0.99})) == 0.0
    assert error_spread(2, rules(**RELIABILITY | {"reliability_self_efficacy": 1.0})) == 0.0


@pytest.mark.parametrize("measure", MEASURES)
def test_an_answer_without_error_is_the_truth_in_the_steps_of_the_scale(measure):
    expected = (6.0, 3.0, 0.37, 0.6, 1.0, 4.0)[measure]  # a health of 2.5 is rounded up
    assert survey_answer(respondent(), measure, 0, LUCK, EXACT) == pytest.approx(expected)


@pytest.mark.parametrize("wave", range(3))
def test_an_answer_is_truth_plus_the_scaled_sum_of_four_uniforms(wave):
    for number in range(20):
        person = respondent(id=number)
        for measure in (2, 3):
            error = (sum(draw4(LUCK, ERROR, PERSON, number, wave, measure)) - 2.0) * math.sqrt(3.0)
            answer = truth_of(person, measure) + error_spread(measure, P) * error
            answer = min(1.0, max(0.0, answer if measure == 2 else math.floor(10 * answer + 0.5) / 10))
            assert survey_answer(person, measure, wave, LUCK, P) == pytest.approx(answer)


@given(st.integers(0, 5), st.integers(0, 10**6), st.integers(0, 3), st.floats(0, 1), st.integers(0, 4))
@settings(deadline=None, derandomize=True)
def test_answers_stay_on_the_scale_and_in_its_steps(measure, number, wave, share, level):
    person = somebody(id=number, life_satisfaction=10 * share, self_efficacy=share, trust=share, level=[level] * 9)
    answer = survey_answer(person, measure, wave, LUCK, P)
    assert LOWEST[measure] <= answer <= HIGHEST[measure]
    if SCALE_STEP[measure]:
        steps = (answer - LOWEST[measure]) / SCALE_STEP[measure]
        assert steps == pytest.approx(round(steps), abs=1e-9)


def test_errors_have_no_mean_and_the_spread_of_the_reliability():
    person, count = respondent(self_efficacy=0.5), 4000
    answers = []
    for number in range(count):
        person.id = number
        answers.append(survey_answer(person, 2, 0, LUCK, P))
    spread = error_spread(2, P)
    assert abs(np.mean(answers) - 0.5) < 4.5 * spread / math.sqrt(count)
    assert np.std(answers) == pytest.approx(spread, rel=0.05)


@pytest.mark.parametrize("with_help", [0, 1])
def test_filling_in_answers_every_question_of_the_wave(with_help):
    entry, person = empty_records(ANSWER, 1)[0], respondent(id=3)
    entry.wave = 2
    fill_in(entry, person, with_help, 57, LUCK, P)
    assert (entry.answered, entry.with_help, entry.week) == (1, with_help, 57)
    assert entry.answers.tolist() == [survey_answer(person, measure, 2, LUCK, P) for measure in MEASURES]


def study(count=40, helped=0.5, switched_off=(), **fields):
    """Return the world and the table of a wave in which everybody is invited in week 3 and approached in week 6."""
    people = empty_records(PERSON_RECORD, count)
    people.id, people.trust, people.stress = np.arange(count), 0.5, 0.3
    for name, value in fields.items():
        people[name] = value
    table = empty_records(ANSWER, count)
    table.row, table.wave, table.invited, table.approached = np.arange(count), 1, 3, 6
    town = empty_records(TOWN_RECORD, 1)
    town.survey_help = helped
    p = parameter_record(RELIABILITY, switched_off, np.zeros((9, 4)))
    return partial_world(people=people, p=p, luck=LUCK, town=town), table


def test_who_is_willing_answers_at_once_and_others_when_they_are_approached():
    world, table = study()
    ask(world, table, np.arange(40), 3)
    draws = [draw4(LUCK, ANSWERING, PERSON, number, 1, 0) for number in range(40)]
    alone, helped = (answering_chance(world.people[0], with_help, week, P) for with_help, week in ((0, 3), (1, 6)))
    at_once = [willing < alone for _, willing, _, _ in draws]
    assert table.answered.tolist() == at_once
    ask(world, table, np.arange(40), 6)
    later = [approached < 0.5 and persuaded < helped for _, _, approached, persuaded in draws]
    assert table.answered.tolist() == [first or second for first, second in zip(at_once, later, strict=True)]
    assert table.with_help.tolist() == [second and not first for first, second in zip(at_once, later, strict=True)]
    assert set(table.week[np.array(at_once)].tolist()) == {3} and set(table.week[table.with_help == 1].tolist()) == {6}
    assert 0 < sum(at_once) < 40 and table.with_help.any()


def test_nobody_answers_in_other_weeks_or_out_of_the_study():
    for fields, week in (({}, 4), ({"left_study": 1}, 3), ({"status": NOT_YET_HERE}, 3)):
        world, table = study(switched_off=("non_response",), **fields)
        ask(world, table, np.arange(40), week)
        assert not table.answered.any()


def test_without_non_response_everybody_answers_and_nobody_is_approached_without_help():
    world, table = study(switched_off=("non_response",))
    ask(world, table, np.arange(0, 40, 2), 3)
    assert table.answered.tolist() == [1, 0] * 20
    world, table = study(helped=0.0)
    ask(world, table, np.arange(40), 6)
    assert not table.answered.any()


def test_the_truth_of_all_is_read_of_those_who_have_come():
    people, table = empty_records(PERSON_RECORD, 2), np.zeros((2, 6))
    people[0], people[1] = respondent(), respondent(status=NOT_YET_HERE)
    read_truth(people, table)
    assert table[0].tolist() == [truth_of(people[0], measure) for measure in MEASURES]
    assert np.isnan(table[1]).all()
