"""Copies of awsglue itself in a workspace, the library as it was published or stubs of it: no jobs are in them."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from g2l_tui.engine.awsglue import CLASSES, EXPORTS
from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.model.finding import Finding
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.source import Source

_CODE = "G2L221"

_MODULES = frozenset((
    "__init__", "blueprint", "context", "data_sink", "data_source", "dataframe_transforms", "dataframereader",
    "dataframewriter", "devutils", "dynamicframe", "functions", "glue_shell", "gluetypes", "job", "ml", "scripts",
    "streaming_data_source", "transforms", "utils",
))  # fmt: skip
"""What lies in the folder of the published library: anything else in a folder of that name is the user's."""

_DEFINITION = re.compile(rb"^[ \t]*(?:class|def)[ \t]+(\w+)", re.MULTILINE)
_FROM_BELOW = re.compile(rb"^[ \t]*(?:from|import)[ \t]+([^#\n]*\bawsglue\b[^#\n]*)", re.MULTILINE)
_HOLDER = re.compile(rb"(\w+)\s*\.\s*awsglue\b|(\w+)\s+import\b.*\bawsglue\b")


def _definitions() -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    origins = {origin for names in EXPORTS.values() for origin in names.values()} | CLASSES.keys()
    for module, _, name in (origin.rpartition(".") for origin in origins if origin.startswith("awsglue.")):
        if name[:1].isupper() or name == "getResolvedOptions":
            found[module].add(name)
    return {**found, "awsglue": {"DynamicFrame", "GlueContext"}, "awsglue.blueprint.workflow": {"Workflow"}}


_DEFINED = {
    module: frozenset(name.encode() for name in names)
    for module, names in _definitions().items()
    if module != "awsglue.job"
}
"""What the modules of the library define that no other has. Many a job has a class `Job` of its own."""


def defines_glue(source: Source) -> bool:
    """True for a module `awsglue…` that defines what the library's module of that name does."""
    place = _place(source.path)
    if place is None:
        return False
    module = "awsglue.transforms" if place[1].startswith("awsglue.transforms.") else place[1]
    return not _DEFINED.get(module, frozenset()).isdisjoint(_DEFINITION.findall(source.content))


def holders(source: Source) -> frozenset[str]:
    """Return the names of packages that a module imports an `awsglue` out of: `mylib` for `import mylib.awsglue`."""
    if b"awsglue" not in source.content:
        return frozenset()
    lines = _FROM_BELOW.findall(source.content)
    found = {name.decode() for line in lines for names in _HOLDER.findall(line) for name in names if name}
    is_relative = any(line.startswith(b".") for line in lines)
    return frozenset(found.union(source.path.split("/")[:-1]) if is_relative else found)


def copies(paths: Collection[str], defining: Iterable[str], held: Collection[str]) -> frozenset[str]:
    """Return the files of copies, of which the `defining` ones tell: where they are imported as `awsglue`.

    In a package, or where another module imports it by way of a folder that is `held`, an `awsglue` is the user's own.
    """
    roots = {place[0] for place in map(_place, defining) if place}
    roots = {
        root
        for root in roots
        if posixpath.join(root, "__init__.py") not in paths and posixpath.basename(root) not in held
    }
    return frozenset(
        path
        for path in (paths if roots else ())
        if (place := _place(path)) and place[0] in roots and (f"{place[1]}.__init__").split(".")[1] in _MODULES
    )


def told(source: Source) -> Migration:
    """Return what is said of a file of a copy, which stays as it is."""
    message = "This is a copy of awsglue itself: nothing in it is migrated, and jobs are as if it were not here"
    finding = Finding(_CODE, severity_of(_CODE), 1, 1, message, hint_of(_CODE))
    return Migration(source, Status.UNCHANGED, source.content, findings=(finding,))


def is_copy(migration: Migration) -> bool:
    """True for what `told` returns."""
    return any(finding.code == _CODE for finding in migration.findings)


def _place(path: str) -> tuple[str, str] | None:
    """Return the folder that a module `awsglue…` is imported from, and its name; None for any other module."""
    parts = path.removesuffix(".py").split("/")
    if "awsglue" not in parts:
        return None
    at = len(parts) - 1 - parts[::-1].index("awsglue")
    return "/".join(parts[:at]), ".".join(parts[at:]).removesuffix(".__init__")
