"""The twin: a Databricks tree that is kept in step with the Glue tree for months, while people edit it by hand.

What was generated last lies in `.g2l-twin/` of the tree, as plain files. It is the base of the next merge: commit it
with the tree, and any clone can go on. A file that a person edited is never replaced, and none is ever removed.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from g2l_tui.engine.text.module import parses
from g2l_tui.errors import StoreError
from g2l_tui.model.conflict import Conflict
from g2l_tui.model.merge import merge3
from g2l_tui.model.operation import FileWrite, Operation, OperationKind
from g2l_tui.model.source import Source, digest_of
from g2l_tui.paths import TWIN_FOLDER
from g2l_tui.store.mirror import MirrorFile, write_mirror
from g2l_tui.store.safe_paths import shown, unsafe
from g2l_tui.store.store import Store
from g2l_tui.workspace.read import VanishedError, read_file
from g2l_tui.workspace.report import conflict_lines
from g2l_tui.workspace.scan import entries_below

GENERATED = f"{TWIN_FOLDER}/generated"
COPIED = f"{TWIN_FOLDER}/copied.json"
_THERE_BEFORE = "it was there before and is not what was generated; it stays."
_BOTH_CHANGED = "edited by hand, and changed in the source; the hand edits stay. Edit them, or settle the file."


@dataclass(frozen=True, slots=True)
class Twinned:
    """What became of the tree. `conflicts` want a person, `notes` are good to know: a sentence each, and lines to
    compare below some. `operation` is the write, which can be taken back in the tree; None when all was there.
    """  # noqa: D205

    operation: Operation | None
    copied: int
    conflicts: tuple[Conflict, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a file of the tree stands against what is generated for it, before anything is written.

    `in_step` when there is nothing to do; `conflicts` as in `Twinned`. `mine` is the file there, None without one.
    """

    in_step: bool
    conflicts: tuple[Conflict, ...]
    mine: bytes | None
    generated: bytes


@dataclass(slots=True)
class _Plan:
    writes: list[FileWrite] = field(default_factory=list)
    copies: list[MirrorFile] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def write(self, path: str, before: bytes | None, content: bytes | None, mode: int | None = None) -> None:
        if before != content:
            self.writes.append(FileWrite(path, None if before is None else digest_of(before), content, mode))


def is_twin(output: Path) -> bool:
    """Say whether `output` is a tree that was kept in step before."""
    return (output / TWIN_FOLDER).is_dir()


def update_twin(
    output: Path,
    files: Sequence[MirrorFile],
    is_gone: Callable[[str], bool],
    *,
    settled: Sequence[str] = (),
    force: bool = False,
) -> Twinned:
    """Bring the tree at `output` up to `files`, merged with what people made of it.

    `is_gone` tells of a path whether it has no source any more. What people made of the `settled` paths is the
    answer to their conflicts; with `force` what is generated is, but between marks. Raises StoreError; then nothing
    that was there is different.
    """
    write_mirror(output, ())
    store = Store.open(output)
    plan = _planned(output, files, settled=settled, force=force)
    before = encoded = _content(output, COPIED)
    _tell_gone(plan, output, files, is_gone)
    if plan.digests or before is not None:
        encoded = json.dumps(plan.digests, indent=1, sort_keys=True).encode("ascii") + b"\n"
    plan.write(COPIED, before, encoded)
    write_mirror(output, plan.copies, force=True)
    operation = store.write(OperationKind.MIGRATE, plan.writes) if plan.writes else None
    return Twinned(operation, len(plan.copies), tuple(plan.conflicts), tuple(plan.notes))


def standing(output: Path, files: Sequence[MirrorFile]) -> dict[str, Standing]:
    """Look what bringing files to the tree would meet, by their paths; what cannot be read is left out."""
    found: dict[str, Standing] = {}
    copied = _copied(output)
    for file in files:
        plan = _Plan(digests=dict(copied))
        with suppress(OSError, StoreError):
            _bring(plan, output, file, settled=False, force=False)
            generated = file.origin.read_bytes() if file.content is None else file.content
            in_step = not (plan.writes or plan.copies or plan.conflicts)
            found[file.path] = Standing(in_step, tuple(plan.conflicts), _content(output, file.path), generated)
    return found


def conflicts_ahead(output: Path, files: Sequence[MirrorFile]) -> tuple[Conflict, ...]:
    """Return the conflicts that bringing the tree up to `files` would meet, and write nothing. May raise OSError."""
    return tuple(_planned(output, files, settled=(), force=False).conflicts)


def _planned(output: Path, files: Sequence[MirrorFile], *, settled: Sequence[str], force: bool) -> _Plan:
    plan = _Plan(digests=_copied(output))
    for file in files:
        _bring(plan, output, file, settled=file.path in settled, force=force)
    return plan


