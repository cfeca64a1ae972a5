"""Meaning of the tables of a comparison and of their columns, for the workbook and the report."""

from ..words.language import N_

TABLE_MEANINGS = {
    "comparison": N_(
        "Each scenario minus the base, for every measure, group and chosen week. The same people with the same luck in "
        "both; differences are taken within each simulated trial."
    ),
    "uncertainty": N_(
        "The same differences with three uncertainties apart: the error of the average, the parameters, and the chance "
        "of one trial; and how much narrower the interval is than without the same luck."
    ),
    "who-gains": N_(
        "The differences at the end by what people were at the start, and the shares of people better and worse off. "
        "Many subgroups are looked at; only what is marked as clear is so after correction for their number. Where one "
        "person takes a place another waits, so that some are better and some worse off by chance under any change."
    ),
    "money": N_(
        "Euros per person since the start, each scenario minus the base: extra cost by item, money saved by budget, "
        "effects, net benefit at stated values, and at the end what one more exit or point-year costs."
    ),
    "costs": N_("What each scenario costs in all by the end, the base included, by item and by budget."),
    "plane": N_(
        "Extra cost (all budgets) and extra effect of each scenario at the end, for one group of people: the "
        "cost-effectiveness plane."
    ),
    "frontier": N_("Which policies are dominated by others, and what a step along the frontier costs."),
    "acceptability": N_(
        "The probability that a scenario has the highest net benefit, by what one unit of the effect is worth."
    ),
}
"""Name of file and sheet → meaning."""

COLUMN_MEANINGS = {
    "scenario": N_("what was compared"),
    "base": N_("what it was compared with"),
    "group": N_("group of people; everyone: all who are simulated"),
    "measure": N_("name of the outcome"),
    "week": N_("the state after so many weeks"),
    "difference": N_("average of scenario minus base; shares are fractions of 1"),
    "low": N_(
        "lower end of the 95 % interval over parameters and error of the average together; not the chance of one trial"
    ),
    "high": N_("upper end of that interval"),
    "n": N_("number of simulated trials with a value in both"),
    "mean_low": N_("lower end of the 95 % interval of the average alone: narrower with more simulated trials"),
    "mean_high": N_("upper end of that interval"),
    "trial_low": N_("lower end of where 95 of 100 single trials lie, for a given set of parameter values"),
    "trial_high": N_("upper end of that range"),
    "parameters_low": N_("lower end of where the average lies for 95 of 100 plausible sets of parameter values"),
    "parameters_high": N_("upper end of that range"),
    "paired_to_unpaired": N_(
        "width of the interval of the average, divided by its width if the two had had different luck"
    ),
    "parameters": N_("whether parameters were varied, and whether they could be told apart from chance"),
    "sets": N_("number of sets of parameter values"),
    "dimension": N_("what people are told apart by, at the start"),
    "level": N_("the subgroup"),
    "people": N_("average number of people in it"),
    "outcome": N_("name of the outcome"),
    "better": N_(
        "share of people better off than under the base: left for work only here; life satisfaction more than half a "
        "point higher"
    ),
    "worse": N_("share of people worse off, likewise"),
    "subgroups": N_("number of subgroups looked at"),
    "comparisons": N_("number of differences that are judged together: subgroups, outcomes and scenarios"),
    "clear": N_("whether the difference is clear after correction for that number (Bonferroni)"),
    "item": N_(
        "cost_…: extra cost; net_position_…: money saved by whose budget; net_benefit: with effects at stated values; "
        "cost_per_…: price of one more"
    ),
    "unit": N_("unit"),
    "note": N_("remark; why a price is not shown"),
    "mean": N_("average over the simulated trials"),
    "costs.low": N_("lower end of the 95 % interval of the average"),
    "effect": N_("the effect that is counted"),
    "extra_effect": N_("effect per person more than under the base"),
    "effect_low": N_("lower end of its 95 % interval"),
    "effect_high": N_("upper end of that interval"),
    "extra_cost": N_("euros per person since the start more than under the base, all budgets"),
    "cost_low": N_("lower end of its 95 % interval"),
    "cost_high": N_("upper end of that interval"),
    "correlation": N_("correlation of what is not known of cost and effect"),
    "status": N_("on the frontier, dominated by another, or extendedly dominated: by a mixture of others"),
    "by": N_("what dominates it; on the frontier: the step before"),
    "price": N_("euros for one unit more than the step before; only where that step is clearly above zero"),
    "price_low": N_("lower end of its 95 % interval (Fieller)"),
    "price_high": N_("upper end of that interval"),
    "never_best": N_("share of draws in which it is the best choice at no value of the effect"),
    "worth": N_("what one unit of the effect is said to be worth, euros"),
    "probability": N_("probability of the highest net benefit"),
}
"""Column, or table.column → meaning."""
