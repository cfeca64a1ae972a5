"""The sentences of a life: for every kind of event the sentence that tells it, how much it weighs, and its short label.

A sentence is a whole message of the catalogue with places for he, his, him, the contact person and what the event is
about, so that every language can order it in its own way.
"""

from collections.abc import Mapping
from typing import NamedTuple

from simulation.week import EVENT_STEPS

from ..words.language import N_, _, decimal, plural
from .life_words import GROUPS, begun, domain_name, listed, partner_name, problem_name

WORK, HELP, CONTACT, OFFICE, LIFE = "work", "help", "contact", "department", "life"
"""What an event is about."""
NOT_TOLD = 99


class Told(NamedTuple):
    """How one kind of event is told: sentence, short label, what it is about, weight (1 is a turning point)."""

    sentence: str
    label: str
    about: str
    weight: int


TOLD = {
    "arrival": Told(N_("{he} comes onto the benefit."), N_("onto the benefit"), OFFICE, 1),
    "return": Told(N_("{he} comes back onto the benefit."), N_("back on the benefit"), OFFICE, 1),
    "exit_work": Told(
        N_("{he} leaves the benefit: income from work is enough now."), N_("off the benefit"), WORK, 1
    ),
    "exit_other": Told(N_("{he} leaves the benefit for another reason than work."), N_("off the benefit"), OFFICE, 1),
    "durable_exit": Told(
        N_("{he} has now worked for half a year without benefit."), N_("half a year in work"), WORK, 2
    ),
    "separation": Told(N_("{he} parts from {his} partner."), N_("separation"), LIFE, 1),
    "crisis": Told(N_("{he} is in a crisis."), N_("crisis"), LIFE, 2),
    "close_worse": Told(
        N_("{he} has new worries about somebody close by."), N_("worries close by"), LIFE, 6
    ),
    "close_eased": Told("", "", LIFE, NOT_TOLD),
    "close_seen": Told(
        N_("{he} tells about worries over somebody close by."), N_("tells of worries"), CONTACT, 5
    ),
    "sanction": Told(N_("{he} gets a sanction: less benefit for a month."), N_("sanction"), OFFICE, 1),
    "payment_blocked": Told(N_("No money comes: the payment is blocked."), N_("payment blocked"), OFFICE, 1),
    "payment_released": Told(N_("The payment is released."), N_("paid again"), OFFICE, 2),
    "assistance": Told(N_("{he} gets special assistance."), N_("special assistance"), CONTACT, 4),
    "withdrawal": Told(
        N_("{he} steps out of the experiment and returns to the usual service."), N_("steps out"), CONTACT, 1
    ),
    "left_study": Told(N_("{he} no longer takes part in the study."), N_("leaves the study"), CONTACT, 3),
    "change_of_coach": Told(N_("{he} gets another {contact}."), N_("another {contact}"), CONTACT, 3),
    "unpaid_begins": Told(N_("{he} begins voluntary work."), N_("voluntary work"), WORK, 2),
    "unpaid_ends": Told(N_("{he} stops with the voluntary work."), N_("voluntary work ends"), WORK, 4),
    "indication": Told(
        N_("{he} gets the target-group indication, which helps an employer to take {him} on."),
        N_("indication"), HELP, 2,
    ),
    "referral": Told(
        N_("The {contact} brings {him} into contact with {partner}, for help with {domain}."), N_("to {partner}"),
        HELP, 3,
    ),
    "self_referral": Told(
        N_("{he} turns to {partner} for help with {domain}."), N_("to {partner}"), HELP, 4
    ),
    "onward_referral": Told(N_("{he} is sent on to {partner} for help with {domain}."), N_("to {partner}"), HELP, 4),
    "admission": Told(N_("{he} can start at {partner}."), N_("starts: {partner}"), HELP, 3),
    "helped": Told(N_("{he} finishes with {partner}, and it helped."), N_("helped: {partner}"), HELP, 2),
    "not_helped": Told(
        N_("{he} finishes with {partner}, without much result."), N_("no result: {partner}"), HELP, 4
    ),
    "gave_up_waiting": Told(N_("{he} gives up waiting for {partner}."), N_("gives up: {partner}"), HELP, 3),
    "dropped_out": Told(N_("{he} stops going to {partner}."), N_("stops: {partner}"), HELP, 3),
    "problem_worse": Told(N_("There is now {problem}."), N_("worse: {domain}"), LIFE, 5),
    "problem_eased": Told(
        N_("There is less trouble with {domain} than before."), N_("better: {domain}"), LIFE, 6
    ),
    "disclosure": Told(N_("The {contact} hears about {problems}."), N_("tells: {domain}"), CONTACT, 3),
    "meeting": Told(N_("{he} talks with the {contact}."), N_("first talk"), CONTACT, 2),
    "no_show": Told(N_("{he} has now missed {n} appointments in a row."), N_("missed {n} times"), CONTACT, 4),
    "breach": Told(N_("Trust takes a blow: a promise was not kept."), N_("broken promise"), OFFICE, 4),
    "job_lead": Told(N_("{he} hears of a job."), N_("hears of a job"), WORK, 4),
    "job": Told(N_("{he} begins a temporary job of {hours} hours a week."), N_("temporary job"), WORK, 1),
    "contract_after_placement": Told(
        N_("The placement becomes a contract of {hours} hours a week."), N_("contract"), WORK, 1
    ),
    "renewal": Told(N_("{his} temporary job is extended."), N_("extended"), WORK, 4),
    "job_lost": Told(N_("{his} temporary job ends."), N_("job ends"), WORK, 1),
    "course_list": Told("", "", HELP, NOT_TOLD),
    "session": Told(N_("{he} comes to {course} for the first time."), N_("course"), HELP, 4),
    "course_over": Told("", "", HELP, NOT_TOLD),
    "acquainted": Told("", "", LIFE, NOT_TOLD),
    "letter": Told("", "", OFFICE, NOT_TOLD),
    "offer_refused": Told("", "", WORK, NOT_TOLD),
}
COUNTED = (
    "letter", "over", "close_over", "crisis_over", "offer_taken", "coach_record", "survey_answered",
    "survey_unanswered", "hours", "plan",
)  # fmt: skip
"""Not told one by one."""

