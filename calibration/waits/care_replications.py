"""Replications of the waits for care: the same people and luck under every number of places."""

from pathlib import Path

from calibration.mechanism_checks.check_replications import model_of

from .care_runs import CARE_PLACES, record_care, setting_of
from .care_values import care_differences

WAITS_FILE = Path(__file__).parent / "waits.csv"
SETS = ("plausible", "table")
"""Kinds of parameter sets: replication r has set r of the plausible set, or the values of the table."""


def waits_replication(task: tuple[str, int]) -> list[tuple]:
    """Return the differences of one replication with one kind of parameter set."""
    sets, replication = task
    return care_differences(
        {name: record_care(model_of(setting_of(places), sets, replication)) for name, places in CARE_PLACES.items()}
    )
