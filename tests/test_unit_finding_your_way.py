"""The guide through the code names existing files, and the prose of documents names existing modules."""

import re

import pytest
from document_blocks import ROOT

from tools.document_tables import TABLE

GUIDE = (ROOT / "docs" / "finding-your-way.md").read_text("utf-8")
ROOMS = ("simulation", "scenarios", "results", "calibration", "vex", "tools", "tests")
NAMED = re.compile(rf"`((?:{'|'.join(ROOMS)})/[^`]*)`")
EXAMPLES = {"neighbours.py"}
"""Modules that a guide creates."""


def test_every_question_names_files_that_exist():
    rows = re.findall(r"^\| (?!what|-)(.+?) \| (.+?) \|$", GUIDE, re.MULTILINE)
    assert len(rows) > 25
    assert [question for question, answer in rows if not NAMED.search(answer)] == []
    assert [path for path in NAMED.findall(GUIDE) if not (ROOT / path).exists()] == []


def test_the_readme_links_the_guide():
    assert "(docs/finding-your-way.md)" in (ROOT / "README.md").read_text("utf-8")


def test_the_way_of_a_scenario_passes_every_room_in_order():
    way = GUIDE.split("## ")[1]
    first_mention = {room: way.index(f"`{room}/") for room in ("scenarios", "results", "vex")}
    assert list(first_mention) == sorted(first_mention, key=first_mention.get)
    assert way.index("`simulation/`") < way.index("`results/")


@pytest.mark.parametrize("document", ["README.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))])
def test_modules_that_a_document_names_exist(document):
    prose = TABLE.sub("", (ROOT / document).read_text("utf-8"))
    modules = set(re.findall(r"`(\w+\.py)`", prose)) - EXAMPLES
    existing = {path.name for room in ROOMS for path in (ROOT / room).rglob("*.py")}
    assert modules <= existing
