"""Single arms: the same people, with the policy of one group only and the service as usual for all others.

The others stay in the world: they keep their cohort, lot and luck, and queue at the partners like recipients under the
service as usual. The trial is reduced to one group's programme. There are two variants: all coaches stay and have
more time for each person, or the group gets its share of all planned or promised hours of conversation. That share
follows from the policies, not from the hours that each group got in the full trial.
"""

from dataclasses import replace

from simulation.design import Design, Group
from simulation.errors import VexError
from simulation.messages import message
from simulation.start import without_news

ALL_COACHES, ITS_SHARE = "all coaches", "its share of the coaches"
VARIANTS = (ALL_COACHES, ITS_SHARE)
NO_PROGRAMME = "no programme for anybody"


def single_arm(design: Design, name: str, variant: str) -> Design:
    """Return the design in which only group `name` has a policy of its own; raises VexError or ValueError."""
    if variant not in VARIANTS:
        raise ValueError(
            message(
                "the coaches of a group alone are one of {variants}; got {variant!r}",
                variants=", ".join(VARIANTS),
                variant=variant,
            )
        )
    if name not in [group.name for group in design.groups]:
        raise VexError(message("{name!r} is no group", name=name))
    groups = tuple(replace(group, policy=group.policy if group.name == name else {}) for group in design.groups)
    no_news = frozenset(without_news(design))
    changes = tuple(change for change in design.changes if change.scope != "policy" or change.target == name)
    share = share_of_coaches(design, name) if variant == ITS_SHARE else 1.0
    posts = tuple(replace(post, fte=post.fte * share) for post in design.posts) if share > 0.0 else design.posts
    own = f"{design.name}, {name} alone"
    return replace(design, name=own, groups=groups, changes=changes, posts=posts, no_news=no_news)


def share_of_coaches(design: Design, name: str) -> float:
    """Return the share of group `name` in the hours of conversation promised to all groups with a coach."""
    asked = {group.name: _hours_asked(group, design.policy_of(group)) for group in design.groups}
    return asked[name] / sum(asked.values()) if sum(asked.values()) > 0.0 else 0.0


def single_arm_designs(design: Design, control: str) -> dict[tuple[str, str], Design]:
    """Return single arms by (group, variant), for every group with a policy of its own; for `control`, no programme."""
    designs = {}
    for group in design.groups:
        if group.policy and group.name != control:
            coached = design.policy_of(group)["team"] == "coaches"
            for variant in VARIANTS if coached else (ALL_COACHES,):
                designs[group.name, variant] = single_arm(design, group.name, variant)
    designs[control, NO_PROGRAMME] = single_arm(design, control, ALL_COACHES)
    return designs


def _hours_asked(group: Group, policy: dict) -> float:
    """Return the hours of conversation a year promised to the group: per person times its lot, or else its size."""
    if policy["team"] != "coaches":
        return 0.0
    return (group.lot or group.size) * policy["contacts_per_year"] * policy["hours_per_contact"]
