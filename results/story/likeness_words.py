"""Words on the likeness of two people at the start: the rule of the match, and their differences."""

from collections.abc import Mapping

from scenarios.lives.likeness import ATTRIBUTES
from simulation.people import DOMAINS

from ..words.language import N_, _, decimal, plural
from .life_words import domain_name, enumeration

ATTRIBUTE_NAMES = {
    "age": N_("age"),
    "sex": N_("sex"),
    "household": N_("household"),
    "young_children": N_("young children at home"),
    "education": N_("schooling"),
    "years_on_benefit": N_("years on the benefit"),
    "employability": N_("chances at work, of 10"),
    "load": N_("problems in all, of 36"),
}
VALUE_NAMES = {
    "woman": N_("woman"), "man": N_("man"), "single": N_("single"), "single parent": N_("single parent"),
    "couple": N_("with a partner"), "low": N_("basic"), "middle": N_("vocational"), "high": N_("higher"),
    True: N_("yes"), False: N_("no"),
}  # fmt: skip


def how_alike(this: Mapping, that: Mapping, about: Mapping) -> str:
    """Return the rule by which `that` person was matched to `this`, and their differences at the start.

    Both have the columns of `LiveStory.people`; `about` is the entry `other` of `LiveStory.about`.
    """
    rule = plural(
        "Of {n} person whose life went the other way under the same policy this is who started most like the first.",
        "Of {n} people whose lives went the other way under the same policy this is who started most like the first.",
        about["among"],
    )
    if not about["same_policy"]:
        rule = plural(
            "Under the same policy nobody's life went the other way. Of {n} person of whom it did under another policy "
            "this is who started most like the first.",
            "Under the same policy nobody's life went the other way. Of {n} people of whom it did under another policy "
            "this is who started most like the first.",
            about["among"],
        )
    measure = _(
        "Counted are age, sex, household, young children, schooling, time on the benefit, chances at work, and "
        "problems, in all and in each part of life; each in standard deviations."
    )
    return f"{rule.format(n=decimal(about['among']))} {measure} {differences_at_start(this, that)}"


def differences_at_start(this: Mapping, that: Mapping) -> str:
    """Return the attributes in which two people differ at the start, nearly agree, and agree."""
    apart, same, nearly = [], [], []
    for name in (name for name in ATTRIBUTES if name in this and name in that):
        words = attribute_name(name)
        first, second = attribute_value(name, this[name]), attribute_value(name, that[name])
        if this[name] == that[name]:
            same.append(words)
        elif first == second:
            nearly.append(words)
        else:
            apart.append(f"{words} ({first}; {second})")
    sentences = []
    if apart:
        sentences.append(
            _(
                "They differ at the start in (the first; this one; problems in a part of life from 0 to 4): "
                "{attributes}."
            ).format(attributes=", ".join(apart))
        )
    if nearly:
        sentences.append(_("They hardly differ in {attributes}.").format(attributes=enumeration(nearly, _("or"))))
    if same:
        sentences.append(_("They do not differ in {attributes}.").format(attributes=enumeration(same, _("or"))))
    return " ".join(sentences)


def attribute_name(name: str) -> str:
    """Return the name of an attribute for readers."""
    return domain_name(name) if name in DOMAINS else _(ATTRIBUTE_NAMES[name])


def attribute_value(name: str, value: str | float) -> str:
    """Return the value of an attribute for readers."""
    if isinstance(value, str):
        return _(VALUE_NAMES[value])
    if name == "young_children":
        return _(VALUE_NAMES[bool(value)])
    return decimal(int(value) if name == "age" else 10 * value if name == "employability" else value)
