"""Unit: the check of the documents' tables says whether they are current, and changes nothing."""

import pytest
import typer

from tools import document_tables
from tools.mechanism_tables import check_cell, trust_signs


def test_the_check_passes_for_current_tables():
    before = [path.read_bytes() for path in (document_tables.DOCUMENT, document_tables.PLAUSIBLE)]
    document_tables.main(check=True)
    assert [path.read_bytes() for path in (document_tables.DOCUMENT, document_tables.PLAUSIBLE)] == before


def test_the_check_names_a_table_that_differs_from_the_code(tmp_path, monkeypatch, capsys):
    path = tmp_path / "odd.md"
    text = document_tables.DOCUMENT.read_text(encoding="utf-8")
    path.write_text(text.replace("| `exempt` |", "| `exemt` |"), encoding="utf-8")
    monkeypatch.setattr(document_tables, "DOCUMENT", path)
    with pytest.raises(typer.Exit) as raised:
        document_tables.main(check=True)
    assert raised.value.exit_code == 1
    assert "not current in odd.md: " in capsys.readouterr().err


def test_a_sign_is_settled_only_if_every_definition_gives_it():
    both = {"a, base": {"plausible": (0.02, 0.01, 50)}, "a, wide": {"plausible": (0.01, 0.02, 50)}}
    down = {"b, base": {"plausible": (-0.02, 0.01, 50)}, "b, wide": {"plausible": (-0.03, 0.02, 50)}}
    assert trust_signs(both | down) == "Sign: `a` not settled; `b` settled, down."
    assert check_cell((0.123, float("nan"), 50)) == "0.12"
