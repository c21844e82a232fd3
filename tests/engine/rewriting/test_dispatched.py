"""What is chosen by the class of a frame: DynamicFrame and DataFrame are one class now."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration, Status

Migrate = Callable[[str], Migration]

HEAD = "import functools\nfrom pyspark.sql import DataFrame\n"
SAVE = "@functools.singledispatch\ndef save(x):\n    raise TypeError(x)\n"
OF_GLUE = "@save.register\ndef of_glue(x: DynamicFrame):\n    return x.count()\n"
OF_SPARK = "@save.register\ndef of_spark(x: DataFrame):\n    x.write.mode('overwrite').parquet('s3://a/b')\n"

CHOSEN = {
    "one function for each sort of frame": f"{HEAD}{SAVE}{OF_GLUE}{OF_SPARK}",
    "the other one by its class": f"{HEAD}{SAVE}{OF_GLUE}" + OF_SPARK.replace("register", "register(DataFrame)"),
    "one for all others that does something": f"{HEAD}{SAVE}{OF_GLUE}".replace("raise TypeError(x)", "return x"),
    "a class in quotes": f"{HEAD}{SAVE}{OF_GLUE}{OF_SPARK}".replace(": DynamicFrame", ": 'DynamicFrame'"),
    "a method": (
        f"{HEAD}class C:\n    @functools.singledispatchmethod\n    def save(self, x):\n        raise TypeError(x)\n"
        "    @save.register\n    def a(self, x: DynamicFrame):\n        return x.count()\n"
        "    @save.register\n    def b(self, x: DataFrame):\n        return 0\n"
    ),
    "a function of another module": f"from saving import save\n{OF_GLUE}",
    "somebody's own dispatch": "from plum import dispatch\n@dispatch\ndef f(x: DynamicFrame):\n    return x\n",
}


@pytest.mark.parametrize("name", CHOSEN)
def test_functions_that_are_chosen_by_the_class_are_refused(behind: Migrate, name: str) -> None:
    migration = behind(CHOSEN[name])

    assert "G2L227" in {finding.code for finding in migration.findings}
    assert b"x: DynamicFrame" in migration.result.replace(b"'", b"")


def test_the_only_function_that_does_anything_takes_dataframes_now(behind: Migrate) -> None:
    migration = behind(f"{HEAD}{SAVE}{OF_GLUE}")

    assert migration.status is Status.MIGRATED, migration.findings
    assert b"def of_glue(x: DataFrame):" in migration.result


NAMED = {
    "a key": "x = {'DynamicFrame': 1, 'DataFrame': 2}[type(frame).__name__]\n",
    "a part of a name": "x = getattr(writer, 'save_' + frame.__class__.__name__)(frame)\n",
}


@pytest.mark.parametrize("name", NAMED)
def test_what_is_looked_up_by_the_name_of_the_class_is_refused(behind: Migrate, name: str) -> None:
    assert [finding.code for finding in behind(NAMED[name]).findings] == ["G2L113"]


@pytest.mark.parametrize("said", ["print(type(frame).__name__)", "raise TypeError(f'no {frame.__class__.__name__}')"])
def test_the_name_of_the_class_may_be_said(behind: Migrate, said: str) -> None:
    assert behind(f"{said}\n").status is Status.MIGRATED
