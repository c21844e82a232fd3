"""A result that is made of old nodes and new ones is the one that all of its text gives."""

from __future__ import annotations

import ast

import pytest

from g2l_tui.engine.text.module import parse_module
from g2l_tui.engine.text.spliced import forget_parsed, spliced
from g2l_tui.model.change import Edit
from g2l_tui.model.source import Source

SOURCE = '''\
"""A job."""
import a, b; from c import d
e = a(b)

# about f
@d
def f(g):
    global h
    h = g + e
    return [i for i in g if h]

if e: j = f(e)
else:
    k = d
print(j, k, h, l)
'''
SWAPS = {
    "nothing": (),
    "a line": (("e = a(b)", "e = a(\n    c)"),),
    "one of two on a line": (("; from c import d", ""),),
    "a statement that goes": (("e = a(b)\n", ""),),
    "what binds a name": (("import a, b; ", ""),),
    "the first line and the last": (('"""A job."""', "l = 1"), ("print(j, k, h, l)\n", "print(m)")),
    "a decorator": (("@d\n", "@m\n"),),
    "a global": (("    global h\n", ""),),
    "a branch": (("k = d", "l = f"),),
    "lines between": (("# about f\n", "m = l\n# more\n"),),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("swaps", SWAPS.values(), ids=SWAPS)
def test_its_statements_and_free_names_are_those_of_the_whole(swaps: tuple[tuple[str, str], ...], newline: str) -> None:
    source, result, edits = _swapped(SOURCE.replace("\n", newline), swaps, newline)

    part, whole = spliced(source, result, edits), parse_module(Source("job.py", result))

    assert part is not None
    assert ast.dump(part.tree) == ast.dump(whole.tree)
    assert [type(node) for node in part.nodes.every] == [type(node) for node in whole.nodes.every]
    assert {name: len(reads) for name, reads in part.free.items()} == {n: len(r) for n, r in whole.free.items()}


BROKEN = {
    "a line that does not end": (("import d\n", "import d"),),
    "a bracket that stays open": (("e = a(b)\n", "e = a(b\n"),),
    "a text that stays open": (('"""A job."""', '"""A job.'), ("# about f", '"""')),
    "an indent": (("e = a(b)", "    e = a(b)"),),
    "a line that goes on": (("import d\n", "import d \\\n"),),
}


@pytest.mark.parametrize("swaps", BROKEN.values(), ids=BROKEN)
def test_a_part_that_does_not_stand_by_itself_is_left_to_the_whole(swaps: tuple[tuple[str, str], ...]) -> None:
    assert spliced(*_swapped(SOURCE, swaps)) is None


def test_edits_that_do_not_give_the_result_are_not_believed() -> None:
    source, result, edits = _swapped(SOURCE, SWAPS["a line"])

    assert spliced(source, result.replace(b"print", b"write"), edits) is None


def _swapped(
    text: str, swaps: tuple[tuple[str, str], ...], newline: str = "\n"
) -> tuple[Source, bytes, tuple[Edit, ...]]:
    edits = []
    result = text
    for old, new in swaps:
        before, after = old.replace("\n", newline), new.replace("\n", newline)
        at = text.index(before)
        edits.append(Edit(at, at + len(before), after.encode()))
        result = result.replace(before, after)
    return Source("job.py", text.encode()), result.encode(), tuple(sorted(edits))


def test_a_tree_that_is_let_go_is_parsed_anew() -> None:
    source = Source("job.py", SOURCE.encode())
    first = parse_module(source)
    assert parse_module(source) is first

    forget_parsed()

    assert parse_module(source) is not first
