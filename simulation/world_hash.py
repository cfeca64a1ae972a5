"""Hashes of the world: one of the behaviour of the rules, one of the values in the tables.

Whatever was worked out with the rules (compiled code, equilibria, stored parameter sets, run folders) carries these
hashes and is stale when they differ. `rules_hash` is a hash of the syntax trees without docstrings, comments, type
annotations, texts for readers, import statements and names of locals: only a change in what the rules do changes it.
`tables_hash` leaves out the prose of the tables.
"""

import ast
import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeGuard

from .disk_cache import cache_root, read_cached, write_cached

RULES_FOLDER = Path(__file__).parent
HASH_LENGTH = 16
PROSE = {"title", "meaning", "source", "unit", "status", "off", "example", "in_text", "short_name"}
"""Keys of the tables that only readers use."""

IGNORED_FIELDS = {"annotation", "ctx", "kind", "simple", "type_comment", "type_ignores", "type_params"}
"""Fields of a syntax tree that are no part of what it does."""
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
OF_MESSAGES = {"message", "N_"}
"""Functions whose arguments are texts for readers."""
OF_READERS = {"Channel", "Measure", "Part"}
"""Rows of tables in Python: their positional texts are titles and meanings that only readers use."""


@cache
def rules_hash() -> str:
    """Return a hash of what the rules of this installation do.

    Parsing takes half a second: the hash is cached on disk under the hash of the bytes.
    """
    cached = cache_root() / "rules" / source_hash()
    known = read_cached(cached)
    if known is not None and len(known) == HASH_LENGTH:
        return known.decode("ascii", "replace")
    result = hash_of_rules({path.name: path.read_text(encoding="utf-8") for path in RULES_FOLDER.glob("*.py")})
    write_cached(cached, result.encode())
    return result


@cache
def tables_hash() -> str:
    """Return a hash of the values in the tables of this installation."""
    return hash_of_tables({path.name: path.read_text(encoding="utf-8") for path in RULES_FOLDER.glob("*.toml")})


def source_hash() -> str:
    """Return a hash of the bytes of every source file: quick, and different after any edit."""
    digest = hashlib.sha256()
    for path in sorted(RULES_FOLDER.glob("*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:HASH_LENGTH]


def hash_of_rules(sources: dict[str, str]) -> str:
    """Return a hash of what these sources do, by file name."""
    trees = {name: ast.parse(sources[name]) for name in sorted(sources)}
    calls = (node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.Call))
    keywords = {keyword.arg for call in calls for keyword in call.keywords if keyword.arg}
    digest = hashlib.sha256()
    for name, tree in trees.items():
        digest.update(name.encode())
        digest.update("\0".join(_Writer(tree, keywords).words).encode())
    return digest.hexdigest()[:HASH_LENGTH]


def hash_of_tables(tables: dict[str, str]) -> str:
    """Return a hash of the values in these TOML tables, by file name; rows keep their order."""
    values = {name: _without_prose(tomllib.loads(tables[name])) for name in sorted(tables)}
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:HASH_LENGTH]


def _without_prose(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_prose(item) for key, item in value.items() if key not in PROSE}
    return [_without_prose(item) for item in value] if isinstance(value, list) else value


