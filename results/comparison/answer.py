"""The answer in three sentences: work, wellbeing, money. Each says that nothing can be told where that is so.

The sentences are made from the same differences as `comparison.csv`, at the last week, over everyone simulated or one
group.
"""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from simulation.outcomes import EVERYONE

from ..words import wording
from ..words.language import N_, _, brief, plural
from ..words.quantities import amount, axis_unit, factor, noun, with_unit
from . import comparison_sentences as sentences
from .verdicts import CLEAR, HARDLY, LESS, MORE, NOT_CLEAR, NOT_ENOUGH, NOT_KNOWN, SAME, judged, margin

WORK, LIFE, COST, SAVED = "exit_work", "life_satisfaction", "cost_all_budgets", "net_position_all_budgets"
CLAUSES = {
    WORK: {
        MORE: N_("more people have left the benefit for work under {scenarios}"),
        LESS: N_("fewer people have left the benefit for work under {scenarios}"),
        HARDLY: N_("there is hardly any difference in people leaving for work under {scenarios}"),
        NOT_CLEAR: N_("it cannot be told whether more or fewer people have left for work under {scenarios}"),
        NOT_ENOUGH: N_(
            "no clear difference in people leaving for work, among all differences judged here, under {scenarios}"
        ),
        SAME: N_("exactly as many people have left for work under {scenarios}"),
    },
    LIFE: {
        MORE: N_("life satisfaction is higher under {scenarios}"),
        LESS: N_("life satisfaction is lower under {scenarios}"),
        HARDLY: N_("there is hardly any difference in life satisfaction under {scenarios}"),
        NOT_CLEAR: N_("it cannot be told whether life satisfaction is higher or lower under {scenarios}"),
        NOT_ENOUGH: N_(
            "no clear difference in life satisfaction, among all differences judged here, under {scenarios}"
        ),
        SAME: N_("life satisfaction is exactly the same under {scenarios}"),
    },
    COST: {
        MORE: N_("more money is spent per person under {scenarios}"),
        LESS: N_("less money is spent per person under {scenarios}"),
        HARDLY: N_("there is hardly any difference in money spent under {scenarios}"),
        NOT_CLEAR: N_("it cannot be told whether more or less money is spent under {scenarios}"),
        NOT_ENOUGH: N_("no clear difference in money spent, among all differences judged here, under {scenarios}"),
        SAME: N_("exactly as much money is spent under {scenarios}"),
    },
    SAVED: {
        MORE: N_("money is saved under {scenarios}"),
        LESS: N_("more money is spent under {scenarios}"),
        HARDLY: N_("there is hardly any difference in money spent under {scenarios}"),
        NOT_CLEAR: N_("it cannot be told whether more or less money is spent under {scenarios}"),
        NOT_ENOUGH: N_("no clear difference in money spent, among all differences judged here, under {scenarios}"),
        SAME: N_("exactly as much money is spent under {scenarios}"),
    },
}
SENTENCES = {
    WORK: N_("After {duration}, compared with {base}, {clauses}."),
    LIFE: N_(
        "After {duration}, compared with {base}, {clauses}; no measured figures on wellbeing by group were available, "
        "so that this rests on assumptions alone."
    ),
    COST: N_("Over {duration}, all budgets together and benefits included, compared with {base}, {clauses}."),
}
SENTENCES[SAVED] = SENTENCES[COST]


TALLY = (
    N_("{measure} (up)"), N_("{measure} (down)"), N_("{measure} (up in {up} of {n})"),
    N_("{measure} (down in {down} of {n})"), N_("{measure} (up in {up} and down in {down} of {n})"),
)  # fmt: skip
TALLY_OF_MONEY = (
    N_("{measure} (money saved)"), N_("{measure} (more spent)"), N_("{measure} (money saved in {up} of {n})"),
    N_("{measure} (more spent in {down} of {n})"),
    N_("{measure} (money saved in {up} and more spent in {down} of {n})"),
)  # fmt: skip


