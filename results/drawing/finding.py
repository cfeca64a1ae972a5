"""Findings: the title of a figure, and a sentence on its certainty."""

from typing import NamedTuple


class Finding(NamedTuple):
    """A result in words and its certainty; `certainty` may be empty."""

    headline: str
    certainty: str
