"""A small world in which every channel carries something, and runs of it, for the tests of frozen channels."""

from worlds import FREE, two_groups, usual_equilibrium

from simulation.channels import CHANNELS

ALL = frozenset(CHANNELS)
WEEKS = 26
GROUPED = {"organisation": {"coordination": True, "courses_from": 0, "participants_meeting": 12}}


def world(policy=None, size=120, **changes):
    return two_groups(size=size, weeks=WEEKS, policy=FREE | {"group_training": True} if policy is None else policy,
                      **(GROUPED | changes))  # fmt: skip


def run_model(make, design, **more):
    model = make(design, rng=5, equilibrium=usual_equilibrium(), **more)
    model.run_until(design.weeks)
    return model
