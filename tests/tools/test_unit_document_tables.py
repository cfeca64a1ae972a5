"""Unit: the check of the documents' tables says whether they are current, and changes nothing."""

import pytest
import typer

from tools import document_tables
from tools.mechanism_tables import check_cell, trust_signs


def test_the_check_passes_for_current_tables():
    before = [path.read_bytes() for path in (document_tables.DOCUMENT, document_tables.PLAUSIBLE)]
    document_tables.main(check=True)
    assert [path.read_bytes() for path in (document_tables.DOCUMENT, document_tables.PLAUSIBLE)] == before


@pytest.mark.parametrize("path", document_tables.MEASURED_DOCUMENTS, ids=lambda path: path.name)
def test_every_stored_table_stands_in_its_document_once_and_is_current(path):
    text, tables = path.read_text(encoding="utf-8"), document_tables.MEASURED_DOCUMENTS[path]
    assert sorted(name for _, name, _, _ in document_tables.TABLE.findall(text)) == sorted(tables)
    assert document_tables.not_current(text, tables) == []


def test_a_stale_effect_is_named():
    (path,) = (path for path in document_tables.MEASURED_DOCUMENTS if path.name == "effects.md")
    text = path.read_text(encoding="utf-8")
    stale = text.replace("| yes |", "| **no** |", 1)
    assert stale != text
    assert document_tables.not_current(stale, document_tables.MEASURED_DOCUMENTS[path]) == ["aims"]


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
