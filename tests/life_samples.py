"""Hand-made event logs and people, for the tests of life patterns and stories."""

import pandas as pd

from scenarios.lives.followed_life import BENEFIT

COLUMNS = ("week", "step", "event", "detail", "partner", "value")


def log_of(*rows, person=7, group="coaching"):
    """Return a log of (week, event, detail, partner, value) rows of one person."""
    full = [(week, 2, event, detail, partner, float(value)) for week, event, detail, partner, value in rows]
    frame = pd.DataFrame(full, columns=COLUMNS)
    frame.insert(0, "group", pd.Categorical([group] * len(frame)))
    frame.insert(0, "person", person)
    frame.insert(0, "replication", 0)
    return frame


def somebody(**changes):
    row = {
        "replication": 0, "person": 7, "group": "coaching", "age": 45.3, "female": True, "household": "single_parent",
        "young_children": False, "education": 0, "neighbourhood": "Noord", "benefit_years": 9.0,
        "true_self_efficacy": 0.4,
    }  # fmt: skip
    return pd.DataFrame([row | changes]).astype({"group": "category"})


WENDY = (
    (0, "problem_at_start", "substance_use", "", 3), (3, "admission", "mental_health", "ggz", 12),
    (30, "job", "temporary", "", 20), (31, "payment_blocked", "", "", 0), (33, "payment_released", "", "", 0),
)  # fmt: skip
FERNANDO = (
    (0, "problem_at_start", "physical_health", "", 4), (2, "no_show", "", "", 1), (5, "no_show", "", "", 2),
    (8, "meeting", "home", "", 1), (8, "referral", "physical_health", "rehabilitation", 1),
    (15, "admission", "physical_health", "rehabilitation", 7), (40, "helped", "physical_health", "rehabilitation", 25),
    (44, "admission", "activation", "practice_diagnosis", 3), (51, "job", "trial_placement", "", 32),
    (64, "contract_after_placement", "temporary", "", 32),
)  # fmt: skip
DRIVER = ((9, "meeting", "office", "", 1), (20, "job_lead", "", "", 0), (22, "job", "trial_placement", "", 32))
CRAFT = (
    (10, "referral", "activation", "self_employment_advice", 0),
    (24, "helped", "activation", "self_employment_advice", 9),
    (24, "job", "self_employed", "", 16),
)  # fmt: skip
START = {
    "sex": "woman", "household": "single parent", "age": 45.3, "young_children": False, "education": "low",
    "years_on_benefit": 9.0, "end": BENEFIT,
}  # fmt: skip
