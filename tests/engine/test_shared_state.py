"""Modules without a word of Glue that keep what one module gives them for another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration, Status

Workspace = Callable[[dict[str, str]], dict[str, Migration]]

JOB = """\
from awsglue.context import GlueContext
{imports}
gc = GlueContext()
spark = gc.spark_session
frame = gc.create_dynamic_frame.from_catalog("raw", "orders")
{gives}
"""
SHOW = "    return {held}.schema()\n"

KEPT = {
    "an attribute of a module": ("now = None\n", "import state", "state.now = frame", "state.now"),
    "an attribute by its name": ("now = None\n", "import state", "setattr(state, 'now', frame)", "state.now"),
    "an entry of a dictionary": ("frames = {}\n", "import state", "state.frames['a'] = frame", "state.frames['a']"),
    "an element of a list": ("frames = []\n", "import state", "state.frames.append(frame)", "state.frames[0]"),
    "an entry of an imported dictionary": (
        "frames = {}\n", "from state import frames", "frames['a'] = frame", "state.frames['a']"
    ),
    "an attribute of a class": ("class Now:\n    f = None\n", "import state", "state.Now.f = frame", "state.Now.f"),
    "a function that keeps it": (
        "_now = None\ndef put(x):\n    global _now\n    _now = x\ndef get():\n    return _now\n",
        "from state import put", "put(frame)", "state.get()",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_what_one_module_keeps_there_another_takes(migrated_workspace: Workspace, name: str) -> None:
    state, imports, gives, held = KEPT[name]
    beside = "import state\ndef show():\n" + SHOW.format(held=held)

    done = migrated_workspace(
        {"state.py": state, "job.py": JOB.format(imports=imports, gives=gives), "beside.py": beside}
    )

    assert done["beside.py"].result.decode() == beside.replace("schema()", "schema")


def test_the_module_itself_reads_what_others_give_it(migrated_workspace: Workspace) -> None:
    state = "now = None\ndef show():\n" + SHOW.format(held="now")

    done = migrated_workspace(
        {"state.py": state, "job.py": JOB.format(imports="import state", gives="state.now = frame")}
    )["state.py"]

    assert (done.status, done.result.decode()) == (Status.MIGRATED, state.replace("schema()", "schema"))


def test_a_module_that_only_imports_the_same_keeps_its_bytes(migrated_workspace: Workspace) -> None:
    beside = "import state\ndef show(book):\n" + SHOW.format(held="book")

    done = migrated_workspace({"state.py": "", "job.py": JOB.format(imports="import state", gives=""), "b.py": beside})

    assert done["b.py"].status is Status.UNCHANGED
