"""Assumptions in which a scenario differs from the base, from the manifest of a comparison.

The designs are compared as they were run, so that no difference is left out: a setting without a description is listed
under its own name.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from simulation.design import NEVER_LEAVES
from simulation.levers import LEVERS
from simulation.parameters import PARAMETERS, SWITCHES

from ..bottleneck.bottleneck_wording import TEAM_TITLES
from ..words.language import N_, _, brief, plural
from ..words.settings import GROUP_MEANINGS, RUN_MEANINGS

FOR_WHOLE_TOWN = N_("whole town")
TEAM_LEVERS = ("coach_team", "manager_team")
POSTS = N_("posts of coaches: how many, of how many fte, from when and until when")
NO_NEWS = N_("groups for which the result of the lot is no news")
USUAL_VALUE = N_("as in the parameter table, or as drawn from the plausible set")


class Changed(NamedTuple):
    """A setting that differs: its owner (group, partner or team), name, unit, meaning, and its two values."""

    where: str
    name: str
    unit: str
    meaning: str
    base: str
    value: str


class _Row(NamedTuple):
    """A setting of one design; `usual` is the value of a design that does not name it."""

    value: object
    unit: str = ""
    meaning: str = ""
    usual: object = None


def changed(base: Mapping, other: Mapping) -> list[Changed]:
    """Return the settings of the design `other` that differ from the settings of `base`, both as in a manifest."""
    before, after = dict(_settings(base)), dict(_settings(other))
    titles = _titles(base) | _titles(other)
    changes = []
    for key in dict.fromkeys([*before, *after]):
        row = after.get(key) or before[key]
        old, new = (rows[key].value if key in rows else row.usual for rows in (before, after))
        if old != new:
            _scope, where, name = key
            unit = "" if row.unit in ("", "-") else _(row.unit)
            values = value_text(old), value_text(new)
            changes.append(Changed(titles.get(where, where), name, unit, _(row.meaning), *values))
    return changes


def value_text(value: object) -> str:
    """Return a value in words."""
    if value is None or value == []:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return brief(value)
    if isinstance(value, list | tuple):
        return ", ".join(value_text(item) for item in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {value_text(item)}" for name, item in value.items())
    return str(value)


def _titles(design: Mapping) -> dict[str, str]:
    """Return the titles of the groups, teams and partners of a design, by name."""
    titles = {group["name"]: group["label"] for group in design["groups"] if group["label"]}
    titles |= {name: TEAM_TITLES[name] for name in TEAM_LEVERS}
    titles |= {partner["name"]: partner["title"] for partner in design["partners"]}
    return {name: _(title) for name, title in ({"": FOR_WHOLE_TOWN} | titles).items()}


def _settings(design: Mapping) -> Iterator[tuple[tuple[str, str, str], _Row]]:
    """Yield the key (scope, owner, name) and the setting, for everything in a design."""
    for name, (unit, meaning) in RUN_MEANINGS.items():
        yield ("world", "", name), _Row(design[name], unit, meaning)
    for group in design["groups"]:
        for name, (unit, meaning) in GROUP_MEANINGS.items():
            yield ("group", group["name"], name), _Row(group[name], unit, meaning)
        yield ("group", group["name"], "cohort"), _Row(group["cohort"])
        yield from _levers("policy", group["name"], group["policy"])
    for team in TEAM_LEVERS:
        yield from _levers("team", team, design[team])
    yield ("team", "coach_team", "posts"), _Row(_posts(design["posts"]), "", POSTS)
    for scope in ("organisation", "labour_market"):
        yield from _levers(scope, "", design[scope])
    for partner in design["partners"]:
        for name, value in partner.items():
            yield ("description", partner["name"], name), _Row(value)
        yield from _levers("partners", partner["name"], design["partner_levers"].get(partner["name"], {}))
    for change in design["changes"]:
        lever = LEVERS[change["scope"]][change["lever"]]
        target = change["target"] if change["target"] else ""
        name = _("{lever}, from week {week} on").format(lever=change["lever"], week=change["week"])
        yield (change["scope"], target, name), _Row(change["value"], lever.unit, lever.meaning)
    for name, value in design["parameters"].items():
        row = PARAMETERS[name]
        yield ("parameters", "", name), _Row(value, row.unit, row.meaning, usual=_(USUAL_VALUE))
    for name in design["switched_off"]:
        yield ("switches", "", name), _Row(False, "-", SWITCHES[name]["meaning"], usual=True)
    for name, value in (design["recruitment"] or {}).items():
        yield ("recruitment", "", name), _Row(value)
    yield ("world", "", "no_news"), _Row(design["no_news"], "", NO_NEWS)


def _levers(scope: str, target: str, values: Mapping) -> Iterator[tuple[tuple[str, str, str], _Row]]:
    for name, value in values.items():
        lever = LEVERS[scope][name]
        usual = lever.usual
        yield (scope, target, name), _Row(value, lever.unit, lever.meaning, usual)


def _posts(posts: list[Mapping]) -> str:
    """Return the posts of coaches in words, equal posts counted."""
    counts: dict[tuple[float, int, int], int] = {}
    for post in posts:
        key = (post["fte"], post["arrives"], post["leaves"])
        counts[key] = counts.get(key, 0) + 1
    parts = []
    for (fte, arrives, leaves), n in counts.items():
        words = plural("{n} post of {fte} fte", "{n} posts of {fte} fte", n).format(n=n, fte=brief(fte))
        if leaves != NEVER_LEAVES:
            words = _("{posts} (week {first} to {last})").format(posts=words, first=arrives, last=leaves)
        elif arrives:
            words = _("{posts} (from week {first})").format(posts=words, first=arrives)
        parts.append(words)
    return "; ".join(parts)
