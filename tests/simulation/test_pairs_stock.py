"""Pairs: the cached stock of a world equals the stock that would be built."""

from dataclasses import replace

import numpy as np
import pytest
from worlds import FREE, two_groups, usual_equilibrium

from simulation.design import Group
from simulation.equilibrium import Equilibrium
from simulation.model import TrustExperiment
from simulation.partners import PARTNERS_2018
from simulation.population import Population
from simulation.recruitment import Recruitment
from simulation.start import LAST_STOCK


def model_of(design, replication=0, **options):
    return TrustExperiment(design, rng=1, replication=replication, equilibrium=usual_equilibrium(), **options)


def test_a_cached_stock_equals_a_new_stock():
    plain = two_groups(size=60, weeks=6)
    more_contacts = two_groups(size=60, weeks=6, policy={"contacts_per_year": 12.0})
    longer = replace(plain, weeks=8)
    worlds = {}
    for turn in range(2):
        for replication in (0, 1):  # plain and more contacts begin with the same stock, one after the other
            for name, design in (("plain", plain), ("more", more_contacts), ("longer", longer)):
                if turn == 0:
                    LAST_STOCK.of(object(), lambda: None)
                model = model_of(design, replication)
                model.people.trust[:3] = 0.5
                model.run_until(design.weeks)
                model.parameters.accept = -9.0
                now = model.people.tobytes(), model.partners.tobytes(), model.world.queue.departures.tobytes()
                assert worlds.setdefault((name, replication), now) == now
    assert len({people for people, *_ in worlds.values()}) == 6


RECIPIENTS = Population(columns={"age": np.full(50, 30.5), "sex": np.ones(50)}, synthetic=True)
CHANGES = {
    "parameters": {"parameters": {"women": 0.9}},
    "least age": {"least_age": 40},
    "town": {"town": 3500},
    "weeks": {"weeks": 7},
    "switches": {"switched_off": frozenset({"bandwidth"})},
    "partners": {"partners": (replace(PARTNERS_2018[0], wait_weeks=9.0), *PARTNERS_2018[1:])},
    "size": {"groups": (Group(name="coached", size=50, policy=FREE), Group(name="usual", size=60))},
    "newcomers": {"groups": (Group(name="coached", size=50, policy=FREE), Group(name="usual", size=50, open=True))},
    "cohort": {"groups": (Group(name="coached", size=50, policy=FREE), Group(name="usual", size=50, cohort=7))},
    "people of a file": {"population": Population(columns={"age": np.full(100, 30.5)}, synthetic=True)},
}
"""Changes of the design that change the stock."""


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_design_builds_a_new_stock(change):
    design = two_groups(size=50, weeks=6)
    other = replace(design, **CHANGES[change])
    assert built_after(design, other) == built_after(None, other)


def built_after(before, design, equilibrium=None, replication=0) -> tuple:
    """Return the records of a design, built after another design or, for None, with an empty cache."""
    LAST_STOCK.of(object(), lambda: None)
    if before is not None:
        model_of(before)
    equilibrium = equilibrium or usual_equilibrium()
    model = TrustExperiment(design, rng=1, replication=replication, equilibrium=equilibrium)
    return tuple(part.tobytes() for part in (model.people, model.partners, model.world.queue.departures, model.world.p))


def test_another_replication_or_starting_point_builds_a_new_stock():
    design = two_groups(size=50, weeks=6)
    usual, moved = usual_equilibrium(), replace(usual_equilibrium(), trust_shift=0.1)
    assert built_after(design, design, usual, replication=3) == built_after(None, design, usual, replication=3)
    assert built_after(design, design, moved) == built_after(None, design, moved) != built_after(None, design, usual)


def test_the_people_of_a_file_belong_to_the_pool():
    """Two designs that differ only in the group of the people of the file."""
    west, east = (
        two_groups(
            groups=(
                Group(name="west", size=50), Group(name="east", size=50),
                Group(name="coached", size=0, lot=1.0, policy=FREE),
            ),
            weeks=4, population=RECIPIENTS, recruitment=Recruitment(pool=pool, target=10),
        )
        for pool in ("west", "east")
    )  # fmt: skip
    usual = usual_equilibrium()
    assert built_after(west, east, usual) == built_after(None, east, usual) != built_after(None, west, usual)


def test_another_equilibrium_builds_a_new_stock():
    design, usual = two_groups(size=60, weeks=6), usual_equilibrium()
    calm = {name: getattr(usual, name) * (0.5 if name == "worsen" else 1.0) for name in Equilibrium.__slots__}
    model_of(design)
    model = TrustExperiment(design, rng=1, equilibrium=Equilibrium(**calm))
    assert model.parameters[0].worsen == pytest.approx(0.5 * usual.worsen)


def test_equilibria_are_equal_if_their_numbers_are():
    usual = usual_equilibrium()
    same = Equilibrium(**{name: np.copy(getattr(usual, name)) for name in Equilibrium.__slots__})
    other = Equilibrium(**{name: getattr(usual, name) + (name == "worsen") for name in Equilibrium.__slots__})
    assert usual == same and usual != other and usual != 1
