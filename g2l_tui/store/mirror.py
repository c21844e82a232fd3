"""Write a second tree beside the sources: what `--output` makes. Each file is whole or not there, also after a power
loss.
"""  # noqa: D205

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from g2l_tui.errors import StoreError
from g2l_tui.store import system
from g2l_tui.store.safe_paths import shown
from g2l_tui.store.side_by_side import side_by_side

MOST_NAMED = 5
STAGED = ".g2l-new"


@dataclass(frozen=True, slots=True)
class MirrorFile:
    """One file of the second tree: at `path` the bytes `content`, or a copy of `origin` when that is None."""

    path: str
    origin: Path
    content: bytes | None = None


def write_mirror(output: Path, files: Sequence[MirrorFile], *, force: bool = False) -> int:
    """Write the files below `output` and return how many were; equal ones that are there already stay.

    Without `force`, a file that is there and differs is an error and nothing is written at all. Links below
    `output` are never followed, with or without. Raises StoreError.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
        wanted = [file for file in files if not _is_there(output, file)]
        _refuse_to_overwrite(output, wanted, force=force)
        _write({output / file.path: file for file in wanted})
    except OSError as error:
        where = f" ({shown(str(error.filename))})" if error.filename else ""
        raise StoreError(
            f"The output could not be written to {shown(str(output))}: {error.strerror or error}{where}."
        ) from error
    return len(wanted)


def _is_there(output: Path, file: MirrorFile) -> bool:
    target = output / file.path
    _refuse_links(output, file.path)
    if not target.is_file():
        return False
    if file.content is None:
        return filecmp.cmp(file.origin, target, shallow=False)
    return target.stat().st_size == len(file.content) and target.read_bytes() == file.content


def _refuse_links(output: Path, path: str) -> None:
    place = output
    for part in Path(path).parts:
        place /= part
        if place.is_symlink():
            raise StoreError(f"{shown(str(place))} is a link; nothing was written. Remove it first.", path=place)


def _refuse_to_overwrite(output: Path, wanted: Sequence[MirrorFile], *, force: bool) -> None:
    present = [file.path for file in wanted if (output / file.path).exists()]
    if not present or force:
        return
    named = ", ".join(shown(path) for path in present[:MOST_NAMED])
    more = f" and {len(present) - MOST_NAMED} more" if len(present) > MOST_NAMED else ""
    raise StoreError(
        f"{shown(str(output))} has other files at {named}{more}; nothing was written. "
        "Choose another folder, or overwrite them with --force.",
        paths=present,
    )


def _write(files: Mapping[Path, MirrorFile]) -> None:
    staged = {target: target.with_name(target.name[:200] + STAGED) for target in files}
    try:
        for target, file in files.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            _stage(staged[target], file)
        side_by_side(_flush, list(staged.values()))
        for target, place in staged.items():
            os.replace(place, target)  # noqa: PTH105 - says where it failed
        side_by_side(_flush, sorted({target.parent for target in files}))
    finally:
        for place in staged.values():
            place.unlink(missing_ok=True)


def _stage(place: Path, file: MirrorFile) -> None:
    if file.content is None:
        shutil.copyfile(file.origin, place)
    else:
        place.write_bytes(file.content)
    shutil.copymode(file.origin, place)


def _flush(places: Sequence[Path]) -> None:
    for place in places:
        system.flush_path(place)
