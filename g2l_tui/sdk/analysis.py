"""What a source has of Glue, and what it reaches for, as values for programs."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from g2l_tui.config import Settings
from g2l_tui.engine.awsglue import is_glue
from g2l_tui.engine.text.module import parse_module
from g2l_tui.errors import ParseError
from g2l_tui.model.ledger import calls_in
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.source import Source
from g2l_tui.report.assessment import assess
from g2l_tui.report.inventory import Item, Sort

_CONTEXT = "awsglue.context.GlueContext"
_MADE = ("GlueContext.create_dynamic_frame", "GlueContext.create_sample_dynamic_frame", "DynamicFrame.fromDF")
_CONVERSIONS = ("DynamicFrame.fromDF", "DynamicFrame.toDF")
_TRANSFORMS = ("awsglue.transforms.", "DynamicFrame.", "DynamicFrameCollection.")


def analysed(root: str, migrations: Mapping[str, Migration], settings: Settings) -> dict[str, Any]:
    """Return the analysis of each file, and the totals."""
    named = _named_in_each(assess(root, migrations, settings).items)
    files = [_file(path, migration, named[path]) for path, migration in migrations.items()]
    return {
        "total_files": len(files),
        "total_complexity": sum(file["complexity_score"] for file in files),
        "total_dynamic_frames": sum(file["dynamic_frame_count"] for file in files),
        "total_catalog_refs": sum(len(file["catalog_references"]) for file in files),
        "files": files,
    }


def _file(path: str, migration: Migration, found: Mapping[Sort, list[dict[str, Any]]]) -> dict[str, Any]:
    calls: Counter[str] = Counter()
    for (name, _), count in calls_in(migration.ledger).items():
        calls[name] += count
    transforms = Counter({_transform(name): count for name, count in calls.items() if _is_transform(name)})
    contexts = calls[_CONTEXT]
    frames = sum(count for name, count in calls.items() if name.startswith(_MADE))
    weighed = (
        (contexts, 2), (frames, 3), (len(found[Sort.TABLE]), 2), (transforms.total(), 4),
        (len(found[Sort.PATH]), 1), (len(found[Sort.ARGUMENT]), 1),
    )  # fmt: skip
    return {
        "path": path,
        "success": migration.status is not Status.FAILED,
        "status": migration.status.value,
        "imports": _imports(migration.source),
        "calls": dict(sorted(calls.items())),
        "glue_context_usage": contexts,
        "dynamic_frame_count": frames,
        "transforms_used": dict(sorted(transforms.items())),
        "catalog_references": found[Sort.TABLE],
        "s3_paths": [place["name"] for place in found[Sort.PATH]],
        "connections": [place["name"] for place in found[Sort.CONNECTION]],
        "secrets": [place["name"] for place in found[Sort.SECRET]],
        "job_arguments": [place["name"] for place in found[Sort.ARGUMENT]],
        "complexity_score": sum(count * weight for count, weight in weighed),
    }


def _named_in_each(items: Iterable[Item]) -> Mapping[str, Mapping[Sort, list[dict[str, Any]]]]:
    """Return what each file names of each sort, with what it becomes, the first line, and what for."""
    found: dict[str, dict[Sort, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        for path, uses in groupby(item.uses, key=lambda use: use.path):
            first, *others = uses
            roles = sorted({use.role.value for use in (first, *others)})
            named = {"name": item.name, "target": item.target, "line": first.line, "roles": roles}
            found[path][item.sort].append(named)
    return found


def _is_transform(name: str) -> bool:
    return name.startswith(_TRANSFORMS) and name not in _CONVERSIONS


def _transform(name: str) -> str:
    return name.removeprefix("awsglue.transforms.").removesuffix(".apply")


def _imports(source: Source) -> list[str]:
    """Return the full names of what is imported of Glue."""
    try:
        tree = parse_module(source).tree
    except ParseError:
        return []
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                names |= {alias.name for alias in aliases if is_glue(alias.name)}
            case ast.ImportFrom(module=str(module), level=0, names=aliases) if is_glue(module):
                names |= {f"{module}.{alias.name}" for alias in aliases}
    return sorted(names)
