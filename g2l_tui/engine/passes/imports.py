"""Imports: those of awsglue that nothing reads any more go, those that the new code needs come."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from g2l_tui.engine.awsglue import EXPORTS, canonical, is_glue
from g2l_tui.engine.composing.liveness import Liveness
from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.text.tree import TRIES
from g2l_tui.engine.view import View
from g2l_tui.model.change import Edit

RULE = "imports-unused"

MARK = "# g2l: unfinished"
"""What stands behind an import that only keeps an unfinished file from running."""

Import = ast.Import | ast.ImportFrom


@dataclass(frozen=True, slots=True)
class Removal:
    """An import statement of which some or all names go, and the drafts that made them unused."""

    statement: Import
    names: frozenset[str]
    because: tuple[Draft, ...]

    @property
    def is_whole(self) -> bool:
        """True when no name of the statement is left."""
        return len(self.names) == len(self.statement.names)

    @property
    def leaves_no_glue(self) -> bool:
        """True when none of the names that are left is Glue's."""
        left = [alias for alias in self.statement.names if alias.name not in self.names]
        return not any(_is_glue(self.statement, alias) for alias in left)


def removals(liveness: Liveness, *, is_refused: bool) -> tuple[tuple[Removal, ...], Import | None]:
    """Return the imports that nothing reads any more, and one that stays all the same.

    Those are awsglue's always, others when a rewrite made them so. While a statement is refused, one import of Glue's
    stays, so that the file cannot half-run on Databricks; it is marked, or the next run would take it for unused.
    """
    view = liveness.view
    every = [statement for block in view.blocks for statement in block if isinstance(statement, Import)]
    found = [removal for statement in every if (removal := _removal(view, liveness, statement)).names]
    guard = _guard(view, found, every) if is_refused else None
    return tuple(removal for removal in found if removal.statement is not guard), guard


def _guard(view: View, found: list[Removal], every: list[Import]) -> Import | None:
    glue = [statement for statement in every if _is_glue(statement, statement.names[0])]
    gone = {removal.statement for removal in found if removal.is_whole}
    if not glue or any(statement not in gone for statement in glue):
        return None
    at_top = [statement for statement in glue if statement in view.module.tree.body] or glue
    return next((each for each in at_top if getattr(each, "module", "") == "awsglue.context"), at_top[0])


def mark(view: View, guard: Import) -> Edit:
    """Return the edit that marks an import that nothing reads."""
    at = view.module.end(guard)
    return Edit(at, at, f"  {MARK}".encode())


def _is_marked(view: View, statement: Import) -> bool:
    start, end = view.module.line_bounds(statement.end_lineno or statement.lineno)
    return MARK.encode() in view.module.code[start:end]


def _removal(view: View, liveness: Liveness, statement: Import) -> Removal:
    scope = view.scopes.of_statement[statement]
    gone: set[str] = set()
    because: list[Draft] = []
    for alias in statement.names:
        if alias.name == "*":
            users, live = _star(liveness, statement)
        else:
            bound = alias.asname or alias.name.partition(".")[0]
            users, live = liveness.consumers(scope, bound), liveness.is_live(scope, bound)
        stays = live or _is_tested(view, statement) or _is_marked(view, statement)
        if not stays and (users or _is_glue(statement, alias)):
            gone.add(alias.name)
            because += users
    return Removal(statement, frozenset(gone), tuple(because))


def _is_tested(view: View, statement: Import) -> bool:
    """True for an import whose failure is caught: without it, the handler would never run again."""
    around = view.parents.get(statement)
    return isinstance(around, TRIES) and bool(around.handlers) and statement in around.body


def _is_glue(statement: Import, alias: ast.alias) -> bool:
    module = statement.module or "" if isinstance(statement, ast.ImportFrom) else alias.name
    return is_glue(module) and not getattr(statement, "level", 0)


def _star(liveness: Liveness, statement: Import) -> tuple[list[Draft], bool]:
    """The drafts that took reads of a star import away, and whether it is still needed."""
    module = statement.module or "" if isinstance(statement, ast.ImportFrom) else ""
    if not _is_glue(statement, statement.names[0]) or module not in EXPORTS:
        return [], True
    names = [name for name, origin in EXPORTS.get(module, {}).items() if is_glue(canonical(origin))]
    users = [draft for name in names for draft in liveness.consumers(None, name)]
    return users, any(liveness.is_live(None, name) for name in names)


def leaked(liveness: Liveness, gone: Iterable[Removal]) -> tuple[str, ...]:
    """Return import lines for names of Python and Spark that were only there through a removed star import."""
    lines: list[str] = []
    for removal in gone:
        statement = removal.statement
        if not isinstance(statement, ast.ImportFrom) or "*" not in removal.names:
            continue
        for name, origin in EXPORTS.get(statement.module or "", {}).items():
            if not is_glue(origin) and liveness.is_live(None, name):
                lines.append(_import_line(name, origin))
    return tuple(dict.fromkeys(lines))


def _import_line(name: str, origin: str) -> str:
    module, _, last = origin.rpartition(".")
    return f"from {module} import {name}" if module and last == name else f"import {origin}"