class _Writer:
    """Writes one syntax tree as words, without what does not matter.

    `scopes` maps the locals of the functions around a node to numbers, in order of first use; a parameter that is
    passed by keyword anywhere keeps its name. An imported name is written as where it comes from.
    """

    def __init__(self, tree: ast.Module, keywords: set[str]):
        self.keywords = keywords
        self.origins = dict(_origins(tree))
        self.scopes: list[dict[str, str | None]] = []
        self.count = 0
        self.in_message = 0
        self.words: list[str] = []
        self.write(tree)

    def write(self, node: ast.AST) -> None:
        """Write a node."""
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal) or _is_text(node):
            return
        if isinstance(node, ast.Name):
            self.words.append(self.name(node.id))
        elif isinstance(node, ast.arg):
            self.words.append(self.name(node.arg))
        elif isinstance(node, ast.Constant):
            text = self.in_message and isinstance(node.value, str)
            self.words.append("text" if text else repr(node.value))
        elif isinstance(node, FUNCTIONS):
            self.write_function(node)
        elif isinstance(node, COMPREHENSIONS):
            self.write_comprehension(node)
        elif _calls(node, OF_READERS):
            self.words.append("Call")
            self.write(node.func)
            self.in_message += 1
            self.write_all(node.args)
            self.in_message -= 1
            self.write_all(node.keywords)
        elif isinstance(node, ast.Raise) or _calls(node, OF_MESSAGES):
            self.in_message += 1
            self.write_fields(node)
            self.in_message -= 1
        else:
            self.write_fields(node)

    def write_fields(self, node: ast.AST) -> None:
        """Write the class of a node and its fields, each with its name; an annotated assignment as a plain one."""
        self.words.append(type(node).__name__.removeprefix("Ann"))
        for field, value in ast.iter_fields(node):
            if field == "name" and isinstance(node, ast.ClassDef | ast.ExceptHandler) and value:
                self.words.append(self.name(value))
            elif field not in IGNORED_FIELDS and value is not None and value != []:
                self.words.append(field.removesuffix("s") if field == "targets" else field)
                self.write_all(value if isinstance(value, list) else [value])
        self.words.append(".")

    def write_all(self, values: Iterable) -> None:
        """Write nodes and plain values."""
        for value in values:
            if isinstance(value, ast.AST):
                self.write(value)
            else:
                self.words.append(repr(value))

    def write_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        """Write a function: its name, decorators and defaults as seen from outside, the rest in a scope of its own."""
        self.words.append(type(node).__name__)
        if not isinstance(node, ast.Lambda):
            self.words.append(self.name(node.name))
            self.write_all(node.decorator_list)
        self.words.append("defaults")
        self.write_all([*node.args.defaults, *(default or ast.Constant(None) for default in node.args.kw_defaults)])
        body = node.body if isinstance(node.body, list) else [node.body]
        parameters = {arg.arg for arg in ast.walk(node.args) if isinstance(arg, ast.arg)}
        self.enter(parameters | _bound_names(body), parameters & self.keywords)
        for kind in ("posonlyargs", "args", "vararg", "kwonlyargs", "kwarg"):
            part = getattr(node.args, kind)
            self.words.append(kind)
            self.write_all(part if isinstance(part, list) else filter(None, [part]))
        self.words.append("body")
        self.write_all(body)
        self.words.append(".")
        self.leave()

    def write_comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> None:
        """Write a comprehension; its first iterable is seen from outside."""
        first, *others = node.generators
        self.words.append(type(node).__name__)
        self.write(first.iter)
        targets = [part.target for part in node.generators]
        self.enter({name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}, set())
        self.write_all([first.target, *first.ifs, *others])
        results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self.write_all(results)
        self.words.append(".")
        self.leave()

    def enter(self, names: set[str], kept: set[str]) -> None:
        """Begin a scope with these locals, some of which keep their names."""
        self.scopes.append({name: name if name in kept else None for name in names})

    def leave(self) -> None:
        """End the innermost scope; numbers restart with the next function."""
        self.scopes.pop()
        if not self.scopes:
            self.count = 0

    def name(self, name: str) -> str:
        """Return the number of a local, the origin of an imported name, or a name as it is."""
        for scope in reversed(self.scopes):
            if name in scope:
                known = scope[name]
                if known is None:
                    known = scope[name] = f"local{self.count}"
                    self.count += 1
                return known
        return self.origins.get(name, f"global {name}")


def _origins(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield each imported name and where it comes from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.asname or alias.name.split(".")[0], alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((alias.asname or alias.name, f"{module}:{alias.name}") for alias in node.names)


def _bound_names(body: Iterable[ast.AST]) -> set[str]:
    """Return the names that a function's body binds, without those of functions, classes and comprehensions in it."""
    names: set[str] = set()
    outer: set[str] = set()
    nodes = list(body)
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Global | ast.Nonlocal):
            outer.update(node.names)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, COMPREHENSIONS):
            named = (part.target for part in ast.walk(node) if isinstance(part, ast.NamedExpr))
            names.update(target.id for target in named)
        elif not isinstance(node, ast.Lambda):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
                names.add(node.id)
            elif isinstance(node, ast.ExceptHandler) and node.name:
                names.add(node.name)
            nodes.extend(ast.iter_child_nodes(node))
    return names - outer


def _is_text(node: ast.AST) -> bool:
    """Return whether a statement is only a text, such as a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _calls(node: ast.AST, names: set[str]) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
