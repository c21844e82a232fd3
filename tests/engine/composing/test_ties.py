"""What a helper takes and gives, and what its callers pass and take, are decided together."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.change import Change, with_needed
from g2l_tui.model.migration import Migration

Migrate = Callable[..., Migration]
Workspace = Callable[[dict[str, str]], dict[str, Migration]]

HEAD = "from awsglue.context import GlueContext\n\ngc = GlueContext()\n"
READ = "create_dynamic_frame.from_catalog('a', 'b')"

PAIRS = {
    "a context that is passed": (
        f"def read(ctx):\n    return ctx.{READ}\n",
        f"from lib import read\n{HEAD}x = read(gc)\n",
        "lib.py:read",
    ),
    "a keyword": (
        f"def read(*, ctx):\n    return ctx.{READ}\n",
        f"from lib import read\n{HEAD}x = read(ctx=gc)\n",
        "lib.py:read",
    ),
    "a frame that is passed": (
        "def plain(frame):\n    return frame.toDF()\n",
        f"from lib import plain\n{HEAD}x = gc.{READ}\ny = plain(x)\n",
        "lib.py:plain",
    ),
    "a frame that is given": (
        f"{HEAD}def read():\n    return gc.{READ}\n",
        "import lib\nx = lib.read()\ny = x.toDF()\n",
        "lib.py:read",
    ),
    "frames that are yielded": (
        f"{HEAD}def read():\n    x = gc.{READ}\n    yield x\n",
        "from lib import read\nfor x in read():\n    x.toDF().show()\n",
        "lib.py:read",
    ),
    "a signature": (
        "from awsglue.dynamicframe import DynamicFrame\ndef plain(frame: DynamicFrame): ...\n",
        f"from lib import plain\n{HEAD}x = gc.{READ}\nplain(x)\n",
        "lib.py:plain",
    ),
    "an attribute that is inherited": (
        f"{HEAD}class Base:\n    def __init__(self):\n        self.gc = GlueContext()\n",
        f"from lib import Base\nclass Job(Base):\n    def run(self):\n        return self.gc.{READ}\n",
        "lib.py:Base.gc",
    ),
    "a method": (
        f"{HEAD}class Base:\n    def read(self):\n        return gc.{READ}\n",
        "from lib import Base\nx = Base().read().toDF()\n",
        "lib.py:Base.read",
    ),
    "a variable": (HEAD, f"from lib import gc\nx = gc.{READ}\n", "lib.py:gc"),
    "a variable of a module": (HEAD, f"import lib\nx = lib.gc.{READ}\n", "lib.py:gc"),
}


def tied(migration: Migration, tie: str) -> list[Change]:
    return [change for change in migration.changes if tie in change.ties]


@pytest.mark.parametrize(("helper", "job", "tie"), PAIRS.values(), ids=PAIRS.keys())
def test_changes_of_both_files_have_a_tie_in_common(
    migrated_workspace: Workspace, helper: str, job: str, tie: str
) -> None:
    done = migrated_workspace({"lib.py": helper, "job.py": job})

    assert tied(done["lib.py"], tie)
    assert tied(done["job.py"], tie)


def test_what_no_other_file_knows_ties_nothing(migrated_workspace: Workspace) -> None:
    done = migrated_workspace({
        "lib.py": f"{HEAD}def read():\n    return gc.{READ}\ndef count():\n    return read().count()\n",
        "job.py": "from lib import count\nprint(count())\n",
    })  # fmt: skip

    assert [change.ties for change in done["lib.py"].changes if change.ties] == []


def test_in_one_file_a_function_and_its_callers_need_each_other(behind: Migrate) -> None:
    migration = behind("def plain(x):\n    return x.toDF()\ny = plain(frame)\nz = 1\n")
    by_line = {change.line: change for change in migration.changes}

    with_function = with_needed([by_line[8]], migration.changes)

    assert by_line[6] in with_function
    assert by_line[8] in with_needed([by_line[6]], migration.changes)
