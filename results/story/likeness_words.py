"""How alike two lives started: by which rule the other was found, and in what the two differ."""

from collections.abc import Mapping

from scenarios.lives.likeness import ATTRIBUTES
from simulation.people import DOMAINS

from ..words.language import N_, _, decimal, plural
from .life_words import domain_name, listed

NAMES = {
    "age": N_("age"),
    "sex": N_("sex"),
    "household": N_("household"),
    "young_children": N_("young children at home"),
    "education": N_("schooling"),
    "years_on_benefit": N_("years on the benefit"),
    "employability": N_("chances at work, of 10"),
    "load": N_("problems in all, of 36"),
}
KINDS = {
    "woman": N_("woman"), "man": N_("man"), "single": N_("single"), "single parent": N_("single parent"),
    "couple": N_("with a partner"), "low": N_("basic"), "middle": N_("vocational"), "high": N_("higher"),
    True: N_("yes"), False: N_("no"),
}  # fmt: skip


def how_alike(this: Mapping, that: Mapping, about: Mapping) -> str:
    """Return by which rule `that` was found, and in what it differs from `this` at the start."""
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
    return f"{rule.format(n=decimal(about['among']))} {measure} {differences(this, that)}"


def differences(this: Mapping, that: Mapping) -> str:
    """Return in which attributes two people differ at the start, first this one and then that one, and which agree."""
    apart, same, nearly = [], [], []
    for name in (name for name in ATTRIBUTES if name in this and name in that):
        words, one, other = attribute(name), value(name, this[name]), value(name, that[name])
        if this[name] == that[name]:
            same.append(words)
        elif one == other:
            nearly.append(words)
        else:
            apart.append(f"{words} ({one}; {other})")
    said = []
    if apart:
        said.append(
            _(
                "They differ at the start in (the first; this one; problems in a part of life from 0 to 4): "
                "{attributes}."
            ).format(attributes=", ".join(apart))
        )
    if nearly:
        said.append(_("They hardly differ in {attributes}.").format(attributes=listed(nearly, _("or"))))
    if same:
        said.append(_("They do not differ in {attributes}.").format(attributes=listed(same, _("or"))))
    return " ".join(said)


def attribute(name: str) -> str:
    """Return what readers call an attribute of a person."""
    return domain_name(name) if name in DOMAINS else _(NAMES[name])


def value(name: str, found) -> str:
    """Return the value of an attribute as readers see it."""
    if name in ("sex", "household", "education"):
        return _(KINDS[found])
    if name == "young_children":
        return _(KINDS[bool(found)])
    return decimal(int(found) if name == "age" else 10 * found if name == "employability" else found)
