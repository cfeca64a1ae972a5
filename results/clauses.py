"""The words of a life: for every kind of event the clause that tells it."""

import pandas as pd

from simulation.noting import COACHING_STEP

PARTNERS = {
    "ggz": "mental health care (GGZ)",
    "addiction_care": "addiction care",
    "general_practitioner": "the general practitioner",
    "rehabilitation": "the rehabilitation centre",
    "siza": "SIZA (brain injury)",
    "contourdetwern": "ContourdeTwern (welfare work)",
    "debt_help": "debt help",
    "household_goods": "the charity for household goods",
    "language_course": "the language course",
    "childcare": "childcare",
    "practice_diagnosis": "the practice diagnosis centre",
    "tilburg_actief": "Tilburg Actief",
    "krachtcentrale_013": "the 013-Krachtcentrale",
    "temporary_jobs": "the temporary-jobs scheme",
    "employer_services": "employer services",
    "target_group_indication": "the office for the target-group indication",
    "self_employment_advice": "self-employment advice",
}
DOMAINS = {
    "finances": "money",
    "mental_health": "mental health",
    "physical_health": "physical health",
    "substance_use": "substance use",
    "housing": "the home",
    "social_network": "loneliness",
    "language": "the language",
    "digital_skills": "dealing with computers",
    "care_duties": "care at home",
    "activation": "a step towards work",
}
GROUPS = {
    "computer_course": "the computer course",
    "leren_doe_je_nu": "the training Leren doe je nu",
    "job_search_training": "the job-search training",
    "participants_meeting": "the participants' meeting",
}
WEIGHTS = {1: "a worry", 2: "a problem", 3: "a serious problem", 4: "an acute problem"}
WORK = {
    "trial_placement": "a trial placement",
    "temporary": "a temporary job",
    "permanent": "a permanent job",
    "self_employed": "a small business",
}
CAUSES = {
    "payment": "no money came",
    "sanction": "the department cut the benefit",
    "change_of_coach": "the familiar contact was gone without a handover",
    "letter": "a letter came that nobody had announced",
    "overdue": "a conversation was promised and did not come",
    "other": "a promise was not kept",
}
SIMPLE = {
    "arrival": "comes on the benefit",
    "return": "comes back on the benefit",
    "exit_work": "leaves the benefit: income from work is enough now",
    "exit_other": "leaves the benefit for another reason than work",
    "separation": "parts from {his} partner",
    "close_worse": "has new worries about somebody close by",
    "close_eased": "worries less about somebody close by",
    "close_seen": "tells about worries over somebody close by",
    "crisis": "is in a crisis",
    "sanction": "gets a sanction: less benefit for a month",
    "payment_blocked": "gets no money: the payment is blocked",
    "payment_released": "sees the payment released",
    "assistance": "gets special assistance, something for the home or the bills",
    "withdrawal": "steps out of the experiment and returns to the usual service",
    "left_study": "leaves the study",
    "change_of_coach": "Another {contact} is named for {him}",
    "unpaid_begins": "begins voluntary work",
    "unpaid_ends": "stops with the voluntary work",
    "acquainted": "gets to know somebody there",
    "indication": "gets the target-group indication, which helps an employer to take {him} on",
    "durable_exit": "has been off the benefit in work for half a year",
}
"""Events whose sentence says all there is to say."""

COUNTED = (
    "letter", "over", "close_over", "crisis_over", "offer_taken", "coach_record", "survey_answered",
    "survey_unanswered", "offer_refused", "hours", "plan",
)  # fmt: skip
"""Not told one by one."""

ORDER = (
    "separation", "close_worse", "close_eased", "problem_worse", "crisis", "no_show", "meeting", "disclosure",
    "close_seen", "assistance", "referral", "helped", "not_helped", "problem_eased", "onward_referral", "self_referral",
    "admission", "job_lead", "offer_taken", "job_lost", "job", "contract_after_placement", "renewal", "exit_work",
    "return", "sanction", "payment_blocked", "payment_released", "breach",
)  # fmt: skip
"""In which order the events of one step of a week are told; others come last."""


def title(partner: str) -> str:
    """Return what readers call a partner."""
    return PARTNERS.get(partner, partner.replace("_", " "))


def sentences(happened: pd.DataFrame, words: dict) -> list[str]:
    """Return what happened in one week as sentences, in order; a clause without a subject is about the person."""
    rank = {kind: place for place, kind in enumerate(ORDER)}
    rows = sorted(happened.itertuples(), key=lambda row: (row.step, rank.get(row.event, len(ORDER))))
    kinds = [row.event for row in rows]
    told = []
    for row in rows:
        clause = clause_of(row, kinds).format(**words)
        if not clause:
            continue
        sentence = f"{clause}." if clause[0].isupper() else f"{words['He']} {clause}."
        if sentence not in told:
            told.append(sentence)
    return told


