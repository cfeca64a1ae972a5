"""Each arm alone: the same people, of whom only one group has its policy and all others the service as usual.

The others are not taken away: they keep their cohort, their lot and their luck, and stand in the partners' lines as
recipients under the service as usual do. What remains of the trial is one group's programme. The coaches come in two
variants: all of them, who now have more time for each person; or the group's share of all conversations that are
planned or promised, in hours. That share is what the policies ask for, not what each group got in the full trial.
"""

from dataclasses import replace

from simulation.design import Design, Group
from simulation.messages import message
from simulation.start import without_news

ALL_COACHES, ITS_SHARE = "all coaches", "its share of the coaches"
VARIANTS = (ALL_COACHES, ITS_SHARE)
NO_PROGRAMME = "no programme for anybody"


def single_arm(design: Design, name: str, variant: str) -> Design:
    """Return the design in which only group `name` has a policy of its own; raises KeyError or ValueError."""
    if variant not in VARIANTS:
        raise ValueError(
            message(
                "the coaches of a group alone are one of {variants}; got {variant!r}",
                variants=", ".join(VARIANTS),
                variant=variant,
            )
        )
    if name not in [group.name for group in design.groups]:
        raise KeyError(message("{name!r} is no group", name=name))
    groups = tuple(replace(group, policy=group.policy if group.name == name else {}) for group in design.groups)
    no_news = frozenset(without_news(design))
    changes = tuple(change for change in design.changes if change.scope != "policy" or change.target == name)
    share = share_of_coaches(design, name) if variant == ITS_SHARE else 1.0
    posts = tuple(replace(post, fte=post.fte * share) for post in design.posts) if share > 0.0 else design.posts
    own = f"{design.name}, {name} alone"
    return replace(design, name=own, groups=groups, changes=changes, posts=posts, no_news=no_news)


def share_of_coaches(design: Design, name: str) -> float:
    """Return the share of group `name` in the hours of conversation that all groups with a coach are promised."""
    asked = {group.name: _hours_asked(group, design.policy_of(group)) for group in design.groups}
    return asked[name] / sum(asked.values()) if sum(asked.values()) > 0.0 else 0.0


def single_arm_designs(design: Design, control: str) -> dict[tuple[str, str], Design]:
    """Return every group with a policy of its own alone, by (group, variant), and nobody's programme for `control`."""
    found = {}
    for group in design.groups:
        if group.policy and group.name != control:
            coached = design.policy_of(group)["team"] == "coaches"
            for variant in VARIANTS if coached else (ALL_COACHES,):
                found[group.name, variant] = single_arm(design, group.name, variant)
    found[control, NO_PROGRAMME] = single_arm(design, control, ALL_COACHES)
    return found


def _hours_asked(group: Group, policy: dict) -> float:
    """Return the hours of conversation a year that the group is promised; by lot where there is one, else by size."""
    if policy["team"] != "coaches":
        return 0.0
    return (group.lot or group.size) * policy["contacts_per_year"] * policy["hours_per_contact"]
