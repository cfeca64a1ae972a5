"""The answer of a comparison: work, wellbeing with self-reliance and health, taking part in society, money.

The sentences use the same differences as `comparison.csv`, at the last week, for everyone simulated or one group.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from simulation.outcomes import EVERYONE

from ..statistics.rows import DifferenceRow
from ..words import wording
from ..words.language import N_, _, brief, plural
from ..words.quantities import amount, axis_unit, factor, noun, with_unit
from . import comparison_sentences as sentences
from .verdicts import CLEAR, HARDLY, LESS, MORE, NOT_CLEAR, NOT_ENOUGH, NOT_KNOWN, SAME, judged, margin

if TYPE_CHECKING:
    from scenarios.compare import Comparison

WORK_MEASURE, LIFE_MEASURE, PART_MEASURE = "exit_work", "life_satisfaction", "lasting_part"
BESIDE_LIFE = ("self_reliance", "health")
"""Outcomes of people that the sentence on wellbeing adds."""
COST_ITEM, SAVED_ITEM = "cost_all_budgets", "net_position_all_budgets"
ANSWERED = (WORK_MEASURE, LIFE_MEASURE, *BESIDE_LIFE, PART_MEASURE, COST_ITEM)
CLAUSES = {
    WORK_MEASURE: {
        MORE: N_("more people have left the benefit for work under {scenarios}"),
        LESS: N_("fewer people have left the benefit for work under {scenarios}"),
        HARDLY: N_("there is hardly any difference in people leaving for work under {scenarios}"),
        NOT_CLEAR: N_("it cannot be told whether more or fewer people have left for work under {scenarios}"),
        NOT_ENOUGH: N_(
            "no clear difference in people leaving for work, among all differences judged here, under {scenarios}"
        ),
        SAME: N_("exactly as many people have left for work under {scenarios}"),
    },
    LIFE_MEASURE: {
        MORE: N_("life satisfaction is higher under {scenarios}"),
        LESS: N_("life satisfaction is lower under {scenarios}"),
        HARDLY: N_("there is hardly any difference in life satisfaction under {scenarios}"),
        NOT_CLEAR: N_("it cannot be told whether life satisfaction is higher or lower under {scenarios}"),
        NOT_ENOUGH: N_(
            "no clear difference in life satisfaction, among all differences judged here, under {scenarios}"
        ),
        SAME: N_("life satisfaction is exactly the same under {scenarios}"),
    },
    PART_MEASURE: {
        MORE: N_("more people have taken part in society for half a year under {scenarios}"),
        LESS: N_("fewer people have taken part in society for half a year under {scenarios}"),
        HARDLY: N_("there is hardly any difference in people who take part for half a year under {scenarios}"),
        NOT_CLEAR: N_("it cannot be told whether more or fewer people take part for half a year under {scenarios}"),
        NOT_ENOUGH: N_(
            "no clear difference in people who take part for half a year, among all differences judged here, under "
            "{scenarios}"
        ),
        SAME: N_("exactly as many people have taken part in society for half a year under {scenarios}"),
    },
    COST_ITEM: {
        MORE: N_("more money is spent per person under {scenarios}"),
        LESS: N_("less money is spent per person under {scenarios}"),
        HARDLY: N_("there is hardly any difference in money spent under {scenarios}"),
        NOT_CLEAR: N_("it cannot be told whether more or less money is spent under {scenarios}"),
        NOT_ENOUGH: N_("no clear difference in money spent, among all differences judged here, under {scenarios}"),
        SAME: N_("exactly as much money is spent under {scenarios}"),
    },
    SAVED_ITEM: {
        MORE: N_("money is saved under {scenarios}"),
        LESS: N_("more money is spent under {scenarios}"),
        HARDLY: N_("there is hardly any difference in money spent under {scenarios}"),
        NOT_CLEAR: N_("it cannot be told whether more or less money is spent under {scenarios}"),
        NOT_ENOUGH: N_("no clear difference in money spent, among all differences judged here, under {scenarios}"),
        SAME: N_("exactly as much money is spent under {scenarios}"),
    },
}
SENTENCES = {
    WORK_MEASURE: N_("After {duration}, compared with {base}, {clauses}."),
    LIFE_MEASURE: N_("After {duration}, compared with {base}, {clauses}."),
    PART_MEASURE: N_("After {duration}, compared with {base}, {clauses}."),
    COST_ITEM: N_("Over {duration}, all budgets together and benefits included, compared with {base}, {clauses}."),
}
SENTENCES[SAVED_ITEM] = SENTENCES[COST_ITEM]


TALLY_PHRASES = (
    N_("{measure} (up)"), N_("{measure} (down)"), N_("{measure} (up in {up} of {n})"),
    N_("{measure} (down in {down} of {n})"), N_("{measure} (up in {up} and down in {down} of {n})"),
)  # fmt: skip
TALLY_OF_MONEY = (
    N_("{measure} (money saved)"), N_("{measure} (more spent)"), N_("{measure} (money saved in {up} of {n})"),
    N_("{measure} (more spent in {down} of {n})"),
    N_("{measure} (money saved in {up} and more spent in {down} of {n})"),
)  # fmt: skip


class Answer(NamedTuple):
    """The group it is about, the four answers, and their basis; with too few trials the answers are empty.

    `warning` is empty unless the intervals leave out the uncertainty of parameters.
    """

    warning: str
    scope: str
    work: str
    wellbeing: str
    taking_part: str
    money: str
    basis: str

    def __str__(self) -> str:
        return " ".join(part for part in self if part)


def answer(comparison: "Comparison", group: str = EVERYONE) -> Answer:
    """Return the answer of a comparison in the current language, from the paired differences of `group`.

    Raises ValueError for a group without the same people in any scenario.
    """
    return answer_of(judged(comparison, ANSWERED, group=group), comparison, group)


def answer_of(rows: pd.DataFrame, comparison: "Comparison", group: str = EVERYONE) -> Answer:
    """Return the answer from the rows of `verdicts.judged` on `group` at one week."""
    titles, failures = comparison.titles, len(comparison.failures)
    named = (WORK_MEASURE, LIFE_MEASURE, PART_MEASURE, COST_ITEM)
    answers = [sentence(rows[rows["measure"] == measure], titles) for measure in named]
    beside = rows[rows["measure"].isin(BESIDE_LIFE) & (rows["verdict"] != NOT_KNOWN)]
    if answers[1] and len(beside):
        answers[1] = f"{answers[1]} {also(beside)}"
    if group != EVERYONE:
        of_group, name = _("Group {group}. {sentence}"), wording.quoted(group, comparison.labels)
        answers = [of_group.format(group=name, sentence=words) if words else "" for words in answers]
    failed = plural("{n} run failed and is left out.", "{n} runs failed and are left out.", failures)
    corrected = sentences.widened(len(comparison.scenarios)) if any(answers) else ""
    basis = [
        sentences.basis(rows), corrected, margins(rows),
        failed.format(n=failures) if failures else "", _(wording.NO_FORECAST), _(wording.ON_WELLBEING),
        _(wording.ON_TAKING_PART),
    ]  # fmt: skip
    scope = sentences.scope(comparison, group)
    basis_words = " ".join(part for part in basis if part)
    work, wellbeing, taking_part, money = answers
    return Answer(sentences.warning(comparison), scope, work, wellbeing, taking_part, money, basis_words)


def also(rows: pd.DataFrame) -> str:
    """Return the sentences on further outcomes of people: which differ clearly, and what is known of the others."""
    clear = {name: of for name, of in rows.groupby("measure", sort=False) if of["verdict"].isin(CLEAR).any()}
    words = _not_clear(rows[~rows["measure"].isin(clear)])
    if not clear:
        return words
    differing = wording.joined([_direction(name, of) for name, of in clear.items()])
    return f"{_('Also clearly different: {outcomes}.').format(outcomes=differing)} {words}".strip()


def margins(rows: pd.DataFrame) -> str:
    """Return the margins of the measures with hardly any difference; empty if there are none."""
    measures = rows.loc[rows["verdict"] == HARDLY, "measure"].unique()
    if not len(measures):
        return ""
    each = [
        f"{noun(name)} {brief(factor(name) * margin(name))} {axis_unit(name)}".strip() for name in measures
    ]
    return _(
        "Hardly any difference: the whole widened interval lies within a small margin on both sides of zero "
        "({margins})."
    ).format(margins="; ".join(each))


def sentence(rows: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """Return the sentence on one measure of `CLAUSES` over all scenarios; empty if no verdict is known.

    `rows` has the columns of `verdicts.judged`, at one week.
    """
    rows = rows[rows["verdict"] != NOT_KNOWN]
    if rows.empty:
        return ""
    measure, base = rows["measure"].iloc[0], rows["base"].iloc[0]
    clauses = []
    for kind, clause in CLAUSES[measure].items():
        alike = rows[rows["verdict"] == kind]
        if len(alike):
            alike = _spent(alike) if measure == SAVED_ITEM and kind == LESS else alike
            clauses.append(_(clause).format(scenarios=_named(alike, len(rows), titles)))
    return _(SENTENCES[measure]).format(
        duration=wording.duration(int(rows["week"].iloc[0])), base=wording.quoted(base, titles),
        clauses="; ".join(clauses),
    )  # fmt: skip


def _spent(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with money saved turned into money spent."""
    return rows.assign(difference=-rows["difference"], low=-rows["high"], high=-rows["low"])


