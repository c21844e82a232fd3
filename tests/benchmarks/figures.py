"""What is measured, against what, and the ratio that is the goal."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.corpus import write_workspace
from tests.benchmarks.measure import PROGRAM, PYTHON, medians

_READ_ALL = "import pathlib\nsources = [path.read_bytes() for path in sorted(pathlib.Path('.').rglob('*.py'))]\n"
_LIBCST = f"{_READ_ALL}import libcst\nfor source in sources: libcst.parse_module(source)\n"
_AST = f"{_READ_ALL}import ast\nfor source in sources: ast.parse(source)\n"
_WRITE_PLAINLY = f"""{_READ_ALL}import os
for number, source in enumerate(sources):
    with open(f'../plain_{{number}}', 'wb') as file:
        file.write(source); file.flush(); os.fsync(file.fileno())
"""
_ACCEPT = """import sys
from pathlib import Path
from g2l_tui.model.operation import FileWrite, OperationKind
from g2l_tui.model.source import digest_of
from g2l_tui.store.store import Store
files = [(path.as_posix(), path.read_bytes()) for path in sorted(Path('.').rglob('*.py'))]
writes = [FileWrite(path, digest_of(content), content + b'# \\n') for path, content in files]
Store.open(Path('.')).write(OperationKind.ACCEPT, writes)
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """A cost over that of its peer. `goal` is the ratio that is not to be exceeded; None where there is none."""

    name: str
    peer: str
    value: float
    base: float
    goal: float | None
    unit: str = "s CPU"

    @property
    def ratio(self) -> float:
        """How many times its peer it costs."""
        return self.value / self.base

    @property
    def verdict(self) -> str:
        """Whether the goal is met."""
        if self.goal is None:
            return ""
        return "met" if self.ratio <= self.goal else "NOT MET"


def figures(files: int, rounds: int) -> Iterator[Figure]:
    """Measure everything on a workspace of so many files."""
    with tempfile.TemporaryDirectory() as name:
        folder = write_workspace(Path(name).resolve() / "workspace", files)
        yield from _dry_run(folder, rounds)
        yield from _start(folder, rounds)
        yield from _warm(folder, rounds)
        yield from _accept(folder, rounds)
        yield from _growth(Path(name), files, rounds)


def _dry_run(folder: Path, rounds: int) -> Iterator[Figure]:
    peers = {"libcst.parse_module": (_python(_LIBCST), 0.30), "ast.parse": (_python(_AST), 3.0)}
    if ast_grep := shutil.which("ast-grep"):
        peers["ast-grep, one rule"] = ((ast_grep, "run", "-l", "py", "-p", "$A.create_dynamic_frame.$B($$$)", "."), 1.5)
    if ruff := shutil.which("ruff"):
        command = (ruff, "check", "--select", "ALL", "--no-cache", "--isolated", "--diff", "-q", ".")
        peers["ruff --select ALL --fix, dry"] = (command, 1.2)
    commands = {name: command for name, (command, _) in peers.items()}
    costs = medians({"check": (*PROGRAM, "check", "."), **commands}, folder, rounds)
    for name, (_, goal) in peers.items():
        yield Figure("dry run", name, costs["check"].cpu, costs[name].cpu, goal)
    yield Figure("memory of a dry run", "120 MB", costs["check"].memory, 120, 1.0, "MB")


def _start(folder: Path, rounds: int) -> Iterator[Figure]:
    commands = {"version": (*PROGRAM, "--version"), "python": (PYTHON[0], "-I", "-c", "pass")}
    costs = medians(commands, folder, 3 * rounds)
    yield Figure("g2l-tui --version", "python -I -c pass", costs["version"].cpu, costs["python"].cpu, 4.0)


def _warm(folder: Path, rounds: int) -> Iterator[Figure]:
    git = shutil.which("git")
    if git is None:
        return
    for command in ((git, "init", "-q"), (git, "add", "-A")):
        subprocess.run(command, cwd=folder, check=True)
    subprocess.run((*PROGRAM, "migrate", ".", "--output", "../out"), cwd=folder, check=False, capture_output=True)
    commands = {"changes": (*PROGRAM, "changes", ".", "--output", "../out"), "git": (git, "status", "--porcelain")}
    costs = medians(commands, folder, rounds)
    yield Figure("changes, nothing changed", "git status", costs["changes"].cpu, costs["git"].cpu, 6.0)


def _accept(folder: Path, rounds: int) -> Iterator[Figure]:
    costs = medians({"accept": _python(_ACCEPT), "plain": _python(_WRITE_PLAINLY)}, folder, rounds)
    yield Figure("durable accept of all", "write and fsync each", costs["accept"].wall, costs["plain"].wall, 1.0, "s")


def _growth(place: Path, files: int, rounds: int) -> Iterator[Figure]:
    """Twice the files must cost twice the time."""
    small = write_workspace(place / "small", files // 2, seed=2)
    large = write_workspace(place / "large", files, seed=2)
    half, whole = (medians({"check": (*PROGRAM, "check", ".")}, each, rounds)["check"].cpu for each in (small, large))
    yield Figure("dry run of all files", "of half of them", whole, half, 2.2)


def _python(code: str) -> tuple[str, ...]:
    return (*PYTHON, "-c", code)
