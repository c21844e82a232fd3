"""Looking through everything the store keeps, and saying what is not as it should be. Changes nothing."""

from __future__ import annotations

import stat
from collections.abc import Iterator

from g2l_tui.errors import StoreError
from g2l_tui.store import audit, backups, decisions, journal, log, past
from g2l_tui.store.backups import Manifest
from g2l_tui.store.copies import Copies
from g2l_tui.store.filesystem import Tree, ancestors
from g2l_tui.store.folder import AUDIT, BACKUPS, DECISIONS, JOURNAL, PENDING, PREPARED, QUARANTINE
from g2l_tui.store.log import Log
from g2l_tui.store.pack import PACK
from g2l_tui.store.safe_paths import shown


def sentences(tree: Tree) -> Iterator[str]:
    """Yield one sentence for each thing that is damaged, missing or foreign."""
    for check in (_backups, _journal, _decisions, _audit, _leftovers):
        try:
            yield from check(tree)
        except OSError as error:
            yield f"Part of .g2l cannot be read: {shown(str(error))}."


def _backups(tree: Tree) -> Iterator[str]:
    for name in past.in_order(tree):
        manifest, problem = past.read(tree, name)
        if problem:
            yield problem
        if manifest is not None:
            yield from _copies(tree, manifest)


def _copies(tree: Tree, manifest: Manifest) -> Iterator[str]:
    operation = manifest.operation
    folder = f"{BACKUPS}/{operation.id}"
    expected = {folder, f"{folder}/files", f"{folder}/op.json", f"{folder}/{PACK}"}
    for record in operation.files:
        if record.before is not None:
            copy = f"{folder}/files/{record.path}"
            expected.update((copy, *ancestors(copy)))
    yield from Copies(tree, BACKUPS, operation).problems(is_packed=manifest.is_packed)
    for entry in tree.walk(folder):
        status = tree.status(entry)
        if entry not in expected:
            yield f"{shown(entry)} is foreign: the operation has no such file."
        elif status is not None and stat.S_ISLNK(status.st_mode):
            yield f"{shown(entry)} is a symbolic link, which this program never makes."


def _journal(tree: Tree) -> Iterator[str]:
    written = journal.read(tree)
    yield from _lines(JOURNAL, written)
    for name in journal.missing(tree, written):
        yield f"{JOURNAL} does not name the operation {name}; the next write adds it."
    for line in journal.lines(written):
        named = line.get("id")
        if not isinstance(named, str) or backups.number_of(named) is None:
            yield f"{JOURNAL} holds a line that is no operation's."
    for _, sentence in past.missing(tree, written):
        yield sentence


def _decisions(tree: Tree) -> Iterator[str]:
    written = decisions.read(tree)
    yield from _lines(DECISIONS, written)
    try:
        for number in decisions.foreign(written):
            yield f"Line {number} of {DECISIONS} is no step of a review."
    except StoreError as error:
        yield error.message


def _audit(tree: Tree) -> Iterator[str]:
    yield from _lines(AUDIT, audit.read(tree))
    yield from audit.differences(tree)


def _lines(path: str, written: Log) -> Iterator[str]:
    if written.is_torn:
        yield f"The last line of {path} is torn; the next write repairs it."
    for number in log.damaged(written.lines):
        yield f"Line {number} of {path} is damaged."
    for number in log.altered(written.lines):
        yield f"Line {number} of {path} was altered, or lines before it were altered or removed."


def _leftovers(tree: Tree) -> Iterator[str]:
    for name in tree.names(PREPARED):
        yield f"{PREPARED}/{shown(name)} was left by an interruption; the next write removes it."
    for name in tree.names(PENDING):
        yield f"{PENDING}/{shown(name)} waits to be put back; the next write does it."
    for name in tree.names(QUARANTINE):
        yield (
            f"{QUARANTINE}/{shown(name)} was kept by a recovery. Compare it with your files, then remove it "
            "when nothing in it is needed."
        )
