"""Findings in sentences: what came out, and how sure that is.

Two questions are kept apart. Is the average over many simulated trials different from zero (95 % interval of
the mean)? Would one trial of this size have shown it (middle 95 % of single trials)? Where zero lies within
that range, a single trial finds the difference in less than about half of the cases. Below `ENOUGH_TRIALS`
simulated trials nothing is said on single trials, below `LEAST_TRIALS` nothing on differences. What is missing in
the last week is not shown: no earlier week stands for it.

A difference is called clear only if zero lies outside the t-interval at 1 − 0.05 ÷ the number of differences that the
headlines of a run judge together, `JUDGED` outcomes times groups (Bonferroni): with no real difference at all, at most
about one run in twenty then names one, and no two headlines of a run contradict one another.
"""

from collections.abc import Iterable, Mapping

import pandas as pd
from scipy.special import stdtrit

from simulation.measures import MEASURES

from ..drawing.finding import Finding
from ..statistics.summary import ENOUGH_TRIALS, LEAST_TRIALS
from ..words import quantities
from ..words.language import N_, _, plural
from ..words.quantities import amount, last_digit, title, unit, with_unit
from ..words.wording import duration, joined, per_cent, quoted
from . import finding_sentences as sentences

ONE_TRIAL = N_("One trial cannot tell a policy from luck.")
NOT_KNOWN, NOT_CLEAR, HARDLY = "not known", "not clear", "hardly any difference"
ON_AVERAGE = "clear on average, too few trials to say more"
HIDDEN, VISIBLE = "clear on average, hidden in one trial", "clear on average, visible in one trial"
CLEAR = (HIDDEN, VISIBLE, ON_AVERAGE)
JUDGED = ("exit_work", "durable_exit", "part_time", "life_satisfaction", "trust", "cost_month")
"""Outcomes of a run that are judged together."""


