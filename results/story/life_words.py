"""Vocabulary of stories: domains, breaches, partners, courses, contacts, pronouns, patterns; short names of figures."""

from typing import NamedTuple

from simulation.partners import PARTNERS_2018

from ..words.language import N_, _

PARTNERS = {partner.name: partner for partner in PARTNERS_2018}
DOMAIN_WORDS = {
    "finances": N_("money"),
    "mental_health": N_("mental health"),
    "physical_health": N_("physical health"),
    "substance_use": N_("substance use"),
    "housing": N_("housing"),
    "social_network": N_("loneliness"),
    "language": N_("the language"),
    "digital_skills": N_("dealing with computers"),
    "care_duties": N_("care at home"),
    "activation": N_("a step towards work"),
}
GROUPS = {
    "computer_course": N_("the computer course"),
    "leren_doe_je_nu": N_("the training Leren doe je nu"),
    "job_search_training": N_("the job-search training"),
    "participants_meeting": N_("the participants' meeting"),
}
WEIGHTS = {
    1: N_("a worry with {domain}"),
    2: N_("a problem with {domain}"),
    3: N_("a serious problem with {domain}"),
    4: N_("an acute problem with {domain}"),
}
BREACHES = {
    "payment": N_("Trust takes a blow: no money came."),
    "sanction": N_("Trust takes a blow: the department cut the benefit."),
    "change_of_coach": N_("Trust takes a blow: the familiar contact was gone without a handover."),
    "letter": N_("Trust takes a blow: a letter came that nobody had announced."),
    "appointment": N_("Trust takes a blow: an appointment was made and not kept."),
    "waiting": N_("Trust takes a blow: weeks go by without a date for a conversation."),
    "other": N_("Trust takes a blow: a promise was not kept."),
}
"""Cause of a broken promise → sentence."""
CONTACTS = {"coach": N_("coach"), "client_manager": N_("client manager"), "contact": N_("contact person")}
PRONOUNS = {
    "woman": {"he": N_("she"), "his": N_("her"), "him": N_("her")},
    "man": {"he": N_("he"), "his": N_("his"), "him": N_("him")},
}


class PatternTexts(NamedTuple):
    """Texts on a life pattern: its start, the life, and the opposite."""

    start: str
    life: str
    opposite: str


PATTERN_WORDS = {
    "wendy": PatternTexts(
        N_(
            "a problem with substance use or mental health, in care for it or helped by it, begins paid work, and the "
            "payment is blocked around then"
        ),
        N_("the payment is released, and four weeks later the work is still there"),
        N_("the work is lost before that"),
    ),
    "fernando": PatternTexts(
        N_("a problem of physical health, and two or more missed appointments before the first conversation"),
        N_(
            "for the body with company to rehabilitation, general practitioner or SIZA, then a track, and a placement "
            "that becomes a contract"
        ),
        N_("never met, stepped out, or gave up the care for the body"),
    ),
    "ingrid-driver": PatternTexts(
        N_("a single mother, a year or more on the benefit, no work, self-efficacy below 0.5"),
        N_("hears of a job through her contact person and begins work within 10 weeks"),
        N_("no work in all this time"),
    ),
    "ingrid-craft": PatternTexts(
        N_("sent to self-employment advice"),
        N_("starts a business"),
        N_("the advice ends, or is given up, without one"),
    ),
}


def partner_name(name: str, short: bool = False) -> str:
    """Return the name of a partner."""
    if name not in PARTNERS:
        return name.replace("_", " ")
    return _(PARTNERS[name].short_name if short else PARTNERS[name].in_text)


def domain_name(name: str) -> str:
    """Return the name of a life domain."""
    return _(DOMAIN_WORDS[name])


def problem_name(name: str, level: float) -> str:
    """Return a problem in words; its level (1 to 4) decides how serious it is called."""
    return _(WEIGHTS[min(4, max(1, int(level)))]).format(domain=domain_name(name))


def pronouns_for(sex: str, contact: str) -> dict[str, str]:
    """Return the values of the placeholders he, his, him and contact for one person."""
    return {key: _(word) for key, word in PRONOUNS[sex].items()} | {"contact": _(CONTACTS[contact])}


def enumeration(words: list[str], last: str | None = None) -> str:
    """Return words as an enumeration, with `last` (default: and) before the last word."""
    if len(words) == 1:
        return words[0]
    return _("{several} {last} {one}").format(several=", ".join(words[:-1]), last=last or _("and"), one=words[-1])


def capitalised(sentence: str) -> str:
    """Return a sentence with its first letter as a capital; the other letters stay."""
    return sentence[:1].upper() + sentence[1:]
