"""All errors that a user can cause and mend; each is a `VexError`, whose message says what to do."""

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
from simulation.population import PrivacyError

__all__ = [
    "BottleneckError",
    "ConditionError",
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
