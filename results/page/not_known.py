"""Limits of the model, for readers of a page: the list at the top of docs/odd.md.

The two lists are to be changed in step.
"""

from collections.abc import Mapping

from ..words.language import N_, _, decimal, plural

GAPS = (
    N_(
        "Nearly every number in the model is an assumption with a range. The results say what follows if the "
        "assumptions hold. They are no forecast, and no evaluation of the real experiment."
    ),
    N_(
        "On wellbeing, similar trials elsewhere mostly showed nothing clear, and the size of most effects could not be "
        "read. The weights of life satisfaction are judged, with ranges that include small ones."
    ),
    N_("The tables by group of the researchers' final report (2020) were not available."),
    N_(
        "Exemption, earnings release and exit bonus came together in the trial. It identifies none of them alone, and "
        "neither does a simulation whose numbers for them are assumptions."
    ),
    N_(
        "The effect of intensive guidance on leaving for work may well be too large: it is larger than what is said of "
        "studies of meetings with the newly unemployed."
    ),
    N_(
        "The size of any effect on trust in the municipality rests on assumptions; its sign is called settled only if "
        "it is the same under three definitions of a broken promise."
    ),
    N_(
        "All numbers about partners (places, length, success, drop-out, cost) are assumptions, except the waits for "
        "mental health care and debt help and the success of debt help."
    ),
    N_(
        "Who volunteers rests on assumptions. That participants do better than others is no evidence that a policy "
        "works."
    ),
    N_(
        "Published figures on flows and on stocks of recipients do not fit one another, and come from a boom and two "
        "slumps. The model follows the stock, because the participants were one."
    ),
    N_(
        "Money leaves out taxes and national allowances beyond net wages, earnings of a partner, and what people lose "
        "by benefit that is saved. Whoever left the benefit for another reason than work never comes back."
    ),
    N_(
        "Someone who is hired takes no job from another, unless a scenario sets displacement. Policies after the trial "
        "run in the world of 2018, without an epidemic."
    ),
)


def parameters_used(draws: Mapping | None, used: int) -> str:
    """Return the sentences on the parameter values: the plausible set and the number of sets used, or one set."""
    if draws is None:
        return _(
            "All simulated trials have the same parameter values, those of the table. The intervals hold the error of "
            "the average only: how uncertain the parameters are is in none of them."
        )
    template = plural(
        "The parameters come from the plausible set ‘{name}’: {n} set of values with the published background within "
        "stated bands, of which {used} was used, the same for every scenario.",
        "The parameters come from the plausible set ‘{name}’: {n} sets of values with the published background within "
        "stated bands, of which {used} were used, the same for every scenario.",
        int(draws["count"]),
    )
    words = template.format(name=draws["name"], n=decimal(draws["count"]), used=decimal(used))
    limits = _("Plausible is not proven: the set is only as wide as the ranges that were tried.")
    return f"{words} {limits}"


def what_is_not_known(draws: Mapping | None, used: int) -> list[str]:
    """Return the sentences on the limits of the model, the parameters first."""
    return [parameters_used(draws, used), *(_(words) for words in GAPS)]
