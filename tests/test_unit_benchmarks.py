"""Benchmarks: their imports exist, and the table has rows for every case."""

import ast
from importlib import import_module

import pytest
from document_blocks import ROOT
from typer.testing import CliRunner

from benchmarks.__main__ import HEAD, ROWS, main
from benchmarks.cases import CASES

FILES = sorted((ROOT / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_import_of_a_benchmark_exists(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            module = import_module("." * node.level + (node.module or ""), "benchmarks")
            assert [alias.name for alias in node.names if not hasattr(module, alias.name)] == []


def test_every_case_has_rows():
    assert set(ROWS) == set(CASES)
    trial = {"seconds": [0.05, 0.07, 0.06], "people": 1000, "weeks": 100, "peak_mib": 350.2}
    row = ("trial", "1,000 people, 100 weeks", "60 ms (50–70)", "0.60 µs", "350 MiB", "60 ms")
    assert ROWS["trial"](trial) == [row] and len(row) == len(HEAD)
    mesa = {"people": 1598, "pairs": [(1.0, 4.0), (1.0, 5.0), (1.0, 3.0)]}
    assert ROWS["against_plain_mesa"](mesa)[0][2] == "4.0 times (3.0–5.0)"


def test_an_unknown_case_is_refused():
    import typer

    app = typer.Typer()
    app.command()(main)
    result = CliRunner().invoke(app, ["trail"])
    assert result.exit_code == 2 and "unknown case trail" in result.stderr