class Answer(NamedTuple):
    """Whom it is about, the three sentences, and what they rest on. With too few trials the three are empty.

    `warning` is empty unless the intervals leave out what is not known of parameters.
    """

    warning: str
    whom: str
    work: str
    wellbeing: str
    money: str
    basis: str

    def __str__(self) -> str:
        return " ".join(part for part in self if part)


def answer(comparison, group: str = "everyone") -> Answer:
    """Return the answer of a comparison, in the language in use, from the paired differences of `group`.

    Raises ValueError for a group that has the same people in no scenario.
    """
    return answer_of(judged(comparison, (WORK, LIFE, COST), group=group), comparison, group)


def answer_of(rows: pd.DataFrame, comparison, group: str = "everyone") -> Answer:
    """Return the answer that the rows of `verdicts.judged` on `group` at one week give."""
    titles, failures = comparison.titles, len(comparison.failures)
    said = [sentence(rows[rows["measure"] == measure], titles) for measure in (WORK, LIFE, COST)]
    if group != EVERYONE:
        of_group, name = _("Group {group}. {sentence}"), wording.quoted(group, comparison.labels)
        said = [of_group.format(group=name, sentence=words) if words else "" for words in said]
    failed = plural("{n} run failed and is left out.", "{n} runs failed and are left out.", failures)
    rest = [
        sentences.basis(rows), sentences.widened(len(comparison.scenarios)) if any(said) else "", margins(rows),
        failed.format(n=failures) if failures else "", _(wording.ALWAYS),
    ]  # fmt: skip
    whom = sentences.whom(comparison, group)
    return Answer(sentences.warning(comparison), whom, *said, " ".join(part for part in rest if part))


def margins(rows: pd.DataFrame) -> str:
    """Return what ‘hardly any’ means for those differences that are called so; empty if there is none."""
    found = rows.loc[rows["verdict"] == HARDLY, "measure"].unique()
    if not len(found):
        return ""
    each = [
        f"{noun(name)} {brief(factor(name) * margin(name))} {axis_unit(name)}".strip() for name in found
    ]
    return _(
        "Hardly any difference: the whole widened interval lies within a small margin on both sides of zero "
        "({margins})."
    ).format(margins="; ".join(each))


