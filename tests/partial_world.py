"""A world with only the fields that a rule reads.

A compiled rule stores the types of its arguments. A type of a test would be stored with the rules that everybody uses,
and no process without that test could load them again; so the tests use the type of the world itself.
"""

from simulation.start import World


def partial_world(**fields):
    """Return a world with these fields; the others are 0."""
    unknown = set(fields) - set(World._fields)
    assert not unknown, f"no fields of a world: {unknown}"
    return World(*(fields.get(name, 0) for name in World._fields))
