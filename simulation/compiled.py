"""Compilation of the rules.

A rule is a small function over plain values and records. `@rule` compiles it with numba and caches the result in a
folder named after the hashes of rules and tables: numba alone does not notice that a called function in another file
or a constant from a table changed. With ``NUMBA_DISABLE_JIT=1`` the same source runs as plain Python and gives the
same bytes; therefore rules use `math.exp` and `math.log`, never numpy's, and 64-bit floats.
"""

import hashlib
from pathlib import Path
from typing import Any

import numba
import numpy as np

from .disk_cache import cache_root, warn_of_no_cache
from .world_hash import rules_hash, tables_hash


def compiled_hash() -> str:
    """Return a hash of what the rules do and of the version of numba that compiles them."""
    return hashlib.sha256(f"{rules_hash()} {numba.__version__}".encode()).hexdigest()[:16]


def cache_folder() -> Path:
    """Return the folder for compiled rules and equilibria."""
    return cache_root() / f"{compiled_hash()}-{tables_hash()}"


CONFIG: Any = numba.config  # its attributes are set at run time
NJIT: Any = numba.njit  # its signature lacks two of its options
_FOLDER = cache_folder() / "compiled"


def rule(function):
    """Compile `function`, cached on disk between processes.

    A rule works on arrays that it receives. A rule that creates an array, or gets one from another rule, needs
    `@array_rule`: counting references to arrays takes a third of the time of a run.
    """
    return _compiled(function, makes_arrays=False)


def array_rule(function):
    """Compile a rule that creates arrays."""
    return _compiled(function, makes_arrays=True)


def generated_rule(name: str, arguments: str, lines: list[str], values: dict):
    """Compile a rule of these lines, generated from a table; `values` are the rules that it calls, by name.

    Numba cannot cache it on disk alone, but caches it as a part of the rules that call it.
    """
    source = f"def {name}({arguments}):\n" + "".join(f"    {line}\n" for line in lines)
    namespace = dict(values)
    exec(compile(source, f"<generated {name}>", "exec"), namespace)
    return NJIT(error_model="numpy", no_cfunc_wrapper=True, _nrt=False)(namespace[name])


def compiled_for(function, *arguments):
    """Return `function` as it is compiled for arguments of these types.

    Called directly it infers no types: with all arrays of a world that takes longer than the call. The caller answers
    for the types and the layout of the arrays; a world keeps both.
    """
    if CONFIG.DISABLE_JIT or not isinstance(function, numba.core.dispatcher.Dispatcher):
        return function
    signature = function, _signature(arguments)
    if None in _flat(signature):
        return function
    if signature not in _COMPILED:
        entry = function.compile(tuple(numba.typeof(argument) for argument in arguments))
        _COMPILED[signature] = entry, _dtypes(arguments)  # keeps the dtypes alive: the signature has their addresses
    return _COMPILED[signature][0]


_COMPILED: dict = {}


def _signature(argument):
    """Return a hashable signature; contains None for a non-contiguous array."""
    if isinstance(argument, tuple):
        return type(argument), tuple(map(_signature, argument))
    if isinstance(argument, np.ndarray):
        flags = argument.flags
        return id(argument.dtype), argument.ndim, flags.writeable, flags.aligned, True if flags.c_contiguous else None
    return type(argument)


def _flat(signature):
    return [leaf for part in signature for leaf in _flat(part)] if isinstance(signature, tuple) else [signature]


def _dtypes(argument) -> list:
    if isinstance(argument, tuple):
        return [dtype for part in argument for dtype in _dtypes(part)]
    return [argument.dtype] if isinstance(argument, np.ndarray) else []


def _compiled(function, makes_arrays: bool):
    compiled = _with_numba(function, makes_arrays, cache=True)
    if not CONFIG.DISABLE_JIT:
        if not Path(compiled.stats.cache_path).is_relative_to(_FOLDER):
            # numba fell back to a folder without the hash of the rules: an edited rule would still run in its old form
            warn_of_no_cache()
            compiled = _with_numba(function, makes_arrays, cache=False)
        _compile_once_for_literals(compiled)
    return compiled


def _with_numba(function, makes_arrays: bool, cache: bool):
    before = CONFIG.CACHE_DIR
    CONFIG.CACHE_DIR = str(_FOLDER)
    try:
        return NJIT(cache=cache, error_model="numpy", no_cfunc_wrapper=True, _nrt=makes_arrays)(function)
    except RuntimeError:
        if not cache:
            raise
        warn_of_no_cache()  # numba has no folder at all in which it could cache
        return _with_numba(function, makes_arrays, cache=False)
    finally:
        CONFIG.CACHE_DIR = before


def _compile_once_for_literals(compiled) -> None:
    """Let calls with constants share one compilation; numba would compile the rule again for each constant."""
    template_of = compiled.get_call_template

    def without_literals(args, kws):
        plain = {name: numba.types.unliteral(kind) for name, kind in kws.items()}
        return template_of(tuple(numba.types.unliteral(kind) for kind in args), plain)

    compiled.get_call_template = without_literals
