"""Unit: patterns of life courses on hand-made event logs."""

import pandas as pd
import pytest
from life_samples import CRAFT, DRIVER, FERNANDO, WENDY, log_of, somebody

from scenarios.lives.life_patterns import (
    BETWEEN,
    CLOSE,
    LIFE,
    LIFE_PATTERNS,
    OPPOSITE,
    courses_of,
    frequencies,
    pattern_courses,
)

ADVICE = CRAFT[:1] + ((24, "not_helped", "activation", "self_employment_advice", 9),)


@pytest.mark.parametrize(
    ("pattern", "rows", "course"),
    [
        ("wendy", WENDY, LIFE),
        ("wendy", (*WENDY, (35, "job_lost", "temporary", "", 20)), OPPOSITE),
        ("wendy", (*WENDY, (36, "job_lost", "temporary", "", 20)), OPPOSITE),
        ("wendy", (*WENDY, (37, "job_lost", "temporary", "", 20)), LIFE),
        ("wendy", (*WENDY[:2], (29, "dropped_out", "mental_health", "ggz", 26), *WENDY[2:]), None),
        ("wendy", (*WENDY[:2], (29, "not_helped", "mental_health", "ggz", 26), *WENDY[2:]), None),
        ("wendy", (*WENDY[:2], (29, "helped", "mental_health", "ggz", 26), *WENDY[2:]), LIFE),
        ("wendy", (*WENDY[:1], (31, "admission", "mental_health", "ggz", 26), *WENDY[2:]), None),
        ("wendy", (*WENDY[:2], (30, "job", "trial_placement", "", 20), *WENDY[3:]), None),
        ("wendy", (*WENDY[:2], (30, "contract_after_placement", "temporary", "", 20), *WENDY[3:]), LIFE),
        ("wendy", (*WENDY[:2], (28, "payment_blocked", "", "", 0), WENDY[2], WENDY[4]), LIFE),
        ("wendy", (*WENDY[:2], (27, "payment_blocked", "", "", 0), WENDY[2], WENDY[4]), None),
        ("wendy", (*WENDY[:3], (34, "payment_blocked", "", "", 0), (35, "payment_released", "", "", 0)), LIFE),
        ("wendy", (*WENDY[:3], (35, "payment_blocked", "", "", 0), (36, "payment_released", "", "", 0)), None),
        ("wendy", WENDY[:4], BETWEEN),
        ("wendy", ((0, "problem_at_start", "substance_use", "", 1), *WENDY[1:]), None),
        ("wendy", WENDY[:3], None),
        ("wendy", WENDY[1:], None),
        ("fernando", FERNANDO, LIFE),
        ("fernando", FERNANDO[:-1], CLOSE),
        ("fernando", FERNANDO[:3], OPPOSITE),
        ("fernando", (*FERNANDO[:6], (20, "dropped_out", "physical_health", "rehabilitation", 5)), OPPOSITE),
        ("fernando", FERNANDO[:1] + FERNANDO[2:], None),
        ("fernando", FERNANDO[:4] + ((8, "referral", "physical_health", "rehabilitation", 0),) + FERNANDO[5:], BETWEEN),
        ("fernando", (*FERNANDO[:4], (8, "referral", "mental_health", "siza", 1), *FERNANDO[5:]), BETWEEN),
        ("fernando", FERNANDO[:4] + ((8, "referral", "finances", "debt_help", 1),) + FERNANDO[5:], BETWEEN),
        ("ingrid-driver", DRIVER, LIFE),
        ("ingrid-driver", (*DRIVER[:2], (30, "job", "temporary", "", 32)), LIFE),
        ("ingrid-driver", (*DRIVER[:2], (31, "job", "temporary", "", 32)), CLOSE),
        ("ingrid-driver", DRIVER[::2], CLOSE),
        ("ingrid-driver", DRIVER[:2], OPPOSITE),
        ("ingrid-craft", CRAFT, LIFE),
        ("ingrid-craft", ADVICE, OPPOSITE),
    ],
)
def test_a_pattern_is_recognised(pattern, rows, course):
    recognised = pattern_courses(log_of(*rows), somebody(), 104).set_index("pattern")["course"]
    assert recognised.get(pattern) == course
    assert courses_of(pattern, log_of(*rows), somebody(), 104).get(7) == course


def test_a_lead_counts_if_the_contact_person_brought_it():
    by_peers = log_of(*DRIVER)
    by_peers["step"] = 5
    assert courses_of("ingrid-driver", by_peers, somebody(), 104)[7] == CLOSE


def test_work_must_be_kept_within_the_observed_weeks():
    for last, course in ((36, BETWEEN), (37, LIFE)):
        assert courses_of("wendy", log_of(*WENDY), somebody(), last)[7] == course


@pytest.mark.parametrize("changes", [{"female": False}, {"household": "couple"}, {"benefit_years": 0.9},
                                     {"true_self_efficacy": 0.7}])  # fmt: skip
def test_only_a_mother_long_on_the_benefit_and_unsure_is_like_ingrid(changes):
    assert "ingrid-driver" not in set(pattern_courses(log_of(*DRIVER), somebody(**changes), 104)["pattern"])


def test_frequencies_are_of_100_people_of_the_group():
    persons = pd.concat([somebody(person=number) for number in range(7, 12)], ignore_index=True)
    people = persons["group"].value_counts(sort=False)
    shares = frequencies(pattern_courses(log_of(*CRAFT), persons, 104), people).set_index("pattern")
    assert shares.loc["ingrid-craft", ["people", "start", "life", "opposite"]].tolist() == [5, 20.0, 20.0, 0.0]
    assert shares.loc["wendy", "start"] == 0.0
    assert list(shares.index) == list(LIFE_PATTERNS)
