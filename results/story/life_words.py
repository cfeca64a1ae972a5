"""Vocabulary of stories: domains, partners, courses, contacts, pronouns; short names are for figures."""

from ..words.language import N_, _

PARTNERS = {
    "ggz": N_("mental health care (GGZ)"),
    "addiction_care": N_("addiction care"),
    "general_practitioner": N_("the general practitioner"),
    "rehabilitation": N_("the rehabilitation centre"),
    "siza": N_("SIZA (brain injury)"),
    "contourdetwern": N_("ContourdeTwern (welfare work)"),
    "debt_help": N_("debt help"),
    "household_goods": N_("the charity for household goods"),
    "language_course": N_("the language course"),
    "childcare": N_("childcare"),
    "practice_diagnosis": N_("the practice diagnosis centre"),
    "tilburg_actief": N_("Tilburg Actief"),
    "krachtcentrale_013": N_("the 013-Krachtcentrale"),
    "temporary_jobs": N_("the temporary-jobs scheme"),
    "employer_services": N_("employer services"),
    "target_group_indication": N_("the office for the target-group indication"),
    "self_employment_advice": N_("self-employment advice"),
}
SHORT_PARTNERS = {
    "ggz": N_("GGZ"),
    "addiction_care": N_("addiction care"),
    "general_practitioner": N_("doctor"),
    "rehabilitation": N_("rehabilitation"),
    "siza": N_("SIZA"),
    "contourdetwern": N_("welfare work"),
    "debt_help": N_("debt help"),
    "household_goods": N_("household goods"),
    "language_course": N_("language course"),
    "childcare": N_("childcare"),
    "practice_diagnosis": N_("PDC"),
    "tilburg_actief": N_("Tilburg Actief"),
    "krachtcentrale_013": N_("013-Krachtcentrale"),
    "temporary_jobs": N_("temporary-jobs scheme"),
    "employer_services": N_("employers' desk"),
    "target_group_indication": N_("indication"),
    "self_employment_advice": N_("business advice"),
}
DOMAINS = {
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
CONTACTS = {"coach": N_("coach"), "client_manager": N_("client manager"), "contact": N_("contact person")}
PRONOUNS = {
    "woman": {"he": N_("she"), "his": N_("her"), "him": N_("her")},
    "man": {"he": N_("he"), "his": N_("his"), "him": N_("him")},
}


def partner_name(name: str, short: bool = False) -> str:
    """Return the name of a partner."""
    table = SHORT_PARTNERS if short else PARTNERS
    return _(table[name]) if name in table else name.replace("_", " ")


def domain_name(name: str) -> str:
    """Return the name of a life domain."""
    return _(DOMAINS[name])


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
