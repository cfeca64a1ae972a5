"""Small worlds that the tests share."""

from simulation.design import CoachPost, Design, Group
from simulation.equilibrium import equilibrium_of

COACHED = {
    "team": "coaches",
    "contacts_per_year": 6.0,
    "hours_per_contact": 1.0,
    "initiative": "both",
    "topic": "participant",
    "planned_ahead": True,
    "rules_in_conversation": False,
    "invitation": "telephone",
    "outreach": True,
    "goes_along": True,
    "special_assistance": "whole_picture",
    "may_withdraw": True,
}
FREE = COACHED | {
    "exempt": True,
    "release_share": 0.5,
    "release_months": 24.0,
    "exit_bonus_year": 2400.0,
}
USUAL_EQUILIBRIUM = {}


def two_groups(size=150, weeks=52, policy=None, **changes) -> Design:
    """Return a design of a coached group and an equal group under the service as usual."""
    return Design(
        **{
            "name": "two groups",
            "groups": (
                Group(name="coached", size=size, policy=FREE if policy is None else policy),
                Group(name="usual", size=size),
            ),
            "weeks": weeks,
            "posts": (CoachPost(), CoachPost(arrives=20)),
            "coach_team": {"case_discussion": True, "training_week": 6},
            "organisation": {"coordination": True, "coordination_from": 8},
        }
        | changes
    )


def usual_equilibrium():
    """Return the equilibrium of the untouched world; solved once in a test session."""
    if not USUAL_EQUILIBRIUM:
        USUAL_EQUILIBRIUM["it"] = equilibrium_of(two_groups())
    return USUAL_EQUILIBRIUM["it"]
