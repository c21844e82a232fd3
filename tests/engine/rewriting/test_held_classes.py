"""Transforms of Glue that a variable holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration, Status

DROP = "drop.apply(frame=frame, paths=['a'])"
HELD = {
    "the class": f"drop = DropFields\nx = {DROP}\n",
    "an object of it": f"drop = DropFields()\nx = {DROP}\n",
    "an object that is called": "drop = DropFields()\nx = drop(frame, ['a'])\n",
    "inside a function": f"def f():\n    drop = DropFields\n    x = {DROP}\n    return [{DROP} for _ in [x]]\n",
}


@pytest.mark.parametrize("name", HELD)
def test_what_is_only_called_goes_with_its_calls(behind: Callable[[str], Migration], name: str) -> None:
    migration = behind(HELD[name])

    assert migration.status is Status.MIGRATED, migration.findings
    assert b"DropFields" not in migration.result
    assert b'frame.drop("a")' in migration.result


KEPT = {
    "another class under the same name": f"drop = DropFields\ndrop = SelectFields\nx = {DROP}\n",
    "a class that is handed on": f"drop = DropFields\nrun(drop)\nx = {DROP}\n",
    "one of two": f"drop = DropFields if n else SelectFields\nx = {DROP}\n",
}


@pytest.mark.parametrize("name", KEPT)
def test_what_has_another_use_is_refused(behind: Callable[[str], Migration], name: str) -> None:
    migration = behind(KEPT[name])

    assert migration.status is Status.PARTIAL
    assert b"drop = DropFields" in migration.result
