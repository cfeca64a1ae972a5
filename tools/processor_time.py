"""Plugin of pytest: the processor time of tests, whatever else the machine does, and a limit on it.

`-p tools.processor_time` reports it; the limit is the environment variable `PROCESSOR_SECONDS`, on Linux and macOS.
"""

import os
import re
import time
from collections.abc import Generator
from contextlib import suppress

import pytest

LIMIT = "PROCESSOR_SECONDS"
REPORTED = 1.0
"""A single test is reported from this many seconds on."""
ALL = "all tests"
LINE = re.compile(r"^processor: (\d+\.\d+) s (\S.*)$", re.MULTILINE)
SPENT: dict[str, float] = {}


def pytest_configure() -> None:
    """Let the system end this process after the limit."""
    limit = os.environ.get(LIMIT)
    if limit:
        with suppress(ImportError):
            import resource

            resource.setrlimit(resource.RLIMIT_CPU, (int(limit), int(limit) + 5))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure a test with its fixtures."""
    begin = time.process_time()
    result = yield
    SPENT[item.nodeid] = time.process_time() - begin
    return result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Report the slow tests and the whole process, imports included."""
    for test, seconds in {**SPENT, ALL: time.process_time()}.items():
        if seconds >= REPORTED or test == ALL:
            terminalreporter.write_line(f"processor: {seconds:.2f} s {test}")


def processor_seconds(output: str) -> dict[str, float]:
    """Return the reported seconds in the output of pytest, by test; those of the whole process under `ALL`."""
    return {test: float(seconds) for seconds, test in LINE.findall(output)}
