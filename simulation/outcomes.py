"""Outcomes: the results of a run as tidy frames, with the same schema for one run and for a thousand."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .measures import NAMES
from .population import is_sensitive
from .suppression import alike, suppress

EVERYONE = "everyone"
"""Name of the group of all simulated people, where tables go by group."""
PARTNER_COLUMNS = ("waiting", "in_service", "wait_weeks", "utilisation")
COACH_COLUMNS = ("caseload", "utilisation")


def _frame(scenario: str, replication: int, kind: str, names, values: np.ndarray, columns) -> pd.DataFrame:
    weeks, count, _ = values.shape
    index = {
        "scenario": pd.Categorical.from_codes(np.zeros(weeks * count, dtype=np.int8), [scenario]),
        "replication": np.full(weeks * count, replication, dtype=np.int32),
        kind: pd.Categorical.from_codes(np.tile(np.arange(count), weeks), list(names)),
        "week": np.repeat(np.arange(weeks, dtype=np.int16), count),
    }
    flat = values.reshape(weeks * count, -1).astype(np.float32)
    return pd.DataFrame(index | {name: flat[:, column] for column, name in enumerate(columns)})


def empty_failures() -> pd.DataFrame:
    """Return the frame of failed runs, without rows."""
    return pd.DataFrame({"scenario": [], "replication": [], "error": []})


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Tidy frames. `series`: scenario, replication, group, week, n and a column a measure, week 0 … weeks;
    `partners`: scenario, replication, partner, week, waiting, in_service, wait_weeks, utilisation;
    `coaches`: scenario, replication, coach, week, caseload, utilisation; `failures`: runs that failed.

    Week w is the state after w weeks. Numbers are float32, names are categories.
    """

    series: pd.DataFrame
    partners: pd.DataFrame
    coaches: pd.DataFrame
    failures: pd.DataFrame = field(default_factory=empty_failures)

    @staticmethod
    def of(model) -> "Outcomes":
        """Return the measurements of `model` so far; of real people without counts under ten."""
        upto = model.week + 1
        name, replication = model.design.name, model.replication
        groups = [group.name for group in model.design.groups]
        series = _frame(name, replication, "group", groups, model.book.series[:upto], NAMES)
        series.insert(4, "n", model.book.members[:upto].ravel().astype(np.int32))
        partner_names = [partner.name for partner in model.design.partners]
        partners = _frame(name, replication, "partner", partner_names, model.book.partners[:upto], PARTNER_COLUMNS)
        coaches = _frame(
            name, replication, "coach", model.coach_names, model.book.coaches[:upto], COACH_COLUMNS
        )
        frames = {"series": series, "partners": partners, "coaches": coaches}
        return Outcomes(**(suppress(frames) if is_sensitive(model.design) else frames))

    @staticmethod
    def concatenate(parts: list["Outcomes"]) -> "Outcomes":
        """Return several outcomes as one, in the order given; raises ValueError for an empty list."""
        if not parts:
            raise ValueError("there are no outcomes to concatenate")
        return Outcomes(*(_stack([getattr(part, name) for part in parts]) for name in Outcomes.__slots__))

    def of_real_people(self) -> "Outcomes":
        """Return these outcomes with a cell missing in all replications if it is missing in one."""
        frames = {name: getattr(self, name) for name in ("series", "partners", "coaches")}
        return Outcomes(**alike(frames), failures=self.failures)


def _stack(frames: list[pd.DataFrame]) -> pd.DataFrame:
    frames = [frame for frame in frames if len(frame)] or frames[:1]
    for column in frames[0].columns:
        if isinstance(frames[0][column].dtype, pd.CategoricalDtype):
            known = list(dict.fromkeys(c for frame in frames for c in frame[column].cat.categories))
            frames = [frame.assign(**{column: frame[column].cat.set_categories(known)}) for frame in frames]
    return pd.concat(frames, ignore_index=True)
