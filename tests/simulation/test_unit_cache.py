"""Unit: the cache never serves an old rule, whatever its folder is; damaged files are computed again."""

import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from simulation import disk_cache, equilibrium_search
from simulation.design import Design, Group
from simulation.equilibrium import first_guess

ROOT = Path(__file__).parent.parent.parent
NEEDED = ("__init__.py", "compiled.py", "disk_cache.py", "messages.py", "world_hash.py")
INNER = "from .compiled import rule\n\n\n@rule\ndef inner(x):\n    return x + {0}\n"
OUTER = "from .compiled import rule\nfrom .inner import inner\n\n\n@rule\ndef outer(x):\n    return inner(x) * 10.0\n"
SMALL = Design(groups=(Group(name="few", size=10),), town=10, weeks=2)


def unwritable(kind, tmp_path):
    """Return a cache folder of this kind that nobody can write, not even root."""
    if kind == "missing":
        return Path("/dev/null/x")
    if kind == "file":
        (tmp_path / "file").write_text("not a folder")
        return tmp_path / "file"
    if kind == "within a file":
        (tmp_path / "file").write_text("not a folder")
        return tmp_path / "file" / "cache"
    if not Path("/proc").is_dir():
        pytest.skip("no file system here that refuses root")
    return Path("/proc/cache")


KINDS = ("missing", "file", "within a file", "read-only")


@pytest.fixture
def world(tmp_path):
    """Return a copy of the compiling code, with a rule that calls a rule of another file."""
    folder = tmp_path / "copy" / "simulation"
    folder.mkdir(parents=True)
    for name in NEEDED:
        shutil.copy(ROOT / "simulation" / name, folder / name)
    (folder / "outer.py").write_text(OUTER)
    return folder


def computed(world, added, cache):
    """Return the result of the rule in a fresh process when its callee adds `added`, and the output."""
    (world / "inner.py").write_text(INNER.format(added))
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_DISABLE_JIT"}
    done = subprocess.run(
        [sys.executable, "-c", "from simulation.outer import outer; print(outer(1.0))"],
        cwd=world.parent, env=environment | {"VEX_CACHE_DIR": str(cache)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(done.stdout), done.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_an_edited_rule_runs_as_edited_without_a_cache(kind, world, tmp_path):
    cache = unwritable(kind, tmp_path)
    assert computed(world, 1.0, cache)[0] == 20.0
    value, says = computed(world, 100.0, cache)
    assert value == 1010.0
    assert says.count("cannot be written") == 1 and str(cache) in says
    assert not list(world.rglob("*.nb[ic]"))


def test_an_edited_rule_runs_as_edited_with_a_cache(world, tmp_path):
    cache = tmp_path / "cache"
    assert computed(world, 1.0, cache) == (20.0, "")
    assert computed(world, 100.0, cache) == (1010.0, "")
    assert list(cache.rglob("*.nbi")) and not list(world.rglob("*.nb[ic]"))


@pytest.mark.skipif("os.environ.get('NUMBA_DISABLE_JIT') == '1'")
def test_a_docstring_leaves_what_is_compiled(world, tmp_path):
    computed(world, 1.0, tmp_path / "cache")
    (world / "outer.py").write_text('"""Outer."""\n\n' + OUTER)
    computed(world, 1.0, tmp_path / "cache")
    assert len([path for path in (tmp_path / "cache").iterdir() if path.name != "rules"]) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_an_equilibrium_needs_no_cache(kind, tmp_path, monkeypatch, caplog):
    cache = unwritable(kind, tmp_path)
    monkeypatch.setenv("VEX_CACHE_DIR", str(cache))
    monkeypatch.setattr(disk_cache, "_warned", [])
    solved = []
    monkeypatch.setattr(equilibrium_search, "solve", lambda usual, *how: solved.append(how) or first_guess(usual))
    with caplog.at_level(logging.WARNING, logger="vex"):
        for _ in range(2):
            monkeypatch.setattr(equilibrium_search, "_in_memory", {})
            assert equilibrium_search.equilibrium_of(SMALL) == first_guess(SMALL)
    assert len(solved) == 2 and len(caplog.records) == 1


@pytest.mark.parametrize("content", [b"", b"damaged", None], ids=["empty", "garbage", "cut short"])
def test_a_damaged_equilibrium_is_made_again(content, tmp_path, monkeypatch):
    monkeypatch.setenv("VEX_CACHE_DIR", str(tmp_path))
    solved = []
    monkeypatch.setattr(equilibrium_search, "solve", lambda usual, *how: solved.append(how) or first_guess(usual))

    def again():
        monkeypatch.setattr(equilibrium_search, "_in_memory", {})
        return equilibrium_search.equilibrium_of(SMALL)

    assert again() == again() == first_guess(SMALL)
    assert len(solved) == 1
    (path,) = tmp_path.rglob("*.npz")
    path.write_bytes(path.read_bytes()[:-200] if content is None else content)
    assert again() == again() == first_guess(SMALL)
    assert len(solved) == 2
    assert not list(tmp_path.rglob("*.partial"))


def test_a_stored_equilibrium_is_the_same_to_the_bit():
    guess = first_guess(SMALL)
    same = equilibrium_search.from_bytes(equilibrium_search.as_bytes(guess))
    assert same == guess and type(same.permanent) is float
    assert np.array_equal(same.correlation, guess.correlation)
