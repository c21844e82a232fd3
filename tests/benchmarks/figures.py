"""What is measured, against what, and the ratio that is the goal."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from g2l_tui.workspace.answers import SETTLED
from tests.benchmarks.ast_grep import write_rules
from tests.benchmarks.measure import (
    CLOCK,
    ENVIRONMENT,
    PROGRAM,
    PYTHON,
    TELL,
    Command,
    cost_of,
    medians,
    results_of,
    told_cost_of,
)

CHECK = (*PROGRAM, "check", ".")

_READ_ALL = """import pathlib
paths = [path for path in sorted(pathlib.Path('.').rglob('*.py')) if path.parts[0] != '.g2l']
sources = [path.read_bytes() for path in paths]
"""
_LIBCST = f"{_READ_ALL}import libcst\nfor source in sources: libcst.parse_module(source)\n"
_AST = f"{_READ_ALL}import ast\nfor source in sources: ast.parse(source)\n"
_NAMES_AND_RESULTS = """import ast, contextlib, pathlib
from pyflakes.api import main
with contextlib.suppress(SystemExit):
    main(args=['.'])
for path in pathlib.Path({results!r}).rglob('*.py'):
    result = path.read_bytes()
    if result != path.relative_to({results!r}).read_bytes():
        ast.parse(result)
"""
_WRITE_PLAINLY = f"""{_READ_ALL}import os
{CLOCK}
for number, source in enumerate(sources[:1000]):
    with open(f'../plain_{{number}}', 'wb') as file:
        file.write(source); file.flush(); os.fsync(file.fileno())
{TELL}"""
_REPLACE_EACH = f"""{_READ_ALL}import os
{CLOCK}
for number, source in enumerate(sources[:1000]):
    with open(f'../new_{{number}}', 'wb') as file:
        file.write(source + b'# '); file.flush(); os.fsync(file.fileno())
    os.replace(f'../new_{{number}}', f'../plain_{{number}}')
{TELL}"""
_KEEP_AND_REPLACE_EACH = f"""{_READ_ALL}import os
{CLOCK}
def write(name, content):
    with open(name, 'wb') as file:
        file.write(content); file.flush(); os.fsync(file.fileno())
for number, source in enumerate(sources[:1000]):
    write(f'../kept_{{number}}', source)
    write(f'../new_{{number}}', source + b'# ')
    os.replace(f'../new_{{number}}', f'../plain_{{number}}')
{TELL}"""
_REPLACE_TOGETHER = f"""{_READ_ALL}import hashlib, os, tempfile
from concurrent.futures import ThreadPoolExecutor
from g2l_tui.store.system import exchange
def flush(names):
    for name in names:
        file = os.open(name, os.O_RDONLY)
        os.fsync(file)
        os.close(file)
