"""Channels: the ways in which a policy reaches people, and what it means to freeze one at its course under another.

Of a week, each rule-set brings people something: a conversation raises rapport, a finished service eases a problem.
What a rule-set brings is a channel's, and so are the rules of income and of duties that work and mind go by. To
freeze a channel at its course under scenario A in a run of scenario B is to take away what B brought a person
through it in that week, and to bring what A brought the same person in the same week. A gain of a state between 0
and 1 is carried over as a share of what lacked, a loss as a share of what there was (so the rules themselves work),
a level of a problem by whole steps; a placement or a business only reaches who has no work and is on the benefit.
Where both lives are equal so far, what is carried over is A's to the last bit.

Some things are not brought but read: who is in service is protected and keeps in touch with work; who has a plan
and attention feels autonomy; who left is followed. Of a frozen channel the rules read these as they were under A.

Left alone, so that the world holds together: agendas, coach hours, waiting lists, places, course rounds and ties go
as B's rules make them go, whatever they bring. What no channel carries (the labour market, displacement, parameters,
payments blocked at a change of work) stays as in B: it is what B differs by with all channels frozen.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Channel:
    """What readers see of a channel."""

    title: str
    meaning: str


CHANNELS = {
    "attention": Channel(
        "Attention and rapport",
        "what conversations and changes of contact person bring: trust, rapport, problems told, self-efficacy, special "
        "assistance, job leads",
    ),
    "partners": Channel(
        "Help from partners",
        "what partners bring: problems eased, self-efficacy, employability, placements, and the hold that help gives",
    ),
    "money": Channel(
        "Money",
        "the rules of income: how much of earnings is released and for how long, and the exit bonus",
    ),
    "duties": Channel(
        "Duties and autonomy",
        "the duty in the search for work, and what lets people feel free: no duties, who sets the topic, how they are "
        "invited",
    ),
    "institution": Channel(
        "Institution",
        "letters, checks and sanctions of the department, and what they do to trust",
    ),
    "peers": Channel(
        "Peers",
        "what group courses, the participants' meeting and acquaintances bring",
    ),
}
"""Name → what readers see, in the order of the figure."""

BRINGS = {
    "calendar": ("attention", ("trust", "rapport", "disclosed", "close_known")),
    "life": ("institution", ("trust", "rapport", "control", "letters", "sanction_until")),
    "coaching": (
        "attention",
        (
            "trust", "rapport", "attention", "shame", "self_efficacy", "stress", "level", "disclosed", "close_known",
            "lead_until", "unpaid_activity",
        ),
    ),
    "partners": (
        "partners",
        (
            "trust", "rapport", "self_efficacy", "employability", "level", "disclosed", "target_group", "lead_until",
            "unpaid_activity",
        ),
    ),
    "peers": ("peers", ("trust", "self_efficacy", "employability", "level", "disclosed", "lead_until")),
}  # fmt: skip
"""Step of the week (`week.py`) → the channel and the fields of a person through which the step brings something."""

SHARES = {
    "trust", "rapport", "attention", "shame", "self_efficacy", "stress", "control", "employability",
}  # fmt: skip
"""States between 0 and 1. Of the other fields, `level` moves by whole steps and the rest take A's value."""

JOB = (
    "jobs", "contract", "hours", "wage_hour", "tenure", "contract_until", "chosen", "status", "exit_week",
    "exits_to_work", "first_exit_week", "blocked", "blocks",
)  # fmt: skip
"""What changes together when a coach or a partner brings a placement or a business."""
BRINGS_JOBS = ("coaching", "partners")

READS: dict[str, dict[str, tuple[str, ...]]] = {
    "life": {"partners": ("help",)},
    "work": {"partners": ("help",), "attention": ("plan", "last_contact")},
    "measure": {"partners": ("help",)},
}
"""Step → channel → fields that the rules of the step read and do not write."""

RULES = {
    "money": ("release_share", "release_cap_month", "release_months", "exit_bonus_year"),
    "duties": ("exempt", "topic", "invitation"),
}
"""Channel → levers of the policy that work and mind read; for each person those of A's policy for the person then."""
GOES_BY_RULES = ("work", "measure")

AT_START = {
    "attention": ("trust", "rapport", "disclosed"),
    "money": ("release_weeks", "released_before", "money", "stress", "life_satisfaction"),
}
"""Channel → fields in which week 0 itself depends on the policy: a relation begins anew, a release is counted anew."""
