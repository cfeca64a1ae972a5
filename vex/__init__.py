"""The Tilburg trust experiment, simulated: `import vex` is the one documented import.

scenario = vex.load("tilburg-2018")
model = vex.TrustExperiment(scenario.design, rng=1)
model.run_until(104)
outcomes = vex.run(scenario, replications=200, seed=1)
"""

from importlib import import_module

_HOME = {
    "load": "scenarios.file.scenario",
    "Scenario": "scenarios.file.scenario",
    "ScenarioError": "scenarios.file.faults",
    "with_population": "scenarios.file.populations",
    "PrivacyError": "simulation.population",
    "run": "scenarios.run",
    "explain": "scenarios.explain",
    "channel_shares": "results.statistics.shapley",
    "open_run": "scenarios.run_folder.store",
    "compare": "scenarios.compare",
    "open_comparison": "scenarios.compare",
    "Comparison": "scenarios.compare",
    "RunFolderError": "scenarios.run_folder.resume",
    "TrustExperiment": "simulation.experiment",
    "Outcomes": "simulation.outcomes",
    "TrialData": "simulation.trial_data",
    "Design": "simulation.design",
    "Group": "simulation.design",
    "CoachPost": "simulation.design",
    "Change": "simulation.design",
    "MEASURES": "simulation.measures",
    "PARAMETERS": "simulation.parameters",
    "SWITCHES": "simulation.parameters",
    "LEVERS": "simulation.levers",
}

__all__ = list(_HOME)


def __getattr__(name: str):
    """Import a name when it is first used: `vex --help` does not wait for the world."""
    if name not in _HOME:
        raise AttributeError(f"vex has no {name!r}; it has {', '.join(_HOME)}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
