"""What plugins make of a migration: changes to be decided like all others, and findings."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.model.finding import Finding, Severity
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.operation import FileWrite
from g2l_tui.model.rework import reworked
from g2l_tui.model.source import Source, decode, digest_of
from g2l_tui.plugins import PluginRegistry

FAILED, SAYS = "G2L007", "G2L008"

_WITHOUT = frozenset({Status.UNCHANGED, Status.FAILED})


def transformed(
    plugins: PluginRegistry, migration: Migration, catalog: str, again: Callable[[Source], Migration]
) -> Migration:
    """Return the migration after transforms had a look at its result; `again` tells what Glue is left."""
    if migration.status in _WITHOUT:
        return migration
    code, encoding = decode(migration.result)
    found = plugins.apply_transforms(code, _metadata(migration, catalog))
    problems = list(found.problems)
    try:
        wanted = found.code.encode(encoding) if found.by else migration.result
    except UnicodeEncodeError as error:
        wanted = migration.result
        problems.append(f"{', '.join(found.by)} gave text that {encoding} cannot hold: {error.reason}")
    migration = _with_findings(migration, FAILED, problems)
    if wanted == migration.result:
        return migration
    changes = reworked(migration.source.content, migration.changes, wanted, f"plugin:{'+'.join(found.by)}")
    migration = replace(migration, result=wanted, changes=changes)
    if again(Source(migration.source.path, wanted)).status is not Status.UNCHANGED:
        return migration
    findings = tuple(finding for finding in migration.findings if finding.severity is not Severity.ERROR)
    return replace(migration, status=Status.MIGRATED, findings=findings, calls_translated=migration.calls)


def looked_at(plugins: PluginRegistry, migration: Migration, catalog: str) -> Migration:
    """Return the migration with what validators say of it."""
    if migration.status in _WITHOUT:
        return migration
    metadata = {**_metadata(migration, catalog), "code": decode(migration.result)[0]}
    said, problems = plugins.run_validators(migration.source.path, metadata)
    return _with_findings(_with_findings(migration, FAILED, problems), SAYS, said)


def post_processed(
    plugins: PluginRegistry, sources: Iterable[Source], written: Iterable[FileWrite], catalog: str
) -> Iterator[FileWrite | str]:
    """Yield what post-processors make of written files, and a sentence for each thing that was discarded.

    They work on copies in a folder of their own.
    """
    by_path = {source.path: source for source in sources}
    for write in written:
        if write.content is None:
            continue
        with tempfile.TemporaryDirectory(prefix="g2l-plugin-") as folder:
            name = PurePosixPath(write.path).name
            source, target = Path(folder) / "source" / name, Path(folder) / "target" / name
            source.parent.mkdir()
            target.parent.mkdir()
            source.write_bytes(by_path[write.path].content)
            target.write_bytes(write.content)
            metadata = {"path": write.path, "catalog": catalog}
            problems = plugins.run_post_processors(str(source), str(target), metadata)
            yield from (f"{write.path}: {problem}" for problem in problems)
            content = target.read_bytes()
        if content != write.content:
            yield FileWrite(write.path, digest_of(write.content), content)


def _metadata(migration: Migration, catalog: str) -> dict[str, str]:
    return {"path": migration.source.path, "status": migration.status.value, "catalog": catalog}


def _with_findings(migration: Migration, code: str, sentences: Iterable[str]) -> Migration:
    found = (Finding(code, severity_of(code), 1, 1, sentence, hint_of(code)) for sentence in sentences)
    return replace(migration, findings=(*migration.findings, *found))
