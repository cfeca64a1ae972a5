"""Checks of the texts of a figure: apart from one another, and inside the figure."""

from collections.abc import Sequence
from itertools import combinations

from matplotlib.figure import Figure
from matplotlib.text import Text


def assert_apart(texts: Sequence[Text]) -> None:
    """Fail if two of the texts overlap."""
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    for (words, box), (other_words, other_box) in combinations(boxes, 2):
        assert not box.overlaps(other_box), (words, other_words)


def assert_inside(figure: Figure, texts: Sequence[Text], tolerance: float = 0.0) -> None:
    """Fail if a text reaches more than `tolerance` pixels beyond the edge of the figure."""
    edge = figure.bbox
    for text in texts:
        box = text.get_window_extent()
        assert edge.x0 - tolerance <= box.x0 and box.x1 <= edge.x1 + tolerance, text.get_text()
        assert edge.y0 - tolerance <= box.y0 and box.y1 <= edge.y1 + tolerance, text.get_text()
