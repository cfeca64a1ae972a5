"""Standing still: how far an open town drifts in four years under the service as usual (law 5).

`python -m calibration.standing_still` prints the table: for each quantity its mean in the first and in the last
half-year, the drift between them with its 95 % interval over replications, and the drift that the law allows. A
quantity stands still if the interval lies within what is allowed.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
import pandas as pd
import typer
from scipy.stats import t

from calibration.replications import mean_and_reach
from simulation.design import Design, Group
from simulation.experiment import TrustExperiment
from simulation.measures import INDEX
from simulation.people import IN_SERVICE, ON_BENEFIT

WEEKS, READ_EVERY, SPAN = 208, 13, 26
"""Weeks of a town, weeks between two looks, and weeks of the first and the last mean."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a quantity may drift: the largest of a number, a share of its level, and standard deviations."""

    absolute: float = 0.0
    share: float = 0.0
    deviations: float = 0.0

    def of(self, level: float, spread: float) -> float:
        """Return the allowed drift at this level and standard deviation between people."""
        return max(self.absolute, self.share * abs(level), self.deviations * spread)


MINDS = {
    "life_satisfaction": Allowed(absolute=0.03),
    "trust": Allowed(absolute=0.007),
    "autonomy": Allowed(deviations=0.05),
    "stress": Allowed(deviations=0.05),
}
"""Drift allowed in the mean among those on the benefit: law 5 gives the quarter itself."""
LAW = MINDS | {
    "part_time": Allowed(absolute=0.003),
    "recipients": Allowed(share=0.03),
    "backlog": Allowed(share=0.10),
}
WAIT = Allowed(absolute=0.5, share=0.10)
"""Drift allowed in a wait: half a week or a tenth."""


def open_town(people: int = 7000, **changes: Any) -> Design:
    """Return an open town under the service as usual; everyone on the benefit is simulated."""
    recipients = Group(name="recipients", size=people, open=True)
    return Design(name="standing still", groups=(recipients,), weeks=WEEKS, town=people, least_age=18, **changes)


def readings(model: TrustExperiment) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    """Run a town; return each quantity at the looks, and the standard deviation between people in week 0."""
    people, series = model.people, []
    spreads = {name: float(people[name][people.status == ON_BENEFIT].std()) for name in MINDS}
    for week in range(0, WEEKS + 1, READ_EVERY):
        if week:
            model.run_until(week)
        stock = people[people.status == ON_BENEFIT]
        row = {name: float(stock[name].mean()) for name in MINDS}
        row["part_time"] = float((stock.contract > 1).mean())
        row["recipients"] = float(len(stock))
        row["age"], row["level"] = float(stock.age.mean()), float(stock.level.mean())
        row["problems"] = float((stock.level >= 2).sum(axis=1).mean())
        row["years"] = float(stock.benefit_weeks.mean() / 52.0)
        row["employability"], row["women"] = float(stock.employability.mean()), float(stock.female.mean())
        row["unpaid"] = float(stock.unpaid_activity.mean())
        row["exempted"] = float(stock.exempted.mean())
        row["services"] = float((stock.help == IN_SERVICE).sum(axis=1).mean())
        series.append(row)
    return {name: np.array([row[name] for row in series]) for name in series[0]} | weekly(model), spreads


def weekly(model: TrustExperiment) -> dict[str, np.ndarray]:
    """Return backlog and waits of a finished run at the looks, each the mean of the weeks since the look before."""
    columns = {"backlog": model.book.series[:, 0, INDEX["backlog"]]}
    for number, spec in enumerate(model.design.partners):
        columns[f"wait_{spec.name}"] = model.book.partners[:, number, 2]
    ends = range(0, WEEKS + 1, READ_EVERY)
    return {name: np.array([np.nanmean(column[max(2, end - READ_EVERY + 1) : max(end, 2) + 1]) for end in ends])
            for name, column in columns.items()}  # fmt: skip


def drifts(models: Iterable[TrustExperiment]) -> pd.DataFrame:
    """Return a row for each quantity: first and last mean, drift, its interval, the drift allowed, and the verdict."""
    read = [readings(model) for model in models]
    spreads, looks = read[0][1], SPAN // READ_EVERY
    rows = []
    for name in read[0][0]:
        first = np.array([values[name][1 : 1 + looks].mean() for values, _ in read])
        last = np.array([values[name][-looks:].mean() for values, _ in read])
        drift, half = mean_and_reach(last - first)
        law = WAIT if name.startswith("wait_") else LAW.get(name)
        allowed = law.of(float(first.mean()), spreads.get(name, 0.0)) if law else math.nan
        verdict = "" if law is None else verdict_of(drift, half, allowed)
        rows.append((name, first.mean(), last.mean(), drift, half, allowed, verdict))
    return pd.DataFrame(rows, columns=["quantity", "first", "last", "drift", "half_width", "allowed", "verdict"])


def half_width_among(half: float, replications: int, quantities: int) -> float:
    """Return the half-width of a 95 % interval widened so that the intervals of all these quantities hold at once."""
    freedom = replications - 1
    return half * float(t.ppf(1.0 - 0.025 / quantities, freedom) / t.ppf(0.975, freedom))


def verdict_of(drift: float, half: float, allowed: float) -> str:
    """Say whether a drift lies within what is allowed: surely, surely not, or open."""
    if abs(drift) + half <= allowed:
        return "stands still"
    return "drifts" if abs(drift) - half > allowed else "open"


def measure_drift(
    people: Annotated[int, typer.Option(min=100, help="Recipients of the open town.")] = 7000,
    replications: Annotated[int, typer.Option(min=2, help="Towns with luck of their own.")] = 50,
    seed: Annotated[int, typer.Option(min=0, help="Seed.")] = 1,
) -> None:
    """Print how far an open town drifts in four years under the service as usual."""
    design = open_town(people)
    measured = range(WEEKS + 1)
    towns = (TrustExperiment(design, seed, number, measured=measured, surveyed=False) for number in range(replications))
    typer.echo(drifts(towns).to_string(index=False, float_format="{:.4f}".format))


if __name__ == "__main__":
    typer.run(measure_drift)
