"""How a rule of the world is compiled.

A rule is a small function over plain values and records. `@rule` compiles it with numba and keeps the result in
the user's cache folder, in a folder named after a hash of all rule sources: numba itself does not notice that a
called function in another file changed. With ``NUMBA_DISABLE_JIT=1`` the same source runs as plain Python and
gives the same bytes; therefore rules use `math.exp` and `math.log`, never numpy's, and 64-bit floats.
"""

import hashlib
import os
from pathlib import Path

import numba
import numpy as np
import platformdirs


def rules_hash() -> str:
    """Return a hash of every source file of the world, and of numba's version."""
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Return the folder for compiled rules and equilibria: `VEX_CACHE_DIR`, else the user's cache folder."""
    root = os.environ.get("VEX_CACHE_DIR") or platformdirs.user_cache_dir("vex", appauthor=False)
    return Path(root) / rules_hash()


_FOLDER = str(cache_folder() / "compiled")


def rule(function):
    """Compile `function`, cached on disk between processes.

    A rule works on arrays that it is given. One that makes an array, or gets one from such a rule, is `@array_rule`:
    counting who still holds which array costs a third of the time of a run.
    """
    return _compiled(function, makes_arrays=False)


def array_rule(function):
    """Compile a rule that makes arrays of its own."""
    return _compiled(function, makes_arrays=True)


def generated_rule(name: str, arguments: str, lines: list[str], values: dict):
    """Compile a rule of these lines, generated from a table; `values` are the rules that it calls, by name.

    Numba cannot keep it on disk by itself, but keeps it as a part of the rules that call it.
    """
    source = f"def {name}({arguments}):\n" + "".join(f"    {line}\n" for line in lines)
    namespace = dict(values)
    exec(compile(source, f"<generated {name}>", "exec"), namespace)
    return numba.njit(error_model="numpy", no_cfunc_wrapper=True, _nrt=False)(namespace[name])


def compiled_for(function, *arguments):
    """Return `function` as it is compiled for arguments of these types.

    Called directly it works out no types: with all arrays of a world that takes longer than the call. Whoever calls it
    answers for the types and the layout of the arrays; a world keeps both.
    """
    if numba.config.DISABLE_JIT or not isinstance(function, numba.core.dispatcher.Dispatcher):
        return function
    kind = function, _kind(arguments)
    if None in _flat(kind):
        return function
    if kind not in _FOUND:
        entry = function.compile(tuple(numba.typeof(argument) for argument in arguments))
        _FOUND[kind] = entry, _dtypes(arguments)  # which live as long as their addresses stand in the key
    return _FOUND[kind][0]


_FOUND: dict = {}


def _kind(argument):
    """Return what tells the type; None among it for an array whose rows do not lie one behind the other."""
    if isinstance(argument, tuple):
        return type(argument), tuple(map(_kind, argument))
    if isinstance(argument, np.ndarray):
        flags = argument.flags
        return id(argument.dtype), argument.ndim, flags.writeable, flags.aligned, True if flags.c_contiguous else None
    return type(argument)


def _flat(kind):
    return [part for one in kind for part in _flat(one)] if isinstance(kind, tuple) else [kind]


def _dtypes(argument) -> list:
    if isinstance(argument, tuple):
        return [dtype for part in argument for dtype in _dtypes(part)]
    return [argument.dtype] if isinstance(argument, np.ndarray) else []


def _compiled(function, makes_arrays: bool):
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = _FOLDER
    try:
        compiled = numba.njit(
            cache=True, error_model="numpy", no_cfunc_wrapper=True, _nrt=makes_arrays
        )(function)
    finally:
        numba.config.CACHE_DIR = before
    if not numba.config.DISABLE_JIT:
        _compile_once_for_literals(compiled)
    return compiled


def _compile_once_for_literals(compiled) -> None:
    """Let calls with constants share one compilation; numba would compile the rule anew for each constant."""
    template_of = compiled.get_call_template

    def without_literals(args, kws):
        plain = {name: numba.types.unliteral(kind) for name, kind in kws.items()}
        return template_of(tuple(numba.types.unliteral(kind) for kind in args), plain)

    compiled.get_call_template = without_literals