def _bring(plan: _Plan, output: Path, file: MirrorFile, *, settled: bool, force: bool) -> None:
    is_merged = file.path.endswith(".py") and not unsafe(file.path)
    (_merge if is_merged else _copy)(plan, output, file, settled=settled, force=force)


def _merge(plan: _Plan, output: Path, file: MirrorFile, *, settled: bool, force: bool) -> None:
    generated = file.origin.read_bytes() if file.content is None else file.content
    mine, base = _content(output, file.path), _content(output, f"{GENERATED}/{file.path}")
    content, next_base = mine, generated
    match mine, base:
        case None, None:
            content = generated
        case None, bytes() if base != generated and not settled:
            next_base = base
            plan.conflicts.append(Conflict(file.path, "removed by hand, and its source changed; it stays removed."))
        case bytes(), None if mine != generated and force:
            content = generated
        case bytes(), None if mine != generated and not settled:
            plan.conflicts.append(Conflict(file.path, _THERE_BEFORE))
            return
        case bytes(), bytes() if not settled:
            content, next_base = _merged(plan, file.path, (base, mine, generated), force=force)
    plan.write(file.path, mine, content, stat.S_IMODE(file.origin.stat().st_mode))
    plan.write(f"{GENERATED}/{file.path}", base, next_base)


def _merged(plan: _Plan, path: str, versions: tuple[bytes, bytes, bytes], *, force: bool) -> tuple[bytes, bytes]:
    base, mine, generated = versions
    merge = merge3(base, mine, generated, overrule=force)
    if parses(Source(path, generated)) and parses(Source(path, mine)) and not parses(Source(path, merge.content)):
        message = "both sides together would be no valid Python; the hand edits stay."
        plan.conflicts.append(Conflict(path, message))
        return mine, base
    for clash in merge.clashes:
        sides = (_texts(clash.mine), _texts(clash.generated))
        if clash.protected:
            told = Conflict(path, "the lines between marks stay; other lines are generated now.", clash.line, *sides)
            plan.notes += conflict_lines(told)
        else:
            plan.conflicts.append(Conflict(path, _BOTH_CHANGED, clash.line, *sides))
    return merge.content, merge.base


def _texts(lines: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(line.rstrip(b"\r\n").decode("utf-8", "backslashreplace") for line in lines)


def _copy(plan: _Plan, output: Path, file: MirrorFile, *, settled: bool, force: bool) -> None:
    generated = digest_of(file.origin.read_bytes() if file.content is None else file.content)
    target = output / file.path
    mine = digest_of(target.read_bytes()) if target.is_file() else None
    known = plan.digests.get(file.path)
    if mine == generated or settled:
        plan.digests[file.path] = generated
    elif force or mine == known:
        plan.digests[file.path] = generated
        plan.copies.append(file)
    elif known is None:
        plan.conflicts.append(Conflict(file.path, _THERE_BEFORE))
    elif generated != known:
        what = "removed" if mine is None else "edited"
        message = f"{what} by hand, and its source changed; it stays {what}."
        plan.conflicts.append(Conflict(file.path, message))


def _tell_gone(plan: _Plan, output: Path, files: Sequence[MirrorFile], is_gone: Callable[[str], bool]) -> None:
    """Tell of files whose source is gone, and forget those that a person has removed from the tree since."""
    for path in [path for path in plan.digests if is_gone(path)]:
        if (output / path).exists():
            plan.notes.append(f"{shown(path)}: its source is gone. It stays; remove it when nothing needs it.")
        else:
            del plan.digests[path]
    remembered = output / GENERATED
    for entry in entries_below(remembered) if remembered.is_dir() else ():
        path = Path(entry.path).relative_to(remembered).as_posix()
        if not is_gone(path):
            continue
        base = _content(output, f"{GENERATED}/{path}")
        if not (output / path).exists():
            plan.write(f"{GENERATED}/{path}", base, None)
            continue
        moved = [file.path for file in files if file.content == base and not (output / file.path).exists()]
        where = f"; the same code is now in {shown(moved[0])}" if moved else ""
        plan.notes.append(f"{shown(path)}: its source is gone{where}. It stays; remove it when nothing needs it.")


def _copied(output: Path) -> dict[str, str]:
    with suppress(ValueError):
        value = json.loads(_content(output, COPIED) or b"{}")
        if isinstance(value, dict):
            return {path: digest for path, digest in value.items() if isinstance(digest, str)}
    return {}


def _content(output: Path, path: str) -> bytes | None:
    try:
        return read_file(output, path)
    except VanishedError:
        return None
