"""Imports: Glue's go when nothing reads them any more, what the new code needs comes, and nothing else moves."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration, Status

Migrate = Callable[..., Migration]

REST = 'gc = GlueContext()\nx = gc.create_dynamic_frame.from_catalog("a", "b")\n'
DONE = 'spark = SparkSession.builder.getOrCreate()\nx = spark.table("main.a.b")\n'
SESSION = "from pyspark.sql import SparkSession\n"

CASES = {
    "one name": (f"from awsglue.context import GlueContext\n{REST}", f"{SESSION}{DONE}"),
    "a star": (f"from awsglue.context import *\n{REST}", f"{SESSION}{DONE}"),
    "a module": (
        f"import awsglue.context\n{REST.replace('GlueContext', 'awsglue.context.GlueContext')}",
        f"{SESSION}{DONE}",
    ),
    "a module with another name": (
        f"import awsglue.context as c\n{REST.replace('GlueContext', 'c.GlueContext')}",
        f"{SESSION}{DONE}",
    ),
    "a name with another name": (
        f"from awsglue.context import GlueContext as G\n{REST.replace('GlueContext', 'G')}",
        f"{SESSION}{DONE}",
    ),
    "names that only a star brought": (
        f"from awsglue.context import *\nfrom awsglue.utils import *\n{REST}print(os, sys.argv)\n",
        f"import os\nimport sys\n{SESSION}{DONE}print(os, sys.argv)\n",
    ),
    "a session that is imported already": (
        f"from pyspark.sql import SparkSession, Row\nfrom awsglue.context import GlueContext\n{REST}",
        f"from pyspark.sql import SparkSession, Row\n{DONE}",
    ),
    "functions under the author's name": (
        (
            f"import pyspark.sql.functions as fn\nfrom awsglue.context import GlueContext\n"
            f"from awsglue.transforms import Filter\n{REST}y = Filter.apply(x, lambda r: r['a'] > 1)\n"
        ),
        f'import pyspark.sql.functions as fn\n{SESSION}{DONE}y = x.filter(fn.col("a") > 1)\n',
    ),
    "functions under a name that is taken": (
        (
            f"F = 1\nfrom awsglue.context import GlueContext\nfrom awsglue.transforms import Filter\n{REST}"
            "y = Filter.apply(x, lambda r: r['a'] > 1)\n"
        ),
        f'F = 1\n{SESSION}from pyspark.sql import functions as _F\n{DONE}y = x.filter(_F.col("a") > 1)\n',
    ),
    "behind docstring and future imports": (
        f'"""Doc."""\nfrom __future__ import annotations\n\nfrom awsglue.context import GlueContext\n\n{REST}',
        f'"""Doc."""\nfrom __future__ import annotations\n\n{SESSION}\n{DONE}',
    ),
    "behind a licence": (
        f"#!/usr/bin/env python\n# Copyright\n\nfrom awsglue.context import GlueContext\n\n{REST}",
        f"#!/usr/bin/env python\n# Copyright\n\n{SESSION}\n{DONE}",
    ),
    "an unused one": ("from awsglue.transforms import *\nx = 1\n", "x = 1\n"),
    "one of several on a line": (
        f"import os; from awsglue.context import GlueContext\n{REST}print(os)\n",
        f"{SESSION}import os\n{DONE}print(os)\n",
    ),
    "inside a function": (
        "def f():\n    from awsglue.context import GlueContext\n    gc = GlueContext()\n    return gc\n",
        f"{SESSION}def f():\n    spark = SparkSession.builder.getOrCreate()\n    return spark\n",
    ),
    "for annotations only": (
        (
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from awsglue.dynamicframe import DynamicFrame\n"
            '\n\ndef f(x: "DynamicFrame"):\n    return x.toDF()\n'
        ),
        (
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pyspark.sql import DataFrame\n"
            '\n\ndef f(x: "DataFrame"):\n    return x\n'
        ),
    ),
    "two for annotations only": (
        (
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from awsglue.context import GlueContext\n"
            "    from awsglue.dynamicframe import DynamicFrame\n"
            '\n\ndef f(c: "GlueContext", x: "DynamicFrame"):\n    return x.toDF()\n'
        ),
        (
            "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pyspark.sql import DataFrame\n"
            "    from pyspark.sql import SparkSession\n"
            '\n\ndef f(c: "SparkSession", x: "DataFrame"):\n    return x\n'
        ),
    ),
    "for annotations and more": (
        (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from awsglue.dynamicframe import DynamicFrame\n"
            "    import x\nfrom awsglue.context import GlueContext\n"
            f'{REST}def f(y: "DynamicFrame", c: GlueContext) -> "DynamicFrame":\n    return y\n'
        ),
        (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from pyspark.sql import DataFrame\n"
            "    import x\nfrom pyspark.sql import SparkSession\n"
            f'{DONE}def f(y: "DataFrame", c: SparkSession) -> "DataFrame":\n    return y\n'
        ),
    ),
    "a comment behind it": (
        f"from awsglue.context import GlueContext  # Glue\n{REST}",
        f"{SESSION}# Glue\n{DONE}",
    ),
    "blank lines around it": (
        f"import os\n\nfrom awsglue.transforms import *\nfrom awsglue.context import GlueContext\n\nprint(os)\n{REST}",
        f"import os\n\n{SESSION}\nprint(os)\n{DONE}",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_imports_become(migrated: Migrate, name: str) -> None:
    before, after = CASES[name]

    migration = migrated(before)

    assert migration.result.decode() == after
    assert migration.status is Status.MIGRATED


def test_some_names_of_an_import_go_and_its_layout_stays(migrated: Migrate) -> None:
    before = "from awsglue.transforms import (\n    Filter,\n    Map,\n    Spigot,\n)\n"
    before += "x = Filter.apply(f, lambda r: r['a'] > 1)\ny = Map.apply(x, undefined)\nz = Spigot.apply(x, 'p')\n"

    result = migrated(before).result.decode()

    assert "from awsglue.transforms import (\n    Map,\n    Spigot,\n)\n" in result


@pytest.mark.parametrize("gone", ["Filter", "Join", "SelectFields"])
def test_no_comment_of_a_shortened_import_is_lost(migrated: Migrate, gone: str) -> None:
    names = ["Filter", "Join", "SelectFields"]
    lines = "".join(f"    # above {name}\n    {name},  # behind {name}\n" for name in [gone, "Map", "Spigot"])
    calls = {"Filter": "lambda r: r['a'] > 1", "Join": "f, 'a', 'a'", "SelectFields": "['a']"}
    before = f"from awsglue.transforms import (\n{lines})\nx = {gone}.apply(f, {calls[gone]})\n"
    before += "y = Map.apply(x, undefined)\nz = Spigot.apply(x, 'p')\n"

    result = migrated(before).result.decode()

    assert gone in names
    for name in ("Map", "Spigot", gone):
        assert f"# above {name}" in result
        assert f"# behind {name}" in result


def test_an_import_that_lost_its_glue_names_is_not_reported(migrated: Migrate) -> None:
    migration = migrated(f"import awsglue.context as c, os\n{REST.replace('GlueContext', 'c.GlueContext')}print(os)\n")

    assert migration.result.decode() == f"{SESSION}import os\n{DONE}print(os)\n"
    assert migration.findings == ()


@pytest.mark.parametrize(
    "use",
    ["isinstance(x, GlueContext)", "GlueContext.getSource", "[GlueContext]", "mock.patch.object(GlueContext, 'a')",
     "class C(GlueContext): pass", "make = GlueContext"],
)  # fmt: skip
def test_an_import_that_is_still_read_stays_and_says_so(migrated: Migrate, use: str) -> None:
    migration = migrated(f"from awsglue.context import GlueContext\n{REST}{use}\n")

    assert "from awsglue.context import GlueContext\n" in migration.result.decode()
    assert migration.status is Status.PARTIAL
    assert use in migration.result.decode()


def test_a_name_in_all_stays(migrated: Migrate) -> None:
    migration = migrated('from awsglue.context import GlueContext\n__all__ = ["GlueContext"]\n')

    assert migration.status is Status.REFUSED


@pytest.mark.parametrize("line", ['__all__ += ["GlueContext"]', '__all__: list[str] = ["GlueContext"]',
                                  '__all__ = ["x"] + ["GlueContext"]'])  # fmt: skip
def test_other_spellings_of_all(migrated: Migrate, line: str) -> None:
    start = '__all__ = ["x"]\n' if "+=" in line else ""
    migration = migrated(f"from awsglue.context import GlueContext\n{start}{line}\nx = 1\n")

    assert "from awsglue.context import GlueContext" in migration.result.decode()


def test_an_import_that_may_fail_is_not_half_removed(migrated: Migrate) -> None:
    before = "import sys\ntry:\n    from awsglue.utils import getResolvedOptions\nexcept ImportError:\n"
    before += '    getResolvedOptions = None\nargs = getResolvedOptions(sys.argv, ["A"])\n'

    migration = migrated(before)

    ast.parse(migration.result)
    assert "getResolvedOptions(sys.argv" not in migration.result.decode() or migration.status is not Status.MIGRATED


def test_an_import_that_is_only_tried_is_told_because_the_file_would_run_without(migrated: Migrate) -> None:
    before = "try:\n    from awsglue.job import Job\n    ON_GLUE = True\nexcept ImportError:\n    ON_GLUE = False\n"

    [finding] = migrated(f"{before}if ON_GLUE:\n    run(Job)\n").findings[-1:]

    assert finding.code == "G2L111"
    assert "goes on as its `except` says" in finding.message


@pytest.mark.parametrize(
    "line",
    ["from awsglue_local import x", "import awsgluex", "from .awsglue import GlueContext", "from my.awsglue import Job",
     "from rules import ApplyMapping"],
)  # fmt: skip
def test_imports_of_others_stay(migrated: Migrate, line: str) -> None:
    migration = migrated(f"{line}\nx = 1\n")

    assert migration.result.decode() == f"{line}\nx = 1\n"
    assert migration.status is Status.UNCHANGED


def test_the_workspaces_own_awsglue_is_not_glue(
    migrated_workspace: Callable[[dict[str, str]], dict[str, Migration]],
) -> None:
    files = {"helpers/context.py": "class GlueContext:\n    def toDF(self):\n        return 1\n",
             "job.py": "from helpers.context import GlueContext\nx = GlueContext().toDF()  # awsglue\n"}  # fmt: skip

    assert migrated_workspace(files)["job.py"].result.decode() == files["job.py"]


@pytest.mark.parametrize(
    "function",
    ["def f(F):\n    return {}", "def f():\n    F = 3\n    return {}", "f = lambda F: {}", "[F for F in [{}]]",
     "class C:\n    F = 3\n    f = {}"],
)  # fmt: skip
def test_the_functions_are_not_called_by_an_alias_that_means_something_else_somewhere(
    becomes: Callable[[str], str], function: str
) -> None:
    calls = ("frame.filter(lambda r: r['a'] > 1)", 'frame.filter(_F.col("a") > 1)')
    before, after = (function.format(call) for call in calls)

    result = becomes(f"from pyspark.sql import functions as F\n{before}\n")

    assert result.endswith(f"{after}\n")


def test_what_is_imported_below_its_first_use_is_imported_above_too(migrated: Migrate) -> None:
    later = "from pyspark.sql import functions as F\nimport logging\n"
    before = f"from awsglue.context import GlueContext\nc = GlueContext()\nlog = c.get_logger()\n{later}"

    result = migrated(before).result.decode()

    assert result.startswith("import logging\nfrom pyspark.sql import SparkSession\n")
    assert result.endswith(f"log = logging.getLogger(__name__)\n{later}")


@pytest.mark.parametrize(
    ("head", "after"),
    [
        ("import logging\nimport sys\n\n", "import logging\nimport argparse\n\n"),
        ("import sys\n\nimport boto3\n", "import argparse\n\nimport boto3\n"),
        (
            "from __future__ import annotations\n\nimport sys\n\n",
            "from __future__ import annotations\n\nimport argparse\n\n",
        ),
        ("import boto3\n\nimport os, sys\n\n", "import boto3\n\nimport os\nimport argparse\n\n"),
        ("import boto3\n\n", "import boto3\n\nimport argparse\n"),
    ],
)
def test_what_comes_with_python_is_imported_beside_what_comes_with_python(
    head: str, after: str, migrated: Migrate
) -> None:
    glue = "from awsglue.utils import getResolvedOptions\nfrom awsglue.context import GlueContext\n"
    code = "x = getResolvedOptions(sys.argv, ['x'])['x']\nc = GlueContext()\n"

    result = migrated(f"{head}{glue}{code}").result.decode()

    assert result.startswith(f"{after}from pyspark.sql import SparkSession\n")
