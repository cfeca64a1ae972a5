"""Findings of a run in sentences: the result at the end, and its certainty.

Two questions are kept apart. Is the average over many simulated trials different from zero (95 % interval of the mean)?
Would one trial of this size have shown it (middle 95 % of single trials)? If that range holds zero, a single trial
shows the difference in less than about half of the cases. Below `ENOUGH_TRIALS` simulated trials there is no statement
on single trials, below `LEAST_TRIALS` no statement on differences. A value that is missing in the last week is not
shown; no earlier week replaces it.

A difference is called clear only if zero lies outside the t-interval at 1 − 0.05 ÷ the number of differences that the
headlines of a run judge: the outcomes in `JUDGED` times the groups (Bonferroni). If there is no real difference, at
most about one run in twenty then names a difference, and the headlines of a run do not contradict each other.
"""

from collections.abc import Iterable, Mapping

import pandas as pd
from scipy.special import stdtrit

from simulation.measures import MEASURES

from ..drawing.finding import Finding
from ..statistics.rows import SummaryRow
from ..statistics.summary import ENOUGH_TRIALS, LEAST_TRIALS
from ..words import quantities
from ..words.language import N_, _, plural
from ..words.quantities import amount, last_digit, title, unit, with_unit
from ..words.wording import duration, joined, per_cent, quoted
from . import finding_sentences as sentences

Judged = tuple[SummaryRow, str]
"""A row of differences and its verdict."""

ONE_TRIAL = N_("One trial cannot tell a policy from luck.")
NOT_KNOWN, NOT_CLEAR, NEGLIGIBLE = "not known", "not clear", "hardly any difference"
ON_AVERAGE = "clear on average, too few trials to say more"
HIDDEN, VISIBLE = "clear on average, hidden in one trial", "clear on average, visible in one trial"
CLEAR_ON_AVERAGE = (HIDDEN, VISIBLE, ON_AVERAGE)
WELL = ("self_reliance", "life_satisfaction", "health")
JUDGED = ("exit_work", "durable_exit", "part_time", *WELL, "taking_part", "lasting_part", "trust", "cost_month")
"""Outcomes of a run to which the correction applies."""


