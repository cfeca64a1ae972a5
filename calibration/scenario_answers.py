"""What comes out of the shipped policies: `python -m calibration.scenario_answers` writes `scenario_answers.csv`.

Each answer is a difference between two groups in the last week: of the same people in two scenarios, or, where people
are drawn by lot within a scenario, of two groups. Replication r has parameter set r of the plausible set (background
patterns only) and the same luck in both. A value is the mean with the half-width of its 95 % interval (t), over luck
and parameters together. No parameter is set towards these values.
"""

from functools import cache
from pathlib import Path
from typing import Annotated, NamedTuple

import numpy as np
import pandas as pd
import typer

from scenarios.file.scenario import load
from simulation.experiment import TrustExperiment
from simulation.measures import INDEX

from .replications import in_processes, mean_and_reach, with_set

ANSWERS_FILE = Path(__file__).with_name("scenario_answers.csv")
ANSWER_COLUMNS = ("answer", "measure", "mean", "half_width", "n")
ANSWER_SEED, ANSWER_REPLICATIONS = 1, 60
CONTROL = "standard"
SHARE_ANSWERS = ("exit_work", "durable_exit", "part_time", "lasting_part")
ANSWER_MEASURES = (*SHARE_ANSWERS, "life_satisfaction", "trust", "contacts_held")
"""Measures of an answer; of the shares the difference is in points."""


class Side(NamedTuple):
    """A group in a scenario."""

    scenario: str
    group: str


class PolicyAnswer(NamedTuple):
    """What is compared, in words, and its two sides."""

    meaning: str
    policy: Side
    base: Side


def against_city(scenario: str) -> tuple[Side, Side]:
    """Return the recipients of a whole town under a policy, and the same town under the service as usual."""
    return Side(scenario, "recipients"), Side("city-7000", "recipients")


def against_trial(scenario: str) -> tuple[Side, Side]:
    """Return the people outside the experiment under one lever, and the same people in the trial as it was."""
    return Side(scenario, "reference"), Side("tilburg-2018", "reference")


def under_usual(scenario: str) -> tuple[Side, Side]:
    """Return the control group in a scenario, and the same people in the trial as it was."""
    return Side(scenario, CONTROL), Side("tilburg-2018", CONTROL)


def within(scenario: str, group: str, control: str) -> tuple[Side, Side]:
    """Return two groups of a scenario, divided by lot."""
    return Side(scenario, group), Side(scenario, control)


ANSWERS = {
    "exemption-alone": PolicyAnswer("exempt from duties, nothing else", *against_trial("exemption-alone")),
    "release-alone": PolicyAnswer("half of earnings kept, nothing else", *against_trial("release-alone")),
    "bonus-alone": PolicyAnswer("a bonus for full-time work, nothing else", *against_trial("bonus-alone")),
    "guidance": PolicyAnswer("guidance in the trial as it was", *within("tilburg-2018", "guidance", CONTROL)),
    "guidance, downturn": PolicyAnswer("the same, with a downturn", *within("downturn", "guidance", CONTROL)),
    "downturn": PolicyAnswer("the downturn, service as usual", *under_usual("downturn")),
    "doe-mee": PolicyAnswer("visited at home, against the lot", *within("doe-mee", "doe_mee", "usual_service")),
    "perspectief": PolicyAnswer("parts of the trial for everyone, 70 coaches", *against_city("perspectief")),
    "perspectief-few-coaches": PolicyAnswer("the same promise, 20 coaches", *against_city("perspectief-few-coaches")),
    "vertrouwenspin": PolicyAnswer("pins, if they did what the numbers say", *against_city("vertrouwenspin")),
}  # fmt: skip
"""Name → answer; people by lot are other people, so that their differences have wide intervals."""


def group_readings(scenario: str, replication: int) -> dict[str, np.ndarray]:
    """Return the values of `ANSWER_MEASURES` of each group in the last week of a run."""
    design, start = with_set(load(scenario).design, "plausible", replication)
    model = TrustExperiment(design, rng=ANSWER_SEED, replication=replication, equilibrium=start, surveyed=False)
    model.run_until(design.weeks)
    last = model.book.series[design.weeks][:, [INDEX[name] for name in ANSWER_MEASURES]]
    return {group.name: last[number] for number, group in enumerate(design.groups)}


def answers_of_replication(replication: int) -> dict[str, np.ndarray]:
    """Return the differences of every answer in one replication."""
    run = cache(lambda scenario: group_readings(scenario, replication))
    return {
        name: run(answer.policy.scenario)[answer.policy.group] - run(answer.base.scenario)[answer.base.group]
        for name, answer in ANSWERS.items()
    }


def answers_table(differences: list[dict[str, np.ndarray]]) -> pd.DataFrame:
    """Return the mean of each answer and measure over replications (`ANSWER_COLUMNS`); shares are in points."""
    rows = []
    for name in ANSWERS:
        values = np.array([each[name] for each in differences])
        for column, measure in enumerate(ANSWER_MEASURES):
            scale = 100.0 if measure in SHARE_ANSWERS else 1.0
            rows.append((name, measure, *mean_and_reach(scale * values[:, column]), len(values)))
    return pd.DataFrame(rows, columns=list(ANSWER_COLUMNS))


def write_answers(
    replications: Annotated[int, typer.Option(min=2, help="Replications of each answer.")] = ANSWER_REPLICATIONS,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 2,
    out: Annotated[Path, typer.Option(help="CSV file to write.")] = ANSWERS_FILE,
) -> None:
    """Run the shipped policies and write what comes out."""
    done = in_processes(answers_of_replication, range(replications), workers, "answers")
    answers_table(done).to_csv(out, index=False, float_format="%.6g")


if __name__ == "__main__":
    typer.run(write_answers)