BREACHES = {
    "payment": N_("Trust takes a blow: no money came."),
    "sanction": N_("Trust takes a blow: the department cut the benefit."),
    "change_of_coach": N_("Trust takes a blow: the familiar contact was gone without a handover."),
    "letter": N_("Trust takes a blow: a letter came that nobody had announced."),
    "overdue": N_("Trust takes a blow: a conversation was promised and did not come."),
    "other": N_("Trust takes a blow: a promise was not kept."),
}
JOBS = {
    "trial_placement": (N_("{he} begins a trial placement of {hours} hours a week."), N_("trial placement")),
    "temporary": (N_("{he} begins a temporary job of {hours} hours a week."), N_("temporary job")),
    "permanent": (N_("{he} begins a permanent job of {hours} hours a week."), N_("permanent job")),
    "self_employed": (N_("{he} starts a small business, {hours} hours a week."), N_("own business")),
}
JOBS_LOST = {
    "trial_placement": (N_("The trial placement ends without a contract."), N_("placement ends")),
    "temporary": (N_("{his} temporary job ends."), N_("job ends")),
    "permanent": (N_("{he} loses {his} permanent job."), N_("job lost")),
    "self_employed": (N_("{his} small business stops."), N_("business stops")),
}
PLACED = N_("The {contact} calls an employer, and {he} begins a trial placement of {hours} hours a week.")
ALONG = N_("The {contact} brings {him} into contact with {partner}, for help with {domain}, and goes along.")
MET = {
    "office": N_("{he} meets the {contact} for the first time, and they make a plan."),
    "home": N_("The {contact} comes to {his} home for the first time, and they make a plan."),
}
TALKED = {
    "office": N_("{he} talks with the {contact}."),
    "home": N_("{he} talks with the {contact} at home."),
}
HANDED_OVER = N_("{he} is sent on to {partner} for help with {domain}, with a warm handover.")


class Around(NamedTuple):
    """What an event is told by besides itself: the level of the problem before, and of a meeting, whether it is the
    first and whether a plan was made."""

    was: float = 0.0
    first: bool = False
    planned: bool = False


def told_of(row, around: Around) -> Told:
    """Return how one event is told; what is not told has the weight `NOT_TOLD`.

    `row` has event, step, detail, partner and value.
    """
    told = TOLD.get(row.event)
    if told is None:
        return Told("", "", LIFE, NOT_TOLD)
    return CASES[row.event](row, told, around) if row.event in CASES else told


def _not(told: Told) -> Told:
    return told._replace(weight=NOT_TOLD)


def _meeting(row, told: Told, around: Around) -> Told:
    if around.planned:
        return told._replace(sentence=MET[row.detail], label=N_("first meeting, plan"))
    if not around.first:
        return _not(told)
    return told._replace(sentence=TALKED[row.detail])


def _no_show(row, told: Told, around: Around) -> Told:
    return told if row.value >= 2 else _not(told)


