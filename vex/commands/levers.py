"""`vex levers`: the table of what a policy can change."""

from results.words.language import N_

from .lever_values import setting, values_in_words
from .printed_table import AsCsv, for_programs, show


def levers(as_csv: AsCsv = False) -> None:
    """Show every lever: scope, usual value, unit, range, meaning."""
    from simulation.levers import LEVERS

    with for_programs(as_csv):
        show(
            N_("Levers"),
            ("scope", "name", "usual", "values", "unit", "meaning"),
            [
                (scope, row.name, setting(row.usual), values_in_words(row), row.unit, row.meaning)
                for scope, rows in LEVERS.items()
                for row in rows.values()
            ],
            as_csv,
        )
