"""Unit: figures drawn by workers equal those drawn here, each drawn once."""

import os
import time
from concurrent.futures import Future, wait
from functools import partial
from pathlib import Path

import pytest
from comparison_samples import sample_comparison
from matplotlib.figure import Figure

from results.comparison.comparison_files import figures_of_comparison, tables_of_comparison
from results.drawing import parallel_drawing
from results.run.money import StatedValues
from results.words.language import in_language


def test_a_worker_draws_the_same_figure_in_the_same_language(tmp_path):
    comparison = sample_comparison({"s0": {"exit_work": 0.03}}, 12, 1, every=26)
    by_name = figures_of_comparison(comparison, StatedValues(), tables_of_comparison(comparison))
    some = {name: by_name[name] for name in ("work-over-time", "differences")}
    for name in ("there", "here", "english"):
        (tmp_path / name).mkdir()
    with in_language("nl"), parallel_drawing.drawing_workers(2) as others:
        asked = parallel_drawing.submit_figures(tmp_path / "there", some, others)
        wait(asked.values())
        there = parallel_drawing.collect_figures(tmp_path / "there", some, asked)
        here = parallel_drawing.collect_figures(tmp_path / "here", some, {})
    english = parallel_drawing.collect_figures(tmp_path / "english", some, {})
    assert [path.name for path in there] == [f"{name}.{kind}" for name in some for kind in ("svg", "png")]
    assert [path.read_bytes() for path in there] == [path.read_bytes() for path in here]
    assert all(path.read_bytes() != other.read_bytes() for path, other in zip(here, english, strict=True))


class Asked(Future):
    """Something asked for, for which nobody waits forever."""

    def result(self, timeout=0.0):
        return super().result(timeout)


def test_each_figure_is_drawn_once_and_the_paths_come_in_order(monkeypatch):
    noted = []
    monkeypatch.setattr(parallel_drawing, "draw_figure", lambda folder, name, *_: noted.append(name) or [folder / name])
    asked = {name: Asked() for name in ("first", "second", "third")}
    asked["first"].set_running_or_notify_cancel()
    asked["first"].set_result([Path("there/first")])
    paths = parallel_drawing.collect_figures(Path("here"), dict.fromkeys([*asked, "fourth"]), asked)
    assert noted == ["fourth", "third", "second"]
    assert paths == [Path("there/first"), *(Path("here") / name for name in ("second", "third", "fourth"))]
    assert asked["second"].cancelled() and asked["third"].cancelled()


def test_one_worker_draws_alone():
    with parallel_drawing.drawing_workers(1) as others:
        assert others is None and parallel_drawing.submit_figures(Path("here"), {"first": None}, others) == {}


def test_an_interrupt_stops_the_drawing():
    with pytest.raises(KeyboardInterrupt), parallel_drawing.drawing_workers(2) as others:
        asked = [others.submit(time.sleep, 0.01) for _ in range(500)]
        raise KeyboardInterrupt
    wait(asked[-1:], timeout=60)
    assert asked[-1].cancelled()


def test_a_figure_that_a_worker_failed_to_draw_is_drawn_here(tmp_path):
    """A process that is ended, for want of memory perhaps, costs nobody the figures."""
    figures = {name: partial(Figure, (1.0, 1.0)) for name in ("one", "two")}
    with parallel_drawing.drawing_workers(2) as others:
        broken = others.submit(os._exit, 1)
        wait([broken], timeout=60)
        lost = Future()
        lost.set_running_or_notify_cancel()
        lost.set_exception(broken.exception())
        paths = parallel_drawing.collect_figures(tmp_path, figures, {"one": lost})
    assert [path.name for path in paths] == ["one.svg", "one.png", "two.svg", "two.png"]
    assert all(path.exists() for path in paths)