def at_end(frame: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return the rows of a measure in the last week of the run, without groups that have no value then.

    `frame` has the columns of `summary.summarise`.
    """
    return frame[(frame["measure"] == measure) & frame["mean"].notna() & (frame["week"] == frame["week"].max())]


def corrected_interval(row: SummaryRow, comparisons: int) -> tuple[float, float]:
    """Return the interval of the mean at 1 − 0.05 ÷ `comparisons`."""
    wider = stdtrit(row.n - 1, 1.0 - 0.025 / comparisons) / stdtrit(row.n - 1, 0.975)
    half = (row.mean_high - row.mean) * wider
    return row.mean - half, row.mean + half


def group_verdict(row: SummaryRow, comparisons: int) -> str:
    """Return the verdict on a row of differences, corrected for the number of `comparisons`.

    There is hardly any difference if the whole interval lies within `margin`. A difference that readers see as zero is
    not clear.
    """
    if row.n < LEAST_TRIALS:
        return NOT_KNOWN
    low, high = corrected_interval(row, comparisons)
    if -margin(row.measure) < low and high < margin(row.measure):
        return NEGLIGIBLE
    if low <= 0.0 <= high or not amount(row.measure, row.mean).strip("0.,−"):
        return NOT_CLEAR
    if row.n < ENOUGH_TRIALS:
        return ON_AVERAGE
    return HIDDEN if row.trial_low <= 0.0 <= row.trial_high else VISIBLE


def number_judged(changes: pd.DataFrame, measures: Iterable[str] = ()) -> int:
    """Return the number of differences in `changes` to which the correction applies, these `measures` included."""
    ends = (at_end(changes, measure) for measure in dict.fromkeys((*JUDGED, *measures)))
    return max(1, sum(int((rows["n"] >= LEAST_TRIALS).sum()) for rows in ends))


def margin(measure: str) -> float:
    """Return the largest negligible difference; for money, half of the last digit that readers see."""
    smallest = MEASURES[measure].smallest if measure in MEASURES else None
    return last_digit(measure) / 2.0 if smallest is None else smallest


def corrected(changes: pd.DataFrame | None, measures: Iterable[str]) -> str:
    """Return the sentence of the footnote on the correction of a headline on `measures`, or an empty text."""
    count = number_judged(changes, measures) if changes is not None and measures else 1
    if count < 2:
        return ""
    return _(
        "The title calls a difference clear where its 95 % interval, widened for the {count} comparisons made "
        "(Bonferroni), leaves out zero."
    ).format(count=count)


def finding(
    summary: pd.DataFrame, changes: pd.DataFrame | None, measure: str, labels: Mapping[str, str], control: str | None
) -> Finding:
    """Return the finding on a measure at the end.

    `summary` and `changes` have the columns of `summary.summarise`; without `changes` the finding is on levels.
    """
    if changes is None or control is None or not (changes["measure"] == measure).any():
        return Finding(level_sentence(summary, measure, labels), "")
    rows = at_end(changes, measure)
    if rows.empty:
        return Finding(too_few_people(measure), "")
    if rows["n"].max() < LEAST_TRIALS:
        return Finding(level_sentence(summary, measure, labels), no_range(int(rows["n"].max())))
    texts = {"duration": duration(int(rows["week"].iloc[0])), "control": quoted(control, labels)}
    hidden = [quoted(group, labels) for group in not_shown(changes, rows)]
    texts["silent"] = _("; not shown for {groups}").format(groups=joined(hidden)) if hidden else ""
    count = number_judged(changes, [measure])
    judged = [(row, group_verdict(row, count)) for row in rows.itertuples()]
    clear = [(row, kind) for row, kind in judged if kind in CLEAR_ON_AVERAGE]
    if not clear:
        bounds = [corrected_interval(row, count) for row, kind in judged if kind != NOT_KNOWN]
        low, high = min(bound[0] for bound in bounds), max(bound[1] for bound in bounds)
        lies = plural(
            "Over {n} simulated trials the average difference lies between {low} and {high}.",
            "Over {n} simulated trials the average differences lie between {low} and {high}.",
            len(rows),
        )
        return Finding(
            _(sentences.NONE_SENTENCES[_none(kind for _row, kind in judged)]).format(measure=noun_of(measure), **texts),
            lies.format(n=rows["n"].max(), low=amount(measure, low, True), high=with_unit(measure, high, True)),
        )
    up, down = [row for row, _kind in clear if row.mean > 0.0], [row for row, _kind in clear if row.mean < 0.0]
    parts = [
        of_measure(clauses, measure).format(measure=noun_of(measure), groups=_amounts(side, labels))
        for clauses, side in ((sentences.MORE_SENTENCES, up), (sentences.FEWER_SENTENCES, down))
        if side
    ]
    clause = parts[0] if len(parts) == 1 else _("{more}, and {fewer}").format(more=parts[0], fewer=parts[1])
    for wanted, words in (
        (NOT_CLEAR, _("; no clear difference for {groups}")),
        (NEGLIGIBLE, _("; hardly any difference for {groups}")),
    ):
        names = [quoted(row.group, labels) for row, kind in judged if kind == wanted]
        texts["silent"] = (words.format(groups=joined(names)) if names else "") + texts["silent"]
    headline = _("After {duration} {said} than in {control}{silent}.").format(said=clause, **texts)
    return Finding(headline, single_trial(clear, labels))


def of_measure(table: Mapping[str, str], measure: str) -> str:
    """Return the sentence for this measure, or the sentence under `OTHER`."""
    return _(table.get(measure, table[sentences.OTHER]))


def _none(verdicts: Iterable[str]) -> str:
    """Return the key of the sentence for verdicts without a clear difference."""
    kinds = set(verdicts) - {NOT_KNOWN}
    if kinds == {NEGLIGIBLE}:
        return sentences.HARDLY_ANY
    return sentences.NO_CLEAR if kinds == {NOT_CLEAR} else sentences.EITHER


def too_few(n: int) -> str:
    """Return the sentence for too few simulated trials for a statement on single trials."""
    return _("{n} simulated trials are too few to say what one trial of this size would show.").format(n=n)


def no_range(n: int) -> str:
    """Return the sentence for too few simulated trials for an interval."""
    if n < 2:
        return _(ONE_TRIAL)
    return _("{n} simulated trials are too few for a range. Use at least 50 (--replications 50).").format(n=n)


def too_few_people(measure: str) -> str:
    """Return the sentence for a difference that is not shown, because it is based on too few people."""
    return of_measure(sentences.TOO_FEW, measure).format(measure=noun_of(measure))


def single_trial(judged: list[Judged], labels: Mapping[str, str]) -> str:
    """Return the sentence on whether one trial of this size would show these differences."""
    if any(kind == ON_AVERAGE for _row, kind in judged):
        return too_few(min(row.n for row, _kind in judged))
    hidden = [quoted(row.group, labels) for row, kind in judged if kind == HIDDEN]
    if not hidden:
        return _("One trial of this size would more often show this than miss it.")
    if len(hidden) == len(judged):
        return _("One trial of this size would more often miss this than show it.")
    return _(
        "One trial of this size would more often miss this than show it for {groups}, but not for the others."
    ).format(groups=joined(hidden))


def level_sentence(summary: pd.DataFrame, measure: str, labels: Mapping[str, str]) -> str:
    """Return a sentence with the lowest and highest group average at the end, and the groups if some are missing."""
    rows = at_end(summary, measure)
    if rows.empty:
        return _("{measure}: no values.").format(measure=title(measure))
    low, high = (amount(measure, value) for value in (rows["mean"].min(), rows["mean"].max()))
    # recipients is the only measure with a value (0) in an empty group
    hidden = not_shown(summary[summary["measure"] != "recipients"], rows)
    table = sentences.LEVELS_OF_SOME if hidden else sentences.LEVEL_SENTENCES
    value = low if low == high else _("{low} to {high}").format(low=low, high=high)
    if measure not in table:
        value = per_cent(value) if unit(measure) == "%" else f"{value} {unit(measure)}".strip()
    texts = {"said": of_measure(table, measure).format(value=value, measure=quantities.noun(measure))}
    texts["duration"] = duration(int(rows["week"].iloc[0]))
    if not hidden:
        words = _("After {duration} {said}.") if low == high else _("After {duration} {said}, depending on the group.")
        return words.format(**texts)
    texts["groups"] = joined([quoted(group, labels) for group in rows["group"].unique()])
    if low == high:
        return _("Of the people in {groups}, after {duration} {said}.").format(**texts)
    return _("Of the people in {groups}, after {duration} {said}, depending on the group.").format(**texts)


def not_shown(frame: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
    """Return the groups with a value in `frame` that are missing in `rows`."""
    return [group for group in frame.loc[frame["mean"].notna(), "group"].unique() if group not in set(rows["group"])]


def overview_of_run(changes: pd.DataFrame, measures: list[str], labels: Mapping[str, str], control: str) -> Finding:
    """Return the finding on several measures: which differ from `control` in some group, and which one trial shows.

    `changes` has the columns of `summary.summarise`.
    """
    rows = {measure: list(at_end(changes, measure).itertuples()) for measure in measures}
    rows = {measure: of_measure for measure, of_measure in rows.items() if of_measure}
    if not rows:
        return Finding(_("No differences to show."), "")
    texts = {"duration": duration(int(next(iter(rows.values()))[0].week)), "control": quoted(control, labels)}
    n = max(row.n for of_measure in rows.values() for row in of_measure)
    if n < LEAST_TRIALS:
        words = plural(
            "After {duration}: the differences from {control} in one simulated trial.",
            "After {duration}: the differences from {control} in {n} simulated trials.",
            n,
        )
        return Finding(words.format(n=n, **texts), no_range(n))
    count = number_judged(changes, rows)
    judged = {measure: [(row, group_verdict(row, count)) for row in of_measure] for measure, of_measure in rows.items()}
    clear = {measure: [pair for pair in pairs if pair[1] in CLEAR_ON_AVERAGE] for measure, pairs in judged.items()}
    rest = {measure: _none(kind for _row, kind in judged[measure]) for measure in judged if not clear[measure]}
    clear = {measure: pairs for measure, pairs in clear.items() if pairs}
    if not clear:
        none = _none(kind for pairs in judged.values() for _row, kind in pairs)
        return Finding(_(sentences.NONE_OF_ALL[none]).format(**texts), "")
    texts["said"] = joined([_direction(measure, [row for row, _kind in pairs]) for measure, pairs in clear.items()])
    texts["silent"] = "".join(
        _(sentences.NONE_IN[none]).format(measures=joined([noun_of(name) for name in rest if rest[name] == none]))
        for none in dict.fromkeys(rest.values())
    )
    words = _("After {duration}, on average, compared with {control}: {said}{silent}.")
    if max(len(pairs) for pairs in judged.values()) > 1:
        words = _("After {duration}, on average in some groups, compared with {control}: {said}{silent}.")
    return Finding(words.format(**texts), _visible(clear))


def _visible(clear: Mapping[str, list[Judged]]) -> str:
    """Return the sentence on the measures for which one trial would show a clear difference."""
    pairs = [pair for of_measure in clear.values() for pair in of_measure]
    if any(kind == ON_AVERAGE for _row, kind in pairs):
        return too_few(min(row.n for row, _kind in pairs))
    visible = [noun_of(measure) for measure, pairs in clear.items() if VISIBLE in (kind for _row, kind in pairs)]
    if not visible:
        return _("One trial of this size would more often miss this than show it.")
    if len(visible) == len(clear):
        return _("One trial of this size would more often show this than miss it.")
    return _("One trial of this size would more often show this than miss it only for {measures}.").format(
        measures=joined(visible)
    )


def noun_of(measure: str) -> str:
    """Return the measure as a noun in a sentence."""
    return _(sentences.NOUNS[measure]) if measure in sentences.NOUNS else quantities.noun(measure)


def _direction(measure: str, rows: list[SummaryRow]) -> str:
    """Return the noun with its direction, or with the numbers of groups if they differ in direction."""
    up = sum(row.mean > 0.0 for row in rows)
    if up in (0, len(rows)) and all(row.mean for row in rows):
        return of_measure(sentences.UP_PHRASES if up else sentences.DOWN_PHRASES, measure).format(
            measure=noun_of(measure)
        )
    return plural(
        "{measure} (up in {n} group, down in {others})", "{measure} (up in {n} groups, down in {others})", up
    ).format(measure=noun_of(measure), n=up, others=len(rows) - up)


def _amounts(rows: list[SummaryRow], labels: Mapping[str, str]) -> str:
    """Return the groups with their differences, the largest first; of more than three groups only the range."""
    rows = sorted(rows, key=lambda row: -abs(row.mean))
    measure = rows[0].measure
    most = with_unit(measure, rows[0].mean, True)
    if len(rows) > 3:
        return _("{n} groups ({low} to {high}, most in {group})").format(
            n=len(rows), low=amount(measure, rows[-1].mean, True), high=most, group=quoted(rows[0].group, labels)
        )
    amounts = [most, *(amount(measure, row.mean, True) for row in rows[1:])]
    return joined([f"{quoted(row.group, labels)} ({words})" for row, words in zip(rows, amounts, strict=True)])
