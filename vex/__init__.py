"""The Tilburg trust experiment, simulated: `import vex` is the only documented import.

scenario = vex.load("tilburg-2018")
outcomes = vex.run(scenario, replications=200, seed=1)
comparison = vex.compare(scenario, [vex.load("twelve-coaches")])
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # each name twice: a re-export, for type checkers
    from results.statistics.shapley import channel_shares as channel_shares
    from scenarios.file.mechanism import EachWeek as EachWeek
    from scenarios.file.populations import with_population as with_population
    from scenarios.file.scenario import Scenario as Scenario
    from scenarios.file.scenario import load as load
    from scenarios.parameter_sets.parameter_sets import POINT as POINT
    from simulation.agents import Coach as Coach
    from simulation.agents import Participant as Participant
    from simulation.agents import Partner as Partner
    from simulation.design import Change as Change
    from simulation.design import CoachPost as CoachPost
    from simulation.design import Design as Design
    from simulation.design import Group as Group
    from simulation.experiment import TrustExperiment as TrustExperiment
    from simulation.levers import LEVERS as LEVERS
    from simulation.measures import MEASURES as MEASURES
    from simulation.parameters import PARAMETERS as PARAMETERS
    from simulation.parameters import SWITCHES as SWITCHES
    from simulation.trial_data import TrialData as TrialData

    from .errors import BottleneckError as BottleneckError
    from .errors import ConditionError as ConditionError
    from .errors import InflowError as InflowError
    from .errors import MechanismError as MechanismError
    from .errors import NoCoachError as NoCoachError
    from .errors import PopulationError as PopulationError
    from .errors import PrivacyError as PrivacyError
    from .errors import RunFolderError as RunFolderError
    from .errors import ScenarioError as ScenarioError
    from .errors import StaleSetError as StaleSetError
    from .errors import StoryError as StoryError
    from .errors import TableError as TableError
    from .errors import TrialFramesError as TrialFramesError
    from .errors import VexError as VexError
    from .errors import WorkersError as WorkersError
    from .verbs.bottleneck import BottleneckResult as BottleneckResult
    from .verbs.bottleneck import bottleneck as bottleneck
    from .verbs.compare import ComparisonResult as ComparisonResult
    from .verbs.compare import compare as compare
    from .verbs.compare import open_comparison as open_comparison
    from .verbs.explain import ExplanationResult as ExplanationResult
    from .verbs.explain import explain as explain
    from .verbs.report import report as report
    from .verbs.run import RunResult as Outcomes  # noqa: F401
    from .verbs.run import RunResult as RunResult
    from .verbs.run import open_run as open_run
    from .verbs.run import run as run
    from .verbs.story import StoryResult as StoryResult
    from .verbs.story import story as story
    from .verbs.sweep import SweepResult as SweepResult
    from .verbs.sweep import sweep as sweep
    from .verbs.trial import TrialResult as TrialResult
    from .verbs.trial import trial as trial

_MODULES = {
    "scenarios.file.scenario": ("load", "Scenario"),
    "scenarios.file.populations": ("with_population",),
    "scenarios.file.mechanism": ("EachWeek",),
    "scenarios.parameter_sets.parameter_sets": ("POINT",),
    "vex.verbs.run": ("run", "open_run", "RunResult"),
    "vex.verbs.compare": ("compare", "open_comparison", "ComparisonResult"),
    "vex.verbs.sweep": ("sweep", "SweepResult"),
    "vex.verbs.explain": ("explain", "ExplanationResult"),
    "vex.verbs.bottleneck": ("bottleneck", "BottleneckResult"),
    "vex.verbs.story": ("story", "StoryResult"),
    "vex.verbs.trial": ("trial", "TrialResult"),
    "vex.verbs.report": ("report",),
    "vex.errors": (
        "VexError", "BottleneckError", "ConditionError", "InflowError", "MechanismError", "NoCoachError",
        "PopulationError", "PrivacyError", "RunFolderError", "ScenarioError", "StaleSetError", "StoryError",
        "TableError", "TrialFramesError", "WorkersError",
    ),
    "results.statistics.shapley": ("channel_shares",),
    "simulation.experiment": ("TrustExperiment",),
    "simulation.agents": ("Participant", "Coach", "Partner"),
    "simulation.trial_data": ("TrialData",),
    "simulation.design": ("Design", "Group", "CoachPost", "Change"),
    "simulation.measures": ("MEASURES",),
    "simulation.parameters": ("PARAMETERS", "SWITCHES"),
    "simulation.levers": ("LEVERS",),
}  # fmt: skip
"""Module → public names in it, as in the imports above, which only editors and type checkers read."""
_HOME = {name: (module, name) for module, names in _MODULES.items() for name in names}
_HOME["Outcomes"] = ("vex.verbs.run", "RunResult")  # outcomes of a model that the user runs: Outcomes.of(model)

__all__ = list(_HOME)


if not TYPE_CHECKING:  # so that a type checker reports a name that does not exist

    def __getattr__(name: str):
        """Import a name at its first use: `vex --help` does not import the world."""
        if name not in _HOME:
            raise AttributeError(f"vex has no {name!r}; it has {', '.join(_HOME)}")
        module, attribute = _HOME[name]
        value = getattr(import_module(module), attribute)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)