def missing(view: View, wanted: Mapping[str, float]) -> tuple[str, ...]:
    """Return the import lines that the module does not have where it first needs them, in the order to stand in.

    `wanted` says in which line of the source each is first needed.
    """
    have: dict[str, tuple[str, int]] = {}
    for statement in view.module.tree.body:
        have |= {name: (origin, statement.lineno) for name, origin in _origins(statement).items() if name not in have}
    assigned = [statement for statement in view.module.tree.body if isinstance(statement, ast.Assign)]
    constants = set(map(view.module.text, assigned)) if any(map(is_constant, wanted)) else set()
    lines = (line for line, needed in wanted.items() if not _is_there(line, needed, have, constants))
    return tuple(sorted(lines, key=_sort_key))


def _is_there(line: str, needed: float, have: Mapping[str, tuple[str, int]], constants: set[str]) -> bool:
    if is_constant(line):
        return line in constants
    found = {name: have.get(name, ("", needed)) for name in _origins_of(line)}
    return all(found[name][0] == origin and found[name][1] < needed for name, origin in _origins_of(line).items())


def is_free(view: View, line: str) -> bool:
    """True when the name that an import line binds means nothing else in the module."""
    name, origin = bound_by(line), _origins_of(line)
    return all(_origins(node).get(name) == origin[name] for node in view.scopes.bindings.get(name, ()))


@lru_cache(maxsize=256)
def _origins_of(line: str) -> Mapping[str, str]:
    return _origins(ast.parse(line).body[0])


def _origins(node: ast.AST) -> dict[str, str]:
    """What each name that an import binds really is."""
    match node:
        case ast.Import(names=names):
            return {each.asname or each.name.partition(".")[0]: canonical(each.name) for each in names}
        case ast.ImportFrom(module=module, names=names, level=0):
            return {each.asname or each.name: canonical(f"{module}.{each.name}") for each in names}
        case _:
            return {}


def bound_by(line: str) -> str:
    """Return the name that an import line, or a constant below the imports, binds."""
    return line.split()[0 if is_constant(line) else -1]


def is_constant(line: str) -> bool:
    """True for a constant that stands below the imports."""
    return line.split()[1] == "="


def renames(view: View) -> dict[str, str]:
    """Return what `F` must be called here: an alias that always means the functions, or `_F` if `F` is taken."""
    for statement in view.module.tree.body:
        match statement:
            case ast.ImportFrom(module="pyspark.sql", names=names):
                aliases = [alias.asname or alias.name for alias in names if alias.name == "functions"]
            case ast.Import(names=[ast.alias(name="pyspark.sql.functions", asname=str(name))]):
                aliases = [name]
            case _:
                continue
        for alias in aliases:
            if is_free(view, f"from pyspark.sql import functions as {alias}"):
                return {"F": alias}
    return {} if is_free(view, "from pyspark.sql import functions as F") else {"F": "_F"}


def insertion_point(view: View, gone: Iterable[Removal]) -> int:
    """Return the offset at which new imports go: where the first import of awsglue stood, else below the others."""
    body = view.module.tree.body
    first = [
        removal.statement
        for removal in gone
        if removal.statement in body and _is_glue(removal.statement, removal.statement.names[0])
    ]
    if first:
        return view.module.line_bounds(min(statement.lineno for statement in first))[0]
    after = 0
    for statement in body:
        is_head = isinstance(statement, Import) or (after == 0 and _is_docstring(statement))
        if not is_head:
            break
        after = view.module.line_bounds(statement.end_lineno or statement.lineno)[1]
    return after or _behind_comments(view)


def library_point(view: View, point: int) -> int:
    """Return the offset for imports of the standard library: below the author's own that stand above `point`."""
    found = point
    for statement in view.module.tree.body:
        end = view.module.line_bounds(statement.end_lineno or statement.lineno)[1]
        if end > point or not (isinstance(statement, Import) or _is_docstring(statement)):
            break
        if isinstance(statement, Import) and is_of_the_library(view.module.text(statement)):
            found = end
    return found


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _behind_comments(view: View) -> int:
    """Behind a `#!` line, a coding cookie and a licence."""
    line = 1
    while line <= len(view.module.line_starts):
        start, end = view.module.line_bounds(line)
        if not view.module.code[start:end].lstrip().startswith(b"#"):
            return start
        line += 1
    return 0


def load() -> None:
    """Load what `shrunk` needs, before somebody waits for it: it is half of the time to start."""
    import libcst  # noqa: F401, PLC0415 -- most files, and whoever migrates one only, do without


def shrunk(view: View, removal: Removal) -> Edit:
    """Return the edit that takes some names out of an import statement; comments and layout stay."""
    import libcst as cst  # noqa: PLC0415 -- as above

    module, statement = view.module, removal.statement
    tree = cst.parse_statement(module.text(statement))
    match tree:
        case cst.SimpleStatementLine(body=[cst.ImportFrom() | cst.Import() as inner]):
            pass
        case _:
            raise TypeError("an import statement is one simple statement")
    aliases = inner.names if not isinstance(inner.names, cst.ImportStar) else ()
    named = zip(aliases, statement.names, strict=True)
    kept = [alias for alias, each in named if each.name not in removal.names]
    kept[-1] = kept[-1].with_changes(comma=aliases[-1].comma)
    code = cst.Module([]).code_for_node(inner.with_changes(names=kept))
    return Edit(module.start(statement), module.end(statement), code.encode())


def _sort_key(line: str) -> tuple[int, str]:
    """Order import lines as isort does: the standard library, then others; constants come last."""
    if is_constant(line):
        return (2, line)
    return (0 if is_of_the_library(line) else 1, line)


def is_of_the_library(line: str) -> bool:
    """True for an import of something that comes with Python."""
    module = line.split()[1].partition(".")[0].strip(",")
    return module in sys.stdlib_module_names and module != "__future__"
