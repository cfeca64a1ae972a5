"""Contents of a page: the comparison, its run folder, and the story and bottleneck analysis beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from scenarios.bottleneck import Bottleneck
from scenarios.compare import Comparison
from scenarios.story import LiveStory
from simulation.outcomes import EVERYONE

from .page_tables import named_group


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Contents of a page; `folder` holds the tables and figures of `write_comparison`.

    A page without `story` or `bottleneck` has the reason in `without`, under the key "story" or "bottleneck".
    """

    comparison: Comparison
    folder: Path
    story: LiveStory | None = None
    bottleneck: Bottleneck | None = None
    without: Mapping[str, str] = field(default_factory=dict)

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of the folder (`column_meanings.COLUMN_MEANINGS`); empty if there is no such file."""
        path = self.folder / f"{name}.csv"
        return pd.read_csv(path, keep_default_na=False, na_values=[""]) if path.exists() else pd.DataFrame()

    def of_group(self, name: str) -> pd.DataFrame:
        """Return the rows of a table of the folder that belong to the group of the page."""
        table = self.table(name)
        return table[table["group"] == self.group] if len(table) else table

    @property
    def group(self) -> str:
        """Group that the comparison is about."""
        return self.comparison.manifest.get("group", EVERYONE)

    @property
    def scope(self) -> str:
        """Group that the comparison is about, in words."""
        return named_group(self.group, self.comparison.labels)
