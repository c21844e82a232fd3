"""Tests of a frame's class: translated where they decide as they did before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration, Status

Migrate = Callable[[str], Migration]

TELLING = {
    "what is surely a frame": (
        "if isinstance(frame, DynamicFrame):\n    x = frame.toDF()\n",
        "isinstance(frame, DataFrame)",
    ),
    "what is one of several": ("x = isinstance(frame, (str, DynamicFrame))\n", "isinstance(frame, (str, DataFrame))"),
    "a pattern": ("match frame:\n    case DynamicFrame():\n        x = frame.toDF()\n", "case DataFrame():"),
    "an assertion": (
        "def f(x):\n    assert isinstance(x, DynamicFrame)\n    return x.toDF()\n",
        "    assert isinstance(x, DataFrame)\n    return x\n",
    ),
    "what raises otherwise": (
        "def f(x):\n    if not isinstance(x, DynamicFrame):\n        raise TypeError(x)\n    return x.toDF()\n",
        "    if not isinstance(x, DataFrame):\n        raise TypeError(x)\n    return x\n",
    ),
}


@pytest.mark.parametrize("name", TELLING)
def test_what_decides_as_before_is_translated(behind: Migrate, name: str) -> None:
    before, after = TELLING[name]

    migration = behind(before)

    assert migration.status is Status.MIGRATED, migration.findings
    assert after in migration.result.decode()


OPEN = {
    "what may be a DataFrame": "x = frame if n else frame.toDF()\nif isinstance(x, DynamicFrame):\n    x = 1\n",
    "what is a DataFrame": "x = frame.toDF()\nif isinstance(x, DynamicFrame):\n    x = 1\n",
    "what nobody knows": "def f(x):\n    if isinstance(x, DynamicFrame):\n        return 1\n    return 2\n",
    "what does more than raise": "def f(x):\n    if not isinstance(x, DynamicFrame):\n        return 1\n    return 2\n",
}


@pytest.mark.parametrize("name", OPEN)
def test_what_may_decide_in_another_way_is_refused(behind: Migrate, name: str) -> None:
    assert "G2L111" in {finding.code for finding in behind(OPEN[name]).findings}


def test_a_method_that_is_a_property_now_is_refused_on_what_nobody_knows(behind: Migrate) -> None:
    assert [finding.code for finding in behind("x = pick(frame).schema()\n").findings] == ["G2L106"]
