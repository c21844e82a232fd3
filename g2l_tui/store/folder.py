"""The layout of `.g2l/`. The state of an operation is the folder that it lies in."""

from __future__ import annotations

import stat

from g2l_tui.errors import StoreError
from g2l_tui.store import atomic
from g2l_tui.store.filesystem import PRIVATE_FOLDER, Tree

FOLDER = ".g2l"
PREPARED = f"{FOLDER}/tmp"  # noqa: S108  not the system's
PENDING = f"{FOLDER}/pending"
BACKUPS = f"{FOLDER}/backups"
QUARANTINE = f"{FOLDER}/quarantine"
LOCK = f"{FOLDER}/lock"
JOURNAL = f"{FOLDER}/journal.jsonl"
DECISIONS = f"{FOLDER}/decisions.jsonl"
AUDIT = f"{FOLDER}/audit.jsonl"
STATES = (PREPARED, PENDING, BACKUPS, QUARANTINE)

_IGNORE = f"{FOLDER}/.gitignore"
_ALL_BUT_RULES = b"/*\n!/rules/\n"
_ALL = b"*\n"  # what was written when rules could not be shared

_README = """\
This folder belongs to g2l-tui. It holds what the tool needs to take back anything it wrote.

To get a file back without the tool, look for the operation in backups/ (the names are UTC times, the newest
is last) and copy the file; below files/ the copies have the paths they had in the workspace:

    cp .g2l/backups/<time>-<number>-<kind>/files/jobs/orders.py jobs/orders.py

With the tool: g2l-tui history, then g2l-tui rollback <time>-<number>-<kind>.

    backups/      one folder per operation: op.json says what was done, files/ holds the files as they were, and
                  copies.tar holds them once more: take that one (tar -xf) should a copy below files/ be damaged, or
                  changed by a program that still had the file open. g2l-tui verify says whether one is
    pending/      an operation that was interrupted; the next start puts its files back
                  (without the tool: tar -xf .g2l/pending/<id>/copies.tar)
    quarantine/   what an interrupted operation left and the tool does not know; never removed by itself
    journal.jsonl    one line per operation: when, which files, their digests; no source text
    decisions.jsonl  one line per step of the review: what was accepted and rejected, and what it was before
    audit.jsonl      one line per step and event, with who did it; no source text
    last-runs.json   digests of what the last runs read and wrote; without it, the next one does everything again
    cache/           what can be worked out again; remove it whenever you like
    archives/        copies that a program asked for, one folder each, with plain files below files/
    report.html report.md  the report as it was exported last
    rules/           rules of your own; git may keep these, and nothing else in here
    tmp/  lock    working places
"""


def exists(tree: Tree) -> bool:
    """Say whether the workspace was ever written. Raises StoreError for a `.g2l` that leads elsewhere."""
    status = tree.status(FOLDER)
    if status is None:
        return False
    if stat.S_ISLNK(status.st_mode):
        raise StoreError(
            f"{FOLDER} in {tree.root} is a symbolic link, and backups must not leave the workspace. "
            "Look where it leads, remove the link and try again.",
            path=FOLDER,
        )
    if not stat.S_ISDIR(status.st_mode):
        raise StoreError(f"{FOLDER} in {tree.root} is not a folder. Move it away and try again.", path=FOLDER)
    return True


def make(tree: Tree) -> None:
    """Make the folder itself, so that there is a place for the lock. Raises StoreError as `exists` does."""
    if not exists(tree):
        tree.make_folder(FOLDER, PRIVATE_FOLDER)
        tree.sync_folders(["."])


def furnish(tree: Tree) -> None:
    """Make what belongs in the folder, as far as it is missing; git is told to ignore all but the rules first.

    The lock must be held: two first writers would tread on each other.
    """
    made = [path for path in STATES if tree.make_folder(path, PRIVATE_FOLDER)]
    if _is_ignored_as_before(tree):
        atomic.replace(tree, _IGNORE, _ALL_BUT_RULES, staged=f"{PREPARED}/gitignore")
    if tree.status(f"{FOLDER}/README.txt") is None:
        atomic.replace(tree, f"{FOLDER}/README.txt", _README.encode(), staged=f"{PREPARED}/readme")
    if made:
        tree.sync_folders([FOLDER])


def _is_ignored_as_before(tree: Tree) -> bool:
    """Say whether git was told nothing yet, or just what it used to be told; what a person wrote stays."""
    status = tree.status(_IGNORE)
    if status is None:
        return True
    return stat.S_ISREG(status.st_mode) and status.st_size == len(_ALL) and tree.read(_IGNORE) == _ALL