def _worse(row, told: Told, around: Around) -> Told:
    return _not(told) if row.value < 2 else told._replace(weight=4 if row.value >= 3 else 6)


def _eased(row, told: Told, around: Around) -> Told:
    if around.was < 2:
        return _not(told)
    if row.value >= 2:
        return told
    return told._replace(sentence=N_("{domain} is no longer a problem."), label=N_("solved: {domain}"), weight=4)


def _referral(row, told: Told, around: Around) -> Told:
    return told._replace(sentence=ALONG, weight=2) if row.value else told


def _onward(row, told: Told, around: Around) -> Told:
    return told._replace(sentence=HANDED_OVER) if row.value else told


def _by_doctor(row, told: Told, around: Around) -> Told:
    """Going to the doctor and coming back is of every day; what came of it is not."""
    return _not(told) if row.partner == "general_practitioner" else told


def _job(row, told: Told, around: Around) -> Told:
    sentence, label = JOBS[row.detail]
    if row.detail == "trial_placement" and row.step == EVENT_STEPS["coaching"]:
        sentence = PLACED
    return told._replace(sentence=sentence, label=label)


def _job_lost(row, told: Told, around: Around) -> Told:
    sentence, label = JOBS_LOST[row.detail]
    return told._replace(sentence=sentence, label=label)


def _renewal(row, told: Told, around: Around) -> Told:
    if row.detail == "permanent":
        return told._replace(sentence=N_("{his} job becomes permanent."), label=N_("permanent job"), weight=2)
    return told if row.detail == "temporary" else _not(told)


def _lead(row, told: Told, around: Around) -> Told:
    if row.step != EVENT_STEPS["coaching"]:
        return told
    return told._replace(sentence=N_("{he} hears of a job through the {contact}."), weight=2)


def _session(row, told: Told, around: Around) -> Told:
    if row.detail == "participants_meeting":
        return told._replace(sentence=N_("{he} is at the participants' meeting."), weight=6)
    return told if row.value == 1 else _not(told)


def _breach(row, told: Told, around: Around) -> Told:
    return told._replace(sentence=BREACHES[row.detail])


CASES = {
    "meeting": _meeting, "no_show": _no_show, "problem_worse": _worse, "problem_eased": _eased, "referral": _referral,
    "onward_referral": _onward, "self_referral": _by_doctor, "admission": _by_doctor, "not_helped": _by_doctor,
    "gave_up_waiting": _by_doctor, "dropped_out": _by_doctor, "job": _job, "job_lost": _job_lost, "renewal": _renewal,
    "job_lead": _lead, "session": _session, "breach": _breach,
}  # fmt: skip


def fields_of(row, words: Mapping[str, str], problems: list[tuple[str, float]] = ()) -> dict:
    """Return what stands in the places of a sentence about an event; `problems` are told together."""
    fields = {"n": decimal(row.value), "hours": decimal(row.value)} | dict(words)
    if row.partner:
        fields["partner"] = partner_name(row.partner)
    if row.event == "session":
        fields["course"] = _(GROUPS[row.detail])
    elif row.event in DOMAIN_EVENTS:
        fields["domain"] = domain_name(row.detail)
        fields["problem"] = problem_name(row.detail, row.value)
        named = problems or [(row.detail, row.value)]
        fields["problems"] = listed([problem_name(name, level) for name, level in named])
    return fields


DOMAIN_EVENTS = (
    "problem_worse", "problem_eased", "disclosure", "self_referral", "referral", "onward_referral", "admission",
    "helped", "not_helped", "gave_up_waiting", "dropped_out",
)  # fmt: skip


def sentence(row, told: Told, words: Mapping[str, str], problems: list[tuple[str, float]] = ()) -> str:
    """Return the sentence of an event in the language in use."""
    text = _(told.sentence)
    if row.event == "admission" and row.value >= 1:
        text = plural(
            "{he} can start at {partner}, after {n} week of waiting.",
            "{he} can start at {partner}, after {n} weeks of waiting.",
            int(row.value),
        )
    return begun(text.format(**fields_of(row, words, problems)))


def label(row, told: Told, words: Mapping[str, str], problems: list[tuple[str, float]] = ()) -> str:
    """Return the short label of an event for the figure; empty if it has none. `problems` are told together."""
    if not told.label:
        return ""
    if len(problems) > 1:
        number = len(problems)
        return plural("tells: {n} problem", "tells: {n} problems", number).format(n=decimal(number))
    fields = fields_of(row, words)
    if row.partner:
        fields["partner"] = partner_name(row.partner, short=True)
    return _(told.label).format(**fields)
