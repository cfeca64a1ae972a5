"""Channels: the ways in which a policy reaches people, and the meaning of freezing one.

Each rule-set of a week changes people: a conversation raises rapport, a finished service eases a problem. These
changes belong to a channel. The rules of income and of duties that work and mind read are
channels too: they are the levers of a policy that `levers.toml` gives the channel money or duties.

A run of scenario B freezes a channel at its course under scenario A: in every week the channel's
changes to a person in B are undone, and its changes to the same person in A are applied. A rise of a state
between 0 and 1 is carried over as a share of the distance to 1, a fall as a share of the distance to 0 (the rules
work so too). A problem moves by whole levels. A placement or a business reaches only people on the benefit without
work. As long as both lives are equal, the result equals A to the last bit.

Some fields are read and not changed: being in service protects and keeps in touch with work, a conversation breaks the
silence, a person who left is followed. For a frozen channel the rules read the values that these fields had
under A.

Agendas, coach hours, waiting lists, places, course rounds and acquaintances are never frozen: they follow the rules
of B, so that the world stays consistent. Neither is anything that no channel carries (the labour market,
displacement, parameters, payments blocked at a change of work, debts for earnings that were not reported). This
remainder is the difference that is left with all channels frozen.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Channel:
    """A row of the table of channels: the texts that readers see."""

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
        "Duties",
        "the duties in the search for work, and the threat of sanctions",
    ),
    "institution": Channel(
        "Institution",
        "letters, warnings and sanctions of the department: the pressure that people feel, how they are treated, trust",
    ),
    "peers": Channel(
        "Peers",
        "what group courses, the participants' meeting and acquaintances bring",
    ),
}
"""Name → row, in the order of the figure."""

RULED = ("money", "duties")
"""Channels that consist of rules of the policy: the levers that `levers.toml` gives this channel."""

BRINGS = {
    "calendar": (
        "attention",
        ("trust", "rapport", "rapport_department", "disclosed", "close_known", "lead_until"),
    ),
    "life": (
        "institution",
        (
            "trust", "fair_treatment", "control", "in_touch", "letters_lawful", "letters_duty",
            "warned_week", "sanction_week", "sanctions_imposed", "sanctions_in_row", "sanction_until",
        ),
    ),
    "coaching": (
        "attention",
        (
            "trust", "rapport", "rapport_department", "fair_treatment", "led", "attention", "shame", "self_efficacy",
            "stress", "level", "disclosed", "close_known", "lead_until", "unpaid_activity",
        ),
    ),
    "partners": (
        "partners",
        (
            "trust", "rapport", "self_efficacy", "employability", "level", "disclosed", "target_group", "lead_until",
            "unpaid_activity",
        ),
    ),
    "peers": (
        "peers",
        ("trust", "rapport", "self_efficacy", "employability", "level", "disclosed", "lead_until"),
    ),
}  # fmt: skip
"""Step of the week (`week.py`) → the channel and the fields of a person that the step changes through this channel."""

SHARE_FIELDS = {
    "trust", "rapport", "rapport_department", "fair_treatment", "led", "attention", "shame", "self_efficacy", "stress",
    "control", "in_touch", "employability",
}  # fmt: skip
"""States between 0 and 1. Of the other fields, `level` moves by whole steps and the rest take A's value."""

JOB_FIELDS = (
    "jobs", "contract", "hours", "wage_hour", "tenure", "contract_until", "chosen", "status", "exit_week",
    "exits_to_work", "first_exit_week", "blocked", "blocks", "contracts", "working_since", "ww_until",
)  # fmt: skip
"""Fields that change when a coach or a partner arranges a placement or a business."""
BRINGS_JOBS = ("coaching", "partners")

READS: dict[str, dict[str, tuple[str, ...]]] = {
    "life": {"partners": ("help",)},
    "work": {"partners": ("help",), "attention": ("last_contact",)},
    "measure": {"partners": ("help",)},
}
"""Step → channel → fields that the rules of the step read and do not write."""

GOES_BY_RULES: dict[str, tuple[str, ...]] = {"life": ("money",), "work": RULED, "measure": RULED}
"""Step → channels whose rules the step reads; benefit that was paid too much follows the rules of income."""

FIELDS_AT_START = {
    "attention": ("trust", "rapport", "rapport_department", "disclosed"),
    "money": ("release_weeks", "released_before", "money", "stress", "used_to", "life_satisfaction"),
}
"""Channel → fields whose value in week 0 depends on the policy: new relations begin, the release counts from zero."""
