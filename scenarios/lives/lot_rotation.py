"""The lot drawn anew: the same people, and the groups change places until everybody was once in every group.

Every group keeps its policy, its size and its name, and takes the place of another: its people (`cohort`), or its
stretch of the lot where people are divided in the run. So the coaches have as much to do as before, and the luck of
each person is the same in every group.
"""

from dataclasses import replace

from simulation.design import Design
from simulation.synthesis import person_ids


def distinct_policies(design: Design, person: int | None = None) -> list[str]:
    """Return the names of groups of which no two have the same policy, in order.

    Of groups with the same policy the first counts, or the one that `person` is in. Where people are divided by lot,
    only groups with a lot count.
    """
    there = [group for group in design.groups if (group.lot > 0.0 if design.recruitment else group.size > 0)]
    found: dict[str, str] = {}
    for group in there:
        changes = [(c.week, c.lever, c.value) for c in design.changes if c.scope == "policy" and c.target == group.name]
        key = repr((sorted(design.policy_of(group).items()), changes))
        if key not in found or (person is not None and _has(design, group, person)):
            found[key] = group.name
    return list(found.values())


def _has(design: Design, group, person: int) -> bool:
    return person in person_ids(design.cohort_of(design.groups.index(group)), group.size)


def rotations(design: Design, ring: list[str]) -> list[Design]:
    """Return as many designs as `ring` has groups: the design itself, and those in which the ring has turned."""
    names = [group.name for group in design.groups]
    places = [names.index(name) for name in ring]
    settled = [replace(group, cohort=design.cohort_of(place)) for place, group in enumerate(design.groups)]
    turned = [design]
    for turn in range(1, len(ring)):
        groups = list(settled)
        for number, place in enumerate(places):
            moved = design.groups[places[(number + turn) % len(places)]]
            groups[place] = replace(moved, cohort=design.cohort_of(place))
        turned.append(replace(design, groups=tuple(groups)))
    return turned
