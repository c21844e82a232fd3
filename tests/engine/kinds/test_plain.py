"""Functions of plain Python are walked when somebody asks what they return, and then as all others are."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from g2l_tui.engine.kinds.infer import infer
from g2l_tui.engine.kinds.kind import Many
from g2l_tui.engine.kinds.knowledge import Knowledge
from g2l_tui.engine.text.module import parse_module
from g2l_tui.model.source import Source
from g2l_tui.ruleset.ruleset import RuleSet

PLAIN = "def count(rows):\n    found = {}\n    for row in rows:\n        found[row] = 1\n    return [found]\n"
TEXTS = "LIMITS = [1, 2]\ndef limit(n):\n    return LIMITS[n].real\n"

TOUCHED = {
    "a name of the module": "import os\ndef f(a):\n    return os.path\n",
    "a parameter": "import os\ndef f(a):\n    return [a]\nf(os)\n",
    "an annotation": "from awsglue.context import GlueContext\ndef f(a: GlueContext):\n    return [a]\n",
    "a member that only Glue has": "def f(a):\n    return a.create_dynamic_frame\n",
    "a member that Glue has as well": "def f(a):\n    return a.toDF()\n",
    "the session": "def f(a):\n    return spark\n",
    "a function inside": "def f(a):\n    def g(): return a\n    return [g]\n",
    "a list of the module": "FOUND = []\ndef f(a):\n    FOUND.append(a)\n",
}


@pytest.mark.parametrize("code", [PLAIN, TEXTS], ids=["of its own", "with texts of the module"])
def test_a_plain_function_is_not_walked_when_nobody_asks(ruleset: RuleSet, code: str) -> None:
    assert _kinds_in_functions(ruleset, code) == 0


@pytest.mark.parametrize("code", TOUCHED.values(), ids=TOUCHED.keys())
def test_a_function_that_something_may_get_into_is_walked(ruleset: RuleSet, code: str) -> None:
    assert _kinds_in_functions(ruleset, code) > 0


def test_a_plain_function_is_walked_where_the_module_calls_it(ruleset: RuleSet) -> None:
    assert _kinds_in_functions(ruleset, PLAIN + "x = count([])\n") > 0


def test_other_modules_hear_what_a_plain_function_returns(ruleset: RuleSet) -> None:
    module = parse_module(Source("counts.py", PLAIN.encode()))

    _, learnt = infer(module, ruleset, Knowledge())

    assert learnt.result("counts.py:count") == Many(Many(None, is_mapping=True))


def test_what_it_returns_meets_what_else_a_name_holds(becomes: Callable[[str], str]) -> None:
    code = "def nothing():\n    return None\nx = nothing()\nif n:\n    x = frame\ny = x.toDF()\n"

    assert becomes(code).endswith("y = x\n")


def _kinds_in_functions(ruleset: RuleSet, code: str) -> int:
    module = parse_module(Source("a.py", code.encode()))
    facts, _ = infer(module, ruleset, Knowledge(), teaches=False)
    functions = [each for each in module.tree.body if isinstance(each, ast.FunctionDef)]
    inside = [node for each in functions for statement in each.body for node in ast.walk(statement)]
    return sum(node in facts.kinds for node in inside if isinstance(node, ast.expr))
