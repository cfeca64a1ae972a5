"""Behaviour: scripts that ask for worker processes run, or end with an error; never with empty outcomes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import vex
from scenarios.work.execution import executed
from scenarios.work.interrupts import Interrupts
from scenarios.work.workers import LocalProcesses, WorkersError

ROOT = Path(vex.__file__).parent.parent
NO_GUARD = """
import vex
scenario = vex.load("tilburg-2018")
"""
UNGUARDED = {
    "run": "vex.run(scenario, replications=2, workers=2, weeks=4, progress=False)",
    "compare": "vex.compare(scenario, [vex.load('twelve-coaches')], replications=2, workers=2, progress=False)",
    "trial": "vex.trial(scenario, replications=2, workers=2, progress=False)",
}


@pytest.mark.parametrize("verb", UNGUARDED)
def test_a_script_without_main_guard_that_asks_for_workers_is_an_error(tmp_path, verb):
    script = tmp_path / "script.py"
    script.write_text(f"{NO_GUARD}{UNGUARDED[verb]}\nprint('went on')\n", encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=600)
    assert done.returncode == 1 and "went on" not in done.stdout
    assert "WorkersError: no worker process could start" in done.stderr
    assert 'if __name__ == "__main__":' in done.stderr
    assert done.stderr.count("Traceback") <= 2  # of the script, and its cause; workers end silently


def test_a_script_with_main_guard_runs_its_own_mechanism_in_workers(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import vex\n"
        "def trusting(model):\n"
        "    model.people['trust'] = 1.0\n"
        "if __name__ == '__main__':\n"
        "    scenario = vex.load('tilburg-2018')\n"
        "    options = dict(replications=2, weeks=4, workers=2, progress=False)\n"
        "    outcomes = vex.run(scenario, each_week=trusting, **options)\n"
        "    print(len(outcomes.failures), outcomes.summary(measures=['trust'])['mean'].min() > 0.95)\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["0", "True"]


def test_a_script_on_standard_input_that_asks_for_workers_is_an_error():
    text = f"{NO_GUARD}{UNGUARDED['run']}\nprint('went on')\n"
    done = subprocess.run([sys.executable, "-"], input=text, capture_output=True, text=True, timeout=600, cwd=ROOT)
    assert done.returncode == 1 and "went on" not in done.stdout
    assert "WorkersError: no worker process can start from a script on standard input" in done.stderr


def test_code_on_the_command_line_may_ask_for_workers():
    code = f"{NO_GUARD}outcomes = {UNGUARDED['run']}\nprint(len(outcomes.failures), len(outcomes.series))\n"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=600, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["0", "50"]


def test_processes_that_ended_before_the_first_chunk_are_an_error():
    executor = LocalProcesses(1)
    ended = executor.submit(os._exit, 1)
    assert ended.exception(timeout=60) is not None
    executor._starts = [ended]
    with pytest.raises(WorkersError, match="no worker process could start"):
        list(executed(None, [(0,)], executor, Interrupts()))
    executor.shutdown()
