"""A finding: the title of a figure, and below it how certain that is."""

from typing import NamedTuple


class Finding(NamedTuple):
    """What came out, and how certain it is; `certainty` may be empty."""

    headline: str
    certainty: str
