"""Unit: `python -m tools.document_tables` on the command line."""

import typer
from typer.testing import CliRunner

from tools import document_tables


def check():
    app = typer.Typer()
    app.command()(document_tables.main)
    return CliRunner().invoke(app, ["--check"])


def test_the_check_confirms_the_tables_of_every_document():
    result = check()
    assert result.exit_code == 0, result.output


def test_the_check_names_a_stale_table_and_its_document(tmp_path, monkeypatch):
    text = document_tables.DOCUMENT.read_text(encoding="utf-8")
    stale = tmp_path / "odd.md"
    stale.write_text(text.replace("| `trust_drift` | 0.006 |", "| `trust_drift` | 0.007 |"), encoding="utf-8")
    monkeypatch.setattr(document_tables, "DOCUMENT", stale)
    result = check()
    assert result.exit_code == document_tables.NOT_CURRENT
    assert "not current in odd.md: parameters" in result.stderr
