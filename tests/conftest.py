"""Single-threaded linear algebra for every test, and fixtures that several files share."""

import os
import shutil
from pathlib import Path

import pytest

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")  # small regressions: more threads only slow each other down


@pytest.fixture
def tiny_folder(tmp_path, monkeypatch) -> Path:
    """Work in a folder with the scenario `tiny.toml`, in a wide terminal."""
    from tiny_commands import TINY_FILE

    (tmp_path / "tiny.toml").write_text(TINY_FILE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory) -> Path:
    """Return the run folder of a comparison that nothing interrupted; tests change only copies."""
    from small_comparisons import compare_small

    folder = tmp_path_factory.mktemp("runs") / "undisturbed"
    compare_small(folder)
    return folder


@pytest.fixture
def compared_folder(tmp_path, undisturbed) -> Path:
    """Return a copy of the folder `undisturbed`."""
    return Path(shutil.copytree(undisturbed, tmp_path / "run"))
