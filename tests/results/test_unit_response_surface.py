"""Unit: response surfaces and tipping points by hand, in numbers and words."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from results.sweep.response_surface import (
    ABOVE,
    BELOW,
    WITHIN,
    by_replication,
    capacity_axis,
    response_surface,
    tipping_points,
)
from results.sweep.sweep_figure import tipping_headline
from results.sweep.sweep_files import tipping_sentences
from scenarios.sweep_axes import COACH_FTE, Axis

FTE, CONTACTS = Axis(COACH_FTE, (1.0, 2.0)), Axis("policy.contacts_per_year", (6.0, 12.0))
TRUST = {"base": (0.5, 0.6, 0.4), "more": (0.7, 0.7, 0.7)}


def swept():
    """Return a sweep of one point: group `a` of 10 people has the trust of `TRUST`, group `b` of 30 people 0.1 more."""
    rows = [
        {"scenario": name, "replication": number, "draw": 0, "group": group, "week": week, "n": people,
         "trust": value + extra, "backlog": 0.9 if week == 0 else week / 10, "exit_work": 0.1, "life_satisfaction": 6.0}
        for name, values in TRUST.items()
        for number, value in enumerate(values)
        for group, people, extra in (("a", 10, 0.0), ("b", 30, 0.1))
        for week in (0, 4, 8)
    ]  # fmt: skip
    comparison = SimpleNamespace(base="base", series=pd.DataFrame(rows))
    return SimpleNamespace(comparison=comparison, axes=(FTE,), points={"more": (2.0,)})


def test_groups_are_weighted_by_their_people_and_the_start_is_not_counted():
    runs = by_replication(swept(), ["trust", "backlog"], ("a", "b")).set_index(["scenario", "replication"])
    assert runs.loc[("base", 0), "trust"] == pytest.approx((10 * 0.5 + 30 * 0.6) / 40)
    assert runs.loc[("base", 0), "backlog"] == pytest.approx(0.6)


def test_the_difference_is_from_the_base_scenario_with_its_interval():
    row = response_surface(swept(), "trust", ("a",)).iloc[0]
    differences = np.array(TRUST["more"]) - TRUST["base"]
    half = t.ppf(0.975, 2) * differences.std(ddof=1) / np.sqrt(3)
    interval = row[["difference", "difference_low", "difference_high"]].to_list()
    assert interval == pytest.approx([differences.mean(), differences.mean() - half, differences.mean() + half])
    assert (row[COACH_FTE], row["n"], row["trust"]) == (2.0, 3, pytest.approx(0.7))


def test_tipping_points_are_on_the_number_of_coaches_for_each_line():
    assert capacity_axis((CONTACTS, FTE)) is FTE
    assert capacity_axis((Axis("policy.initiative", ("coach", "both")), CONTACTS)) is CONTACTS
    shares = {(1.0, 6.0): 0.2, (2.0, 6.0): 0.01, (1.0, 12.0): 0.3, (2.0, 12.0): 0.2}
    rows = [{FTE.path: fte, CONTACTS.path: often, **dict.fromkeys(("backlog", "backlog_low", "backlog_high"), share)}
            for (fte, often), share in reversed(shares.items())]  # fmt: skip
    points = tipping_points(pd.DataFrame(rows), (CONTACTS, FTE), 0.05).set_index(CONTACTS.path)
    assert points["note"].to_dict() == {6.0: WITHIN, 12.0: ABOVE}
    assert points.loc[6.0, "tipping"] == 2.0 and np.isnan(points.loc[12.0, "tipping"])
    shares = pd.DataFrame(rows).assign(backlog=0.05, backlog_low=0.05, backlog_high=0.05)
    assert set(tipping_points(shares, (CONTACTS, FTE), 0.05)["note"]) == {BELOW}


def tipping(note: str, value: float, low: float, high: float) -> pd.DataFrame:
    return pd.DataFrame([{"axis": FTE.path, "tipping": value, "low": low, "high": high, "note": note}])


@pytest.mark.parametrize(
    ("row", "sentence", "title"),
    [
        (tipping(ABOVE, *[np.nan] * 3), "range people wait: up to 2 full-time coaches, more than 5.0 % of them wait",
         "Everywhere in the range more than 5.0 % wait"),
        (tipping(BELOW, 1.0, 1.0, 1.0), "the whole range: from 1 full-time coaches on, at most 5.0 % of the people",
         "Everywhere in the range at most 5.0 % wait"),
        (tipping(WITHIN, 2.0, 1.0, np.nan), "below 2 full-time coaches (interval under the range to above the range)",
         "below about 2 full-time coaches; that may be anywhere from 1 on"),
    ],
)  # fmt: skip
def test_tipping_points_in_words(row, sentence, title):
    assert sentence in tipping_sentences(SimpleNamespace(axes=(FTE,)), row, 0.05)[0]
    assert title in tipping_headline(row, "full-time coaches", 0.05)
