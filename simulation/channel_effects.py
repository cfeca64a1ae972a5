"""Channel effects: the fields of a person and the moments of the week through which each channel works.

`frozen_channels.py` reads these tables; what freezing a channel means stands in `channels.py`.
"""

from .event_detection import COACHING_STEP, LIFE_STEP, PARTNERS_STEP, PEERS_STEP, WORK_STEP

TURN, MEASURING = 0, -1
"""Moments beside the steps of the week: the turn of the week before them, and measuring after them."""

BRINGS = {
    TURN: ("attention", ("trust", "rapport", "disclosed", "close_known")),
    LIFE_STEP: ("institution", ("trust", "rapport", "control", "letters", "sanction_until")),
    COACHING_STEP: (
        "attention",
        (
            "trust", "rapport", "attention", "shame", "self_efficacy", "stress", "level", "disclosed", "close_known",
            "lead_until", "unpaid_activity",
        ),
    ),
    PARTNERS_STEP: (
        "partners",
        (
            "trust", "rapport", "self_efficacy", "employability", "level", "disclosed", "target_group", "lead_until",
            "unpaid_activity",
        ),
    ),
    PEERS_STEP: ("peers", ("trust", "self_efficacy", "employability", "level", "disclosed", "lead_until")),
}  # fmt: skip
"""Moment → the channel and the fields of a person through which the moment brings something."""

SHARES = {
    "trust", "rapport", "attention", "shame", "self_efficacy", "stress", "control", "employability",
}  # fmt: skip
"""States between 0 and 1. Of the other fields, `level` moves by whole steps and the rest take A's value."""

JOB = (
    "jobs", "contract", "hours", "wage_hour", "tenure", "contract_until", "chosen", "status", "exit_week",
    "exits_to_work", "first_exit_week", "blocked", "blocks",
)  # fmt: skip
"""What changes together when a coach or a partner brings a placement or a business."""
BRINGS_JOBS = (COACHING_STEP, PARTNERS_STEP)

READS = {
    LIFE_STEP: {"partners": ("help",)},
    WORK_STEP: {"partners": ("help",), "attention": ("plan", "last_contact")},
    MEASURING: {"partners": ("help",)},
}
"""Moment → channel → fields that the rules read then and do not write."""

GOES_BY_RULES = (WORK_STEP, MEASURING)
"""Moments at which people go by the rules of a policy: the levers in `levers.RULES`."""

AT_START = {
    "attention": ("trust", "rapport", "disclosed"),
    "money": ("release_weeks", "released_before", "money", "stress", "life_satisfaction"),
}
"""Channel → fields in which week 0 itself depends on the policy: a relation begins anew, a release is counted anew."""