def at_end(frame: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return the rows of the measure in the last week of the run, without groups that have no value then."""
    return frame[(frame["measure"] == measure) & frame["mean"].notna() & (frame["week"] == frame["week"].max())]


def interval(row, comparisons: int) -> tuple[float, float]:
    """Return the interval of the mean at 1 − 0.05 ÷ `comparisons`."""
    wider = stdtrit(row.n - 1, 1.0 - 0.025 / comparisons) / stdtrit(row.n - 1, 0.975)
    half = (row.mean_high - row.mean) * wider
    return row.mean - half, row.mean + half


def verdict(row, comparisons: int) -> str:
    """Return how much can be said of a row of differences that is one of `comparisons`.

    There is hardly any difference only where the whole interval lies within `margin`. A difference that readers would
    see as zero is not clear.
    """
    if row.n < LEAST_TRIALS:
        return NOT_KNOWN
    low, high = interval(row, comparisons)
    if -margin(row.measure) < low and high < margin(row.measure):
        return HARDLY
    if low <= 0.0 <= high or not amount(row.measure, row.mean).strip("0.,−"):
        return NOT_CLEAR
    if row.n < ENOUGH_TRIALS:
        return ON_AVERAGE
    return HIDDEN if row.trial_low <= 0.0 <= row.trial_high else VISIBLE


def judgements(changes: pd.DataFrame, measures: Iterable[str] = ()) -> int:
    """Return how many differences in `changes` are judged together, these `measures` among them."""
    ends = (at_end(changes, measure) for measure in dict.fromkeys((*JUDGED, *measures)))
    return max(1, sum(int((rows["n"] >= LEAST_TRIALS).sum()) for rows in ends))


def margin(measure: str) -> float:
    """Return the difference of a measure below which hardly any is said."""
    smallest = MEASURES[measure].smallest if measure in MEASURES else None
    return last_digit(measure) / 2.0 if smallest is None else smallest


def corrected(changes: pd.DataFrame | None, measures: Iterable[str]) -> str:
    """Return the sentence of the footnote on the correction of a headline on `measures`; may be empty."""
    count = judgements(changes, measures) if changes is not None and measures else 1
    if count < 2:
        return ""
    return _(
        "The title calls a difference clear where its 95 % interval, widened for the {count} comparisons made "
        "(Bonferroni), leaves out zero."
    ).format(count=count)


def finding(
    summary: pd.DataFrame, changes: pd.DataFrame | None, measure: str, labels: Mapping, control: str | None
) -> Finding:
    """Say what came out for a measure at the end.

    `summary` and `changes` have the columns of `summary.COLUMNS`; without `changes` only levels are told.
    """
    if changes is None or not (changes["measure"] == measure).any():
        return Finding(level(summary, measure, labels), "")
    rows = at_end(changes, measure)
    if rows.empty:
        return Finding(too_few_people(measure), "")
    if rows["n"].max() < LEAST_TRIALS:
        return Finding(level(summary, measure, labels), no_range(int(rows["n"].max())))
    after = {"duration": duration(int(rows["week"].iloc[0])), "control": quoted(control, labels)}
    hidden = [quoted(group, labels) for group in not_shown(changes, rows)]
    after["silent"] = _("; not shown for {groups}").format(groups=joined(hidden)) if hidden else ""
    count = judgements(changes, [measure])
    found = [(row, verdict(row, count)) for row in rows.itertuples()]
    clear = [(row, of_row) for row, of_row in found if of_row in CLEAR]
    if not clear:
        bounds = [interval(row, count) for row, of_row in found if of_row != NOT_KNOWN]
        low, high = min(bound[0] for bound in bounds), max(bound[1] for bound in bounds)
        lies = plural(
            "Over {n} simulated trials the average difference lies between {low} and {high}.",
            "Over {n} simulated trials the average differences lie between {low} and {high}.",
            len(rows),
        )
        return Finding(
            _(sentences.NONE[_none(of_row for row, of_row in found)]).format(measure=noun(measure), **after),
            lies.format(n=rows["n"].max(), low=amount(measure, low, True), high=with_unit(measure, high, True)),
        )
    up, down = [row for row, of_row in clear if row.mean > 0.0], [row for row, of_row in clear if row.mean < 0.0]
    parts = [
        of_measure(said, measure).format(measure=noun(measure), groups=_amounts(side, labels))
        for said, side in ((sentences.MORE, up), (sentences.FEWER, down))
        if side
    ]
    said = parts[0] if len(parts) == 1 else _("{more}, and {fewer}").format(more=parts[0], fewer=parts[1])
    for wanted, words in (
        (NOT_CLEAR, _("; no clear difference for {groups}")),
        (HARDLY, _("; hardly any difference for {groups}")),
    ):
        names = [quoted(row.group, labels) for row, of_row in found if of_row == wanted]
        after["silent"] = (words.format(groups=joined(names)) if names else "") + after["silent"]
    return Finding(
        _("After {duration} {said} than in {control}{silent}.").format(said=said, **after), single_trial(clear, labels)
    )


def of_measure(table: Mapping[str, str], measure: str) -> str:
    """Return the sentence for this measure, or the one for measures that have none of their own."""
    return _(table.get(measure, table[sentences.OTHER]))


def _none(verdicts: Iterable[str]) -> str:
    """Return which sentence is said where none of these verdicts is clear."""
    verdicts = set(verdicts) - {NOT_KNOWN}
    return {(HARDLY,): sentences.HARDLY_ANY, (NOT_CLEAR,): sentences.NO_CLEAR}.get(tuple(verdicts), sentences.EITHER)


def too_few(n: int) -> str:
    """Return the sentence that stands where nothing can be said of single trials."""
    return _("{n} simulated trials are too few to say what one trial of this size would show.").format(n=n)


def no_range(n: int) -> str:
    """Return the sentence that stands where there are too few simulated trials for any interval."""
    if n < 2:
        return _(ONE_TRIAL)
    return _("{n} simulated trials are too few for a range. Use at least 50 (--replications 50).").format(n=n)


def too_few_people(measure: str) -> str:
    """Return the sentence that stands where no difference is shown, because too few people stand behind it."""
    return of_measure(sentences.TOO_FEW, measure).format(measure=noun(measure))


def single_trial(rows: list, labels: Mapping[str, str]) -> str:
    """Return a sentence that says whether one trial of this size would show the differences in `rows`, which
    are pairs of a row and its verdict.
    """
    if any(of_row == ON_AVERAGE for row, of_row in rows):
        return too_few(min(row.n for row, of_row in rows))
    hidden = [quoted(row.group, labels) for row, of_row in rows if of_row == HIDDEN]
    if not hidden:
        return _("One trial of this size would more often show this than miss it.")
    if len(hidden) == len(rows):
        return _("One trial of this size would more often miss this than show it.")
    return _(
        "One trial of this size would more often miss this than show it for {groups}, but not for the others."
    ).format(groups=joined(hidden))


def level(summary: pd.DataFrame, measure: str, labels: Mapping[str, str]) -> str:
    """Return a sentence with the lowest and highest group average at the end, and of which groups if not of all."""
    rows = at_end(summary, measure)
    if rows.empty:
        return _("{measure}: no values.").format(measure=title(measure))
    low, high = (amount(measure, value) for value in (rows["mean"].min(), rows["mean"].max()))
    # an empty group has no recipients, and nothing else has a value
    hidden = not_shown(summary[summary["measure"] != "recipients"], rows)
    table = sentences.LEVELS_OF_SOME if hidden else sentences.LEVELS
    value = low if low == high else _("{low} to {high}").format(low=low, high=high)
    if measure not in table:
        value = per_cent(value) if unit(measure) == "%" else f"{value} {unit(measure)}".strip()
    told = {"said": of_measure(table, measure).format(value=value, measure=quantities.noun(measure))}
    told["duration"] = duration(int(rows["week"].iloc[0]))
    if not hidden:
        words = _("After {duration} {said}.") if low == high else _("After {duration} {said}, depending on the group.")
        return words.format(**told)
    told["groups"] = joined([quoted(group, labels) for group in rows["group"].unique()])
    if low == high:
        return _("Of the people in {groups}, after {duration} {said}.").format(**told)
    return _("Of the people in {groups}, after {duration} {said}, depending on the group.").format(**told)


def not_shown(frame: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
    """Return the groups that have some value in `frame` and are missing in `rows`."""
    return [group for group in frame.loc[frame["mean"].notna(), "group"].unique() if group not in set(rows["group"])]


def overview(changes: pd.DataFrame, measures: list[str], labels: Mapping[str, str], control: str) -> Finding:
    """Say which of several measures differ from `control` in some group, and which one trial shows."""
    rows = {measure: list(at_end(changes, measure).itertuples()) for measure in measures}
    rows = {measure: found for measure, found in rows.items() if found}
    if not rows:
        return Finding(_("No differences to show."), "")
    after = {"duration": duration(int(next(iter(rows.values()))[0].week)), "control": quoted(control, labels)}
    n = max(row.n for found in rows.values() for row in found)
    if n < LEAST_TRIALS:
        words = plural(
            "After {duration}: the differences from {control} in one simulated trial.",
            "After {duration}: the differences from {control} in {n} simulated trials.",
            n,
        )
        return Finding(words.format(n=n, **after), no_range(n))
    count = judgements(changes, rows)
    found = {measure: [(row, verdict(row, count)) for row in of_one] for measure, of_one in rows.items()}
    clear = {measure: [pair for pair in pairs if pair[1] in CLEAR] for measure, pairs in found.items()}
    rest = {measure: _none(verdict for row, verdict in found[measure]) for measure in found if not clear[measure]}
    clear = {measure: pairs for measure, pairs in clear.items() if pairs}
    if not clear:
        said = _none(of_row for pairs in found.values() for row, of_row in pairs)
        return Finding(_(sentences.NONE_OF_ALL[said]).format(**after), "")
    after["said"] = joined([_direction(measure, [row for row, of_row in pairs]) for measure, pairs in clear.items()])
    after["silent"] = "".join(
        _(sentences.NONE_IN[none]).format(measures=joined([noun(measure) for measure in rest if rest[measure] == none]))
        for none in dict.fromkeys(rest.values())
    )
    words = _("After {duration}, on average, compared with {control}: {said}{silent}.")
    if max(len(pairs) for pairs in found.values()) > 1:
        words = _("After {duration}, on average in some groups, compared with {control}: {said}{silent}.")
    return Finding(words.format(**after), _shown(clear))


def _shown(clear: Mapping[str, list]) -> str:
    """Return a sentence that says for which measures one trial would show a clear difference."""
    pairs = [pair for of_one in clear.values() for pair in of_one]
    if any(of_row == ON_AVERAGE for row, of_row in pairs):
        return too_few(min(row.n for row, of_row in pairs))
    visible = [noun(measure) for measure, of_one in clear.items() if VISIBLE in (of_row for row, of_row in of_one)]
    if not visible:
        return _("One trial of this size would more often miss this than show it.")
    if len(visible) == len(clear):
        return _("One trial of this size would more often show this than miss it.")
    return _("One trial of this size would more often show this than miss it only for {measures}.").format(
        measures=joined(visible)
    )


def noun(measure: str) -> str:
    """Return the measure as a noun in a running sentence."""
    return _(sentences.NOUNS[measure]) if measure in sentences.NOUNS else quantities.noun(measure)


def _direction(measure: str, rows: list) -> str:
    """Return the noun with its direction, if all rows agree on it."""
    up = sum(row.mean > 0.0 for row in rows)
    if up in (0, len(rows)) and all(row.mean for row in rows):
        return of_measure(sentences.UP if up else sentences.DOWN, measure).format(measure=noun(measure))
    return plural(
        "{measure} (up in {n} group, down in {others})", "{measure} (up in {n} groups, down in {others})", up
    ).format(measure=noun(measure), n=up, others=len(rows) - up)


def _amounts(rows: list, labels: Mapping[str, str]) -> str:
    """Return the groups with their differences, the largest first; of more than three only the span."""
    rows = sorted(rows, key=lambda row: -abs(row.mean))
    measure = rows[0].measure
    most = with_unit(measure, rows[0].mean, True)
    if len(rows) > 3:
        return _("{n} groups ({low} to {high}, most in {group})").format(
            n=len(rows), low=amount(measure, rows[-1].mean, True), high=most, group=quoted(rows[0].group, labels)
        )
    amounts = [most, *(amount(measure, row.mean, True) for row in rows[1:])]
    return joined([f"{quoted(row.group, labels)} ({said})" for row, said in zip(rows, amounts, strict=True)])
