"""Rotation of the lottery: the groups exchange their people until every person has been in every group once.

A group keeps its policy, size and name, and gets the people of another group (`cohort`), or its interval of the lottery
where people are divided during the run. The workload of the coaches and the luck of each person stay the same.
"""

from dataclasses import replace

from simulation.design import Design, Group
from simulation.synthesis import person_ids


def distinct_policies(design: Design, person: int | None = None) -> list[str]:
    """Return the names of groups with different policies, in order.

    Of several groups with the same policy, the group of `person` is returned, else the first. In a design with
    recruitment, only groups with a lot count.
    """
    candidates = [group for group in design.groups if (group.lot > 0.0 if design.recruitment else group.size > 0)]
    by_policy: dict[str, str] = {}
    for group in candidates:
        changes = [(c.week, c.lever, c.value) for c in design.changes if c.scope == "policy" and c.target == group.name]
        key = repr((sorted(design.policy_of(group).items()), changes))
        if key not in by_policy or (person is not None and _has(design, group, person)):
            by_policy[key] = group.name
    return list(by_policy.values())


def _has(design: Design, group: Group, person: int) -> bool:
    return person in person_ids(design.cohort_of(design.groups.index(group)), group.size)


def rotations(design: Design, ring: list[str]) -> list[Design]:
    """Return a design for each rotation of the groups named in `ring`, the design itself first."""
    names = [group.name for group in design.groups]
    positions = [names.index(name) for name in ring]
    fixed = [replace(group, cohort=design.cohort_of(number)) for number, group in enumerate(design.groups)]
    designs = [design]
    for shift in range(1, len(ring)):
        groups = list(fixed)
        for i, position in enumerate(positions):
            moved = design.groups[positions[(i + shift) % len(positions)]]
            groups[position] = replace(moved, cohort=design.cohort_of(position))
        designs.append(replace(design, groups=tuple(groups)))
    return designs
