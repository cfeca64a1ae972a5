"""Legends: samples stand beside their names, and nothing overlaps."""

import pytest

from results.drawing import canvas
from results.drawing.finding import Finding
from results.drawing.legend import ROW_HEIGHT, bar_sample, column_height, legend_column, legend_row, line_sample


@pytest.fixture
def figure():
    return canvas.titled_figure(3.0, "", Finding("Headline", ""), "", "Footnote")[0]


def boxes(figure, names):
    texts = [text for text in figure.texts if text.get_text() in names]
    return [text.get_window_extent() for text in sorted(texts, key=lambda text: names.index(text.get_text()))]


def test_a_row_stands_from_left_to_right_and_takes_its_height(figure):
    names = ["a bar", "a pale bar", "a line"]
    samples = [bar_sample(1.0), bar_sample(0.25), line_sample(marker="o")]
    top = legend_row(figure, 0.8, list(zip(samples, names, strict=True)))
    assert (0.8 - top) * figure.get_figheight() == pytest.approx(ROW_HEIGHT)
    drawn = [artist.get_window_extent() for artist in figure.artists]
    words = boxes(figure, names)
    assert len(drawn) == len(words) == 3
    edges = [edge for pair in zip(drawn, words, strict=True) for box in pair for edge in (box.x0, box.x1)]
    assert edges == sorted(edges)
    assert all(box.y0 >= top * figure.bbox.height for box in words)


def test_a_column_is_numbered_from_the_top_down_without_overlap(figure):
    texts = ["a name that is far too long for a single line of this column", "short", "another"]
    legend_column(figure, 0.7, 0.9, ["x", "y", "z"], texts, ["red", "green", "blue"], first=0)
    labels = [text for text in figure.texts if (text.get_gid() or "").startswith("label:")]
    extents = [label.get_window_extent() for label in labels]
    assert [label.get_gid() for label in labels] == ["label:x", "label:y", "label:z"]
    assert all(above.y0 > below.y1 for above, below in zip(extents, extents[1:], strict=False))
    numbers = [text for text in figure.texts if text.get_text() in ("0", "1", "2")]
    assert [number.get_color() for number in numbers] == ["red", "green", "blue"]
    tall = (extents[0].y1 - extents[-1].y0) / figure.dpi
    assert tall <= column_height(texts)
