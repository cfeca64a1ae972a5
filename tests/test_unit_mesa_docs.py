"""Unit: the guide for users of Mesa runs, and its refusals are true."""

import re
from pathlib import Path

import pytest

import vex

GUIDE = (Path(__file__).parent.parent / "docs" / "mesa.md").read_text(encoding="utf-8")
CODE = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture(scope="module")
def namespace():
    """Everything that the code blocks of the guide leave behind, run in order."""
    names = {}
    for block in CODE:
        exec(compile(block, "docs/mesa.md", "exec"), names)  # noqa: S102
    return names


def test_the_blocks_leave_what_the_text_says(namespace):
    assert namespace["person"].status == 2 and namespace["person"].exit_week == 4
    assert namespace["coach"].hours_used == 0.0
    collector = namespace["collector"]
    assert len(collector.get_model_vars_dataframe()) == 13
    assert len(collector.get_agenttype_vars_dataframe(vex.Coach)) == 13 * len(namespace["model"].coaches)


def test_batch_run_gives_the_last_week_of_every_design_and_seed(namespace):
    rows = namespace["rows"]
    assert [(row["design"].name, row["rng"], row["Step"]) for row in rows] == [
        ("tilburg-2018", 1, 12), ("no market", 1, 12), ("tilburg-2018", 2, 12), ("no market", 2, 12),
    ]  # fmt: skip
    with_offers, without = rows[0], rows[1]
    assert with_offers["off_benefit"] > without["off_benefit"] > 0.0
    model = vex.TrustExperiment(namespace["short"], rng=2)
    model.run_model()
    assert rows[2]["off_benefit"] == (model.people.status != 0).mean()


TABLE = re.findall(r"^\| (`person.*?) \| `(\w+Error)`: (.*) \|$", GUIDE, re.MULTILINE)


@pytest.mark.parametrize(("written", "error", "words"), TABLE)
def test_the_table_of_refusals_is_true(namespace, written, error, words):
    person = namespace["person"]
    statements = re.findall(r"`(.*?)`", written)
    statement = statements[0]
    with pytest.raises((AttributeError, ValueError, TypeError)) as refusal:
        exec(statement, {"person": person})  # noqa: S102
    assert type(refusal.value).__name__ == error and str(refusal.value) == words


def test_the_table_of_refusals_is_read():
    assert len(TABLE) == 5 and len(CODE) == 6