def sentence(rows: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """Return what came out for one measure of `CLAUSES`, over all scenarios; empty where nothing is known."""
    rows = rows[rows["verdict"] != NOT_KNOWN]
    if rows.empty:
        return ""
    measure, base = rows["measure"].iloc[0], rows["base"].iloc[0]
    clauses = []
    for kind, clause in CLAUSES[measure].items():
        found = rows[rows["verdict"] == kind]
        if len(found):
            found = _spent(found) if measure == SAVED and kind == LESS else found
            clauses.append(_(clause).format(scenarios=_named(found, len(rows), titles)))
    return _(SENTENCES[measure]).format(
        duration=wording.duration(int(rows["week"].iloc[0])), base=wording.quoted(base, titles),
        clauses="; ".join(clauses),
    )  # fmt: skip


def _spent(rows: pd.DataFrame) -> pd.DataFrame:
    """Return money saved as money spent, which is what the clause says."""
    return rows.assign(difference=-rows["difference"], low=-rows["high"], high=-rows["low"])


def _named(rows: pd.DataFrame, scenarios: int, titles: Mapping[str, str]) -> str:
    """Return the scenarios of these rows, all of one verdict, with as much of their figures as helps."""
    kind, measure = rows["verdict"].iloc[0], rows["measure"].iloc[0]
    if kind == SAME or (kind not in CLEAR and scenarios > 1):
        return sentences.names(rows["scenario"], titles)
    rows = rows.iloc[rows["difference"].abs().argsort(kind="stable").to_numpy()[::-1]]
    if kind not in CLEAR:
        row = next(rows.itertuples())
        name, low, high = _ends(row, titles)
        if amount(row.measure, row.low, True) == amount(row.measure, row.high, True):
            return _("{scenario} (about {difference})").format(scenario=name, difference=high)
        return _("{scenario} (between {low} and {high})").format(scenario=name, low=low, high=high)
    if len(rows) > 3:
        least, most = (amount(measure, value, True) for value in rows["difference"].iloc[[-1, 0]])
        return _("{n} scenarios ({least} to {most}, most under {scenario})").format(
            n=len(rows), least=least, most=with_unit(measure, rows["difference"].iloc[0], change=True),
            scenario=wording.quoted(rows["scenario"].iloc[0], titles),
        )  # fmt: skip
    template = _("{scenario} ({difference}; 95 % interval {interval})")
    return wording.joined([
        template.format(
            scenario=wording.quoted(row.scenario, titles), difference=with_unit(measure, row.difference, change=True),
            interval=sentences.interval(row),
        )
        for row in rows.itertuples()
    ])  # fmt: skip


def _ends(row, titles: Mapping[str, str]) -> tuple[str, str, str]:
    low, high = amount(row.measure, row.low, True), with_unit(row.measure, row.high, change=True)
    return wording.quoted(row.scenario, titles), low, high


def overview(rows: pd.DataFrame, titles: Mapping[str, str]) -> tuple[str, str]:
    """Return a headline on several measures at one week, and the sentence below it; the latter may be empty."""
    base = wording.quoted(rows["base"].iloc[0], titles)
    when = wording.duration(int(rows["week"].max()))
    known = rows[rows["verdict"] != NOT_KNOWN]
    if known.empty:
        headline = _("After {duration}: the differences from {base} in the simulated trials.")
        return headline.format(duration=when, base=base), sentences.few(int(rows["n"].max()))
    clear = {name: of for name, of in known.groupby("measure", sort=False) if of["verdict"].isin(CLEAR).any()}
    if not clear:
        if known["verdict"].isin((HARDLY, SAME)).all():
            headline = _("After {duration} hardly any difference from {base} in any of these outcomes.")
            return headline.format(duration=when, base=base), ""
        headline = _("After {duration} no clear difference from {base} in any of these outcomes.")
        return headline.format(duration=when, base=base), _(sentences.CANNOT_TELL)
    said = wording.joined([_direction(name, of) for name, of in clear.items()])
    headline = _("Clear differences from {base} after {duration}: {found}.")
    headline = headline.format(duration=when, base=base, found=said)
    return headline, _silent(known[~known["measure"].isin(clear)])


def _silent(rows: pd.DataFrame) -> str:
    """Return what is said of measures in which nothing is clear: hardly any difference, or that nobody can tell."""
    hardly, unknown, weak = [], [], []
    for name, of_one in rows.groupby("measure", sort=False):
        found = set(of_one["verdict"])
        among = unknown if NOT_CLEAR in found else weak if NOT_ENOUGH in found else hardly
        among.append(noun(name))
    said = [
        text.format(measures=wording.joined(names))
        for text, names in (
            (_("Hardly any difference in these: {measures}."), hardly),
            (_("It cannot be told whether these differ: {measures}."), unknown),
            (_("No clear difference in these, among all that are judged here: {measures}."), weak),
        )
        if names
    ]
    return " ".join(said)


def _direction(measure: str, rows: pd.DataFrame) -> str:
    """Return the measure with the number of scenarios in which it is clearly higher and lower."""
    up, down = (int((rows["verdict"] == kind).sum()) for kind in CLEAR)
    return tally(measure, up, down, len(rows))


def tally(measure: str, up: int, down: int, n: int) -> str:
    """Return the measure and in how many of `n` it is clearly up and down; at least one of the two is above zero.

    Of money saved, up is saved and down is spent.
    """
    rose, fell, rose_of, fell_of, both = TALLY_OF_MONEY if measure.startswith("net_position") else TALLY
    if n == 1:
        template = rose if up else fell
    elif up and down:
        template = both
    else:
        template = rose_of if up else fell_of
    return _(template).format(measure=noun(measure), up=up, down=down, n=n)
