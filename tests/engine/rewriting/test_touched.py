"""Of a call that stays the same method's, only the arguments that differ get new text."""

from __future__ import annotations

import ast

import pytest

from g2l_tui.engine.rewriting.touched import new_arguments
from g2l_tui.ruleset.template import Text


@pytest.mark.parametrize(
    ("before", "after", "differing"),
    [
        ("spark.table('a.b')", "spark.table('main.a.b')", ["'main.a.b'"]),
        ("frame.show(5)", "frame.show(5)", []),
        ("frame.save('a.b', mode='append')", "frame.save('main.a.b', mode='append')", ["'main.a.b'"]),
        ("frame.show(5)", "frame.limit(5).show(5)", None),
        ("frame.show(5)", "frame.display(5)", None),
        ("frame.show(5)", "frame.show(5, False)", None),
    ],
)
def test_only_arguments_that_differ_are_touched(before: str, after: str, differing: list[str] | None) -> None:
    call = ast.parse(before, mode="eval").body
    assert isinstance(call, ast.Call)

    found = new_arguments(call, after, lambda node: Text(ast.unparse(node)))

    assert (None if found is None else list(found.values())) == differing
