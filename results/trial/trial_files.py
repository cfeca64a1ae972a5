"""Files of `vex trial`: tables as CSV, figures as PNG, and a summary in Markdown, in one folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from ..drawing.atomic_files import write_atomically, write_csv, write_figure
from ..drawing.text_tables import sheet_as_markdown
from ..statistics.summary import ENOUGH_TRIALS
from ..words.language import N_, _
from ..words.wording import NO_FORECAST, ON_WELLBEING, kicker, named
from . import trial_figures
from .estimates import MODELS, UNOBSERVABLE
from .trial_analysis import ManyTrials, OneTrial
from .trial_frames import AT_END
from .trial_tables import contamination_sheet, many_trials_sheets, one_trial_sheets
from .trial_wording import by_question, in_one_trial, over_trials

SUMMARY = "trial.md"
FIGURE_TITLES = {
    "differences": N_("Differences of one trial"),
    "leaving": N_("How soon people leave for work, in one trial"),
    "answering": N_("Who answered the survey, in one trial"),
    "power": N_("What a trial of this size could have shown"),
}


@dataclass(frozen=True, slots=True)
class TrialReport:
    """The content of a report: the analyses and the texts.

    `single` is None if the first trial failed, `alone` (`CONTAMINATION_COLUMNS`) if the arms were not run alone.
    """

    single: OneTrial | None
    many: ManyTrials
    alone: pd.DataFrame | None
    labels: Mapping[str, str]
    control: str
    title: str = ""
    question: str = ""
    command: str = ""
    asked: int = 0
    failed: int = 0

    @property
    def sentences(self) -> list[str]:
        """The results in a few sentences."""
        findings = [] if self.single is None else [in_one_trial(self.single.estimates, self.labels, self.control)]
        power = self.many.power[self.many.power["outcome"].isin(AT_END)]
        findings.append(over_trials(power, self.labels, self.many.trials))
        words = [" ".join(part for part in finding if part) for finding in findings]
        words += by_question(power, self.labels, self.many.trials)
        if self.failed:
            words.append(
                _("{failed} of {asked} trials failed and are left out.").format(failed=self.failed, asked=self.asked)
            )
        return [*words, f"{_(NO_FORECAST)} {_(ON_WELLBEING)}"]


def write_trial_report(report: TrialReport, folder: Path, truth: bool = False) -> list[Path]:
    """Write the tables, figures and summary into `folder`; return their paths.

    With `truth` the estimates of one trial also have the models and the column that need true values.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = [write_csv(folder / f"{name}.csv", table) for name, table in tables_of_trial(report, truth).items()]
    by_name = figures_of_trial(report)
    paths += [write_figure(folder / f"{name}.png", figure) for name, figure in by_name.items()]
    words = summary(report, list(by_name))
    return [*paths, write_atomically(folder / SUMMARY, lambda part: part.write_text(words, encoding="utf-8"))]


def tables_of_trial(report: TrialReport, truth: bool) -> dict[str, pd.DataFrame]:
    """Return the tables by file name: `one-trial-…` as researchers would have seen them, the others over all trials.

    Columns as in `OneTrial` and `ManyTrials`.
    """
    by_name = {
        "power": report.many.power,
        "all-estimates": report.many.estimates,
        "all-survival": report.many.survival,
        "response": report.many.response,
        "outside": report.many.outside,
        "balance": report.many.balance,
        "recruited": report.many.recruited,
    }
    if report.alone is not None:
        by_name["alone"] = report.alone
    if report.single is not None:
        estimates = report.single.estimates
        if not truth:
            estimates = estimates[~estimates["model"].isin(UNOBSERVABLE)].drop(columns="truth")
        by_name |= {
            "one-trial-balance": report.single.balance,
            "one-trial-estimates": estimates,
            "one-trial-response": report.single.response,
            "one-trial-survival": report.single.survival,
            "one-trial-curves": report.single.curves,
            "one-trial-outside": report.single.outside,
        }
    return {name: table for name, table in by_name.items() if len(table)}


def figures_of_trial(report: TrialReport) -> dict[str, Figure]:
    """Return the figures by file name."""
    above = kicker(report.title, report.question)
    single, labels = report.single, report.labels
    by_name = {}
    if single is not None:
        by_name["differences"] = trial_figures.forest(single, labels, above)
        by_name["leaving"] = trial_figures.leaving(single, labels, above)
        if len(single.response):
            by_name["answering"] = trial_figures.answering(single, labels, above)
    if report.many.trials >= ENOUGH_TRIALS:
        by_name["power"] = trial_figures.power_bars(report.many, labels, above, control=report.control)
    return by_name


def summary(report: TrialReport, drawn: list[str]) -> str:
    """Return the summary in Markdown; `drawn` names the figures that were written."""
    title = _(report.title) or _("unnamed")
    parts = ["# " + _("The trial, simulated: {title}").format(title=title), _(report.question)]
    parts += [_("Made with:"), f"```sh\n{report.command}\n```", "## " + _("What came out"), *report.sentences]
    if report.single is not None:
        parts += ["## " + _("One simulated trial, as the researchers would have seen it")]
        parts += [f"![{_(FIGURE_TITLES[name])}]({name}.png)" for name in drawn if name != "power"]
        parts += [sheet_as_markdown(sheet) for sheet in one_trial_sheets(report.single, report.labels)]
    if report.many.trials > 1:
        heading = _("{n} simulated trials: what one of them could have shown").format(n=report.many.trials)
        parts += [f"## {heading}"]
        parts += [f"![{_(FIGURE_TITLES[name])}]({name}.png)" for name in drawn if name == "power"]
        parts += [sheet_as_markdown(sheet) for sheet in many_trials_sheets(report.many, report.labels)]
    if report.alone is not None and len(report.alone):
        parts += ["## " + _("Each group alone"), sheet_as_markdown(contamination_sheet(report.alone, report.labels))]
    parts += ["## " + _("For analysts"), _for_analysts(report)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _for_analysts(report: TrialReport) -> str:
    models = "\n".join(f"- `{name}`: {_(words)}" for name, words in MODELS.items() if name not in UNOBSERVABLE)
    return _(
        "Differences are from {control}, by least squares on group indicators with HC2 errors and t-intervals. "
        "`p_corrected` is Holm's, over all outcomes and arms of one model. Other exits censor the survival curves. "
        "The models in `one-trial-estimates.csv`:\n\n{models}\n\n`power.csv` holds, for every model, outcome and arm, "
        "power with its 95 % interval, spread (`sd`), mean standard error, coverage, the smallest difference found in "
        "80 of 100 trials (`detectable`, 2.8 × `sd`) and the biases with their standard errors."
    ).format(control=named(report.control, report.labels), models=models)