def _named(rows: pd.DataFrame, scenarios: int, titles: Mapping[str, str]) -> str:
    """Return the scenarios of these rows, which have one verdict, with their differences where these help."""
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
            interval=sentences.interval_words(row),
        )
        for row in rows.itertuples()
    ])  # fmt: skip


def _ends(row: DifferenceRow, titles: Mapping[str, str]) -> tuple[str, str, str]:
    """Return the name of a scenario, and the ends of its interval, the upper with its unit."""
    low, high = amount(row.measure, row.low, True), with_unit(row.measure, row.high, change=True)
    return wording.quoted(row.scenario, titles), low, high


def overview(rows: pd.DataFrame, titles: Mapping[str, str]) -> tuple[str, str]:
    """Return a headline on several measures at one week, and a sentence below it, which may be empty.

    `rows` has the columns of `verdicts.judged`.
    """
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
    directions = wording.joined([_direction(name, of) for name, of in clear.items()])
    headline = _("Clear differences from {base} after {duration}: {found}.")
    headline = headline.format(duration=when, base=base, found=directions)
    return headline, _not_clear(known[~known["measure"].isin(clear)])


def _not_clear(rows: pd.DataFrame) -> str:
    """Return the sentences on measures without a clear difference: hardly any, undecided, or not enough."""
    hardly: list[str] = []
    undecided: list[str] = []
    not_enough: list[str] = []
    for name, of_measure in rows.groupby("measure", sort=False):
        verdicts = set(of_measure["verdict"])
        names = undecided if NOT_CLEAR in verdicts else not_enough if NOT_ENOUGH in verdicts else hardly
        names.append(noun(name))
    parts = [
        text.format(measures=wording.joined(names))
        for text, names in (
            (_("Hardly any difference in these: {measures}."), hardly),
            (_("It cannot be told whether these differ: {measures}."), undecided),
            (_("No clear difference in these, among all that are judged here: {measures}."), not_enough),
        )
        if names
    ]
    return " ".join(parts)


def _direction(measure: str, rows: pd.DataFrame) -> str:
    """Return the measure with the numbers of scenarios in which it is clearly higher and lower."""
    up, down = (int((rows["verdict"] == kind).sum()) for kind in CLEAR)
    return tally(measure, up, down, len(rows))


def tally(measure: str, up: int, down: int, n: int) -> str:
    """Return the measure with the numbers of `n` in which it is clearly up and down; `up` or `down` is above zero.

    For money saved, up means saved and down means spent.
    """
    rose, fell, rose_of, fell_of, both = TALLY_OF_MONEY if measure.startswith("net_position") else TALLY_PHRASES
    if n == 1:
        template = rose if up else fell
    elif up and down:
        template = both
    else:
        template = rose_of if up else fell_of
    return _(template).format(measure=noun(measure), up=up, down=down, n=n)
