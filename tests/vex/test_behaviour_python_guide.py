"""Behaviour: the code of docs/python.md runs, and its own mechanism has the stated effect."""

import re
from pathlib import Path

import pytest

import vex

GUIDE = Path(vex.__file__).parent.parent / "docs" / "python.md"
BLOCK = re.compile(r"^```python([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Run all blocks in order in an empty folder; a block with a file name is written there."""
    folder = tmp_path_factory.mktemp("guide")
    namespace: dict = {"__name__": "guide"}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.syspath_prepend(str(folder))
        for options, text in BLOCK.findall(GUIDE.read_text("utf-8")):
            if name := options.strip().removeprefix("file="):
                (folder / name).write_text(text, encoding="utf-8")
            else:
                exec(compile(text, "python.md", "exec"), namespace)  # noqa: S102
    return folder, namespace


def test_the_guide_runs_and_writes_what_it_says(ran):
    folder, namespace = ran
    assert (folder / "outflow.png").exists()
    assert {"report.html"} & {path.name for path in (folder / "visits").iterdir()} == set()
    assert (folder / "visits" / "differences.png").exists()
    assert namespace["comparison"].manifest["compared"][1]["each_week"]["function"] == "home_visits.home_visits"


def test_the_mechanism_of_the_guide_lowers_stress_in_its_group_alone(ran):
    change = ran[1]["change"].set_index(["group", "week"])["difference"]
    assert change["guidance", 12] < -0.01
    assert abs(change["coaching", 12]) < abs(change["guidance", 12]) / 4


def test_the_guide_names_every_verb_and_every_error():
    text = GUIDE.read_text("utf-8")
    for name in vex.__all__:
        if name.endswith(("Error", "Result")) or callable(getattr(vex, name)) and name in dir(vex) and name.islower():
            assert name in text or name in ("load", "with_population", "channel_shares", "open_run", "open_comparison")
