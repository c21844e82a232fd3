"""Calls that parse, and fail when the job runs: modes, SQL text, truth of columns, what Connect lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from g2l_tui.engine.text.module import Module, parse_module
from g2l_tui.model.finding import Finding
from g2l_tui.model.source import Source
from g2l_tui.validators.connect import contexts_and_rdds
from g2l_tui.validators.modes import unknown_modes
from g2l_tui.validators.queries import unparsable_queries
from g2l_tui.validators.truth import truth_of_columns

IMPORT = "from pyspark.sql import functions as F\n"


def found(validator: Callable[[Module, Module], Iterable[Finding]], text: str) -> list[Finding]:
    module = parse_module(Source("job.py", text.encode()))
    return list(validator(module, module))


@pytest.mark.parametrize(
    "line",
    ['frame.write.mode("owerwrite").parquet(path)', 'frame.write.format("csv").mode("upsert").save(path)',
     'frame.write.saveAsTable("a.b.c", mode="replace")', 'frame.write.csv(path, mode="add")'],
)  # fmt: skip
def test_a_mode_that_spark_does_not_know_is_found(line: str) -> None:
    [finding] = found(unknown_modes, line)

    assert (finding.code, finding.severity.value) == ("G2L208", "error")


@pytest.mark.parametrize(
    "line",
    ['frame.write.mode("APPEND").parquet(path)', "frame.write.mode(mode).parquet(path)", 'palette.mode("dark")',
     'open(path, mode="rb")', 'zipfile.open(name, mode="r")', 'frame.write.csv(path, mode="ignore")'],
)  # fmt: skip
def test_other_modes_are_not(line: str) -> None:
    assert found(unknown_modes, line) == []


@pytest.mark.parametrize("text", ["SELECT a FROM", "SELECT (a FROM t", "SELECT a FROM t WHERE b = 'x"])
def test_sql_that_does_not_parse_is_found(text: str) -> None:
    [finding] = found(unparsable_queries, f'spark.sql("{text}")')

    assert finding.code == "G2L209"
    assert finding.message.startswith("The SQL text does not parse: ")


@pytest.mark.parametrize(
    "line",
    ["spark.sql('table a.b')", 'spark.sql("insert overwrite directory \'x\' using parquet select * from a.b")',
     "spark.sql('select * from a.b tablesample (10 percent) pivot (sum(x) for y in (1, 2))')",
     'spark.sql("SELECT a FROM t")', 'spark.sql("OPTIMIZE t ZORDER BY (a)")', 'spark.sql("MSCK REPAIR TABLE t")',
     'spark.sql("MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET *")', 'spark.sql(f"SELECT {a} FROM")',
     'spark.sql("SELECT {a} FROM", a=1)', 'spark.sql("SELECT %s" % a)'],
)  # fmt: skip
def test_sql_that_parses_or_is_not_all_there_is_not(line: str) -> None:
    assert found(unparsable_queries, line) == []


@pytest.mark.parametrize(
    "line",
    ['frame.filter(F.col("a") > 1 and F.col("b") > 2)', 'frame.filter(not F.col("a").isNull())',
     'frame.filter(F.col("a") == 1 or x)', 'if F.col("a") + 1 > 2 and x: pass'],
)  # fmt: skip
def test_truth_of_a_column_is_found(line: str) -> None:
    [finding] = found(truth_of_columns, IMPORT + line)

    assert (finding.code, finding.line) == ("G2L210", 2)


@pytest.mark.parametrize(
    "line",
    ['frame.filter((F.col("a") > 1) & (F.col("b") > 2))', "x and y", 'F.lit(1) if x and y else F.col("a")',
     'not frame.filter(F.col("a") > 1).isEmpty()'],
)  # fmt: skip
def test_truth_of_anything_else_is_not(line: str) -> None:
    assert found(truth_of_columns, IMPORT + line) == []


@pytest.mark.parametrize(
    ("line", "code", "advice"),
    [
        ("frame.rdd.map(f)", "G2L203", "rdd-in-shared-clusters"),
        ("spark.sparkContext", "G2L203", "legacy-context-in-shared-clusters"),
        ("spark._jvm.a", "G2L203", "jvm-access-in-shared-clusters"),
        ("frame.toJSON()", "G2L203", "to-json-in-shared-clusters"),
        ('frame.createGlobalTempView("a")', "G2L211", "global temporary views"),
        ("spark.newSession()", "G2L203", "makes no other one"),
        ("frame.cache()", "G2L211", "keeps no frames"),
        ("frame.persist(StorageLevel.DISK_ONLY)", "G2L211", "keeps no frames"),
        ("frame.unpersist()", "G2L211", "keeps no frames"),
    ],
)
def test_what_connect_lacks_is_found_once(line: str, code: str, advice: str) -> None:
    [finding] = found(contexts_and_rdds, f"{line}\n{line}\n")

    assert finding.code == code
    assert advice in finding.message


def test_a_frame_that_is_kept_and_let_go_is_told_where_it_is_kept() -> None:
    [finding] = found(contexts_and_rdds, "import functools\nframe.cache()\nframe.count()\nframe.unpersist()\n")

    assert finding.line == 2


@pytest.mark.parametrize(
    "line", ["@functools.cache\ndef f(): pass", "self.cache()", "store.persist(record)", "x.cache"]
)
def test_what_else_is_called_so_is_no_frame_that_is_kept(line: str) -> None:
    assert found(contexts_and_rdds, line) == []


@pytest.mark.parametrize("call", ["SparkContext()", "SparkContext.getOrCreate()", "SparkContext(conf=settings)"])
def test_a_spark_context_that_is_made_is_found_once(call: str) -> None:
    [finding] = found(contexts_and_rdds, f"context = {call}\nother = {call}\n")

    assert (finding.code, finding.line) == ("G2L203", 1)


def test_a_second_spark_context_fails_on_every_compute() -> None:
    assert "fails" in found(contexts_and_rdds, "context = SparkContext()\n")[0].message
    assert "dedicated" in found(contexts_and_rdds, "context = SparkContext.getOrCreate()\n")[0].message


def test_one_that_is_made_for_glue_goes_with_it() -> None:
    assert found(contexts_and_rdds, "from awsglue.context import GlueContext\ngc = GlueContext(SparkContext())\n") == []
