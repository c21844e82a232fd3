"""Kinds flow through statements of every form that Python has: none is walked past."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration, Status

STATEMENTS = {
    "AnnAssign": "x: object = frame.toDF()",
    "Assert": "assert frame.toDF()",
    "Assign": "x = frame.toDF()",
    "AsyncFor": "async def f():\n    async for n in ns:\n        x = frame.toDF()\n    else:\n        x = frame.toDF()",
    "AsyncFunctionDef": "async def f(n=frame.toDF()):\n    return frame.toDF()",
    "AsyncWith": "async def f():\n    async with frame.toDF() as n:\n        x = frame.toDF()",
    "AugAssign": "x = []\nx += [frame.toDF()]",
    "Break": "for n in ns:\n    if n:\n        x = frame\n        break\n    x = frame\ny = x.toDF()",
    "ClassDef": "class C(base(frame.toDF())):\n    x = frame\n    y = x.toDF()",
    "Continue": "for n in ns:\n    if n:\n        x = frame\n        continue\n    x = frame\ny = x.toDF()",
    "Delete": "del cache[frame.toDF()]",
    "Expr": "frame.toDF()[0]",
    "For": "for n in frame.toDF():\n    x = frame.toDF()\nelse:\n    x = frame.toDF()",
    "FunctionDef": "@mark(frame.toDF())\ndef f(n=frame.toDF()):\n    return frame.toDF()",
    "Global": "def f():\n    global x\n    x = frame\nf()\ny = x.toDF()",
    "If": "if frame.toDF():\n    x = frame.toDF()\nelif n:\n    x = frame.toDF()\nelse:\n    x = frame.toDF()",
    "Import": "import json as x\nx = frame\ny = x.toDF()",
    "ImportFrom": "from json import load as x\nx = frame\ny = x.toDF()",
    "Match": (
        "match frame.toDF():\n    case [n] if frame.toDF():\n        x = frame.toDF()\n"
        "    case _:\n        x = frame.toDF()"
    ),
    "Nonlocal": (
        "def f():\n    x = None\n    def g():\n        nonlocal x\n        x = frame\n    g()\n    return x.toDF()"
    ),
    "Pass": "class C:\n    pass\nC.x = frame\ny = C.x.toDF()",
    "Raise": "raise Lost(frame.toDF()) from Late(frame.toDF())",
    "Return": "def f():\n    return frame.toDF()",
    "Try": (
        "try:\n    x = frame.toDF()\nexcept Lost:\n    x = frame.toDF()\nelse:\n    x = frame.toDF()\n"
        "finally:\n    y = frame.toDF()"
    ),
    "TryStar": (
        "try:\n    x = frame.toDF()\nexcept* Lost:\n    x = frame.toDF()\nelse:\n    x = frame.toDF()\n"
        "finally:\n    y = frame.toDF()"
    ),
    "TypeAlias": "type X = list[int]\nx = frame.toDF()",
    "While": "while frame.toDF():\n    x = frame.toDF()\nelse:\n    x = frame.toDF()",
    "With": "with frame.toDF() as n:\n    x = frame.toDF()",
}
NEWER = {"TryStar": (3, 11), "TypeAlias": (3, 12)}


@pytest.mark.parametrize("name", [name for name in STATEMENTS if sys.version_info >= NEWER.get(name, (3, 10))])
def test_frames_are_followed_into_each_form_of_statement(behind: Callable[[str], Migration], name: str) -> None:
    migration = behind(f"{STATEMENTS[name]}\n")

    assert name in {type(node).__name__ for node in ast.walk(ast.parse(STATEMENTS[name]))}
    assert migration.status is Status.MIGRATED, migration.findings
    assert b"toDF" not in migration.result


def test_no_form_of_statement_is_left_out() -> None:
    assert {each.__name__ for each in ast.stmt.__subclasses__()} <= STATEMENTS.keys()