def flush_all(names):
    share = -(-len(names) // 8)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(flush, [names[start:start + share] for start in range(0, len(names), share)]))
def read(name):
    file = os.open(name, os.O_RDONLY)
    content = os.read(file, os.fstat(file).st_size + 1)
    os.close(file)
    return content
sources = sources[:1000]
{CLOCK}
kept = tempfile.mkdtemp(dir='..')
targets = [f'../plain_{{number}}' for number in range(len(sources))]
names = [f'../new_{{number}}' for number in range(len(sources))]
before = [read(name) for name in targets]
digests = [hashlib.sha256(content).digest() for pair in zip(before, sources) for content in pair]
with open(f'{{kept}}/all', 'wb') as file:
    file.writelines(before); file.flush(); os.fsync(file.fileno())
for name, source in zip(names, sources):
    file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    os.write(file, source + b'# ')
    os.close(file)
flush_all(names)
here = os.open('..', os.O_RDONLY)
os.fsync(here)
for name, target, content in zip(names, targets, before):
    exchange(here, name[3:], here, target[3:])
    assert read(name) == content
old = [f'{{kept}}/{{number}}' for number in range(len(names))]
for name, place in zip(names, old):
    os.rename(name, place)
flush_all(old)
os.fsync(here)
os.fsync(os.open(kept, os.O_RDONLY))
{TELL}"""
_LOOK_AT_ALL = """import os
waiting = ['.']
while waiting:
    for entry in os.scandir(waiting.pop()):
        if entry.is_dir(follow_symlinks=False):
            waiting.append(entry.path)
        else:
            entry.stat(follow_symlinks=False)
"""
_READ_AND_HASH = f"{_READ_ALL}import hashlib\nfor source in sources: hashlib.sha256(source).hexdigest()\n"
_PARSE_SIDE_BY_SIDE = f"""import os, subprocess, sys
code = {_READ_ALL!r} + 'import ast, sys\\nfor source in sources[int(sys.argv[1])::int(sys.argv[2])]: ast.parse(source)'
count = {{count}}
processes = [subprocess.Popen((sys.executable, '-c', code, str(number), str(count))) for number in range(count)]
sys.exit(max(process.wait() for process in processes))
"""
_ACCEPT = f"""{_READ_ALL}
from g2l_tui.model.operation import FileWrite, OperationKind
from g2l_tui.model.source import digest_of
from g2l_tui.store.store import Store
files = list(zip(paths, sources))[:1000]
writes = [FileWrite(path.as_posix(), digest_of(content), content + b'# \\n') for path, content in files]
{CLOCK}
Store.open(pathlib.Path('.')).write(OperationKind.ACCEPT, writes)
{TELL}"""
_ON_ONE_PROCESSOR = """import os, sys
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from g2l_tui.__main__ import main
main()
"""
_ALONE = (*PYTHON, "-c", _ON_ONE_PROCESSOR, "check", ".")
_OF_LIBCST = 0.30
_IMPORTED = "import sys; from g2l_tui.__main__ import main\ntry: main()\nfinally: print(*sys.modules, file=sys.stderr)"
INIT = ("-c", "init.defaultBranch=main", "init", "-q")
AUTHOR = ("-c", "user.name=benchmark", "-c", "user.email=benchmark@example.org")


@dataclass(frozen=True, slots=True)
class Floor:
    """A cost in the unit of the figure, and what it is that costs so much."""

    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A cost over that of its peer. `goal` is the ratio that is not to be exceeded; None where there is none.

    `floor` is what any program would pay for the least that has to be done, measured in the same rounds; `stretch` is
    a ratio that would be better than what was asked for.
    """

    name: str
    peer: str
    value: float
    base: float
    goal: float | None
    unit: str = "s CPU"
    floor: Floor | None = None
    stretch: float | None = None

    @property
    def ratio(self) -> float:
        """How many times its peer it costs."""
        return self.value / self.base

    @property
    def verdict(self) -> str:
        """Whether the goal is met, and whether it could be."""
        if self.goal is None:
            return ""
        if self.ratio <= self.goal:
            return "met, and the stretch" if self.stretch is not None and self.ratio <= self.stretch else "met"
        is_out_of_reach = self.floor is not None and self.floor.value / self.base > self.goal
        return "NOT MET, nor by the floor" if is_out_of_reach else "NOT MET"


def dry_run(folder: Path, rounds: int) -> Iterator[Figure]:
    """Measure one process without a memory of earlier runs."""
    peers: dict[str, tuple[Command, float]] = {
        "libcst.parse_module": (_python(_LIBCST), _OF_LIBCST),
        "ast.parse": (_python(_AST), 3.0),
    }
    if ast_grep := shutil.which("ast-grep"):
        rules = folder.parent / "rules.yml"
        count = write_rules(rules)
        peers[f"ast-grep, {count} rules"] = ((ast_grep, "scan", "-j", "1", "-r", str(rules), "."), 1.5)
    if ruff := shutil.which("ruff"):
        command = (ruff, "check", "--select", "ALL", "--no-cache", "--isolated", "--diff", "-q", ".")
        peers["ruff --select ALL --fix, dry"] = (command, 1.2)
    commands = {name: command for name, (command, _) in peers.items()}
    least = _python(_NAMES_AND_RESULTS.format(results=str(results_of(folder))))
    costs = medians({"check": _ALONE, "least": least, **commands}, folder, rounds)
    floor = Floor("what names are bound to (pyflakes), and that results parse", costs["least"].cpu)
    for name, (_, goal) in peers.items():
        stretch = 0.20 if goal == _OF_LIBCST else None
        yield Figure("dry run", name, costs["check"].cpu, costs[name].cpu, goal, floor=floor, stretch=stretch)


def processes(folder: Path, rounds: int) -> Iterator[Figure]:
    """Measure what more processors are good for, and what the first process holds."""
    count = len(os.sched_getaffinity(0))
    parsing = {f"parse {each}": _python(_PARSE_SIDE_BY_SIDE.format(count=each)) for each in (1, count)}
    costs = medians({"all": CHECK, "one": _ALONE, **parsing}, folder, rounds)
    one = costs["one"].wall
    machine = one * costs[f"parse {count}"].wall / costs["parse 1"].wall
    floor = Floor(f"ast.parse in {count} processes over one", machine)
    yield Figure("dry run, all processors", "one processor", costs["all"].wall, one, 1 / 1.7, "s", floor)
    yield Figure("its processor time", "one processor", costs["all"].cpu, costs["one"].cpu, None)
    yield Figure("memory of a dry run", "120 MB", costs["all"].memory, 120, 1.0, "MB")


def start(folder: Path, rounds: int) -> Iterator[Figure]:
    """Measure what is said without looking at anything."""
    commands = {"version": (*PROGRAM, "--version"), "python": (PYTHON[0], "-I", "-c", "pass")}
    costs = medians(commands, folder, 3 * rounds)
    yield Figure("g2l-tui --version", "python -I -c pass", costs["version"].cpu, costs["python"].cpu, 4.0)


def warm(folder: Path, rounds: int) -> Iterator[Figure]:
    """Measure runs over files that are as they were. The workspace becomes a repository of git."""
    git = shutil.which("git")
    if git is None:
        return
    for words in (INIT, ("add", "-A"), (*AUTHOR, "commit", "-qm", "all")):
        subprocess.run((git, *words), cwd=folder, check=True)
    (folder / ".g2l").mkdir(exist_ok=True)
    changes = (*PROGRAM, "changes", ".")
    first = cost_of(CHECK, folder).cpu
    yield from _warm_after_edits(folder, rounds, first)
    subprocess.run((git, *AUTHOR, "commit", "-qam", "edited"), cwd=folder, check=True)
    time.sleep(SETTLED / 1e9)  # what was written just now is not believed to stay
    for command in (CHECK, changes):
        cost_of(command, folder)
    commands = {
        "check": CHECK,
        "changes": changes,
        "git": (git, "status", "--porcelain"),
        "look": _python(_LOOK_AT_ALL),
    }
    costs = medians(commands, folder, 3 * rounds)
    floor = Floor("scandir and stat of each, in Python", costs["look"].cpu)
    for name in ("check", "changes"):
        cost, base = costs[name].cpu, costs["git"].cpu
        yield Figure(f"{name}, nothing changed", "git status", cost, base, 6.0, floor=floor, stretch=4.0)
        loaded = _loaded(folder, name)
        yield Figure("  modules of libcst and textual in it", "1", loaded, 1, 0.0, "modules")


def _loaded(folder: Path, verb: str) -> int:
    """Return how many modules of LibCST and Textual a verb loads."""
    command = (*_python(_IMPORTED), verb, ".")
    said = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False).stderr
    return sum(name.partition(".")[0] in ("libcst", "textual") for name in said.split())


