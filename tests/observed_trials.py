"""Trials with surveys, register and event log, for the tests of what observers record."""

from dataclasses import replace

from worlds import usual_equilibrium

from simulation.model import TrustExperiment


def surveyed(design, **changes):
    groups = tuple(replace(group, surveyed=True) for group in design.groups)
    return replace(design, groups=groups, **changes)


def run(design, rng=3, **wanted):
    model = TrustExperiment(design, rng=rng, equilibrium=usual_equilibrium(), **wanted)
    model.run_until(design.weeks)
    return model


EVENTFUL = {"track_found": 0.6, "block_by_itself": 0.02, "withdraw": 0.5, "separation": 0.03, "giving_up": 8.0}
