"""`vex parameters`: the table of numbers."""

from results.words.language import N_

from .lever_values import number
from .printed_table import AsCsv, show


def parameters(as_csv: AsCsv = False) -> None:
    """Show every parameter: value, unit, range, status, source, meaning."""
    from simulation.parameters import PARAMETERS

    show(
        N_("Parameters"),
        ("section", "name", "value", "low", "high", "unit", "status", "source", "meaning"),
        [
            (row.section, row.name, number(row.value), number(row.low), number(row.high))
            + (row.unit, row.status, row.source, row.meaning)
            for row in PARAMETERS.values()
        ],
        as_csv,
    )
