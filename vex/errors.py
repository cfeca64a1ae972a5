"""All errors that a user can cause and correct; each is a `VexError` with the remedy in its message."""

from results.trial.trial_frames import TrialFramesError
from scenarios.bottleneck import BottleneckError
from scenarios.file.conditions import ConditionError
from scenarios.file.faults import ScenarioError
from scenarios.file.mechanism import MechanismError
from scenarios.file.population_faults import PopulationError
from scenarios.parameter_sets.plausible_set import StaleSetError
from scenarios.run_folder.resume import RunFolderError
from scenarios.story import StoryError
from scenarios.work.workers import WorkersError
from simulation.design import NoCoachError
from simulation.errors import TableError, VexError
from simulation.inflow import InflowError
from simulation.population import PrivacyError

__all__ = [
    "BottleneckError",
    "ConditionError",
    "InflowError",
    "MechanismError",
    "NoCoachError",
    "PopulationError",
    "PrivacyError",
    "RunFolderError",
    "ScenarioError",
    "StaleSetError",
    "StoryError",
    "TableError",
    "TrialFramesError",
    "VexError",
    "WorkersError",
]
