"""What no migration can be without, beside `ast.parse` of the same files: the floors of a dry run in Python."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.benchmarks.measure import PYTHON, medians, results_of

_READ = (
    "import ast, pathlib\nsources = [path.read_bytes() for path in sorted(pathlib.Path({folder!r}).rglob('*.py'))]\n"
)
_PARSE = f"{_READ}for source in sources: ast.parse(source)\n"
_VISIT = f"{_READ}from g2l_tui.engine.text.tree import nodes_of\nfor source in sources: nodes_of(ast.parse(source))\n"
_ASK = f"""{_READ}from g2l_tui.engine.text.tree import nodes_of
looks = {{{{}}}}
def look(node): return None
for source in sources:
    for node in nodes_of(ast.parse(source)): looks.get(node.__class__, look)(node)
"""


def floors(folder: Path, rounds: int) -> Iterator[Figure]:
    """Measure reading alone, parsing the results too, looking at each node once, and asking each for its class."""
    commands = {
        "floor: read": (_READ, folder),
        "ast.parse": (_PARSE, folder),
        "floor: parse the results": (_PARSE, results_of(folder)),
        "floor: parse, visit all nodes": (_VISIT, folder),
        "floor: parse, visit, one call a node": (_ASK, folder),
    }
    python = {name: (*PYTHON, "-c", code.format(folder=str(place))) for name, (code, place) in commands.items()}
    costs = medians(python, folder, rounds)
    for name in (each for each in commands if each != "ast.parse"):
        yield Figure(name, "ast.parse", costs[name].cpu, costs["ast.parse"].cpu, None)