def clause_of(row, kinds: list[str]) -> str:
    """Return the clause of one event, given the kinds of events of the same week; empty if it is not told."""
    kind = row.event
    if kind == "payment_released" and "exit_other" in kinds:
        return ""
    if kind in SIMPLE:
        return SIMPLE[kind]
    if kind in COUNTED:
        return ""
    return TOLD.get(kind, _help)(row, kinds)


def _worse(row, kinds) -> str:
    if row.value < 2:
        return ""
    what = DOMAINS[row.detail]
    return f"{what[0].upper()}{what[1:]} becomes {WEIGHTS[int(row.value)]}"


def _eased(row, kinds) -> str:
    what = DOMAINS[row.detail]
    if row.value == 0:
        return ""
    return f"{what[0].upper()}{what[1:]} is {'no longer a problem' if row.value < 2 else 'less of a problem'}"


def _disclosure(row, kinds) -> str:
    return f"It comes out that {DOMAINS[row.detail]} is {WEIGHTS[max(1, int(row.value))]}"


def _meeting(row, kinds) -> str:
    place = " at home" if row.detail == "home" else ""
    if "plan" in kinds:
        return f"meets the {{contact}} for the first time{place}, and they make a plan"
    return f"talks with the {{contact}}{place}"


def _no_show(row, kinds) -> str:
    if row.value <= 1:
        return "does not come to the appointment with the {contact}"
    return f"does not come again, the {ordinal(int(row.value))} time in a row"


def ordinal(number: int) -> str:
    """Return second, third, 4th and so on."""
    return {1: "first", 2: "second", 3: "third"}.get(number, f"{number}th")


def _job_lead(row, kinds) -> str:
    return "hears of a job" + (" through the {contact}" if row.step == COACHING_STEP else "")


def _job(row, kinds) -> str:
    if row.detail == "trial_placement" and row.step == COACHING_STEP:
        called = "The {contact} calls the employer, and {he} begins"
        return f"{called} a trial placement of {row.value:.0f} hours a week"
    again = "begins another one," if "job_lost" in kinds else "begins"
    return f"{again} {WORK[row.detail]} of {row.value:.0f} hours a week"


def _job_lost(row, kinds) -> str:
    if row.detail == "trial_placement":
        return "The trial placement ends without a contract"
    return f"loses {WORK[row.detail].replace('a ', '{his} ', 1)}"


def _session(row, kinds) -> str:
    if row.detail == "participants_meeting":
        return "is at the participants' meeting"
    return f"comes to {GROUPS[row.detail]} for the first time" if row.value == 1 else ""


def _course_over(row, kinds) -> str:
    times = int(row.value)
    return f"is done with {GROUPS[row.detail]}, after {times} session{'s' * (times != 1)}" if times else ""


def _renewal(row, kinds) -> str:
    return f"may stay: it is {WORK[row.detail]}{' again' if row.detail == 'temporary' else ' now'}"


TOLD = {
    "problem_worse": _worse,
    "problem_eased": _eased,
    "disclosure": _disclosure,
    "meeting": _meeting,
    "no_show": _no_show,
    "breach": lambda row, kinds: f"Trust takes a blow: {CAUSES[row.detail]}",
    "job_lead": _job_lead,
    "job": _job,
    "contract_after_placement": lambda row, kinds: f"The placement becomes a contract of {row.value:.0f} hours a week",
    "renewal": _renewal,
    "job_lost": _job_lost,
    "course_list": lambda row, kinds: f"would like to join {GROUPS[row.detail]}",
    "session": _session,
    "course_over": _course_over,
}


def _help(row, kinds) -> str:
    where, what = title(row.partner), DOMAINS[row.detail]
    company = " and goes along" if row.value else ""
    weeks = int(row.value)
    if row.event == "self_referral":
        return f"looks for help with {what} and turns to {where}"
    if row.event == "referral":
        return f"The {{contact}} brings {{him}} into contact with {where} for {what}{company}"
    if row.event == "onward_referral":
        return f"is sent on to {where} for {what}{', with a warm handover' if row.value else ''}"
    if row.event == "admission":
        seen = "sees" if row.partner == "general_practitioner" else "is taken on by"
        return f"{seen} {where}" + (f" after {weeks} week{'s' * (weeks != 1)} of waiting" if weeks else "")
    return {
        "helped": f"finishes with {where}, and it helped",
        "not_helped": f"finishes with {where}, without much result",
        "gave_up_waiting": f"gives up waiting for {where}",
        "dropped_out": f"stops going to {where}",
    }[row.event]
