"""Texts of life events: for every kind of event its sentence, its short label and its weight.

A sentence is a whole message of the catalogue with placeholders for he, his, him, the contact person and the subject of
the event, so that every language can choose its own word order.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from simulation.week import EVENT_STEPS

from ..words.language import N_, _, decimal, plural
from .life_words import BREACHES, GROUPS, capitalised, domain_name, enumeration, partner_name, problem_name

ABOUT_WORK, ABOUT_HELP, ABOUT_CONTACT, ABOUT_OFFICE, ABOUT_LIFE = "work", "help", "contact", "department", "life"
"""Subjects of events."""
OMITTED = 99
"""Weight of events that are left out of the story."""


class PersonEvent(Protocol):
    """A row of the event log of one person."""

    week: int
    step: int
    event: str
    detail: str
    partner: str
    value: float


Problems = Sequence[tuple[str, float]]
"""Domain and level of problems."""


class EventText(NamedTuple):
    """The text of one kind of event: sentence, short label, subject, weight (1 is a turning point)."""

    sentence: str
    label: str
    subject: str
    weight: int


EVENT_TEXTS = {
    "arrival": EventText(N_("{he} comes onto the benefit."), N_("onto the benefit"), ABOUT_OFFICE, 1),
    "return": EventText(N_("{he} comes back onto the benefit."), N_("back on the benefit"), ABOUT_OFFICE, 1),
    "exit_work": EventText(
        N_("{he} leaves the benefit: income from work is enough now."), N_("off the benefit"), ABOUT_WORK, 1
    ),
    "exit_other": EventText(
        N_("{he} leaves the benefit for another reason than work."), N_("off the benefit"), ABOUT_OFFICE, 1
    ),
    "exit_household": EventText(
        N_("{he} leaves the benefit: the norm is lower."), N_("off the benefit"), ABOUT_OFFICE, 1
    ),
    "durable_exit": EventText(
        N_("{he} has now worked for half a year without benefit."), N_("half a year in work"), ABOUT_WORK, 2
    ),
    "separation": EventText(N_("{he} parts from {his} partner."), N_("separation"), ABOUT_LIFE, 1),
    "crisis": EventText(N_("{he} is in a crisis."), N_("crisis"), ABOUT_LIFE, 2),
    "close_worse": EventText(N_("{he} has new worries about somebody close by."), N_("worries close by"),
                             ABOUT_LIFE, 6),
    "close_seen": EventText(
        N_("{he} tells about worries over somebody close by."), N_("tells of worries"), ABOUT_CONTACT, 5
    ),
    "warning": EventText(N_("{he} gets a warning from the department."), N_("warning"), ABOUT_OFFICE, 3),
    "sanction": EventText(N_("{he} gets a sanction: less benefit for a time."), N_("sanction"), ABOUT_OFFICE, 1),
    "recovery": EventText(
        N_("{he} has to pay back benefit, with a fine: earnings were not reported."), N_("pays back"), ABOUT_OFFICE, 1
    ),
    "payment_blocked": EventText(N_("No money comes: the payment is blocked."), N_("payment blocked"), ABOUT_OFFICE, 1),
    "payment_released": EventText(N_("The payment is released."), N_("paid again"), ABOUT_OFFICE, 2),
    "assistance": EventText(N_("{he} gets special assistance."), N_("special assistance"), ABOUT_CONTACT, 4),
    "withdrawal": EventText(
        N_("{he} steps out of the experiment and returns to the usual service."), N_("steps out"), ABOUT_CONTACT, 1
    ),
    "left_study": EventText(N_("{he} no longer takes part in the study."), N_("leaves the study"), ABOUT_CONTACT, 3),
    "change_of_coach": EventText(N_("{he} gets another {contact}."), N_("another {contact}"), ABOUT_CONTACT, 3),
    "unpaid_begins": EventText(N_("{he} begins voluntary work."), N_("voluntary work"), ABOUT_WORK, 2),
    "unpaid_ends": EventText(N_("{he} stops with the voluntary work."), N_("voluntary work ends"), ABOUT_WORK, 4),
    "indication": EventText(
        N_("{he} gets the target-group indication, which helps an employer to take {him} on."),
        N_("indication"), ABOUT_HELP, 2,
    ),
    "referral": EventText(
        N_("The {contact} brings {him} into contact with {partner}, for help with {domain}."), N_("to {partner}"),
        ABOUT_HELP, 3,
    ),
    "self_referral": EventText(
        N_("{he} turns to {partner} for help with {domain}."), N_("to {partner}"), ABOUT_HELP, 4
    ),
    "onward_referral": EventText(
        N_("{he} is sent on to {partner} for help with {domain}."), N_("to {partner}"), ABOUT_HELP, 4
    ),
    "admission": EventText(N_("{he} can start at {partner}."), N_("starts: {partner}"), ABOUT_HELP, 3),
    "helped": EventText(N_("{he} finishes with {partner}, and it helped."), N_("helped: {partner}"), ABOUT_HELP, 2),
    "not_helped": EventText(
        N_("{he} finishes with {partner}, without much result."), N_("no result: {partner}"), ABOUT_HELP, 4
    ),
    "gave_up_waiting": EventText(N_("{he} gives up waiting for {partner}."), N_("gives up: {partner}"), ABOUT_HELP, 3),
    "dropped_out": EventText(N_("{he} stops going to {partner}."), N_("stops: {partner}"), ABOUT_HELP, 3),
    "problem_worse": EventText(N_("There is now {problem}."), N_("worse: {domain}"), ABOUT_LIFE, 5),
    "problem_eased": EventText(
        N_("There is less trouble with {domain} than before."), N_("better: {domain}"), ABOUT_LIFE, 6
    ),
    "disclosure": EventText(N_("The {contact} hears about {problems}."), N_("tells: {domain}"), ABOUT_CONTACT, 3),
    "meeting": EventText(N_("{he} talks with the {contact}."), N_("first talk"), ABOUT_CONTACT, 2),
    "no_show": EventText(N_("{he} has now missed {n} appointments in a row."), N_("missed {n} times"),
                         ABOUT_CONTACT, 4),
    "breach": EventText(N_("Trust takes a blow: a promise was not kept."), N_("broken promise"), ABOUT_OFFICE, 4),
    "job_lead": EventText(N_("{he} hears of a job."), N_("hears of a job"), ABOUT_WORK, 4),
    "job": EventText(N_("{he} begins a temporary job of {hours} hours a week."), N_("temporary job"), ABOUT_WORK, 1),
    "contract_after_placement": EventText(
        N_("The placement becomes a contract of {hours} hours a week."), N_("contract"), ABOUT_WORK, 1
    ),
    "renewal": EventText(N_("{his} temporary job is extended."), N_("extended"), ABOUT_WORK, 4),
    "job_lost": EventText(N_("{his} temporary job ends."), N_("job ends"), ABOUT_WORK, 1),
    "session": EventText(N_("{he} comes to {course} for the first time."), N_("course"), ABOUT_HELP, 4),
}
_LEFT_OUT = (
    "over", "close_over", "close_eased", "crisis_over", "offer_taken", "acquainted", "coach_record", "survey_answered",
    "survey_unanswered", "hours", "plan",
)  # fmt: skip
_SUBJECTS = dict(letter=ABOUT_OFFICE, offer_refused=ABOUT_WORK, course_list=ABOUT_HELP, course_over=ABOUT_HELP)
_SUBJECTS = dict.fromkeys(_LEFT_OUT, ABOUT_LIFE) | _SUBJECTS
EVENT_TEXTS |= {kind: EventText("", "", subject, OMITTED) for kind, subject in _SUBJECTS.items()}

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
PLACED_SENTENCE = N_("The {contact} calls an employer, and {he} begins a trial placement of {hours} hours a week.")
ALONG = N_("The {contact} brings {him} into contact with {partner}, for help with {domain}, and goes along.")
MET = {
    "office": N_("{he} meets the {contact} for the first time, and they make a plan."),
    "home": N_("The {contact} comes to {his} home for the first time, and they make a plan."),
}
TALKED = {"office": N_("{he} talks with the {contact}."), "home": N_("{he} talks with the {contact} at home.")}
HANDED_OVER = N_("{he} is sent on to {partner} for help with {domain}, with a warm handover.")


class EventContext(NamedTuple):
    """The context of an event: the level of the problem and the benefit before it; whether a first meeting, a plan."""

    level_before: float = 0.0
    first_meeting: bool = False
    planned: bool = False
    on_benefit: bool = True


def event_text(row: PersonEvent, context: EventContext) -> EventText:
    """Return the text of one event; an event that is left out has the weight `OMITTED`."""
    text = EVENT_TEXTS[row.event]
    return CASES[row.event](row, text, context) if row.event in CASES else text


def _omitted(text: EventText) -> EventText:
    return text._replace(weight=OMITTED)


def _meeting(row: PersonEvent, text: EventText, context: EventContext) -> EventText:
    if context.planned:
        return text._replace(sentence=MET[row.detail], label=N_("first meeting, plan"))
    if not context.first_meeting:
        return _omitted(text)
    return text._replace(sentence=TALKED[row.detail])


def _no_show(row: PersonEvent, text: EventText, context: EventContext) -> EventText:
    return text if row.value >= 2 else _omitted(text)


def _other_exit(row: PersonEvent, text: EventText, context: EventContext) -> EventText:
    """Who is off the benefit already leaves nothing: of those off it without work, only the pension age is noted."""
    if context.on_benefit:
        return text
    return text._replace(sentence=N_("{he} reaches the pension age."), label=N_("pension age"), weight=2)


def _worse(row: PersonEvent, text: EventText, context: EventContext) -> EventText:
    return _omitted(text) if row.value < 2 else text._replace(weight=4 if row.value >= 3 else 6)


def _eased(row: PersonEvent, text: EventText, context: EventContext) -> EventText:
    if context.level_before < 2:
        return _omitted(text)
    if row.value >= 2:
        return text
    return text._replace(sentence=N_("{domain} is no longer a problem."), label=N_("solved: {domain}"), weight=4)


def _referral(row: PersonEvent, text: EventText, context: EventContext) -> EventText:
    return text._replace(sentence=ALONG, weight=2) if row.value else text


def _onward(row: PersonEvent, text: EventText, context: EventContext) -> EventText:
    return text._replace(sentence=HANDED_OVER) if row.value else text


def _by_doctor(row: PersonEvent, text: EventText, context: EventContext) -> EventText:
    """Leave out visits to the general practitioner: they are common, and their results have events of their own."""
    return _omitted(text) if row.partner == "general_practitioner" else text


def _job(row: PersonEvent, text: EventText, context: EventContext) -> EventText:
    sentence, label = JOBS[row.detail]
    if row.detail == "trial_placement" and row.step == EVENT_STEPS["coaching"]:
        sentence = PLACED_SENTENCE
    return text._replace(sentence=sentence, label=label)


def _job_lost(row: PersonEvent, text: EventText, context: EventContext) -> EventText:
    sentence, label = JOBS_LOST[row.detail]
    return text._replace(sentence=sentence, label=label)


def _renewal(row: PersonEvent, text: EventText, context: EventContext) -> EventText:
    if row.detail == "permanent":
        return text._replace(sentence=N_("{his} job becomes permanent."), label=N_("permanent job"), weight=2)
    return text if row.detail == "temporary" else _omitted(text)


def _lead(row: PersonEvent, text: EventText, context: EventContext) -> EventText:
    if row.step != EVENT_STEPS["coaching"]:
        return text
    return text._replace(sentence=N_("{he} hears of a job through the {contact}."), weight=2)


def _session(row: PersonEvent, text: EventText, context: EventContext) -> EventText:
    if row.detail == "participants_meeting":
        return text._replace(sentence=N_("{he} is at the participants' meeting."), weight=6)
    return text if row.value == 1 else _omitted(text)


def _breach(row: PersonEvent, text: EventText, context: EventContext) -> EventText:
    return text._replace(sentence=BREACHES[row.detail])


CASES: dict[str, Callable[[PersonEvent, EventText, EventContext], EventText]] = {
    "meeting": _meeting, "no_show": _no_show, "problem_worse": _worse, "problem_eased": _eased, "referral": _referral,
    "onward_referral": _onward, "self_referral": _by_doctor, "admission": _by_doctor, "not_helped": _by_doctor,
    "gave_up_waiting": _by_doctor, "dropped_out": _by_doctor, "job": _job, "job_lost": _job_lost, "renewal": _renewal,
    "job_lead": _lead, "session": _session, "breach": _breach, "exit_other": _other_exit,
}  # fmt: skip


def event_fields(row: PersonEvent, words: Mapping[str, str], problems: Problems = ()) -> dict[str, str]:
    """Return the values of the placeholders of an event; `problems` are those disclosed in the same week."""
    fields = {"n": decimal(row.value), "hours": decimal(row.value)} | dict(words)
    if row.partner:
        fields["partner"] = partner_name(row.partner)
    if row.event == "session":
        fields["course"] = _(GROUPS[row.detail])
    elif row.event in DOMAIN_EVENTS:
        fields["domain"] = domain_name(row.detail)
        fields["problem"] = problem_name(row.detail, row.value)
        named = problems or [(row.detail, row.value)]
        fields["problems"] = enumeration([problem_name(name, level) for name, level in named])
    return fields


DOMAIN_EVENTS = (
    "problem_worse", "problem_eased", "disclosure", "self_referral", "referral", "onward_referral", "admission",
    "helped", "not_helped", "gave_up_waiting", "dropped_out",
)  # fmt: skip


def event_sentence(row: PersonEvent, text: EventText, words: Mapping[str, str], problems: Problems = ()) -> str:
    """Return the sentence of an event in the language in use; `problems` are those disclosed in the same week."""
    template = _(text.sentence)
    if row.event == "admission" and row.value >= 1:
        template = plural(
            "{he} can start at {partner}, after {n} week of waiting.",
            "{he} can start at {partner}, after {n} weeks of waiting.",
            int(row.value),
        )
    return capitalised(template.format(**event_fields(row, words, problems)))


def event_label(row: PersonEvent, text: EventText, words: Mapping[str, str], problems: Problems = ()) -> str:
    """Return the short label of an event for the figure; empty if it has none. `problems` as of `event_sentence`."""
    if not text.label:
        return ""
    if len(problems) > 1:
        number = len(problems)
        return plural("tells: {n} problem", "tells: {n} problems", number).format(n=decimal(number))
    fields = event_fields(row, words)
    if row.partner:
        fields["partner"] = partner_name(row.partner, short=True)
    return _(text.label).format(**fields)