def _warm_after_edits(folder: Path, rounds: int, first: float) -> Iterator[Figure]:
    """Measure what the memory of results is good for: one file is edited before each command."""
    path = next(path for path in sorted(folder.glob("part_*/*.py")) if b"awsglue" in path.read_bytes())

    def edit() -> None:
        path.write_bytes(path.read_bytes() + b"# edited\n")

    costs = medians({"check": CHECK, "read": _python(_READ_AND_HASH)}, folder, rounds, edit)
    floor = Floor("read and hash each, in Python", costs["read"].cpu)
    yield Figure("check, one file changed", "the first run", costs["check"].cpu, first, None, floor=floor)
    yield Figure("its memory", "120 MB", costs["check"].memory, 120, 1.0, "MB")


def accept(folder: Path, rounds: int) -> Iterator[Figure]:
    """Measure writing a thousand files with a backup of each. They have a comment more afterwards.

    It is the writing alone that is measured: who presses the key for it has long started the program.
    """
    commands = {"accept": _ACCEPT, "plain": _WRITE_PLAINLY, "together": _REPLACE_TOGETHER}
    costs = medians({name: _python(code) for name, code in commands.items()}, folder, 5 * rounds, cost=told_cost_of)
    plain = costs["plain"]
    floor = Floor("the same steps: keep, write, flush, swap, compare, move, flush", costs["together"].wall)
    peer = "write and fsync each"
    yield Figure("durable accept, up to 1,000 files", peer, costs["accept"].wall, plain.wall, 1.0, "s", floor)
    yield Figure("  processor time of it", peer, costs["accept"].cpu, plain.cpu, None)
    # By themselves, for they delete files: a file system may be slow to make new ones for half a minute after that.
    commands = {"plain": _WRITE_PLAINLY, "new": _REPLACE_EACH, "kept": _KEEP_AND_REPLACE_EACH}
    costs = medians({name: _python(code) for name, code in commands.items()}, folder, 2 * rounds, cost=told_cost_of)
    for name, cost in (("a new file each, put in its place", "new"), ("a copy of each first, and a new file", "kept")):
        yield Figure(f"  {name}", peer, costs[cost].wall, costs["plain"].wall, None, "s")


def _python(code: str) -> tuple[str, ...]:
    return (*PYTHON, "-c", code)
